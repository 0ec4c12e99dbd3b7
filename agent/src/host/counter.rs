//! The counter that every check-in and report carries, so that the server can tell a replay. It is on disk before the
//! message that carries it is sent.

use std::fs::{self, File};
use std::io;

use crate::failure::Failure;
use crate::host::{Host, durable};

/// The next value: greater than any before, and at least the time in milliseconds, so that a host whose state was
/// lost goes on above what the server has seen. Daemon and command line may ask at once.
pub fn next_counter(host: &Host) -> Result<u64, Failure> {
    let path = host.places.state_dir.join("counter");
    let _lock = lock(host)?;
    let last: u64 = durable::read_json(&path)?.unwrap_or_default();
    let now = u64::try_from((host.clock)()).unwrap_or_default() * 1000;
    let next = now.max(last + 1);
    durable::replace_json(&path, &next)?;
    Ok(next)
}

/// Opened for reading where it is there: whoever made it may be another user.
fn lock(host: &Host) -> Result<File, Failure> {
    let path = host.places.state_dir.join("counter.lock");
    let opened =
        fs::create_dir_all(&host.places.state_dir).and_then(|()| match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                File::create(&path).and_then(|_| File::open(&path))
            }
            opened => opened,
        });
    opened
        .and_then(|file| file.lock().map(|()| file))
        .map_err(Failure::file(&path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::bare_host;

    #[test]
    fn only_grows_and_is_on_disk_first() {
        let (dir, mut host) = bare_host();
        host.clock = || 1000;
        assert_eq!(next_counter(&host).unwrap(), 1_000_000);
        assert_eq!(next_counter(&host).unwrap(), 1_000_001);
        host.clock = || 10; // the clock was set back
        assert_eq!(next_counter(&host).unwrap(), 1_000_002);
        let on_disk = fs::read_to_string(dir.path().join("state/counter")).unwrap();
        assert_eq!(on_disk, "1000002");
    }

    #[test]
    fn no_value_is_given_out_twice_at_once() {
        let (_dir, host) = bare_host();
        let ask = || {
            std::thread::spawn({
                let host = host.clone();
                move || {
                    (0..20)
                        .map(|_| next_counter(&host).unwrap())
                        .collect::<Vec<_>>()
                }
            })
        };
        let threads = [ask(), ask(), ask()];
        let mut all: Vec<u64> = threads
            .into_iter()
            .flat_map(|t| t.join().unwrap())
            .collect();
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
