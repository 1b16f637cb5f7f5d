-- How far each ring has got, so that an older one put back in its place shows. Told when the ring was opened, never from a row alone.
CREATE TABLE ring (
  principal BLOB NOT NULL CHECK (length(principal) = 16),
  which     INTEGER NOT NULL CHECK (which IN (1, 2)),
  version   INTEGER NOT NULL CHECK (version > 0),
  PRIMARY KEY (principal, which)
) STRICT, WITHOUT ROWID;
