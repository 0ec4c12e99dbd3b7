//! From a view to an answer: every page is rendered whole, in one piece, inside the shell.
//!
//! A page's handler loads first, through the services and off the event loop, and renders then; so a page is never sent
//! half, its status is known before its first byte, and nothing on it needs JavaScript to come into place.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use leptos::prelude::*;
use leptos::reactive::owner::Owner;

use crate::forms::Filled;
use crate::shell::{Frame, shell};

/// A page that is ready to be drawn.
pub struct Page {
    /// What the browser's tab says before ` · Quiesce`.
    pub title: String,
    /// Who is looking, and which place of the rail is lit.
    pub frame: Frame,
    /// 200, 422 for a form that came back, or an error's.
    pub status: StatusCode,
}

impl Page {
    /// A page that is as it should be.
    pub fn new(title: impl Into<String>, frame: Frame) -> Self {
        Self {
            title: title.into(),
            frame,
            status: StatusCode::OK,
        }
    }

    /// The same page with another status.
    pub fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// 422 when its form came back.
    pub fn form(self, form: &Filled) -> Self {
        if form.is_refused() {
            self.status(StatusCode::UNPROCESSABLE_ENTITY)
        } else {
            self
        }
    }

    /// Draws it around what `content` gives. `content` runs inside a reactive owner, as islands need.
    pub fn draw<V: IntoView + 'static>(self, content: impl FnOnce() -> V) -> HttpResponse {
        let owner = Owner::new_root(None);
        let html = owner.with(|| shell(self.title, self.frame, content().into_any()).to_html());
        owner.cleanup();
        HttpResponse::build(self.status)
            .content_type("text/html; charset=utf-8")
            .insert_header(("Cache-Control", "no-store"))
            .body(html)
    }
}
