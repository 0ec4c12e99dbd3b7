//! Updates and their artifacts.

use diesel::prelude::*;

use quiesce_trust::{Digest, UpdateId};
use quiesce_types::ArtifactId;

use super::counter;
use crate::db::models::{ArtifactRecord, UpdateRecord};
use crate::db::schema::{artifacts, updates};
use crate::db::{AnyConnection, Found};

/// Stores a released update.
pub(crate) fn insert(conn: &mut AnyConnection, update: &UpdateRecord) -> Found<()> {
    diesel::insert_into(updates::table)
        .values(update.clone())
        .execute(conn)?;
    Ok(())
}

/// Stores its artifact and returns its number; the record's own is ignored.
pub(crate) fn insert_artifact(
    conn: &mut AnyConnection,
    artifact: ArtifactRecord,
) -> Found<ArtifactId> {
    let id = counter::next(conn, "artifacts")?;
    diesel::insert_into(artifacts::table)
        .values(ArtifactRecord { id, ..artifact })
        .execute(conn)?;
    Ok(ArtifactId(id))
}

/// All updates with their artifacts, by kernel and place in the series.
pub(crate) fn all(conn: &mut AnyConnection) -> Found<Vec<(UpdateRecord, ArtifactRecord)>> {
    Ok(artifacts::table
        .inner_join(updates::table)
        .order((artifacts::kernel_release, updates::order_number))
        .select((UpdateRecord::as_select(), ArtifactRecord::as_select()))
        .load(conn)?)
}

/// The artifact whose bundle has this hash.
pub(crate) fn by_bundle(conn: &mut AnyConnection, bundle: Digest) -> Found<Option<ArtifactRecord>> {
    Ok(artifacts::table
        .filter(artifacts::bundle_sha256.eq(bundle.to_hex()))
        .select(ArtifactRecord::as_select())
        .first(conn)
        .optional()?)
}

/// The artifact of an update.
pub(crate) fn artifact_of(
    conn: &mut AnyConnection,
    update: &UpdateId,
) -> Found<Option<ArtifactRecord>> {
    Ok(artifacts::table
        .filter(artifacts::update_id.eq(update.as_str()))
        .select(ArtifactRecord::as_select())
        .first(conn)
        .optional()?)
}
