"""Sealed rows and a person for tests of the store."""

from tacenda.core.words.ids import PrincipalId
from tacenda.shell import fresh
from tacenda.shell.store import objects, principals

BOX = bytes(range(100))
LETTER = bytes(1200)


def person(database) -> PrincipalId:
    id = fresh.principal_id()
    with database.writing() as tx:
        principals.add(tx, id, fresh.secret())
    return id


def sealed(id=None, version=1, compartment=None, epoch=1, envelope=BOX):
    return objects.Sealed(id or fresh.object_id(), version, compartment or fresh.compartment_id(), epoch, envelope)
