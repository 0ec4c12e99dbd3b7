//! What was measured on the way.

use std::time::Duration;

use quiesce_types::host_api::Pause;

/// The figures of the closing lines.
#[derive(Debug, Default)]
pub struct Figures {
    /// From the builder's start to the module, an update each.
    pub builds: Vec<Duration>,
    /// From the release manager's yes to the signed and logged release, the slowest update.
    pub sign: Duration,
    /// Verifying a bundle on a host, to its refusal, the way to the host and back included.
    pub verify: Duration,
    /// The whole of applying both updates on both hosts, from the window's opening.
    pub load: Duration,
    /// How long all CPUs stood still, an update and host each.
    pub pauses: Vec<Pause>,
}

impl Figures {
    /// The closing line.
    pub fn line(&self) -> String {
        let builds: Vec<String> = self
            .builds
            .iter()
            .map(|time| format!("{:.1}", time.as_secs_f64()))
            .collect();
        let mut pauses: Vec<u64> = self
            .pauses
            .iter()
            .map(|pause| pause.total_ns / 1000)
            .collect();
        pauses.sort_unstable();
        let median = pauses.get(pauses.len() / 2).copied().unwrap_or_default();
        let worst = pauses.last().copied().unwrap_or_default();
        format!(
            "build {} s · sign and log {:.1} s · verify on a host {:.1} s · all hosts applied {:.1} s after opening · \
             pause median {median} µs, worst {worst} µs (emulated CPUs)",
            builds.join(" and "),
            self.sign.as_secs_f64(),
            self.verify.as_secs_f64(),
            self.load.as_secs_f64(),
        )
    }
}
