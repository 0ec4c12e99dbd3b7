//! The whole story on the stock kernel: from a source patch to an undone update, and everything that must not work on
//! the way. One site and two hosts, booted once, for all checks; each refusal leaves the kernel as it was.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod offered;
mod original;
mod other_site;
mod refusals_on_hosts;
mod refusals_on_pages;
mod scene;

use scene::Scene;

#[test]
fn an_update_goes_from_patch_to_undone_and_nothing_else_does() {
    let mut scene = Scene::raise();
    scene.two_updates_are_built_and_released();
    refusals_on_hosts::without_a_window(&mut scene);
    let window = refusals_on_pages::while_a_window_is_agreed(&scene);
    let offered = scene.take_the_offer(&window);
    refusals_on_hosts::of_what_is_offered(&mut scene, &offered);
    refusals_on_hosts::of_another_site(&mut scene, &offered);
    scene.the_window_is_applied_on_both_hosts(&window);
    refusals_on_hosts::of_a_replayed_report(&mut scene);
    scene.an_update_is_removed();
    scene.everything_is_in_the_audit_log();
}
