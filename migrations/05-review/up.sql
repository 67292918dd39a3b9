-- Notes, speakers' names, and later transcripts of the same recording.

CREATE TABLE notes (
    key          INTEGER PRIMARY KEY,
    id           BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    interview_id BLOB    NOT NULL REFERENCES interviews (id),
    message_id   BLOB             REFERENCES messages (id),
    at_ms        INTEGER          CHECK (at_ms >= 0),
    author       TEXT    NOT NULL,
    content      TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    changed_at   INTEGER NOT NULL,
    deleted_at   INTEGER
) STRICT;
CREATE INDEX notes_interview ON notes (interview_id, created_at);

CREATE TABLE speaker_names (
    interview_id BLOB NOT NULL REFERENCES interviews (id),
    role         TEXT NOT NULL CHECK (role IN ('candidate', 'ai_hr', 'recruiter')),
    name         TEXT NOT NULL CHECK (name <> ''),
    PRIMARY KEY (interview_id, role)
) STRICT;

-- Version 1 is the messages themselves, as heard while the interview ran.
CREATE TABLE transcript_versions (
    key          INTEGER PRIMARY KEY,
    id           BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    interview_id BLOB    NOT NULL REFERENCES interviews (id),
    number       INTEGER NOT NULL CHECK (number >= 2),
    speech_model TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    UNIQUE (interview_id, number)
) STRICT;

-- One row per spoken message, heard again.
CREATE TABLE version_texts (
    version_id BLOB NOT NULL REFERENCES transcript_versions (id),
    message_id BLOB NOT NULL REFERENCES messages (id),
    content    TEXT NOT NULL,
    words      TEXT NOT NULL CHECK (json_valid(words)),
    confidence REAL CHECK (confidence BETWEEN 0 AND 1),
    PRIMARY KEY (version_id, message_id)
) STRICT;
CREATE TRIGGER transcript_versions_stay_as_they_are BEFORE UPDATE ON transcript_versions
BEGIN SELECT RAISE(ABORT, 'a transcript version is never changed'); END;
CREATE TRIGGER version_texts_stay_as_they_are BEFORE UPDATE ON version_texts
BEGIN SELECT RAISE(ABORT, 'a transcript version is never changed'); END;
