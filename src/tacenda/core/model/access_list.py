"""The access list: who may open what of one chart, and what the client has restricted. The head of the page of `access`.

Each live grant stands here as the client reads it; its signed statement is the object of content GRANT on the same page. The list is
compared with the ledger's replay: neither can say something else unseen. `ledger_epoch`: hash of the ledger's newest epoch statement.
`barred`: whom the client stopped with all their access, until the client says otherwise.
`notices`: the ids under which a client can be written to, each beside the account it is of; they say neither where nor whether.
`said`: the bytes of the client's say (`say.py`), from the first thing they lay down on: choice, bars, limits and ids are then what it says,
and beside it stand only limits that the keeper tells and the client has not signed yet. Lists from before have them by themselves. Topics
and whom the choice does not keep out stand in a say alone.
`called`: what the client wants to be called, from the first time somebody is let in beside them, who reads it here and holds no card.
`spoke`: who signed for the client by law and is in no more, so that what they signed keeps its side.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

from tacenda.core.model import say
from tacenda.core.model.say import NOTES, Barred, Choice, Exempt, Laid, Restriction, Say, Topic
from tacenda.core.words.access import Code, Right
from tacenda.core.words.encoding import Parsed, Plain, as_number, as_raw, as_rows, as_text
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import CompartmentId, EntryHash, GrantHash, ObjectId, PrincipalId
from tacenda.core.words.moments import NEVER, Day, Moment
from tacenda.core.words.names import same
from tacenda.core.words.people import Role, stands_beside

# The bases of grants that no choice keeps out: who keeps the records, the oversight, the client, and whom the client let in. A team is
# everybody else too.
KEEPERS = frozenset({"founder", "practice.succeeding"})
BY_CLIENT = frozenset({"consent.trusted", "consent.outside"})  # whom the client let in by their own hand
# As what nobody is let in but by the client's own yes or signature: no news to them, so no talk is due.
NO_NEWS = frozenset({Role.TRUSTED.value, Role.OUTSIDE.value})
JOINING = "consent.joining"
ALWAYS = KEEPERS | BY_CLIENT | {"practice.oversight", JOINING}
COVERING = "practice.covering"
KEEPING = "practice.keeping"  # keeps the chart beside its keeper
TREATING = "practice.treating"
LAW = "law."  # what the basis of a grant begins with that a rule of law stands behind; its id follows
# Of these, of who also holds the talk and signs for the client: as what. No pack begins the id of a rule so.
SIGNING = {side: f"{LAW}signs.{side}." for side in ("parent", "representative")}
FORM = "form."  # and of one that a signed form stands behind; the form's handle follows
ALONE = f"{FORM}alone."  # of these, one that a minor signed who consents to this care alone, by the law of the place
BESIDE = {Choice.THERAPIST: frozenset[str](), Choice.GUIDES: frozenset({"practice.supervising"})}


def leaves_room(choice: Choice, basis: str) -> bool:
    """Whether a client's choice leaves room for a grant on this basis."""
    return choice is Choice.TEAM or basis.startswith(LAW) or basis in ALWAYS | BESIDE[choice]


def rule_of(basis: str) -> str:
    """The id of the rule of law behind a basis; empty where none is."""
    side = signs_as(basis)
    return basis.removeprefix(SIGNING[side]) if side else basis.removeprefix(LAW) if basis.startswith(LAW) else ""


def signs_as(basis: str) -> str:
    """As what somebody on this basis signs for the client: `parent` or `representative`; empty for everybody who does not."""
    return next((side for side, begins in SIGNING.items() if basis.startswith(begins)), "")


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs, or signed, for the client by law. `side`: as what (`signs_as`)."""

    principal: PrincipalId
    name: str
    side: str


@dataclass(frozen=True, slots=True)
class Holder:
    """One grant as listed. `object`: where its signed statement lies; `until`: a moment, 0 for no end; `since`: a day.

    `starts`: the moment from which it gives anything, 0 for at once; a row says it only where it is set.
    """

    grant: GrantHash
    object: ObjectId
    grantee: PrincipalId
    grantee_entry: EntryHash
    name: str
    role: str
    compartments: tuple[tuple[CompartmentId, Code, frozenset[Right]], ...]
    rights: frozenset[Right]
    since: Day
    until: Moment
    basis: str
    checked: bool  # both sides compared the fingerprint
    starts: Moment = NEVER

    @property
    def ended_by_guardian(self) -> bool:
        """Whether who speaks for the client by law may end it: what the practice or a form gave others. Never the client's own, the
        oversight, who keeps the records, whom the client let in by their own hand or by a form that they alone sign for, or somebody
        else who speaks for them."""
        return self.basis not in ALWAYS and not self.basis.startswith((LAW, ALONE))

    @property
    def ended_by_colleague(self) -> bool:
        """Whether who may end access here ends this one too. Never the client's own, the oversight, or whom the client let in by their own
        hand."""
        return self.basis not in BY_CLIENT | {"practice.oversight", JOINING}

    @property
    def keeps_topics(self) -> bool:
        """Whether they open also what the client keeps to their therapist alone: who keeps the chart, and must keep its records."""
        return self.basis in KEEPERS

    @property
    def keeps(self) -> bool:
        """Whether they keep the chart, alone or beside its keeper."""
        return self.basis in KEEPERS or self.basis == KEEPING

    @property
    def writes(self) -> bool:
        """Whether they write notes."""
        return any(code is Code.RECORD and Right.WRITE in rights for _, code, rights in self.compartments)

    @property
    def covers(self) -> bool:
        """Whether they stand in for who treats."""
        return self.basis == COVERING

    @property
    def goes_on(self) -> bool:
        """Whether the records stay with them: who keeps the chart, and a colleague who treats without a last day. Never who stands in."""
        return self.keeps or (self.basis == TREATING and self.role == Role.CLINICIAN.value and not self.until)

    def may(self, code: Code) -> bool:
        return any(found is code for _, found, _ in self.compartments)


@dataclass(frozen=True, slots=True)
class Left:
    """Who kept the records and does so no more. `gone`: they work here no more either. Who keeps them now, the list itself says."""

    principal: PrincipalId
    name: str
    day: Day
    gone: bool


@dataclass(frozen=True, slots=True)
class AccessList:
    """Who may, what the client has restricted, whom they stopped, who kept the records and left, and who wrote notes and is in no more."""

    holders: tuple[Holder, ...]
    restrictions: tuple[Restriction, ...]
    ledger_epoch: bytes
    notices: tuple[tuple[PrincipalId, bytes], ...] = ()
    choice: Choice = Choice.TEAM
    barred: tuple[Barred, ...] = ()
    left: Left | None = None
    say: Say | None = None
    called: str = ""
    wrote: tuple[tuple[PrincipalId, str], ...] = ()
    topics: tuple[Topic, ...] = ()
    exempt: tuple[Exempt, ...] = ()
    spoke: tuple[Signing, ...] = ()

    @property
    def signing(self) -> dict[PrincipalId, Signing]:
        """Everybody whose signature is one of who speaks for the client by law, also of those who do so no more."""
        listed = [Signing(one.grantee, one.name, signs_as(one.basis)) for one in self.holders if signs_as(one.basis)]
        return {one.principal: one for one in (*self.spoke, *listed)}

    @property
    def stood_by(self) -> bool:
        """Whether anybody stands beside the client."""
        return any(stands_beside(one.role) for one in self.holders)

    @property
    def whose(self) -> str:
        """What to call the client for who stands beside them; empty where this list does not say."""
        return self.called or next((one.name for one in self.holders if one.role == Role.CLIENT.value), "")

    @property
    def laid(self) -> Laid:
        """All that the client laid down, as this list has it; each limit with whom it is about."""
        limits = tuple(self._about(one) for one in self.restrictions)
        return Laid(self.choice, self.barred, limits, self.notices, self.topics, self.exempt)

    def _about(self, one: Restriction) -> Restriction:
        whose = self.holder(one.grant)
        return one if one.name or whose is None else replace(one, principal=whose.grantee, name=whose.name)

    def as_said(self, said: Say) -> AccessList:
        """The list with what a say lays down; of limits beside it those alone that no say on this list has known."""
        known = {(one.grant, one.code) for one in (*said.laid.limits, *(self.say.laid.limits if self.say else ()))}
        more = tuple(one for one in self.restrictions if (one.grant, one.code) not in known)
        return self.with_laid(replace(said.laid, limits=(*said.laid.limits, *more)), said)

    def with_laid(self, laid: Laid, said: Say | None = None) -> AccessList:
        """The list with all of this in place of what the client laid down before. `said`: the say that says it, where there is one."""
        return replace(
            self, say=said or self.say, choice=laid.choice, barred=laid.barred, restrictions=laid.limits, notices=laid.notices,
            topics=laid.topics, exempt=laid.exempt,
        )  # fmt: skip

    def inside(self, principal: bytes, name: str, basis: str) -> bool:
        """Whether the client's choice leaves room for somebody on this basis; or they said yes to them by name."""
        return leaves_room(self.choice, basis) or any(means(one, principal, name, basis) for one in self.exempt)

    def kept_from(self, basis: str, rights: Collection[Right]) -> frozenset[Code]:
        """The kinds that a grant on this basis does not open, whatever it gives: the client keeps them to their therapist alone.

        Never from who keeps the records, who must, nor from the client.
        """
        if basis in KEEPERS or basis == JOINING or Right.SUBJECT in rights:
            return frozenset()
        return frozenset(code for one in self.topics for code in one.codes)

    def kept_of(self, holder: Holder) -> frozenset[Code]:
        """What a listed grant names and does not open, since the client keeps it to their therapist alone."""
        return self.kept_from(holder.basis, holder.rights) & {code for _, code, _ in holder.compartments}

    def with_topic(self, made: Topic) -> AccessList:
        return replace(self, topics=(*self.without_topic(made.code).topics, made))

    def without_topic(self, code: Code) -> AccessList:
        """The list after the client took it back. Nobody gets anything by that: a limit that the topic set stays one."""
        return replace(self, topics=tuple(one for one in self.topics if one.code is not code))

    def keeps_out(self, principal: bytes, name: str, basis: str, codes: frozenset[Code]) -> bool:
        """Whether the client does not want this person in: stopped by them, outside their choice, or limited in what is offered.

        A name counts as well as an account: who enrols anew is somebody else to the keys, and the same to the client. The client's own
        does not: they may be called as somebody they stopped is.
        """
        called = "" if basis == JOINING else name
        if self.bars(principal, called):
            return True
        if codes & NOTES:
            codes |= NOTES
        theirs = {holder.grant for holder in self.holders if holder.grantee == principal or same(holder.name, called)}
        said = {one.grant for one in self.restrictions if one.principal == principal or (one.name and same(one.name, called))}
        # Who takes the records over is the therapist a topic is kept to. What they lost by it before is no wish against them.
        over = {(grant, code) for one in self.topics for grant in one.took for code in one.codes if basis in KEEPERS}
        limits = (one for one in self.restrictions if (one.grant, one.code) not in over)
        return not self.inside(principal, called, basis) or any(one.grant in theirs | said and one.code in codes for one in limits)

    def bars(self, principal: bytes, name: str) -> bool:
        """Whether the client stopped this account, or somebody of this name."""
        return any(one.principal == principal or same(one.name, name) for one in self.barred)

    @property
    def subjects(self) -> frozenset[PrincipalId]:
        """The accounts of the client who are in."""
        return frozenset(one.grantee for one in self.holders if Right.SUBJECT in one.rights)

    @property
    def reached(self) -> tuple[bytes, ...]:
        """The ids of clients who are in. A second account of one never takes the letters of the first."""
        subjects = self.subjects
        return tuple(id for whose, id in self.notices if whose in subjects)

    def with_notice(self, whose: PrincipalId, id: bytes) -> AccessList:
        """The list with the one id of an account."""
        return replace(self, notices=(*(one for one in self.notices if one[0] != whose), (whose, id)))

    @property
    def joined(self) -> bool:
        """Whether the client is in."""
        return any(holder.role == Role.CLIENT.value for holder in self.holders)

    def holder(self, grant: bytes) -> Holder | None:
        return next((holder for holder in self.holders if holder.grant == grant), None)

    def name(self, principal: bytes) -> str:
        """The name under which somebody stands here; empty for who left."""
        return next((holder.name for holder in self.holders if holder.grantee == principal), "")

    def met(self, name: str) -> bool:
        """Whether somebody of this name stands here or once did: also of whom the client stopped, or who left."""
        left = (self.left,) if self.left else ()
        names = (*(one.name for one in (*self.holders, *self.spoke, *self.barred, *left)), *dict(self.wrote).values())
        return any(same(one, name) for one in names)

    def author(self, principal: bytes) -> str:
        """The name of who wrote: as `name`; of who is in no more, as they were called here."""
        before = {one.principal: one.name for one in (*self.spoke, *self.barred, *((self.left,) if self.left else ()))}
        return self.name(principal) or (dict(self.wrote) | before).get(PrincipalId(principal), "")

    def restricted(self, grant: bytes, code: Code) -> bool:
        return any(r.grant == grant and r.code is code for r in self.restrictions)

    def limits(self, grant: bytes) -> frozenset[Code]:
        """The kinds of compartment that the client took out of a grant."""
        return frozenset(r.code for r in self.restrictions if r.grant == grant)

    def with_limit(self, made: Restriction) -> AccessList:
        return replace(self, restrictions=(*(r for r in self.restrictions if (r.grant, r.code) != (made.grant, made.code)), made))

    def without_limit(self, grant: bytes, code: Code) -> AccessList:
        return replace(self, restrictions=tuple(r for r in self.restrictions if (r.grant, r.code) != (grant, code)))

    def known(self, principal: bytes) -> tuple[str, bool]:
        """The name under which somebody stands here or was stopped, and whether the client stopped them; an empty name for a stranger."""
        stopped = next((one.name for one in self.barred if one.principal == principal), "")
        return (stopped, True) if stopped else (self.name(principal), False)

    def with_bar(self, holder: Holder, since: Day) -> AccessList:
        """The list after the client stopped somebody."""
        return self.with_barred(Barred(holder.grantee, holder.name, holder.role, since))

    def with_barred(self, one: Barred) -> AccessList:
        """The list with somebody whom nobody lets in again without the client's yes."""
        return replace(self, barred=(*self.without_bar(one.principal).barred, one))

    def without_bar(self, principal: bytes) -> AccessList:
        return replace(self, barred=tuple(one for one in self.barred if one.principal != principal))

    def with_holder(self, holder: Holder) -> AccessList:
        others = tuple(one for one in self.holders if one.grant != holder.grant)
        return replace(self, holders=(*others, holder))

    def without(self, grants: frozenset[GrantHash]) -> AccessList:
        """The list without grants the keeper no longer allows. Who wrote notes keeps their name: a record says whose each note is. Who
        signed for the client keeps their side."""
        wrote = {one.grantee: one.name for one in self.holders if one.grant in grants and one.writes}
        return replace(
            self,
            holders=tuple(holder for holder in self.holders if holder.grant not in grants),
            restrictions=tuple(r for r in self.restrictions if r.grant not in grants),
            wrote=tuple((dict(self.wrote) | wrote).items()),
            spoke=self._spoke(grants),
        )

    def _spoke(self, gone: frozenset[GrantHash]) -> tuple[Signing, ...]:
        leave = {one.grantee for one in self.holders if one.grant in gone}
        known = {one.principal for one in self.spoke}
        return tuple(one for who, one in self.signing.items() if who in leave | known)


def means(yes: Exempt, principal: bytes, name: str, basis: str) -> bool:
    """Whether a client's yes by name is to this person, for a grant on this basis. Where it knows their account, a name is nothing."""
    return yes.basis == basis and (yes.principal == principal if yes.principal else same(yes.name, name))


def head(access: AccessList) -> Plain:
    """What `chart.write` keeps as the head of the page of `access`."""
    signed = {(one.grant, one.code) for one in access.say.laid.limits} if access.say else set[tuple[GrantHash, Code]]()
    return {
        "holders": [_holder_row(holder) for holder in access.holders],
        "restrictions": [say.limit_row(one) for one in access.restrictions if (one.grant, one.code) not in signed],
        "ledger_epoch": access.ledger_epoch,
        **({"said": access.say.write()} if access.say else _unsaid(access)),
        **({"left": [access.left.principal, access.left.name, int(access.left.day), access.left.gone]} if access.left else {}),
        **({"called": access.called} if access.called else {}),
        **({"wrote": [[who, name] for who, name in access.wrote]} if access.wrote else {}),
        **({"spoke": [[one.principal, one.name, one.side] for one in access.spoke]} if access.spoke else {}),
    }


def _unsaid(access: AccessList) -> dict[str, Plain]:
    """What a list from before a client's first say has of theirs."""
    return {
        **({"notices": [[whose, id] for whose, id in access.notices]} if access.notices else {}),
        **({} if access.choice is Choice.TEAM else {"choice": access.choice.value}),
        **({"barred": [say.barred_row(one) for one in access.barred]} if access.barred else {}),
    }


def _holder_row(holder: Holder) -> Plain:
    compartments: list[Plain] = [[id, int(code), _texts(rights)] for id, code, rights in holder.compartments]
    return [
        holder.grant, holder.object, holder.grantee, holder.grantee_entry, holder.name, holder.role, compartments, _texts(holder.rights),
        int(holder.since), int(holder.until), holder.basis, holder.checked, *([int(holder.starts)] if holder.starts else []),
    ]  # fmt: skip


def _texts(rights: frozenset[Right]) -> list[Plain]:
    return [right.value for right in Right if right in rights]


def read(head: Parsed) -> AccessList:
    """Raises Tampered."""
    own = {"said"} if "said" in head else {"notices", "choice", "barred"}
    if set(head) - own - {"left", "called", "wrote", "spoke"} != {"holders", "restrictions", "ledger_epoch"}:
        raise Tampered("access list")
    try:
        listed = AccessList(
            tuple(_holder(row) for row in as_rows(head["holders"])),
            tuple(say.limit(row) for row in as_rows(head["restrictions"])),
            as_raw(head["ledger_epoch"]),
            tuple(say.notice(row) for row in as_rows(head["notices"])) if "notices" in head else (),
            Choice(as_text(head["choice"])) if "choice" in head else Choice.TEAM,
            tuple(say.barred(row) for row in as_rows(head["barred"])) if "barred" in head else (),
            _left(as_rows([head["left"]])[0]) if "left" in head else None,
            called=as_text(head["called"]) if "called" in head else "",
            wrote=tuple(_wrote(row) for row in as_rows(head["wrote"])) if "wrote" in head else (),
            spoke=tuple(_signing(row) for row in as_rows(head["spoke"])) if "spoke" in head else (),
        )
    except (ValueError, IndexError) as error:
        raise Tampered("access list") from error
    return listed.as_said(say.read(as_raw(head["said"]))) if "said" in head else listed


def _wrote(row: list[object]) -> tuple[PrincipalId, str]:
    if len(row) != 2:
        raise Tampered("wrote")
    return PrincipalId(as_raw(row[0], 16)), as_text(row[1])


def _signing(row: list[object]) -> Signing:
    if len(row) != 3 or row[2] not in SIGNING:
        raise Tampered("spoke")
    return Signing(PrincipalId(as_raw(row[0], 16)), as_text(row[1]), as_text(row[2]))


def _left(row: list[object]) -> Left:
    if len(row) != 4:
        raise Tampered("left")
    if isinstance(row[3], bool):
        return Left(PrincipalId(as_raw(row[0], 16)), as_text(row[1]), Day(as_number(row[2])), row[3])
    # A row from before names, third, who was to keep the records, and was written of everybody as if they were gone.
    return Left(PrincipalId(as_raw(row[0], 16)), as_text(row[1]), Day(as_number(row[3])), gone=True)


def _holder(row: list[object]) -> Holder:
    if len(row) not in (12, 13) or not isinstance(row[11], bool) or row[12:] == [0]:
        raise Tampered("holder")
    compartments = tuple((CompartmentId(as_raw(c[0])), Code(as_number(c[1])), _rights(c[2])) for c in as_rows(row[6]))
    return Holder(
        GrantHash(as_raw(row[0])), ObjectId(as_raw(row[1])), PrincipalId(as_raw(row[2])), EntryHash(as_raw(row[3])), as_text(row[4]),
        as_text(row[5]), compartments, _rights(row[7]), Day(as_number(row[8])), Moment(as_number(row[9])), as_text(row[10]), row[11],
        Moment(as_number(row[12])) if row[12:] else NEVER,
    )  # fmt: skip


def _rights(value: object) -> frozenset[Right]:
    if not isinstance(value, list):
        raise Tampered("not a list")
    try:
        return _known_rights(tuple(cast("list[str]", value)))
    except TypeError as error:  # a list or object where a word should be
        raise Tampered("not text") from error


@lru_cache(maxsize=256)
def _known_rights(words: tuple[str, ...]) -> frozenset[Right]:
    return frozenset(Right(word) for word in words)
