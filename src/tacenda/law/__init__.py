"""The law as a library: `decide(request)`, `limits(places)`, `load(folder)`. For its users; nothing inside Tacenda imports it.

Nothing here is legal advice. Requests and answers: `tacenda.decision-request/1`, `tacenda.decision/1`. What cannot be read raises
`BadRequest`: `code` says what kind of fault it is, `at` where (a JSON pointer), `says` what is wrong; `as_dict()` is `tacenda.error/1`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tacenda.core.decisions import kernel
from tacenda.core.decisions import limits as told
from tacenda.core.decisions.ask import BadRequest
from tacenda.core.decisions.decision import Decision
from tacenda.core.decisions.limits import Limit
from tacenda.core.decisions.rulebook import Packs
from tacenda.shell import packs as files

__all__ = ["BadRequest", "Decision", "Limit", "Packs", "decide", "limits", "load"]


def load(folder: str | Path | None = None) -> Packs:
    """The packs below a folder; without one those that come with Tacenda, read once. A folder is checked. Raises BadPack."""
    return files.law() if folder is None else files.load_checked(Path(folder))


def decide(request: Mapping[str, object], packs: Packs | None = None) -> Decision:
    """What may, must and must not be done, with its reasons. Raises BadRequest."""
    return kernel.decide(packs or files.law(), request)


def limits(places: Sequence[str], packs: Packs | None = None) -> tuple[Limit, ...]:
    """The limits of confidentiality at these places, in sentences for the client, each with the rules it comes from. Raises BadRequest."""
    if not places:
        raise BadRequest("malformed", "/places", "at least one place is needed")
    return told.limits(packs or files.law(), places)


def __dir__() -> list[str]:
    """What is meant for use."""
    return __all__
