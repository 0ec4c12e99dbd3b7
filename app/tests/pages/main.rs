//! Pages and forms over HTTP, as a browser without JavaScript uses them.
#![cfg(feature = "ssr")]

mod forms;
mod guards;
mod site;
mod words;
