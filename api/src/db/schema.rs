//! The tables, as the migrations in `migrations/` make them on both databases.
//!
//! Ids and times are `BigInt`, times in milliseconds since 1970 ([`UnixMillis`](quiesce_types::UnixMillis)); lists and reports are JSON in `Text`.

diesel::table! {
    counters (name) {
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    experiments (id) {
        id -> BigInt,
        code -> Text,
        name -> Text,
        colour -> Text,
        quorum -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    people (id) {
        id -> BigInt,
        login -> Text,
        name -> Text,
        password_hash -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    person_roles (person_id, role) {
        person_id -> BigInt,
        role -> Text,
    }
}

diesel::table! {
    coordinators (person_id, experiment_id) {
        person_id -> BigInt,
        experiment_id -> BigInt,
    }
}

diesel::table! {
    sessions (id) {
        id -> BigInt,
        token_hash -> Binary,
        person_id -> BigInt,
        created_at -> BigInt,
        expires_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    attempts (scope, subject) {
        scope -> Text,
        subject -> Text,
        window_start -> BigInt,
        tries -> BigInt,
    }
}

diesel::table! {
    host_groups (id) {
        id -> BigInt,
        name -> Text,
        description -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    stakes (group_id, experiment_id) {
        group_id -> BigInt,
        experiment_id -> BigInt,
    }
}

diesel::table! {
    hosts (id) {
        id -> Text,
        hostname -> Text,
        public_key -> Binary,
        state -> Text,
        kernel_release -> Text,
        kernel_build_id -> Text,
        core_version -> Nullable<Text>,
        agent_version -> Nullable<Text>,
        loaded -> Text,
        counter -> BigInt,
        poll_seconds -> BigInt,
        enrolled_at -> BigInt,
        last_seen_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    memberships (group_id, host_id) {
        group_id -> BigInt,
        host_id -> Text,
    }
}

diesel::table! {
    enrolment_tokens (id) {
        id -> BigInt,
        token_hash -> Binary,
        group_id -> Nullable<BigInt>,
        allow -> Bool,
        created_by -> Nullable<BigInt>,
        created_by_name -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        used_by -> Nullable<Text>,
    }
}

diesel::table! {
    used_jtis (host_id, jti) {
        host_id -> Text,
        jti -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    build_requests (id) {
        id -> BigInt,
        update_id -> Text,
        title -> Text,
        why -> Text,
        bugs -> Text,
        cves -> Text,
        kind -> Text,
        severity -> Text,
        urgency -> Text,
        kernel_release -> Text,
        order_number -> BigInt,
        patch -> Text,
        state -> Text,
        requester_id -> BigInt,
        reviewer_id -> Nullable<BigInt>,
        report -> Nullable<Text>,
        manifest -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    build_log_lines (request_id, number) {
        request_id -> BigInt,
        number -> BigInt,
        line -> Text,
    }
}

diesel::table! {
    build_comments (id) {
        id -> BigInt,
        request_id -> BigInt,
        person_id -> BigInt,
        text -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    updates (id) {
        id -> Text,
        request_id -> BigInt,
        title -> Text,
        kind -> Text,
        severity -> Text,
        cves -> Text,
        order_number -> BigInt,
        state -> Text,
        released_at -> BigInt,
    }
}

diesel::table! {
    artifacts (id) {
        id -> BigInt,
        update_id -> Text,
        kernel_release -> Text,
        kernel_build_id -> Text,
        bundle_sha256 -> Text,
        size -> BigInt,
        manifest -> Text,
        leaf_index -> BigInt,
    }
}

diesel::table! {
    windows (id) {
        id -> BigInt,
        title -> Text,
        state -> Text,
        revision -> BigInt,
        starts_at -> BigInt,
        ends_at -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        permit -> Nullable<Text>,
        permit_sha256 -> Nullable<Text>,
        permit_leaf_index -> Nullable<BigInt>,
        permit_problem -> Nullable<Text>,
    }
}

diesel::table! {
    window_revisions (window_id, number) {
        window_id -> BigInt,
        number -> BigInt,
        sha256 -> Text,
        canonical -> Text,
        title -> Text,
        note -> Text,
        author_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    window_hosts (window_id, host_id) {
        window_id -> BigInt,
        host_id -> Text,
    }
}

diesel::table! {
    approvals (id) {
        id -> BigInt,
        window_id -> BigInt,
        revision -> BigInt,
        revision_sha256 -> Text,
        experiment_id -> BigInt,
        person_id -> BigInt,
        decision -> Text,
        comment -> Text,
        at -> BigInt,
        voided_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    deployments (window_id, host_id, update_id) {
        window_id -> BigInt,
        host_id -> Text,
        update_id -> Text,
        place -> BigInt,
        state -> Text,
        code -> Nullable<Text>,
        message -> Nullable<Text>,
        rendezvous_ns -> Nullable<BigInt>,
        check_ns -> Nullable<BigInt>,
        write_ns -> Nullable<BigInt>,
        total_ns -> Nullable<BigInt>,
        at -> BigInt,
    }
}

diesel::table! {
    undo_orders (host_id, update_id) {
        host_id -> Text,
        update_id -> Text,
        window_id -> BigInt,
        ordered_at -> BigInt,
    }
}

diesel::table! {
    audit_events (id) {
        id -> BigInt,
        at -> BigInt,
        actor_kind -> Text,
        actor_id -> Nullable<Text>,
        actor_name -> Text,
        address -> Nullable<Text>,
        action -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        sentence -> Text,
        before -> Nullable<Text>,
        after -> Nullable<Text>,
    }
}

diesel::table! {
    log_leaves (idx) {
        idx -> BigInt,
        data -> Binary,
        event_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    checkpoints (size) {
        size -> BigInt,
        note -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    leases (name) {
        name -> Text,
        holder -> Text,
        expires_at -> BigInt,
    }
}

diesel::joinable!(coordinators -> people (person_id));
diesel::joinable!(coordinators -> experiments (experiment_id));
diesel::joinable!(person_roles -> people (person_id));
diesel::joinable!(sessions -> people (person_id));
diesel::joinable!(stakes -> host_groups (group_id));
diesel::joinable!(stakes -> experiments (experiment_id));
diesel::joinable!(memberships -> host_groups (group_id));
diesel::joinable!(memberships -> hosts (host_id));
diesel::joinable!(artifacts -> updates (update_id));
diesel::joinable!(build_comments -> people (person_id));
diesel::joinable!(approvals -> people (person_id));
diesel::joinable!(deployments -> hosts (host_id));
diesel::joinable!(deployments -> updates (update_id));
diesel::joinable!(deployments -> windows (window_id));
diesel::joinable!(window_hosts -> windows (window_id));
diesel::joinable!(window_hosts -> hosts (host_id));
diesel::joinable!(log_leaves -> audit_events (event_id));

diesel::allow_tables_to_appear_in_same_query!(
    counters,
    experiments,
    people,
    person_roles,
    coordinators,
    sessions,
    attempts,
    host_groups,
    stakes,
    hosts,
    memberships,
    enrolment_tokens,
    used_jtis,
    build_requests,
    build_log_lines,
    build_comments,
    updates,
    artifacts,
    windows,
    window_revisions,
    window_hosts,
    approvals,
    deployments,
    undo_orders,
    audit_events,
    log_leaves,
    checkpoints,
    leases,
);
