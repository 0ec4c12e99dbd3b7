//! A request as lists show it.

use quiesce_types::view::{BuildRow, PersonRef};
use quiesce_types::{BuildRequestId, PersonId, UnixMillis};

use crate::db::AnyConnection;
use crate::db::models::BuildRecord;
use crate::db::queries::person;
use crate::error::ServiceError;

/// The row.
pub(super) fn row(
    conn: &mut AnyConnection,
    request: &BuildRecord,
) -> Result<BuildRow, ServiceError> {
    let requester = person::find(conn, request.requester_id)?;
    Ok(BuildRow {
        id: BuildRequestId(request.id),
        update: request.update()?,
        title: request.title.clone(),
        kind: request.kind()?,
        severity: request.severity()?,
        urgency: request.urgency()?,
        kernel: request.kernel()?,
        state: request.state()?,
        requester: PersonRef {
            id: Some(PersonId(requester.id)),
            name: requester.name,
        },
        created_at: UnixMillis(request.created_at),
        updated_at: UnixMillis(request.updated_at),
    })
}
