-- What the organisation sets, and the consent texts it has written.

CREATE TABLE settings (
    name       TEXT    PRIMARY KEY CHECK (name <> ''),
    value      TEXT    NOT NULL CHECK (json_valid(value)),
    changed_at INTEGER NOT NULL
) STRICT;

-- Every text ever in force stays: a consent refers to the very words agreed to.
CREATE TABLE consent_texts (
    key        INTEGER PRIMARY KEY,
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    version    TEXT    NOT NULL CHECK (version <> ''),
    language   TEXT    NOT NULL CHECK (length(language) = 2),
    sections   TEXT    NOT NULL CHECK (json_valid(sections)),
    created_at INTEGER NOT NULL,
    UNIQUE (version, language)
) STRICT;
CREATE TRIGGER consent_texts_stay_as_they_are BEFORE UPDATE ON consent_texts
BEGIN SELECT RAISE(ABORT, 'a consent text is replaced by a newer version'); END;
CREATE TRIGGER consent_texts_stay BEFORE DELETE ON consent_texts
BEGIN SELECT RAISE(ABORT, 'a consent text is replaced by a newer version'); END;
