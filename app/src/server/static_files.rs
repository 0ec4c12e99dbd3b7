//! The site's own files: styles, fonts and script from `assets/`, the WebAssembly from `pkg/`.
//!
//! They are few and small, so they are read once, at the start, and served from memory. Pages name each by the hash of
//! its content (`?v=`); under that name browsers may keep it for good.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use quiesce_types::trust::Digest;

/// Bytes of one file; the WebAssembly of a debug build is the largest.
const MAX_FILE: u64 = 64 << 20;

/// What is wrong with the folder.
#[derive(Debug, thiserror::Error)]
pub enum StaticFilesError {
    /// A file or folder cannot be read.
    #[error(
        "cannot read {path}: {source}. Build the site's files first, or name their folder with --site"
    )]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is larger than the limit.
    #[error("{0} is too large to be served")]
    TooLarge(PathBuf),
}

struct StaticFile {
    body: Bytes,
    hash: String,
    kind: &'static str,
}

/// All files by their path on the site, for example `/assets/boot.js`.
pub struct StaticFiles(BTreeMap<String, StaticFile>);

static FILES: OnceLock<StaticFiles> = OnceLock::new();

impl StaticFiles {
    /// Reads `assets/` and `pkg/` of the site's folder.
    pub fn read(site: &Path) -> Result<Self, StaticFilesError> {
        let mut files = BTreeMap::new();
        for folder in ["assets", "pkg"] {
            read_folder(&site.join(folder), &format!("/{folder}"), &mut files)?;
        }
        Ok(Self(files))
    }

    /// Makes these the files that [`address`] and [`serve`] know. Only the first call counts.
    pub fn publish(self) {
        let _ = FILES.set(self);
    }
}

fn read_folder(
    folder: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, StaticFile>,
) -> Result<(), StaticFilesError> {
    let unreadable = |source| StaticFilesError::Unreadable {
        path: folder.to_owned(),
        source,
    };
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let path = entry.path();
        let meta = std::fs::metadata(&path).map_err(unreadable)?;
        let name = format!("{prefix}/{}", entry.file_name().to_string_lossy());
        if meta.is_dir() {
            read_folder(&path, &name, files)?;
        } else if let Some(kind) = content_type(&path) {
            if meta.len() > MAX_FILE {
                return Err(StaticFilesError::TooLarge(path));
            }
            let body = std::fs::read(&path).map_err(|source| StaticFilesError::Unreadable {
                path: path.clone(),
                source,
            })?;
            let hash = Digest::of(&body).to_hex().chars().take(16).collect();
            files.insert(
                name,
                StaticFile {
                    body: body.into(),
                    hash,
                    kind,
                },
            );
        }
    }
    Ok(())
}

/// Files of other kinds are not served.
fn content_type(path: &Path) -> Option<&'static str> {
    match path.extension()?.to_str()? {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "wasm" => Some("application/wasm"),
        "woff2" => Some("font/woff2"),
        "svg" => Some("image/svg+xml"),
        "txt" => Some("text/plain; charset=utf-8"),
        _ => None,
    }
}

/// The address of a file with the hash of its content; the bare path when there is no such file.
pub fn address(path: &str) -> String {
    match FILES.get().and_then(|files| files.0.get(path)) {
        Some(file) => format!("{path}?v={}", file.hash),
        None => path.to_owned(),
    }
}

/// The styles in the order of their names.
pub fn styles() -> Vec<String> {
    let paths = FILES
        .get()
        .map(|files| files.0.keys())
        .into_iter()
        .flatten();
    paths
        .filter(|path| path.starts_with("/assets/styles/"))
        .map(|path| address(path))
        .collect()
}

/// `GET /assets/…` and `GET /pkg/…`.
pub async fn serve(request: HttpRequest) -> HttpResponse {
    let Some(file) = FILES.get().and_then(|files| files.0.get(request.path())) else {
        return HttpResponse::NotFound()
            .content_type("text/plain")
            .body("There is no such file.\n");
    };
    let etag = format!("\"{}\"", file.hash);
    let forever = request.query_string() == format!("v={}", file.hash);
    let cache = if forever {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let known = request
        .headers()
        .get(IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok());
    let mut answer = if known == Some(etag.as_str()) {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    answer
        .insert_header((CACHE_CONTROL, cache))
        .insert_header((ETAG, etag));
    if known.is_some_and(|known| known.trim_matches('"') == file.hash) {
        return answer.finish();
    }
    answer
        .insert_header((CONTENT_TYPE, file.kind))
        .body(file.body.clone())
}

/// Adds the routes.
pub fn configure(app: &mut web::ServiceConfig) {
    app.route("/assets/{file:.*}", web::get().to(serve))
        .route("/pkg/{file:.*}", web::get().to(serve));
}
