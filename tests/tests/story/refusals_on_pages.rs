//! What people may not do, at the forms that they use.

use jiff::{SignedDuration, Timestamp};
use quiesce_tests::story::{Proposal, approve, open, propose, wait_for_window};
use quiesce_types::state::WindowState;

use crate::scene::Scene;

/// A window over both hosts comes to be open, and on the way everything is tried that must not carry it. Returns its path.
pub fn while_a_window_is_agreed(scene: &Scene) -> String {
    let now = Timestamp::now();
    let mut proposal = Proposal {
        title: "Rack 7".to_owned(),
        starts_at: now + SignedDuration::from_secs(3600),
        ends_at: now + SignedDuration::from_hours(3),
        groups: scene.admin.page("/windows/new").unwrap().values("groups"),
        updates: scene.updates(),
        note: "A fix and a diagnostic.",
    };
    let window = propose(&scene.admin, &proposal).unwrap();

    let page = scene.star.page(&window).unwrap();
    let revision = page.value("revision_sha256").unwrap();
    let star = page.value("experiment").unwrap();
    let say_yes = |experiment: &str, revision: &str| {
        [
            ("do", "approve".to_owned()),
            ("experiment", experiment.to_owned()),
            ("revision_sha256", revision.to_owned()),
            ("comment", String::new()),
        ]
    };
    let refused =
        |visitor: &quiesce_tests::site::Visitor, fields: &[(&str, String)], words: &str| {
            let fields: Vec<(&str, &str)> = fields
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            let answer = visitor.post(&window, &fields).unwrap();
            assert!(
                (400..500).contains(&answer.status),
                "{} was not refused",
                words
            );
            assert!(
                answer.problems().to_lowercase().contains(words),
                "`{words}` is not in: {}",
                answer.problems()
            );
        };

    // Nobody speaks for an experiment that is not theirs: not a member of another one, not an admin.
    refused(&scene.atlas, &say_yes(&star, &revision), "coordinator");
    refused(&scene.sphenix, &say_yes(&star, &revision), "coordinator");
    refused(&scene.admin, &say_yes(&star, &revision), "coordinator");

    // A yes to a revision is no yes to the next one.
    approve(&scene.star, &window).unwrap();
    proposal.starts_at = Timestamp::now() + SignedDuration::from_secs(8);
    let fields = proposal.fields();
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    scene
        .admin
        .submit(&format!("{window}/revise"), &fields)
        .unwrap();
    refused(
        &scene.sphenix,
        &say_yes(
            &scene
                .sphenix
                .page(&window)
                .unwrap()
                .value("experiment")
                .unwrap(),
            &revision,
        ),
        "revision",
    );
    assert_ne!(
        scene
            .star
            .page(&window)
            .unwrap()
            .value("revision_sha256")
            .unwrap(),
        revision
    );

    // One yes of two does not open it.
    approve(&scene.sphenix, &window).unwrap();
    refused(
        &scene.admin,
        &[("do", "open".to_owned())],
        "cannot become open",
    );
    approve(&scene.star, &window).unwrap();
    std::thread::sleep(
        std::time::Duration::try_from(proposal.starts_at - Timestamp::now()).unwrap_or_default(),
    );
    open(&scene.admin, &window).unwrap();
    wait_for_window(
        &scene.admin,
        &window,
        "open",
        std::time::Duration::from_secs(30),
        |it| it.state == WindowState::Open,
    )
    .unwrap();
    window
}
