"""A mail server of thirty lines for tests: it keeps what it was told, and refuses whom it is told to refuse."""

from __future__ import annotations

import contextlib
import socketserver
import threading


class Session(socketserver.StreamRequestHandler):
    """One conversation; what was said lies in `server.said`."""

    def handle(self):
        self._say("220 here")
        for raw in self.rfile:
            line = raw.decode().rstrip("\r\n")
            self.server.said.append(line)
            verb = line[:4].upper()
            if verb == "RCPT" and any(name in line for name in self.server.refuses):
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


@contextlib.contextmanager
def served(*refuses: str):
    """A server that runs. `said`: every line of a caller; `letter`: the lines of letters; `refuses`: parts of addresses it does not know."""
    with socketserver.TCPServer(("127.0.0.1", 0), Session) as server:
        server.said, server.letter, server.refuses = [], [], list(refuses)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(5)
