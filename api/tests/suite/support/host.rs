//! A host as the server sees one: a key, and requests signed with it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer as _, SigningKey};
use serde::Serialize;
use serde_json::json;

use quiesce_trust::root::PublicKey;
use quiesce_trust::{HostId, UpdateId, WindowId};
use quiesce_types::host_api::{AUDIENCE, CheckIn, Enrol, LoadedUpdate, Orders, Outcome, Report};

use super::world::{Answered, World, kernel};

/// A host.
pub struct TestHost {
    pub id: HostId,
    pub hostname: String,
    pub key: SigningKey,
    pub counter: u64,
    pub core: Option<String>,
    pub loaded: Vec<LoadedUpdate>,
}

/// A token's claims; a test changes what it wants to see refused.
#[derive(Debug, Clone, Serialize)]
pub struct Claims {
    pub iss: String,
    pub sub: String,
    pub aud: String,
    pub exp: i64,
    pub nbf: i64,
    pub jti: String,
}

impl TestHost {
    pub fn new(hostname: &str) -> Self {
        let mut seed = [7_u8; 32];
        seed[..hostname.len().min(32)]
            .copy_from_slice(&hostname.as_bytes()[..hostname.len().min(32)]);
        let key = SigningKey::from_bytes(&seed);
        Self {
            id: HostId::of_public_key(&key.verifying_key().to_bytes()),
            hostname: hostname.into(),
            key,
            counter: 0,
            core: None,
            loaded: vec![],
        }
    }

    pub fn enrolment(&self, token: &str) -> Enrol {
        let message = format!("quiesce-enrol\n{token}\n{}\n", self.hostname);
        Enrol {
            token: token.into(),
            hostname: self.hostname.clone(),
            key: PublicKey(self.key.verifying_key().to_bytes()),
            proof: hex::encode(self.key.sign(message.as_bytes()).to_bytes()),
            kernel: kernel(),
        }
    }

    /// Good claims for now.
    pub fn claims(&mut self, world: &World) -> Claims {
        self.counter += 1;
        let now = world.clock.now().seconds();
        Claims {
            iss: self.id.to_string(),
            sub: self.id.to_string(),
            aud: AUDIENCE.into(),
            exp: now + 60,
            nbf: now,
            jti: format!("jti-{}", self.counter),
        }
    }

    /// A token over any claims by this host's key (RFC 8037, appendix A.4).
    pub fn sign(&self, claims: &Claims) -> String {
        let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let head = part(&json!({"alg": "EdDSA", "typ": "JWT"}));
        let body = part(&serde_json::to_value(claims).unwrap());
        let signature = self.key.sign(format!("{head}.{body}").as_bytes());
        format!(
            "{head}.{body}.{}",
            URL_SAFE_NO_PAD.encode(signature.to_bytes())
        )
    }

    pub fn token(&mut self, world: &World) -> String {
        let claims = self.claims(world);
        self.sign(&claims)
    }

    pub fn check_in_body(&mut self) -> CheckIn {
        self.counter += 1;
        CheckIn {
            counter: self.counter,
            kernel: kernel(),
            core: self.core.clone(),
            loaded: self.loaded.clone(),
            agent: "0.1.0".into(),
        }
    }

    pub async fn check_in(&mut self, world: &World) -> Answered {
        let token = self.token(world);
        let body = self.check_in_body();
        world.post("/api/host/v1/check-in", &token, &body).await
    }

    /// Checks in and must be answered.
    pub async fn orders(&mut self, world: &World) -> Orders {
        let answered = self.check_in(world).await;
        assert_eq!(answered.status, 200, "{}", answered.text());
        answered.json()
    }

    pub async fn report(
        &mut self,
        world: &World,
        window: Option<&WindowId>,
        update: &UpdateId,
        outcome: Outcome,
    ) -> Answered {
        self.counter += 1;
        let report = Report {
            counter: self.counter,
            window: window.cloned(),
            update: update.clone(),
            outcome,
        };
        self.send(world, &report).await
    }

    pub async fn send(&mut self, world: &World, report: &Report) -> Answered {
        let token = self.token(world);
        world.post("/api/host/v1/reports", &token, report).await
    }
}
