//! Audit events.

use diesel::prelude::*;

use quiesce_trust::HostId;
use quiesce_types::EventId;
use quiesce_types::input::{AuditFilter, PAGE_ROWS};

use super::{anywhere, counter, lower};
use crate::db::models::{EventRecord, LeafRecord};
use crate::db::schema::{audit_events, log_leaves};
use crate::db::stored::unsigned;
use crate::db::{AnyConnection, Found};

/// An event with the number that the next one gets.
pub(crate) fn next_id(conn: &mut AnyConnection) -> Found<i64> {
    counter::next(conn, "audit_events")
}

/// Stores an event.
pub(crate) fn insert(conn: &mut AnyConnection, event: &EventRecord) -> Found<()> {
    diesel::insert_into(audit_events::table)
        .values(event.clone())
        .execute(conn)?;
    Ok(())
}

/// An event and its leaf's place in the log.
pub(crate) type Logged = (EventRecord, Option<i64>);

/// Narrows a boxed query by the filter; a macro, because the row and the count query have types of their own.
macro_rules! narrow {
    ($query:expr, $filter:expr) => {{
        let mut query = $query;
        let filter: &AuditFilter = $filter;
        if !filter.text.trim().is_empty() {
            let pattern = anywhere(&filter.text);
            query = query.filter(
                lower(audit_events::sentence)
                    .like(pattern.clone())
                    .escape('\\')
                    .or(lower(audit_events::actor_name)
                        .like(pattern.clone())
                        .escape('\\'))
                    .or(lower(audit_events::subject_id).like(pattern).escape('\\')),
            );
        }
        if !filter.action.is_empty() {
            let mut family = anywhere(&format!("{}.", filter.action));
            family.remove(0);
            query = query.filter(
                audit_events::action
                    .eq(filter.action.clone())
                    .or(audit_events::action.like(family).escape('\\')),
            );
        }
        if !filter.subject_kind.is_empty() {
            query = query.filter(audit_events::subject_kind.eq(filter.subject_kind.clone()));
        }
        if !filter.subject_id.is_empty() {
            query = query.filter(audit_events::subject_id.eq(filter.subject_id.clone()));
        }
        if let Some(person) = filter.person {
            query = query
                .filter(audit_events::actor_kind.eq("person"))
                .filter(audit_events::actor_id.eq(Some(person.to_string())));
        }
        if let Some(from) = filter.from {
            query = query.filter(audit_events::at.ge(from.0));
        }
        if let Some(until) = filter.until {
            query = query.filter(audit_events::at.lt(until.0));
        }
        query
    }};
}

/// One page of events by filter, newest first, and how many there are on all pages.
pub(crate) fn list(conn: &mut AnyConnection, filter: &AuditFilter) -> Found<(Vec<Logged>, u64)> {
    let total: i64 = narrow!(audit_events::table.into_boxed(), filter)
        .count()
        .get_result(conn)?;
    let rows = narrow!(
        audit_events::table
            .left_join(log_leaves::table)
            .select((EventRecord::as_select(), log_leaves::idx.nullable()))
            .into_boxed(),
        filter
    )
    .order(audit_events::id.desc())
    .limit(i64::from(PAGE_ROWS))
    .offset(i64::from(filter.page.saturating_sub(1)) * i64::from(PAGE_ROWS))
    .load(conn)?;
    Ok((rows, unsigned(total)?))
}

/// One thing's story, oldest first.
pub(crate) fn story(conn: &mut AnyConnection, kind: &str, id: &str) -> Found<Vec<Logged>> {
    Ok(audit_events::table
        .left_join(log_leaves::table)
        .filter(audit_events::subject_kind.eq(kind))
        .filter(audit_events::subject_id.eq(id))
        .order(audit_events::id)
        .select((EventRecord::as_select(), log_leaves::idx.nullable()))
        .load(conn)?)
}

/// One event with its leaf.
pub(crate) fn find(
    conn: &mut AnyConnection,
    id: EventId,
) -> Found<Option<(EventRecord, Option<LeafRecord>)>> {
    Ok(audit_events::table
        .left_join(log_leaves::table)
        .filter(audit_events::id.eq(id.0))
        .select((EventRecord::as_select(), Option::<LeafRecord>::as_select()))
        .first(conn)
        .optional()?)
}

/// The actions that occur.
pub(crate) fn actions(conn: &mut AnyConnection) -> Found<Vec<String>> {
    Ok(audit_events::table
        .select(audit_events::action)
        .distinct()
        .order(audit_events::action)
        .load(conn)?)
}

/// What happened to a host and what it said, newest first, at most 200 events.
pub(crate) fn of_host(conn: &mut AnyConnection, id: &HostId) -> Found<Vec<Logged>> {
    let about = audit_events::subject_kind
        .eq("host")
        .and(audit_events::subject_id.eq(id.as_str()));
    let by = audit_events::actor_kind
        .eq("host")
        .and(audit_events::actor_id.assume_not_null().eq(id.as_str()));
    Ok(audit_events::table
        .left_join(log_leaves::table)
        .filter(about.or(by))
        .order(audit_events::id.desc())
        .limit(200)
        .select((EventRecord::as_select(), log_leaves::idx.nullable()))
        .load(conn)?)
}
