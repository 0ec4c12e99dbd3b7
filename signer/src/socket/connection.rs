//! One connection: a line in, a line out, until the guest leaves or takes too long.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use quiesce_trust::signing::{Answer, Ask, LINE_LIMIT, LineError};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::UnixStream;
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::refusal::Refusal;
use crate::signer::Signer;

/// How long a connection may be silent between two requests.
const IDLE: Duration = Duration::from_secs(60);
/// How long one request may take to arrive once it has begun, and one answer to be taken.
const TRANSFER: Duration = Duration::from_secs(60);

/// Serves a connection to its end.
pub async fn serve(stream: UnixStream, signer: Arc<Mutex<Signer>>) -> io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut reader = BufReader::new(reader);
    loop {
        match timeout(IDLE, reader.fill_buf()).await {
            Ok(Ok([])) | Err(_) => return Ok(()),
            Ok(Ok(_)) => (),
            Ok(Err(error)) => return Err(error),
        }
        let mut line = Vec::new();
        let limit = LINE_LIMIT as u64 + 1;
        timeout(
            TRANSFER,
            (&mut reader).take(limit).read_until(b'\n', &mut line),
        )
        .await??;
        let whole = line.ends_with(b"\n");

        let answer = if line.len() > LINE_LIMIT {
            Refusal::from(LineError::TooLong).into()
        } else {
            answer(Arc::clone(&signer), line).await
        };
        let bytes = answer.to_line().map_err(io::Error::other)?;
        timeout(TRANSFER, writer.write_all(&bytes)).await??;
        if !whole {
            // Either the guest closed its half, or the rest of an overlong line would be read as the next request.
            return Ok(());
        }
    }
}

/// Reads and answers off the runtime's own threads: it hashes, signs and waits for the disk.
async fn answer(signer: Arc<Mutex<Signer>>, line: Vec<u8>) -> Answer {
    let answered = tokio::task::spawn_blocking(move || match Ask::from_line(&line) {
        Ok(ask) => signer.blocking_lock().answer(ask),
        Err(error) => Refusal::from(error).into(),
    });
    answered
        .await
        .unwrap_or_else(|error| Refusal::from(io::Error::other(error)).into())
}
