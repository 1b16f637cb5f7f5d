"""Proof files: C2SP tlog-proof@v1, one entry of the tree with its inclusion path and the checkpoint that covers it.

Text: `c2sp.org/tlog-proof@v1`, `extra base64`, `index n`, one base64 hash per line, an empty line, the checkpoint. `extra` holds
`plain({body, about})`, so the file proves its entry alone. Extension `.tlog-proof`.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from tacenda.core.ledger import tree
from tacenda.core.ledger.checkpoint import Checkpoint, LogKeys
from tacenda.core.ledger.checkpoint import read as read_checkpoint
from tacenda.core.ledger.entry import leaf_of
from tacenda.core.sealing.encoding import Reading, plain
from tacenda.core.words.encoding import unb64_standard
from tacenda.core.words.errors import Tampered

HEAD = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class Proof:
    """One entry proven. `body`: plaintext bytes of the entry."""

    index: int
    body: bytes
    about: bytes
    path: tuple[bytes, ...]
    checkpoint: Checkpoint


def write(index: int, body: bytes, about: bytes, path: Sequence[bytes], checkpoint: str) -> str:
    """The proof file's text."""
    extra = base64.b64encode(plain({"body": body, "about": about})).decode()
    hashes = "".join(base64.b64encode(hash).decode() + "\n" for hash in path)
    return f"{HEAD}\nextra {extra}\nindex {index}\n{hashes}\n{checkpoint}"


def read(text: str, origin: str, keys: LogKeys) -> Proof:
    """The proof, checked down to the signatures. Raises Tampered."""
    front, cut, checkpoint_text = text.partition("\n\n")
    lines = front.split("\n")
    try:
        if not cut or lines[0] != HEAD or not lines[1].startswith("extra ") or not lines[2].startswith("index "):
            raise Tampered("proof")
        extra, index = unb64_standard(lines[1][6:]), int(lines[2][6:])
        path = tuple(unb64_standard(line) for line in lines[3:])
    except (IndexError, ValueError) as error:
        raise Tampered("proof") from error
    r = Reading(extra)
    body, about = r.raw("body"), r.raw("about", 32)
    r.done()
    checkpoint = read_checkpoint(checkpoint_text, origin, keys)
    tree.check_path(leaf_of(body, about).hash, index, checkpoint.size, path, checkpoint.root)
    return Proof(index, body, about, path, checkpoint)
