use sofia_tests::{Environment, TestResult, needs};

#[test]
fn two_displays_stand_side_by_side() -> TestResult {
    needs!(["Xvfb"]);
    let mut one = Environment::new()?;
    let mut other = Environment::new()?;
    let first = one.start_display(640, 480)?.name().to_owned();
    let second = other.start_display(640, 480)?.name().to_owned();
    assert_ne!(first, second);
    Ok(())
}
