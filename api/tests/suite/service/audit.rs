//! The history and its proof.

use quiesce_api::service::audit;
use quiesce_trust::signing::{Answer, Ask};
use quiesce_types::input::AuditFilter;

use crate::support::on_both;

on_both!(every_event_is_a_leaf_that_the_log_proves, world, {
    world.released("a fix");
    let who = world.actor("audit");
    world.jobs();
    let list = audit::list(world.db(), world.clock(), &who, &AuditFilter::default()).unwrap();
    assert_eq!(list.unpublished, 0);
    assert!(
        list.rows.iter().all(|row| row.in_checkpoint),
        "all should be published"
    );
    // Two releases, core and update, are leaves without an event; all the others belong to events.
    assert_eq!(list.log.as_ref().unwrap().size, list.total + 2);
    let mut indexes: Vec<u64> = list.rows.iter().map(|r| r.log_index.unwrap()).collect();
    indexes.sort_unstable();
    indexes.dedup();
    assert_eq!(indexes.len() as u64, list.total);

    let root = world.state.signer().root().unwrap();
    for row in &list.rows {
        let page = audit::show(world.db(), world.clock(), &who, row.id).unwrap();
        let index = row.log_index.unwrap();
        let answer = world
            .state
            .signer()
            .ask(&Ask::ProveInclusion { index })
            .unwrap();
        let Answer::Proof { proof } = answer else {
            panic!("{answer:?}")
        };
        proof
            .verify(page.leaf.unwrap().as_bytes(), &root.log)
            .unwrap();
    }
});

on_both!(filters_narrow_the_history, world, {
    world.submit("admin", "100% of_it").unwrap();
    let who = world.actor("audit");
    let count = |filter: AuditFilter| {
        audit::list(world.db(), world.clock(), &who, &filter)
            .unwrap()
            .total
    };
    let all = count(AuditFilter::default());
    let text = |text: &str| AuditFilter {
        text: text.into(),
        ..AuditFilter::default()
    };
    assert_eq!(
        count(text("100% OF_IT")),
        2,
        "case does not matter, and % and _ are themselves"
    );
    assert_eq!(count(text("100%xof")), 0);
    let action = |action: &str| AuditFilter {
        action: action.into(),
        ..AuditFilter::default()
    };
    assert_eq!(count(action("person.added")), 2);
    assert_eq!(count(action("person")), 2);
    assert_eq!(count(action("pers")), 0);
    let later = AuditFilter {
        from: Some(world.clock.now()),
        ..AuditFilter::default()
    };
    assert_eq!(count(later), all);
    let earlier = AuditFilter {
        until: Some(world.clock.now()),
        ..AuditFilter::default()
    };
    assert_eq!(count(earlier), 0);
});
