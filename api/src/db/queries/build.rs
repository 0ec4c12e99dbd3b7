//! Build requests, their log and discussion.

use diesel::prelude::*;

use quiesce_trust::KernelRelease;
use quiesce_types::build::LogLine;
use quiesce_types::{BuildRequestId, BuildState, PersonId, UnixMillis};

use super::{anywhere, counter, lower};
use crate::db::models::{BuildRecord, CommentRecord, PersonRecord};
use crate::db::schema::{build_comments, build_log_lines, build_requests, people};
use crate::db::stored::{from_json, signed, to_json};
use crate::db::{AnyConnection, Found};

/// Stores a new request and returns its number; the record's own is ignored.
pub(crate) fn insert(conn: &mut AnyConnection, request: BuildRecord) -> Found<BuildRequestId> {
    let id = counter::next(conn, "build_requests")?;
    diesel::insert_into(build_requests::table)
        .values(BuildRecord { id, ..request })
        .execute(conn)?;
    Ok(BuildRequestId(id))
}

/// One request.
pub(crate) fn find(conn: &mut AnyConnection, id: BuildRequestId) -> Found<Option<BuildRecord>> {
    Ok(build_requests::table
        .find(id.0)
        .select(BuildRecord::as_select())
        .first(conn)
        .optional()?)
}

/// Requests by state and text, newest first.
pub(crate) fn list(
    conn: &mut AnyConnection,
    state: Option<BuildState>,
    text: &str,
) -> Found<Vec<BuildRecord>> {
    let mut query = build_requests::table
        .order(build_requests::id.desc())
        .select(BuildRecord::as_select())
        .into_boxed();
    if let Some(state) = state {
        query = query.filter(build_requests::state.eq(state.word()));
    }
    if !text.trim().is_empty() {
        let pattern = anywhere(text);
        query = query.filter(
            lower(build_requests::title)
                .like(pattern.clone())
                .escape('\\')
                .or(build_requests::update_id.like(pattern).escape('\\')),
        );
    }
    Ok(query.load(conn)?)
}

/// Requests in one state, in the order in which they are to be built.
pub(crate) fn in_state(conn: &mut AnyConnection, state: BuildState) -> Found<Vec<BuildRecord>> {
    Ok(build_requests::table
        .filter(build_requests::state.eq(state.word()))
        .order(build_requests::id)
        .select(BuildRecord::as_select())
        .load(conn)?)
}

/// The next place in the kernel's series.
pub(crate) fn next_order(conn: &mut AnyConnection, kernel: &KernelRelease) -> Found<i64> {
    counter::next(conn, &format!("order {kernel}"))
}

/// All requests of kind `core` for the kernel.
pub(crate) fn cores(conn: &mut AnyConnection, kernel: &KernelRelease) -> Found<Vec<BuildRecord>> {
    Ok(build_requests::table
        .filter(build_requests::kernel_release.eq(kernel.as_str()))
        .filter(build_requests::kind.eq("core"))
        .select(BuildRecord::as_select())
        .load(conn)?)
}

/// Changes the state.
pub(crate) fn set_state(
    conn: &mut AnyConnection,
    id: BuildRequestId,
    state: BuildState,
    now: UnixMillis,
) -> Found<()> {
    diesel::update(build_requests::table.find(id.0))
        .set((
            build_requests::state.eq(state.word()),
            build_requests::updated_at.eq(now.0),
        ))
        .execute(conn)?;
    Ok(())
}

/// Remembers who reviews it.
pub(crate) fn set_reviewer(
    conn: &mut AnyConnection,
    id: BuildRequestId,
    reviewer: PersonId,
) -> Found<()> {
    diesel::update(build_requests::table.find(id.0))
        .set(build_requests::reviewer_id.eq(Some(reviewer.0)))
        .execute(conn)?;
    Ok(())
}

/// Stores what the builder found, as JSON.
pub(crate) fn set_result(
    conn: &mut AnyConnection,
    id: BuildRequestId,
    report: &str,
    manifest: Option<&str>,
) -> Found<()> {
    diesel::update(build_requests::table.find(id.0))
        .set((
            build_requests::report.eq(Some(report)),
            build_requests::manifest.eq(manifest),
        ))
        .execute(conn)?;
    Ok(())
}

/// How many log lines there are.
pub(crate) fn count_lines(conn: &mut AnyConnection, id: BuildRequestId) -> Found<u64> {
    let count: i64 = build_log_lines::table
        .filter(build_log_lines::request_id.eq(id.0))
        .count()
        .get_result(conn)?;
    crate::db::stored::unsigned(count)
}

/// Adds log lines, the first of them with this number.
pub(crate) fn add_lines(
    conn: &mut AnyConnection,
    id: BuildRequestId,
    first: u64,
    lines: &[LogLine],
) -> Found<()> {
    for (number, line) in (first..).zip(lines) {
        diesel::insert_into(build_log_lines::table)
            .values((
                build_log_lines::request_id.eq(id.0),
                build_log_lines::number.eq(signed(number)),
                build_log_lines::line.eq(to_json(line)?),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Log lines from this number on.
pub(crate) fn lines_from(
    conn: &mut AnyConnection,
    id: BuildRequestId,
    first: u64,
) -> Found<Vec<LogLine>> {
    let lines: Vec<String> = build_log_lines::table
        .filter(build_log_lines::request_id.eq(id.0))
        .filter(build_log_lines::number.ge(signed(first)))
        .order(build_log_lines::number)
        .select(build_log_lines::line)
        .load(conn)?;
    lines.iter().map(|line| from_json(line)).collect()
}

/// Adds a comment; the record's own number is ignored.
pub(crate) fn add_comment(conn: &mut AnyConnection, comment: CommentRecord) -> Found<()> {
    let id = counter::next(conn, "build_comments")?;
    diesel::insert_into(build_comments::table)
        .values(CommentRecord { id, ..comment })
        .execute(conn)?;
    Ok(())
}

/// Comments with their authors, oldest first.
pub(crate) fn comments(
    conn: &mut AnyConnection,
    id: BuildRequestId,
) -> Found<Vec<(CommentRecord, PersonRecord)>> {
    Ok(build_comments::table
        .inner_join(people::table)
        .filter(build_comments::request_id.eq(id.0))
        .order(build_comments::id)
        .select((CommentRecord::as_select(), PersonRecord::as_select()))
        .load(conn)?)
}
