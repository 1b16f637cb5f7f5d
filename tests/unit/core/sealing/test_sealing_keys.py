"""Derivations, signatures, seals and passphrases, against the published vectors and the golden values of this format (R7, R22)."""

from __future__ import annotations

import ast
import base64
import hashlib
import hmac
import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tacenda.core.sealing import derive, labels, passphrase, seal, sign, suites
from tacenda.core.sealing.encoding import fields, plain, u16
from tacenda.core.sealing.passphrase import Cost, Method
from tacenda.core.sealing.sign import Identity
from tacenda.core.words.errors import Invalid, Tampered
from tacenda.core.words.ids import ChartId, CompartmentId, EntryHash, MethodId, ObjectId, PracticeId, PrincipalId

ROOT = Path(__file__).parents[4]
C, S = b"\x43" * 32, b"\x53" * 32
PRACTICE, CHART, OBJECT, COMPARTMENT = PracticeId(b"\1" * 16), ChartId(b"\2" * 16), ObjectId(b"\3" * 16), CompartmentId(b"\4" * 16)
LABELS = {name: value for name, value in vars(labels).items() if name.isupper()}


# Labels


def test_every_label_has_one_meaning_and_one_form() -> None:
    assert len(set(LABELS.values())) == len(LABELS)
    assert all(re.fullmatch(r"tacenda/[a-z0-9-]+(/[a-z0-9]+)?/1", value) for value in LABELS.values())


def test_the_table_of_labels_in_the_documents_is_the_one_in_the_code() -> None:
    text = (ROOT / "docs" / "sealing.md").read_text(encoding="utf-8")
    table = text.split("<!-- labels -->")[1].split("<!-- /labels -->")[0]
    rows = [row.split("|")[1].strip().strip("`") for row in table.splitlines() if row.startswith("| `tacenda/")]
    assert len(rows) == len(set(rows))
    assert set(rows) == set(LABELS.values())


def test_no_label_is_spelled_outside_its_module() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in (ROOT / "src").rglob("*.py")
        if path.name != "labels.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in LABELS.values()
    ]
    assert found == []


# Derivations


def by_hand(key: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869 from HMAC alone."""
    prk = hmac.digest(salt or bytes(32), key, "sha256")
    blocks, last = b"", b""
    for i in itertools.count(1):
        if len(blocks) >= length:
            return blocks[:length]
        last = hmac.digest(prk, last + info + bytes([i]), "sha256")
        blocks += last
    raise AssertionError


def test_the_hand_made_hkdf_gives_the_vectors_of_rfc_5869() -> None:
    key = b"\x0b" * 22
    assert by_hand(key, bytes(range(13)), bytes(range(0xF0, 0xFA)), 42).hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )
    assert by_hand(key, b"", b"", 42).hex() == ("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")


@given(st.binary(min_size=16, max_size=64), st.sampled_from(sorted(LABELS.values())), st.lists(st.binary(max_size=40), max_size=4))
def test_derived_keys_are_hkdf_over_the_label_and_its_fields(key: bytes, label: str, info: list[bytes]) -> None:
    assert derive.hkdf(key, label, *info) == by_hand(key, b"", fields(label, *info), 32)
    assert derive.mac(key, label, *info) == hmac.digest(key, fields(label, *info), "sha256")


def test_golden_values_of_this_format_never_move() -> None:
    share = derive.share(S, OBJECT)
    assert share.hex() == "28b405b70e044876e9271a6c551319bac89d2065f580de16a7c6e28af95f9b8e"
    assert derive.object_key(C, share, PRACTICE, CHART, COMPARTMENT, 1, OBJECT).hex() == (
        "7d6499e40fbe3da1cc619928aa6d2b14ac8ba45f625a4cd5026b9219daa554ff"
    )
    assert derive.commitment(C, PRACTICE, CHART, COMPARTMENT, 1).hex() == "d16415aa370573cc3c21dd86774fbbc57768a517237c657552e1d56da45fe0ba"


def test_each_derivation_depends_on_every_one_of_its_inputs() -> None:
    args = (C, derive.share(S, OBJECT), PRACTICE, CHART, COMPARTMENT, 1, OBJECT)
    keys = {derive.object_key(*args)}
    for i, value in enumerate(args):
        other = value + 1 if isinstance(value, int) else bytes([value[0] ^ 1]) + value[1:]
        keys.add(derive.object_key(*args[:i], other, *args[i + 1 :]))  # type: ignore[arg-type]
    assert len(keys) == 1 + len(args)
    assert derive.share(S, OBJECT) != derive.share(S, ObjectId(bytes(16))) != derive.share(C, ObjectId(bytes(16)))
    assert derive.commitment(C, PRACTICE, CHART, COMPARTMENT, 1) != derive.commitment(C, PRACTICE, CHART, COMPARTMENT, 2)
    assert derive.ledger_seed(C, PRACTICE, CHART, 1) != derive.ledger_seed(C, PRACTICE, CHART, 2)
    assert derive.period_key(C, S, PRACTICE, CHART, OBJECT) != derive.period_key(S, C, PRACTICE, CHART, OBJECT)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.lists(st.binary(min_size=16, max_size=16), max_size=5))
def test_shares_and_keys_of_many_objects_are_those_of_each(half: bytes, seed: bytes, objects: list[bytes]) -> None:
    share, key = derive.shares(seed), derive.object_keys(half, PRACTICE, CHART, COMPARTMENT, 7)
    for one in map(ObjectId, objects):
        assert share(one) == derive.share(seed, one)
        assert key(one, share(one)) == derive.object_key(half, share(one), PRACTICE, CHART, COMPARTMENT, 7, one)


def test_a_chart_is_named_after_its_founder() -> None:
    founder, salt = EntryHash(b"\5" * 32), b"\6" * 32
    made = derive.chart_id(founder, salt)
    assert made == hashlib.sha256(fields("tacenda/chart/1", founder, salt)).digest()[:16]
    assert made != derive.chart_id(EntryHash(b"\7" * 32), salt) and made != derive.chart_id(founder, b"\7" * 32)


# Signatures

RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC_8032)
def test_ed25519_gives_the_vectors_of_rfc_8032(seed: str, public: str, message: str, signature: str) -> None:
    raw = bytes.fromhex(seed)
    assert sign.ed25519_public(raw).hex() == public
    assert sign.sign_raw(raw, bytes.fromhex(message)).hex() == signature
    sign.verify_raw(bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature))


ANN, BEN = Identity(b"\1" * 32, b"\2" * 32), Identity(b"\3" * 32, b"\4" * 32)


def publics(who: Identity) -> tuple[bytes, bytes]:
    return sign.ed25519_public(who.ed25519), sign.mldsa44_public(who.mldsa44)


def test_a_hybrid_signature_holds_only_if_both_do() -> None:
    signature = sign.sign_both(ANN, labels.GRANT, b"said")
    assert len(signature) == 64 + 2420
    sign.verify_both(*publics(ANN), labels.GRANT, b"said", signature)
    other = sign.sign_both(BEN, labels.GRANT, b"said")
    bent = [signature[:64] + other[64:], other[:64] + signature[64:], signature[:-1], signature + b"\0", signature[:64], b"", bytes(2484)]
    for one in bent:
        with pytest.raises(Tampered):
            sign.verify_both(*publics(ANN), labels.GRANT, b"said", one)


def test_a_signature_is_bound_to_its_label_its_bytes_and_its_key() -> None:
    signature = sign.sign_both(ANN, labels.GRANT, b"said")
    for keys, label, raw in (
        (publics(BEN), labels.GRANT, b"said"),
        (publics(ANN), labels.DIRECTORY, b"said"),
        (publics(ANN), labels.GRANT, b"said!"),
        ((publics(ANN)[0], publics(BEN)[1]), labels.GRANT, b"said"),
        ((b"", b""), labels.GRANT, b"said"),
    ):
        with pytest.raises(Tampered):
            sign.verify_both(*keys, label, raw, signature)
    with pytest.raises(Tampered):
        sign.verify(publics(ANN)[0], labels.ASK, b"said", signature[:64])


@given(st.integers(0, 2483), st.integers(0, 7))
@settings(max_examples=40)
def test_no_bit_of_a_hybrid_signature_can_be_changed(at: int, bit: int) -> None:
    signature = bytearray(SIGNED)
    signature[at] ^= 1 << bit
    with pytest.raises(Tampered):
        sign.verify_both(*publics(ANN), labels.GRANT, b"said", bytes(signature))


SIGNED = sign.sign_both(ANN, labels.GRANT, b"said")


def test_bare_signatures_of_notes_are_refused_when_they_do_not_fit() -> None:
    signature = sign.sign_raw_mldsa44(ANN.mldsa44, b"note")
    sign.verify_raw_mldsa44(publics(ANN)[1], b"note", signature)
    for check, public, raw, sig in (
        (sign.verify_raw, publics(ANN)[0], b"note", bytes(64)),
        (sign.verify_raw, b"", b"note", bytes(64)),
        (sign.verify_raw_mldsa44, publics(ANN)[1], b"other", signature),
        (sign.verify_raw_mldsa44, b"", b"note", signature),
    ):
        with pytest.raises(Tampered):
            check(public, raw, sig)


def test_seeds_are_never_shown() -> None:
    assert repr(ANN) == "Identity()"


# Sealing to people


def test_a_public_key_is_the_one_that_x_wing_expands_from_the_seed() -> None:
    # draft-connolly-cfrg-xwing-kem, first vector: seed and the beginning of its public key.
    seed = bytes.fromhex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26")
    public = seal.public_of(seed)
    assert len(public) == seal.PUBLIC == 1216
    assert public.hex().startswith("e2236b35a8c24b39b10aa1323a96a919a2ced88400633a7b07131713fc14b2b5")


def test_what_is_sealed_to_somebody_opens_with_their_seed_and_context_only() -> None:
    seed, info = b"\5" * 32, fields(labels.DELIVER, PRACTICE)
    sealed = seal.seal_to(seal.public_of(seed), info, b"k" * 32)
    assert len(sealed) == 1168 and seal.open_seal(seed, info, sealed) == b"k" * 32
    bent = [sealed[:i] + bytes([sealed[i] ^ 1]) + sealed[i + 1 :] for i in (0, 500, 1119, 1120, 1150, 1167)]
    for wrong_seed, wrong_info, wrong in (
        (b"\6" * 32, info, sealed),
        (seed, fields(labels.LETTER, PRACTICE), sealed),
        (seed, b"", sealed),
        (seed, info, sealed[:-1]),
        (seed, info, b""),
        *((seed, info, one) for one in bent),
    ):
        with pytest.raises(Tampered):
            seal.open_seal(wrong_seed, wrong_info, wrong)


def test_nothing_is_sealed_to_what_is_no_public_key() -> None:
    for public in (b"", bytes(31), seal.public_of(b"\5" * 32)[:-1], b"\xff" * 1216):
        with pytest.raises(Tampered):
            seal.seal_to(public, b"", b"k")


# Suites and floors


def test_the_newest_suite_is_known_and_no_other_is() -> None:
    assert suites.known(suites.NEWEST).code == 1 and set(suites.SUITES) == {1}
    for code in (0, 2):
        with pytest.raises(Tampered):
            suites.known(code)


FLOOR = {"v": 1, "code": 1, "salt": b"s" * 16, "memory_kib": 32_768, "passes": 3, "lanes": 1}


def test_parameters_at_the_floor_and_above_are_read() -> None:
    assert passphrase.cost(plain(FLOOR)) == Cost(b"s" * 16, 32_768, 3)
    assert passphrase.cost(passphrase.parameters(Method.PASSPHRASE, b"s" * 16)) == Cost(b"s" * 16, 65_536, 3)
    assert passphrase.parameters(Method.RECOVERY_CODE) == b'{"code":2,"v":1}'


@pytest.mark.parametrize(
    "change",
    [
        {"memory_kib": 32_767}, {"memory_kib": 8}, {"memory_kib": 0}, {"memory_kib": -1}, {"memory_kib": 1 << 30}, {"memory_kib": "65536"},
        {"passes": 2}, {"passes": 0}, {"passes": 1000}, {"lanes": 2}, {"lanes": 0}, {"salt": b""}, {"salt": b"s" * 8}, {"code": 2},
        {"v": 2}, {"more": 1},
    ],
)  # fmt: skip
def test_a_row_below_the_floor_is_refused_before_anything_is_hashed(change: dict[str, object]) -> None:
    with pytest.raises(Tampered):
        passphrase.cost(plain({**FLOOR, **change}))  # type: ignore[arg-type]


def test_a_row_with_a_missing_or_badly_spelled_field_is_refused() -> None:
    for left in FLOOR:
        with pytest.raises(Tampered):
            passphrase.cost(plain({name: value for name, value in FLOOR.items() if name != left}))
    for raw in (b"", b"{}", b'{"v": 1}', plain({**FLOOR, "memory_kib": True})):
        with pytest.raises(Tampered):
            passphrase.cost(raw)


def test_argon2id_gives_the_vector_of_its_reference_implementation() -> None:
    # phc-winner-argon2, test.c: version 19, t = 2, m = 2^16 KiB, p = 1.
    stretched = passphrase.stretch("password", Cost(b"somesalt", 65_536, 2))
    assert stretched.hex() == "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"


def test_one_passphrase_is_one_however_it_was_typed() -> None:
    at = Cost(b"somesalt", 64, 3)
    assert passphrase.stretch("caf\u00e9 \ufb01n", at) == passphrase.stretch("cafe\u0301 fin", at) != passphrase.stretch("cafe fin", at)


def test_a_sign_in_name_is_folded_before_it_is_tagged() -> None:
    secret = b"p" * 32
    tag = passphrase.login_tag(secret, "Quiet Harbour")
    assert tag == passphrase.login_tag(secret, "  quiet harbour ") == passphrase.login_tag(secret, "QUIET HARBOUR")
    assert tag != passphrase.login_tag(secret, "quiet harbor") and tag != passphrase.login_tag(b"q" * 32, "quiet harbour")


def test_the_method_key_depends_on_person_method_code_and_every_parameter() -> None:
    person, method, params = PrincipalId(b"\1" * 16), MethodId(b"\2" * 16), passphrase.parameters(Method.PASSPHRASE, b"s" * 16)
    key = passphrase.method_key(b"i" * 32, person, method, Method.PASSPHRASE, params)
    assert key == derive.hkdf(b"i" * 32, labels.UNLOCK, person, method, u16(1), params)
    others = {
        passphrase.method_key(b"j" * 32, person, method, Method.PASSPHRASE, params),
        passphrase.method_key(b"i" * 32, PrincipalId(b"\3" * 16), method, Method.PASSPHRASE, params),
        passphrase.method_key(b"i" * 32, person, MethodId(b"\3" * 16), Method.PASSPHRASE, params),
        passphrase.method_key(b"i" * 32, person, method, Method.RECOVERY_CODE, params),
        passphrase.method_key(b"i" * 32, person, method, Method.PASSPHRASE, params.replace(b"65536", b"65537")),
    }
    assert key not in others and len(others) == 5
    assert passphrase.pepper(b"p" * 32, b"s") == derive.mac(b"p" * 32, labels.PEPPER, b"s")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("short", "short"), ("a" * 14, "short"), ("a" * 300, "long"), ("passwordpassword", "guessable"), ("qwertyuiopasdfgh", "guessable"),
        ("aaaaaaaaaaaaaaaaaaaa", "guessable"), ("quiet harbour quiet", "guessable"),
    ],
)  # fmt: skip
def test_a_passphrase_that_can_be_guessed_is_not_taken(text: str, why: str) -> None:
    with pytest.raises(Invalid) as caught:
        passphrase.judge(text, ["quiet harbour", "quiet", "harbour"])
    assert caught.value.messages == {"passphrase": why}


def test_six_random_words_are_taken_without_complaint() -> None:
    assert passphrase.judge("zipper mandolin outcast vowel thimble groggy", []) is None


# Codes that people copy


@given(st.binary(min_size=16, max_size=16))
def test_a_code_is_read_back_however_it_was_copied(raw: bytes) -> None:
    text = passphrase.code_text(raw)
    assert len(text.split()) == 7 and all(len(group) == 4 for group in text.split())
    for typed in (
        text,
        text.lower(),
        text.replace(" ", ""),
        text.replace(" ", "-"),
        f" {text}\n",
        text.replace("O", "0").replace("I", "1"),
    ):
        assert passphrase.code_bytes(typed) == raw


@given(st.binary(min_size=16, max_size=16), st.integers(0, 27), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_a_single_wrong_letter_is_almost_always_noticed_and_never_read_as_the_same(raw: bytes, at: int, letter: str) -> None:
    text = passphrase.code_text(raw).replace(" ", "")
    typed = text[:at] + letter + text[at + 1 :]
    try:
        read = passphrase.code_bytes(typed)
    except Invalid:
        return
    assert (read == raw) == (typed == text)


@pytest.mark.parametrize("text", ["", "A", "A" * 27, "A" * 28, "A" * 29, "ÄÖÜ", "9" * 28, "🔑" * 28])
def test_what_is_no_code_is_called_mistyped(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        passphrase.code_bytes(text)
    assert caught.value.messages == {"code": "mistyped"}


def test_signed_notes_of_others_are_read_the_same_way() -> None:
    # golang.org/x/mod/sumdb/note: the example of its documentation.
    kind_and_key = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = b"If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    line = base64.b64decode("x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=")
    assert hashlib.sha256(b"PeterNeumann\n" + kind_and_key).digest()[:4] == line[:4] and kind_and_key[0] == 1
    sign.verify_raw(kind_and_key[1:], text, line[4:])
