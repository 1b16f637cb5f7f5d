-- Envelope of kind 9, part 2: where a person lets us write to, and when. A row goes when they switch it off.
CREATE TABLE address (
  id       BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  envelope BLOB NOT NULL CHECK (length(envelope) > 80)
) STRICT, WITHOUT ROWID;
