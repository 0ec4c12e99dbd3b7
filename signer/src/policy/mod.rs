//! What the signer itself insists on before it signs, whatever the server has checked.

mod permit;
mod update;

pub use permit::sign_permit;
pub use update::sign_update;
