//! Hosts by filter.

use quiesce_types::input::{HostFilter, PAGE_ROWS};
use quiesce_types::view::{HostList, HostRow};
use quiesce_types::{HostState, Role};

use crate::actor::Actor;
use crate::clock::Clock;
use crate::db::Database;
use crate::error::ServiceError;
use crate::service::fleet::Fleet;

/// One page of the hosts that match, by name, with counters over all.
pub fn list(
    db: &Database,
    clock: &Clock,
    actor: &Actor,
    filter: &HostFilter,
) -> Result<HostList, ServiceError> {
    actor.may_see()?;
    let now = clock.now();
    db.read(|conn| {
        let fleet = Fleet::load(conn, now)?;
        let mut matching = Vec::new();
        for host in &fleet.hosts {
            let row = fleet.row(host)?;
            let in_group = filter
                .group
                .is_none_or(|group| fleet.is_member(&host.id, group));
            let failed = !filter.failed || fleet.has_failed(&host.id);
            if in_group && failed && matches(filter, &row) {
                matching.push(row);
            }
        }
        let page = filter.page.saturating_sub(1) as usize;
        let rows = PAGE_ROWS as usize;
        Ok(HostList {
            total: matching.len() as u64,
            rows: matching.into_iter().skip(page * rows).take(rows).collect(),
            filter: filter.clone(),
            counters: fleet.counters()?,
            groups: fleet.group_rows(),
            kernels: fleet.kernels()?,
            may_manage: actor.is_one_of(&[Role::Admin]),
        })
    })
}

fn matches(filter: &HostFilter, row: &HostRow) -> bool {
    let text = filter.text.trim().to_lowercase();
    let named = text.is_empty()
        || row.hostname.to_lowercase().contains(&text)
        || row.id.as_str().starts_with(&text);
    // Health is told of allowed hosts only, as the counters do.
    let healthy = filter
        .health
        .is_none_or(|health| row.health == health && row.state == HostState::Allowed);
    named
        && healthy
        && filter.state.is_none_or(|state| row.state == state)
        && filter
            .kernel
            .as_ref()
            .is_none_or(|kernel| row.kernel.release == *kernel)
}
