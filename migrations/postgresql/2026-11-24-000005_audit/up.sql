-- What happened, and the append-only log that proves it.
CREATE TABLE audit_events (
    id BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT,
    actor_name TEXT NOT NULL,
    address TEXT,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    sentence TEXT NOT NULL,
    before TEXT,
    after TEXT
);
CREATE INDEX audit_events_subject ON audit_events (subject_kind, subject_id);
CREATE INDEX audit_events_action ON audit_events (action);

-- Leaves in order, from 0 and without gaps.
CREATE TABLE log_leaves (
    idx BIGINT NOT NULL PRIMARY KEY,
    data BYTEA NOT NULL,
    event_id BIGINT UNIQUE REFERENCES audit_events (id)
);

CREATE TABLE checkpoints (
    size BIGINT NOT NULL PRIMARY KEY,
    note TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- Jobs that must run in one process at a time.
CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
