"""Who may write a chart's list puts a membership there that nobody signed so: neither that chart's ledger nor any other one reads less."""

from __future__ import annotations

from tests.walks.practice import INES, KIM, NOOR, TOMAS, Town

from tacenda.acts import bundles, gate, ledger, pages
from tacenda.acts.desk import Desk, reading, writing
from tacenda.core.words.access import Code, Content, Purpose
from tacenda.doors.cli.demo_cast import Person
from tacenda.shell import fresh
from tacenda.shell.vault import grants
from tacenda.shell.vault.grants import SignedGrant


def overseen(town: Town, *clients: Person) -> None:
    """Somebody of the privacy office reads whom these clients let in."""
    for client in clients:
        with town.signed_in(INES) as visitor, reading(town.house, visitor) as desk:
            bundles.made(desk, town.built.charts[client.login], Purpose.OVERSIGHT)


def reads(town: Town, client: Person) -> int:
    with town.signed_in(client) as visitor, reading(town.house, visitor) as desk:
        return len(ledger.who_looked(desk, town.built.charts[client.login], Purpose.OWN_RECORD, None).lines)


def spoils(town: Town, client: Person) -> None:
    """Who treats a client writes the office's membership once more onto their list, under a signature that is none."""

    def work(desk: Desk) -> None:
        chart = town.built.charts[client.login]
        at = gate.standing(desk, chart, Purpose.TREATMENT)
        found = bundles._listed(desk, chart, Purpose.TREATMENT, gate.clear)
        chain = [SignedGrant(one.statement, bytes(len(one.signature))) for members in found.values() for one in members]
        made = pages.Change(fresh.object_id(), Content.GRANT, grants.write_bundle(chain))
        pages.write(desk, at, Code.ACCESS, Purpose.TREATMENT, [made])

    with town.signed_in(TOMAS, stepped_up=True) as visitor, writing(town.house, visitor) as desk:
        work(desk)


def test_a_membership_that_nobody_signed_spoils_no_clients_ledger(town: Town):
    overseen(town, NOOR, KIM)
    before = reads(town, NOOR), reads(town, KIM)
    assert all(before)
    spoils(town, NOOR)
    town.reopen()  # what a process remembers of an office is read anew, and from this list first
    assert reads(town, NOOR) >= before[0]
    assert reads(town, KIM) >= before[1]
