//! The original code that an update module carries, to be compared with the running kernel.

use object::{Object, ObjectSection, ObjectSymbol};

/// Changes the code of the first replaced function behind its ftrace site: the first instruction that is no mask's.
pub fn change_a_byte(module: &mut [u8]) {
    const BEHIND_THE_FTRACE_SITE: u64 = 6;
    let place = {
        let file = object::File::parse(&*module).unwrap();
        let symbol = file
            .symbol_by_name("old_0_0_bytes")
            .expect("the module carries no original");
        let section = file
            .section_by_index(symbol.section_index().unwrap())
            .unwrap();
        let (start, _) = section.file_range().unwrap();
        usize::try_from(start + symbol.address() + BEHIND_THE_FTRACE_SITE).unwrap()
    };
    module[place] ^= 1;
}
