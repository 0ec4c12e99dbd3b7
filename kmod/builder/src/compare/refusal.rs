//! Why a pair is refused, and what its author can do.

use quiesce_types::build::Reason;

/// What stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Why {
    DataChanged,
    DataResized { old: u64, new: u64 },
    DataMoved,
    DataGone,
    DataNew,
    AmbiguousLocal,
    Init,
    Export,
    PerCpu,
    Registration,
    NoFtraceSite,
    RestrictedCode { section: String },
    NoRoom { size: u64, needed: u64 },
    Layout { what: String },
    UnknownTable,
}

/// A reason for a refusal, before its source line is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) why: Why,
    pub(crate) symbol: String,
}

impl Refusal {
    pub(crate) fn new(why: Why, symbol: &str) -> Self {
        Self {
            why,
            symbol: symbol.to_owned(),
        }
    }

    /// Stable machine code.
    pub(crate) fn code(&self) -> &'static str {
        match self.why {
            Why::DataChanged
            | Why::DataResized { .. }
            | Why::DataMoved
            | Why::DataGone
            | Why::DataNew
            | Why::AmbiguousLocal => "data_changed",
            Why::Init => "init_code",
            Why::Export => "export_changed",
            Why::PerCpu => "percpu_changed",
            Why::Registration => "registration_changed",
            Why::NoFtraceSite => "no_ftrace_site",
            Why::RestrictedCode { .. } => "restricted_code",
            Why::NoRoom { .. } => "no_room",
            Why::Layout { .. } => "layout_changed",
            Why::UnknownTable => "unknown_table",
        }
    }

    /// The reason as it stands in the report.
    pub(crate) fn reason(&self, place: Option<(String, Option<u32>)>) -> Reason {
        let (file, line) = place.map_or((None, None), |(file, line)| (Some(file), line));
        Reason {
            code: self.code().into(),
            function: Some(self.symbol.clone()),
            file,
            line,
            message: self.message(),
        }
    }

    fn message(&self) -> String {
        let name = &self.symbol;
        match &self.why {
            Why::DataChanged => format!(
                "The initial value of {name} differs. The running kernel has its own value already; leave the initial value as it is and set the new one from a hook."
            ),
            Why::DataResized { old, new } => format!(
                "The size of {name} changes from {old} to {new} bytes. The running kernel's copy cannot grow; keep it as it is and add a new variable."
            ),
            Why::DataMoved => format!(
                "{name} moves to another kind of section. The running kernel's copy cannot move; leave it where it is."
            ),
            Why::DataGone => format!(
                "{name} is gone, and code that is not replaced may use it; leave it in place."
            ),
            Why::DataNew => format!(
                "{name} is new where the kernel looks for such data only at boot; do without it."
            ),
            Why::AmbiguousLocal => format!(
                "It cannot be told which static variable {name} became in the patched function; give the new one another name, or change less of the function."
            ),
            Why::Init => format!(
                "{name} is used only while the kernel boots, which is over; leave it as it is and do the work from a hook."
            ),
            Why::Export => format!(
                "The exported symbols change ({name}). Modules are bound to them already; leave exports and their prototypes as they are."
            ),
            Why::PerCpu => format!(
                "The per-CPU variable {name} differs. Its areas are laid out at boot; leave it as it is."
            ),
            Why::Registration => format!(
                "{name} is something that the kernel reads by itself at boot (a parameter, an event, a table); leave it as it is."
            ),
            Why::NoFtraceSite => format!(
                "{name} differs and has no ftrace site, so that it cannot be redirected; change its callers instead, or a copy of it under a new name."
            ),
            Why::RestrictedCode { section } => format!(
                "{name} differs and is in {section}, where no code may be redirected; change its callers instead."
            ),
            Why::NoRoom { size, needed } => format!(
                "{name} differs and is {size} bytes long; a jump needs {needed}. Change its callers instead, or a copy of it under a new name."
            ),
            Why::Layout { what } => format!(
                "The layout of {name} changes: {what}. Objects of the old layout exist in the running kernel; keep the layout, and put new fields into a shadow variable."
            ),
            Why::UnknownTable => format!(
                "The table {name} has a layout that the builder does not know, so that it cannot be compared; report the kernel and the compiler."
            ),
        }
    }
}
