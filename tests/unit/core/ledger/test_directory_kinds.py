"""Who follows whom in the directory: a person is followed by the same person's keys, never by an office an officer made."""

from dataclasses import replace

import pytest
from tests.unit.core.ledger.small_practice import SmallPractice

from tacenda.core.ledger.directory import Directory
from tacenda.core.ledger.statements import DirectorySignatures, Genesis
from tacenda.core.sealing import labels, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import EntryHash
from tacenda.core.words.people import Role


def test_an_officer_cannot_put_an_office_in_a_persons_place():
    """Deliveries to the person would be sealed to keys the officer made."""
    practice = SmallPractice()
    client = practice.person("C. Aydin", "client", Role.CLIENT)
    planted = replace(client.entry, roles=(Role.OFFICE,), ed25519=b"", mldsa44=b"", sign_in=b"", previous=client.hash).write()
    by = sign.sign_both(practice.founder.identity, labels.DIRECTORY, planted)
    signatures = DirectorySignatures(b"", practice.founder.hash, by, b"").write()
    rows = {sha(one.published.statement): (one.published.statement, one.published.signatures) for one in practice.people}
    directory = Directory(Genesis.read(practice.genesis), rows | {sha(planted): (planted, signatures)})
    assert directory.entry(client.hash).roles == (Role.CLIENT,)
    with pytest.raises(Tampered):
        directory.entry(EntryHash(sha(planted)))
