"""One's own sign-ins as a list: what a browser is taken for, what stays listed, and what a payload that does not fit becomes."""

from __future__ import annotations

import pytest

from tacenda.core.model import devices
from tacenda.core.model.devices import Device, kind_of
from tacenda.core.words.encoding import plain
from tacenda.core.words.errors import Tampered
from tacenda.core.words.moments import Moment

NOW = Moment(1_795_446_000)
HOUR, DAY = 3600, 86_400


def device(number: int, began: int = NOW, **more) -> Device:
    return Device(bytes([number]) * 32, b"certificate %d" % number, "firefox-linux", Moment(began), Moment(began), 900, **more)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "firefox-linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1", "safari-iphone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0", "edge-windows"),
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36", "chrome-android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15", "safari-mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 CriOS/138.0 Mobile/15E148 Safari/604.1", "chrome-iphone"),
        ("Mozilla/9.9 (something new)", "other-other"),
        ("curl/8.5.0", "program"),
        ("", "program"),
    ],
)  # fmt: skip
def test_a_browser_is_taken_for_one_of_a_few_kinds(said, kind):
    assert kind_of(said) == kind


def test_a_kind_keeps_nothing_of_what_the_browser_said_beyond_name_and_system():
    assert kind_of("Mozilla/5.0 (X11; Linux) Firefox/140.0 secret-extension/7") == kind_of("Mozilla/5.0 (X11; Linux) Firefox/12.0")


def test_the_newest_stands_first_and_a_dozen_stay():
    found: tuple[Device, ...] = ()
    for number in range(20):
        found = devices.begun(found, device(number, NOW + number))
    assert [one.hash[0] for one in found] == list(range(19, 7, -1))


def test_a_certificate_stays_only_as_long_as_it_can_be_ended():
    found = devices.begun((device(1, NOW - 11 * HOUR), device(2, NOW - 12 * HOUR)), device(3))
    assert [one.certificate for one in found] == [b"certificate 3", b"certificate 1", b""]


def test_what_is_two_months_old_goes():
    assert [one.hash[0] for one in devices.begun((device(1, NOW - 60 * DAY), device(2, NOW - 59 * DAY)), device(3))] == [3, 2]


def test_one_can_be_used_until_it_locks_ends_or_lasted_twelve_hours():
    one = device(1)
    assert one.open(Moment(NOW + 899))
    assert not one.open(Moment(NOW + 900))
    (touched,) = devices.used((one,), one.hash, Moment(NOW + 12 * HOUR - 1))
    assert touched.open(Moment(NOW + 12 * HOUR - 1))
    assert not touched.open(Moment(NOW + 12 * HOUR))
    (over,) = devices.ended((one,), [one.hash])
    assert (over.open(NOW), over.certificate) == (False, b"")


def test_a_list_is_read_as_it_was_written():
    found = (device(1), device(2, ended=True), device(3, missed=4, missed_at=NOW))
    assert devices.read(devices.write(found)) == found


def test_what_did_not_fit_is_counted_where_it_was_typed_and_older_lists_are_read_without_it():
    old = plain({"v": 1, "devices": [[b"\1" * 32, b"", "x", NOW, NOW, 900, False], [b"\2" * 32, b"", "x", NOW, NOW, 900, True]]})
    found = devices.missed(devices.missed(devices.read(old), b"\2" * 32, NOW), b"\2" * 32, Moment(NOW + 5))
    assert [(one.missed, one.missed_at) for one in found] == [(0, 0), (2, NOW + 5)]


@pytest.mark.parametrize(
    "row",
    [
        [],
        [b"\0" * 32, b"", "x", 1, 1, 1],
        [b"\0" * 31, b"", "x", 1, 1, 1, True],
        [b"\0" * 32, b"", "x", 1, 1, 1, 0],
        [b"\0" * 32, b"", "x", 1, 1, 1, True, 1],
    ],
)
def test_a_row_that_does_not_fit_is_refused(row):
    with pytest.raises(Tampered):
        devices.read(plain({"v": 1, "devices": [row]}))
