//! What enrolment left on this host: the server's address, whom to trust, who this host is.

use quiesce_client::ServerUrl;
use quiesce_trust::HostId;
use quiesce_trust::root::TrustRoot;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::host::durable;
use crate::places::Places;

/// Where to call, and as what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Base address.
    pub server: String,
    /// The name that this host enrolled by.
    pub hostname: String,
    /// Seconds between check-ins, until the server says otherwise.
    pub poll_seconds: u32,
}

/// An enrolled host's papers.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// The server.
    pub server: Server,
    /// This host's id.
    pub host: HostId,
    /// Whom it trusts.
    pub root: TrustRoot,
}

impl Server {
    /// The address, parsed again: the file may have been edited.
    pub fn url(&self) -> Result<ServerUrl, Failure> {
        self.server
            .parse()
            .map_err(Failure::damaged(std::path::Path::new("server.json")))
    }
}

impl Enrolment {
    /// Reads it.
    ///
    /// # Errors
    /// [`Failure::NotEnrolled`] when a part is missing.
    pub fn read(places: &Places) -> Result<Self, Failure> {
        let server = durable::read_json(&places.server())?.ok_or(Failure::NotEnrolled)?;
        let root = durable::read_json(&places.root())?.ok_or(Failure::NotEnrolled)?;
        let path = places.host_id();
        let id = durable::read(&path)?.ok_or(Failure::NotEnrolled)?;
        let id = String::from_utf8_lossy(&id).trim().parse();
        Ok(Self {
            server,
            root,
            host: id.map_err(Failure::damaged(&path))?,
        })
    }

    /// Puts it in place. The server's address comes last: until it is there, the host is not enrolled.
    pub fn write(&self, places: &Places) -> Result<(), Failure> {
        durable::replace_json(&places.root(), &self.root)?;
        durable::replace(
            &places.host_id(),
            format!("{}\n", self.host).as_bytes(),
            0o644,
        )?;
        durable::replace_json(&places.server(), &self.server)
    }
}
