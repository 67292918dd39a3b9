-- Two microphones, doubtful words, what a recogniser should expect, and recordings that are transcribed in the background.

-- Whose microphone it is.
ALTER TABLE recordings ADD COLUMN track TEXT NOT NULL DEFAULT 'candidate' CHECK (track IN ('candidate', 'recruiter'));

-- Why the words of an utterance deserve a second look.
ALTER TABLE messages ADD COLUMN doubt TEXT CHECK (doubt <> '');

-- Names and words the recogniser should expect.
ALTER TABLE interviews ADD COLUMN vocabulary TEXT NOT NULL DEFAULT '';
-- Language that is spoken where it is not the interview's own.
ALTER TABLE interviews ADD COLUMN speech_language TEXT CHECK (length(speech_language) = 2);
-- Name of the file it was made from; none for an interview that was held.
ALTER TABLE interviews ADD COLUMN imported_from TEXT CHECK (imported_from <> '');

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
