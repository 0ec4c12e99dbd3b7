//! The server's state, and where its routes are mounted.

use std::sync::Arc;

use actix_web::web::{self, ServiceConfig};

use crate::artifact_store::{FolderStore, SharedStore};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Database;
use crate::error::ServiceError;
use crate::routes;
use crate::signer::Signer;

/// Everything that routes and jobs need. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    db: Database,
    clock: Clock,
    store: SharedStore,
    signer: Signer,
}

impl AppState {
    /// Opens the database, brings its schema to this version, and makes the data folders.
    pub fn open(config: Config) -> Result<Self, ServiceError> {
        Self::open_with_clock(config, Clock::system())
    }

    /// The same, by another clock.
    pub fn open_with_clock(config: Config, clock: Clock) -> Result<Self, ServiceError> {
        let store = FolderStore::open(&config.data_dir.join("artifacts"))?;
        std::fs::create_dir_all(config.jobs_dir()).map_err(|e| {
            ServiceError::Machine(format!("cannot make {}: {e}", config.jobs_dir().display()))
        })?;
        let db = Database::open(&config.database_url)?;
        let signer = Signer::at(config.signer_socket.clone());
        let store = Arc::new(store);
        Ok(Self {
            inner: Arc::new(Inner {
                config,
                db,
                clock,
                store,
                signer,
            }),
        })
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// The database.
    pub fn db(&self) -> &Database {
        &self.inner.db
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Where bundles are.
    pub fn store(&self) -> &SharedStore {
        &self.inner.store
    }

    /// The signer.
    pub fn signer(&self) -> &Signer {
        &self.inner.signer
    }
}

/// Mounts the routes for hosts, machines and live pages. The caller puts [`AppState`] into the app's data and wraps the whole in
/// [`same_origin`](crate::auth::same_origin) and [`security_headers`](crate::auth::security_headers).
pub fn configure(config: &mut ServiceConfig, state: AppState) {
    config
        .app_data(web::Data::new(state))
        .configure(routes::host::configure)
        .configure(routes::log::configure)
        .configure(routes::people::configure)
        .configure(routes::machine::configure);
}
