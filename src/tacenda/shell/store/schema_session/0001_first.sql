-- session.db: sign-ins and drafts. Never backed up; deleting the file signs everybody out and loses unsealed drafts, nothing else.

-- Kind 5 is the sign-in, kind 6 its step-up, under the same id. `until`: seconds since 1970, rounded up to five minutes.
CREATE TABLE session (
  id       BLOB    NOT NULL CHECK (length(id) = 32),
  kind     INTEGER NOT NULL CHECK (kind IN (5, 6)),
  until    INTEGER NOT NULL CHECK (until % 300 = 0),
  envelope BLOB    NOT NULL CHECK (length(envelope) > 80),
  PRIMARY KEY (id, kind)
) STRICT, WITHOUT ROWID;

-- HPKE to the author's own key. The author's keyring knows the id; the row names nobody.
CREATE TABLE draft (
  id     BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  day    INTEGER NOT NULL,
  sealed BLOB    NOT NULL CHECK (length(sealed) > 1120)
) STRICT, WITHOUT ROWID;
