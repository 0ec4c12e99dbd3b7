-- Windows, what was said to their revisions, and how they went.
CREATE TABLE windows (
    id BIGINT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    revision BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    permit TEXT,
    permit_sha256 TEXT,
    permit_leaf_index BIGINT,
    permit_problem TEXT
);
CREATE INDEX windows_state ON windows (state);

-- `canonical` is the text that `sha256` is over: what people approve.
CREATE TABLE window_revisions (
    window_id BIGINT NOT NULL REFERENCES windows (id),
    number BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    canonical TEXT NOT NULL,
    title TEXT NOT NULL,
    note TEXT NOT NULL,
    author_id BIGINT NOT NULL REFERENCES people (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (window_id, number)
);

-- Hosts of each window's current revision, for finding windows by host.
CREATE TABLE window_hosts (
    window_id BIGINT NOT NULL REFERENCES windows (id),
    host_id TEXT NOT NULL REFERENCES hosts (id),
    PRIMARY KEY (window_id, host_id)
);
CREATE INDEX window_hosts_host ON window_hosts (host_id);

CREATE TABLE approvals (
    id BIGINT NOT NULL PRIMARY KEY,
    window_id BIGINT NOT NULL REFERENCES windows (id),
    revision BIGINT NOT NULL,
    revision_sha256 TEXT NOT NULL,
    experiment_id BIGINT NOT NULL REFERENCES experiments (id),
    person_id BIGINT NOT NULL REFERENCES people (id),
    decision TEXT NOT NULL CHECK (decision IN ('approve', 'reject')),
    comment TEXT NOT NULL,
    at BIGINT NOT NULL,
    voided_at BIGINT
);
CREATE INDEX approvals_window ON approvals (window_id);

CREATE TABLE deployments (
    window_id BIGINT NOT NULL REFERENCES windows (id),
    host_id TEXT NOT NULL REFERENCES hosts (id),
    update_id TEXT NOT NULL REFERENCES updates (id),
    place BIGINT NOT NULL,
    state TEXT NOT NULL,
    code TEXT,
    message TEXT,
    rendezvous_ns BIGINT,
    check_ns BIGINT,
    write_ns BIGINT,
    total_ns BIGINT,
    at BIGINT NOT NULL,
    PRIMARY KEY (window_id, host_id, update_id)
);
CREATE INDEX deployments_host ON deployments (host_id);

-- Updates that an admin wants undone on a host, until the host says that it did.
CREATE TABLE undo_orders (
    host_id TEXT NOT NULL REFERENCES hosts (id),
    update_id TEXT NOT NULL REFERENCES updates (id),
    window_id BIGINT NOT NULL REFERENCES windows (id),
    ordered_at BIGINT NOT NULL,
    PRIMARY KEY (host_id, update_id)
);
