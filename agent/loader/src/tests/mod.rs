//! The loader against real keys, bundles, permits and logs, and a kernel that is a folder.

mod applying;
mod fake_kernel;
mod going_back;
mod refusals;
mod signed;

/// One `NT_GNU_BUILD_ID` note.
fn notes(build_id: &[u8; 20]) -> Vec<u8> {
    let mut bytes = vec![4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0];
    bytes.extend_from_slice(b"GNU\0");
    bytes.extend_from_slice(build_id);
    bytes
}
