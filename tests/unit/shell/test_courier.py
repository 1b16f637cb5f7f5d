"""The courier against a mail server of thirty lines, and into its folder."""

import socketserver
import stat
import threading

import pytest

from tacenda.core.words.errors import Unavailable
from tacenda.core.words.moments import Moment
from tacenda.shell import courier
from tacenda.shell.courier import Letter
from tacenda.shell.settings import Settings

LETTER = Letter("kim@home.example", "One new item", "Hello.\nblue kettle. Open the site you know.\n", Moment(1_795_446_000))


class Session(socketserver.StreamRequestHandler):
    """One conversation; what was said lies in `server.said`."""

    def handle(self):
        self._say("220 here")
        for raw in self.rfile:
            line = raw.decode().rstrip("\r\n")
            self.server.said.append(line)
            verb = line[:4].upper()
            if verb == "RCPT" and self.server.refuses:
                self._say("550 kim@home.example is not here")
            elif verb == "DATA":
                self._say("354 go on")
                while (text := self.rfile.readline().decode().rstrip("\r\n")) != ".":
                    self.server.letter.append(text)
                self._say("250 taken")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _say(self, line):
        self.wfile.write(line.encode() + b"\r\n")


@pytest.fixture
def post():
    with socketserver.TCPServer(("127.0.0.1", 0), Session) as server:
        server.said, server.letter, server.refuses = [], [], False
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(5)


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
    post.refuses = True
    with pytest.raises(Unavailable) as refused:
        courier.carry(settings(post.server_address[1]), tmp_path, LETTER)
    assert "kim" not in f"{refused.value!r}{refused.value.__cause__}"
    assert refused.value.__suppress_context__
    assert post.letter == []


def test_a_server_without_tls_where_tls_is_asked_for_gets_no_letter(post, tmp_path):
    for tls in ("tls", "starttls"):
        wanted = Settings(mail_host="127.0.0.1", mail_port=post.server_address[1], mail_tls=tls, mail_from="hello@maple.example")
        # A greeting in the clear is no TLS handshake.
        with pytest.raises(Unavailable):
            courier.carry(wanted, tmp_path, LETTER)
    assert post.letter == [] and not any("kim" in line for line in post.said)


def test_without_a_mail_server_a_file_says_what_would_have_gone_and_not_to_whom(tmp_path):
    courier.carry(Settings(), tmp_path, LETTER)
    (file,) = (tmp_path / courier.FOLDER).iterdir()
    assert file.read_text() == f"{LETTER.subject}\n\n{LETTER.text}"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_folder_keeps_the_last_hundred(tmp_path):
    for n in range(courier.KEPT + 3):
        courier.carry(Settings(), tmp_path, Letter("a@b.example", str(n), "", Moment(1_795_446_000 + n)))
    kept = sorted((tmp_path / courier.FOLDER).iterdir())
    assert [kept[0].read_text()[0], len(kept)] == ["3", courier.KEPT]
