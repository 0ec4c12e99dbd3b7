//! A module's section table, taken apart and put together again. Contents stay where they are in the file: only what
//! the conversion changes is written anew, at the end.

/// The file is not a relocatable ELF file as `ld -r` makes them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the module is malformed: {0}")]
pub struct MalformedModule(pub &'static str);

/// Bytes of an ELF64 file header, section header, symbol and relocation (ELF-64 Object File Format 1.5).
const FILE_HEADER: usize = 64;
const SECTION_HEADER: usize = 64;
pub(super) const SYMBOL: usize = 24;
pub(super) const RELA: usize = 24;

/// One entry of the section table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct SectionHeader {
    pub name: u32,
    pub kind: u32,
    pub flags: u64,
    pub address: u64,
    pub offset: u64,
    pub size: u64,
    pub link: u32,
    pub info: u32,
    pub alignment: u64,
    pub entry_size: u64,
}

/// A relocatable file whose section table can grow.
pub(super) struct Module {
    pub file: Vec<u8>,
    pub sections: Vec<SectionHeader>,
    /// Index of the section that holds section names.
    pub names: usize,
}

impl Module {
    pub fn parse(file: &[u8]) -> Result<Self, MalformedModule> {
        let head = file
            .get(..FILE_HEADER)
            .ok_or(MalformedModule("it is too short"))?;
        if !head.starts_with(b"\x7fELF\x02\x01") || read_u16(head, 16)? != 1 {
            return Err(MalformedModule(
                "it is not a relocatable 64-bit little-endian ELF file",
            ));
        }
        let table = to_usize(read_u64(head, 40)?)?;
        if usize::from(read_u16(head, 58)?) != SECTION_HEADER {
            return Err(MalformedModule("its section headers have an unknown size"));
        }
        let count = usize::from(read_u16(head, 60)?);
        let names = usize::from(read_u16(head, 62)?);
        let mut sections = Vec::with_capacity(count);
        for index in 0..count {
            let start = table
                .checked_add(index * SECTION_HEADER)
                .ok_or(MalformedModule("its section table lies outside"))?;
            let entry = slice(file, start, SECTION_HEADER)?;
            let section = SectionHeader {
                name: read_u32(entry, 0)?,
                kind: read_u32(entry, 4)?,
                flags: read_u64(entry, 8)?,
                address: read_u64(entry, 16)?,
                offset: read_u64(entry, 24)?,
                size: read_u64(entry, 32)?,
                link: read_u32(entry, 40)?,
                info: read_u32(entry, 44)?,
                alignment: read_u64(entry, 48)?,
                entry_size: read_u64(entry, 56)?,
            };
            sections.push(section);
        }
        if names >= count {
            return Err(MalformedModule("it has no section names"));
        }
        Ok(Self {
            file: file.to_vec(),
            sections,
            names,
        })
    }

    /// The section's bytes; none for one that takes no room in the file.
    pub fn contents(&self, section: &SectionHeader) -> Result<&[u8], MalformedModule> {
        const SHT_NOBITS: u32 = 8;
        if section.kind == SHT_NOBITS {
            return Ok(&[]);
        }
        slice(
            &self.file,
            to_usize(section.offset)?,
            to_usize(section.size)?,
        )
    }

    pub fn contents_mut(&mut self, section: SectionHeader) -> Result<&mut [u8], MalformedModule> {
        let (start, size) = (to_usize(section.offset)?, to_usize(section.size)?);
        start
            .checked_add(size)
            .and_then(|end| self.file.get_mut(start..end))
            .ok_or(MalformedModule("a section lies outside the file"))
    }

    pub fn section(&self, index: usize) -> Result<SectionHeader, MalformedModule> {
        self.sections
            .get(index)
            .copied()
            .ok_or(MalformedModule("a section number is out of range"))
    }

    pub fn section_name(&self, section: &SectionHeader) -> Result<String, MalformedModule> {
        text(self.contents(&self.section(self.names)?)?, section.name)
    }

    /// Puts `bytes` at the end of the file, aligned to 8, and gives their offset.
    pub fn append(&mut self, bytes: &[u8]) -> u64 {
        self.file.resize(self.file.len().next_multiple_of(8), 0);
        let offset = self.file.len() as u64;
        self.file.extend_from_slice(bytes);
        offset
    }

    /// The file with its section table written at the end.
    pub fn finish(mut self) -> Result<Vec<u8>, MalformedModule> {
        let mut table = Vec::with_capacity(self.sections.len() * SECTION_HEADER);
        for section in &self.sections {
            table.extend_from_slice(&section.name.to_le_bytes());
            table.extend_from_slice(&section.kind.to_le_bytes());
            for word in [section.flags, section.address, section.offset, section.size] {
                table.extend_from_slice(&word.to_le_bytes());
            }
            table.extend_from_slice(&section.link.to_le_bytes());
            table.extend_from_slice(&section.info.to_le_bytes());
            table.extend_from_slice(&section.alignment.to_le_bytes());
            table.extend_from_slice(&section.entry_size.to_le_bytes());
        }
        let offset = self.append(&table);
        // 0xff00 and above are reserved numbers.
        let count = u16::try_from(self.sections.len())
            .ok()
            .filter(|&count| count < 0xff00);
        let count = count.ok_or(MalformedModule("it has too many sections"))?;
        self.file
            .get_mut(40..48)
            .ok_or(MalformedModule("it is too short"))?
            .copy_from_slice(&offset.to_le_bytes());
        self.file
            .get_mut(60..62)
            .ok_or(MalformedModule("it is too short"))?
            .copy_from_slice(&count.to_le_bytes());
        Ok(self.file)
    }
}

/// The text that starts at `offset` of a string table.
pub(super) fn text(table: &[u8], offset: u32) -> Result<String, MalformedModule> {
    let tail = table
        .get(to_usize(u64::from(offset))?..)
        .ok_or(MalformedModule("a name lies outside its table"))?;
    let end = tail
        .iter()
        .position(|&byte| byte == 0)
        .ok_or(MalformedModule("a name does not end"))?;
    Ok(String::from_utf8_lossy(tail.get(..end).unwrap_or_default()).into_owned())
}

pub(super) fn to_usize(number: u64) -> Result<usize, MalformedModule> {
    usize::try_from(number).map_err(|_| MalformedModule("a number is out of range"))
}

fn slice(bytes: &[u8], start: usize, size: usize) -> Result<&[u8], MalformedModule> {
    start
        .checked_add(size)
        .and_then(|end| bytes.get(start..end))
        .ok_or(MalformedModule("a section lies outside the file"))
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], MalformedModule> {
    slice(bytes, at, N)?
        .try_into()
        .map_err(|_| MalformedModule("it is too short"))
}

pub(super) fn read_u16(bytes: &[u8], at: usize) -> Result<u16, MalformedModule> {
    array(bytes, at).map(u16::from_le_bytes)
}

pub(super) fn read_u32(bytes: &[u8], at: usize) -> Result<u32, MalformedModule> {
    array(bytes, at).map(u32::from_le_bytes)
}

pub(super) fn read_u64(bytes: &[u8], at: usize) -> Result<u64, MalformedModule> {
    array(bytes, at).map(u64::from_le_bytes)
}
