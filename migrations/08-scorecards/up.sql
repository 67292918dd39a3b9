-- Ratings with evidence, and who rates.

CREATE TABLE scorecards (
    key                INTEGER PRIMARY KEY,
    id                 BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    interview_id       BLOB    NOT NULL REFERENCES interviews (id),
    author             TEXT    NOT NULL CHECK (author IN ('model', 'person')),
    rater              TEXT    NOT NULL CHECK (rater <> ''),
    status             TEXT    NOT NULL CHECK (status IN ('draft', 'signed', 'rejected')),
    based_on           BLOB             REFERENCES scorecards (id),
    prompt_version     TEXT,
    transcript_version INTEGER NOT NULL CHECK (transcript_version >= 1),
    ratings            TEXT    NOT NULL CHECK (json_valid(ratings)),
    summary            TEXT    NOT NULL CHECK (json_valid(summary)),
    open_questions     TEXT    NOT NULL CHECK (json_valid(open_questions)),
    dropped            INTEGER NOT NULL CHECK (dropped >= 0),
    created_at         INTEGER NOT NULL,
    changed_at         INTEGER NOT NULL,
    signed_by          TEXT,
    closed_at          INTEGER,
    CHECK ((status = 'draft') = (closed_at IS NULL)),
    CHECK ((status = 'draft') = (signed_by IS NULL)),
    CHECK (NOT (author = 'model' AND status = 'signed'))
) STRICT;
CREATE INDEX scorecards_interview ON scorecards (interview_id, key);
CREATE INDEX scorecards_based_on ON scorecards (based_on) WHERE based_on IS NOT NULL;
-- A person rates an interview once.
CREATE UNIQUE INDEX scorecards_rater ON scorecards (interview_id, rater) WHERE author = 'person';
CREATE TRIGGER closed_scorecards_stay_as_they_are BEFORE UPDATE ON scorecards WHEN old.closed_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a signed or rejected scorecard is never changed'); END;

-- Who rates; without a row anybody may, and sees what others rated.
CREATE TABLE panels (
    interview_id BLOB    PRIMARY KEY REFERENCES interviews (id),
    raters       TEXT    NOT NULL CHECK (json_valid(raters)),
    changed_at   INTEGER NOT NULL
) STRICT;
