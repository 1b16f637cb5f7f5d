"""Unlocking: from what a person knows to their root, and the sealed rows a sign-in lives in.

The rows of `session.db`: kind 5 holds the everyday keys under a key that only the cookie's secret gives; kind 6, five minutes long, the
vault keys. No plaintext key is at rest, and any process can serve the next request.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.core.sealing import derive, envelope, labels
from tacenda.core.sealing.passphrase import Method, method_key
from tacenda.core.sealing.sign import Identity
from tacenda.core.words.encoding import Reading, plain, u16
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import EntryHash, MethodId, PracticeId, PrincipalId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.shell.vault.keyring import EverydayKeys, Keyring, Signer, VaultKeys


def seal_root(
    root: bytes, input: bytes, practice: PracticeId, principal: PrincipalId, method: MethodId, code: Method, parameters: bytes
) -> bytes:
    """The envelope of one unlock method. `input`: peppered passphrase, or the bytes of a recovery code."""
    key = method_key(input, principal, method, code, parameters)
    return envelope.seal_box(key, envelope.Kind.UNLOCK, practice, _place(principal, method, code, parameters), root)


def open_root(
    box: bytes, input: bytes, practice: PracticeId, principal: PrincipalId, method: MethodId, code: Method, parameters: bytes
) -> bytes:
    """The root. Raises Tampered if the input is not the one."""
    key = method_key(input, principal, method, code, parameters)
    return envelope.open_box(key, envelope.Kind.UNLOCK, practice, _place(principal, method, code, parameters), box)


def _place(principal: PrincipalId, method: MethodId, code: Method, parameters: bytes) -> list[bytes]:
    return [principal, method, u16(code), u16(1), derive.sha(parameters)]


@dataclass(frozen=True, slots=True)
class Cookie:
    """What a cookie's 32-byte secret gives: the row's id and the two rows' keys."""

    id: bytes
    everyday: bytes
    step_up: bytes

    def __repr__(self) -> str:
        return "Cookie()"


def cookie(secret: bytes) -> Cookie:
    """Row id = SHA-256 of a derived value, so that the row tells nothing of the secret."""
    return Cookie(
        derive.sha(derive.hkdf(secret, labels.SESSION_ID)),
        derive.hkdf(secret, labels.SESSION_KEY),
        derive.hkdf(secret, labels.STEPUP_KEY),
    )


@dataclass(frozen=True, slots=True)
class Times:
    """When a sign-in started and was last used; `idle`: seconds of the lock."""

    started: Moment
    touched: Moment
    idle: int


def seal_sign_in(at: Cookie, keyring: Keyring, times: Times) -> bytes:
    """The everyday row."""
    payload = plain(
        {
            "v": 1, "principal": keyring.principal, "roles": [role.value for role in keyring.roles], "entry": keyring.entry,
            "ring": keyring.everyday.ring, "seal": keyring.everyday.seal, "acting": keyring.signer.acting,
            "certificate": keyring.signer.certificate, "certificate_sig": keyring.signer.certificate_sig,
            "started": int(times.started), "touched": int(times.touched), "idle": times.idle,
        }
    )  # fmt: skip
    return envelope.seal_box(at.everyday, envelope.Kind.SIGN_IN, keyring.practice, [at.id], payload)


def open_sign_in(at: Cookie, practice: PracticeId, box: bytes) -> tuple[Keyring, Times]:
    """The keyring of a running sign-in, without its rings. Raises Tampered."""
    r = Reading(envelope.open_box(at.everyday, envelope.Kind.SIGN_IN, practice, [at.id], box))
    r.version(1)
    try:
        roles = tuple(Role(text) for text in r.texts("roles"))
    except ValueError as error:
        raise Tampered("role") from error
    keyring = Keyring(
        practice, PrincipalId(r.raw("principal", 16)), roles, EntryHash(r.raw("entry", 32)),
        EverydayKeys(r.raw("ring", 32), r.raw("seal", 32)), None,
        Signer(r.raw("acting", 32), r.raw("certificate"), r.raw("certificate_sig", 64)), {}, {}, {},
    )  # fmt: skip
    times = Times(Moment(r.number("started")), Moment(r.number("touched")), r.number("idle"))
    r.done()
    return keyring, times


def seal_step_up(at: Cookie, practice: PracticeId, keys: VaultKeys, until: Moment) -> bytes:
    """The step-up row; never the root."""
    payload = plain(
        {
            "v": 1,
            "ring": keys.ring,
            "seal": keys.seal,
            "ed25519": keys.identity.ed25519,
            "mldsa44": keys.identity.mldsa44,
            "until": int(until),
        }
    )
    return envelope.seal_box(at.step_up, envelope.Kind.STEP_UP, practice, [at.id], payload)


def open_step_up(at: Cookie, practice: PracticeId, box: bytes) -> tuple[VaultKeys, Moment]:
    """Raises Tampered."""
    r = Reading(envelope.open_box(at.step_up, envelope.Kind.STEP_UP, practice, [at.id], box))
    r.version(1)
    keys = VaultKeys(r.raw("ring", 32), r.raw("seal", 32), Identity(r.raw("ed25519", 32), r.raw("mldsa44", 32)))
    until = Moment(r.number("until"))
    r.done()
    return keys, until
