//! The people of the site, and the experiments that share its hosts.

/// An experiment.
#[derive(Debug, Clone, Copy)]
pub struct Experiment {
    /// Its code.
    pub code: &'static str,
    /// Its full name.
    pub name: &'static str,
    /// Its colour on pages.
    pub colour: &'static str,
}

/// Somebody with an account.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    /// The account.
    pub login: &'static str,
    /// The name.
    pub name: &'static str,
    /// A facility role, as the command line names it.
    pub role: Option<&'static str>,
    /// The experiment that they decide for.
    pub coordinates: Option<&'static str>,
}

impl Person {
    /// What they are, for people.
    pub fn title(&self) -> String {
        match (self.coordinates, self.role) {
            (Some(experiment), _) => format!("coordinator of {experiment}"),
            (None, Some(role)) => role.replace(['_', '-'], " "),
            (None, None) => "guest".to_owned(),
        }
    }
}

/// The experiments. The hosts matter to the first two.
pub const EXPERIMENTS: [Experiment; 3] = [
    Experiment {
        code: "STAR",
        name: "Solenoidal Tracker at RHIC",
        colour: "#0f766e",
    },
    Experiment {
        code: "sPHENIX",
        name: "sPHENIX at RHIC",
        colour: "#7c3aed",
    },
    Experiment {
        code: "ATLAS",
        name: "A Toroidal LHC Apparatus",
        colour: "#b45309",
    },
];

/// Keeps hosts, requests builds, proposes windows.
pub const ADMIN: Person = Person {
    login: "dana",
    name: "Dana Keller",
    role: Some("admin"),
    coordinates: None,
};
/// Accepts what was built.
pub const RELEASE_MANAGER: Person = Person {
    login: "remi",
    name: "Rémi Aubert",
    role: Some("release_manager"),
    coordinates: None,
};
/// Sees all, changes nothing.
pub const AUDITOR: Person = Person {
    login: "aoki",
    name: "Aoki Hana",
    role: Some("auditor"),
    coordinates: None,
};
/// Decides for STAR.
pub const STAR: Person = Person {
    login: "sofia",
    name: "Sofia Lindqvist",
    role: None,
    coordinates: Some("STAR"),
};
/// Decides for sPHENIX.
pub const SPHENIX: Person = Person {
    login: "pavel",
    name: "Pavel Horák",
    role: None,
    coordinates: Some("sPHENIX"),
};
/// Decides for ATLAS, which has no stake in the hosts.
pub const ATLAS: Person = Person {
    login: "amara",
    name: "Amara Okafor",
    role: None,
    coordinates: Some("ATLAS"),
};

/// Everybody.
pub const PEOPLE: [Person; 6] = [ADMIN, RELEASE_MANAGER, AUDITOR, STAR, SPHENIX, ATLAS];

/// The group that all hosts of the story are in.
pub const GROUP: &str = "batch-rack-07";
