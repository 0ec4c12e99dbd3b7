//! The command channel: scripts go in and their output comes back over a virtio serial port.
//!
//! (An emulated UART would do without a module in the guest, but loses bytes when the guest is slow to fetch them.)
//! One line a request and base64 both ways; the guest's half is the loop at the end of its `/init`.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What a script in the guest did.
#[derive(Debug, Clone)]
pub struct Output {
    /// Exit status; 137 when the time limit ended it.
    pub status: i32,
    /// Standard output and standard error as they came, bytes that are not UTF-8 replaced.
    pub text: String,
    /// As measured here, the way through the channel included.
    pub took: Duration,
}

impl Output {
    /// Whether the script ended with status 0.
    pub fn success(&self) -> bool {
        self.status == 0
    }

    /// The text when the script ended with status 0.
    ///
    /// # Errors
    /// With the status and what was printed.
    pub fn ok(self) -> Result<String> {
        ensure!(
            self.success(),
            "ended with status {}: {}",
            self.status,
            self.text.trim()
        );
        Ok(self.text)
    }
}

/// The host's half.
#[derive(Debug)]
pub(super) struct Channel {
    stream: BufReader<UnixStream>,
    last_id: u64,
}

impl Channel {
    /// Connects to QEMU's socket and waits until the guest answers.
    pub(super) fn open(socket: &Path, limit: Duration) -> Result<Self> {
        let begin = Instant::now();
        let stream = loop {
            match UnixStream::connect(socket) {
                Ok(stream) => break stream,
                Err(error) if begin.elapsed() > limit => {
                    return Err(error).context("QEMU did not open its socket");
                }
                Err(_) => std::thread::sleep(Duration::from_millis(20)),
            }
        };
        let mut channel = Self {
            stream: BufReader::new(stream),
            last_id: 0,
        };
        let greeting = channel.line(limit)?;
        ensure!(
            greeting == "READY",
            "the guest said {greeting:?} when it came up"
        );
        Ok(channel)
    }

    /// Runs `script` with `sh`, at most `limit` long.
    pub(super) fn run(&mut self, script: &str, limit: Duration) -> Result<Output> {
        let begin = Instant::now();
        // The guest keeps the time limit; the margin is for an emulated machine that is short of time.
        let patience = limit * 2 + Duration::from_secs(60);
        self.send(script, limit)?;
        let expected = format!("={} ", self.last_id);
        let status = loop {
            if let Some(status) = self.line(patience)?.strip_prefix(&expected) {
                break status.parse().context("the guest's answer has no status")?;
            }
            ensure!(begin.elapsed() < patience, "the guest does not answer");
        };
        let mut encoded = String::new();
        loop {
            let line = self.line(patience)?;
            if line == "." {
                break;
            }
            encoded.push_str(&line);
        }
        let bytes = STANDARD
            .decode(encoded)
            .context("the guest's output is not base64")?;
        Ok(Output {
            status,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            took: begin.elapsed(),
        })
    }

    /// Runs a script after which the machine ends. Whether it did within `limit`.
    pub(super) fn run_to_the_end(&mut self, script: &str, limit: Duration) -> Result<bool> {
        self.send(script, limit)?;
        self.stream.get_ref().set_read_timeout(Some(limit))?;
        Ok(self.stream.read_to_end(&mut Vec::new()).is_ok())
    }

    fn send(&mut self, script: &str, limit: Duration) -> Result<()> {
        self.last_id += 1;
        let request = format!(
            "{} {} {}\n",
            self.last_id,
            limit.as_secs().max(1),
            STANDARD.encode(script)
        );
        self.stream
            .get_mut()
            .write_all(request.as_bytes())
            .context("the guest is gone")
    }

    fn line(&mut self, limit: Duration) -> Result<String> {
        self.stream.get_ref().set_read_timeout(Some(limit))?;
        let mut line = Vec::new();
        let read = self
            .stream
            .read_until(b'\n', &mut line)
            .context("the guest does not answer")?;
        if read == 0 {
            bail!("the guest is gone");
        }
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }
}
