//! Sends new leaves to the signer, which appends them to the log and signs a checkpoint.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use quiesce_trust::signing::{Answer, Ask};

use crate::db::queries::log;
use crate::error::ServiceError;
use crate::server::AppState;

/// Most leaves that are sent at once.
const BATCH: i64 = 1000;

/// Publishes what no checkpoint covers yet. Sending leaves twice does no harm: the signer compares them.
pub(super) fn look(state: &AppState) -> Result<(), ServiceError> {
    loop {
        let (first, leaves) = state.db().read(|conn| {
            let covered = log::checkpoint(conn)?.map_or(0, |c| c.size);
            let first = u64::try_from(covered).unwrap_or(0);
            Ok((first, log::from(conn, first, BATCH)?))
        })?;
        if leaves.is_empty() {
            return Ok(());
        }
        let leaves = leaves
            .iter()
            .map(|leaf| STANDARD.encode(&leaf.data))
            .collect();
        let answer = state.signer().ask(&Ask::AppendLeaves { first, leaves })?;
        let Answer::Checkpoint { size, checkpoint } = answer else {
            return Err(state.signer().unexpected(&answer));
        };
        let now = state.clock().now();
        state
            .db()
            .write(|conn| Ok(log::store_checkpoint(conn, size, &checkpoint, now)?))?;
    }
}
