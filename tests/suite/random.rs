//! Random tests that are the same in every run.

use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;

/// Returns the settings of a test with so many cases. The seed is fixed, and can be set with `PROPTEST_RNG_SEED` to look
/// further.
pub fn config(cases: u32) -> ProptestConfig {
    let seed = std::env::var("PROPTEST_RNG_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(2026);
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..ProptestConfig::default() }
}
