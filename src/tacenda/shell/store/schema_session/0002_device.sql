-- A person's own list of their sign-ins, sealed to themselves; all rows have one length. `id` comes from their keys: the row names nobody.
CREATE TABLE device (
  slot     INTEGER NOT NULL PRIMARY KEY,
  id       BLOB    NOT NULL UNIQUE CHECK (length(id) = 32),
  day      INTEGER NOT NULL,
  envelope BLOB    NOT NULL CHECK (length(envelope) > 80)
) STRICT;
