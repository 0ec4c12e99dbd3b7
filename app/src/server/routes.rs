//! The address of every page and form. A form posts to the page it stands on.

use actix_web::web::{self, get, post};
use actix_web::{HttpResponse, ResponseError};

use super::{PageError, static_files};
use crate::forms;
use crate::pages;

/// Adds them all, and the page for addresses that name nothing.
pub fn configure(app: &mut web::ServiceConfig) {
    app.configure(static_files::configure)
        .service(
            web::resource("/sign-in")
                .route(get().to(pages::session::sign_in::show))
                .route(post().to(forms::session::sign_in::post)),
        )
        .route("/sign-out", post().to(forms::session::sign_out::post))
        .service(
            web::resource("/")
                .route(get().to(pages::home::show::show))
                .route(post().to(forms::home::post)),
        )
        .configure(builds)
        .configure(windows)
        .configure(hosts)
        .route("/updates", get().to(pages::update::list::show))
        .route("/audit", get().to(pages::audit::list::show))
        .route("/audit/export.csv", get().to(pages::audit::export::csv))
        .route("/audit/export.json", get().to(pages::audit::export::json))
        .route("/audit/{id}", get().to(pages::audit::show::show))
        .app_data(web::PathConfig::default().error_handler(|_, _| PageError::NotFound.into()))
        .default_service(web::to(nothing_here));
}

fn builds(app: &mut web::ServiceConfig) {
    app.route("/builds", get().to(pages::build::list::show))
        .service(
            web::resource("/builds/new")
                .route(get().to(pages::build::new::show))
                .route(post().to(forms::build::submit::post)),
        )
        .service(
            web::resource("/builds/{id}")
                .route(get().to(pages::build::show::show))
                .route(post().to(forms::build::post)),
        );
}

fn windows(app: &mut web::ServiceConfig) {
    app.route("/windows", get().to(pages::window::list::show))
        .service(
            web::resource("/windows/new")
                .route(get().to(pages::window::new::show))
                .route(post().to(forms::window::propose::post)),
        )
        .service(
            web::resource("/windows/{number}")
                .route(get().to(pages::window::show::show))
                .route(post().to(forms::window::post)),
        )
        .service(
            web::resource("/windows/{number}/revise")
                .route(get().to(pages::window::revise::show))
                .route(post().to(forms::window::revise::post)),
        );
}

fn hosts(app: &mut web::ServiceConfig) {
    app.route("/hosts", get().to(pages::host::list::show))
        .service(
            web::resource("/hosts/enrol")
                .route(get().to(pages::host::enrol::show))
                .route(post().to(forms::host::create_token::post)),
        )
        .service(
            web::resource("/hosts/{id}")
                .route(get().to(pages::host::show::show))
                .route(post().to(forms::host::admit::post)),
        );
}

async fn nothing_here() -> HttpResponse {
    PageError::NotFound.error_response()
}
