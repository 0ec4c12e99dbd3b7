//! Tokens of hosts, good and bad.

use crate::support::{Claims, TestHost, on_both};

on_both!(bad_tokens_are_refused, world, {
    let group = world.group("rack", &["STAR"]);
    let mut host = world.host("a.example", group).await;
    let other = world.host("b.example", group).await;
    type Change<'a> = &'a dyn Fn(&mut Claims);
    let changes: &[(&str, Change<'_>)] = &[
        ("another audience", &|c| c.aud = "another-server".into()),
        ("expired", &|c| (c.nbf, c.exp) = (c.nbf - 200, c.nbf - 31)),
        ("not yet valid", &|c| {
            (c.nbf, c.exp) = (c.nbf + 31, c.nbf + 91)
        }),
        ("too long a life", &|c| c.exp = c.nbf + 301),
        ("no id", &|c| c.jti.clear()),
        ("for another host", &|c| c.sub = other.id.to_string()),
        ("as another host", &|c| {
            (c.iss, c.sub) = (other.id.to_string(), other.id.to_string())
        }),
        ("as nobody", &|c| c.iss = "0".repeat(32)),
    ];
    for (what, change) in changes {
        let mut claims = host.claims(&world);
        change(&mut claims);
        let token = host.sign(&claims);
        let body = host.check_in_body();
        let answered = world.post("/api/host/v1/check-in", &token, &body).await;
        assert_eq!(
            (answered.status, answered.code().as_str()),
            (401, "bad_host_token"),
            "{what}"
        );
    }
    for (what, token) in [("none", String::new()), ("rubbish", "a.b.c".into())] {
        let body = host.check_in_body();
        let answered = world.post("/api/host/v1/check-in", &token, &body).await;
        assert_eq!(answered.status, 401, "{what}");
    }
    let good = host.token(&world);
    let flipped = if good.ends_with('A') { "B" } else { "A" };
    let cut = format!("{}{flipped}", &good[..good.len() - 1]);
    let body = host.check_in_body();
    assert_eq!(
        world
            .post("/api/host/v1/check-in", &cut, &body)
            .await
            .status,
        401,
        "flipped bit"
    );
    assert_eq!(
        world
            .post("/api/host/v1/check-in", &good, &body)
            .await
            .status,
        200
    );
    let body = host.check_in_body();
    let again = world.post("/api/host/v1/check-in", &good, &body).await;
    assert_eq!(
        (again.status, again.code().as_str()),
        (401, "bad_host_token"),
        "used twice"
    );
});

on_both!(an_algorithm_of_the_tokens_own_choice_is_refused, world, {
    let group = world.group("rack", &["STAR"]);
    let mut host: TestHost = world.host("a.example", group).await;
    let good = host.token(&world);
    let mut parts = good.split('.');
    let (_, body, signature) = (parts.next(), parts.next().unwrap(), parts.next().unwrap());
    // {"alg":"none"} and {"alg":"HS256"}
    for head in ["eyJhbGciOiJub25lIn0", "eyJhbGciOiJIUzI1NiJ9"] {
        for signature in [signature, ""] {
            let said = host.check_in_body();
            let token = format!("{head}.{body}.{signature}");
            let answered = world.post("/api/host/v1/check-in", &token, &said).await;
            assert_eq!(answered.status, 401, "{head} {signature}");
        }
    }
});
