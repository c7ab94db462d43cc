use sofia_tests::{
    TestResult, bounds::LATER, canary::files_below, needs, processes::OwnedChild, programs,
    services::output_file, window::Window,
};

use crate::{NEEDS, desktop};

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_the_application_writes_is_in_the_data_folder() -> TestResult {
    needs!(NEEDS);
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_demo_merchant().await?;
    window.say_and_wait("oi").await?;
    window.close().await?;

    assert!(environment.data().join("sofia.db").is_file());
    let mut outside = Vec::new();
    for folder in [environment.home(), environment.root().join("tmp"), environment.root().join("run")] {
        outside.extend(files_below(&folder)?);
    }
    let names: Vec<String> = outside
        .iter()
        .filter_map(|path| path.strip_prefix(environment.root()).ok())
        .map(|path| path.display().to_string().to_lowercase())
        .collect();
    let ours: Vec<&String> =
        names.iter().filter(|name| name.contains("sofia") || name.contains("connectly")).collect();
    assert!(ours.is_empty(), "{ours:?}");
    // What libraries keep for all programs of a person: caches of fonts and shaders, and the keychain itself.
    let known =
        ["home/.cache/fontconfig/", "home/.cache/mesa_shader_cache", "home/.local/share/keyrings/", "run/"];
    let strange: Vec<&String> =
        names.iter().filter(|name| !known.iter().any(|known| name.starts_with(known))).collect();
    assert!(strange.is_empty(), "{strange:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_with_the_same_data_folder_leaves_the_first_alone_and_ends() -> TestResult {
    needs!(NEEDS);
    let environment = desktop()?;
    let window = Window::start(&environment).await?;
    window.talk_to_demo_merchant().await?;
    let (_, output) = output_file(&environment.logs(), "second.log")?;
    let mut second = environment.command(programs::sofia_desk()?);
    second.stdin(std::process::Stdio::null()).stdout(output.try_clone()?).stderr(output);
    let mut second = OwnedChild::spawn("a second sofia-desk", &mut second)?;
    tokio::task::spawn_blocking(move || second.wait(LATER)).await??;
    window.say_and_wait("oi").await?;
    assert_eq!(window.turn_states().await?, ["complete"]);
    Ok(())
}
