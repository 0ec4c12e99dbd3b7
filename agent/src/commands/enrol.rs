//! `quiesce enrol`: makes the key pair, introduces the host, and pins what it will trust from now on.

use quiesce_client::HostClient;
use quiesce_types::host_api::Enrol;
use serde_json::json;

use crate::cli::EnrolArgs;
use crate::failure::Failure;
use crate::host::{Enrolment, Host, HostKey, RunningKernel, Server};
use crate::screen::Screen;

pub async fn run(args: EnrolArgs, host: &Host, screen: &mut Screen<'_>) -> Result<u8, Failure> {
    match Enrolment::read(&host.places) {
        Ok(enrolment) => return Err(Failure::AlreadyEnrolled(enrolment.host.to_string())),
        Err(Failure::NotEnrolled) => {}
        Err(failure) => return Err(failure),
    }
    if args.server.is_plain() {
        tracing::warn!(server = %args.server, "plain HTTP: what this host asks for can be read on the way");
    }
    let hostname = args
        .hostname
        .map_or_else(|| RunningKernel::uname(&host.places, "hostname"), Ok)?;
    let key = HostKey::read_or_make(&host.places)?;
    let enrol = Enrol {
        proof: key.prove(&args.token, &hostname),
        token: args.token,
        key: key.public(),
        kernel: RunningKernel::identify(&host.places)?,
        hostname,
    };
    let enrolled = HostClient::enrol(&args.server, &enrol).await?;
    if enrolled.host != key.host() {
        return Err(Failure::WrongHostId {
            server: enrolled.host.to_string(),
            key: key.host().to_string(),
        });
    }
    let server = Server {
        server: args.server.to_string(),
        hostname: enrol.hostname,
        poll_seconds: enrolled.poll_seconds,
    };
    let enrolment = Enrolment {
        server,
        host: enrolled.host,
        root: enrolled.root,
    };
    enrolment.write(&host.places)?;

    let Enrolment {
        server,
        host: id,
        root,
    } = &enrolment;
    screen.say(format_args!(
        "This host is enrolled at {} as {}.",
        server.server, server.hostname
    ));
    screen.say(format_args!("Host id: {id}"));
    screen.say(format_args!(
        "Pinned trust root: version {}, log {}",
        root.version, root.log.name
    ));
    screen.say("An admin must allow this host before it is offered anything: compare the host id on the server's Hosts page.");
    screen.say(
        "Then start the daemon (systemctl enable --now quiesce), or run `quiesce upgrade` by hand.",
    );
    screen.object(&json!({
        "host": id, "server": server.server, "hostname": server.hostname, "root_version": root.version,
    }));
    Ok(0)
}
