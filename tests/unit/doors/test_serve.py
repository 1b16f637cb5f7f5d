"""`tacenda serve` and `tacenda init` as an operator runs them: a process on a folder, its screen, its exit status."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click
import pytest
import uvicorn
from click.testing import CliRunner
from starlette.responses import PlainTextResponse

from tacenda.acts import installation
from tacenda.acts.house import open_house
from tacenda.doors import serve
from tacenda.doors.cli import main
from tacenda.shell import settings

ROOT = Path(__file__).resolve().parent.parent.parent.parent


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "tacenda.doors.cli.main", *arguments]


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src")}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, text=True, timeout=60, env=ENVIRONMENT, check=False)


@contextlib.contextmanager
def serving(folder: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], int, str]]:
    """A running server, its port, and the letters of its set-up."""
    started = subprocess.Popen(
        command("serve", "--data", str(folder), "--port", "0", *more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    try:
        assert started.stdout is not None
        address = re.search(r"http://localhost:(\d+)/start", started.stdout.readline())
        assert address, started.communicate()
        yield started, int(address[1]), started.stdout.readline().split()[-1]
    finally:
        if started.poll() is None:
            started.terminate()
        started.communicate(timeout=20)


def ask(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("localhost", port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.getheader("location") or ""


def test_a_fresh_folder_is_made_private_and_the_set_up_waits(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    with serving(folder) as (_, port, letters):
        assert re.fullmatch("[a-z]{8}", letters)
        assert ask(port, "/start") == (303, "/set")
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o077 for path in folder.iterdir()} == {0}


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_quietly(tmp_path: Path, how: signal.Signals) -> None:
    with serving(tmp_path) as (started, port, _):
        assert ask(port, "/help")[0] == 200
        started.send_signal(how)
        output, errors = started.communicate(timeout=20)
        assert (started.returncode, output, errors) == (0, "", "")


def test_nothing_that_is_asked_for_reaches_the_screen(tmp_path: Path) -> None:
    with serving(tmp_path) as (started, port, _):
        for path in ("/card/zephyrkettle", "/start?q=zephyrkettle", "/%00zephyrkettle"):
            ask(port, path)
        started.terminate()
        assert "zephyrkettle" not in "".join(started.communicate(timeout=20))


def test_two_servers_on_one_folder_both_answer(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, one, letters), serving(tmp_path) as (_, two, others):
        assert ask(one, "/start") == ask(two, "/start") == (303, "/set")
        assert letters != others


def test_a_taken_port_is_named_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--data", str(tmp_path), "--port", str(port))
    assert done.returncode == 1
    assert done.stderr == f"tacenda: Port {port} is in use by another program. Choose another one with --port.\n"


def test_a_folder_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    assert run("init", "--data", str(tmp_path)).returncode == 0
    with sqlite3.connect(tmp_path / "content.db") as connection:
        connection.execute("INSERT INTO schema_version VALUES (999, '0999_later.sql', randomblob(32), 0)")
    connection.close()
    done = run("serve", "--data", str(tmp_path), "--port", "0")
    assert (done.returncode, done.stdout) == (1, "")
    assert "A newer version of Tacenda made this data folder." in done.stderr and "Traceback" not in done.stderr


def test_settings_nobody_knows_are_named(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('prot = 8000\naddress = "ftp://x"\n', "utf-8")
    done = run("serve", "--data", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr == "tacenda: settings.toml does not fit: `prot` (unknown)\n"


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    done = run("init", "--data", str(tmp_path / "file" / "data"))
    assert done.returncode == 1 and done.stderr.startswith("tacenda: ") and "Traceback" not in done.stderr


def test_init_makes_a_folder_once_and_says_what_comes_next(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for _ in range(2):
        result = CliRunner().invoke(main.tacenda, ["init", "--data", str(folder)])
        assert result.exit_code == 0 and f"tacenda serve --data {folder}" in result.output
    assert folder.stat().st_mode & 0o777 == 0o700


def test_every_command_has_help_with_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    context = click.Context(main.tacenda)
    for name in main.tacenda.list_commands(context):
        one = main.tacenda.get_command(context, name)
        assert main.main([name, "--help"]) == 0
        assert one is not None and one.name == name and one.help and one.help.split("\n")[0].endswith("."), name
    capsys.readouterr()


def test_a_command_nobody_knows_is_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["nonsense"]) == 2
    assert "No such command" in capsys.readouterr().err


def test_an_address_of_another_machine_is_refused_in_words() -> None:
    with pytest.raises(serve.Unavailable) as refused:
        serve.listen("203.0.113.7", 8000)
    assert "cannot be used on this machine" in refused.value.public


def test_a_command_loads_nothing_of_the_others() -> None:
    asked = "import sys; from tacenda.doors.cli.main import main; main(['serve', '--help']); "
    loaded = "sys.exit(any(f'tacenda.doors.cli.{other}' in sys.modules for other in ('demo', 'verify', 'law', 'backups')))"
    assert subprocess.run([sys.executable, "-c", asked + loaded], capture_output=True, check=False).returncode == 0


PAGES_ALONE = """
import sys
from pathlib import Path
from tacenda.acts.house import open_house
from tacenda.doors import serve
serve.application(open_house(Path(sys.argv[1])))
sys.exit("fastapi" in sys.modules)
"""


def test_the_framework_of_the_api_waits_until_the_api_is_asked(tmp_path: Path) -> None:
    open_house(tmp_path).close()
    assert subprocess.run([sys.executable, "-c", PAGES_ALONE, str(tmp_path)], env=ENVIRONMENT, check=False).returncode == 0


def test_cards_name_the_port_that_the_house_listens_on(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    house = open_house(folder)
    assert serve.at_port(house, 8123, "127.0.0.1").settings.base == "http://localhost:8123"
    house.close()


@pytest.mark.parametrize(
    ("said", "names", "answers"),
    [
        ("", ("localhost:8000", "127.0.0.1", "[::1]:9", "LocalHost"), True),
        ("", ("evil.example:8000", "localhost.evil.example", "["), False),
        ('address = "https://maple.example"', ("maple.example", "maple.example:443", "127.0.0.1:8000"), True),
        ('address = "https://maple.example"', ("evil.example", "www.maple.example"), False),
        ('host = "0.0.0.0"', ("192.168.1.5:8000", "nas.example"), True),
    ],
)
def test_a_house_answers_to_its_own_names_alone(said: str, names: tuple[str, ...], answers: bool) -> None:
    known = serve.names_of(settings.parse(said))
    for name in names:
        scope = {"type": "http", "headers": [(b"host", name.encode())]}
        assert (not known or serve.called_by(scope, known)) is answers, name


def test_a_page_that_took_this_machines_address_is_not_answered(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, port, _):
        for path in ("/start", "/v1/health", "/static/app.js"):
            connection = http.client.HTTPConnection("localhost", port, timeout=10)
            connection.request("GET", path, headers={"Host": f"evil.example:{port}"})
            assert connection.getresponse().status == 421
            assert ask(port, path)[0] in (200, 303)


@pytest.mark.parametrize(
    ("said", "handed_on", "source"),
    [
        ("", "192.0.2.7", "127.0.0.1"),
        ('proxy = "192.0.2.1"', "192.0.2.7", "127.0.0.1"),
        ('proxy = "127.0.0.1"', "192.0.2.7", "192.0.2.7"),
        ('proxy = "127.0.0.1"', "198.51.100.9, 192.0.2.7", "192.0.2.7"),
    ],
)
def test_only_the_web_server_in_front_says_where_a_request_comes_from(said: str, handed_on: str, source: str) -> None:
    async def mirror(scope, receive, send):
        await PlainTextResponse(scope["client"][0])(scope, receive, send)

    server, listening = uvicorn.Server(serve.configured(mirror, settings.parse(said))), serve.listen("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", listening.getsockname()[1], timeout=10)
        connection.request("GET", "/", headers={"X-Forwarded-For": handed_on})
        assert connection.getresponse().read().decode() == source
        connection.close()
    finally:
        server.should_exit = True
        thread.join(10)
    assert not thread.is_alive()


@pytest.mark.parametrize(
    ("said", "fits"),
    [("", True), ('address = "https://maple.example"', False), ('address = "https://maple.example"\nproxy = "127.0.0.1"', True)],
)
def test_the_doctor_says_where_all_people_seem_to_be_one(tmp_path: Path, said: str, fits: bool) -> None:
    with contextlib.closing(open_house(tmp_path)) as house:
        found = installation.findings(replace(house, settings=settings.parse(said)))
    assert [one.fits for one in found if one.check is installation.Check.PROXY] == [fits]
