//! `/log`: what anyone may read of the append-only log.

pub(crate) mod checkpoint;

use actix_web::web::{self, ServiceConfig};

/// Mounts them.
pub fn configure(config: &mut ServiceConfig) {
    config.route("/log/checkpoint", web::get().to(checkpoint::checkpoint));
}
