//! Relocatable x86-64 objects, as the comparison and the extraction see them.
//!
//! [`Object::parse`] reads a file once and checks every index and range in it, so that nothing behind it has to
//! doubt them. [`Parts`] then cuts the sections into *parts*: a function, a named datum, or a nameless stretch
//! such as a jump table. A part is what gets compared and carried over; sections are only where the compiler put it.

mod code;
mod error;
mod model;
mod parts;
mod place;
mod read;
mod role;
mod tables;

pub use code::{Code, Immediate, Insn, Reference};
pub use error::ElfError;
pub use model::{Home, Object, Reloc, Section, SectionId, Symbol, SymbolId, reloc};
pub use parts::{Part, PartId, PartKind, Parts};
pub use place::{Place, Resolver};
pub use role::{Role, role};
pub use tables::{Entry, TABLES, Table, table_entries};
