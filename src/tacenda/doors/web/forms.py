"""Forms: one class per form says what is asked, in which words, and what fits; parsing and showing both follow from it.

    class StartForm(forms.Form):
        name: Annotated[str, forms.text(N_("Sign-in name"), autocomplete="username")]
        words: Annotated[str, forms.secret(N_("Pass words"))]
        language: Annotated[Language, forms.radios(N_("Language"), {"en": N_("English")})] = Language.EN     # a default makes it optional
        sayings = {"wrong_words": N_("The name or the pass words do not fit. Type both again.")}

`StartForm.parse(request)` gives a StartForm or raises Invalid with one message code per field. `StartForm.blank(request, name="Ana")` and
`StartForm.again(request, problem)` give the View that goes into the page value as `form`; templates write `{{ field(page.form.name) }}`.
A code that an act raises is looked up in `sayings` of the form, then in `SAYINGS` here. Secrets, codes and files are never shown again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo

from tacenda.core.words.errors import Invalid
from tacenda.doors.language import N_, Words
from tacenda.doors.web.request import WebRequest


class Kind(Enum):
    """How a field is shown and whether what was typed may be shown again."""

    TEXT = "text"
    LONG = "long"
    SECRET = "secret"  # noqa: S105  the kind of a field, not a secret
    CODE = "code"
    DATE = "date"
    RADIOS = "radios"
    CHECKS = "checks"
    SELECT = "select"
    TICK = "tick"
    HIDDEN = "hidden"
    FILE = "file"


KEPT_BACK = frozenset({Kind.SECRET, Kind.CODE, Kind.FILE})
# What is asked for again, where it was not kept. New pass words are offered again and stand there.
AGAIN: Mapping[Kind, str] = MappingProxyType(
    {Kind.CODE: N_("Type the code again."), Kind.SECRET: N_("Type the pass words again."), Kind.FILE: N_("Choose the file again.")}
)
SECRETS: set[str] = set()  # names of the fields of any form whose value is never sent back, wherever a form is answered

SAYINGS: Mapping[str, str] = MappingProxyType(
    {
        "": N_("%(label)s: this does not fit. Please look at it again."),
        "choose": N_("%(label)s: choose one of the answers."),
        "code_wrong": N_("%(label)s: this code does not fit. Type it again."),
        "empty": N_("%(label)s: this is still empty. Fill it in."),
        "file_lost": N_("%(label)s: the lock came, so this file was not kept. Choose it again."),
        "file_missing": N_("%(label)s: no file was chosen. Choose one."),
        "file_too_large": N_("%(label)s: this file is larger than 25 MB. None of it was kept. Choose a smaller one."),
        "file_waits": N_("%(label)s: too many files are on their way just now. This one was not kept. Choose it again in a minute."),
        "guessable": N_("%(label)s: these can be guessed. Use the six words on offer."),
        "kept": N_("Your text stands here as you sent it. Look at it, then send it once more."),
        "long": N_("%(label)s: this is too long."),
        "not_a_day": N_("%(label)s: this is not a date. Use day, month and year."),
        "not_a_number": N_("%(label)s: this is not a number. Use digits."),
        "slowed": N_("Too many tries came in a short time. %(when)s Then send this once more."),
        "short": N_("%(label)s: these are too few. Use the six words on offer."),
        "some": N_("%(label)s: choose at least one."),
        "too_long": N_("%(label)s: this is too long. Use at most %(longest)s letters."),
        "too_short": N_("%(label)s: this is too short. Use at least %(shortest)s letters."),
        "unsent": N_("Your text stands here as you typed it. Nothing was sent yet."),
    }
)

# What pydantic calls a fault, and what we say about it.
_CODES = {
    "missing": "empty",
    "enum": "choose",
    "literal_error": "choose",
    "bool_parsing": "choose",
    "int_parsing": "not_a_number",
    "greater_than_equal": "not_a_number",
    "less_than_equal": "not_a_number",
    "date_from_datetime_parsing": "not_a_day",
    "date_parsing": "not_a_day",
}
# What is chosen is not filled in.
_CHOSEN = {Kind.CHECKS: "some", Kind.RADIOS: "choose", Kind.SELECT: "choose"}


@dataclass(frozen=True, slots=True)
class Spec:
    """What a form says about one field."""

    kind: Kind
    label: str
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict[str, str])
    shortest: int = 0
    longest: int = 200
    autocomplete: str = "off"
    rule: str = ""  # the rule that forbids skipping; without one a question has "not sure" or may stay empty
    needed: bool = False  # empty it says something, or the page refuses the form, though the field alone may be empty


def text(
    label: str, *, hint: str = "", shortest: int = 0, longest: int = 200, autocomplete: str = "off", rule: str = "", needed: bool = False
) -> Spec:
    """One line of text."""
    return Spec(Kind.TEXT, label, hint, shortest=shortest, longest=longest, autocomplete=autocomplete, rule=rule, needed=needed)


def long(label: str, *, hint: str = "", longest: int = 20_000, rule: str = "") -> Spec:
    """Several lines of text."""
    return Spec(Kind.LONG, label, hint, longest=longest, rule=rule)


def secret(label: str, *, hint: str = "", new: bool = False, longest: int = 1000) -> Spec:
    """A passphrase: hidden while typed, offered to password managers, never shown again."""
    return Spec(Kind.SECRET, label, hint, longest=longest, autocomplete="new-password" if new else "current-password")


def code(label: str, *, hint: str = "", longest: int = 100) -> Spec:
    """A code copied from paper: never shown again."""
    return Spec(Kind.CODE, label, hint, longest=longest, autocomplete="one-time-code")


def date(label: str, *, hint: str = "", autocomplete: str = "off", rule: str = "", needed: bool = False) -> Spec:
    """A day, `YYYY-MM-DD` on the wire; browsers show their own picker."""
    return Spec(Kind.DATE, label, hint, longest=10, autocomplete=autocomplete, rule=rule, needed=needed)


def radios(label: str, choices: Mapping[str, str] | None = None, *, hint: str = "", rule: str = "", needed: bool = False) -> Spec:
    """One answer of a few; the choices may also come with `blank` and `again`. `needed`: the page refuses the form without one."""
    return Spec(Kind.RADIOS, label, hint, choices or {}, rule=rule, needed=needed)


def checks(label: str, choices: Mapping[str, str] | None = None, *, hint: str = "", needed: bool = False) -> Spec:
    """Any number of answers; the field's type is a tuple. Without a default one answer at least is asked for.

    `needed`: no tick at all is an answer too, so nothing says that it can be left empty.
    """
    return Spec(Kind.CHECKS, label, hint, choices or {}, needed=needed)


def select(label: str, choices: Mapping[str, str] | None = None, *, hint: str = "", rule: str = "") -> Spec:
    """One answer of many, in a list that opens."""
    return Spec(Kind.SELECT, label, hint, choices or {}, rule=rule)


def tick(label: str, *, hint: str = "") -> Spec:
    """One box: ticked or not; the field's type is bool."""
    return Spec(Kind.TICK, label, hint)


def hidden(*, longest: int = 200) -> Spec:
    """A value the page itself put there."""
    return Spec(Kind.HIDDEN, "", longest=longest)


def upload(label: str, *, hint: str = "", needed: bool = False) -> Spec:
    """A file; its type is str (unused): the page reads the part itself with `request.file(name)`."""
    return Spec(Kind.FILE, label, hint, needed=needed)


@dataclass(frozen=True, slots=True)
class Box:
    """One field as a template shows it. Label, hint, choices and problem are already in the reader's language."""

    name: str
    spec: Spec
    label: str
    hint: str
    choices: tuple[tuple[str, str], ...]
    values: tuple[str, ...] = field(repr=False)
    problem: str = ""
    required: bool = True

    @property
    def id(self) -> str:
        return f"f-{self.name}"

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def leavable(self) -> bool:
        """Whether it can be left empty: not where an answer is picked, nothing is one of them, or the page says what is wrong."""
        if self.problem:
            return False
        if self.spec.kind is Kind.SELECT:
            return not self.required and all(value for value, _ in self.choices)
        # To take ticks away says something.
        return not self.required and not (self.spec.kind in (Kind.RADIOS, Kind.CHECKS) and self.value)

    @property
    def described(self) -> str:
        """Ids for `aria-describedby`: the hint and the problem, as far as there are any."""
        return " ".join(part for part in (self.hint and f"{self.id}-hint", self.problem and f"{self.id}-problem") if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the error summary: what is wrong, and where to mend it."""

    href: str
    text: str


class View:
    """A form as a template sees it: its fields by name, and what is wrong with them."""

    def __init__(self, boxes: Mapping[str, Box], problems: tuple[Problem, ...], files: frozenset[str] = frozenset()) -> None:
        """`files`: the fields with which a file was sent, and not kept."""
        self._boxes = boxes
        self.problems = problems
        self._files = files

    def __getattr__(self, name: str) -> Box:
        try:
            return self._boxes[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def asked_again(self) -> tuple[str, ...]:
        """What was not kept of this form and has to be given again; to be translated."""
        gone = [box for box in self._boxes.values() if box.spec.kind is not Kind.FILE or box.name in self._files]
        kinds = dict.fromkeys(box.spec.kind for box in gone if box.spec.autocomplete != "new-password")
        return tuple(AGAIN[kind] for kind in kinds if kind in AGAIN)

    @property
    def still_filled(self) -> bool:
        """Whether it still holds an answer with which nothing is wrong."""
        shown = [box for box in self._boxes.values() if box.spec.kind not in KEPT_BACK | {Kind.HIDDEN}]
        return any(box.value and not box.problem for box in shown)

    def __repr__(self) -> str:
        return f"View({', '.join(self._boxes)})"


class Form(BaseModel):
    """Base of all forms."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, arbitrary_types_allowed=True)
    sayings: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        SECRETS.update(name for name, spec in cls.specs() if spec.kind in KEPT_BACK)

    @classmethod
    def parse(cls, request: WebRequest) -> Self:
        """What was sent, checked. Raises Invalid with a message code per field."""
        raw = {name: _raw(spec, request.fields.get(name, ())) for name, spec in cls.specs() if spec.kind is not Kind.FILE}
        sent = {name: value for name, value in raw.items() if value not in ("", ())}
        problems = {name: code for name, spec in cls.specs() if (code := _misfit(spec, raw.get(name, "")))}
        try:
            form = cls.model_validate(sent)
        except ValidationError as error:
            raise Invalid(_in_order(_together(_codes(error, cls.specs()), problems), cls.model_fields)) from None
        if problems:
            raise Invalid(_in_order(problems, cls.model_fields))
        return form

    @classmethod
    def blank(cls, request: WebRequest, choices: Mapping[str, Mapping[str, str]] | None = None, **values: str | Iterable[str]) -> View:
        """The form before anything was typed; `values` are what is already known."""
        filled = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in values.items()}
        return cls._view(request, choices or {}, filled, {})

    @classmethod
    def again(
        cls, request: WebRequest, problem: Invalid, choices: Mapping[str, Mapping[str, str]] | None = None,
        labels: Mapping[str, str] | None = None,
    ) -> View:  # fmt: skip
        """The form as it was sent, with what is wrong; without secrets, codes and files. `labels`: fields whose words the page makes."""
        kept = {name: request.fields.get(name, ()) for name, spec in cls.specs() if spec.kind not in KEPT_BACK}
        return cls._view(request, choices or {}, kept, problem.messages, labels or {})

    @classmethod
    def specs(cls) -> list[tuple[str, Spec]]:
        """The fields in their order. Raises TypeError for a field that says nothing about itself."""
        return [(name, _spec(name, info)) for name, info in cls.model_fields.items()]

    @classmethod
    def _view(
        cls,
        request: WebRequest,
        choices: Mapping[str, Mapping[str, str]],
        values: Mapping[str, tuple[str, ...]],
        messages: Mapping[str, str],
        labels: Mapping[str, str] = MappingProxyType({}),
    ) -> View:
        said = {name: cls._said(request, name, code, labels.get(name, "")) for name, code in messages.items()}
        boxes = {
            name: Box(
                name,
                spec,
                labels.get(name) or (request.words.gettext(spec.label) if spec.label else ""),
                request.words.gettext(spec.hint) if spec.hint else "",
                _shown(request, spec, choices.get(name)),
                values.get(name, ()),
                said.get(name, ""),
                cls.model_fields[name].is_required() or spec.needed,
            )
            for name, spec in cls.specs()
        }
        files = frozenset(name for name, part in request.files.items() if part.name)
        if request.unkept:
            files |= {name for name, spec in cls.specs() if spec.kind is Kind.FILE and name not in messages}
        return View(boxes, tuple(Problem(_place(boxes.get(name)), text) for name, text in said.items()), files)

    @classmethod
    def _said(cls, request: WebRequest, name: str, code: str, label: str) -> str:
        spec = dict(cls.specs()).get(name, _WHOLE)
        sentence = cls.sayings.get(code) or SAYINGS.get(code) or SAYINGS[""]
        label = label or request.words.gettext(spec.label or _WHOLE.label)
        # A sentence goes on behind it.
        when = later(request.words, request.wait)
        return request.words.say(sentence, label=label.removesuffix("?"), longest=spec.longest, shortest=spec.shortest, when=when)


def sent(request: WebRequest, problem: Invalid, name: str) -> str:
    """What was sent in a field, if nothing is wrong with it."""
    return "" if name in problem.messages else (request.fields.get(name) or ("",))[0]


def later(words: Words, seconds: int) -> str:
    """When something can be tried again."""
    minutes = max(1, -(-seconds // 60))
    return words.ngettext("You can try again in one minute.", "You can try again in %(count)s minutes.", minutes) % {"count": minutes}


def _place(box: Box | None) -> str:
    """Where a problem is mended: its field, or the page where there is nothing to see of it."""
    return "#content" if box is None or box.spec.kind is Kind.HIDDEN else f"#{box.id}"


_WHOLE = Spec(Kind.HIDDEN, N_("This form"))


def _spec(name: str, info: FieldInfo) -> Spec:
    found: list[object] = [item for item in info.metadata if isinstance(item, Spec)]
    if len(found) != 1 or not isinstance(found[0], Spec):
        raise TypeError(f"the field `{name}` says nothing about itself")
    return found[0]


def _raw(spec: Spec, sent: tuple[str, ...]) -> str | tuple[str, ...]:
    if spec.kind is Kind.CHECKS:
        return sent
    # Two values for one question are no answer to it.
    return sent[0] if len(sent) == 1 else ""


def _misfit(spec: Spec, raw: str | tuple[str, ...]) -> str:
    values = (raw,) if isinstance(raw, str) and raw else tuple(raw)
    if spec.choices and not set(values) <= set(spec.choices):
        return "choose"
    if isinstance(raw, tuple) or not raw:
        return ""
    if len(raw) > spec.longest:
        return "too_long"
    return "too_short" if len(raw) < spec.shortest else ""


def _codes(error: ValidationError, specs: Iterable[tuple[str, Spec]]) -> dict[str, str]:
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    found = {str(fault["loc"][0]) if fault["loc"] else "": _CODES.get(fault["type"], "") for fault in faults}
    return found | {name: _CHOSEN[spec.kind] for name, spec in specs if spec.kind in _CHOSEN and found.get(name) == "empty"}


def _together(kinds: Mapping[str, str], lengths: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with each field: that words are no number or no day says more than that they are too long for one."""
    return {**kinds, **{name: code for name, code in lengths.items() if kinds.get(name) not in ("not_a_number", "not_a_day")}}


def _in_order(problems: Mapping[str, str], fields: Iterable[str]) -> dict[str, str]:
    return {name: problems[name] for name in (*fields, "") if name in problems}


def _shown(request: WebRequest, spec: Spec, given: Mapping[str, str] | None) -> tuple[tuple[str, str], ...]:
    if given is not None:  # made by the page, already in words: names of people and the like
        return tuple(given.items())
    return tuple((value, request.words.gettext(label)) for value, label in spec.choices.items())
