//! What load balancers and programs ask.

pub(crate) mod healthz;
pub(crate) mod openapi;

use actix_web::web::{self, ServiceConfig};

/// Mounts them.
pub fn configure(config: &mut ServiceConfig) {
    config
        .route("/healthz", web::get().to(healthz::healthz))
        .route("/api/openapi.json", web::get().to(openapi::openapi));
}
