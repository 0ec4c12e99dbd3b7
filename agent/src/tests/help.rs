//! The manual that the program carries.

use clap::CommandFactory as _;

use crate::cli::Cli;

#[test]
fn lists_the_commands_and_every_exit_status() {
    let mut command = Cli::command().term_width(100);
    insta::assert_snapshot!(command.render_help(), @r#"
    Keeps a running kernel up to date without a reboot

    Usage: quiesce [OPTIONS] <COMMAND>

    Commands:
      enrol    Make this host known to a server and pin what it trusts
      daemon   Keep this host up to date until told to stop
      upgrade  Install every update that is permitted now; without -y only say what would be done
      show     List the updates in this kernel
      remove   Take updates out of the kernel
      uname    Print the effective kernel version: the running release and, once updates are applied, `+q` and the highest order among them
      status   Say how this host stands; for monitoring: exit status 7 when the server was not reached in three polls
      apply    Apply one bundle from a file (for emergencies and tests)
      undo     Put the original functions back in force; the module stays loaded (for emergencies and tests)
      help     Print this message or the help of the given subcommand(s)

    Options:
          --json     Print JSON instead of text
      -v, --verbose  Say more on standard error
      -h, --help     Print help
      -V, --version  Print version

    Places:
          --config-dir <CONFIG_DIR>        Key, trust root and server address [default: /etc/quiesce]
          --state-dir <STATE_DIR>          What was fetched, and the counter of reports [default: /var/lib/quiesce]
          --sysfs <SYSFS>                  Where sysfs is mounted [default: /sys]
          --loader-socket <LOADER_SOCKET>  The loader's socket; without it the loader is started directly, which only root can use [default: /run/quiesce/loader.sock]
          --loader <LOADER>                The loader's program [default: quiesce-loader beside this program]

    Exit status:
      0  done, or nothing to do
      1  the machinery failed (files, privileges)
      2  wrong usage
      3  refused: not signed, not permitted, or not in the log
      4  refused: this host or its kernel is the wrong place, or the host is not enrolled
      5  busy: a thread was inside a function that is replaced; try again
      6  refused by the kernel or by the core module
      7  the server does not answer, or refused

    With --json every command prints one object. What failed is {"error": {"code", "message", "tasks"}}; the keys of
    each success are in the command's own --help.
    "#);
}

#[test]
fn every_command_documents_its_json() {
    for command in Cli::command().get_subcommands_mut() {
        let name = command.get_name().to_owned();
        let help = command.render_long_help().to_string();
        assert!(
            name == "daemon" || help.contains("JSON: "),
            "{name}: {help}"
        );
    }
}
