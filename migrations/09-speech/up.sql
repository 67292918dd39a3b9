-- Two microphones, doubtful words, what a recogniser should expect, and recordings that are transcribed in the background.

-- Whose microphone it is.
ALTER TABLE recordings ADD COLUMN track TEXT NOT NULL DEFAULT 'candidate' CHECK (track IN ('candidate', 'recruiter'));

-- Why the words of an utterance deserve a second look.
ALTER TABLE messages ADD COLUMN doubt TEXT CHECK (doubt <> '');
ALTER TABLE version_texts ADD COLUMN doubt TEXT CHECK (doubt <> '');

-- Names and words the recogniser should expect.
ALTER TABLE interviews ADD COLUMN vocabulary TEXT NOT NULL DEFAULT '';
-- Language that is spoken where it is not the interview's own.
ALTER TABLE interviews ADD COLUMN speech_language TEXT CHECK (length(speech_language) = 2);
-- Name of the file it was made from; none for an interview that was held.
ALTER TABLE interviews ADD COLUMN imported_from TEXT CHECK (imported_from <> '');

-- Who said it, where it was first taken for somebody else's words. The newest counts.
CREATE TABLE speaker_corrections (
    key        INTEGER PRIMARY KEY,
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    message_id BLOB    NOT NULL REFERENCES messages (id),
    number     INTEGER NOT NULL CHECK (number >= 1),
    role       TEXT    NOT NULL CHECK (role IN ('candidate', 'ai_hr', 'recruiter')),
    author     TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    UNIQUE (message_id, number)
) STRICT;
CREATE TRIGGER speaker_corrections_stay_as_they_are BEFORE UPDATE ON speaker_corrections
BEGIN SELECT RAISE(ABORT, 'corrections of the speaker are never changed'); END;

CREATE TABLE transcription_jobs (
    key          INTEGER PRIMARY KEY,
    id           BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    interview_id BLOB    NOT NULL REFERENCES interviews (id),
    kind         TEXT    NOT NULL CHECK (kind IN ('import', 'catch_up', 'again')),
    model        TEXT    NOT NULL CHECK (model <> ''),
    state        TEXT    NOT NULL CHECK (state IN ('waiting', 'running', 'paused', 'done', 'failed', 'cancelled')),
    done_ms      INTEGER NOT NULL CHECK (done_ms >= 0),
    total_ms     INTEGER NOT NULL CHECK (total_ms >= 0),
    created_at   INTEGER NOT NULL,
    ended_at     INTEGER,
    error        TEXT,
    CHECK ((state IN ('done', 'failed', 'cancelled')) = (ended_at IS NOT NULL)),
    CHECK ((state = 'failed') = (error IS NOT NULL))
) STRICT;
CREATE INDEX transcription_jobs_interview ON transcription_jobs (interview_id, key);
CREATE INDEX transcription_jobs_open ON transcription_jobs (key) WHERE ended_at IS NULL;

-- What a job has heard so far: it goes on after these when it was cut short. They become a version of the transcript, or
-- go with the job.
CREATE TABLE transcription_texts (
    key        INTEGER PRIMARY KEY,
    job_id     BLOB    NOT NULL REFERENCES transcription_jobs (id),
    message_id BLOB    NOT NULL REFERENCES messages (id),
    content    TEXT    NOT NULL,
    words      TEXT    NOT NULL CHECK (json_valid(words)),
    confidence REAL    CHECK (confidence BETWEEN 0 AND 1),
    doubt      TEXT    CHECK (doubt <> ''),
    UNIQUE (job_id, message_id)
) STRICT;
CREATE INDEX transcription_texts_message ON transcription_texts (message_id);

-- Sound of recordings made elsewhere, where it stays: it is an interview's once there is one with this id, and deleted
-- otherwise.
CREATE TABLE import_blocks (
    key          INTEGER PRIMARY KEY,
    import_id    BLOB    NOT NULL CHECK (length(import_id) = 16),
    track        TEXT    NOT NULL CHECK (track IN ('candidate', 'recruiter')),
    number       INTEGER NOT NULL CHECK (number >= 0),
    start_sample INTEGER NOT NULL CHECK (start_sample >= 0),
    samples      INTEGER NOT NULL CHECK (samples > 0),
    data         BLOB    NOT NULL,
    UNIQUE (import_id, track, number)
) STRICT;
CREATE INDEX import_blocks_place ON import_blocks (import_id, track, start_sample, samples);
CREATE TRIGGER import_blocks_stay_as_they_are BEFORE UPDATE ON import_blocks
BEGIN SELECT RAISE(ABORT, 'recorded audio is never changed'); END;

-- What is to be taken in, as it was asked for: until it is an interview, is given up, or was told to have failed.
CREATE TABLE import_jobs (
    key        INTEGER PRIMARY KEY,
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    request    TEXT    NOT NULL CHECK (json_valid(request)),
    created_at INTEGER NOT NULL,
    code       TEXT    CHECK (code <> ''),
    detail     TEXT,
    CHECK ((code IS NULL) = (detail IS NULL))
) STRICT;

-- Which file an interview was made from, to notice when it is taken in again.
CREATE TABLE import_sources (
    interview_id BLOB    PRIMARY KEY REFERENCES interviews (id),
    bytes        INTEGER NOT NULL CHECK (bytes >= 0),
    sha256       BLOB    NOT NULL CHECK (length(sha256) = 32)
) STRICT;
CREATE INDEX import_sources_bytes ON import_sources (bytes);

-- Interviews with utterances that have no words yet.
CREATE INDEX messages_not_transcribed ON messages (interview_id) WHERE doubt = 'not_transcribed';

-- How somebody consented to a recording made elsewhere is told in the recruiter's own words: an erasure takes them.
DROP TRIGGER consents_stay_as_they_are;
CREATE TRIGGER consents_stay_as_they_are BEFORE UPDATE ON consents
WHEN NOT (OLD.version = 'elsewhere' AND NEW.text = '—' AND NEW.interview_id IS OLD.interview_id AND NEW.at IS OLD.at
    AND NEW.version IS OLD.version AND NEW.language IS OLD.language AND NEW.ai_hosts IS OLD.ai_hosts
    AND NEW.ai_uses IS OLD.ai_uses)
BEGIN SELECT RAISE(ABORT, 'a consent is never changed'); END;
