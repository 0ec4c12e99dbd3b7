//! DSSE: what counts as signed.

use quiesce_trust::dsse::{DsseError, Envelope, pae};

use crate::fixture::{key, public, role, sign};

const TYPE: &str = "application/x-test";

#[test]
fn encoding_is_the_one_of_the_specification() {
    assert_eq!(
        pae("http://example.com/HelloWorld", b"hello world"),
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    );
}

#[test]
fn a_signed_payload_comes_back() {
    let envelope = sign(TYPE, b"payload", &[&key(1)]);
    assert_eq!(
        envelope.verify(TYPE, &role(&[&key(1)], 1)),
        Ok(b"payload".to_vec())
    );
}

#[test]
fn another_key_and_a_changed_payload_are_told_apart() {
    let mut envelope = sign(TYPE, b"payload", &[&key(1)]);
    assert_eq!(
        envelope.verify(TYPE, &role(&[&key(2)], 1)),
        Err(DsseError::UnknownKey)
    );
    envelope.payload = Envelope::unsigned(TYPE, b"payl0ad").payload;
    assert_eq!(
        envelope.verify(TYPE, &role(&[&key(1)], 1)),
        Err(DsseError::BadSignature)
    );
}

#[test]
fn the_hint_decides_nothing() {
    let mut envelope = sign(TYPE, b"payload", &[&key(1)]);
    envelope.signatures[0].keyid = public(&key(2)).hint();
    assert!(envelope.verify(TYPE, &role(&[&key(1), &key(2)], 1)).is_ok());

    let mut forged = sign(TYPE, b"payload", &[&key(3)]);
    forged.signatures[0].keyid = public(&key(1)).hint();
    assert_eq!(
        forged.verify(TYPE, &role(&[&key(1)], 1)),
        Err(DsseError::BadSignature)
    );
}

#[test]
fn one_key_counts_once() {
    let twice = sign(TYPE, b"payload", &[&key(1), &key(1)]);
    let two_of_two = role(&[&key(1), &key(2)], 2);
    assert_eq!(
        twice.verify(TYPE, &two_of_two),
        Err(DsseError::TooFewSignatures { have: 1, need: 2 })
    );
    assert!(
        sign(TYPE, b"payload", &[&key(2), &key(1)])
            .verify(TYPE, &two_of_two)
            .is_ok()
    );

    let same_key_twice = role(&[&key(1), &key(1)], 2);
    assert_eq!(
        twice.verify(TYPE, &same_key_twice),
        Err(DsseError::UnusableRoot)
    );
}

#[test]
fn a_threshold_of_nothing_is_no_threshold() {
    let envelope = sign(TYPE, b"payload", &[]);
    assert_eq!(
        envelope.verify(TYPE, &role(&[&key(1)], 0)),
        Err(DsseError::UnusableRoot)
    );
    assert_eq!(
        envelope.verify(TYPE, &role(&[&key(1)], 1)),
        Err(DsseError::UnknownKey)
    );
}

#[test]
fn one_type_is_not_read_as_another() {
    let envelope = sign("application/x-other", b"payload", &[&key(1)]);
    let refused = envelope.verify(TYPE, &role(&[&key(1)], 1)).unwrap_err();
    assert_eq!(refused.code(), "wrong_type");
    // Nor by renaming it: the type is signed too.
    let renamed = Envelope {
        payload_type: TYPE.to_owned(),
        ..envelope
    };
    assert_eq!(
        renamed.verify(TYPE, &role(&[&key(1)], 1)),
        Err(DsseError::BadSignature)
    );
}

#[test]
fn too_many_signatures_are_not_looked_at() {
    let envelope = sign(TYPE, b"payload", &[&key(1)]);
    let crowd = Envelope {
        signatures: vec![envelope.signatures[0].clone(); 17],
        ..envelope
    };
    assert_eq!(
        crowd.verify(TYPE, &role(&[&key(1)], 1)),
        Err(DsseError::TooLarge)
    );
}
