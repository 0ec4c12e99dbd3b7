//! How a form is answered: 303 when it was done, its own page with 422 when it was refused.

use std::future::Future;

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use quiesce_api::ServiceError;

use super::{Filled, FormValues, Refused};
use crate::server::PageError;

/// Why a form was not done.
#[derive(Debug)]
pub enum Failure {
    /// Something on it can be put right, or a rule forbids it: the page comes back with it.
    Refused(Refused),
    /// There is no page to come back to.
    Page(PageError),
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<ServiceError> for Failure {
    fn from(error: ServiceError) -> Self {
        let problems = error.fields();
        if !problems.is_empty() {
            let mut refused = Refused::default();
            for problem in problems {
                refused.add(&problem.field, &problem.message);
            }
            return Self::Refused(refused);
        }
        match error.status() {
            404 => Self::Page(PageError::NotFound),
            // 401 as well: the sign-in form says so in its place.
            400..=499 => Self::Refused(Refused::whole(error.to_string())),
            _ => Self::Page(error.into()),
        }
    }
}

impl From<PageError> for Failure {
    fn from(error: PageError) -> Self {
        Self::Page(error)
    }
}

/// The next page, by a GET.
pub fn see_other(to: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, to))
        .finish()
}

/// Goes to the page that `outcome` names, or shows the form's own page `again`, as it was filled in.
pub async fn answer<F>(
    verb: &str,
    values: FormValues,
    outcome: Result<String, Failure>,
    again: impl FnOnce(Filled) -> F,
) -> Result<HttpResponse, PageError>
where
    F: Future<Output = Result<HttpResponse, PageError>>,
{
    match outcome {
        Ok(to) => Ok(see_other(&to)),
        Err(Failure::Page(error)) => Err(error),
        Err(Failure::Refused(refused)) => again(Filled::refused(verb, values, refused)).await,
    }
}
