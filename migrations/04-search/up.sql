-- Full text over what was said, as it counts: the newest correction, else the chosen transcript version.

CREATE TABLE message_texts (
    key     INTEGER PRIMARY KEY,  -- of the message
    content TEXT    NOT NULL
) STRICT;

CREATE VIRTUAL TABLE message_search USING fts5 (
    content, content = 'message_texts', content_rowid = 'key', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

CREATE TRIGGER message_texts_added AFTER INSERT ON message_texts
BEGIN INSERT INTO message_search (rowid, content) VALUES (new.key, new.content); END;
CREATE TRIGGER message_texts_removed AFTER DELETE ON message_texts
BEGIN INSERT INTO message_search (message_search, rowid, content) VALUES ('delete', old.key, old.content); END;
CREATE TRIGGER message_texts_changed AFTER UPDATE ON message_texts
BEGIN
    INSERT INTO message_search (message_search, rowid, content) VALUES ('delete', old.key, old.content);
    INSERT INTO message_search (rowid, content) VALUES (new.key, new.content);
END;

CREATE TRIGGER messages_are_searched AFTER INSERT ON messages
BEGIN INSERT INTO message_texts (key, content) VALUES (new.key, new.content); END;
CREATE TRIGGER messages_are_searched_no_more AFTER DELETE ON messages
BEGIN DELETE FROM message_texts WHERE key = old.key; END;
CREATE TRIGGER corrections_are_searched AFTER INSERT ON revisions
BEGIN
    UPDATE message_texts SET content = new.content
    WHERE key = (SELECT key FROM messages WHERE id = new.message_id);
END;

INSERT INTO message_texts (key, content)
SELECT m.key, coalesce(
    (SELECT r.content FROM revisions r WHERE r.message_id = m.id ORDER BY r.number DESC LIMIT 1), m.content)
FROM messages m;
