//! Bundles: the one large thing that a host fetches. Resumed, bounded, and compared with the hash asked for.

use std::path::{Path, PathBuf};
use std::time::Duration;

use quiesce_trust::Digest;
use quiesce_trust::manifest::limits;
use reqwest::{RequestBuilder, StatusCode, header};
use tokio::fs::{self, File, OpenOptions};
use tokio::io::AsyncWriteExt;

use crate::ClientError;
use crate::http::{failed, send};

/// For one whole transfer: the largest bundle at about 110 kB/s.
const TRANSFER: Duration = Duration::from_secs(600);

/// How a bundle came to be here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fetched {
    /// Bytes that came over the network in this call; 0 when the file was there.
    pub transferred: u64,
    /// Bytes that an earlier call had left.
    pub resumed_at: u64,
}

pub(crate) async fn fetch(
    url: &str,
    digest: Digest,
    size: u64,
    to: &Path,
    request: impl Fn() -> Result<RequestBuilder, ClientError>,
) -> Result<Fetched, ClientError> {
    let limit = limits::BUNDLE as u64;
    if size > limit {
        return Err(ClientError::TooLarge {
            url: url.to_owned(),
            limit,
        });
    }
    if is_whole(to, digest).await {
        return Ok(Fetched {
            transferred: 0,
            resumed_at: size,
        });
    }
    let part = partial(to);
    let fetched = transfer(url, size, &part, request()?).await?;
    let bytes = fs::read(&part).await.map_err(io(&part))?;
    let found = Digest::of(&bytes);
    if found != digest {
        fs::remove_file(&part).await.map_err(io(&part))?;
        return Err(ClientError::WrongBytes {
            wanted: digest.to_hex(),
            found: format!("{} bytes with SHA-256 {found}", bytes.len()),
        });
    }
    fs::rename(&part, to).await.map_err(io(to))?;
    Ok(fetched)
}

/// Appends to `part` what is missing, or begins anew when the server sends the whole.
async fn transfer(
    url: &str,
    size: u64,
    part: &Path,
    request: RequestBuilder,
) -> Result<Fetched, ClientError> {
    let here = left_over(part, size).await;
    if here == size && size > 0 {
        return Ok(Fetched {
            transferred: 0,
            resumed_at: here,
        });
    }
    let request = request.timeout(TRANSFER);
    let request = if here > 0 {
        request.header(header::RANGE, format!("bytes={here}-"))
    } else {
        request
    };
    let mut response = send(url, request).await?;
    let resumed_at = if response.status() == StatusCode::PARTIAL_CONTENT {
        here
    } else {
        0
    };
    let mut file = open_at(part, resumed_at).await?;
    let mut length = resumed_at;
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| failed(url, &error))?
    {
        length += chunk.len() as u64;
        if length > size {
            drop(file);
            fs::remove_file(part).await.map_err(io(part))?;
            return Err(ClientError::TooLarge {
                url: url.to_owned(),
                limit: size,
            });
        }
        file.write_all(&chunk).await.map_err(io(part))?;
    }
    file.sync_all().await.map_err(io(part))?;
    Ok(Fetched {
        transferred: length - resumed_at,
        resumed_at,
    })
}

/// Bytes that can be continued. What is too long, or belongs to another user, is removed and begun anew.
async fn left_over(part: &Path, size: u64) -> u64 {
    let length = match OpenOptions::new().append(true).open(part).await {
        Ok(file) => file.metadata().await.map_or(0, |meta| meta.len()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return 0,
        Err(_) => u64::MAX,
    };
    if length <= size {
        return length;
    }
    if let Err(error) = fs::remove_file(part).await {
        tracing::warn!(%error, part = %part.display(), "left-over stays");
    }
    0
}

async fn open_at(part: &Path, offset: u64) -> Result<File, ClientError> {
    let mut options = OpenOptions::new();
    options.create(true);
    if offset > 0 {
        options.append(true)
    } else {
        options.write(true).truncate(true)
    };
    options.open(part).await.map_err(io(part))
}

async fn is_whole(to: &Path, digest: Digest) -> bool {
    fs::read(to)
        .await
        .is_ok_and(|bytes| Digest::of(&bytes) == digest)
}

fn partial(to: &Path) -> PathBuf {
    let mut name = to.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> ClientError {
    let path = path.display().to_string();
    move |source| ClientError::Io { path, source }
}

#[cfg(test)]
mod tests {
    use actix_web::{HttpRequest, HttpResponse, web};

    use super::*;
    use crate::mock;

    fn body() -> Vec<u8> {
        (0..100_000_u32)
            .map(|i| u8::try_from(i % 251).unwrap())
            .collect()
    }

    /// Serves `body()`, from the offset asked for when `ranges`.
    async fn server(ranges: bool, wrong: bool) -> crate::ServerUrl {
        mock::serve(move |cfg| {
            cfg.route(
                "/api/host/v1/bundles/{hex}",
                web::get().to(move |request: HttpRequest| async move {
                    let mut whole = body();
                    if wrong {
                        whole[5] ^= 1;
                    }
                    let range = request.headers().get("range").and_then(|r| r.to_str().ok());
                    let from = range
                        .and_then(|r| r.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok());
                    match from.filter(|_| ranges) {
                        Some(from) => {
                            let rest: usize = from;
                            HttpResponse::PartialContent().body(whole[rest..].to_vec())
                        }
                        None => HttpResponse::Ok().body(whole),
                    }
                }),
            );
        })
    }

    #[actix_web::test]
    async fn fetches_once_and_then_finds_it_here() {
        let client = mock::client(server(true, false).await);
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("bundle");
        let digest = Digest::of(&body());
        let first = client.fetch_bundle(digest, 100_000, &to).await.unwrap();
        assert_eq!(
            first,
            Fetched {
                transferred: 100_000,
                resumed_at: 0
            }
        );
        let again = client.fetch_bundle(digest, 100_000, &to).await.unwrap();
        assert_eq!(again.transferred, 0);
        assert_eq!(std::fs::read(&to).unwrap(), body());
    }

    #[actix_web::test]
    async fn resumes_where_it_was_cut_off_even_from_a_server_that_cannot() {
        for (ranges, transferred) in [(true, 60_000), (false, 100_000)] {
            let client = mock::client(server(ranges, false).await);
            let dir = tempfile::tempdir().unwrap();
            let to = dir.path().join("bundle");
            std::fs::write(partial(&to), &body()[..40_000]).unwrap();
            let fetched = client
                .fetch_bundle(Digest::of(&body()), 100_000, &to)
                .await
                .unwrap();
            assert_eq!(fetched.transferred, transferred);
            assert_eq!(std::fs::read(&to).unwrap(), body());
        }
    }

    #[actix_web::test]
    async fn a_flipped_bit_is_refused_and_not_kept() {
        let client = mock::client(server(true, true).await);
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("bundle");
        let error = client
            .fetch_bundle(Digest::of(&body()), 100_000, &to)
            .await
            .unwrap_err();
        assert_eq!(error.code(), "wrong_bytes");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[actix_web::test]
    async fn more_bytes_than_offered_are_cut_off() {
        let client = mock::client(server(true, false).await);
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("bundle");
        let error = client
            .fetch_bundle(Digest::of(&body()), 99_999, &to)
            .await
            .unwrap_err();
        assert_eq!(error.code(), "answer_too_large");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
