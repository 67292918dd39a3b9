-- Accommodations, deletion with undo, erasure, withdrawn consent, and the wish to speak to a person.

ALTER TABLE interviews ADD COLUMN accommodations TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(accommodations));
ALTER TABLE interviews ADD COLUMN deleted_at INTEGER;
ALTER TABLE interviews ADD COLUMN erased_at INTEGER;
ALTER TABLE interviews ADD COLUMN human_requested_at INTEGER;
-- 1 is what was heard while it ran; later numbers are in transcript_versions.
ALTER TABLE interviews ADD COLUMN transcript_version INTEGER NOT NULL DEFAULT 1 CHECK (transcript_version >= 1);

CREATE TABLE withdrawals (
    interview_id BLOB    PRIMARY KEY REFERENCES interviews (id),
    at           INTEGER NOT NULL
) STRICT;
CREATE TRIGGER consents_stay_as_they_are BEFORE UPDATE ON consents
BEGIN SELECT RAISE(ABORT, 'a consent is never changed'); END;
CREATE TRIGGER consents_stay BEFORE DELETE ON consents
BEGIN SELECT RAISE(ABORT, 'a consent is withdrawn, never deleted'); END;
CREATE TRIGGER withdrawals_stay_as_they_are BEFORE UPDATE ON withdrawals
BEGIN SELECT RAISE(ABORT, 'a withdrawal is never changed'); END;
CREATE TRIGGER withdrawals_stay BEFORE DELETE ON withdrawals
BEGIN SELECT RAISE(ABORT, 'a withdrawal is final'); END;
