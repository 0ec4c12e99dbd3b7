-- People, the experiments they decide for, and their sessions.
CREATE TABLE counters (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE experiments (
    id BIGINT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    colour TEXT NOT NULL,
    quorum BIGINT NOT NULL CHECK (quorum BETWEEN 1 AND 2),
    created_at BIGINT NOT NULL
);

CREATE TABLE people (
    id BIGINT NOT NULL PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Facility roles. Coordinators are in `coordinators`.
CREATE TABLE person_roles (
    person_id BIGINT NOT NULL REFERENCES people (id),
    role TEXT NOT NULL CHECK (role IN ('admin', 'release_manager', 'auditor')),
    PRIMARY KEY (person_id, role)
);

CREATE TABLE coordinators (
    person_id BIGINT NOT NULL REFERENCES people (id),
    experiment_id BIGINT NOT NULL REFERENCES experiments (id),
    PRIMARY KEY (person_id, experiment_id)
);

-- `token_hash` is the SHA-256 of the token: the token itself is only in the cookie.
CREATE TABLE sessions (
    id BIGINT NOT NULL PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    person_id BIGINT NOT NULL REFERENCES people (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);

-- Tries counted for the rate limits, a row for each subject and stretch of time.
CREATE TABLE attempts (
    scope TEXT NOT NULL,
    subject TEXT NOT NULL,
    window_start BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    PRIMARY KEY (scope, subject)
);
