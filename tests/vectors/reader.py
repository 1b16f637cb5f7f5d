"""A second reader, written from docs/sealing.md and docs/ledger.md alone: it shares no line with the package.

It reads a bundle, checks the tree, the paths, the checkpoint and every signature, and opens an envelope whose key it is given. From
`cryptography` it takes only primitives (AES-GCM, HKDF, Ed25519, ML-DSA-44); the chunked format is spelled out here. It does not judge
grants: that they were live is the verifier's own finding.

    python tests/vectors/reader.py FINGERPRINT BUNDLE     FINGERPRINT: SHA-256 of the genesis, 64 hexadecimal digits
"""

import base64
import hashlib
import json
import struct
import sys

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand


class Wrong(Exception):
    """Something does not fit."""


def need(holds, what):
    if not holds:
        raise Wrong(what)


def sha256(raw):
    return hashlib.sha256(raw).digest()


# Encodings


def joined(*parts):
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def bytes_of(text):
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    need(base64.urlsafe_b64encode(raw).rstrip(b"=").decode() == text, "base64")
    return raw


def standard_of(text):
    raw = base64.b64decode(text, validate=True)
    need(base64.b64encode(raw).decode() == text, "base64")
    return raw


def object_of(raw, versions=(1,)):
    value = json.loads(raw)
    again = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    need(isinstance(value, dict) and again == raw and value.get("v") in versions, "canonical JSON")
    return value


# Envelopes: Cobblestone-256 (c2sp.org/chunked-encryption)

CHUNK, TAG = 16 * 1024, 16


def cobblestone_keys(key, salt, context):
    """Key, nonce and commitment of one box."""
    label = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"
    okm = HKDFExpand(hashes.SHA512(), 76, label + salt + context).derive(key)
    return okm[:32], okm[32:44], okm[44:]


def open_cobblestone(key, context, box):
    salt, commitment, chunks = box[:24], box[24:56], box[56:]
    aes, nonce, committed = cobblestone_keys(key, salt, context)
    need(committed == commitment, "commitment")
    step = CHUNK + TAG
    whole = [chunks[i : i + step] for i in range(0, len(chunks), step)] or [b""]
    if len(whole[-1]) == step:
        whole.append(b"")  # the last chunk is always shorter, so its absence is a cut
    opened = b""
    for i, chunk in enumerate(whole):
        counter = (int.from_bytes(nonce, "big") ^ i).to_bytes(12, "big")
        try:
            opened += AESGCM(aes).decrypt(counter, chunk, b"")
        except (InvalidTag, ValueError) as error:
            raise Wrong("chunk") from error
    return opened


def open_envelope(key, kind, place, box):
    """The payload. `place`: practice, then the kind's fields, as bytes."""
    head = b"TCE\x01" + struct.pack(">HH", 1, kind)
    need(box[:8] == head, "header")
    padded = open_cobblestone(key, joined(b"tacenda/envelope/1", head, *place), box[8:])
    size = struct.unpack(">I", padded[:4])[0]
    need(4 + size <= len(padded) and not any(padded[4 + size :]), "padding")
    return padded[4 : 4 + size]


# Tree and checkpoint (RFC 6962, RFC 9162, c2sp.org/tlog-checkpoint, c2sp.org/tlog-cosignature)


def leaf(body_hash, about):
    return sha256(b"\x00" + joined(b"tacenda/leaf/1", body_hash, about))


def root_from(hash, index, size, path):
    """The root that a path leads to, by recursion on the tree's shape."""
    if size == 1:
        need(not path, "path")
        return hash
    need(path, "path")
    left = 1
    while left * 2 < size:
        left *= 2
    if index < left:
        return sha256(b"\x01" + root_from(hash, index, left, path[:-1]) + path[-1])
    return sha256(b"\x01" + path[-1] + root_from(hash, index - left, size - left, path[:-1]))


def signed(check, *args):
    try:
        check(*args)
    except InvalidSignature as error:
        raise Wrong("signature") from error


def read_checkpoint(text, genesis):
    """Size and root of the tree."""
    body, lines = text.split("\n\n")
    origin, size, root = body.split("\n")
    name, size, root = origin.encode(), int(size), standard_of(root)
    need(origin.rsplit("/", 1)[0] == genesis["origin"].rsplit("/", 1)[0], "origin")
    found = {}
    need(lines.endswith("\n"), "checkpoint")
    for line in lines[:-1].split("\n"):
        dash, who, raw = line.split(" ")
        need(dash == "\u2014", "signature line")
        if who == origin:
            raw = standard_of(raw)
            found[raw[:4]] = raw[4:]
    first, second = bytes_of(genesis["log_ed25519"]), bytes_of(genesis["log_mldsa44"])
    note = found.get(sha256(name + b"\n\x01" + first)[:4])
    dated = found.get(sha256(name + b"\n\x06" + second)[:4])
    need(note is not None and dated is not None, "checkpoint signature")
    signed(Ed25519PublicKey.from_public_bytes(first).verify, note, (body + "\n").encode())
    named = bytes([len(name)]) + name
    message = b"subtree/v1\n\x00" + named + dated[:8] + named + bytes(8) + struct.pack(">Q", size) + root
    signed(MLDSA44PublicKey.from_public_bytes(second).verify, dated[8:], message)
    return size, root


# The bundle


def one_label(key, label, raw, signature):
    signed(Ed25519PublicKey.from_public_bytes(key).verify, signature, joined(label, raw))


def both(keys, label, raw, signature):
    one_label(bytes_of(keys["ed25519"]), label, raw, signature[:64])
    signed(MLDSA44PublicKey.from_public_bytes(bytes_of(keys["mldsa44"])).verify, signature[64:], joined(label, raw), label)


def read_directory(rows, genesis, size, root):
    """Entries by hash, each with its signatures checked; a line, where there is one, stands in the tree."""
    statements = {sha256(bytes_of(raw)): (bytes_of(raw), object_of(bytes_of(signatures)), line) for raw, signatures, line in rows}
    entries = {hash: object_of(raw) for hash, (raw, _, _) in statements.items()}
    for hash, (raw, by, line) in statements.items():
        entry, label = entries[hash], b"tacenda/directory/1"
        if entry["ed25519"]:
            both(entry, label, raw, bytes_of(by["own"]))
        founder = (entry["ed25519"], entry["mldsa44"]) == (genesis["founder_ed25519"], genesis["founder_mldsa44"])
        if set(entry["roles"]) - {"client", "guardian"} and not founder:
            officer = entries[bytes_of(by["by"])]
            need("privacy officer" in officer["roles"], "officer")
            both(officer, label, raw, bytes_of(by["officer"]))
        if any(bytes_of(entry["previous"])) and by["old"]:
            both(entries[bytes_of(entry["previous"])], label, raw, bytes_of(by["old"]))
        if line:
            index, _, body_hash, about, path = line
            need(bytes_of(about) == hash, "directory line")
            need(root_from(leaf(bytes_of(body_hash), hash), index, size, [bytes_of(step) for step in path]) == root, "inclusion")
    return entries


def read_line(row, seq, prev, chart, entries, size, root):
    """(leaf hash, act, name shown) of one line. An erased line has no act."""
    index, body, body_hash, about, path = row
    hash = leaf(bytes_of(body_hash), bytes_of(about))
    need(root_from(hash, index, size, [bytes_of(step) for step in path]) == root, "inclusion")
    if not body:
        return hash, "", ""
    need(sha256(bytes_of(body)) == bytes_of(body_hash), "body")
    told = object_of(bytes_of(body))
    need((told["seq"], bytes_of(told["prev"]), bytes_of(told["ledger"])) == (seq, prev, chart), "chain")
    if told["statement"]:
        need(sha256(bytes_of(told["statement"])) == bytes_of(about), "statement")
    if not told["ask"]:
        need(told["act"] in {"sign-in", "refused", "roll-ended"}, "the keeper's own entry")
        return hash, told["act"], ""
    ask, certificate = object_of(bytes_of(told["ask"]), (1, 2)), object_of(bytes_of(told["certificate"]))
    entry = entries[bytes_of(certificate["entry"])]
    one_label(bytes_of(entry["sign_in"]), b"tacenda/certificate/1", bytes_of(told["certificate"]), bytes_of(told["certificate_sig"]))
    one_label(bytes_of(certificate["acting"]), b"tacenda/ask/1", bytes_of(told["ask"]), bytes_of(told["ask_sig"]))
    if told["step_sig"]:
        one_label(bytes_of(entry["ed25519"]), b"tacenda/ask/1", bytes_of(told["ask"]), bytes_of(told["step_sig"]))
    need(ask["v"] == 1 or ask["act"] == "roll-begun", "version")
    need(ask["actor"] == certificate["principal"] == entry["principal"], "actor")
    need((ask["act"], ask["ledger"], ask["about"]) == (told["act"], told["ledger"], about), "ask")
    return hash, told["act"], ask["shown"]


def read_bundle(raw, fingerprint):
    """Size and root of the tree, and (act, name shown) of every line. Raises Wrong for anything that does not fit."""
    try:
        return _read_bundle(raw, fingerprint)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Wrong("form") from error


def _read_bundle(raw, fingerprint):
    bundle = object_of(raw)
    need(sha256(bytes_of(bundle["genesis"])) == fingerprint, "genesis")
    genesis = object_of(bytes_of(bundle["genesis"]))
    size, root = read_checkpoint(bundle["checkpoint"], genesis)
    entries = read_directory(bundle["directory"], genesis, size, root)
    for statement, signature in bundle["memberships"]:
        granter = entries[bytes_of(object_of(bytes_of(statement))["granter_entry"])]
        both(granter, b"tacenda/grant/1", bytes_of(statement), bytes_of(signature))
    prev, told = bytes(32), []
    for seq, row in enumerate(bundle["lines"], 1):
        prev, act, shown = read_line(row, seq, prev, bytes_of(bundle["chart"]), entries, size, root)
        told.append((act, shown))
    need(len(told) == bundle["count"], "count")
    return size, root, told


if __name__ == "__main__":
    with open(sys.argv[2], "rb") as file:
        _, _, lines = read_bundle(file.read(), bytes.fromhex(sys.argv[1]))
    for number, (act, shown) in enumerate(lines, 1):
        print(number, act or "(erased)", " / ".join(shown.split("\n")))
