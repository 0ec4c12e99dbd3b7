//! What goes well.

use std::time::Duration;

use quiesce_tests::site::{Site, Visitor, cast};
use quiesce_tests::story::{
    Host, accept, diagnostic, file_build, host_image, security_fix, wait_for_build, wait_for_window,
};
use quiesce_types::host_api::Orders;
use quiesce_types::state::{BuildState, DeploymentState};
use serde_json::Value;

use crate::offered::Offered;

const BUILD: Duration = Duration::from_secs(900);
const APPLY: Duration = Duration::from_secs(300);

/// The site, its people, and two hosts.
pub struct Scene {
    pub first: Host,
    pub second: Host,
    pub admin: Visitor,
    pub release_manager: Visitor,
    pub star: Visitor,
    pub sphenix: Visitor,
    pub atlas: Visitor,
    pub site: Site,
}

impl Scene {
    /// Everything is up, and both hosts are enrolled. No daemon runs yet: hosts act when they are told.
    pub fn raise() -> Self {
        let image = host_image().unwrap();
        let booting = std::thread::spawn(move || {
            (
                Host::boot(&image, "node-01").unwrap(),
                Host::boot(&image, "node-02").unwrap(),
            )
        });
        let site = Site::start(None).unwrap();
        let (mut first, mut second) = booting.join().unwrap();
        for host in [&mut first, &mut second] {
            host.enrol(&site.url_for_hosts(), &site.enrolment_token().unwrap())
                .unwrap();
            let said = host.quiesce("status").unwrap();
            assert!(
                said.text.contains("Core module:        not loaded"),
                "{}",
                said.text
            );
        }
        let person = |person| site.sign_in(person).unwrap();
        let (admin, release_manager) = (person(&cast::ADMIN), person(&cast::RELEASE_MANAGER));
        let (star, sphenix, atlas) = (
            person(&cast::STAR),
            person(&cast::SPHENIX),
            person(&cast::ATLAS),
        );
        for host in ["node-01", "node-02"] {
            assert!(admin.page("/hosts").unwrap().says(host));
        }
        Self {
            first,
            second,
            admin,
            release_manager,
            star,
            sphenix,
            atlas,
            site,
        }
    }

    /// A diagnostic and a security fix, and the core that they need.
    pub fn two_updates_are_built_and_released(&mut self) {
        for order in [diagnostic().unwrap(), security_fix().unwrap()] {
            file_build(&self.admin, &order).unwrap();
        }
        for path in self.build_pages() {
            wait_for_build(&self.admin, &path, BuildState::Built, BUILD).unwrap();
            // Whoever asked is not the one who accepts.
            let refused = self.admin.post(&path, &[("do", "accept")]).unwrap();
            assert!(refused.status >= 400, "an admin accepted {path}");
            accept(&self.release_manager, &path).unwrap();
            wait_for_build(
                &self.admin,
                &path,
                BuildState::Released,
                Duration::from_secs(60),
            )
            .unwrap();
        }
        assert_eq!(self.updates().len(), 2);
    }

    /// Ids of the updates that a window can be proposed for.
    pub fn updates(&self) -> Vec<String> {
        self.admin.page("/windows/new").unwrap().values("updates")
    }

    /// What the server offers the second host inside the window. The host only looks.
    pub fn take_the_offer(&mut self, _window: &str) -> Offered {
        let said = self.second.quiesce("upgrade").unwrap().ok().unwrap();
        assert!(said.contains("Nothing was changed."), "{said}");
        let kept = self
            .second
            .vm
            .run("cat /var/lib/quiesce/orders.json")
            .unwrap()
            .ok()
            .unwrap();
        let kept: Value = serde_json::from_str(&kept).unwrap();
        let orders: Orders = serde_json::from_value(kept["orders"].clone()).unwrap();
        Offered::read(orders, &self.site)
    }

    /// The daemons run; the kernels change; the page shows it.
    pub fn the_window_is_applied_on_both_hosts(&mut self, window: &str) {
        assert_eq!(opens_logged(&mut self.first), 0);
        self.first.start_daemon().unwrap();
        self.second.start_daemon().unwrap();
        let progress = wait_for_window(&self.admin, window, "applied on both hosts", APPLY, |it| {
            it.counts.total > 0
                && it
                    .hosts
                    .iter()
                    .all(|host| host.state == DeploymentState::Applied)
        });
        let progress = progress.unwrap_or_else(|error| {
            panic!(
                "{error:#}\n{}\n{}",
                self.first.daemon_log().unwrap(),
                self.second.daemon_log().unwrap()
            )
        });
        // Two updates on two hosts; loading the core stops nobody.
        let stops = progress.hosts.iter().filter_map(|host| host.pause);
        assert_eq!(stops.count(), 4);
        assert!(self.admin.page(window).unwrap().says("applied"));
        for host in [&mut self.first, &mut self.second] {
            let said = host.quiesce("show").unwrap().ok().unwrap();
            assert!(said.contains("CVE-2026-46132: rtnetlink leaks"), "{said}");
            assert!(said.contains("Log every open()"), "{said}");
            assert!(said.contains("6.1.0-47-cloud-amd64+q"), "{said}");
            assert!(opens_logged(host) > 0, "the diagnostic logs nothing");
            assert_eq!(host.vm.kernel_warnings().unwrap(), Vec::<String>::new());
        }
    }

    /// On the first host the diagnostic goes, and the fix stays.
    pub fn an_update_is_removed(&mut self) {
        let shown = self.first.quiesce("--json show").unwrap().ok().unwrap();
        let shown: Value = serde_json::from_str(shown.trim()).unwrap();
        let installed = shown["installed"].as_array().unwrap();
        let diagnostic = installed
            .iter()
            .find(|one| one["title"].as_str().unwrap().starts_with("Log every"))
            .unwrap();
        let id = diagnostic["id"].as_str().unwrap();
        self.first
            .quiesce(&format!("remove {id}"))
            .unwrap()
            .ok()
            .unwrap();
        assert_eq!(
            opens_logged(&mut self.first),
            0,
            "the diagnostic still logs"
        );
        assert!(
            opens_logged(&mut self.second) > 0,
            "the other host changed as well"
        );
        let said = self.first.quiesce("show").unwrap().ok().unwrap();
        assert!(
            !said.contains(id) && said.contains("CVE-2026-46132"),
            "{said}"
        );
        self.first.quiesce("remove --all").unwrap().ok().unwrap();
        assert_eq!(
            self.first.vm.kernel_warnings().unwrap(),
            Vec::<String>::new()
        );
    }

    /// Who did what can be read by the auditor.
    pub fn everything_is_in_the_audit_log(&self) {
        let auditor = self.site.sign_in(&cast::AUDITOR).unwrap();
        let mut text = String::new();
        for page in 1..=5 {
            text.push_str(&auditor.page(&format!("/audit?page={page}")).unwrap().text());
        }
        for word in [
            "Sofia Lindqvist",
            "Pavel Horák",
            "Rémi Aubert",
            "node-01",
            "node-02",
        ] {
            assert!(text.contains(word), "no {word} in the audit log");
        }
    }

    fn build_pages(&self) -> Vec<String> {
        let links = self.admin.page("/builds").unwrap().links("/builds/");
        links
            .into_iter()
            .filter(|path| path.ends_with(|last: char| last.is_ascii_digit()))
            .collect()
    }
}

/// How many lines the kernel logs when a file is opened once.
pub fn opens_logged(host: &mut Host) -> u32 {
    let script = "cat /etc/group >/dev/null; before=$(dmesg | grep -c /etc/group); \
                  cat /etc/group >/dev/null; echo $(( $(dmesg | grep -c /etc/group) - before ))";
    host.vm
        .run(script)
        .unwrap()
        .ok()
        .unwrap()
        .trim()
        .parse()
        .unwrap()
}
