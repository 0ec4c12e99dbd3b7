//! The whole system, started for real: server, signer and builder on this machine, hosts in virtual machines, people
//! at a browser or at forms.
//!
//! [`site`] is the computing centre's side, [`vm`] a host, [`story`] what people do with both from a source patch to an
//! undone update. The demo tells that story; the tests check it, and everything that must not work.

pub mod cache;
pub mod demo;
pub mod process;
pub mod site;
pub mod story;
pub mod vm;
