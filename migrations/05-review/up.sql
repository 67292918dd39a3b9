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
-- What a message was heard as in later versions.
CREATE INDEX version_texts_message ON version_texts (message_id);
-- Which blocks hold a stretch of the recording, and how long it is, without reading any sound.
CREATE INDEX recording_blocks_place ON recording_blocks (recording_id, start_sample, samples);

-- Full text over the notes, folded like everything that is searched.
ALTER TABLE notes ADD COLUMN folded TEXT NOT NULL GENERATED ALWAYS AS (
    replace(replace(replace(content, 'ё', 'е'), 'Ё', 'Е'), 'ß', 'ss')
    || CASE WHEN content GLOB '*[äöüÄÖÜ]*' THEN ' ' || char(57344) || ' ' || replace(replace(replace(replace(replace(replace(
        replace(content, 'ß', 'ss'), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'Ä', 'Ae'), 'Ö', 'Oe'), 'Ü', 'Ue') ELSE '' END
) VIRTUAL;
CREATE VIRTUAL TABLE note_search USING fts5 (
    folded, content = 'notes', content_rowid = 'key', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
INSERT INTO note_search (note_search, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER notes_are_searched AFTER INSERT ON notes
BEGIN INSERT INTO note_search (rowid, folded) VALUES (new.key, new.folded); END;
CREATE TRIGGER notes_are_searched_no_more AFTER DELETE ON notes
BEGIN INSERT INTO note_search (note_search, rowid, folded) VALUES ('delete', old.key, old.folded); END;
CREATE TRIGGER changed_notes_are_searched AFTER UPDATE OF content ON notes
BEGIN
    INSERT INTO note_search (note_search, rowid, folded) VALUES ('delete', old.key, old.folded);
    INSERT INTO note_search (rowid, folded) VALUES (new.key, new.folded);
END;
-- Which message is heard at a moment of the recording.
CREATE INDEX messages_place ON messages (interview_id, audio_start_ms, number) WHERE audio_start_ms IS NOT NULL;
