//! The rules. One file an action: authorise, check the input, change things and write the audit event in one transaction.
//!
//! Every function blocks on the database, so callers on an async executor wrap it in `web::block`. They all look alike:
//!
//! ```text
//! session::sign_in(db, clock, &SignIn, address: Option<&str>)      -> NewSession
//! session::sign_out(db, clock, token: &str)                        -> ()
//! session::actor(db, clock, token: &str, address: Option<&str>)    -> Option<Actor>      (Actor::me() for the page's frame)
//! home::show(db, clock, actor)                                     -> HomeView
//! host::list(db, clock, actor, &HostFilter)                        -> HostList
//! host::show(db, clock, actor, &HostId)                            -> HostPage
//! host::allow | deny(db, clock, actor, &HostId)                    -> ()
//! host::create_token(db, clock, actor, &NewToken)                  -> IssuedToken
//! host::list_tokens(db, clock, actor)                              -> Vec<TokenRow>
//! group::create(db, clock, actor, &NewGroup)                       -> GroupId
//! group::list(db, clock, actor)                                    -> Vec<GroupRow>
//! group::add_host | remove_host(db, clock, actor, GroupId, &HostId) -> ()
//! experiment::create(db, clock, actor, &NewExperiment)             -> ExperimentId
//! experiment::list(db, clock, actor)                               -> Vec<ExperimentRow>
//! person::create(db, clock, actor, &NewPerson)                     -> PersonId
//! person::list(db, clock, actor)                                   -> Vec<PersonRow>
//! build::form(db, clock, actor)                                    -> BuildForm
//! build::submit(db, clock, actor, &NewBuild)                       -> BuildRequestId
//! build::list(db, clock, actor, &BuildFilter)                      -> Vec<BuildRow>
//! build::show(db, clock, actor, BuildRequestId)                    -> BuildPage
//! build::accept(db, clock, actor, BuildRequestId)                  -> ()   (a job then signs and releases)
//! build::reject(db, clock, actor, BuildRequestId, reason: &str)    -> ()
//! build::comment(db, clock, actor, BuildRequestId, text: &str)     -> ()
//! update::list(db, clock, actor)                                   -> Vec<UpdateRow>
//! window::draft_form(db, clock, actor)                             -> WindowChoices
//! window::propose(db, clock, actor, &WindowDraft)                  -> WindowNumber
//! window::revise(db, clock, actor, WindowNumber, &WindowDraft)     -> ()
//! window::approve | reject(db, clock, actor, WindowNumber, &Decide) -> ()
//! window::open | pause | resume(db, clock, actor, WindowNumber)    -> ()
//! window::abort(db, clock, actor, WindowNumber, reason: &str)      -> ()
//! window::undo_on(db, clock, actor, WindowNumber, &[HostId])       -> ()
//! window::show(db, clock, actor, WindowNumber)                     -> WindowPage
//! window::list(db, clock, actor, &WindowFilter)                    -> Vec<WindowRow>
//! audit::list(db, clock, actor, &AuditFilter)                      -> AuditList
//! audit::show(db, clock, actor, EventId)                           -> AuditPage
//! ```
//!
//! with `db: &Database`, `clock: &Clock`, `actor: &Actor`, all from this crate's root, each `Result<_, ServiceError>`.

pub mod agent;
pub mod audit;
pub mod build;
pub mod experiment;
pub(crate) mod fleet;
mod form;
pub mod group;
pub mod home;
pub mod host;
pub mod person;
mod record;
pub mod session;
pub(crate) mod story;
pub mod update;
pub mod window;
