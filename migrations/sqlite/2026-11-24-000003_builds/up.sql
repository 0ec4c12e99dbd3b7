-- Build requests, and the updates that come of them.
CREATE TABLE build_requests (
    id BIGINT NOT NULL PRIMARY KEY,
    update_id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    why TEXT NOT NULL,
    bugs TEXT NOT NULL,
    cves TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('security', 'bug_fix', 'diagnostic', 'core')),
    severity TEXT NOT NULL,
    urgency TEXT NOT NULL,
    kernel_release TEXT NOT NULL,
    order_number BIGINT NOT NULL,
    patch TEXT NOT NULL,
    state TEXT NOT NULL,
    requester_id BIGINT NOT NULL REFERENCES people (id),
    reviewer_id BIGINT REFERENCES people (id),
    report TEXT,
    manifest TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (kernel_release, order_number)
);
CREATE INDEX build_requests_state ON build_requests (state);

CREATE TABLE build_log_lines (
    request_id BIGINT NOT NULL REFERENCES build_requests (id),
    number BIGINT NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (request_id, number)
);

CREATE TABLE build_comments (
    id BIGINT NOT NULL PRIMARY KEY,
    request_id BIGINT NOT NULL REFERENCES build_requests (id),
    person_id BIGINT NOT NULL REFERENCES people (id),
    text TEXT NOT NULL,
    at BIGINT NOT NULL
);

CREATE TABLE updates (
    id TEXT NOT NULL PRIMARY KEY,
    request_id BIGINT NOT NULL UNIQUE REFERENCES build_requests (id),
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    severity TEXT NOT NULL,
    cves TEXT NOT NULL,
    order_number BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('candidate', 'released', 'withdrawn')),
    released_at BIGINT NOT NULL
);

-- One update for one kernel, as a signed bundle in the artifact store.
CREATE TABLE artifacts (
    id BIGINT NOT NULL PRIMARY KEY,
    update_id TEXT NOT NULL REFERENCES updates (id),
    kernel_release TEXT NOT NULL,
    kernel_build_id TEXT NOT NULL,
    bundle_sha256 TEXT NOT NULL UNIQUE,
    size BIGINT NOT NULL,
    manifest TEXT NOT NULL,
    leaf_index BIGINT NOT NULL,
    UNIQUE (update_id, kernel_build_id)
);
CREATE INDEX artifacts_kernel ON artifacts (kernel_build_id);
