//! Certificates: a picture is not worth trusting a stranger.

use sofia_media::Failure;
use sofia_tests::TestResult;

use crate::support::World;

#[tokio::test]
async fn a_certificate_that_nobody_signed_or_of_another_name_is_insecure() -> TestResult {
    let mut world = World::default();
    let known = world.shop("known.example").await?;
    let (unsigned, _) = world.stranger("cdn.example", "cdn.example").await?;
    // The first shop's own address and certificate, under a name that it does not bear.
    world.internet.name("other.example", &[&[crate::support::public(0)]]);
    for name in ["cdn.example", "other.example"] {
        let failure = world.refusal(&format!("https://{name}/a.png")).await?;
        let Failure::Insecure { host, reason } = &failure else {
            return Err(anyhow::anyhow!("{name}: {failure:?}").into());
        };
        assert!(host == name && reason.to_lowercase().contains("certificate"), "{failure:?}");
    }
    assert_eq!((known.requests().len(), unsigned.requests().len()), (0, 0));
    Ok(())
}
