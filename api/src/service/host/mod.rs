//! Hosts, as people see and keep them. What hosts themselves say is in [`agent`](crate::service::agent).

mod create_token;
mod list;
mod list_tokens;
mod set_state;
mod show;

pub use create_token::create_token;
pub use list::list;
pub use list_tokens::list_tokens;
pub use set_state::{allow, deny};
pub use show::show;
