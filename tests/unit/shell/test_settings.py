"""Settings: an operator's file is read exactly or refused by name."""

import stat

import pytest

from tacenda.core.words.errors import Invalid, Unavailable
from tacenda.shell import settings
from tacenda.shell.settings import Settings


def test_without_a_file_the_defaults_hold(tmp_path):
    assert settings.read(tmp_path) == Settings()
    assert Settings().base == "http://localhost:8000"


def test_what_is_written_is_read_back_and_private(tmp_path):
    given = Settings(port=1, address="https://x.example/", practice="ab" * 32, sender='A "quoted" \\ name\n\u00e9\x7f', allow_swap=True)
    settings.write(tmp_path, given)
    assert settings.read(tmp_path) == given
    assert given.base == "https://x.example"
    assert stat.S_IMODE((tmp_path / settings.FILE).stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [settings.FILE]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("prot = 1", {"prot": "unknown"}),
        ("port = '1'\nhost = 2", {"port": "type", "host": "type"}),
        ("port = true", {"port": "type"}),
        ("allow_swap = 1", {"allow_swap": "type"}),
        ("port = 70000", {"port": "range"}),
        ("practice = 'AB'", {"practice": "range"}),
        ("address = 'http://x.example'", {"address": "range"}),
        ("leave_page = 'https://x.test/'", {"leave_page": "unknown"}),
        ("key_file = '/media/key'", {"key_file": "unknown"}),
        ("proxy = '*'", {"proxy": "range"}),
        ("proxy = '10.0.0.0/8'", {"proxy": "range"}),
        ("origin = 'a+b'", {"origin": "range"}),
        ("mail_hots = 'x'", {"mail_hots": "unknown"}),
        ("mail_host = 'mail.x.example'", {"mail_from": "range"}),
        ("mail_host = 'mail.x.example'\nmail_from = 'a@x.example'\nmail_tls = 'none'", {"mail_tls": "range"}),
        ("mail_from = 'a@x.example\\nBcc: b@x.example'", {"mail_from": "range"}),
        ("mail_user = 'a'", {"mail_password_file": "range"}),
        ("port = ", {"": "syntax"}),
        ("[table]", {"table": "unknown"}),
    ],
)
def test_a_wrong_line_is_refused_by_its_name(text, messages):
    with pytest.raises(Invalid) as refused:
        settings.parse(text)
    assert refused.value.messages == messages


def test_a_file_that_cannot_be_read_is_said(tmp_path):
    (tmp_path / settings.FILE).write_bytes(b"\xff\xfe")
    with pytest.raises(Unavailable):
        settings.read(tmp_path)


def test_a_folder_that_is_gone_is_said(tmp_path):
    with pytest.raises(Unavailable):
        settings.write(tmp_path / "gone", Settings())


def test_a_file_of_an_earlier_version_opens_with_the_keys_that_did_nothing():
    assert settings.parse('port = 8001\nleave_page = "https://www.wikipedia.org/"\nkey_file = ""\n').port == 8001
