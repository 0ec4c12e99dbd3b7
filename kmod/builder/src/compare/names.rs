//! Names that a compiler invents, and what stays of them when its counters have moved on.

/// What of `name` does not depend on a counter: `foo.constprop.3` gives `foo.constprop`, `count.12` gives `count`,
/// `__UNIQUE_ID_ddebug345.7` gives `__UNIQUE_ID_ddebug`. Other names stay as they are.
#[must_use]
pub fn stem(name: &str) -> String {
    let mut kept = String::with_capacity(name.len());
    for (index, piece) in name.split('.').enumerate() {
        if index > 0 && !piece.is_empty() && piece.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        if index > 0 {
            kept.push('.');
        }
        kept.push_str(piece);
    }
    if kept.starts_with("__UNIQUE_ID_")
        || kept.starts_with("__addressable_")
        || kept.starts_with("__initcall__")
    {
        return without_numbers(&kept);
    }
    kept
}

/// Whether `name` carries a counter.
#[must_use]
pub fn is_numbered(name: &str) -> bool {
    stem(name) != name
}

/// The function that a cold piece belongs to: `foo.isra.0.cold` and `foo.isra.0.cold.5` give `foo.isra.0`.
#[must_use]
pub fn parent_of_cold(name: &str) -> Option<&str> {
    let end = name.rfind(".cold")?;
    let rest = &name[end + ".cold".len()..];
    let counter = rest.strip_prefix('.').is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    (end > 0 && (rest.is_empty() || counter)).then(|| &name[..end])
}

/// The function whose source a piece was made from: `foo.part.0.isra.1` gives `foo`. `None` for what is no piece.
#[must_use]
pub fn source_of_piece(name: &str) -> Option<&str> {
    let end = [".part.", ".isra.", ".constprop.", ".cold"]
        .iter()
        .filter_map(|mark| name.find(mark))
        .min()?;
    (end > 0).then(|| &name[..end])
}

/// Constants that a compiler makes for a function: nothing compares their addresses, so that each version of the
/// function may have a copy of its own.
#[must_use]
pub fn is_compilers_constant(name: &str) -> bool {
    let stem = stem(name);
    is_numbered(name)
        && matches!(
            stem.as_str(),
            "CSWTCH" | "__func__" | "__FUNCTION__" | "__PRETTY_FUNCTION__" | "C"
        )
        || stem.starts_with("__PRETTY_FUNCTION__")
        || stem.starts_with("switch.table")
        || name.starts_with("__func__.")
}

/// Static locals that macros make and that may start anew in the new version: flags of `WARN_ONCE` and the like (a
/// warning may be seen once more), rate limits, lock classes, descriptors of dynamic debugging.
#[must_use]
pub fn may_start_anew(name: &str) -> bool {
    let stem = stem(name);
    matches!(
        stem.as_str(),
        "__already_done"
            | "__warned"
            | "__print_once"
            | "__key"
            | "_rs"
            | "descriptor"
            | "___tp_str"
            | "_entry"
            | "_entry_ptr"
    ) || stem.starts_with("__UNIQUE_ID_ddebug")
        || is_compilers_constant(name)
}

fn without_numbers(name: &str) -> String {
    let mut kept = String::with_capacity(name.len());
    for letter in name.chars() {
        if letter.is_ascii_digit() {
            if !kept.ends_with('#') {
                kept.push('#');
            }
        } else {
            kept.push(letter);
        }
    }
    kept.trim_end_matches('#').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_dropped_and_nothing_else() {
        for (name, expected) in [
            ("foo", "foo"),
            ("foo.constprop.3.isra.0", "foo.constprop.isra"),
            ("count.12", "count"),
            ("__UNIQUE_ID_ddebug345.7", "__UNIQUE_ID_ddebug"),
            (
                "__initcall__kmod_x__123_456_init6",
                "__initcall__kmod_x__#_#_init",
            ),
            ("v2.name", "v2.name"),
        ] {
            assert_eq!(stem(name), expected, "{name}");
        }
    }

    #[test]
    fn cold_pieces_name_their_function() {
        assert_eq!(parent_of_cold("foo.cold"), Some("foo"));
        assert_eq!(parent_of_cold("foo.isra.0.cold.5"), Some("foo.isra.0"));
        assert_eq!(parent_of_cold("foo.colder"), None);
        assert_eq!(source_of_piece("foo.part.0.isra.1"), Some("foo"));
        assert_eq!(source_of_piece("foo"), None);
    }
}
