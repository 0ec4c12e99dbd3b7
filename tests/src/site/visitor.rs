//! A person at the pages without a browser: reads HTML, posts forms, carries a session cookie.

use std::io::{BufRead, BufReader};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde::de::DeserializeOwned;
use ureq::Agent;
use ureq::http::Response;

use super::answer::Answer;

/// For one request. Signing in hashes a password, and the machine may be emulating two others.
const LIMIT: Duration = Duration::from_secs(60);

/// Somebody who looks at the pages.
#[derive(Debug, Clone)]
pub struct Visitor {
    agent: Agent,
    base: String,
    cookie: Option<String>,
}

impl Visitor {
    /// Somebody who is not signed in. `base` is the server's address without a slash at the end.
    pub fn anonymous(base: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(LIMIT))
            .build();
        Self {
            agent: config.into(),
            base: base.to_owned(),
            cookie: None,
        }
    }

    /// Signs in through the form that people use.
    pub fn sign_in(base: &str, login: &str, password: &str) -> Result<Self> {
        let mut visitor = Self::anonymous(base);
        let answer = visitor.post("/sign-in", &[("login", login), ("password", password)])?;
        ensure!(
            answer.status == 303,
            "{login} could not sign in ({}): {}",
            answer.status,
            answer.text()
        );
        let cookie = answer.cookie.context("signing in set no cookie")?;
        visitor.cookie = Some(cookie);
        Ok(visitor)
    }

    /// The session cookie, `name=value`.
    pub fn cookie(&self) -> Option<&str> {
        self.cookie.as_deref()
    }

    /// Reads a page.
    pub fn get(&self, path: &str) -> Result<Answer> {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        if let Some(cookie) = &self.cookie {
            request = request.header("Cookie", cookie);
        }
        Answer::read(request.call().with_context(|| format!("GET {path}"))?)
    }

    /// Reads a page that must be there.
    pub fn page(&self, path: &str) -> Result<Answer> {
        let answer = self.get(path)?;
        ensure!(
            answer.status == 200,
            "GET {path} gave {}: {}",
            answer.status,
            answer.text()
        );
        Ok(answer)
    }

    /// Posts a form as a browser does.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Answer> {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let mut request = self
            .agent
            .post(format!("{}{path}", self.base))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", &self.base)
            .header("Sec-Fetch-Site", "same-origin");
        if let Some(cookie) = &self.cookie {
            request = request.header("Cookie", cookie);
        }
        Answer::read(
            request
                .send(body.as_bytes())
                .with_context(|| format!("POST {path}"))?,
        )
    }

    /// Posts a form that must succeed, and returns where the answer leads.
    pub fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Result<String> {
        let answer = self.post(path, fields)?;
        match (answer.status, &answer.location) {
            (303, Some(location)) => Ok(location.clone()),
            _ => bail!("POST {path} gave {}: {}", answer.status, answer.problems()),
        }
    }

    /// The first event of a live page: always the whole state.
    pub fn event<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        let mut request = self
            .agent
            .get(format!("{}{path}", self.base))
            .header("Accept", "text/event-stream");
        if let Some(cookie) = &self.cookie {
            request = request.header("Cookie", cookie);
        }
        let response: Response<ureq::Body> =
            request.call().with_context(|| format!("GET {path}"))?;
        ensure!(
            response.status() == 200,
            "GET {path} gave {}",
            response.status()
        );
        for line in BufReader::new(response.into_body().into_reader()).lines() {
            if let Some(data) = line?.strip_prefix("data:") {
                return serde_json::from_str(data.trim())
                    .with_context(|| format!("an event of {path} is not as expected"));
            }
        }
        bail!("{path} ended without an event")
    }
}
