//! People at a real browser: a build watched live, a window approved by two coordinators, with JavaScript and without.
//! The same scene is then photographed, every page, light and dark, wide and narrow.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod driver;
mod pictures;

use std::time::Duration;

use driver::{Browser, Driver, Look};
use jiff::{SignedDuration, Timestamp};
use quiesce_tests::cache::KERNEL;
use quiesce_tests::site::{Site, Visitor, cast};
use quiesce_tests::story::{
    Host, Proposal, accept, diagnostic, host_image, propose, wait_for_build, wait_for_window,
};
use quiesce_types::state::{BuildState, DeploymentState, WindowState};

const BUILD: Duration = Duration::from_secs(240);

/// What the tests of this file share: booted and built once.
struct Scene {
    driver: Driver,
    site: Site,
    admin: Visitor,
    host: Host,
}

// Visitors block; the browser's session runs on another thread meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_coordinators_approve_and_the_page_follows_the_hosts() {
    let mut scene = Scene::raise();
    let build = scene.an_admin_files_a_build_and_watches_it().await;
    scene
        .a_release_manager_accepts_without_javascript(&build)
        .await;
    let window = scene.a_window_is_proposed();
    scene
        .a_coordinator_approves(&window, &cast::STAR, true)
        .await;
    scene
        .a_coordinator_approves(&window, &cast::SPHENIX, false)
        .await;
    scene.the_page_follows_the_host(&window).await;
    pictures::take(&scene.driver, &scene.site, &build, &window).await;
}

impl Scene {
    fn raise() -> Self {
        let image = host_image().unwrap();
        let booting = std::thread::spawn(move || Host::boot(&image, "node-01").unwrap());
        let site = Site::start(None).unwrap();
        let mut host = booting.join().unwrap();
        host.enrol(&site.url_for_hosts(), &site.enrolment_token().unwrap())
            .unwrap();
        let admin = site.sign_in(&cast::ADMIN).unwrap();
        Self {
            driver: Driver::start(),
            site,
            admin,
            host,
        }
    }

    /// Through the form, by hand; the log grows on the page without a reload, and the verdict comes by itself.
    async fn an_admin_files_a_build_and_watches_it(&self) -> String {
        let browser = self.signed_in(&cast::ADMIN, Look::DESK).await;
        browser.go(&format!("{}/builds/new", self.site.url())).await;
        browser.hydrated().await;
        let order = diagnostic().unwrap();
        browser.fill("title", &order.title).await;
        browser.fill("why", order.why).await;
        browser.choose("kind", order.kind).await;
        browser.fill("kernel", KERNEL).await;
        browser.paste("patch", &order.patch).await;
        browser
            .click("form[action='/builds/new'] button[type='submit']")
            .await;
        browser.wait_for("Source patch").await;
        let path = browser.path().await;
        browser.hydrated().await;
        // The builder's own words, from the stream.
        browser.wait_for_within("compiling fs/open.c", BUILD).await;
        wait_for_build(&self.admin, &path, BuildState::Built, BUILD).unwrap();
        browser.wait_for("do_sys_openat2").await;
        browser.close().await;
        path
    }

    async fn a_release_manager_accepts_without_javascript(&self, build: &str) {
        let browser = self
            .signed_in(
                &cast::RELEASE_MANAGER,
                Look {
                    javascript: false,
                    ..Look::DESK
                },
            )
            .await;
        browser.go(&format!("{}{build}", self.site.url())).await;
        browser.click("button[name='do'][value='accept']").await;
        browser.wait_for("accepted").await;
        browser.close().await;
        wait_for_build(
            &self.admin,
            build,
            BuildState::Released,
            Duration::from_secs(60),
        )
        .unwrap();
        // The core module is a build like any other.
        let manager = self.site.sign_in(&cast::RELEASE_MANAGER).unwrap();
        for other in self.admin.page("/builds").unwrap().links("/builds/") {
            if other != build && other.ends_with(|last: char| last.is_ascii_digit()) {
                wait_for_build(&self.admin, &other, BuildState::Built, BUILD).unwrap();
                accept(&manager, &other).unwrap();
                wait_for_build(
                    &self.admin,
                    &other,
                    BuildState::Released,
                    Duration::from_secs(60),
                )
                .unwrap();
            }
        }
    }

    fn a_window_is_proposed(&self) -> String {
        let form = self.admin.page("/windows/new").unwrap();
        let now = Timestamp::now();
        let proposal = Proposal {
            title: "Diagnostic on rack 7".to_owned(),
            // Two people open a browser and decide before that, on a machine that may be busy.
            starts_at: now + SignedDuration::from_secs(60),
            ends_at: now + SignedDuration::from_hours(2),
            groups: form.values("groups"),
            updates: form.values("updates"),
            note: "For the stalled jobs of last week.",
        };
        propose(&self.admin, &proposal).unwrap()
    }

    async fn a_coordinator_approves(&self, window: &str, person: &cast::Person, javascript: bool) {
        let browser = self
            .signed_in(
                person,
                Look {
                    javascript,
                    ..Look::DESK
                },
            )
            .await;
        browser.go(&format!("{}{window}", self.site.url())).await;
        if javascript {
            browser.hydrated().await;
        }
        browser
            .wait_for(&format!("Approve for {}", person.coordinates.unwrap()))
            .await;
        browser
            .click(".verdict button[name='do'][value='approve']")
            .await;
        browser.wait_for(person.name).await;
        assert!(
            !browser.text().await.contains("Approve for"),
            "the decision is still open"
        );
        browser.close().await;
    }

    /// The admin's page shows the host go by without a reload.
    async fn the_page_follows_the_host(&mut self, window: &str) {
        wait_for_window(
            &self.admin,
            window,
            "open",
            Duration::from_secs(120),
            |it| it.state == WindowState::Open,
        )
        .unwrap();
        let browser = self.signed_in(&cast::ADMIN, Look::DESK).await;
        browser.go(&format!("{}{window}", self.site.url())).await;
        browser.hydrated().await;
        browser.mark().await;
        self.host.start_daemon().unwrap();
        let applied = wait_for_window(
            &self.admin,
            window,
            "applied",
            Duration::from_secs(300),
            |it| {
                it.counts.total > 0
                    && it
                        .hosts
                        .iter()
                        .all(|host| host.state == DeploymentState::Applied)
            },
        );
        applied.unwrap_or_else(|error| panic!("{error:#}\n{}", self.host.daemon_log().unwrap()));
        browser.wait_for("µs").await;
        assert!(browser.is_marked().await, "the page was loaded anew");
        browser.close().await;
    }

    async fn signed_in(&self, person: &cast::Person, look: Look) -> Browser {
        let browser = self.driver.open(look).await;
        browser
            .sign_in(&self.site.url(), person.login, self.site.password())
            .await;
        browser
    }
}
