"""The process: what it closes, and who else has the data folder open."""

import gc
import stat
import subprocess
import sys

import pytest

from tacenda.core.words.errors import Unavailable
from tacenda.shell import process

HARDENED = """
import os, resource
from tacenda.shell import process
process.harden()
print(resource.getrlimit(resource.RLIMIT_CORE), oct(os.umask(0)))
"""


def test_a_hardened_process_dumps_no_core_and_makes_private_files():
    done = subprocess.run([sys.executable, "-c", HARDENED], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[0] == "(0, 0) 0o77"


def test_a_hardened_process_cannot_be_read_by_a_debugger_on_linux():
    code = "import ctypes; from tacenda.shell import process; process.harden(); print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert sys.platform != "linux" or (done.stdout, done.stderr) == ("0\n", "")


def test_a_data_folder_is_its_owners_alone(tmp_path):
    folder = tmp_path / "a" / "b"
    process.make_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.chmod(0o755)
    process.make_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    place = tmp_path / "file" / "folder"
    with pytest.raises(Unavailable) as caught:
        process.make_folder(place)
    assert caught.value.public == f"{place} cannot be made or written. Choose another folder, or let your user write there."


def test_what_others_may_read_is_named(tmp_path):
    folder = tmp_path / "data"
    process.make_folder(folder)
    (folder / "content.db").touch(0o600)
    assert process.open_to_others(folder) == ()
    (folder / "content.db").chmod(0o640)
    folder.chmod(0o701)
    assert process.open_to_others(folder) == (".", "content.db")


def swaps(tmp_path, *areas):
    file = tmp_path / "swaps"
    file.write_text("Filename\tType\tSize\tUsed\tPriority\n" + "".join(f"{area}\tpartition\t1\t0\t-2\n" for area in areas))
    return file


def device(sys, number, uuid=""):
    folder = sys / "dev" / "block" / number
    (folder / "slaves").mkdir(parents=True)
    if uuid:
        (folder / "dm").mkdir()
        (folder / "dm" / "uuid").write_text(uuid + "\n")
    return folder


def number_of(path):
    import os

    held = path.stat().st_dev
    return f"{os.major(held)}:{os.minor(held)}"


def test_swap_on_a_plain_disk_is_named(tmp_path):
    area = tmp_path / "swap file"
    area.touch()
    device(tmp_path / "sys", number_of(area))
    escaped = str(area).replace(" ", "\\040")
    assert process.open_swap(swaps(tmp_path, escaped), tmp_path / "sys") == (str(area),)


def test_swap_on_an_encrypted_disk_or_in_memory_is_fine(tmp_path):
    area = tmp_path / "swap"
    area.touch()
    device(tmp_path / "sys", number_of(area), "CRYPT-LUKS2-x")
    assert process.open_swap(swaps(tmp_path, area, "/dev/zram0"), tmp_path / "sys") == ()


def test_swap_on_a_volume_is_fine_only_if_every_disk_under_it_is_encrypted(tmp_path):
    area = tmp_path / "swap"
    area.touch()
    volume = device(tmp_path / "sys", number_of(area), "LVM-x")
    (volume / "slaves" / "dm-0" / "dm").mkdir(parents=True)
    (volume / "slaves" / "dm-0" / "dm" / "uuid").write_text("CRYPT-LUKS2-x")
    assert process.open_swap(swaps(tmp_path, area), tmp_path / "sys") == ()
    (volume / "slaves" / "sda2").mkdir()
    assert process.open_swap(swaps(tmp_path, area), tmp_path / "sys") == (str(area),)


def test_a_system_without_a_list_of_swap_has_none_known(tmp_path):
    assert process.open_swap(tmp_path / "none") == ()


INSIDE = "import sys; from pathlib import Path; from tacenda.shell import process; print(process.enter(Path(sys.argv[1])).number, flush=True); sys.stdin.read()"


def test_processes_share_a_folder_and_are_told_apart(tmp_path):
    first = process.enter(tmp_path)
    other = subprocess.Popen([sys.executable, "-c", INSIDE, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert (first.number, other.stdout.readline()) == (0, "1\n")
    first.close()
    assert process.enter(tmp_path).number == 0
    other.communicate(timeout=60)


def test_a_folder_takes_so_many_processes_and_no_more(tmp_path, monkeypatch):
    monkeypatch.setattr(process, "PROCESSES", 2)
    inside = [process.enter(tmp_path), process.enter(tmp_path)]
    with pytest.raises(Unavailable):
        process.enter(tmp_path)
    [each.close() for each in inside]


def test_what_a_start_made_is_not_looked_through_for_garbage_again():
    made = [[] for _ in range(1000)]
    before = gc.get_freeze_count()
    process.settle()
    assert gc.get_freeze_count() >= before + len(made)
