//! Who may approve what, and when it is enough.

use quiesce_api::service::window;
use quiesce_types::WindowState;
use quiesce_types::input::Decide;

use crate::support::on_both;

on_both!(every_affected_experiment_must_say_yes, world, {
    let update = world.released("a fix");
    let star = world.group("star rack", &["STAR"]);
    let shared = world.group("shared rack", &["STAR", "ATLAS"]);
    let phenix = world.group("phenix rack", &["PHENIX"]);
    for (name, group) in [("s1", star), ("x1", shared), ("p1", phenix)] {
        world.host(name, group).await;
    }
    // Groups, author, approvals as (who, for whom), and what the window is then.
    type Case = (
        &'static [u8],
        &'static str,
        &'static [(&'static str, &'static str)],
        WindowState,
    );
    let groups = [star, shared, phenix];
    let cases: &[Case] = &[
        (&[0], "admin", &[], WindowState::Proposed),
        (&[0], "admin", &[("stan", "STAR")], WindowState::Approved),
        (&[1], "admin", &[("stan", "STAR")], WindowState::Proposed),
        (
            &[1],
            "admin",
            &[("stan", "STAR"), ("ada", "ATLAS")],
            WindowState::Approved,
        ),
        // One person may speak for two experiments of theirs.
        (
            &[1],
            "admin",
            &[("both", "STAR"), ("both", "ATLAS")],
            WindowState::Approved,
        ),
        // The union over the hosts' groups.
        (&[0, 1], "admin", &[("stan", "STAR")], WindowState::Proposed),
        // A quorum of two takes two persons, not one twice.
        (&[2], "admin", &[("phil", "PHENIX")], WindowState::Proposed),
        (
            &[2],
            "admin",
            &[("phil", "PHENIX"), ("phil", "PHENIX")],
            WindowState::Proposed,
        ),
        (
            &[2],
            "admin",
            &[("phil", "PHENIX"), ("phoebe", "PHENIX")],
            WindowState::Approved,
        ),
        // An author who approves alone does not count; beside someone else they do.
        (&[0], "stan", &[("stan", "STAR")], WindowState::Proposed),
        (&[0], "boss", &[("boss", "STAR")], WindowState::Proposed),
        (&[0], "stan", &[("both", "STAR")], WindowState::Approved),
        (
            &[1],
            "both",
            &[("both", "STAR"), ("both", "ATLAS")],
            WindowState::Proposed,
        ),
        (
            &[1],
            "stan",
            &[("stan", "STAR"), ("ada", "ATLAS")],
            WindowState::Approved,
        ),
        (
            &[2],
            "phil",
            &[("phil", "PHENIX"), ("phoebe", "PHENIX")],
            WindowState::Approved,
        ),
    ];
    for (chosen, author, approvals, expected) in cases {
        let chosen: Vec<_> = chosen.iter().map(|i| groups[usize::from(*i)]).collect();
        let number = world.propose(author, &world.draft(&chosen, &update));
        for (who, code) in *approvals {
            world.approve(who, code, number).unwrap();
        }
        assert_eq!(
            world.window(number).row.state,
            *expected,
            "{author} {approvals:?}"
        );
    }
});

on_both!(nobody_speaks_for_another_experiment, world, {
    let update = world.released("a fix");
    let shared = world.group("shared rack", &["STAR", "ATLAS"]);
    world.host("x1", shared).await;
    let number = world.propose("admin", &world.draft(&[shared], &update));

    let error = world.approve("stan", "ATLAS", number).unwrap_err();
    assert_eq!((error.code(), error.status()), ("not_your_experiment", 403));
    assert_eq!(
        error.sentence(),
        "You coordinate STAR. Only a coordinator of ATLAS may decide for ATLAS."
    );
    for login in ["admin", "ruth", "audit"] {
        assert_eq!(
            world.approve(login, "STAR", number).unwrap_err().code(),
            "not_your_experiment"
        );
    }
    assert_eq!(
        world.approve("phil", "PHENIX", number).unwrap_err().code(),
        "not_affected"
    );
    let page = world.window(number);
    assert!(
        page.approvals
            .iter()
            .all(|e| e.given == 0 && e.approvals.is_empty())
    );
});

on_both!(an_approval_is_of_one_revision, world, {
    let update = world.released("a fix");
    let shared = world.group("shared rack", &["STAR", "ATLAS"]);
    world.host("x1", shared).await;
    let draft = world.draft(&[shared], &update);
    let number = world.propose("admin", &draft);
    let old = world.word(number, "ATLAS", "");
    world.approve("stan", "STAR", number).unwrap();

    let same = window::revise(
        world.db(),
        world.clock(),
        &world.actor("admin"),
        number,
        &draft,
    );
    assert_eq!(same.unwrap_err().code(), "nothing_changed");
    let mut later = draft.clone();
    later.ends_at.0 += 60_000;
    let other = window::revise(
        world.db(),
        world.clock(),
        &world.actor("ada"),
        number,
        &later,
    );
    assert_eq!(other.unwrap_err().code(), "author_or_admin");
    window::revise(
        world.db(),
        world.clock(),
        &world.actor("admin"),
        number,
        &later,
    )
    .unwrap();

    let page = world.window(number);
    assert_eq!(
        (page.row.revision, page.row.state),
        (2, WindowState::Proposed)
    );
    let star = page
        .approvals
        .iter()
        .find(|e| e.experiment.code == "STAR")
        .unwrap();
    assert_eq!(
        (star.given, star.voided.len()),
        (0, 1),
        "the approval should be void"
    );
    assert!(
        page.story
            .iter()
            .any(|e| e.action == "approval.voided" && e.sentence.contains("STAN (STAR)"))
    );
    assert!(page.revisions[0].changes[0].starts_with("The end moved"));

    let stale: Decide = old;
    let error = window::approve(
        world.db(),
        world.clock(),
        &world.actor("ada"),
        number,
        &stale,
    );
    assert_eq!(error.unwrap_err().code(), "stale_revision");
    world.approve("ada", "ATLAS", number).unwrap();
    assert_eq!(world.window(number).row.state, WindowState::Proposed);
    world.approve("stan", "STAR", number).unwrap();
    assert_eq!(world.window(number).row.state, WindowState::Approved);
});

on_both!(a_rejection_stops_it_until_it_is_taken_back, world, {
    let update = world.released("a fix");
    let shared = world.group("shared rack", &["STAR", "ATLAS"]);
    world.host("x1", shared).await;
    let number = world.propose("admin", &world.draft(&[shared], &update));
    world.approve("stan", "STAR", number).unwrap();
    let no = world.word(number, "ATLAS", "");
    let reject = |word: &Decide| {
        window::reject(world.db(), world.clock(), &world.actor("ada"), number, word)
    };
    assert_eq!(reject(&no).unwrap_err().fields()[0].field, "comment");
    reject(&Decide {
        comment: "We take data.".into(),
        ..no
    })
    .unwrap();
    assert_eq!(world.window(number).row.state, WindowState::Rejected);
    world.approve("ada", "ATLAS", number).unwrap();
    assert_eq!(world.window(number).row.state, WindowState::Approved);
});
