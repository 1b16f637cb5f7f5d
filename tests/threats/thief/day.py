"""The scripted day of the thief test, played in a process of its own so that it can be killed in the middle of a write.

Run: `python -m tests.threats.thief.day FOLDER OUT PART`. Every field of everything carries a canary of its own. What the thief must not
find (canaries, and every secret the day knows) is written to OUT, which lies outside of what is scanned.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import os
import random
import secrets
import sys
from pathlib import Path

from tacenda.acts import (
    accounts,
    authorizations,
    cards,
    charts,
    check_ins,
    consents,
    documents,
    grants,
    holders,
    kept_talks,
    ledger,
    notes,
    picking,
    reach,
    rolling,
    sharing,
    sign_in,
    talking,
    talks,
)
from tacenda.acts.accounts import Start
from tacenda.acts.desk import SignInSecret, reading, resume, writing
from tacenda.acts.house import House, open_house
from tacenda.core.model import check_in, consent, offers
from tacenda.core.model.agreed import Wordings
from tacenda.core.model.authorization import NO_DAY, Party, Segment, Signer, Statement, Terms
from tacenda.core.model.chart import Card, Visit
from tacenda.core.model.consent import How, Part, Result
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.access import Content, Purpose
from tacenda.core.words.errors import TacendaError
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import NEVER, Moment
from tacenda.core.words.people import Role
from tacenda.doors.jobs import notices as outgoing

LETTERS = "abcdefghijklmnopqrstuvwxyz"
CODES = (Content.NOTE, Content.PLAN, Content.PSYCHOTHERAPY_NOTE)


@dataclasses.dataclass
class Day:
    """What the day leaves behind for the search: canaries (text) and secrets (bytes)."""

    house: House
    out: Path
    canaries: list[str] = dataclasses.field(default_factory=list)
    secrets: list[bytes] = dataclasses.field(default_factory=list)
    people: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)
    links: list[tuple[str, str]] = dataclasses.field(default_factory=list)

    def canary(self, looks: str = "") -> str:
        """A word nobody else writes: 20 random letters, behind a real-looking beginning where given."""
        word = looks + "".join(random.SystemRandom().choices(LETTERS, k=20))
        self.canaries.append(word)
        return word

    def save(self) -> None:
        data = {
            "canaries": self.canaries,
            "secrets": [base64.b64encode(secret).decode() for secret in self.secrets if len(secret) >= 16],
            "people": self.people,
            "links": self.links,
        }
        self.out.write_text(json.dumps(data))


def collect(day: Day, visitor: SignInSecret) -> None:
    """Every secret that this sign-in can reach: cookie, keys in use, C of each compartment."""
    day.secrets.append(visitor.secret)
    with reading(day.house, visitor) as desk:
        mine = desk.keyring
        day.secrets += [mine.everyday.ring, mine.everyday.seal, mine.signer.acting]
        if mine.vault is not None:
            day.secrets += [mine.vault.ring, mine.vault.seal, mine.vault.identity.ed25519, mine.vault.identity.mldsa44]
        for office in mine.ring().offices:
            day.secrets.append(office.root)
        for chart in mine.ring().charts:
            for one in desk.keyring.keys(chart).compartments:
                day.secrets += [half for _, half in one.halves]
        for card in mine.ring().cards:
            day.secrets.append(card.code)


def enter(day: Day, login: str, *, up: bool = True) -> SignInSecret:
    """Sign in with the passphrase and step up with the recovery code."""
    person = day.people[login]
    signed = sign_in.sign_in(day.house, sign_in.Proof(login, Method.PASSPHRASE, person["passphrase"], "10.0.0.1"))
    secret = sign_in.step_up(day.house, signed.secret, Method.RECOVERY_CODE, person["recovery"], "10.0.0.1") if up else signed.secret
    collect(day, SignInSecret(secret))
    return SignInSecret(secret)


def remember(day: Day, login: str, passphrase: str, recovery: str) -> None:
    day.people[login] = {"passphrase": passphrase, "recovery": recovery}
    day.canaries += [passphrase, recovery, recovery.replace(" ", "")]


def found_practice(day: Day) -> None:
    login, words = day.canary("mara."), day.canary("ivory tunnel ") + " seven lamps"
    name = "Dr. " + day.canary("Mara-")
    begun = accounts.begin(day.house, Start(day.canary("Practice-"), "US-CA", False, name, login, words))
    remember(day, login, words, begun.recovery)


def invite(day: Day, maker: SignInSecret, kind: str, chart: ChartId | None, roles: tuple[Role, ...]) -> str:
    """A card made, used, and its holder let in."""
    name, login, words = day.canary("Kim-"), day.canary("moss."), day.canary("candle orbit ") + " nine rivers"
    with writing(day.house, maker) as desk:
        card = cards.make(desk, kind, chart, name, roles)
    day.canaries += [card.code, card.code.replace(" ", "")]
    enrolled = cards.join(day.house, card.code, login, words)
    remember(day, login, words, enrolled.recovery)
    with writing(day.house, maker) as desk:
        who = cards.waiting(desk)[0]
        if chart is not None:
            grants.give(desk, chart, Purpose.TREATMENT, who.entry, name, offers.CLIENT, NEVER, checked=True)
            cards.forget(desk, who.card)
        else:
            cards.confirm_staff(desk, who)
            cards.list_staff(desk, who)
    if chart is None:
        with writing(day.house, maker) as desk:
            practice = ChartId(desk.keeper.practice)
            grants.give(desk, practice, Purpose.PRACTICE, who.entry, name, offers.STAFF, NEVER)
            cards.forget(desk, who.card)
    return login


def chart_of(day: Day, clinician: SignInSecret) -> ChartId:
    """A chart with a canary in every field of its card, and a note in every compartment that takes one."""
    fields = {one.name: day.canary(one.name + "-") for one in dataclasses.fields(Card)}
    fields["place"] = "US-TX"  # one of a list: no word of anybody's
    fields["email"] = day.canary("kim.lee@") + ".example"
    day.canaries.append(fields["email"])
    chart = charts.found(day.house, clinician, Card(**fields), Visit(Moment(1_780_000_000), 50))
    with writing(day.house, clinician) as desk:
        charts.change_card(desk, chart, Card(**{**fields, "phone": day.canary("+1 555 ")}))
        charts.add_visit(desk, chart, Visit(Moment(1_780_600_000), 45))
    for content in CODES:
        write_note(day, clinician, chart, content)
    return chart


def write_note(day: Day, clinician: SignInSecret, chart: ChartId, content: Content) -> None:
    template = "treatment-plan" if content is Content.PLAN else "dap"
    keys = ("goals", "steps") if content is Content.PLAN else ("data", "assessment", "plan")
    texts = tuple((key, day.canary("She said ")) for key in keys)
    draft = dataclasses.replace(notes.new_draft(template), texts=texts)
    with writing(day.house, clinician) as desk:
        notes.keep_draft(desk, chart, content, draft)
    with writing(day.house, clinician) as desk:
        sealed = notes.seal_note(desk, chart, content, draft)
    with reading(day.house, clinician) as desk:
        again = notes.amend(desk, chart, sealed.id, content)
    more = dataclasses.replace(again, texts=((keys[0], day.canary("On second thought ")),), reason=day.canary("because "))
    with writing(day.house, clinician) as desk:
        notes.seal_note(desk, chart, content, more)
    with writing(day.house, clinician) as desk:
        notes.keep_draft(desk, chart, content, dataclasses.replace(notes.new_draft(template), texts=((keys[0], day.canary("not yet ")),)))


def agree(day: Day, clinician: SignInSecret, client: SignInSecret, chart: ChartId) -> None:
    """A talk about privacy kept by its client and signed by the clinician, one half done, and check-ins told and only counted."""
    parts = [Part(number, "en", secrets.token_bytes(32), secrets.token_bytes(32), Result.SKIPPED, 0, False) for number in consent.PARTS]
    day.secrets += [name for one in parts for name in (one.wording, one.shown)]
    shown, wordings = {one.part: frozenset({one.shown}) for one in parts}, Wordings({one.part: one.wording for one in parts})
    with writing(day.house, client) as desk:
        for one in parts:
            talking.answer(desk, consent.PARTS, one, Result.MISSED, 30, mark=True)
    with writing(day.house, client) as desk:
        talk = consents.keep(desk, chart, How.ALONE, {"email": "yes"}, shown)
    with writing(day.house, clinician) as desk:
        consents.sign(desk, chart, talk, 1, Purpose.TREATMENT)
    with writing(day.house, client) as desk:
        talking.answer(desk, consent.PARTS, parts[0], Result.UNSURE, 30, mark=False)
        kept_talks.receipt_of(desk, chart, Purpose.OWN_RECORD)
    day.canaries.append("uneasy|much|yes")
    with writing(day.house, client) as desk:
        check_ins.tell(desk, chart, check_in.drawn("uneasy", "much", "yes", desk.now))
    with writing(day.house, client) as desk:
        check_ins.count(desk, check_in.drawn("uneasy", "much", "yes", desk.now))
    with reading(day.house, clinician) as desk:
        check_ins.answers(desk, chart)
        talks.stands(desk, chart, Purpose.TREATMENT, wordings)


def upload(day: Day, clinician: SignInSecret, chart: ChartId, size: int) -> None:
    """A file of this size, full of its canary."""
    word = day.canary("scan").encode()
    raw = (word * (size // len(word) + 1))[:size] if size >= len(word) else b"x" * size
    with writing(day.house, clinician) as desk:
        documents.add_document(desk, chart, day.canary("letter from ") + ".pdf", "application/pdf", raw)


def go_wrong(day: Day, visitor: SignInSecret, chart: ChartId) -> None:
    """Errors in every kind of handler, each carrying a canary."""
    attempts = [
        lambda: sign_in.sign_in(day.house, sign_in.Proof(day.canary("who."), Method.PASSPHRASE, day.canary("guess "), "10.0.0.9")),
        lambda: cards.open_card(day.house, day.canary("card ")),
        lambda: accounts.begin(day.house, Start(day.canary(), "US", True, day.canary(), day.canary(), day.canary())),
    ]
    for attempt in attempts:
        try:
            attempt()
        except TacendaError as error:
            print(type(error).__name__, error, error.public)
    try:
        with writing(day.house, visitor) as desk:
            notes.seal_note(desk, chart, Content.NOTE, dataclasses.replace(notes.new_draft("dap"), texts=(("unknown", day.canary("x ")),)))
    except TacendaError as error:
        print(type(error).__name__, error, error.public)


def first_part(day: Day) -> None:
    found_practice(day)
    founder = enter(day, next(iter(day.people)))
    bob = invite(day, founder, "staff", None, (Role.CLINICIAN,))
    cleo = invite(day, founder, "staff", None, (Role.CLINICIAN,))
    day.save()
    three = (founder, enter(day, bob), enter(day, cleo))
    for clinician, guide in zip(three, (three[2], three[2], three[1]), strict=True):
        for n in range(2):
            chart = chart_of(day, clinician)
            client = invite(day, clinician, "client", chart, (Role.CLIENT,))
            upload(day, clinician, chart, (1, 3_000_000)[n])
            visitor = enter(day, client)
            with reading(day.house, clinician) as desk:
                note = notes.list_notes(desk, chart, Content.NOTE)[0]
            with writing(day.house, clinician) as desk:
                sharing.share(desk, chart, note.id)
            pick(day, clinician, guide, chart, note.id)
            with reading(day.house, visitor) as desk:
                shared = sharing.list_shared(desk, chart)[0]
                sharing.open_shared(desk, chart, shared.id)
                ledger.who_looked(desk, chart, Purpose.OWN_RECORD, None)
            agree(day, clinician, visitor, chart)
            sign_form(day, clinician, visitor, chart)
            be_written_to(day, visitor)
            trust(day, visitor, chart)
            go_wrong(day, clinician, chart)
            day.save()
    share_and_stop(day, founder, bob)
    collect(day, founder)
    day.save()


def be_written_to(day: Day, client: SignInSecret) -> None:
    """An address with two words of their own, proven; its letters lie down in the folder, since no mail server is set."""
    with writing(day.house, client) as desk:
        address = day.canary("kim.home@") + ".example"
        reach.keep(desk, reach.Choice(True, address, frozenset({reach.Event.ITEM}), (0, 0), "UTC", False), "en")
    words = [day.canary()[:15], day.canary()[:15]]
    day.canaries += [*words, " ".join(words)]
    with writing(day.house, client) as desk:
        reach.keep_phrase(desk, " ".join(words))
    with writing(day.house, client) as desk:
        reach.test(desk)
        number = desk.keyring.ring().wishes[reach.NUMBER]
    day.canaries.append(f"number is {number}")
    assert outgoing.send(day.house) == 1
    with writing(day.house, client) as desk:
        assert reach.prove(desk, number)
        reach.test(desk)
    assert outgoing.send(day.house) == 1


def trust(day: Day, client: SignInSecret, chart: ChartId) -> None:
    """Two whom the client trusts join and wait their day; the yes to the first is taken back."""
    first = let_trusted_in(day, client, chart)
    let_trusted_in(day, client, chart)
    with reading(day.house, client) as desk:
        target = next(one.holder.grant for one in holders.who_can(desk, chart, Purpose.OWN_RECORD) if one.holder.name == first)
    grants.stop(day.house, client, chart, target, Purpose.OWN_RECORD)


def let_trusted_in(day: Day, client: SignInSecret, chart: ChartId) -> str:
    """Somebody with a card of the client's, and the client's yes; their name."""
    name, login, words = day.canary("Ana-"), day.canary("fern."), day.canary("ladder maple ") + " four winds"
    with writing(day.house, client) as desk:
        card = cards.for_trusted(desk, chart, name)
    day.canaries += [card.code, card.code.replace(" ", "")]
    remember(day, login, words, cards.join(day.house, card.code, login, words).recovery)
    with writing(day.house, client) as desk:
        who = cards.waiting(desk)[0]
        grants.give(desk, chart, Purpose.OWN_RECORD, who.entry, name, offers.TRUSTED, NEVER)
        cards.forget(desk, who.card)
    with reading(day.house, enter(day, login)) as desk:
        assert not desk.keyring.ring().charts  # nobody is told before the day is over
    return name


def sign_form(day: Day, clinician: SignInSecret, client: SignInSecret, chart: ChartId) -> None:
    """A form to let something out, with a canary in every field: drafted, signed with the client's key, attested on paper, taken back."""
    other = Party(day.canary(), Signer.PARTICIPANT, day.canary())
    terms = Terms(
        day.canary(), (Segment.RECORD, Segment.HIV), day.canary(), day.canary(), day.canary(), "employer", day.canary(), "bereaved", False,
        NO_DAY, day.canary(), False, tuple(Statement), day.canary(), "no", "yes", True, (Party(day.canary(), Signer.CLIENT), other),
        "yes", "yes", day.canary(),
    )  # fmt: skip
    with writing(day.house, clinician) as desk:
        form = authorizations.propose(desk, chart, terms)
    with writing(day.house, client) as desk:
        authorizations.sign(desk, chart, form, 1)
    with writing(day.house, clinician) as desk:
        authorizations.attest(desk, chart, form, 2, 1, desk.today)
    with writing(day.house, client) as desk:
        authorizations.take_back(desk, chart, form)


def pick(day: Day, clinician: SignInSecret, guide: SignInSecret, chart: ChartId, note: ObjectId) -> None:
    """A note is picked for a colleague who guides the work, read by them, and taken back; then picked once more."""
    keys, until = resume(day.house, guide.secret).keyring, Moment(day.house.clock.now() + 30 * 86_400)
    with writing(day.house, clinician) as desk:
        grants.give(desk, chart, Purpose.TREATMENT, keys.entry, day.canary("Dr. "), offers.SUPERVISOR_OF_PICKED, until)
    with writing(day.house, clinician) as desk:
        copy = picking.pick(desk, chart, note, until)
    with reading(day.house, guide) as desk:
        picking.open_for_me(desk, chart, copy)
    with writing(day.house, clinician) as desk:
        picking.take_back(desk, chart, copy)
    rolling.roll_due(day.house, clinician)
    with writing(day.house, clinician) as desk:
        picking.pick(desk, chart, note, until)


def share_and_stop(day: Day, founder: SignInSecret, colleague: str) -> None:
    """A colleague is let into one chart and stopped by its client, who rolls the keys."""
    with reading(day.house, founder) as desk:
        chart = next(id for id in desk.keyring.ring().charts if id != desk.keeper.practice)
    other = resume(day.house, enter(day, colleague).secret).keyring
    with writing(day.house, founder) as desk:
        grants.give(desk, chart, Purpose.TREATMENT, other.entry, day.canary("Dr. "), offers.CO_THERAPIST, NEVER)
    with reading(day.house, founder) as desk:
        target = next(one.holder.grant for one in holders.who_can(desk, chart, Purpose.TREATMENT) if one.holder.grantee == other.principal)
    grants.stop(day.house, founder, chart, target, Purpose.TREATMENT)
    collect(day, founder)


def killed_part(day: Day) -> None:
    """Writes on and on until somebody kills this process."""
    founder = enter(day, next(iter(day.people)))
    with reading(day.house, founder) as desk:
        chart = next(id for id in desk.keyring.ring().charts if id != desk.keeper.practice)
    day.save()
    print("writing", flush=True)
    for _ in range(10_000):
        write_note(day, founder, chart, Content.NOTE)
        day.save()


def last_part(day: Day) -> None:
    """After the crash: start, look again, the largest upload, sign out."""
    founder = enter(day, next(iter(day.people)))
    with reading(day.house, founder) as desk:
        chart = next(id for id in desk.keyring.ring().charts if id != desk.keeper.practice)
        for line in notes.list_notes(desk, chart, Content.NOTE):
            notes.open_note(desk, chart, line.id)
    upload(day, founder, chart, 25 * 1024 * 1024)
    day.save()
    sign_in.sign_out(day.house, founder.secret)


PARTS = {"first": first_part, "killed": killed_part, "last": last_part}


def main() -> None:
    folder, out, part = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    os.umask(0o077)
    folder.mkdir(exist_ok=True)
    house = open_house(folder)
    day = Day(house, out)
    if out.exists():
        kept = json.loads(out.read_text())
        day.canaries, day.people = kept["canaries"], kept["people"]
        day.secrets = [base64.b64decode(one) for one in kept["secrets"]]
    if part == "last":
        from tacenda.acts import upkeep

        upkeep.start(house)
    PARTS[part](day)
    house.close()


if __name__ == "__main__":
    main()
