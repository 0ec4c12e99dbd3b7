//! A host in a temporary folder, with a server and a loader to talk to.

use std::fs;

use clap::Parser as _;
use ed25519_dalek::{Signer as _, SigningKey};
use quiesce_trust::dsse::{Envelope, pae};
use quiesce_trust::manifest::{Kernel, MANIFEST_TYPE, Manifest, Member, MemberRole, UpdateKind};
use quiesce_trust::root::{LogKey, PublicKey, RoleKeys, TrustRoot};
use quiesce_trust::tlog::InclusionProof;
use quiesce_trust::{Digest, bundle};
use quiesce_types::host_api::Offer;
use tempfile::TempDir;

use super::fake_loader::FakeLoader;
use super::fake_server::FakeServer;
use crate::cli::Cli;
use crate::commands;
use crate::host::{Enrolment, Host, HostKey, Server};
use crate::places::Places;
use crate::screen::Screen;

pub const NOW: i64 = 1_800_000_000;
pub const RELEASE: &str = "6.1.0-47-cloud-amd64";

/// A host that is not enrolled, with nothing in its kernel.
pub fn bare_host() -> (TempDir, Host) {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let places = Places {
        config_dir: at("etc"),
        state_dir: at("state"),
        proc: at("proc"),
        sysfs: at("sys"),
        loader_socket: at("loader.sock"),
        loader: None,
    };
    let proc = places.proc.join("sys/kernel");
    fs::create_dir_all(&proc).unwrap();
    for (name, text) in [
        ("osrelease", RELEASE),
        ("hostname", "wn01"),
        ("ostype", "Linux"),
        ("version", "#1 SMP Debian 6.1.170-3"),
    ] {
        fs::write(proc.join(name), format!("{text}\n")).unwrap();
    }
    fs::create_dir_all(places.sysfs.join("kernel")).unwrap();
    let mut notes = vec![4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0];
    notes.extend_from_slice(b"GNU\0");
    notes.extend_from_slice(&[0xab; 20]);
    fs::write(places.sysfs.join("kernel/notes"), notes).unwrap();
    (
        dir,
        Host {
            places,
            clock: || NOW,
        },
    )
}

/// A host with a server and a loader.
pub struct World {
    pub host: Host,
    pub server: FakeServer,
    pub loader: FakeLoader,
    _dir: TempDir,
}

impl World {
    /// Not enrolled yet.
    pub fn new() -> Self {
        let (dir, host) = bare_host();
        let server = FakeServer::start();
        let loader = FakeLoader::start(&host.places);
        Self {
            host,
            server,
            loader,
            _dir: dir,
        }
    }

    /// Enrolled, with the core loaded.
    pub fn enrolled() -> Self {
        let world = Self::new();
        let key = HostKey::read_or_make(&world.host.places).unwrap();
        let server = Server {
            server: world.server.url.clone(),
            hostname: "wn01.example.org".to_owned(),
            poll_seconds: 60,
        };
        let enrolment = Enrolment {
            server,
            host: key.host(),
            root: root(),
        };
        enrolment.write(&world.host.places).unwrap();
        world.loader.load_core();
        world
    }

    /// Runs a command line. Standard output, standard error and the exit status, as one text.
    pub async fn run(&self, words: &str) -> String {
        let cli = Cli::try_parse_from(words.split(' ')).unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut screen = Screen::new(&mut out, &mut err, cli.json);
        let status = commands::run(cli.command, &self.host, &mut screen).await;
        let mut text = String::from_utf8(out).unwrap();
        text.push_str(&String::from_utf8(err).unwrap());
        // What differs from run to run.
        let text = text.replace(&self.server.url, "http://SERVER");
        let text = match HostKey::read(&self.host.places) {
            Ok(key) => text.replace(key.host().as_str(), "HOST"),
            Err(_) => text,
        };
        format!("{text}exit {status}")
    }

    /// Puts an update on offer, with its bundle to fetch.
    pub fn offer(&self, id: &str, title: &str, order: u64) -> Offer {
        let bytes = signed_bundle(id, title, order);
        let permit = Envelope::unsigned("application/vnd.quiesce.permit.v1+json", b"{}");
        let proof = InclusionProof {
            index: 0,
            path: vec![],
            checkpoint: String::new(),
        };
        let offer = Offer {
            id: id.parse().unwrap(),
            kind: UpdateKind::Security,
            title: title.to_owned(),
            bundle: Digest::of(&bytes),
            size: bytes.len() as u64,
            window: "w-7".parse().unwrap(),
            revision: 3,
            revision_sha256: Digest::of(b"revision 3"),
            permit,
            release_proof: proof.clone(),
            permit_proof: proof,
        };
        self.server.offer(offer.clone(), bytes);
        offer
    }

    /// Two updates on offer.
    pub fn offer_two(&self) {
        self.offer(
            "k3j9x2ab",
            "CVE-2026-46132: rtnetlink leaks kernel stack",
            4,
        );
        self.offer("mdie0f3s", "log each open()", 5);
    }
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn public(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_bytes())
}

pub fn root() -> TrustRoot {
    let role = |seed| RoleKeys {
        keys: vec![public(&key(seed))],
        threshold: 1,
    };
    let log = LogKey {
        name: "quiesce.test/log".to_owned(),
        key: public(&key(3)),
    };
    TrustRoot {
        version: 1,
        release: role(1),
        director: role(2),
        log,
    }
}

pub fn signed_bundle(id: &str, title: &str, order: u64) -> Vec<u8> {
    let module = format!("update {id}");
    let manifest = Manifest {
        id: id.parse().unwrap(),
        kind: UpdateKind::Security,
        title: title.to_owned(),
        cves: vec![],
        kernel: Kernel {
            release: RELEASE.parse().unwrap(),
            build_id: "ab".repeat(20).parse().unwrap(),
        },
        abi: 1,
        order,
        module_name: format!("quiesce_{id}"),
        functions: vec![],
        members: vec![Member {
            name: "update.ko".to_owned(),
            role: MemberRole::Module,
            size: module.len() as u64,
            sha256: Digest::of(module.as_bytes()),
        }],
    };
    let payload = serde_json::to_vec(&manifest).unwrap();
    let signature = key(1).sign(&pae(MANIFEST_TYPE, &payload)).to_bytes();
    let envelope =
        Envelope::unsigned(MANIFEST_TYPE, &payload).with_signature(&public(&key(1)), &signature);
    bundle::assemble(&envelope, &[module]).unwrap()
}
