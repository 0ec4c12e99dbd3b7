//! The person who asks for a page, known by their session.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use quiesce_api::auth::cookie;
use quiesce_api::{Actor, AppState, Clock, Database, ServiceError, service};
use quiesce_types::view::Me;
use quiesce_types::{Role, UnixMillis};

use super::PageError;
use crate::shell::{Frame, Place, Who};

/// A person who is signed in. A page that takes one sends everybody else to the sign-in page.
#[derive(Clone)]
pub struct Visitor {
    /// Who.
    pub me: Me,
    actor: Actor,
    state: web::Data<AppState>,
}

impl Visitor {
    /// Asks a service, off the event loop.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Database, &Clock, &Actor) -> Result<T, ServiceError> + Send + 'static,
    ) -> Result<T, ServiceError> {
        let actor = self.actor.clone();
        in_background(&self.state, move |state| {
            question(state.db(), state.clock(), &actor)
        })
        .await
    }

    /// The time, as the services have it.
    pub fn now(&self) -> UnixMillis {
        self.state.clock().now()
    }

    /// The shell around a page of theirs.
    pub fn frame(&self, place: Place) -> Frame {
        self.frame_with(place, 0)
    }

    /// The same, where it is known how many decisions wait for them.
    pub fn frame_with(&self, place: Place, decisions: u64) -> Frame {
        let who = Who {
            name: self.me.name.clone(),
            roles: roles(&self.me),
        };
        Frame::SignedIn {
            who,
            place: Some(place),
            decisions,
        }
    }
}

/// Runs a service on the pool of blocking threads.
pub async fn in_background<T: Send + 'static>(
    state: &web::Data<AppState>,
    work: impl FnOnce(&AppState) -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, ServiceError> {
    let state = state.clone();
    web::block(move || work(&state)).await.unwrap_or_else(|_| {
        Err(ServiceError::Machine(
            "its worker threads are stopping".to_owned(),
        ))
    })
}

/// The network address of the one who asks, for the audit.
pub fn address(request: &HttpRequest) -> Option<String> {
    request.peer_addr().map(|peer| peer.ip().to_string())
}

/// `Admin, coordinator for STAR and ATLAS`.
fn roles(me: &Me) -> String {
    let mut words: Vec<String> = me
        .roles
        .iter()
        .filter(|role| **role != Role::Coordinator)
        .map(|role| role.title().to_owned())
        .collect();
    if !me.coordinates.is_empty() {
        let codes: Vec<&str> = me.coordinates.iter().map(|e| e.code.as_str()).collect();
        words.push(format!("coordinator for {}", codes.join(", ")));
    }
    let text = words.join(", ");
    let mut letters = text.chars();
    letters
        .next()
        .map(|c| c.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

impl FromRequest for Visitor {
    type Error = PageError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, PageError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let state = request.app_data::<web::Data<AppState>>().cloned();
        let token = state
            .as_ref()
            .and_then(|state| cookie::token(request, state.config()));
        let address = address(request);
        let back = request
            .uri()
            .path_and_query()
            .map_or("/", |path| path.as_str())
            .to_owned();
        Box::pin(async move {
            let state = state.ok_or_else(|| PageError::Broken("no state is set up".to_owned()))?;
            let token = token.ok_or_else(|| PageError::SignInFirst(back.clone()))?;
            let actor = in_background(&state, move |state| {
                service::session::actor(state.db(), state.clock(), &token, address.as_deref())
            })
            .await?
            .ok_or_else(|| PageError::SignInFirst(back.clone()))?;
            let me = actor.me().cloned().ok_or(PageError::SignInFirst(back))?;
            Ok(Self { me, actor, state })
        })
    }
}
