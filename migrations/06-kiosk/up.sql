-- Interviews a kiosk may open: by short code, or because the recruiter put them in its queue.

CREATE TABLE kiosk_invitations (
    interview_id BLOB    PRIMARY KEY REFERENCES interviews (id),
    code_hash    BLOB             UNIQUE CHECK (length(code_hash) = 32),
    queued_at    INTEGER,
    expires_at   INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    CHECK (code_hash IS NOT NULL OR queued_at IS NOT NULL)
) STRICT;
