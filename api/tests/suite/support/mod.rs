//! A whole site for one test: database, signer, clock, people, hosts.

mod builder;
mod database;
mod host;
mod process;
mod signer;
mod world;

pub use database::{Fresh, Kind};
pub use host::{Claims, TestHost};
pub use world::World;

/// A test on both databases. The body gets a [`World`].
macro_rules! on_both {
    ($name:ident, $world:ident, $body:block) => {
        mod $name {
            #[allow(unused_imports, reason = "each test uses what it needs of its file's imports")]
            use super::*;
            use crate::support::{Kind, World};

            async fn run($world: World) $body

            #[actix_web::test]
            async fn sqlite() {
                run(World::new(Kind::Sqlite)).await;
            }

            #[actix_web::test]
            async fn postgresql() {
                run(World::new(Kind::Postgresql)).await;
            }
        }
    };
}
pub(crate) use on_both;
