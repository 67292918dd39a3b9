-- Lines that broke off, what the candidate was told about AI services, every request to one, and attempts to instruct it.

ALTER TABLE messages ADD COLUMN cut_off INTEGER NOT NULL DEFAULT 0 CHECK (cut_off IN (0, 1));

-- Hosts of the AI services named in the text that was agreed to; none when it named none. Others get nothing.
ALTER TABLE consents ADD COLUMN ai_hosts TEXT CHECK (json_valid(ai_hosts));
-- What the text said models are used for; none when it said nothing of them. They are used for nothing else.
ALTER TABLE consents ADD COLUMN ai_uses TEXT CHECK (json_valid(ai_uses));

CREATE TABLE ai_calls (
    key            INTEGER PRIMARY KEY,
    id             BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    interview_id   BLOB    NOT NULL REFERENCES interviews (id),
    at             INTEGER NOT NULL,
    task           TEXT    NOT NULL CHECK (task <> ''),
    connection     TEXT    NOT NULL,
    host           TEXT    NOT NULL,
    api            TEXT    NOT NULL CHECK (api IN ('responses', 'chat')),
    model          TEXT    NOT NULL,
    prompt_version TEXT    NOT NULL CHECK (prompt_version <> ''),
    prompt         TEXT    NOT NULL CHECK (json_valid(prompt)),
    reply          TEXT    NOT NULL,
    outcome        TEXT    NOT NULL CHECK (outcome <> ''),
    reasons        TEXT    NOT NULL CHECK (json_valid(reasons)),
    input_tokens   INTEGER CHECK (input_tokens >= 0),
    output_tokens  INTEGER CHECK (output_tokens >= 0),
    cost_micros    INTEGER CHECK (cost_micros >= 0),
    first_token_ms INTEGER CHECK (first_token_ms >= 0),
    total_ms       INTEGER NOT NULL CHECK (total_ms >= 0),
    attempts       INTEGER NOT NULL CHECK (attempts >= 0),
    message_id     BLOB             REFERENCES messages (id)
) STRICT;
CREATE INDEX ai_calls_interview ON ai_calls (interview_id, key);
CREATE INDEX ai_calls_message ON ai_calls (message_id) WHERE message_id IS NOT NULL;
CREATE TRIGGER ai_calls_stay_as_they_are BEFORE UPDATE ON ai_calls
BEGIN SELECT RAISE(ABORT, 'what was asked of a model is never changed'); END;

CREATE TABLE attempts (
    key          INTEGER PRIMARY KEY,
    id           BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    interview_id BLOB    NOT NULL REFERENCES interviews (id),
    source       TEXT    NOT NULL CHECK (source IN ('message', 'name', 'knowledge')),
    message_id   BLOB             REFERENCES messages (id),
    kinds        TEXT    NOT NULL CHECK (json_valid(kinds)),
    start        INTEGER NOT NULL CHECK (start >= 0),
    "end"        INTEGER NOT NULL CHECK ("end" >= start),
    at           INTEGER NOT NULL,
    CHECK ((source = 'message') = (message_id IS NOT NULL))
) STRICT;
CREATE INDEX attempts_interview ON attempts (interview_id, key);
CREATE INDEX attempts_message ON attempts (message_id) WHERE message_id IS NOT NULL;
CREATE TRIGGER attempts_stay_as_they_are BEFORE UPDATE ON attempts
BEGIN SELECT RAISE(ABORT, 'what was noticed is never changed'); END;
