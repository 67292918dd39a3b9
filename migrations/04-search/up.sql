-- Full text over what was said, as it counts (the newest correction, else the chosen transcript version), and over
-- what was entered for an interview; and what the desk's list of many thousands is read from.
--
-- The index holds folded text: ё as е, ß as ss, and a text with umlauts twice, the second time with ä as ae and so on;
-- a private-use character between them keeps phrases from running across. The words themselves stay as they are.
-- 'secure-delete' takes erased words out of the index's pages instead of marking them as gone.

CREATE TABLE message_texts (
    key       INTEGER PRIMARY KEY,  -- of the message
    interview INTEGER NOT NULL,     -- key of its interview
    content   TEXT    NOT NULL,
    folded    TEXT    NOT NULL GENERATED ALWAYS AS (
        replace(replace(replace(content, 'ё', 'е'), 'Ё', 'Е'), 'ß', 'ss')
        || CASE WHEN content GLOB '*[äöüÄÖÜ]*' THEN ' ' || char(57344) || ' ' || replace(replace(replace(replace(replace(replace(
            replace(content, 'ß', 'ss'), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'Ä', 'Ae'), 'Ö', 'Oe'), 'Ü', 'Ue') ELSE '' END
    ) VIRTUAL
) STRICT;

-- Whose message it is, without reading its words: a common word is in many.
CREATE INDEX message_texts_interview ON message_texts (key, interview);

CREATE VIRTUAL TABLE message_search USING fts5 (
    folded, content = 'message_texts', content_rowid = 'key', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
INSERT INTO message_search (message_search, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER message_texts_added AFTER INSERT ON message_texts
BEGIN INSERT INTO message_search (rowid, folded) VALUES (new.key, new.folded); END;
CREATE TRIGGER message_texts_removed AFTER DELETE ON message_texts
BEGIN INSERT INTO message_search (message_search, rowid, folded) VALUES ('delete', old.key, old.folded); END;
CREATE TRIGGER message_texts_changed AFTER UPDATE OF content ON message_texts
BEGIN
    INSERT INTO message_search (message_search, rowid, folded) VALUES ('delete', old.key, old.folded);
    INSERT INTO message_search (rowid, folded) VALUES (new.key, new.folded);
END;

CREATE TRIGGER messages_are_searched AFTER INSERT ON messages
BEGIN
    INSERT INTO message_texts (key, interview, content)
    SELECT new.key, i.key, new.content FROM interviews i WHERE i.id = new.interview_id;
END;
CREATE TRIGGER messages_are_searched_no_more AFTER DELETE ON messages
BEGIN DELETE FROM message_texts WHERE key = old.key; END;
CREATE TRIGGER corrections_are_searched AFTER INSERT ON revisions
BEGIN
    UPDATE message_texts SET content = new.content
    WHERE key = (SELECT key FROM messages WHERE id = new.message_id);
END;

-- Whom an interview is with, and what it is about.
ALTER TABLE interviews ADD COLUMN who TEXT NOT NULL GENERATED ALWAYS AS (
    replace(replace(replace(candidate_name || ' ' || coalesce(candidate_external_id, ''), 'ё', 'е'), 'Ё', 'Е'), 'ß', 'ss')
    || CASE WHEN candidate_name GLOB '*[äöüÄÖÜ]*' THEN ' ' || char(57344) || ' ' || replace(replace(replace(replace(replace(replace(
        replace(candidate_name, 'ß', 'ss'), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'Ä', 'Ae'), 'Ö', 'Oe'), 'Ü', 'Ue') ELSE '' END
) VIRTUAL;
ALTER TABLE interviews ADD COLUMN what TEXT NOT NULL GENERATED ALWAYS AS (
    replace(replace(replace(position_title || ' ' || char(57344) || ' ' || description, 'ё', 'е'), 'Ё', 'Е'), 'ß', 'ss')
    || CASE WHEN position_title || description GLOB '*[äöüÄÖÜ]*' THEN ' ' || char(57344) || ' '
        || replace(replace(replace(replace(replace(replace(
        replace(position_title || ' ' || char(57344) || ' ' || description, 'ß', 'ss'),
        'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'Ä', 'Ae'), 'Ö', 'Oe'), 'Ü', 'Ue') ELSE '' END
) VIRTUAL;

CREATE VIRTUAL TABLE interview_search USING fts5 (
    who, what, content = 'interviews', content_rowid = 'key', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
INSERT INTO interview_search (interview_search, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER interviews_are_searched AFTER INSERT ON interviews
BEGIN INSERT INTO interview_search (rowid, who, what) VALUES (new.key, new.who, new.what); END;
CREATE TRIGGER interviews_are_searched_no_more AFTER DELETE ON interviews
BEGIN INSERT INTO interview_search (interview_search, rowid, who, what) VALUES ('delete', old.key, old.who, old.what); END;
CREATE TRIGGER changed_interviews_are_searched
AFTER UPDATE OF candidate_name, candidate_external_id, position_title, description ON interviews
BEGIN
    INSERT INTO interview_search (interview_search, rowid, who, what) VALUES ('delete', old.key, old.who, old.what);
    INSERT INTO interview_search (rowid, who, what) VALUES (new.key, new.who, new.what);
END;

-- When something last happened to an interview that its recruiter would look for it by. Stored, because an index with a
-- generated column is not taken for covering.
ALTER TABLE interviews ADD COLUMN latest_at INTEGER NOT NULL DEFAULT 0;
UPDATE interviews SET latest_at =
    max(created_at, coalesce(started_at, 0), coalesce(finished_at, 0), coalesce(cancelled_at, 0));
CREATE TRIGGER interviews_begin_with_their_latest_step AFTER INSERT ON interviews
BEGIN
    UPDATE interviews SET latest_at =
        max(created_at, coalesce(started_at, 0), coalesce(finished_at, 0), coalesce(cancelled_at, 0))
    WHERE key = new.key;
END;
CREATE TRIGGER interviews_keep_their_latest_step
AFTER UPDATE OF created_at, started_at, finished_at, cancelled_at ON interviews
BEGIN
    UPDATE interviews SET latest_at =
        max(created_at, coalesce(started_at, 0), coalesce(finished_at, 0), coalesce(cancelled_at, 0))
    WHERE key = new.key;
END;
-- The desk filters and counts by these indexes alone; plans and knowledge bases lie in the same rows and are large.
CREATE INDEX interviews_desk
ON interviews (latest_at, key, status, language, position_id, human_requested_at, id, deleted_at)
WHERE deleted_at IS NULL;
CREATE INDEX interviews_deleted
ON interviews (latest_at, key, status, language, position_id, human_requested_at, id, deleted_at)
WHERE deleted_at IS NOT NULL;
CREATE INDEX interviews_finished ON interviews (finished_at, key, id, status, deleted_at, erased_at)
WHERE status = 'finished';
CREATE INDEX interviews_waiting ON interviews (expires_at) WHERE status = 'not_started';

-- What was there before.
INSERT INTO message_texts (key, interview, content)
SELECT m.key, i.key, coalesce(
    (SELECT r.content FROM revisions r WHERE r.message_id = m.id ORDER BY r.number DESC LIMIT 1), m.content)
FROM messages m JOIN interviews i ON i.id = m.interview_id;
INSERT INTO interview_search (rowid, who, what) SELECT key, who, what FROM interviews;
