//! Checkpoints: C2SP `tlog-checkpoint` (<https://c2sp.org/tlog-checkpoint>) in a `signed-note`
//! (<https://c2sp.org/signed-note>), with Ed25519 signatures (type 0x01).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::Digest;
use crate::root::{LogKey, PublicKey};
use crate::signing::LogHead;

/// Bytes of a signed note that are looked at.
pub const NOTE_LIMIT: usize = 64 << 10;
/// Signatures of one note that are looked at, cosignatures of witnesses among them.
const SIGNATURES_LIMIT: usize = 64;
/// Signature type of Ed25519 in a signed note.
const ED25519: u8 = 0x01;

/// What a log says of itself at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// Leaves and root hash.
    pub head: LogHead,
    /// Lines after the root hash. We write none, and what others may write there is signed but not ours to judge.
    pub extensions: Vec<String>,
}

/// Why a note is not a checkpoint of the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Not a signed note, or not a checkpoint in it.
    #[error("the checkpoint is malformed: {0}; fetch it again")]
    Malformed(&'static str),
    /// Another log's.
    #[error(
        "the checkpoint is of the log `{found}`, not of `{expected}`; check which server this host is enrolled at"
    )]
    OtherLog {
        /// The pinned log's name.
        expected: String,
        /// The note's, cut to 80 characters.
        found: String,
    },
    /// Nothing in it is signed by the pinned key.
    #[error(
        "the checkpoint is not signed by the log's pinned key; if the key was changed, fetch the new root"
    )]
    UnknownKey,
    /// A signature that claims to be by the pinned key does not verify.
    #[error(
        "the checkpoint's signature does not fit its content: it was changed after signing; fetch it again"
    )]
    BadSignature,
}

impl CheckpointError {
    /// Machine code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed_checkpoint",
            Self::OtherLog { .. } => "checkpoint_other_log",
            Self::UnknownKey => "checkpoint_unknown_key",
            Self::BadSignature => "checkpoint_bad_signature",
        }
    }
}

impl Checkpoint {
    /// Checks the log's signature, then reads what was signed. Signatures by others are passed over, as the
    /// specification wants; one that claims the log's key and is wrong refuses the note.
    pub fn verify(note: &str, log: &LogKey) -> Result<Self, CheckpointError> {
        let (text, signatures) = split_note(note)?;
        let id = key_id(&log.name, &log.key);
        let mut signed = false;
        for line in signatures {
            let (name, rest) = line
                .strip_prefix("\u{2014} ")
                .and_then(|line| line.split_once(' '))
                .ok_or(CheckpointError::Malformed(
                    "a signature line is not `— name base64`",
                ))?;
            let bytes = STANDARD
                .decode(rest)
                .map_err(|_| CheckpointError::Malformed("a signature is not base64"))?;
            let (line_id, signature) = bytes
                .split_first_chunk::<4>()
                .ok_or(CheckpointError::Malformed("a signature has no key id"))?;
            if name != log.name || *line_id != id {
                continue;
            }
            let valid = <&[u8; 64]>::try_from(signature)
                .is_ok_and(|signature| log.key.verifies(text.as_bytes(), signature));
            if !valid {
                return Err(CheckpointError::BadSignature);
            }
            signed = true;
        }
        if !signed {
            // Read only to say what is wrong with it: nothing of it is handed out.
            Self::parse(text)?.refuse_other_log(log)?;
            return Err(CheckpointError::UnknownKey);
        }
        let checkpoint = Self::parse(text)?;
        checkpoint.refuse_other_log(log)?;
        Ok(checkpoint)
    }

    /// The text that is signed: origin, size and root hash, a line each.
    pub fn to_text(&self) -> String {
        let mut text = format!(
            "{}\n{}\n{}\n",
            self.origin,
            self.head.size,
            STANDARD.encode(self.head.root.0)
        );
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// The signed note around [`Checkpoint::to_text`], with a signature made elsewhere by `key`'s private half.
    pub fn to_note(&self, key: &PublicKey, signature: &[u8; 64]) -> String {
        let mut bytes = key_id(&self.origin, key).to_vec();
        bytes.extend_from_slice(signature);
        format!(
            "{}\n\u{2014} {} {}\n",
            self.to_text(),
            self.origin,
            STANDARD.encode(bytes)
        )
    }

    /// Reads a checkpoint's text. Private: only signed text is worth reading.
    fn parse(text: &str) -> Result<Self, CheckpointError> {
        let malformed = CheckpointError::Malformed;
        let mut lines = text.strip_suffix('\n').unwrap_or(text).split('\n');
        let mut line = || lines.next().filter(|line| !line.is_empty());
        let origin = line().ok_or(malformed("it has no origin"))?.to_owned();
        let size_text = line().ok_or(malformed("it has no size"))?;
        let size: u64 = size_text
            .parse()
            .map_err(|_| malformed("its size is not a number"))?;
        if size.to_string() != size_text {
            return Err(malformed("its size is not written plainly"));
        }
        let root = line().ok_or(malformed("it has no root hash"))?;
        let root = STANDARD
            .decode(root)
            .map_err(|_| malformed("its root hash is not base64"))?;
        let root = root
            .try_into()
            .map_err(|_| malformed("its root hash has not 32 bytes"))?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return Err(malformed("it has an empty line"));
        }
        Ok(Self {
            origin,
            head: LogHead {
                size,
                root: Digest(root),
            },
            extensions,
        })
    }

    fn refuse_other_log(&self, log: &LogKey) -> Result<(), CheckpointError> {
        if self.origin == log.name {
            return Ok(());
        }
        Err(CheckpointError::OtherLog {
            expected: log.name.clone(),
            found: self.origin.chars().take(80).collect(),
        })
    }
}

/// The id of an Ed25519 key in signed notes: the first 4 bytes of SHA-256 of `name ‖ 0A ‖ 01 ‖ key`.
pub fn key_id(name: &str, key: &PublicKey) -> [u8; 4] {
    let mut message = name.as_bytes().to_vec();
    message.extend_from_slice(&[b'\n', ED25519]);
    message.extend_from_slice(&key.0);
    let [a, b, c, d, ..] = Digest::of(&message).0;
    [a, b, c, d]
}

/// Whether a text can name a log: not empty, no white space, no `+` (signed-note), at most 128 bytes.
pub fn is_log_name(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && !text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || c == '+')
}

/// The note's text with its last newline, and its signature lines.
fn split_note(note: &str) -> Result<(&str, Vec<&str>), CheckpointError> {
    let malformed = CheckpointError::Malformed;
    if note.len() > NOTE_LIMIT {
        return Err(malformed("it is too long"));
    }
    if note.chars().any(|c| c.is_ascii_control() && c != '\n') {
        return Err(malformed("it holds control characters"));
    }
    let blank = note
        .rfind("\n\n")
        .ok_or(malformed("it has no signatures"))?;
    let (text, rest) = note.split_at(blank + 1);
    let signatures = rest[1..]
        .strip_suffix('\n')
        .ok_or(malformed("it does not end with a newline"))?;
    let signatures: Vec<&str> = signatures.split('\n').collect();
    if signatures.len() > SIGNATURES_LIMIT {
        return Err(malformed("it has too many signatures"));
    }
    Ok((text, signatures))
}
