//! What a server offered a host, in hand: to be changed, and offered again.

use quiesce_tests::site::Site;
use quiesce_trust::loading::Permission;
use quiesce_trust::manifest::UpdateKind;
use quiesce_types::host_api::{Offer, Orders};

/// The offers of one check-in, with their bundles.
pub struct Offered {
    pub core: (Offer, Vec<u8>),
    pub update: (Offer, Vec<u8>),
}

impl Offered {
    /// Takes the bundles from the server's artifacts.
    pub fn read(orders: Orders, site: &Site) -> Self {
        let with_bundle = |offer: Offer| {
            let hex = offer.bundle.to_hex();
            let bytes =
                std::fs::read(site.data().join("artifacts").join(&hex[..2]).join(&hex)).unwrap();
            (offer, bytes)
        };
        let (core, updates): (Vec<_>, Vec<_>) = orders
            .offers
            .into_iter()
            .partition(|offer| offer.kind == UpdateKind::Core);
        let core = with_bundle(core.into_iter().next().expect("no core is offered"));
        let update = with_bundle(updates.into_iter().next().expect("no update is offered"));
        Self { core, update }
    }
}

/// The part of an offer that the loader judges by.
pub fn permission(offer: &Offer) -> Permission {
    Permission {
        id: offer.id.clone(),
        bundle: offer.bundle,
        window: offer.window.clone(),
        revision: offer.revision,
        revision_sha256: offer.revision_sha256,
        permit: offer.permit.clone(),
        release_proof: offer.release_proof.clone(),
        permit_proof: offer.permit_proof.clone(),
    }
}
