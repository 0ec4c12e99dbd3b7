//! What is reached over HTTP, as hosts, browsers and anybody reach it.

mod enrol;
mod events;
mod host_token;
mod machine;
mod offers;
