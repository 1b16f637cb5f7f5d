"""Assessments: an answer of the rules, kept in the chart with the question, so that it can be worked out again byte for byte.

Payload: `plain({v, salt, kind, answers, packs, kernel, attested, reason})`. `answers`: `[about, request, decision]` each, request and
decision as canonical JSON (RFC 8785). `packs`: SHA-256 over all packs that were loaded. `attested`: `[fact, by, reason, entered, at]`: a
judgement, the person who made it, their reason, who wrote it down, and when. An assessment is never overwritten: what is attested later
is a further version with the same answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tacenda.core.words.encoding import Plain, Reading, as_number, as_raw, as_text, plain
from tacenda.core.words.errors import Invalid, Tampered
from tacenda.core.words.ids import PrincipalId
from tacenda.core.words.moments import Moment

LONGEST = 20_000  # characters of a reason
KINDS = ("disclosure", "danger")


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with its answer. `about`: the recipient it is for, empty where there is one answer alone."""

    about: str
    request: bytes
    decision: bytes

    def __repr__(self) -> str:
        return "Answer()"


@dataclass(frozen=True, slots=True)
class Attestation:
    """A judgement and who stands for it. `by`: the name of the person who judged; `entered`: who wrote it down."""

    fact: str
    by: str
    reason: str
    entered: PrincipalId
    at: Moment

    def __repr__(self) -> str:
        return f"Attestation({self.fact})"


@dataclass(frozen=True, slots=True)
class Assessment:
    """Kept answers. `packs`: 32 bytes; `reason`: why it was decided so, in the words of who decided."""

    kind: str
    answers: tuple[Answer, ...]
    packs: bytes
    kernel: str
    attested: tuple[Attestation, ...]
    reason: str

    def __repr__(self) -> str:
        return f"Assessment({self.kind})"

    def lacks(self, judged: Iterable[str]) -> tuple[str, ...]:
        """The judgements that nobody stands for yet."""
        stood_for = {one.fact for one in self.attested}
        return tuple(sorted(set(judged) - stood_for))


def drawn(kind: str, answers: tuple[Answer, ...], packs: bytes, kernel: str, reason: str) -> Assessment:
    """A new assessment. Raises Invalid: `empty`, `long`, `unknown`."""
    if kind not in KINDS:
        raise Invalid({"kind": "unknown"})
    if not answers:
        raise Invalid({"": "empty"})
    return Assessment(kind, answers, packs, kernel, (), _words("reason", reason, may_be_empty=True))


def attest(kept: Assessment, facts: Iterable[str], by: str, reason: str, entered: PrincipalId, at: Moment) -> Assessment:
    """The assessment with judgements that a person now stands for. Raises Invalid: no fact, no person, or no reason."""
    named, who, why = tuple(facts), _words("by", by), _words("reason", reason)
    if not named:
        raise Invalid({"facts": "empty"})
    left = tuple(one for one in kept.attested if one.fact not in named)
    return replace(kept, attested=(*left, *(Attestation(fact, who, why, entered, at) for fact in named)))


def _words(field: str, text: str, *, may_be_empty: bool = False) -> str:
    found = text.replace("\r\n", "\n").strip()
    if not found and not may_be_empty:
        raise Invalid({field: "empty"})
    if len(found) > LONGEST or any(0xD800 <= ord(letter) <= 0xDFFF for letter in found):
        raise Invalid({field: "too_long" if len(found) > LONGEST else ""})
    return found


def write(kept: Assessment, salt: bytes) -> bytes:
    """The payload of an assessment."""
    answers: list[Plain] = [[one.about, one.request, one.decision] for one in kept.answers]
    attested: list[Plain] = [[one.fact, one.by, one.reason, one.entered, int(one.at)] for one in kept.attested]
    return plain(
        {
            "v": 1, "salt": salt, "kind": kept.kind, "answers": answers, "packs": kept.packs, "kernel": kept.kernel, "attested": attested,
            "reason": kept.reason,
        }
    )  # fmt: skip


def read(payload: bytes) -> Assessment:
    """Raises Tampered."""
    r = Reading(payload)
    r.version(1)
    r.raw("salt", 32)
    found = Assessment(
        r.text("kind"), tuple(_answer(row) for row in r.rows("answers")), r.raw("packs", 32), r.text("kernel"),
        tuple(_attestation(row) for row in r.rows("attested")), r.text("reason"),
    )  # fmt: skip
    r.done()
    if found.kind not in KINDS or not found.answers:
        raise Tampered("assessment")
    return found


def _answer(row: list[object]) -> Answer:
    if len(row) != 3:
        raise Tampered("answer")
    return Answer(as_text(row[0]), as_raw(row[1]), as_raw(row[2]))


def _attestation(row: list[object]) -> Attestation:
    if len(row) != 5:
        raise Tampered("attestation")
    return Attestation(as_text(row[0]), as_text(row[1]), as_text(row[2]), PrincipalId(as_raw(row[3])), Moment(as_number(row[4])))
