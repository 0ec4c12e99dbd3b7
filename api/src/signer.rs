//! The server's end of the signer's socket: one question, one answer, with limits on size and time.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::Duration;

use quiesce_trust::root::TrustRoot;
use quiesce_trust::signing::{Answer, Ask, LINE_LIMIT};

use crate::error::ServiceError;

/// How long one answer may take. Signing takes milliseconds; hashing a large bundle takes longer.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Knows where the signer is. Each question opens a connection of its own, so that a signer that was restarted is found again.
#[derive(Debug, Clone)]
pub struct Signer {
    socket: PathBuf,
}

impl Signer {
    /// The signer behind this socket.
    pub fn at(socket: PathBuf) -> Self {
        Self { socket }
    }

    /// Asks, and turns a refusal into an error with the signer's own code and sentence.
    pub fn ask(&self, ask: &Ask) -> Result<Answer, ServiceError> {
        let answer = self.exchange(ask).map_err(|e| self.unreachable(&e))?;
        if let Answer::Refused { code, message } = answer {
            return Err(ServiceError::Signer { code, message });
        }
        Ok(answer)
    }

    /// The public keys that hosts pin.
    pub fn root(&self) -> Result<TrustRoot, ServiceError> {
        let answer = self.ask(&Ask::Root)?;
        let Answer::Root { root } = answer else {
            return Err(self.unexpected(&answer));
        };
        Ok(root)
    }

    /// An answer to another question than the one that was asked.
    pub fn unexpected(&self, answer: &Answer) -> ServiceError {
        tracing::error!(?answer, "the signer answered another question");
        self.unreachable("it answered another question")
    }

    fn exchange(&self, ask: &Ask) -> Result<Answer, String> {
        let line = ask.to_line().map_err(|e| e.to_string())?;
        let mut answer = Vec::new();
        let talk = |answer: &mut Vec<u8>| -> std::io::Result<()> {
            let stream = UnixStream::connect(&self.socket)?;
            stream.set_read_timeout(Some(TIME_LIMIT))?;
            stream.set_write_timeout(Some(TIME_LIMIT))?;
            (&stream).write_all(&line)?;
            BufReader::new(stream.take(LINE_LIMIT as u64)).read_until(b'\n', answer)?;
            Ok(())
        };
        talk(&mut answer).map_err(|e| e.to_string())?;
        Answer::from_line(&answer).map_err(|e| e.to_string())
    }

    fn unreachable(&self, why: &str) -> ServiceError {
        ServiceError::Signer {
            code: "signer_unreachable".to_owned(),
            message: format!(
                "no answer on {}: {why}. Start the signer.",
                self.socket.display()
            ),
        }
    }
}
