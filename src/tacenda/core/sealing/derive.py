"""Keys made from keys: HKDF-SHA256 without salt and HMAC-SHA256, 32 bytes out, every input under a label of its own.

An object's key needs two halves: `C`, which lies in people's keyrings, and a share of it that the keeper makes from `S`:
`share = HMAC(S, fields(SHARE, object))`, `K = HKDF(C || share, fields(OBJECT_KEY, practice, chart, compartment, u64 epoch, object))`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tacenda.core.sealing import labels
from tacenda.core.sealing.encoding import fields, u64
from tacenda.core.words.ids import ChartId, CompartmentId, EntryHash, ObjectId, PracticeId

KEY = 32  # bytes of every key, share, seed and salt
_SHA256 = hashes.SHA256()
_OF_SHARE = fields(labels.SHARE)


def sha(raw: bytes) -> bytes:
    """SHA-256, 32 bytes."""
    return hashlib.sha256(raw).digest()


def hkdf(key: bytes, label: str, *info: bytes) -> bytes:
    """32 bytes from `key` under `label` and its further fields (RFC 5869)."""
    return HKDF(_SHA256, KEY, None, fields(label, *info)).derive(key)


def mac(key: bytes, label: str, *parts: bytes) -> bytes:
    """HMAC-SHA256 of `fields(label, ...)`, 32 bytes (RFC 2104)."""
    return hmac.digest(key, fields(label, *parts), "sha256")


def share(seed: bytes, object: ObjectId) -> bytes:
    """The keeper's half of one object's key. `seed`: S of the compartment's epoch."""
    return hmac.digest(seed, _OF_SHARE + fields(object), "sha256")


def shares(seed: bytes) -> Callable[[ObjectId], bytes]:
    """`share` of one seed, for who makes many: preparing the key costs four times as much as using it."""
    begun = HMAC(seed, _SHA256)
    begun.update(_OF_SHARE)

    def share(object: ObjectId) -> bytes:
        one = begun.copy()
        one.update(len(object).to_bytes(4, "big") + object)
        return one.finalize()

    return share


def object_key(
    half: bytes, share: bytes, practice: PracticeId, chart: ChartId, compartment: CompartmentId, epoch: int, object: ObjectId
) -> bytes:
    """K of one object. `half`: C of the compartment's epoch."""
    return HKDF(_SHA256, KEY, None, _of_epoch(practice, chart, compartment, epoch) + fields(object)).derive(half + share)


def object_keys(
    half: bytes, practice: PracticeId, chart: ChartId, compartment: CompartmentId, epoch: int
) -> Callable[[ObjectId, bytes], bytes]:  # fmt: skip
    """`object_key` of (object, share), for who makes the keys of a whole compartment: RFC 5869 step by step, the first one prepared."""
    info, begun = _of_epoch(practice, chart, compartment, epoch), HMAC(bytes(KEY), _SHA256)
    begun.update(half)

    def key(object: ObjectId, share: bytes) -> bytes:
        extract = begun.copy()
        extract.update(share)
        expand = HMAC(extract.finalize(), _SHA256)
        expand.update(info + len(object).to_bytes(4, "big") + object + b"\x01")  # one block of SHA-256 is one whole key
        return expand.finalize()

    return key


@lru_cache(maxsize=256)
def _of_epoch(practice: PracticeId, chart: ChartId, compartment: CompartmentId, epoch: int) -> bytes:
    """The first fields of an object key's info: the same for every object of an epoch, and no secret."""
    return fields(labels.OBJECT_KEY, practice, chart, compartment, u64(epoch))


def commitment(half: bytes, practice: PracticeId, chart: ChartId, compartment: CompartmentId, epoch: int) -> bytes:
    """What an epoch statement says about C, so that everybody who holds a C of this epoch holds the same one."""
    return hkdf(half, labels.COMMIT, practice, chart, compartment, u64(epoch))


def ledger_seed(half: bytes, practice: PracticeId, chart: ChartId, epoch: int) -> bytes:
    """The X-Wing seed whose holders read a chart's ledger. `half`: C of the compartment `ledger`."""
    return hkdf(half, labels.LEDGER_SEAL, practice, chart, u64(epoch))


def period_key(period_seed: bytes, share: bytes, practice: PracticeId, chart: ChartId, period: ObjectId) -> bytes:
    """The key of the entry bodies of one period. `period_seed`: LK; `share`: the keeper's, of the period's id."""
    return hkdf(period_seed + share, labels.PERIOD_KEY, practice, chart, period)


def chart_id(founder: EntryHash, salt: bytes) -> ChartId:
    """A chart's id names its founder: the first 16 bytes of SHA-256(fields(CHART, founder's entry hash, salt))."""
    return ChartId(sha(fields(labels.CHART, founder, salt))[:16])
