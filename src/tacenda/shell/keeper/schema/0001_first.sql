CREATE TABLE practice (
  one          INTEGER PRIMARY KEY CHECK (one = 1),
  id           BLOB NOT NULL CHECK (length(id) = 16),
  origin       TEXT NOT NULL,
  genesis      BLOB NOT NULL,
  log_ed25519  BLOB NOT NULL,
  log_mldsa44  BLOB NOT NULL,
  login_pepper BLOB NOT NULL,
  post_key     BLOB NOT NULL
) STRICT;

CREATE TABLE pepper (
  principal         BLOB PRIMARY KEY CHECK (length(principal) = 16),
  certificates_from INTEGER NOT NULL,
  secret            BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE guess (
  tag   BLOB PRIMARY KEY CHECK (length(tag) = 32),
  count INTEGER NOT NULL CHECK (count > 0),
  next  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE directory (
  hash       BLOB PRIMARY KEY CHECK (length(hash) = 32),
  principal  BLOB NOT NULL CHECK (length(principal) = 16),
  newest     INTEGER NOT NULL CHECK (newest IN (0, 1)),
  statement  BLOB NOT NULL,
  signatures BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX directory_newest ON directory (principal) WHERE newest = 1;

CREATE TABLE chart (
  id                 BLOB PRIMARY KEY CHECK (length(id) = 16),
  seq                INTEGER NOT NULL CHECK (seq >= 0),
  prev               BLOB NOT NULL CHECK (length(prev) = 32),
  ledger_compartment BLOB NOT NULL CHECK (length(ledger_compartment) = 16),
  ledger_epoch       BLOB NOT NULL CHECK (length(ledger_epoch) = 32),
  state              TEXT NOT NULL CHECK (state IN ('live', 'shredded')),
  hold               INTEGER NOT NULL CHECK (hold IN (0, 1)),
  retention_month    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE compartment (
  id      BLOB PRIMARY KEY CHECK (length(id) = 16),
  chart   BLOB NOT NULL REFERENCES chart (id),
  code    INTEGER NOT NULL,
  epoch   INTEGER NOT NULL CHECK (epoch >= 1),
  latest  INTEGER NOT NULL CHECK (latest >= 0),
  settled INTEGER NOT NULL CHECK (settled >= 0 AND settled <= latest),
  state   TEXT NOT NULL CHECK (state IN ('live', 'due', 'rolling', 'shredded')),
  owed    INTEGER NOT NULL CHECK (owed IN (0, 1))  -- a roll is due whatever stop is lifted: after a restore
) STRICT, WITHOUT ROWID;
CREATE INDEX compartment_chart ON compartment (chart);

CREATE TABLE head (
  compartment BLOB NOT NULL REFERENCES compartment (id),
  version     INTEGER NOT NULL CHECK (version >= 1),
  hash        BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (compartment, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE share (
  compartment BLOB NOT NULL REFERENCES compartment (id),
  epoch       INTEGER NOT NULL CHECK (epoch >= 1),
  state       TEXT NOT NULL CHECK (state IN ('live', 'begun', 'retired', 'abandoned')),
  day         INTEGER NOT NULL,
  secret      BLOB NOT NULL,
  statement   BLOB NOT NULL,
  signature   BLOB NOT NULL,
  PRIMARY KEY (compartment, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE allowed (
  scope      BLOB NOT NULL CHECK (length(scope) = 16),
  grant_hash BLOB NOT NULL CHECK (length(grant_hash) = 32),
  rights     TEXT NOT NULL,
  until      INTEGER NOT NULL,
  stopped_by BLOB NOT NULL CHECK (length(stopped_by) IN (0, 32)),
  limited    INTEGER NOT NULL CHECK (limited IN (0, 1)),  -- the client took this compartment out of the grant
  PRIMARY KEY (scope, grant_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX allowed_grant ON allowed (grant_hash);

CREATE TABLE ended (
  certificate BLOB PRIMARY KEY CHECK (length(certificate) = 32),
  until       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE period (
  id           BLOB PRIMARY KEY CHECK (length(id) = 16),
  chart        BLOB NOT NULL REFERENCES chart (id),
  ledger_epoch BLOB NOT NULL CHECK (length(ledger_epoch) = 32),
  sealed       BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX period_chart ON period (chart);

CREATE TABLE entry (
  n         INTEGER PRIMARY KEY,
  leaf      BLOB NOT NULL CHECK (length(leaf) = 32),
  body_hash BLOB NOT NULL CHECK (length(body_hash) = 32),
  about     BLOB NOT NULL CHECK (length(about) = 32),
  period    BLOB NOT NULL REFERENCES period (id),
  seq       INTEGER NOT NULL CHECK (seq >= 1),
  ask_hash  BLOB NOT NULL UNIQUE CHECK (length(ask_hash) = 32),
  envelope  BLOB NOT NULL
) STRICT;
CREATE INDEX entry_period ON entry (period);
CREATE INDEX entry_about ON entry (about);

-- What the keeper did alone and has not entered yet: it waits for an ask that names the key to seal it to.
CREATE TABLE unentered (
  chart     BLOB NOT NULL REFERENCES chart (id),
  about     BLOB NOT NULL CHECK (length(about) = 32),
  statement BLOB NOT NULL,
  PRIMARY KEY (chart, about)
) STRICT, WITHOUT ROWID;

CREATE TABLE node (
  level INTEGER NOT NULL,
  n     INTEGER NOT NULL,
  hash  BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  size INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT;
