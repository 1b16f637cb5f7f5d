"""Replay: one ledger told again from its lines, to see that every ask rested on a grant that was live, sufficient and in time.

Grants come from the statements that lines carry and lead to the founder whom the chart's id names; stops and lifts name them through
`about`; epoch statements say who reads what from when on. A founding is a run of `found` lines and is judged when the run ends, since
its asks name grants and epochs that stand in the same run. Raises Tampered with a word for what does not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from tacenda.core.ledger import members, said
from tacenda.core.ledger.asks import Ask, Place
from tacenda.core.ledger.directory import Directory
from tacenda.core.ledger.doubt import Doubt, doubted, taken_back, two_hands
from tacenda.core.ledger.entry import Body
from tacenda.core.ledger.limit import NEVER_LIMITED, Limit
from tacenda.core.ledger.said import Said
from tacenda.core.ledger.statements import QUIET, Certificate, Covered, DirectoryEntry, Epoch, Grant
from tacenda.core.ledger.withdrawal import WITHDRAWN_FROM, Withdrawal
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.encoding import parse
from tacenda.core.words.access import Act, Code, Right
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ZERO_HASH, ChartId, CompartmentId, ObjectId, PracticeId, PrincipalId
from tacenda.core.words.moments import Moment, day
from tacenda.core.words.people import STAFF, stands_beside

BEHIND = 120  # seconds by which an entry's time may lie after the keeper's clock: it never goes back
_NEVER_STANDING = (Code.PSYCHOTHERAPY, Code.LEDGER)
_ONE_A_CHART = (Code.ACCESS, Code.LEDGER)  # with a second one, asks could be decided on a list that never moves
_READS = frozenset({Right.READ, Right.WRITE})  # writing includes reading
_STOPS = frozenset({Right.STOP, Right.SUBJECT})


@dataclass(frozen=True, slots=True)
class Stop:
    """A grant that was stopped. `by`: the grant the stop rested on; `left`: compartments that no epoch passed it by on: while there is one
    it can be lifted whole."""

    grant: Grant
    by: bytes
    at: Moment
    left: frozenset[CompartmentId]


# What a client took out of a grant and no roll has followed yet: by grant and compartment, what it covered and the grant's end.
Limited = dict[tuple[bytes, CompartmentId], tuple[Covered, Moment]]
# By grant: compartments whose standing epoch does not name it, though it was given before that one stood. It has none of their keys.
Behind = Mapping[bytes, frozenset[CompartmentId]]
_NONE = frozenset[CompartmentId]()


def over(grant: Grant, at: Moment) -> bool:
    """Whether a grant's end has passed for certain when an entry is written `at`."""
    return bool(grant.until) and at >= grant.until + BEHIND


class Replay:
    """What stands after the lines taken so far. `membership(hash)`: a verified grant of an office to a member. Raises Tampered."""

    def __init__(self, practice: PracticeId, ledger: ChartId, directory: Directory, membership: Callable[[bytes], Grant]) -> None:
        self._own = ledger == practice
        self._practice = practice
        self._ledger = ledger
        self._directory = directory
        self._membership = membership
        self._run: list[tuple[Body, Ask]] = []
        self._epochs: dict[CompartmentId, dict[int, bytes]] = {}
        self._ledger_epochs: set[bytes] = set()
        self._makers: dict[CompartmentId, PrincipalId] = {}
        self._taken: set[CompartmentId] = set()
        self._founded = False
        self._restored = False
        self._doubts: list[Doubt] = []
        self.codes: dict[CompartmentId, Code] = {}
        self.current: dict[CompartmentId, int] = {}
        self.given: dict[bytes, Grant] = {}
        self.live: dict[bytes, Grant] = {}
        self.stopped: dict[bytes, Stop] = {}
        self.behind: Behind = {}
        self.limited: Limited = {}
        self.said = frozenset({ZERO_HASH})  # the says that count: of a client who said nothing yet, none
        self.pages: dict[CompartmentId, int] = {}
        self.writes: dict[tuple[ObjectId, int], frozenset[bytes]] = {}

    def take(self, body: Body, ask: Ask | None, about: bytes) -> None:
        """The next line. Its hashes and signatures were checked before."""
        if body.statement and sha(body.statement) != about:
            raise Tampered("statement")
        if ask is not None and (body.act is Act.FOUND or (self._own and self._run and body.act is Act.DIRECTORY)):
            self._run.append((body, ask))
            return
        self.close()
        if ask is None:
            self._by_keeper(body, about)
        else:
            self._asked(body, ask)

    def _asked(self, body: Body, ask: Ask) -> None:
        self._rests(ask, body)
        if body.act is Act.GRANT:
            self._give(body, ask)
        elif body.act is Act.STOP:
            self._stop(body, ask)
        elif body.act is Act.RESTRICT:
            self._restrict(body.statement, ask)
        elif body.act is Act.DOUBT:
            self._doubt(Doubt.read(body.statement), body, ask)
        elif body.act is Act.ROLL_BEGUN:
            epoch = Epoch.read(body.statement)
            self._begin(epoch, ask)
            self._names_readers(epoch, body.at)
        elif body.act is Act.WRITE and ask.about != ZERO_HASH:
            self._withdraw(ask)
        elif body.act is Act.ERASE and not _STOPS & self._held(ask).rights:
            raise Tampered("erasing without the right")
        elif body.act is Act.DIRECTORY and body.statement:
            members.turned(DirectoryEntry.read(body.statement), ask, self.live)
        self._restored |= body.act is Act.RESTORE

    def _withdraw(self, ask: Ask) -> None:
        """A write about anything is one that takes something out of the compartment whose page it writes."""
        for place in ask.places:
            code = self.codes[place.compartment]
            made = Withdrawal(self._practice, self._ledger, place.compartment, code, place.epoch)
            if code not in WITHDRAWN_FROM or ask.about != sha(made.write()):
                raise Tampered("a withdrawal of something else")

    def _held(self, ask: Ask) -> Grant:
        if not ask.grant:
            raise Tampered("an ask without a grant")
        return self.live[ask.grant]

    def close(self) -> None:
        """Judge the founding that the last lines were."""
        run, self._run = self._run, []
        epochs = [(Epoch.read(body.statement), body, ask) for body, ask in run if "commitment" in parse(body.statement)]
        for epoch, _, ask in epochs:
            self._begin(epoch, ask)
        self._give_together([(body, ask) for body, ask in run if "grantee" in parse(body.statement)])
        if not self._own and any(not {"commitment", "grantee"} & parse(body.statement).keys() for body, _ in run):
            raise Tampered("a founding of something else")
        for body, ask in run:
            if ask.places:
                raise Tampered("a founding with places")
            self._rests(ask, body)
        for epoch, body, _ in epochs:
            self._names_readers(epoch, body.at)

    def finish(self) -> None:
        """After the last line. Raises Tampered if nobody founded this ledger."""
        self.close()
        if not self._founded and not self._own:
            raise Tampered("no founder")

    def _give_together(self, waiting: list[tuple[Body, Ask]]) -> None:
        """Grants of one founding, parents first, whatever their order."""
        while waiting:
            ready = [pair for pair in waiting if self._parent_of(pair[0]) in self.live or not self._parent_of(pair[0])]
            if not ready:
                raise Tampered("parent")
            for body, ask in ready:
                self._give(body, ask)
            self._founded = True
            waiting = [pair for pair in waiting if pair not in ready]

    @staticmethod
    def _parent_of(body: Body) -> bytes:
        return Grant.read(body.statement).parent

    # What an ask rests on

    def _rests(self, ask: Ask, body: Body) -> None:
        if ask.ledger_epoch not in self._ledger_epochs:
            raise Tampered("ledger epoch")
        if not ask.grant:
            if not self._own or ask.places or ask.shown or ask.via:
                raise Tampered("an ask without a grant")
            return
        refused = body.act is Act.REFUSED
        grant = self.given.get(ask.grant) if refused else self.live.get(ask.grant)
        if grant is None:
            raise Tampered("a grant that was not live")
        self._holder(ask, grant)
        if self._own and not refused:
            members.live(ask, self.live)
        if not refused:
            self._suffices(ask, grant, body)

    def _suffices(self, ask: Ask, grant: Grant, body: Body) -> None:
        if over(grant, body.at) or (ask.via and over(self._membership(ask.via), body.at)):
            raise Tampered("a grant that was over")
        if not grant.begun(body.at) or (ask.via and not self._membership(ask.via).begun(body.at)):
            raise Tampered("a grant that had not begun")
        if ask.access and self.codes.get(ask.access[0]) is not Code.ACCESS:
            raise Tampered("access list")
        gives = self._gives(ask.grant, grant)
        for place in ask.places:
            self._place(ask, place, gives.covers(place.compartment), bool(body.step_sig))

    def _gives(self, hash: bytes, grant: Grant) -> Grant:
        """A live grant without what it waits for the keys of."""
        behind = self.behind.get(hash, _NONE)
        return replace(grant, compartments=tuple(c for c in grant.compartments if c.compartment not in behind)) if behind else grant

    def _holder(self, ask: Ask, grant: Grant) -> None:
        """Nobody appears under a name that no granter vouched for."""
        named = self._membership(ask.via) if ask.via else grant
        if ask.via and named.chart != grant.grantee:
            raise Tampered("membership")
        if named.grantee != ask.actor:
            raise Tampered("a grant of somebody else")
        if named.shown() != ask.shown:
            raise Tampered("shown")

    def _place(self, ask: Ask, place: Place, rights: frozenset[Right], stepped_up: bool) -> None:
        code = self.codes.get(place.compartment)
        if code is None or not rights & ({Right.WRITE} if place.version else _READS):
            raise Tampered("right")
        if len(place.digest) != (32 if place.version else 0) or (code is Code.LEDGER and place.version):
            raise Tampered("place")
        if code is Code.PSYCHOTHERAPY and not stepped_up:
            raise Tampered("step-up")
        if place.epoch not in self._epochs[place.compartment] or not self._stands(place, code):
            raise Tampered("epoch")
        page = place.object == place.compartment
        if ask.act is Act.USE and (place.version or code in _NEVER_STANDING or not page):
            raise Tampered("standing entry")
        if place.version:
            self._written(place, page)

    def _stands(self, place: Place, code: Code) -> bool:
        """A ledger's epochs all stay open; a restore brings old ones back until they are rolled."""
        return code is Code.LEDGER or self._restored or place.epoch == self.current[place.compartment]

    def _written(self, place: Place, page: bool) -> None:
        if page:
            if place.version <= self.pages.get(place.compartment, 0):
                raise Tampered("page version")
            self.pages[place.compartment] = place.version
        key = (place.object, place.version)
        self.writes[key] = self.writes.get(key, frozenset()) | {place.digest}

    # Grants: given, stopped, lifted

    def _give(self, body: Body, ask: Ask) -> None:
        if ask.about in self.stopped:
            self._lift(ask)
            return
        grant = Grant.read(body.statement)
        if ask.about in self.given or ask.about != sha(body.statement):
            raise Tampered("given twice")
        if grant.practice != self._practice or (grant.chart != self._ledger and not self._own):
            raise Tampered("a grant of another chart")
        if self._directory.entry(grant.granter_entry).principal != ask.actor:
            raise Tampered("granter")
        if grant.chart == self._ledger and any(self.codes.get(c.compartment) is not c.code for c in grant.compartments):
            raise Tampered("compartment")
        if Right.SUBJECT in grant.rights:
            self._subject(grant)
        elif stands_beside(grant.role) and grant.since < body.at + QUIET - BEHIND:
            raise Tampered("let in too soon")
        self._chain(grant, ask, body)
        self.given[ask.about] = self.live[ask.about] = grant
        self._taken.update(c.compartment for c in grant.compartments)

    def _subject(self, grant: Grant) -> None:
        """What only its holder can end is a client's or guardian's, never one of staff to themselves."""
        entry = self._directory.entry(grant.grantee_entry)
        if entry.principal != grant.grantee or entry.office or set(entry.roles) & STAFF:
            raise Tampered("subject")

    def _chain(self, grant: Grant, ask: Ask, body: Body) -> None:
        if not grant.parent:
            self._founders(grant, body)
            return
        parent = self.live.get(grant.parent)
        if parent is None or over(parent, body.at) or (self._own and parent.chart != grant.chart):
            raise Tampered("parent")
        if ask.grant != grant.parent and not ((self._own or body.act is Act.FOUND) and parent.grantee == ask.actor):
            raise Tampered("parent")
        if members.of_office(grant, self._ledger):
            members.put_in(grant, ask, parent)
        parent = self._gives(grant.parent, parent)
        own = {c.compartment for c in grant.compartments if self._makers.get(c.compartment) == ask.actor} - self._taken
        access = parent.of_code(Code.ACCESS)
        if own and (access is None or Right.GRANT not in access.rights or grant.grantee != ask.actor):
            raise Tampered("new compartment")
        if not replace(grant, compartments=tuple(c for c in grant.compartments if c.compartment not in own)).within(parent):
            raise Tampered("a grant beyond its parent")

    def _founders(self, grant: Grant, body: Body) -> None:
        if grant.chart == self._practice:
            by_founder = self._directory.founder(self._directory.entry(grant.granter_entry))
        else:
            by_founder = grant.by_founder() and (self._own or (body.act is Act.FOUND and not self._founded))
        if not by_founder:
            raise Tampered("not the founder")

    def _stop(self, body: Body, ask: Ask) -> None:
        target, own = self.live.get(ask.about), ask.about == ask.grant
        if target is None:
            raise Tampered("a stop of nothing")
        if Right.SUBJECT in target.rights and not own:
            two_hands(ask, self._signer(body), self._doubts, self.live, Moment(body.at - BEHIND))
            if not body.step_sig:
                raise Tampered("step-up")
        gave = self._directory.entry(target.granter_entry).principal == ask.actor
        if members.of_office(target, self._ledger):
            members.taken_out(target, ask, self.live)
        if not own and not gave and not _STOPS & self._held(ask).rights:
            raise Tampered("a stop without the right")
        del self.live[ask.about]
        self.stopped[ask.about] = Stop(target, ask.grant, body.at, left(target, self.behind.get(ask.about, _NONE)))

    def _doubt(self, doubt: Doubt, body: Body, ask: Ask) -> None:
        doubted(doubt, ask, self._signer(body), self.live)
        if doubt.holds:
            self._doubts.append(doubt)
        else:
            self._doubts[:] = taken_back(doubt, self._doubts, body.step_sig)

    def _signer(self, body: Body) -> DirectoryEntry:
        return self._directory.entry(Certificate.read(body.certificate).entry)

    def _lift(self, ask: Ask) -> None:
        stop = self.stopped[ask.about]
        if Right.SUBJECT in stop.grant.rights:
            raise Tampered("a client's own access")
        if members.of_office(stop.grant, self._ledger):
            raise Tampered("a membership lifted")
        if stop.by != ask.grant or not (stop.left or stop.grant.rights):
            raise Tampered("a stop lifted too late or by another")
        del self.stopped[ask.about]
        self.live[ask.about] = stop.grant if stop.left else replace(stop.grant, compartments=())

    def _restrict(self, statement: bytes, ask: Ask) -> None:
        """A client's limit on somebody's grant, or the hash of all that they laid down."""
        if "said" in parse(statement):
            self.said = said.after(self.said, Said.read(statement), ask, self._held(ask))
        else:
            self._limit(Limit.read(statement), ask)

    def _limit(self, limit: Limit, ask: Ask) -> None:
        """A live grant without one of its compartments, or with it again."""
        grant, key = self.live.get(limit.grant), (limit.grant, limit.compartment)
        if Right.SUBJECT not in self._held(ask).rights or (limit.practice, limit.chart) != (self._practice, self._ledger):
            raise Tampered("a limit without the right")
        if grant is None or Right.SUBJECT in grant.rights or limit.code in NEVER_LIMITED:
            raise Tampered("a limit on nothing")
        if not limit.holds:
            covered, _ = self.limited.pop(key, (None, None))
        else:
            covered = next((c for c in grant.compartments if c.compartment == limit.compartment), None)
        if covered is None or covered.code is not limit.code:
            raise Tampered("a limit on nothing")
        others = tuple(c for c in grant.compartments if c != covered)
        self.live[limit.grant] = replace(grant, compartments=others if limit.holds else (*others, covered))
        if limit.holds:
            self.limited[key] = covered, grant.until

    # Epochs

    def _begin(self, epoch: Epoch, ask: Ask) -> None:
        known = self._epochs.get(epoch.compartment, {})
        if epoch.practice != self._practice or epoch.chart != self._ledger:
            raise Tampered("an epoch of another chart")
        if epoch.epoch != max(known, default=0) + 1 or (ask.act is Act.FOUND) != (not known):
            raise Tampered("epoch number")
        if epoch.previous not in (set(known.values()) or {ZERO_HASH}) or self.codes.get(epoch.compartment, epoch.code) is not epoch.code:
            raise Tampered("epoch chain")
        if bool(epoch.ledger_key) != (epoch.code is Code.LEDGER):
            raise Tampered("epoch")
        if known and not self._gives(ask.grant, self._held(ask)).covers(epoch.compartment):
            raise Tampered("epoch")
        if not known and epoch.code in _ONE_A_CHART and epoch.code in self.codes.values():
            raise Tampered("a second ledger or access list")
        if not known:
            self._makers[epoch.compartment] = ask.actor
        self._know(epoch, ask.about)

    def _know(self, epoch: Epoch, hash: bytes) -> None:
        self._epochs.setdefault(epoch.compartment, {})[epoch.epoch] = hash
        self.codes[epoch.compartment] = epoch.code
        self.current.setdefault(epoch.compartment, epoch.epoch)
        if epoch.code is Code.LEDGER:
            self._ledger_epochs.add(hash)

    def _names_readers(self, epoch: Epoch, at: Moment) -> None:
        """An epoch names exactly who may read it: it neither adds nor drops anyone. A grant that ends today may be either."""
        readers = {hash: grant for hash, grant in self.live.items() if grant.covers(epoch.compartment) & _READS}
        needed = {hash for hash, grant in readers.items() if not grant.until or day(at) < day(grant.until)}
        named = set[bytes](epoch.grants)
        if len(named) != len(epoch.grants) or not needed <= named or not named <= set(readers):
            raise Tampered("an epoch that adds or drops somebody")

    def _by_keeper(self, body: Body, about: bytes) -> None:
        if body.act is not Act.ROLL_ENDED:
            if about != ZERO_HASH:
                raise Tampered("the keeper's own entry")
            return
        epoch = Epoch.read(body.statement)
        known = self._epochs.get(epoch.compartment, {})
        if self._own and body.seq == 1 and epoch.epoch == 1 and epoch.code is Code.LEDGER:
            self._know(epoch, about)  # a practice begins with its ledger, before anybody could ask
        elif known.get(epoch.epoch) != about or epoch.epoch <= self.current[epoch.compartment]:
            raise Tampered("a roll that was not begun")
        self.current[epoch.compartment] = epoch.epoch
        self.behind = passed(self.behind, self.given, epoch)
        self.stopped = rolled(self.stopped, self.behind)
        for key in [key for key in self.limited if key[1] == epoch.compartment and key[0] not in epoch.grants]:
            del self.limited[key]

    @property
    def waiting(self) -> Behind:
        """Live grants, and what their keys come to with the next roll. Also of what is limited: given back, it waits."""
        taken = {hash: {id for one, id in self.limited if one == hash} for hash in self.behind}
        found = {hash: behind & (covered(self.live[hash]) | taken[hash]) for hash, behind in self.behind.items() if hash in self.live}
        return {hash: one for hash, one in found.items() if one}


def covered(grant: Grant) -> frozenset[CompartmentId]:
    return frozenset(c.compartment for c in grant.compartments)


def left(stopped: Grant, behind: frozenset[CompartmentId]) -> frozenset[CompartmentId]:
    """What of a stopped grant has keys that it knows: while there is any, it can be lifted."""
    return covered(stopped) - behind


def passed(behind: Behind, given: Mapping[bytes, Grant], epoch: Epoch) -> Behind:
    """Whom an epoch that stands now passed by, and whom no more. Whoever was stopped since it began is named by it, and knows its keys."""
    here = {hash for hash, grant in given.items() if grant.covers(epoch.compartment)}
    gone = {hash: behind.get(hash, _NONE) | {epoch.compartment} for hash in here - set(epoch.grants)}
    named = {hash: behind[hash] - {epoch.compartment} for hash in behind.keys() & set(epoch.grants)}
    return {**behind, **gone, **named}


def rolled(stopped: Mapping[bytes, Stop], behind: Behind) -> dict[bytes, Stop]:
    """Stops after a roll."""
    return {hash: replace(stop, left=left(stop.grant, behind.get(hash, _NONE))) for hash, stop in stopped.items()}
