"""Fresh: ids and secrets nobody has seen before. The only draw of randomness outside the library inside core/sealing.

Words come from the EFF's long list of 7,776 (five dice each, 12.9 bits a word), as the package `xkcdpass` carries it.
"""

from __future__ import annotations

import importlib.resources
import secrets
from functools import cache

from tacenda.core.words import ids
from tacenda.core.words.ids import SIZE, CompartmentId, MethodId, ObjectId, PracticeId, PrincipalId
from tacenda.core.words.moments import Day

WORDS = 7_776
# Of that list, what nobody in fear or in care should be handed; without them a word still has 12.9 bits.
_UNKIND = frozenset(
    """captive captivity crazy graves graveyard groin hangnail islamic islamist jailbird jailbreak jailer jailhouse opium pagan panic poison
    prison psychic racism scared scarily scariness scarring scary strangle threaten womb wound""".split()  # noqa: SIM905
)
_LETTERS = "abcdefghjkmnpqrstuvwxyz"  # without i, l and o, which are read wrongly from paper or a screen


def id() -> bytes:
    """16 random bytes, for the ids that have no type of their own (an ask, an inbox row, a draft, a notice)."""
    return secrets.token_bytes(SIZE)


def practice_id() -> PracticeId:
    return PracticeId(id())


def principal_id() -> PrincipalId:
    return PrincipalId(id())


def compartment_id() -> CompartmentId:
    return CompartmentId(id())


def object_id() -> ObjectId:
    return ObjectId(id())


def ending_id(first_over: Day) -> ObjectId:
    """Of a copy that ends by itself; half of it is random, which is enough to tell one from another."""
    return ids.ending(first_over, id())


def method_id() -> MethodId:
    return MethodId(id())


def secret(size: int = 32) -> bytes:
    """Random bytes for a key or a seed."""
    return secrets.token_bytes(size)


def salt() -> bytes:
    """32 random bytes that keep equal statements and payloads apart."""
    return secrets.token_bytes(32)


def code(size: int = 16) -> bytes:
    """Random bytes of a one-time or recovery code; core/sealing writes them for people."""
    return secrets.token_bytes(size)


def number() -> str:
    """Six digits, to be read in a letter and typed back."""
    return f"{secrets.randbelow(1_000_000):06}"


def set_up_code() -> str:
    """Eight letters (36 bits), printed by the server and typed once into the set-up page."""
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


def six_words() -> str:
    """A passphrase of six random words with spaces: 77 bits."""
    return words(6)


def drawn(text: str) -> bool:
    """Whether these are six words of the list, as `six_words` gives them."""
    found = text.split(" ")
    return len(found) == 6 and set(word_list()).issuperset(found)


_LOOKS = "blue red green yellow small big round old new warm soft quiet bright plain tall early".split()  # noqa: SIM905
_THINGS = "kettle bridge window ladder pencil garden bottle basket candle river ticket button pillow wagon lemon carpet".split()  # noqa: SIM905


def everyday_pairs(count: int) -> tuple[str, ...]:
    """So many pairs of everyday words, easy to know again: no secret. No word stands in two of them."""
    draw = secrets.SystemRandom()
    return tuple(f"{look} {thing}" for look, thing in zip(draw.sample(_LOOKS, count), draw.sample(_THINGS, count), strict=True))


def words(count: int) -> str:
    """So many random words with spaces between, none of them unkind."""
    return " ".join(secrets.choice(_kind_words()) for _ in range(count))


@cache
def _kind_words() -> tuple[str, ...]:
    return tuple(one for one in word_list() if one not in _UNKIND)


@cache
def word_list() -> tuple[str, ...]:
    """The EFF long list. Raises RuntimeError if the installed one has not 7,776 different words."""
    text = (importlib.resources.files("xkcdpass") / "static" / "eff-long").read_text(encoding="utf-8")
    found = tuple(text.split())
    if len(set(found)) != WORDS or len(found) != WORDS:
        raise RuntimeError("the word list is not the one of 7,776 words")
    return found


def slot() -> int:
    """A random row number from 1 to 2^63 - 1: where a row lies in its file then says nothing about when it was made."""
    return secrets.randbelow(2**63 - 1) + 1
