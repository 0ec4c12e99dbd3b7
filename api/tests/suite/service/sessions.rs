//! Signing in and out.

use std::time::Duration;

use quiesce_api::service::{home, session};
use quiesce_api::{Actor, ServiceError};
use quiesce_types::input::SignIn;
use quiesce_types::view::NewSession;

use crate::support::on_both;

fn sign_in(world: &World, login: &str, password: &str) -> Result<NewSession, ServiceError> {
    if login != "nobody" {
        world.person(login);
    }
    let form = SignIn {
        login: login.into(),
        password: password.into(),
    };
    session::sign_in(world.db(), world.clock(), &form, Some("192.0.2.9"))
}

use crate::support::World;

on_both!(a_session_lasts_until_it_is_ended, world, {
    let token = world.session("stan");
    let who = |token: &str| session::actor(world.db(), world.clock(), token, None).unwrap();
    assert_eq!(who(&token).unwrap().name(), "STAN");
    assert!(who("another token").is_none());

    session::sign_out(world.db(), world.clock(), &token).unwrap();
    assert!(who(&token).is_none());

    let second = world.session("stan");
    assert_ne!(token, second);
    world.clock.pass(Duration::from_secs(12 * 3600));
    assert!(who(&second).is_none(), "it should have expired");
});

on_both!(nobody_learns_which_of_login_and_password_is_wrong, world, {
    for (login, password) in [("stan", "wrong"), ("nobody", "wrong")] {
        let error = sign_in(&world, login, password).map(|_| ()).unwrap_err();
        assert_eq!((error.code(), error.status()), ("wrong_password", 401));
    }
});

on_both!(guessing_is_stopped_and_forgiven_later, world, {
    for _ in 0..10 {
        assert_eq!(
            sign_in(&world, "stan", "wrong")
                .map(|_| ())
                .unwrap_err()
                .code(),
            "wrong_password"
        );
    }
    let error = sign_in(&world, "stan", "correct horse battery")
        .map(|_| ())
        .unwrap_err();
    assert_eq!((error.code(), error.status()), ("too_many_tries", 429));
    // Another account is not concerned.
    sign_in(&world, "ada", "correct horse battery")
        .map(|_| ())
        .unwrap();
    world.clock.pass(Duration::from_secs(15 * 60));
    sign_in(&world, "stan", "correct horse battery")
        .map(|_| ())
        .unwrap();
});

on_both!(home_needs_a_person, world, {
    let error = home::show(world.db(), world.clock(), &Actor::operator()).unwrap_err();
    assert_eq!(error.code(), "signed_out");
    let view = home::show(world.db(), world.clock(), &world.actor("both")).unwrap();
    let codes: Vec<_> = view
        .me
        .coordinates
        .iter()
        .map(|e| e.code.as_str())
        .collect();
    assert_eq!(codes, ["ATLAS", "STAR"]);
});
