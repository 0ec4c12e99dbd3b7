//! Errors as machines read them: status and [`Problem`].

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};

use quiesce_types::host_api::Problem;

use crate::error::ServiceError;

/// A [`ServiceError`] on its way out.
#[derive(Debug)]
pub struct RouteError(ServiceError);

impl From<ServiceError> for RouteError {
    fn from(error: ServiceError) -> Self {
        Self(error)
    }
}

impl fmt::Display for RouteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ResponseError for RouteError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let problem = Problem {
            code: self.0.code().to_owned(),
            message: self.0.sentence(),
        };
        let mut response = HttpResponse::build(self.status_code());
        if let ServiceError::TooManyTries { seconds } = &self.0 {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        // RFC 9457's media type; the members are ours.
        response
            .insert_header((CONTENT_TYPE, "application/problem+json"))
            .json(problem)
    }
}
