//! The time, handed in: services and jobs never ask the system, so that tests can say what time it is.

use std::fmt;
use std::sync::Arc;

use quiesce_types::UnixMillis;

/// Something that knows the time.
pub trait Now: Send + Sync {
    /// The time now.
    fn now(&self) -> UnixMillis;
}

/// A clock that can be passed around.
#[derive(Clone)]
pub struct Clock(Arc<dyn Now>);

struct System;

impl Now for System {
    fn now(&self) -> UnixMillis {
        jiff::Timestamp::now().into()
    }
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::new(System)
    }

    /// A clock of one's own.
    pub fn new(source: impl Now + 'static) -> Self {
        Self(Arc::new(source))
    }

    /// The time now. A service asks once and uses that time for all it does.
    pub fn now(&self) -> UnixMillis {
        self.0.now()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({:?})", self.now())
    }
}
