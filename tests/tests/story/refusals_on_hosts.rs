//! What a host does not load, each for its own reason, with the kernel as it was.

use quiesce_tests::story::Host;
use quiesce_trust::loading::{Permission, RefusalCode};
use quiesce_trust::manifest::UpdateKind;

use crate::offered::{Offered, permission};
use crate::original;
use crate::other_site::OtherSite;
use crate::scene::Scene;

/// Nothing is permitted before there is a window.
pub fn without_a_window(scene: &mut Scene) {
    let said = scene.first.quiesce("upgrade -y").unwrap().ok().unwrap();
    assert!(
        said.contains("no update that this host lacks is permitted now"),
        "{said}"
    );
    let said = scene
        .first
        .quiesce("show --available")
        .unwrap()
        .ok()
        .unwrap();
    assert_eq!(said.matches("waits for a window").count(), 2, "{said}");
}

/// A real offer with one thing changed, or a real offer at the wrong time or place.
pub fn of_what_is_offered(scene: &mut Scene, offered: &Offered) {
    let (core, core_bytes) = &offered.core;
    let (update, bytes) = &offered.update;
    let host = &mut scene.second;
    let good = permission(update);
    let refused = |host: &mut Host, what: &str, bundle: &str, offer: Option<&Permission>, code| {
        refuse(host, what, &format!("--bundle {bundle}"), offer, code);
    };
    host.vm.write("/tmp/bundle", bytes).unwrap();
    host.vm.write("/tmp/core", core_bytes).unwrap();

    // A byte of each part: the envelope, and the last member.
    for (place, code) in [
        (40, RefusalCode::MalformedBundle),
        (bytes.len() - 1, RefusalCode::MemberMismatch),
    ] {
        flip(host, place);
        let codes = [code, RefusalCode::BadSignature, RefusalCode::UnknownKey];
        let answer = loader(host, "--bundle /tmp/flipped", Some(&good));
        assert!(
            codes
                .iter()
                .any(|code| answer.contains(&format!("\"code\":\"{code}\""))),
            "byte {place}: {answer}"
        );
    }
    refused(
        host,
        "no permit",
        "/tmp/bundle",
        None,
        RefusalCode::NoPermit,
    );
    let other = Permission {
        bundle: core.bundle,
        ..good.clone()
    };
    refused(
        host,
        "an offer for other bytes",
        "/tmp/bundle",
        Some(&other),
        RefusalCode::NoPermit,
    );
    let other = Permission {
        revision: good.revision + 1,
        ..good.clone()
    };
    refused(
        host,
        "another revision",
        "/tmp/bundle",
        Some(&other),
        RefusalCode::PermitOtherRevision,
    );
    let other = Permission {
        window: "w-999".parse().unwrap(),
        ..good.clone()
    };
    refused(
        host,
        "another window",
        "/tmp/bundle",
        Some(&other),
        RefusalCode::PermitOtherWindow,
    );
    let other = Permission {
        permit_proof: good.release_proof.clone(),
        ..good.clone()
    };
    refused(
        host,
        "a permit that is not in the log",
        "/tmp/bundle",
        Some(&other),
        RefusalCode::NotInLog,
    );

    // The permit of this host's window on a host that is not in it.
    host.vm
        .run("echo 00112233445566778899aabbccddeeff >/tmp/other.id")
        .unwrap()
        .ok()
        .unwrap();
    refuse(
        host,
        "another host",
        "--bundle /tmp/bundle --host-id /tmp/other.id",
        Some(&good),
        RefusalCode::PermitOtherHost,
    );

    // Before and after the window, by the host's own clock.
    let now = host.vm.run("date +%s").unwrap().ok().unwrap();
    host.vm
        .run("date -s @$(( $(date +%s) - 86400 ))")
        .unwrap()
        .ok()
        .unwrap();
    refused(
        host,
        "before the window",
        "/tmp/bundle",
        Some(&good),
        RefusalCode::PermitTooEarly,
    );
    host.vm
        .run("date -s @$(( $(date +%s) + 172800 ))")
        .unwrap()
        .ok()
        .unwrap();
    refused(
        host,
        "after the window",
        "/tmp/bundle",
        Some(&good),
        RefusalCode::PermitExpired,
    );
    host.vm
        .run(&format!("date -s @{}", now.trim()))
        .unwrap()
        .ok()
        .unwrap();

    // An update without the core.
    refused(
        host,
        "no core",
        "/tmp/bundle",
        Some(&good),
        RefusalCode::CoreMissing,
    );
    assert_eq!(core.kind, UpdateKind::Core);
}

/// Bundles that another site signed: not trusted here; and, where that site is trusted, wrong for this kernel.
pub fn of_another_site(scene: &mut Scene, offered: &Offered) {
    let site = OtherSite::found();
    let host = &mut scene.second;
    let host_id = host
        .vm
        .run("cat /etc/quiesce/host.id")
        .unwrap()
        .ok()
        .unwrap()
        .trim()
        .parse()
        .unwrap();
    let (_, bytes) = &offered.update;

    let signed = site.sign_again(bytes, &host_id, |_, _| {});
    host.vm.write("/tmp/bundle", &signed.bundle).unwrap();
    refuse(
        host,
        "another site's key",
        "--bundle /tmp/bundle",
        Some(&signed.permission),
        RefusalCode::UnknownKey,
    );

    let trusting = "--root /tmp/other-root.json --state-dir /tmp/other-state";
    let root = serde_json::to_vec(&site.root()).unwrap();
    host.vm.write("/tmp/other-root.json", &root).unwrap();
    let signed = site.sign_again(bytes, &host_id, |manifest, _| {
        manifest.kernel.build_id = "00112233445566778899aabbccddeeff00112233".parse().unwrap();
    });
    host.vm.write("/tmp/bundle", &signed.bundle).unwrap();
    refuse(
        host,
        "another kernel",
        &format!("{trusting} --bundle /tmp/bundle"),
        Some(&signed.permission),
        RefusalCode::WrongKernel,
    );

    // A function that is not what the update was made from: here the update is wrong about it, by one byte.
    let core = site.sign_again(&offered.core.1, &host_id, |_, _| {});
    host.vm.write("/tmp/core", &core.bundle).unwrap();
    let offer = serde_json::to_vec(&core.permission).unwrap();
    host.vm.write("/tmp/core.json", &offer).unwrap();
    let load = format!("quiesce-loader apply {trusting} --bundle /tmp/core --offer /tmp/core.json");
    host.vm.run(&load).unwrap().ok().unwrap();
    let signed = site.sign_again(bytes, &host_id, |_, members| {
        original::change_a_byte(&mut members[0])
    });
    host.vm.write("/tmp/bundle", &signed.bundle).unwrap();
    // The other site's log has two entries again, and they are not the two that this host has seen.
    refuse(
        host,
        "a log that was rewritten",
        &format!("{trusting} --bundle /tmp/bundle"),
        Some(&signed.permission),
        RefusalCode::LogRewritten,
    );
    let trusting = "--root /tmp/other-root.json --state-dir /tmp/other-state-anew";
    refuse(
        host,
        "a function that differs",
        &format!("{trusting} --bundle /tmp/bundle"),
        Some(&signed.permission),
        RefusalCode::NoMatch,
    );
    host.vm.run("rmmod quiesce").unwrap().ok().unwrap();
}

/// A report that was sent before. The host's state is set back, so that it sends an old counter again.
pub fn of_a_replayed_report(scene: &mut Scene) {
    let host = &mut scene.first;
    host.stop_daemon().unwrap();
    host.vm
        .run("date -s @$(( $(date +%s) - 100 )); echo 1 >/var/lib/quiesce/counter")
        .unwrap()
        .ok()
        .unwrap();
    let said = host.quiesce("daemon --once").unwrap();
    assert_eq!(said.status, 7, "{}", said.text);
    assert!(said.text.contains("replay"), "{}", said.text);
    host.vm
        .run("date -s @$(( $(date +%s) + 100 ))")
        .unwrap()
        .ok()
        .unwrap();
    host.start_daemon().unwrap();
}

/// Offers something to the loader that must be refused with `code`, and looks at the kernel before and after.
pub fn refuse(
    host: &mut Host,
    what: &str,
    words: &str,
    offer: Option<&Permission>,
    code: RefusalCode,
) {
    let before = kernel(host);
    let answer = loader(host, words, offer);
    assert!(
        answer.contains(&format!("\"code\":\"{code}\"")),
        "{what}: {answer}"
    );
    assert_eq!(kernel(host), before, "{what} changed the kernel");
}

fn loader(host: &mut Host, words: &str, offer: Option<&Permission>) -> String {
    let mut command = format!("quiesce-loader apply {words}");
    if let Some(offer) = offer {
        host.vm
            .write("/tmp/offer.json", &serde_json::to_vec(offer).unwrap())
            .unwrap();
        command.push_str(" --offer /tmp/offer.json");
    }
    let output = host.vm.run(&command).unwrap();
    assert_ne!(output.status, 0, "{command} was done: {}", output.text);
    output.text
}

/// What would show that the kernel changed: its modules, our folder in sysfs, its warnings.
fn kernel(host: &mut Host) -> String {
    let script = "cut -d' ' -f1,2 /proc/modules; find /sys/kernel/quiesce -type f 2>/dev/null | sort; \
                  cat /proc/sys/kernel/tainted; dmesg | grep -c -e WARNING -e BUG -e Oops";
    host.vm.run(script).unwrap().text
}

fn flip(host: &mut Host, place: usize) {
    let script = format!(
        "cp /tmp/bundle /tmp/flipped; byte=$(dd if=/tmp/bundle bs=1 skip={place} count=1 2>/dev/null | od -An -tu1); \
         printf \"\\\\$(printf %o $(( byte ^ 1 )))\" | dd of=/tmp/flipped bs=1 seek={place} conv=notrunc 2>/dev/null"
    );
    host.vm.run(&script).unwrap().ok().unwrap();
}
