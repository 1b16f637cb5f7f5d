-- content.db: sealed rows under random ids. No row joins a person to a chart.
-- Rows above a page's quarter have a random row number (slot) instead of WITHOUT ROWID: such a tree stays flat, and its order tells nothing.

CREATE TABLE principal (
  id        BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  login_tag BLOB NOT NULL UNIQUE      CHECK (length(login_tag) = 32)
) STRICT, WITHOUT ROWID;

-- Envelope of kind 3. Part 1 is the root; part 2 the everyday keys, for methods that open no more.
CREATE TABLE unlock (
  id         BLOB    NOT NULL CHECK (length(id) = 16),
  part       INTEGER NOT NULL CHECK (part IN (1, 2)),
  principal  BLOB    NOT NULL REFERENCES principal (id),
  code       INTEGER NOT NULL CHECK (code BETWEEN 1 AND 4),
  parameters BLOB    NOT NULL CHECK (length(parameters) BETWEEN 2 AND 1024),
  envelope   BLOB    NOT NULL CHECK (length(envelope) > 80),
  PRIMARY KEY (id, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX unlock_principal ON unlock (principal, code, id, part);

-- Envelope of kind 4: which 1 is the everyday keyring, 2 the vault keyring.
CREATE TABLE ring (
  slot      INTEGER NOT NULL PRIMARY KEY,
  principal BLOB    NOT NULL REFERENCES principal (id),
  which     INTEGER NOT NULL CHECK (which IN (1, 2)),
  version   INTEGER NOT NULL CHECK (version >= 1),
  envelope  BLOB    NOT NULL CHECK (length(envelope) > 80),
  UNIQUE (principal, which)
) STRICT;

-- A delivery or letter, HPKE to the principal; sender and chart lie inside.
CREATE TABLE inbox (
  slot      INTEGER NOT NULL PRIMARY KEY,
  id        BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
  principal BLOB    NOT NULL REFERENCES principal (id),
  sealed    BLOB    NOT NULL CHECK (length(sealed) > 1120)
) STRICT;
CREATE INDEX inbox_principal ON inbox (principal, id);

-- Envelope of kind 1. A page's id is its compartment's id, and a page has one row.
CREATE TABLE object (
  slot        INTEGER NOT NULL PRIMARY KEY,
  id          BLOB    NOT NULL CHECK (length(id) = 16),
  version     INTEGER NOT NULL CHECK (version >= 1),
  compartment BLOB    NOT NULL CHECK (length(compartment) = 16),
  epoch       INTEGER NOT NULL CHECK (epoch >= 1),
  envelope    BLOB    NOT NULL CHECK (length(envelope) > 80),
  UNIQUE (id, version)
) STRICT;
CREATE INDEX object_compartment ON object (compartment, id, version);

-- Envelope of kind 2 in pieces of 1 MiB, numbered from 0; its record is the object.
CREATE TABLE attachment (
  slot    INTEGER NOT NULL PRIMARY KEY,
  object  BLOB    NOT NULL,
  version INTEGER NOT NULL,
  n       INTEGER NOT NULL CHECK (n BETWEEN 0 AND 31),
  piece   BLOB    NOT NULL CHECK (length(piece) BETWEEN 1 AND 1048576),
  UNIQUE (object, version, n),
  FOREIGN KEY (object, version) REFERENCES object (id, version)
) STRICT;

-- Envelopes of kind 8: what the card opens, and what was answered under it (empty until then).
CREATE TABLE invitation (
  id       BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 32),
  until    INTEGER NOT NULL,
  envelope BLOB    NOT NULL CHECK (length(envelope) > 80),
  reply    BLOB    NOT NULL CHECK (length(reply) = 0 OR length(reply) > 80)
) STRICT, WITHOUT ROWID;

-- Envelope of kind 9: address and neutral text, until sent. Hours since 1970.
CREATE TABLE outbox (
  id       BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  hour     INTEGER NOT NULL,
  tries    INTEGER NOT NULL CHECK (tries >= 0),
  envelope BLOB    NOT NULL CHECK (length(envelope) > 80)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_hour ON outbox (hour, id);
