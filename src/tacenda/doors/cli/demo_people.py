"""How the people of the demonstration act: each through the same acts as everybody else, with a clock that is put forward.

`Play` knows no plot; `demo_year` has one, and tests play their own days with it. The passphrase is everybody's and public, so it is
stretched once for all who use a card: that took most of the start. Every sign-in of the play is by recovery code, which costs nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from tacenda.acts import (
    accounts,
    calls,
    cards,
    charts,
    documents,
    enrolment,
    gate,
    grants,
    holders,
    notes,
    picking,
    rolling,
    sharing,
    sign_in,
)
from tacenda.acts.desk import ZONE, SignInSecret, reading, writing
from tacenda.acts.enrolment import Newly, Stretched
from tacenda.acts.house import House, SetClock
from tacenda.core.model import offers
from tacenda.core.model.chart import Card, Visit
from tacenda.core.model.offers import Offer
from tacenda.core.model.practice import Call
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.access import Content, Purpose
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import NEVER, Moment
from tacenda.core.words.people import Role
from tacenda.doors import places
from tacenda.doors.cli.demo_cast import CLIENTS, INES, PASSPHRASE, PLACE, PRACTICE, Person

NUMBERS = (("Dr. Iris Bell", "advice, day and night", "+1 555 0141"), ("Law Office Quill", "the law", "+1 555 0142"))
FACTS = (("actor", "psychologist"), ("ferpa", "none"), ("hipaa_covered", "yes"), ("part2", "no"), ("setting", "private"))
HERE = "demonstration"  # where its guesses come from


@dataclass(slots=True)
class Play:
    """People acting in one house whose clock is put forward. `word`: written into every sealed field, for who wants to search for it."""

    house: House
    clock: SetClock
    word: str = ""
    codes: dict[str, str] = field(default_factory=dict[str, str], repr=False)
    charts: dict[str, ChartId] = field(default_factory=dict[str, ChartId])
    words: Stretched | None = field(default=None, repr=False)
    birthdays: dict[str, str] = field(default_factory=dict[str, str])  # of children, once they came

    def said(self, text: str) -> str:
        """A text as it is written, with the word in it."""
        return f"{text} {self.word}".strip() if self.word else text

    def at(self, moment: Moment) -> None:
        """Go on to a moment. A clock that was put further stays there."""
        self.clock.put(max(moment, self.clock.now()))

    # Signing in

    @contextmanager
    def signed_in(self, who: Person, *, stepped_up: bool = False) -> Generator[SignInSecret, None, None]:
        """A sign-in that ends with the block."""
        secret = sign_in.sign_in(self.house, sign_in.Proof(who.login, Method.RECOVERY_CODE, self.codes[who.login], HERE)).secret
        if stepped_up:
            secret = sign_in.step_up(self.house, secret, Method.RECOVERY_CODE, self.codes[who.login], HERE)
        visitor = SignInSecret(secret)
        rolling.roll_due(self.house, visitor)
        yield visitor
        self.clock.forward(30)
        sign_in.sign_out(self.house, secret)

    def prove(self, who: Person) -> None:
        """Nobody types here: that both unlock methods were typed back is kept as the first page of a new account keeps it."""
        both = ",".join(str(int(method)) for method in (Method.PASSPHRASE, Method.RECOVERY_CODE))
        self.wishes(who, {sign_in.PROVEN: both, ZONE: places.zone(PLACE)})

    def wishes(self, who: Person, wished: Mapping[str, str]) -> None:
        """Keep a person's own choices, as their pages would."""
        with self.signed_in(who) as visitor, writing(self.house, visitor) as desk:
            for key, value in wished.items():
                accounts.change_wish(desk, key, value)

    # Beginning, and letting people in

    def begin(self, who: Person = INES) -> None:
        """Found the practice."""
        start = accounts.Start(self.said(PRACTICE), PLACE, False, self.said(who.name), who.login, PASSPHRASE)
        self.codes[who.login] = accounts.begin(self.house, start).recovery
        self.clock.forward(60)
        self.prove(who)

    def hire(self, officer: Person, *people: Person) -> None:
        """Colleagues get cards, enrol, and are let in by the officer."""
        for who in people:
            with self.signed_in(officer, stepped_up=True) as visitor:
                with writing(self.house, visitor) as desk:
                    card = cards.make(desk, "staff", None, self.said(who.name), (who.role,))
                self.enrol(who, card.code)
                with writing(self.house, visitor) as desk:
                    waits = cards.waiting(desk)[0]
                    cards.confirm_staff(desk, waits)
                    cards.list_staff(desk, waits)
                with writing(self.house, visitor) as desk:
                    practice = ChartId(desk.keeper.practice)
                    grants.give(desk, practice, Purpose.PRACTICE, waits.entry, waits.name, offers.STAFF, NEVER, checked=True)
                    cards.forget(desk, waits.card)
            self.prove(who)

    def say_once(self, officer: Person) -> None:
        """The officer keeps whom to call, and what this practice answers the same every time. 555-01 numbers belong to nobody."""
        people = [Call(self.said(who), self.said(about), phone) for who, about, phone in NUMBERS]
        with self.signed_in(officer) as visitor, writing(self.house, visitor) as desk:
            calls.keep(desk, people, FACTS)

    def enrol(self, who: Person, code: str) -> None:
        """Somebody uses their card."""
        self.clock.forward(20)
        used = cards.take(self.house, code)
        newly = Newly(who.login, PASSPHRASE, used.opened.name, used.opened.roles)
        if self.words is None:
            self.words = enrolment.words_of(self.house, newly)
        self.codes[who.login] = cards.enrol(self.house, used, newly, self.words).recovery

    def card(self, who: Person) -> Card:
        """A client's card, every field filled in but another place. 555-01 numbers and example.org belong to nobody."""
        first, number = who.name.split()[0], CLIENTS.index(who) if who in CLIENTS else 40
        return Card(
            self.said(who.name), self.said(first), self.said(self.born(who)), self.said(f"+1 555 01{number:02}"),
            self.said(f"{first.lower()}@example.org"), self.said(f"{number + 1} Example Lane"), self.said("Text only, after five"),
        )  # fmt: skip

    def born(self, who: Person) -> str:
        """A day of birth. A child had a birthday twenty days before they first came."""
        if not who.age:
            number = CLIENTS.index(who) if who in CLIENTS else 40
            return f"19{70 + number}-03-{number + 10}"
        if who.login not in self.birthdays:
            came = dt.datetime.fromtimestamp(self.clock.now(), dt.UTC).date()
            self.birthdays[who.login] = (came - dt.timedelta(20 + round(who.age * 365.25))).isoformat()
        return self.birthdays[who.login]

    def admit(self, clinician: Person, client: Person, visit: Moment) -> ChartId:
        """A clinician opens a chart for a new client."""
        with self.signed_in(clinician, stepped_up=True) as visitor:
            chart = charts.found(self.house, visitor, self.card(client), Visit(visit, 50))
        self.charts[client.login] = chart
        return chart

    def join(self, clinician: Person, client: Person) -> None:
        """The client enrols with a card, and is let in after both compared the letters."""
        chart = self.charts[client.login]
        with self.signed_in(clinician, stepped_up=True) as visitor:
            with writing(self.house, visitor) as desk:
                card = cards.make(desk, "client", chart, self.said(client.name), (Role.CLIENT,))
            self.enrol(client, card.code)
            with writing(self.house, visitor) as desk:
                waits = next(one for one in cards.waiting(desk) if one.chart == chart)
                grants.give(desk, chart, Purpose.TREATMENT, waits.entry, waits.name, offers.CLIENT, NEVER, checked=True)
                cards.forget(desk, waits.card)
        self.prove(client)

    def give(self, clinician: Person, client: Person, colleague: Person, offer: Offer, until: Moment = NEVER) -> None:
        """A colleague gets a grant on one chart."""
        with self.signed_in(clinician, stepped_up=True) as visitor, writing(self.house, visitor) as desk:
            entry = next(one.entry for one in gate.practice_page(desk)[1].staff if one.name == self.said(colleague.name))
            grants.give(desk, self.charts[client.login], Purpose.TREATMENT, entry, self.said(colleague.name), offer, until)

    # Writing and reading, within a sign-in

    def note(
        self, visitor: SignInSecret, client: Person, texts: Sequence[tuple[str, str]], content: Content = Content.NOTE,
        template: str = "plain", visit: Moment = NEVER,
    ) -> ObjectId:  # fmt: skip
        """Write and seal a note, private note or plan."""
        made = tuple((key, self.said(text)) for key, text in texts)
        with writing(self.house, visitor) as desk:
            draft = notes.Draft(notes.new_draft().object, template, visit, 50 if visit else 0, made)
            return notes.seal_note(desk, self.charts[client.login], content, draft).id

    def draft(self, visitor: SignInSecret, client: Person, text: str, content: Content = Content.NOTE) -> None:
        """Leave something in the editor."""
        draft = notes.Draft(notes.new_draft().object, "plain", NEVER, 0, (("text", self.said(text)),))
        with writing(self.house, visitor) as desk:
            notes.keep_draft(desk, self.charts[client.login], content, draft)

    def amend(self, visitor: SignInSecret, client: Person, id: ObjectId, text: str, reason: str) -> None:
        """A further version of a plain note."""
        with writing(self.house, visitor) as desk:
            draft = notes.amend(desk, self.charts[client.login], id)
            texts = tuple((key, f"{before}\n\n{self.said(text)}") for key, before in draft.texts)
            made = notes.Draft(id, draft.template, draft.visit, draft.minutes, texts, draft.amends, self.said(reason))
            notes.seal_note(desk, self.charts[client.login], Content.NOTE, made)

    def document(self, visitor: SignInSecret, client: Person, name: str, text: str) -> ObjectId:
        """Upload a text file."""
        with writing(self.house, visitor) as desk:
            raw = self.said(text).encode()
            return documents.add_document(desk, self.charts[client.login], f"{self.said(name)}.txt", self.said("text/plain"), raw)

    def share(self, visitor: SignInSecret, client: Person, id: ObjectId) -> None:
        """Lay a note or plan open to the client."""
        with writing(self.house, visitor) as desk:
            sharing.share(desk, self.charts[client.login], id)

    def pick(self, visitor: SignInSecret, client: Person, id: ObjectId, until: Moment) -> None:
        """Pick a note for who guides the work."""
        with writing(self.house, visitor) as desk:
            picking.pick(desk, self.charts[client.login], id, until)

    def visit(self, visitor: SignInSecret, client: Person, at: Moment) -> None:
        """Put a visit on the card."""
        with writing(self.house, visitor) as desk:
            charts.add_visit(desk, self.charts[client.login], Visit(at, 50))

    def read(self, visitor: SignInSecret, client: Person, purpose: Purpose) -> None:
        """Open the newest note of a record."""
        with reading(self.house, visitor) as desk:
            chart = self.charts[client.login]
            newest = notes.list_notes(desk, chart, Content.NOTE, purpose)[0]
            notes.open_note(desk, chart, newest.id, purpose=purpose)

    def stop(self, client: Person, colleague: Person) -> None:
        """The client stops somebody's access."""
        chart = self.charts[client.login]
        with self.signed_in(client) as visitor:
            with reading(self.house, visitor) as desk:
                people = holders.who_can(desk, chart, Purpose.OWN_RECORD)
            for one in people:
                if one.holder.name == self.said(colleague.name):
                    grants.stop(self.house, visitor, chart, one.holder.grant, Purpose.OWN_RECORD)
                    return
        raise NotFound("grant")
