//! `make demo`: the whole story on two virtual machines, told with times.
//!
//! On a terminal the site stays up until Ctrl-C. Either way everything that was started is gone at the end.

use std::io::IsTerminal;
use std::net::{Ipv4Addr, TcpListener};
use std::process::ExitCode;
use std::thread;

use anyhow::{Context, Result, bail};
use clap::Parser;
use quiesce_tests::demo;
use quiesce_tests::process::end_all;

/// Tells the story of an update, from the source patch to its undoing, on this machine.
#[derive(Parser)]
struct Arguments {
    /// Where the pages are, on 127.0.0.1
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match end_on_ctrl_c().and_then(|()| perform(arguments.port)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nthe demo stopped: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(port: u16) -> Result<()> {
    if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err() {
        bail!(
            "port {port} is taken; end what listens there, or choose another one: make demo PORT=9000"
        );
    }
    let stage = demo::tell(port)?;
    if std::io::stdin().is_terminal() {
        println!("\nIt stays up until you press Ctrl-C.");
        loop {
            thread::park();
        }
    }
    drop(stage);
    Ok(())
}

/// Ctrl-C and SIGTERM may come at any moment; nothing is dropped then, so what runs is ended here.
fn end_on_ctrl_c() -> Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("no runtime")?;
    let (mut interrupt, mut terminate) = {
        let _inside = runtime.enter();
        (
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
        )
    };
    thread::spawn(move || {
        runtime.block_on(async {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        });
        end_all();
        println!("\neverything that was started is gone");
        std::process::exit(0);
    });
    Ok(())
}
