//! Without a graphics card the web engine draws through a card that the processor plays, and one of its threads at that
//! and another at once can crash the process of the page. It can paint with the processor itself, which is faster too
//! (`cargo xtask bench screen`), but it has to be told.

/// Told in the environment, which the engine's processes inherit; a person who has set it knows better.
#[cfg(target_os = "linux")]
const PAINTED_BY_PROCESSOR: &str = "WEBKIT_SKIA_ENABLE_CPU_RENDERING";

/// Starts the application anew with the word for the engine, where there is no graphics card: to change its own
/// environment is not safe in a program that may have threads. Returns where nothing needs to be told.
#[cfg(target_os = "linux")]
pub(crate) fn prepare() {
    use std::os::unix::process::CommandExt;

    if std::env::var_os(PAINTED_BY_PROCESSOR).is_some() || has_card(std::path::Path::new("/dev/dri")) {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    // Comes back where it cannot be started anew, as when it was replaced meanwhile: then it is slower and nothing else.
    let _failed = std::process::Command::new(program)
        .args(std::env::args_os().skip(1))
        .env(PAINTED_BY_PROCESSOR, "1")
        .exec();
}

/// Elsewhere the system's engine knows by itself.
#[cfg(not(target_os = "linux"))]
pub(crate) fn prepare() {}

/// Whether there is a card that draws; one that only shows pictures has no such file.
#[cfg(target_os = "linux")]
fn has_card(folder: &std::path::Path) -> bool {
    let Ok(files) = std::fs::read_dir(folder) else { return false };
    files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("renderD"))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_card_that_draws_is_known_by_its_file() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        assert!(!has_card(&folder.path().join("none")));
        std::fs::write(folder.path().join("card0"), "")?;
        assert!(!has_card(folder.path()));
        std::fs::write(folder.path().join("renderD128"), "")?;
        assert!(has_card(folder.path()));
        Ok(())
    }
}
