"""A small practice at a real keeper: it founds itself through `Keeper.begin`, lets people in and begins charts."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from tests.unit.shell.keeper.chart import Chart
from tests.unit.shell.keeper.people import CODES, NOON, READ, Person

from tacenda.core.ledger.asks import Ask
from tacenda.core.ledger.bundle import Line, Published
from tacenda.core.ledger.statements import DirectorySignatures, Genesis, Grant
from tacenda.core.sealing import derive, labels, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.sign import Identity
from tacenda.core.words.access import Act, Code
from tacenda.core.words.ids import ZERO_HASH, ChartId, EntryHash, PracticeId, PrincipalId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.shell import fresh
from tacenda.shell.clock import SetClock
from tacenda.shell.database import Database
from tacenda.shell.keeper.founding import Newcomer
from tacenda.shell.keeper.keeper import Keeper, Receipt

SCHEMA = "tacenda.shell.keeper.schema"


class Practice:
    """A practice that has just begun: founder (clinician and officer in one), privacy office, its own chart."""

    def __init__(self, path: Path, *, step: Callable[[str], None] | None = None, pages: int | None = None) -> None:
        self.path, self.clock, self.id = path, SetClock(NOON), PracticeId(fresh.id())
        self.database = Database(path, SCHEMA, step, pages=pages)
        self.keeper = Keeper(self.database, None, self.clock.now)
        self.log = Identity(fresh.secret(), fresh.secret())
        self.people: list[Person] = []
        self.founder = self._person("O. Fischer", (Role.CLINICIAN, Role.OFFICER))
        self.founder.entry = self.founder.keys()
        self.founder.signs_in()
        self.origin = f"tacenda.invalid/{self.id.hex()}/0"
        self.genesis = Genesis(
            self.id, self.founder.entry.ed25519, self.founder.entry.mldsa44, sign.ed25519_public(self.log.ed25519),
            sign.mldsa44_public(self.log.mldsa44), self.origin, fresh.salt(),
        ).write()  # fmt: skip
        salt, self.office_root = fresh.salt(), fresh.secret()
        self.office_id = PrincipalId(derive.chart_id(self.founder.hash, salt))
        self.office = replace(
            Person(self, self.office_id, "Privacy office", (Role.OFFICE,), self.office_root).keys(), ed25519=b"", mldsa44=b"", sign_in=b""
        )
        self.member = self.founder.grants(
            Grant(
                self.id, salt, ChartId(self.office_id), self.founder.id, self.founder.hash, (), READ, self.founder.name, "privacy officer",
                "membership", "founder", Moment(0), self.founder.hash, b"",
            )
        )  # fmt: skip
        self.own = Chart(self, self.founder, ChartId(self.id), (Code.LEDGER, Code.ACCESS, Code.PRACTICE))

    def begins(self) -> Practice:
        """Found it."""
        people = [
            Newcomer(self.founder.entry.write(), self.founder.signs_entry(self.founder.entry)),
            Newcomer(self.office.write(), self.founder.signs_entry(self.office, self.founder)),
        ]
        given = self.own.founding(self.member)
        given += [
            self.own.given("genesis", self.genesis, sign.sign_both(self.founder.identity, labels.GENESIS, self.genesis), Act.DIRECTORY),
            self.own.given("entry", people[0].statement, b"", Act.DIRECTORY),
            self.own.given("entry", people[1].statement, b"", Act.DIRECTORY),
        ]
        self.keeper.begin(self.log, self.genesis, people, given)
        return self

    @property
    def pin(self) -> bytes:
        return sha(self.genesis)

    def again(self, step: Callable[[str], None] | None = None) -> Keeper:
        """Another keeper on the same file, as a second process has one."""
        return Keeper(Database(self.path, SCHEMA, step), self.pin, self.clock.now)

    def restarts(self) -> None:
        """The process ended and another began."""
        self.keeper.close()
        self.database = Database(self.path, SCHEMA)
        self.keeper = Keeper(self.database, self.pin, self.clock.now)

    def _person(self, name: str, roles: tuple[Role, ...]) -> Person:
        one = Person(self, PrincipalId(fresh.id()), name, roles, fresh.secret())
        self.people.append(one)
        return one

    def newcomer(self, name: str, *roles: Role) -> Person:
        """Somebody who published their keys; no officer has let them in."""
        one = self._person(name, roles)
        one.entry = one.keys()
        self.keeper.publish(one.entry.write(), one.signs_entry(one.entry))
        one.signs_in()
        return one

    def staff(self, name: str, *roles: Role) -> Person:
        """A member of staff whom the founder let in."""
        one = self.newcomer(name, *roles)
        signed = self.founder.signs(self.bare(self.founder, Act.DIRECTORY, about=one.hash))
        self.keeper.confirm(one.hash, self.beside(one, self.founder), signed)
        return one

    def beside(self, one: Person, officer: Person) -> bytes:
        """The signatures kept beside somebody's entry, an officer's among them."""
        kept = DirectorySignatures.read(self.keeper.listed(one.hash).signatures)
        by = sign.sign_both(officer.identity, labels.DIRECTORY, one.entry.write())
        return replace(kept, by=officer.hash, officer=by).write()

    def turns(self, one: Person) -> None:
        """New keys in the place of old ones: the old identity signs the new entry, and for staff the founder does too."""
        old, before, acting = one.identity, one.hash, copy.copy(one)
        one.root = fresh.secret()
        made = one.keys(before)
        ask = self.bare(one, Act.DIRECTORY, about=sha(made.write()))
        officer = None if one.roles == (Role.CLIENT,) else self.founder
        self.keeper.publish(made.write(), one.signs_entry(made, officer, old), acting.signs(ask))
        one.before.append(one.entry)
        one.entry = made

    def client(self, name: str) -> Person:
        return self.newcomer(name, Role.CLIENT)

    def bare(self, who: Person, act: Act, *, about: bytes = ZERO_HASH, reason: str = "") -> Ask:
        """An ask without places for the practice's ledger."""
        return Ask(
            self.id, fresh.id(), self.clock.now(), who.id, ChartId(self.id), self.own.ledger_epoch, act, (), about, b"", b"", "", None,
            "practice", reason, (), b"",
        )  # fmt: skip

    def enters(self, who: Person, act: Act, **more: object) -> Receipt:
        return self.keeper.enter(who.signs(self.bare(who, act, **more)))  # type: ignore[arg-type]

    def chart(self, founder: Person, codes: Sequence[Code] = CODES) -> Chart:
        """A chart that its founder founds, the privacy office's grant included."""
        made = Chart(self, founder, None, codes)
        self.keeper.found(made.founding())
        return made

    # What readers see

    def published(self, lines: dict[bytes, Line]) -> tuple[Published, ...]:
        entries = [self.office, *(entry for one in self.people for entry in (*one.before, one.entry))]
        hashes = [EntryHash(sha(entry.write())) for entry in entries]
        return tuple(
            Published(entry.write(), self.keeper.listed(hash).signatures, lines.get(hash))
            for entry, hash in zip(entries, hashes, strict=True)
        )
