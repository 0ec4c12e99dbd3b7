//! What a host's fetcher may ask of its loader, over the loader's standard input and output or a Unix socket: one
//! [`Ask`] as a line of JSON of at most [`LINE_LIMIT`] bytes, for [`Ask::Apply`] followed by exactly `bundle_size` bytes
//! of bundle; one [`Answer`] as a line back; then the connection ends.
//!
//! [`RefusalCode`] is the closed list of reasons that hosts report, and that server and pages show.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::dsse::Envelope;
use crate::tlog::InclusionProof;
use crate::{Digest, UpdateId, WindowId};

/// Bytes of one request or answer, the bundle apart.
pub const LINE_LIMIT: usize = 2 << 20;

/// A request to the loader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum Ask {
    /// Verify a bundle against an offer, load its module and put its functions in force.
    Apply {
        /// What makes it permitted. None: refused with [`RefusalCode::NoPermit`].
        offer: Option<Box<Permission>>,
        /// Bytes of the bundle that follow the line.
        bundle_size: u64,
        /// Stop before anything changes: verify, load, match, unload.
        check_only: bool,
    },
    /// Put the original functions back in force; the module stays.
    Undo {
        /// Which update.
        id: UpdateId,
    },
    /// Undo where needed, and unload the module.
    Remove {
        /// Which update.
        id: UpdateId,
    },
}

/// The part of a server's offer that permits an update: no more than the loader judges by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// Which update.
    pub id: UpdateId,
    /// SHA-256 of the bundle.
    pub bundle: Digest,
    /// The window.
    pub window: WindowId,
    /// The window's revision.
    pub revision: u32,
    /// SHA-256 of that revision.
    pub revision_sha256: Digest,
    /// The signed permit.
    pub permit: Envelope,
    /// That the release is in the log.
    pub release_proof: InclusionProof,
    /// That the permit is in the log.
    pub permit_proof: InclusionProof,
}

/// The loader's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// It is done.
    Done {
        /// Which update.
        id: UpdateId,
        /// What is so now.
        now: Done,
        /// How long the CPUs were held; none where they were not.
        pause: Option<Pause>,
    },
    /// It is not done, and the kernel is as it was.
    Refused(Refusal),
}

/// What the loader brought about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// The update could be applied; nothing was changed.
    Checked,
    /// The update's functions are in force, or the core is loaded.
    Applied,
    /// The original functions are in force again.
    Undone,
    /// The update's module is gone from the kernel.
    Removed,
}

/// How long the CPUs were held, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// Bringing all CPUs to a stop.
    pub rendezvous_ns: u64,
    /// Checking stacks.
    pub check_ns: u64,
    /// Writing the jumps.
    pub write_ns: u64,
    /// From the first CPU stopped to the last released.
    pub total_ns: u64,
}

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// For machines.
    pub code: RefusalCode,
    /// A sentence that says what to do next.
    pub message: String,
    /// Threads that were in the way, for people: `name (pid) in function`. Only with [`RefusalCode::Busy`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<String>,
}

impl Refusal {
    /// A refusal that no thread is to blame for.
    pub fn new(code: RefusalCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            tasks: Vec::new(),
        }
    }
}

macro_rules! refusal_codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal / $class:ident,)*) => {
        /// Every reason for which a loader or core refuses.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum RefusalCode {
            $($(#[$doc])* #[serde(rename = $text)] $variant,)*
        }

        impl RefusalCode {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// As it is written in JSON.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// What kind of no it is.
            pub fn class(self) -> RefusalClass {
                match self { $(Self::$variant => RefusalClass::$class,)* }
            }
        }
    };
}

refusal_codes! {
    /// A signature does not fit what it signs: bundle, permit or log checkpoint.
    BadSignature = "bad_signature" / Trust,
    /// Signed, but by no key that this host's trust root names for the role.
    UnknownKey = "unknown_key" / Trust,
    /// Some of the needed keys have not signed.
    TooFewSignatures = "too_few_signatures" / Trust,
    /// A file in the bundle is not the one that was signed.
    MemberMismatch = "member_mismatch" / Trust,
    /// The bundle is cut, longer than it says, or not as our signer writes it.
    MalformedBundle = "malformed_bundle" / Trust,
    /// The permit or the offer can't be read.
    MalformedOffer = "malformed_offer" / Trust,
    /// Over a size limit.
    TooLarge = "too_large" / Trust,
    /// No permit names this bundle.
    NoPermit = "no_permit" / Trust,
    /// The permit is for another window than the offer says.
    PermitOtherWindow = "permit_other_window" / Trust,
    /// The permit is for another revision than the offer says.
    PermitOtherRevision = "permit_other_revision" / Trust,
    /// A later revision of the window was seen before.
    PermitSuperseded = "permit_superseded" / Trust,
    /// The permit is for other hosts.
    PermitOtherHost = "permit_other_host" / Trust,
    /// The permit is for other updates.
    PermitOtherUpdate = "permit_other_update" / Trust,
    /// The permit is for other bytes of this update.
    PermitOtherBundle = "permit_other_bundle" / Trust,
    /// The window has not opened.
    PermitTooEarly = "permit_too_early" / Trust,
    /// The window is over.
    PermitExpired = "permit_expired" / Trust,
    /// The approvals in the permit do not carry it.
    QuorumMissing = "quorum_missing" / Trust,
    /// Release or permit is not in the log.
    NotInLog = "not_in_log" / Trust,
    /// The log's checkpoint is older than one seen before.
    LogOlder = "log_older" / Trust,
    /// The log contradicts a checkpoint seen before.
    LogRewritten = "log_rewritten" / Trust,
    /// The trust root is older than one seen before, or unusable.
    RootOlder = "root_older" / Trust,
    /// The host has no trust root or no id.
    NotEnrolled = "not_enrolled" / Host,
    /// Built for another kernel.
    WrongKernel = "wrong_kernel" / Host,
    /// Built for another version of the core.
    WrongAbi = "wrong_abi" / Host,
    /// The core module is not in the kernel.
    CoreMissing = "core_missing" / Host,
    /// A thread was inside a function each time it was tried.
    Busy = "busy" / Busy,
    /// A running function is not the one that the update was made from.
    NoMatch = "no_match" / Kernel,
    /// Something else in the kernel owns what would be written.
    Conflict = "conflict" / Kernel,
    /// The core can't do this.
    Unsupported = "unsupported" / Kernel,
    /// The kernel has no memory for it.
    OutOfMemory = "out_of_memory" / Kernel,
    /// A later update must be undone first.
    NotOnTop = "not_on_top" / Kernel,
    /// Its module is in the kernel already.
    AlreadyLoaded = "already_loaded" / Kernel,
    /// It is in force already.
    AlreadyApplied = "already_applied" / Kernel,
    /// It is not in force.
    NotApplied = "not_applied" / Kernel,
    /// It is not in the kernel.
    NotLoaded = "not_loaded" / Kernel,
    /// The kernel's module loader said no.
    ModuleRejected = "module_rejected" / Kernel,
    /// The kernel accepts only modules signed with a key that it knows.
    ModuleKeyRejected = "module_key_rejected" / Kernel,
    /// The core said no for a reason that this loader does not know.
    CoreRefused = "core_refused" / Kernel,
    /// The loader lacks the right to load modules or to write its state.
    NotPrivileged = "not_privileged" / Machine,
    /// A file or the socket failed.
    Io = "io" / Machine,
}

/// Kinds of refusal. They decide exit codes, and whether trying again helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalClass {
    /// What was offered can't be trusted or is not permitted here and now.
    Trust,
    /// This host, as it is, is the wrong place.
    Host,
    /// It will be possible later without anyone doing anything.
    Busy,
    /// The kernel or the core can't or won't.
    Kernel,
    /// The machinery around it failed.
    Machine,
}

impl RefusalClass {
    /// Exit status of a command that ends with a refusal of this kind. 0 is success and 2 wrong usage.
    pub fn exit_status(self) -> u8 {
        match self {
            Self::Machine => 1,
            Self::Trust => 3,
            Self::Host => 4,
            Self::Busy => 5,
            Self::Kernel => 6,
        }
    }
}

impl fmt::Display for RefusalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_written_in_json_as_they_print() {
        for code in RefusalCode::ALL {
            let json = serde_json::to_string(code).unwrap();
            assert_eq!(json, format!("\"{code}\""));
            assert!(code.class().exit_status() != 2 && code.class().exit_status() != 0);
        }
    }

    #[test]
    fn an_answer_is_one_object() {
        let refused = Answer::Refused(Refusal::new(RefusalCode::NoPermit, "No."));
        let json = serde_json::to_string(&refused).unwrap();
        assert_eq!(
            json,
            r#"{"answer":"refused","code":"no_permit","message":"No."}"#
        );
        assert_eq!(serde_json::from_str::<Answer>(&json).unwrap(), refused);
    }
}
