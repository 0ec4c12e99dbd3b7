//! Takes a host in.

use quiesce_trust::HostId;
use quiesce_trust::root::TrustRoot;
use quiesce_types::host_api::{Enrol, Enrolled};
use quiesce_types::{GroupId, HostState};

use crate::actor::Actor;
use crate::auth::rate_limit::ENROL_ADDRESS;
use crate::auth::secret;
use crate::clock::Clock;
use crate::db::models::{HostRecord, TokenRecord};
use crate::db::queries::{enrolment, group, host};
use crate::db::{AnyConnection, Database};
use crate::error::ServiceError;
use crate::service::record::{Event, record};

/// Spends a token and stores the host's key. A key that is enrolled already stays as it is: the host may have lost our answer.
pub fn enrol(
    db: &Database,
    clock: &Clock,
    root: TrustRoot,
    poll_seconds: u32,
    said: &Enrol,
    address: Option<&str>,
) -> Result<Enrolled, ServiceError> {
    check(said)?;
    let now = clock.now();
    let place = address.unwrap_or("local");
    let id = HostId::of_public_key(&said.key.0);
    let taken = db.write(|conn| {
        ENROL_ADDRESS.check(conn, place, now)?;
        let token = enrolment::by_hash(conn, &secret::hash(&said.token))?
            .filter(|token| token.used_by.is_none() && now.0 < token.expires_at);
        let Some(token) = token else {
            ENROL_ADDRESS.count(conn, place, now)?;
            return Ok(false);
        };
        let state = match host::find(conn, &id)? {
            Some(known) => known.state()?,
            None => store(conn, now.0, poll_seconds, said, &id, &token)?,
        };
        if let Some(joins) = token.group_id {
            group::add_host(conn, GroupId(joins), &id)?;
        }
        enrolment::spend(conn, token.id, &id)?;
        let event = Event {
            action: "host.enrolled",
            subject_kind: "host",
            subject_id: id.to_string(),
            sentence: format!(
                "{} enrolled with kernel {} by a token of {}; it is {state}.",
                said.hostname, said.kernel.release, token.created_by_name
            ),
            before: None,
            after: Some(state.word()),
        };
        record(
            conn,
            now,
            &Actor::host(id.clone(), &said.hostname, address),
            event,
        )?;
        Ok(true)
    })?;
    if !taken {
        return Err(ServiceError::Denied {
            rule: "unknown_token",
            sentence:
                "This enrolment token is unknown, used or expired. Ask an admin for a new one."
                    .to_owned(),
        });
    }
    Ok(Enrolled {
        host: id,
        root,
        poll_seconds,
    })
}

fn check(said: &Enrol) -> Result<(), ServiceError> {
    let name_right = (1..=253).contains(&said.hostname.len())
        && said
            .hostname
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    if !name_right {
        return Err(ServiceError::field(
            "hostname",
            "A host name has letters, digits, `.` and `-`.",
        ));
    }
    let message = format!("quiesce-enrol\n{}\n{}\n", said.token, said.hostname);
    let signature: Option<[u8; 64]> = hex::decode(&said.proof)
        .ok()
        .and_then(|bytes| bytes.try_into().ok());
    if signature.is_some_and(|s| said.key.verifies(message.as_bytes(), &s)) {
        Ok(())
    } else {
        Err(ServiceError::denied(
            "bad_proof",
            "The signature does not show that the host holds this key. Enrol with `quiesce enrol`.",
        ))
    }
}

fn store(
    conn: &mut AnyConnection,
    now: i64,
    poll_seconds: u32,
    said: &Enrol,
    id: &HostId,
    token: &TokenRecord,
) -> Result<HostState, ServiceError> {
    let state = if token.allow {
        HostState::Allowed
    } else {
        HostState::Pending
    };
    host::insert(
        conn,
        &HostRecord {
            id: id.to_string(),
            hostname: said.hostname.clone(),
            public_key: said.key.0.to_vec(),
            state: state.word().to_owned(),
            kernel_release: said.kernel.release.to_string(),
            kernel_build_id: said.kernel.build_id.to_string(),
            core_version: None,
            agent_version: None,
            loaded: "[]".to_owned(),
            counter: 0,
            poll_seconds: i64::from(poll_seconds),
            enrolled_at: now,
            last_seen_at: None,
        },
    )?;
    Ok(state)
}
