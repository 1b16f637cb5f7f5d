-- Envelope of kind 9, part 3: a notice for a later day. `id` comes from the keeper's post key, one for each person and matter; days since 1970.
CREATE TABLE planned (
  id       BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  day      INTEGER NOT NULL,
  envelope BLOB    NOT NULL CHECK (length(envelope) > 80)
) STRICT, WITHOUT ROWID;
CREATE INDEX planned_day ON planned (day, id);
