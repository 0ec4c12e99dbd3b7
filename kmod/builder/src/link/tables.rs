//! Writes `tables.c` of an update module: what the core must find in the running kernel and where the jumps go, as
//! `kmod/include/quiesce_abi.h` lays it out.

use std::fmt::Write as _;

use quiesce_trust::UpdateId;
use quiesce_trust::manifest::Kernel;

use crate::vmlinux::Span;
use crate::vmlinux::matching::MatchedFunction;

/// `QUIESCE_ABI_VERSION` of the header.
pub const ABI: u32 = 1;

/// What goes into an update module's tables.
#[derive(Debug)]
pub struct Tables<'a> {
    /// The update's id.
    pub id: &'a UpdateId,
    /// One line for people.
    pub title: &'a str,
    /// The kernel that it is for.
    pub kernel: &'a Kernel,
    /// Link-time address of `_text`.
    pub text_link: u64,
    /// Functions replaced.
    pub functions: Vec<Replacement>,
    /// Read-only data that the old code refers to.
    pub rodata: Vec<Span>,
}

/// A function of the kernel and its replacement in the module.
#[derive(Debug, Clone)]
pub struct Replacement {
    /// The function as the kernel has it.
    pub old: MatchedFunction,
    /// Symbol of the new version.
    pub new_symbol: String,
    /// Its size in bytes.
    pub new_size: u64,
}

impl Tables<'_> {
    /// The C source.
    pub fn source(&self) -> String {
        let mut out = Source(String::from(HEAD));
        for (number, function) in self.functions.iter().enumerate() {
            out.parts(&format!("old_{number}"), 0, &function.old.old);
            out.spans(&format!("piece_{number}"), &function.old.pieces);
            out.line(&format!(
                "extern const char new_{number}[] asm({});",
                quoted(&function.new_symbol)
            ));
        }
        out.spans("rodata", &self.rodata);
        out.functions(&self.functions);
        out.update(self);
        out.0
    }
}

const HEAD: &str = "// SPDX-License-Identifier: GPL-2.0\n#include <linux/init.h>\n#include <linux/module.h>\n#include \"quiesce_abi.h\"\n\n";

struct Source(String);

impl Source {
    fn line(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push('\n');
    }

    /// The parts of each span, and the array `name` of the spans.
    fn spans(&mut self, name: &str, spans: &[Span]) {
        for (number, span) in spans.iter().enumerate() {
            self.parts(name, number, span);
        }
        let entries: Vec<String> = spans
            .iter()
            .enumerate()
            .map(|(number, span)| span_entry(name, number, span))
            .collect();
        self.array("struct quiesce_span", name, &entries);
    }

    /// `name_N_bytes`, `name_N_masks` and `name_N_fixups`.
    fn parts(&mut self, name: &str, number: usize, span: &Span) {
        let bytes: Vec<String> = span
            .bytes
            .iter()
            .map(|byte| format!("{byte:#04x}"))
            .collect();
        self.array("u8", &format!("{name}_{number}_bytes"), &bytes);
        let masks = span
            .masks
            .iter()
            .map(|mask| format!("{{ {}, {} }}", mask.offset, mask.length));
        self.array(
            "struct quiesce_mask",
            &format!("{name}_{number}_masks"),
            &masks.collect::<Vec<_>>(),
        );
        let fixups = span
            .fixups
            .iter()
            .map(|fixup| format!("{{ {}, {} }}", fixup.offset, fixup.kind.number()));
        self.array(
            "struct quiesce_fixup",
            &format!("{name}_{number}_fixups"),
            &fixups.collect::<Vec<_>>(),
        );
    }

    /// A constant array, unless it would be empty: C has no empty arrays.
    fn array(&mut self, kind: &str, name: &str, items: &[String]) {
        if items.is_empty() {
            return;
        }
        self.line(&format!("static const {kind} {name}[] = {{"));
        for row in items.chunks(12) {
            self.line(&format!("\t{},", row.join(", ")));
        }
        self.line("};");
    }

    fn functions(&mut self, functions: &[Replacement]) {
        self.line("static const struct quiesce_func functions[] = {");
        for (number, function) in functions.iter().enumerate() {
            let pieces = function.old.pieces.len();
            self.line("\t{");
            self.line(&format!("\t\t.name = {},", quoted(&function.old.name)));
            self.line(&format!(
                "\t\t.old = {},",
                span_entry(&format!("old_{number}"), 0, &function.old.old)
            ));
            if pieces > 0 {
                self.line(&format!("\t\t.pieces = piece_{number},"));
            }
            self.line(&format!("\t\t.nr_pieces = {pieces},"));
            self.line(&format!("\t\t.jump_offset = {},", function.old.jump_offset));
            self.line(&format!("\t\t.new_func = new_{number},"));
            self.line(&format!("\t\t.new_size = {},", function.new_size));
            self.line("\t},");
        }
        self.line("};");
    }

    fn update(&mut self, tables: &Tables<'_>) {
        let build_id = tables.kernel.build_id.as_str().as_bytes().chunks(2);
        let build_id: Vec<String> = build_id
            .map(|digits| format!("0x{}", String::from_utf8_lossy(digits)))
            .collect();
        self.line("static const struct quiesce_update update = {");
        self.line("\t.abi = QUIESCE_ABI_VERSION,");
        self.line(&format!("\t.id = {},", quoted(tables.id.as_str())));
        self.line(&format!("\t.title = {},", quoted(tables.title)));
        self.line(&format!(
            "\t.kernel_release = {},",
            quoted(tables.kernel.release.as_str())
        ));
        self.line(&format!("\t.build_id = {{ {} }},", build_id.join(", ")));
        self.line(&format!("\t.text_link = {:#x},", tables.text_link));
        self.line("\t.owner = THIS_MODULE,");
        self.line("\t.funcs = functions,\n\t.nr_funcs = ARRAY_SIZE(functions),");
        if !tables.rodata.is_empty() {
            self.line("\t.rodata = rodata,\n\t.nr_rodata = ARRAY_SIZE(rodata),");
        }
        self.line("};\n");
        self.line("static int __init update_init(void)\n{\n\treturn quiesce_register(&update);\n}\nmodule_init(update_init);\n");
        self.line("static void __exit update_exit(void)\n{\n\tquiesce_unregister(&update);\n}\nmodule_exit(update_exit);\n");
        self.line("MODULE_LICENSE(\"GPL\");\nMODULE_INFO(livepatch, \"Y\");");
        // A description may not hold what ends a modinfo string; `quoted` has taken care of it.
        self.line(&format!("MODULE_DESCRIPTION({});", quoted(tables.title)));
    }
}

fn span_entry(name: &str, number: usize, span: &Span) -> String {
    let array = |what: &str, count: usize| match count {
        0 => "NULL".to_owned(),
        _some => format!("{name}_{number}_{what}"),
    };
    format!(
        "{{ .addr_link = {:#x}, .size = {}, .bytes = {}, .masks = {}, .nr_masks = {}, .fixups = {}, .nr_fixups = {} }}",
        span.address,
        span.bytes.len(),
        array("bytes", span.bytes.len()),
        array("masks", span.masks.len()),
        span.masks.len(),
        array("fixups", span.fixups.len()),
        span.fixups.len(),
    )
}

/// A C string literal. Whatever is not plain ASCII is written in octal, so that no title can end the literal, open a
/// trigraph or reach the preprocessor.
fn quoted(text: &str) -> String {
    let mut literal = String::from("\"");
    for byte in text.bytes() {
        match byte {
            b' '
            | b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'_'
            | b'-'
            | b'.'
            | b','
            | b':'
            | b';'
            | b'('
            | b')'
            | b'/'
            | b'$' => {
                literal.push(char::from(byte));
            }
            0 => {}
            _other => {
                let _infallible = write!(literal, "\\{byte:03o}");
            }
        }
    }
    literal.push('"');
    literal
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vmlinux::{Fixup, FixupKind, Mask};

    #[test]
    fn no_title_leaves_its_literal() {
        assert_eq!(
            quoted("a\"; evil(); \"\\n??/"),
            r#""a\042; evil(); \042\134n\077\077/""#
        );
    }

    #[test]
    fn writes_the_abis_structures() {
        let kernel = Kernel {
            release: "6.1.0-47-cloud-amd64".parse().unwrap(),
            build_id: "4f".repeat(20).parse().unwrap(),
        };
        let span = |address| Span {
            address,
            bytes: vec![0xe8, 0, 0, 0, 0, 0x90],
            masks: vec![Mask {
                offset: 0,
                length: 5,
            }],
            fixups: vec![],
        };
        let string = Span {
            fixups: vec![Fixup {
                offset: 0,
                kind: FixupKind::Abs32,
            }],
            masks: vec![],
            ..span(0x20)
        };
        let old = MatchedFunction {
            name: "f".into(),
            old: span(0x10),
            pieces: vec![],
            jump_offset: 5,
        };
        let tables = Tables {
            id: &"abcd1234".parse().unwrap(),
            title: "CVE: what",
            kernel: &kernel,
            text_link: 0xffff_ffff_8100_0000,
            functions: vec![Replacement {
                old,
                new_symbol: "quiesce_new_0_f".into(),
                new_size: 9,
            }],
            rodata: vec![string],
        };
        insta::assert_snapshot!(tables.source());
    }
}
