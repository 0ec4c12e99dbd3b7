//! Windows and their revisions.

use diesel::prelude::*;

use quiesce_trust::{Digest, HostId};
use quiesce_types::{UnixMillis, WindowNumber, WindowState};

use super::counter;
use crate::db::models::{RevisionRecord, WindowRecord};
use crate::db::schema::{window_hosts, window_revisions, windows};
use crate::db::{AnyConnection, Found};

/// Stores a new window and returns its number; the record's own is ignored.
pub(crate) fn insert(conn: &mut AnyConnection, window: WindowRecord) -> Found<WindowNumber> {
    let id = counter::next(conn, "windows")?;
    diesel::insert_into(windows::table)
        .values(WindowRecord { id, ..window })
        .execute(conn)?;
    Ok(WindowNumber(id))
}

/// One window.
pub(crate) fn find(conn: &mut AnyConnection, number: WindowNumber) -> Found<Option<WindowRecord>> {
    Ok(windows::table
        .find(number.0)
        .select(WindowRecord::as_select())
        .first(conn)
        .optional()?)
}

/// All windows, the latest start first.
pub(crate) fn all(conn: &mut AnyConnection) -> Found<Vec<WindowRecord>> {
    Ok(windows::table
        .order((windows::starts_at.desc(), windows::id.desc()))
        .select(WindowRecord::as_select())
        .load(conn)?)
}

/// Windows in one of these states, the soonest start first.
pub(crate) fn in_states(
    conn: &mut AnyConnection,
    states: &[WindowState],
) -> Found<Vec<WindowRecord>> {
    let words: Vec<&str> = states.iter().map(|s| s.word()).collect();
    Ok(windows::table
        .filter(windows::state.eq_any(words))
        .order((windows::starts_at, windows::id))
        .select(WindowRecord::as_select())
        .load(conn)?)
}

/// Changes the state and makes the window's version grow.
pub(crate) fn set_state(
    conn: &mut AnyConnection,
    number: WindowNumber,
    state: WindowState,
) -> Found<()> {
    diesel::update(windows::table.find(number.0))
        .set((
            windows::state.eq(state.word()),
            windows::version.eq(windows::version + 1),
        ))
        .execute(conn)?;
    Ok(())
}

/// Makes the window's version grow, so that pages that watch it look again.
pub(crate) fn touch(conn: &mut AnyConnection, number: WindowNumber) -> Found<()> {
    diesel::update(windows::table.find(number.0))
        .set(windows::version.eq(windows::version + 1))
        .execute(conn)?;
    Ok(())
}

/// Stores a revision and makes it the window's current one.
pub(crate) fn revise(
    conn: &mut AnyConnection,
    revision: &RevisionRecord,
    starts_at: UnixMillis,
    ends_at: UnixMillis,
    hosts: &[HostId],
) -> Found<()> {
    diesel::insert_into(window_revisions::table)
        .values(revision.clone())
        .execute(conn)?;
    diesel::update(windows::table.find(revision.window_id))
        .set((
            windows::title.eq(revision.title.as_str()),
            windows::revision.eq(revision.number),
            windows::starts_at.eq(starts_at.0),
            windows::ends_at.eq(ends_at.0),
        ))
        .execute(conn)?;
    diesel::delete(window_hosts::table.filter(window_hosts::window_id.eq(revision.window_id)))
        .execute(conn)?;
    for host in hosts {
        diesel::insert_into(window_hosts::table)
            .values((
                window_hosts::window_id.eq(revision.window_id),
                window_hosts::host_id.eq(host.as_str()),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// The current revision.
pub(crate) fn current(conn: &mut AnyConnection, window: &WindowRecord) -> Found<RevisionRecord> {
    Ok(window_revisions::table
        .find((window.id, window.revision))
        .select(RevisionRecord::as_select())
        .first(conn)?)
}

/// All revisions, newest first.
pub(crate) fn revisions(
    conn: &mut AnyConnection,
    number: WindowNumber,
) -> Found<Vec<RevisionRecord>> {
    Ok(window_revisions::table
        .filter(window_revisions::window_id.eq(number.0))
        .order(window_revisions::number.desc())
        .select(RevisionRecord::as_select())
        .load(conn)?)
}

/// Stores the signed permit and where its leaf is.
pub(crate) fn set_permit(
    conn: &mut AnyConnection,
    number: WindowNumber,
    envelope: &str,
    sha256: Digest,
    leaf_index: i64,
) -> Found<()> {
    diesel::update(windows::table.find(number.0))
        .set((
            windows::permit.eq(Some(envelope)),
            windows::permit_sha256.eq(Some(sha256.to_hex())),
            windows::permit_leaf_index.eq(Some(leaf_index)),
            windows::permit_problem.eq(None::<String>),
        ))
        .execute(conn)?;
    Ok(())
}

/// Remembers why the signer gave no permit.
pub(crate) fn set_permit_problem(
    conn: &mut AnyConnection,
    number: WindowNumber,
    problem: &str,
) -> Found<()> {
    diesel::update(windows::table.find(number.0))
        .set((
            windows::permit_problem.eq(Some(problem)),
            windows::version.eq(windows::version + 1),
        ))
        .execute(conn)?;
    Ok(())
}

/// Other windows that share hosts and time with this one and are not over: `(window, host)`.
pub(crate) fn overlapping(
    conn: &mut AnyConnection,
    number: WindowNumber,
    starts_at: i64,
    ends_at: i64,
) -> Found<Vec<(WindowRecord, String)>> {
    let live: Vec<&str> = [
        WindowState::Proposed,
        WindowState::Approved,
        WindowState::Open,
        WindowState::Paused,
    ]
    .iter()
    .map(|s| s.word())
    .collect();
    Ok(window_hosts::table
        .inner_join(windows::table)
        .filter(windows::id.ne(number.0))
        .filter(windows::state.eq_any(live))
        .filter(windows::starts_at.lt(ends_at))
        .filter(windows::ends_at.gt(starts_at))
        .order((windows::id, window_hosts::host_id))
        .select((WindowRecord::as_select(), window_hosts::host_id))
        .load(conn)?)
}
