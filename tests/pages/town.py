"""A practice with people in it, for tests of pages: everybody enrolled by card and let in, each with a browser of their own.

town = Town(folder)                                  # Ada founded it: clinician, privacy officer, member of the privacy office
kim = town.client("Kim Lee")                         # a chart of Ada's, and its client, let in
ben = town.colleague("Ben Roy", Role.FRONT_DESK)
page = town.browser(kim).get("/home")
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.pages.client import Client

from tacenda.acts import accounts, cards, charts, checks, enrolment, gate, grants, holders, house, notes, sharing, sign_in
from tacenda.acts.desk import Desk, SignInSecret, put_ring, reading, resume, writing
from tacenda.acts.enrolment import Stretched
from tacenda.acts.house import SetClock
from tacenda.core.ledger.statements import QUIET
from tacenda.core.model import offers
from tacenda.core.model.chart import Card, Visit
from tacenda.core.model.offers import Offer
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.access import Content, Purpose
from tacenda.core.words.errors import Locked
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import NEVER, Moment
from tacenda.core.words.people import Role
from tacenda.doors.web import app, front, handles, headers
from tacenda.shell.vault.keyring import EVERYDAY

MONDAY = Moment(1_795_446_000)  # Monday, 23 November 2026, 15:00 UTC
WORDS = "lantern copper willow saddle orbit maple"
HERE = "tests"


@dataclass(frozen=True)
class Person:
    name: str
    login: str
    code: str
    roles: tuple[Role, ...]


@cache
def _founded() -> tuple[tempfile.TemporaryDirectory[str], Person, Stretched]:
    """A practice right after its set-up, made once in a process: stretching pass words takes longer than most tests. And the words,
    stretched once for everybody who joins."""
    folder = tempfile.TemporaryDirectory(prefix="tacenda-town-")
    fresh = house.open_house(Path(folder.name), SetClock(MONDAY))
    made = accounts.begin(fresh, accounts.Start("Harbor House", "US-CA", False, "Dr. Ada Fox", "ada", WORDS))
    ada = Person("Dr. Ada Fox", "ada", made.recovery, (Role.CLINICIAN, Role.OFFICER))
    _prove(fresh, ada)
    stretched = enrolment.stretched(fresh, WORDS, house.Proving.SIGNING_IN)
    fresh.close()
    return folder, ada, stretched


def _prove(at: house.House, who: Person) -> None:
    """They typed both back once, as their rings say after it: to stretch the pass words again for everybody takes most of a set-up."""
    secret = sign_in.sign_in(at, sign_in.Proof(who.login, Method.RECOVERY_CODE, who.code, HERE)).secret
    with writing(at, SignInSecret(secret)) as desk:
        ring = desk.keyring.ring().with_wish(sign_in.PROVEN, ",".join(str(int(one)) for one in (Method.PASSPHRASE, Method.RECOVERY_CODE)))
        put_ring(desk.tx, desk.keyring, ring, EVERYDAY)
    sign_in.sign_out(at, secret)


class Town:
    """One practice, its clock, and its people. All towns of a process were founded as one: they share its keys, and no file."""

    def __init__(self, folder: Path) -> None:
        founded, self.ada, self._stretched = _founded()
        shutil.copytree(founded.name, folder, dirs_exist_ok=True)
        self.clock = SetClock(MONDAY)
        self.house = house.open_house(folder, self.clock)
        self.app = app.make(self.house, front.make(self.house))
        self.charts: dict[str, ChartId] = {}
        self._at_desks: dict[str, bytes] = {}

    def sign_in(self, who: Person, *, stepped_up: bool = False) -> bytes:
        """The secret of a fresh sign-in."""
        secret = sign_in.sign_in(self.house, sign_in.Proof(who.login, Method.RECOVERY_CODE, who.code, HERE)).secret
        return self.step_up(who, secret) if stepped_up else secret

    def step_up(self, who: Person, secret: bytes) -> bytes:
        return sign_in.step_up(self.house, secret, Method.RECOVERY_CODE, who.code, HERE)

    def browser(self, who: Person | None = None, *, stepped_up: bool = False, **more) -> Client:
        """A browser; of a person, signed in."""
        client = Client(self.app, **more)
        if who is not None:
            client.as_roles(*who.roles).keep(headers.SIGN_IN, handles.of(self.sign_in(who, stepped_up=stepped_up)))
        return client

    @contextmanager
    def desk(self, who: Person, *, write: bool = True) -> Iterator[Desk]:
        """A desk of a person with a second proof, for what a test is not about."""
        with (writing if write else reading)(self.house, self.visitor(who)) as desk:
            yield desk

    def visitor(self, who: Person) -> SignInSecret:
        """A person with a second proof, for what a test is not about: the same sign-in for as long as it counts, since a sign-in takes
        longer than most of what is done at a desk."""
        kept = self._at_desks.get(who.login)
        if kept is not None:
            with suppress(Locked):
                opened = resume(self.house, kept)
                if opened.keyring.stepped_up:
                    return SignInSecret(kept, [opened])
        self._at_desks[who.login] = self.sign_in(who, stepped_up=True)
        return SignInSecret(self._at_desks[who.login])

    # People

    def enrolled(self, code: str, name: str, *roles: Role) -> Person:
        """Somebody who used a card and waits."""
        login = name.lower().replace(" ", ".")
        used = cards.take(self.house, code)
        newly = enrolment.Newly(login, WORDS, used.opened.name, used.opened.roles)
        who = Person(name, login, cards.enrol(self.house, used, newly, self._stretched).recovery, roles)
        _prove(self.house, who)
        return who

    def colleague(self, name: str, *roles: Role) -> Person:
        """Somebody who works here, let in."""
        with self.desk(self.ada) as desk:
            card = cards.make(desk, "staff", None, name, roles)
        who = self.enrolled(card.code, name, *roles)
        with self.desk(self.ada) as desk:
            waits = next(one for one in cards.waiting(desk) if one.kind == "staff" and one.name == name)
            cards.confirm_staff(desk, waits)
            cards.list_staff(desk, waits)
        with self.desk(self.ada) as desk:
            practice = ChartId(desk.keeper.practice)
            grants.give(desk, practice, Purpose.PRACTICE, waits.entry, name, offers.STAFF, NEVER, checked=True)
            cards.forget(desk, waits.card)
        return who

    def chart(self, name: str, *, of: Person | None = None, visit: Visit | None = None) -> ChartId:
        """A chart without its client inside."""
        self.charts[name] = charts.found(
            self.house, self.visitor(of or self.ada), Card(name=name, phone="555 0101", safe_contact="Text after five"), visit
        )
        return self.charts[name]

    def card(self, name: str, *, of: Person | None = None) -> str:
        """The code of a card for a chart's client."""
        with self.desk(of or self.ada) as desk:
            return cards.make(desk, "client", self.charts[name], name, (Role.CLIENT,)).code

    def client(self, name: str, *, visit: Visit | None = None) -> Person:
        """A chart of Ada's and its client, let in."""
        return self.client_of(self.ada, name, visit=visit)

    def client_of(self, clinician: Person, name: str, *, visit: Visit | None = None) -> Person:
        """A chart of a clinician's and its client, let in."""
        if name not in self.charts:
            self.chart(name, of=clinician, visit=visit)
        who = self.enrolled(self.card(name, of=clinician), name, Role.CLIENT)
        with self.desk(clinician) as desk:
            waits = next(one for one in cards.waiting(desk) if one.chart == self.charts[name])
            grants.give(desk, self.charts[name], Purpose.TREATMENT, waits.entry, name, offers.CLIENT, NEVER, checked=True)
            cards.forget(desk, waits.card)
        return who

    def give(self, name: str, to: Person, offer: Offer, until: Moment = NEVER) -> None:
        """Access to one chart."""
        self.give_by(self.ada, name, to, offer, until)

    def give_by(self, clinician: Person, name: str, to: Person, offer: Offer, until: Moment = NEVER) -> None:
        """Access to one chart of a clinician's."""
        with self.desk(clinician) as desk:
            entry = next(one.entry for one in gate.practice_page(desk)[1].staff if one.name == to.name)
            grants.give(desk, self.charts[name], Purpose.TREATMENT, entry, to.name, offer, until)

    def shared_note(self, name: str, content: str) -> ObjectId:
        """A note of Ada's, shared with its client; what the client reads of it."""
        note = self.note(name, content)
        with self.desk(self.ada) as desk:
            return sharing.share(desk, self.charts[name], note)

    def trusted(self, client: Person, name: str, who: str, offer: Offer, until: Moment = NEVER) -> Person:
        """Somebody the client let in, after the day of waiting."""
        with self.desk(client) as desk:
            card = cards.for_trusted(desk, self.charts[name], who, Role(offer.role))
        return self._beside(client, Purpose.OWN_RECORD, card.code, (name, who, offer, until))

    def representative(self, name: str, who: str, rule: str, until: Moment = NEVER, signs: str = "") -> Person:
        """Somebody who speaks for a client of Ada's, after the day of waiting. `signs`: as what they sign for the client too."""
        with self.desk(self.ada) as desk:
            card = cards.for_representative(desk, self.charts[name], who)
        return self._beside(self.ada, Purpose.TREATMENT, card.code, (name, who, offers.representative(rule, signs), until))

    def _beside(self, by: Person, why: Purpose, code: str, given: tuple[str, str, Offer, Moment]) -> Person:
        name, who, offer, until = given
        made = self.enrolled(code, who, Role(offer.role))
        with self.desk(by) as desk:
            waits = next(one for one in cards.waiting(desk) if one.name == who)
            grants.give(desk, self.charts[name], why, waits.entry, who, offer, until, checked=True)
            cards.forget(desk, waits.card)
        self.clock.forward(QUIET)
        return made

    def stop_by(self, client: Person, name: str, whom: str) -> None:
        """A client stops somebody."""
        visitor = SignInSecret(self.sign_in(client))
        with reading(self.house, visitor) as desk:
            people = holders.who_can(desk, self.charts[name], Purpose.OWN_RECORD)
            grant = next(one.holder.grant for one in people if one.holder.name == whom)
        grants.stop(self.house, visitor, self.charts[name], grant, Purpose.OWN_RECORD)

    def note(self, name: str, text: str, content: Content = Content.NOTE, *, by: Person | None = None) -> ObjectId:
        """A sealed note."""
        with self.desk(by or self.ada) as desk:
            draft = notes.Draft(notes.new_draft().object, "plain", NEVER, 0, (("text", text),))
            return notes.seal_note(desk, self.charts[name], content, draft).id

    def checked(self, *people: Person) -> list[str]:
        """What a check of the folder with these people's keys finds, as codes."""
        keys = [resume(self.house, self.sign_in(who, stepped_up=True)).keyring for who in people]
        return [one.code for one in checks.Checker(self.house, [checks.Somebody(one) for one in keys]).run().findings]

    def path(self, name: str, /, **slots: bytes | int | str) -> str:
        return self.app.site.path(name, **slots)

    def close(self) -> None:
        self.house.close()


def shared(tmp_path_factory) -> Iterator[Town]:
    """A practice for the tests of one module, as its fixture: town = pytest.fixture(scope="module")(shared)."""
    made = Town(tmp_path_factory.mktemp("town"))
    yield made
    made.close()
