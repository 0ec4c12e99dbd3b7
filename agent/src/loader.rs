//! Asking the loader: through its socket, or, as root on a host without one, by starting it. The same protocol
//! ([`quiesce_trust::loading`]) either way.

use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use quiesce_trust::UpdateId;
use quiesce_trust::loading::{Answer, Ask, Done, LINE_LIMIT, Pause, Permission};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::UnixStream;
use tokio::process::Command;
use tokio::time::timeout;

use crate::failure::Failure;
use crate::places::Places;

/// For one request: loading resolves relocations one by one, and the core waits for busy tasks.
const PATIENCE: Duration = Duration::from_secs(300);

/// What the loader brought about.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Loaded {
    /// Which update.
    pub id: UpdateId,
    /// What is so now.
    pub now: Done,
    /// How long the CPUs were held.
    pub pause: Option<Pause>,
}

/// Applies a bundle, or with `check_only` finds out whether it could be.
pub async fn apply(
    places: &Places,
    bundle: &[u8],
    offer: Option<Permission>,
    check_only: bool,
) -> Result<Loaded, Failure> {
    let ask = Ask::Apply {
        offer: offer.map(Box::new),
        bundle_size: bundle.len() as u64,
        check_only,
    };
    ask_loader(places, &ask, bundle).await
}

/// Puts the original functions back in force.
pub async fn undo(places: &Places, id: UpdateId) -> Result<Loaded, Failure> {
    ask_loader(places, &Ask::Undo { id }, &[]).await
}

/// Undoes where needed, and unloads.
pub async fn remove(places: &Places, id: UpdateId) -> Result<Loaded, Failure> {
    ask_loader(places, &Ask::Remove { id }, &[]).await
}

async fn ask_loader(places: &Places, ask: &Ask, bundle: &[u8]) -> Result<Loaded, Failure> {
    let line = timeout(PATIENCE, exchange(places, ask, bundle)).await;
    let line = line
        .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
        .map_err(Failure::Loader)?;
    let answer = serde_json::from_slice(&line);
    match answer.map_err(|error| Failure::LoaderAnswer(error.to_string()))? {
        Answer::Done { id, now, pause } => Ok(Loaded { id, now, pause }),
        Answer::Refused(refusal) => Err(refusal.into()),
    }
}

async fn exchange(places: &Places, ask: &Ask, bundle: &[u8]) -> io::Result<Vec<u8>> {
    match UnixStream::connect(&places.loader_socket).await {
        Ok(stream) => {
            let (from, to) = stream.into_split();
            talk(from, to, ask, bundle).await
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => start(places, ask, bundle).await,
        Err(error) => Err(error),
    }
}

async fn start(places: &Places, ask: &Ask, bundle: &[u8]) -> io::Result<Vec<u8>> {
    let mut child = Command::new(program(places)?)
        .arg("serve")
        .arg("--root")
        .arg(places.root())
        .arg("--host-id")
        .arg(places.host_id())
        .arg("--sysfs")
        .arg(&places.sysfs)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(io::ErrorKind::BrokenPipe.into());
    };
    let answer = talk(from, to, ask, bundle).await;
    child.wait().await?;
    answer
}

fn program(places: &Places) -> io::Result<PathBuf> {
    match &places.loader {
        Some(program) => Ok(program.clone()),
        None => Ok(std::env::current_exe()?.with_file_name("quiesce-loader")),
    }
}

/// Says what is asked and hears the answer. A loader that refuses early stops listening: its answer counts, not the
/// pipe that broke.
async fn talk(
    from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    ask: &Ask,
    bundle: &[u8],
) -> io::Result<Vec<u8>> {
    let said = async {
        let mut line = serde_json::to_vec(ask)?;
        line.push(b'\n');
        to.write_all(&line).await?;
        to.write_all(bundle).await?;
        to.shutdown().await?;
        drop(to);
        io::Result::Ok(())
    };
    let heard = async {
        let mut answer = Vec::new();
        from.take(LINE_LIMIT as u64)
            .read_to_end(&mut answer)
            .await?;
        io::Result::Ok(answer)
    };
    let (said, heard) = tokio::join!(said, heard);
    match heard {
        Ok(answer) if answer.is_empty() => said.and(Err(io::ErrorKind::UnexpectedEof.into())),
        heard => heard,
    }
}
