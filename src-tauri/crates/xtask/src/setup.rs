//! Finds out what the system lacks, and installs it: at once as root, after one question at a terminal,
//! never with a question where nobody can answer.

use std::io::{IsTerminal, Write};

use anyhow::{Context, Result, bail};

use crate::command::{Program, is_on_path};
use crate::packages::{Need, PACKAGES, Package, Proof};

/// The oldest Node that the bundler of the window runs on.
const OLDEST_NODE: (u32, u32) = (20, 19);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum System {
    Debian,
    Fedora,
    Arch,
    OtherLinux,
    MacOs,
    Windows,
}

/// Who asks: what may be installed, and whether a question can be answered.
#[derive(Debug, Clone, Copy)]
struct Caller {
    root: bool,
    terminal: bool,
    sudo_without_password: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Decision {
    /// Nothing is missing.
    Nothing,
    Install {
        sudo: &'static [&'static str],
    },
    /// Show the command, ask once, then run it with sudo.
    Ask,
    /// Show the command and stop.
    Stop,
}

/// Makes the system ready for these needs, and checks Node.
pub(crate) fn prepare(needs: &[Need]) -> Result<()> {
    let system = this_system();
    match system {
        System::Debian => prepare_debian(system, needs)?,
        System::Fedora | System::Arch | System::OtherLinux => look_for_proof(system, needs)?,
        System::MacOs => {
            if !Program::new("xcode-select").arg("-p").succeeds() {
                bail!("Apple's command line tools are missing. Run: xcode-select --install");
            }
        }
        // WebView2 is part of Windows 11 and of every updated Windows 10.
        System::Windows => {}
    }
    check_node()
}

fn this_system() -> System {
    if cfg!(target_os = "macos") {
        return System::MacOs;
    }
    if cfg!(windows) {
        return System::Windows;
    }
    // A system without this file is one that we do not know.
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    linux_system(&release)
}

fn linux_system(release: &str) -> System {
    let field = |name: &str| {
        let value = release.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        value.unwrap_or_default().trim_matches(['"', '\'']).to_owned()
    };
    let names = format!("{} {}", field("ID"), field("ID_LIKE"));
    let known = [
        ("ubuntu", System::Debian),
        ("debian", System::Debian),
        ("fedora", System::Fedora),
        ("arch", System::Arch),
    ];
    // The system's own name comes before those that it resembles.
    let found = names.split_whitespace().find_map(|name| known.iter().find(|(id, _)| *id == name));
    found.map_or(System::OtherLinux, |(_, system)| *system)
}

fn prepare_debian(system: System, needs: &[Need]) -> Result<()> {
    let wanted: Vec<&str> = PACKAGES
        .iter()
        .filter(|package| package.serves(needs))
        .filter_map(|package| package_name(package, system))
        .collect();
    // dpkg-query fails when it has never heard of one of the names, and still prints the others.
    let known = Program::new("dpkg-query")
        .args(["--show", "--showformat", "${Package} ${db:Status-Status}\n"])
        .args(&wanted)
        .output()?;
    let missing = missing(&wanted, &String::from_utf8_lossy(&known.stdout));
    let caller = this_caller(!missing.is_empty());
    let command = install_command(&missing);
    match decide(&missing, caller) {
        Decision::Nothing => Ok(()),
        Decision::Install { sudo } => install(&missing, sudo),
        Decision::Ask => {
            say_what_is_missing(system, &missing);
            if ask(&format!("Run this now?\n  {command}\n[Y/n] "))? {
                install(&missing, &["sudo"])
            } else {
                bail!("nothing was installed")
            }
        }
        Decision::Stop => {
            say_what_is_missing(system, &missing);
            bail!("{} packages are missing, and nobody can be asked. Run:\n  {command}", missing.len())
        }
    }
}

fn missing<'a>(wanted: &[&'a str], dpkg: &str) -> Vec<&'a str> {
    let installed = |name: &str| {
        dpkg.lines()
            .any(|line| line.split_once(' ').is_some_and(|(n, status)| n == name && status == "installed"))
    };
    wanted.iter().copied().filter(|name| !installed(name)).collect()
}

fn decide(missing: &[&str], caller: Caller) -> Decision {
    if missing.is_empty() {
        Decision::Nothing
    } else if caller.root {
        Decision::Install { sudo: &[] }
    } else if caller.terminal {
        Decision::Ask
    } else if caller.sudo_without_password {
        Decision::Install { sudo: &["sudo", "-n"] }
    } else {
        Decision::Stop
    }
}

/// `sudo` is tried only where its answer matters.
fn this_caller(matters: bool) -> Caller {
    let id = Program::new("id").arg("-u").read().unwrap_or_default();
    let root = id.trim() == "0";
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let sudo_without_password =
        matters && !root && !terminal && Program::new("sudo").args(["-n", "true"]).succeeds();
    Caller { root, terminal, sudo_without_password }
}

const APT: [&str; 5] =
    ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "--yes --no-install-recommends"];

fn install_command(missing: &[&str]) -> String {
    format!("sudo apt-get update && sudo {} {}", APT.join(" "), missing.join(" "))
}

fn install(missing: &[&str], sudo: &[&'static str]) -> Result<()> {
    println!("Installing {}", missing.join(" "));
    let apt = |arguments: &[&str]| {
        let words: Vec<&str> = sudo.iter().copied().chain(arguments.iter().copied()).collect();
        let (first, rest) = words.split_first().context("no command")?;
        // sudo may have to ask for a password.
        Program::new(first).args(rest).with_input().run()
    };
    // One dead source must not stop what the others have; if it mattered, the next command says so.
    if let Err(error) = apt(&["apt-get", "update"]) {
        eprintln!("warning: {error:#}");
    }
    let mut words: Vec<&str> = APT.iter().flat_map(|word| word.split(' ')).collect();
    words.extend(missing);
    apt(&words)
}

fn ask(question: &str) -> Result<bool> {
    print!("{question}");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    // The end of the input is no answer.
    if std::io::stdin().read_line(&mut answer)? == 0 {
        return Ok(false);
    }
    Ok(matches!(answer.trim().to_lowercase().as_str(), "" | "y" | "yes"))
}

fn say_what_is_missing(system: System, missing: &[&str]) {
    println!("These packages are missing:");
    for package in PACKAGES {
        if let Some(name) = package_name(package, system).filter(|name| missing.contains(name)) {
            println!("  {name:<24} {}", package.reason);
        }
    }
}

fn package_name(package: &Package, system: System) -> Option<&'static str> {
    match system {
        System::Fedora => package.fedora,
        System::Arch => package.arch,
        _ => Some(package.debian),
    }
}

fn is_proved(package: &Package) -> bool {
    match package.proof {
        Proof::Library(name) => Program::new("pkg-config").args(["--exists", name]).succeeds(),
        Proof::AnyProgram(names) => names.iter().any(|name| is_on_path(name)),
        Proof::Unseen => true,
    }
}

/// Where we cannot ask the package manager: look for the things themselves, and name the packages.
fn look_for_proof(system: System, needs: &[Need]) -> Result<()> {
    let serving = || PACKAGES.iter().filter(|package| package.serves(needs));
    if serving().all(is_proved) {
        return Ok(());
    }
    bail!("{}", list_for(system, &serving().collect::<Vec<_>>()))
}

/// The exact list for a system whose packages we do not install ourselves.
fn list_for(system: System, packages: &[&Package]) -> String {
    let mut names: Vec<&str> = packages.iter().filter_map(|package| package_name(package, system)).collect();
    names.dedup();
    let names = names.join(" ");
    let mut text = match system {
        System::Fedora => format!("packages are missing. Run:\n  sudo dnf install {names}"),
        System::Arch => format!("packages are missing. Run:\n  sudo pacman -S --needed {names}"),
        _ => format!(
            "packages are missing. Install what your system calls these packages of Debian:\n  {names}"
        ),
    };
    for package in packages.iter().filter(|package| package_name(package, system).is_none()) {
        text.push_str(&format!("\nand what your system calls {}: {}", package.debian, package.reason));
    }
    text
}

fn check_node() -> Result<()> {
    let (major, minor) = OLDEST_NODE;
    let advice = format!("Install Node {major}.{minor} or newer, with npm: https://nodejs.org");
    let version = Program::new("node").arg("--version").read().with_context(|| advice.clone())?;
    if !is_new_enough(&version) {
        bail!("Node {} is too old. {advice}", version.trim());
    }
    if !Program::npm().arg("--version").succeeds() {
        bail!("npm is missing. {advice}");
    }
    Ok(())
}

fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.trim().trim_start_matches('v').split('.').map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) >= OLDEST_NODE,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
