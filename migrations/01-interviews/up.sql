-- Positions, interviews, what was said in them, and the one log of every durable change.
-- Times are UTC milliseconds; ids are UUIDv7 as 16-byte blobs; hashes are SHA-256 as 32-byte blobs.

-- The log: one row per durable change, chained by hash, never the words themselves.
CREATE TABLE events (
    seq          INTEGER PRIMARY KEY CHECK (seq >= 1),
    at           INTEGER NOT NULL,
    actor        TEXT    NOT NULL CHECK (actor <> ''),
    kind         TEXT    NOT NULL CHECK (kind <> ''),
    subject      BLOB    NOT NULL CHECK (length(subject) = 16),
    part         BLOB             CHECK (length(part) = 16),
    content_hash BLOB    NOT NULL CHECK (length(content_hash) = 32),
    hash         BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;
-- The last durable moment of an interview.
CREATE INDEX events_subject_at ON events (subject, at);

CREATE TABLE positions (
    key         INTEGER PRIMARY KEY,
    id          BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    title       TEXT    NOT NULL,
    description TEXT    NOT NULL,
    plan        TEXT    NOT NULL CHECK (json_valid(plan)),
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    deleted_at  INTEGER
) STRICT;

-- The position's words are copied at creation: changing a position never changes an interview.
CREATE TABLE interviews (
    key                   INTEGER PRIMARY KEY,
    id                    BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    position_id           BLOB    NOT NULL REFERENCES positions (id),
    position_title        TEXT    NOT NULL,
    position_description  TEXT    NOT NULL,
    plan                  TEXT    NOT NULL CHECK (json_valid(plan)),
    link_hash             BLOB    NOT NULL UNIQUE CHECK (length(link_hash) = 32),
    candidate_name        TEXT    NOT NULL,
    candidate_external_id TEXT,
    language              TEXT    NOT NULL CHECK (length(language) = 2),
    recommended_minutes   INTEGER NOT NULL CHECK (recommended_minutes >= 0),
    description           TEXT    NOT NULL,
    knowledge_base        TEXT    NOT NULL,
    status                TEXT    NOT NULL CHECK (status IN ('not_started', 'started', 'paused', 'finished', 'cancelled', 'expired')),
    created_at            INTEGER NOT NULL,
    started_at            INTEGER,
    running_since         INTEGER,
    paused_at             INTEGER,
    interrupted_at        INTEGER,
    finished_at           INTEGER,
    cancelled_at          INTEGER,
    expires_at            INTEGER,
    active_ms             INTEGER NOT NULL CHECK (active_ms >= 0),
    CHECK ((status = 'started') = (running_since IS NOT NULL))
) STRICT;
CREATE INDEX interviews_created ON interviews (created_at, key);
CREATE INDEX interviews_status_created ON interviews (status, created_at, key);
CREATE INDEX interviews_position ON interviews (position_id);

CREATE TABLE consents (
    interview_id BLOB    PRIMARY KEY REFERENCES interviews (id),
    at           INTEGER NOT NULL,
    version      TEXT    NOT NULL CHECK (version <> ''),
    language     TEXT    NOT NULL CHECK (length(language) = 2),
    text         TEXT    NOT NULL CHECK (text <> '')
) STRICT;

CREATE TABLE messages (
    key            INTEGER PRIMARY KEY,
    id             BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    interview_id   BLOB    NOT NULL REFERENCES interviews (id),
    number         INTEGER NOT NULL CHECK (number >= 1),
    at             INTEGER NOT NULL,
    role           TEXT    NOT NULL CHECK (role IN ('candidate', 'ai_hr', 'recruiter')),
    purpose        TEXT    NOT NULL CHECK (purpose <> ''),
    origin         TEXT    NOT NULL CHECK (origin IN ('speech', 'typed', 'script', 'model')),
    content        TEXT    NOT NULL,
    question_key   TEXT,
    audio_start_ms INTEGER CHECK (audio_start_ms >= 0),
    audio_end_ms   INTEGER CHECK (audio_end_ms >= audio_start_ms),
    words          TEXT    NOT NULL CHECK (json_valid(words)),
    language       TEXT    NOT NULL CHECK (length(language) = 2),
    confidence     REAL    CHECK (confidence BETWEEN 0 AND 1),
    speech_model   TEXT,
    UNIQUE (interview_id, number)
) STRICT;

CREATE TABLE revisions (
    key        INTEGER PRIMARY KEY,
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    message_id BLOB    NOT NULL REFERENCES messages (id),
    number     INTEGER NOT NULL CHECK (number >= 1),
    content    TEXT    NOT NULL,
    author     TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    UNIQUE (message_id, number)
) STRICT;

CREATE TABLE recordings (
    key           INTEGER PRIMARY KEY,
    id            BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    interview_id  BLOB    NOT NULL REFERENCES interviews (id),
    started_at    INTEGER NOT NULL,
    offset_ms     INTEGER NOT NULL CHECK (offset_ms >= 0),
    device        TEXT    NOT NULL,
    codec         TEXT    NOT NULL CHECK (codec <> ''),
    ended_at      INTEGER,
    total_samples INTEGER CHECK (total_samples >= 0),
    CHECK ((ended_at IS NULL) = (total_samples IS NULL))
) STRICT;
CREATE INDEX recordings_interview ON recordings (interview_id, offset_ms);

CREATE TABLE recording_blocks (
    key          INTEGER PRIMARY KEY,
    recording_id BLOB    NOT NULL REFERENCES recordings (id),
    number       INTEGER NOT NULL CHECK (number >= 0),
    start_sample INTEGER NOT NULL CHECK (start_sample >= 0),
    samples      INTEGER NOT NULL CHECK (samples > 0),
    data         BLOB    NOT NULL,
    UNIQUE (recording_id, number)
) STRICT;

-- The interviewer's place in the plan: the newest snapshot only.
CREATE TABLE progress (
    interview_id BLOB    PRIMARY KEY REFERENCES interviews (id),
    state        TEXT    NOT NULL CHECK (json_valid(state)),
    saved_at     INTEGER NOT NULL
) STRICT;

CREATE TABLE exports (
    key          INTEGER PRIMARY KEY,
    id           BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    interview_id BLOB    NOT NULL REFERENCES interviews (id),
    at           INTEGER NOT NULL,
    json_path    TEXT,
    txt_path     TEXT,
    error        TEXT,
    CHECK ((error IS NULL) = (json_path IS NOT NULL AND txt_path IS NOT NULL))
) STRICT;
CREATE INDEX exports_interview ON exports (interview_id, at);

-- What is said, corrected, recorded or logged is never rewritten, not even by a mistake of ours.
CREATE TRIGGER events_stay_as_they_are BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER events_stay BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER messages_stay_as_they_are BEFORE UPDATE ON messages
BEGIN SELECT RAISE(ABORT, 'messages are corrected by revisions'); END;
CREATE TRIGGER revisions_stay_as_they_are BEFORE UPDATE ON revisions
BEGIN SELECT RAISE(ABORT, 'revisions are never changed'); END;
CREATE TRIGGER recording_blocks_stay_as_they_are BEFORE UPDATE ON recording_blocks
BEGIN SELECT RAISE(ABORT, 'recorded audio is never changed'); END;
