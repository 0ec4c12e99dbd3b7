//! What pages ask for beside themselves, with the session's cookie: live events.

pub(crate) mod events;

use actix_web::web::{self, ServiceConfig};

/// Mounts them.
pub fn configure(config: &mut ServiceConfig) {
    config
        .route(
            "/events/window/{number}",
            web::get().to(events::window::window),
        )
        .route(
            "/events/build/{number}",
            web::get().to(events::build::build),
        );
}
