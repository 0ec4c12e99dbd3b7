-- Hosts, the groups they are in, and how they enrol.
CREATE TABLE host_groups (
    id BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE stakes (
    group_id BIGINT NOT NULL REFERENCES host_groups (id),
    experiment_id BIGINT NOT NULL REFERENCES experiments (id),
    PRIMARY KEY (group_id, experiment_id)
);

-- `counter` is the greatest that the host has reported; `loaded` is what it said is in its kernel (JSON).
CREATE TABLE hosts (
    id TEXT NOT NULL PRIMARY KEY,
    hostname TEXT NOT NULL,
    public_key BLOB NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('pending', 'allowed', 'denied')),
    kernel_release TEXT NOT NULL,
    kernel_build_id TEXT NOT NULL,
    core_version TEXT,
    agent_version TEXT,
    loaded TEXT NOT NULL,
    counter BIGINT NOT NULL,
    poll_seconds BIGINT NOT NULL,
    enrolled_at BIGINT NOT NULL,
    last_seen_at BIGINT
);
CREATE INDEX hosts_hostname ON hosts (hostname);

CREATE TABLE memberships (
    group_id BIGINT NOT NULL REFERENCES host_groups (id),
    host_id TEXT NOT NULL REFERENCES hosts (id),
    PRIMARY KEY (group_id, host_id)
);
CREATE INDEX memberships_host ON memberships (host_id);

-- `token_hash` is the SHA-256 of the token, which works once.
CREATE TABLE enrolment_tokens (
    id BIGINT NOT NULL PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    group_id BIGINT REFERENCES host_groups (id),
    allow BOOLEAN NOT NULL,
    created_by BIGINT REFERENCES people (id),
    created_by_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_by TEXT REFERENCES hosts (id)
);

-- Token ids that hosts have used, until they expire: each works once.
CREATE TABLE used_jtis (
    host_id TEXT NOT NULL REFERENCES hosts (id),
    jti TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (host_id, jti)
);
CREATE INDEX used_jtis_expiry ON used_jtis (expires_at);
