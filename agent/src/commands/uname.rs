//! `quiesce uname`: what uname(1) would print if it knew of the updates.

use serde_json::json;

use crate::failure::Failure;
use crate::host::{Host, Installed, RunningKernel};
use crate::screen::Screen;

pub fn run(all: bool, host: &Host, screen: &mut Screen<'_>) -> Result<u8, Failure> {
    let release = RunningKernel::release(&host.places)?;
    let effective = Installed::read(&host.places).effective_kernel(&host.places)?;
    if !all {
        screen.say(&effective);
        screen.object(&json!({ "release": release, "effective_kernel": effective }));
        return Ok(0);
    }
    let sysname = RunningKernel::uname(&host.places, "ostype")?;
    let hostname = RunningKernel::uname(&host.places, "hostname")?;
    let version = RunningKernel::uname(&host.places, "version")?;
    let machine = std::env::consts::ARCH;
    screen.say(format_args!(
        "{sysname} {hostname} {effective} {version} {machine} GNU/Linux"
    ));
    screen.object(&json!({
        "release": release, "effective_kernel": effective, "sysname": sysname, "hostname": hostname,
        "version": version, "machine": machine,
    }));
    Ok(0)
}
