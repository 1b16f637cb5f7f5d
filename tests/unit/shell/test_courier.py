"""The courier against a mail server of thirty lines, and into its folder."""

import stat

import pytest
from tests.unit.shell.mail_server import served

from tacenda.core.words.errors import Unavailable
from tacenda.core.words.moments import Moment
from tacenda.shell import courier
from tacenda.shell.courier import Letter
from tacenda.shell.settings import Settings

LETTER = Letter(
    "kim@home.example", "One new item", "Hello.\nblue kettle. Open the site you know.\nYour number is 123456.\n",
    "Hello.\nOpen the site you know.\n", Moment(1_795_446_000),
)  # fmt: skip


@pytest.fixture
def post():
    with served() as server:
        yield server


def settings(port):
    return Settings(mail_host="127.0.0.1", mail_port=port, mail_tls="none", mail_from="hello@maple.example", sender="Maple")


def test_a_letter_goes_with_its_own_headers_and_no_others(post, tmp_path):
    courier.carry(settings(post.server_address[1]), tmp_path, LETTER)
    head, body = "\n".join(post.letter).split("\n\n", 1)
    names = [line.split(":")[0] for line in head.splitlines()]
    assert names == [
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "Content-Type",
        "Content-Transfer-Encoding",
        "MIME-Version",
    ]
    assert "From: Maple <hello@maple.example>" in head and "Subject: One new item" in head
    assert body.strip() == LETTER.text.strip()
    assert post.said[0] == "ehlo maple.example"  # not the name of this machine
    assert list(tmp_path.iterdir()) == []


def test_a_refused_letter_says_nothing_of_whom_it_was_for(post, tmp_path):
    post.refuses = ["kim"]
    with pytest.raises(Unavailable) as refused:
        courier.carry(settings(post.server_address[1]), tmp_path, LETTER)
    assert "kim" not in f"{refused.value!r}{refused.value.__cause__}"
    assert refused.value.__suppress_context__ and refused.value.reason == courier.UNKNOWN
    assert post.letter == []


def test_a_server_without_tls_where_tls_is_asked_for_gets_no_letter(post, tmp_path):
    for tls in ("tls", "starttls"):
        wanted = Settings(mail_host="127.0.0.1", mail_port=post.server_address[1], mail_tls=tls, mail_from="hello@maple.example")
        # A greeting in the clear is no TLS handshake.
        with pytest.raises(Unavailable):
            courier.carry(wanted, tmp_path, LETTER)
    assert post.letter == [] and not any("kim" in line for line in post.said)


def test_without_a_mail_server_a_file_says_what_would_have_gone_and_neither_to_whom_nor_what_is_theirs(tmp_path):
    courier.carry(Settings(), tmp_path, LETTER)
    (file,) = (tmp_path / courier.FOLDER).iterdir()
    assert file.read_text() == f"{LETTER.subject}\n\n{LETTER.plain}"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_folder_keeps_the_last_hundred(tmp_path):
    for n in range(courier.KEPT + 3):
        courier.carry(Settings(), tmp_path, Letter("a@b.example", str(n), "", "", Moment(1_795_446_000 + n)))
    kept = sorted((tmp_path / courier.FOLDER).iterdir())
    assert [kept[0].read_text()[0], len(kept)] == ["3", courier.KEPT]
