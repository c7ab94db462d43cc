//! What a desktop session offers, one private copy for each test: a message bus, a keychain, a display.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{
    bounds::{SOON, wait_for},
    processes::{self, OwnedChild, Signal},
};

/// The password of a test's login keyring.
const KEYRING_PASSWORD: &str = "open sesame\n";

/// A session bus that starts nothing by itself: what is not there stays away, so that "no keychain" means none.
#[derive(Debug)]
pub struct SessionBus {
    address: String,
    daemon: OwnedChild,
}

impl SessionBus {
    /// `command` makes a command of the private environment; `folder` is for the socket.
    pub(crate) fn start(command: impl Fn(&str) -> Command, folder: &Path) -> Result<Self> {
        let socket = folder.join("bus");
        let configuration = folder.join("bus.conf");
        fs::write(&configuration, bus_configuration(&socket))?;
        let mut command = command("dbus-daemon");
        command
            .arg(format!("--config-file={}", configuration.display()))
            .args(["--nofork", "--nopidfile", "--print-address=1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut daemon = OwnedChild::spawn("dbus-daemon", &mut command)?;
        let output = daemon.pipes().stdout.take().context("dbus-daemon has no output")?;
        let address = processes::first_line("dbus-daemon", output, SOON)?;
        Ok(Self { address, daemon })
    }

    /// For `DBUS_SESSION_BUS_ADDRESS`.
    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn process(&self) -> u32 {
        self.daemon.id()
    }
}

fn bus_configuration(socket: &Path) -> String {
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#,
        socket.display()
    )
}

/// In which state a test wants its keychain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyringState {
    /// There is a login keyring and it is open.
    Unlocked,
    /// There is a login keyring, nobody has opened it, and nobody can be asked for the password.
    Locked,
}

/// gnome-keyring on a private bus.
#[derive(Debug)]
pub struct Keyring {
    daemon: OwnedChild,
}

impl Keyring {
    pub(crate) fn start(command: impl Fn(&str) -> Command, state: KeyringState) -> Result<Self> {
        // The collection is created by opening it once; only then is there something to be locked.
        let unlocked = Self::spawn(&command, true)?;
        if state == KeyringState::Unlocked {
            return Ok(unlocked);
        }
        drop(unlocked);
        wait_for("the keychain to leave the bus", SOON, || (!on_the_bus(&command)).then_some(()))?;
        Self::spawn(&command, false)
    }

    /// Ends the daemon and starts it again without the password, as after a new login.
    pub(crate) fn restart_locked(self, command: impl Fn(&str) -> Command) -> Result<Self> {
        drop(self);
        wait_for("the keychain to leave the bus", SOON, || (!on_the_bus(&command)).then_some(()))?;
        Self::spawn(&command, false)
    }

    fn spawn(command: &impl Fn(&str) -> Command, unlock: bool) -> Result<Self> {
        let mut daemon = command("gnome-keyring-daemon");
        daemon.args(["--foreground", "--components=secrets"]).stdout(Stdio::null()).stderr(Stdio::null());
        if unlock {
            daemon.arg("--unlock").stdin(Stdio::piped());
        } else {
            daemon.stdin(Stdio::null());
        }
        let mut daemon = OwnedChild::spawn("gnome-keyring-daemon", &mut daemon)?;
        if let Some(mut input) = daemon.pipes().stdin.take() {
            use std::io::Write;
            input.write_all(KEYRING_PASSWORD.as_bytes()).context("the keychain took no password")?;
        }
        let keyring = Self { daemon };
        let wanted = if unlock { "boolean false" } else { "boolean true" };
        wait_for("the keychain", SOON, || {
            locked(command).is_some_and(|said| said.contains(wanted)).then_some(())
        })?;
        Ok(keyring)
    }

    /// Makes the service hang: it keeps its place on the bus and answers nothing, until [`Keyring::thaw`].
    pub fn freeze(&self) -> Result<()> {
        processes::signal(self.daemon.id(), Signal::Stop)
    }

    pub fn thaw(&self) -> Result<()> {
        processes::signal(self.daemon.id(), Signal::Continue)
    }
}

fn on_the_bus(command: &impl Fn(&str) -> Command) -> bool {
    ask_bus(
        command,
        "org.freedesktop.DBus",
        &["/", "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"],
    )
    .is_some_and(|said| said.contains("true"))
}

/// What the service says about its default collection, once it is there.
fn locked(command: &impl Fn(&str) -> Command) -> Option<String> {
    if !on_the_bus(command) {
        return None;
    }
    ask_bus(
        command,
        "org.freedesktop.secrets",
        &[
            "/org/freedesktop/secrets/aliases/default",
            "org.freedesktop.DBus.Properties.Get",
            "string:org.freedesktop.Secret.Collection",
            "string:Locked",
        ],
    )
}

fn ask_bus(command: &impl Fn(&str) -> Command, whom: &str, what: &[&str]) -> Option<String> {
    let mut ask = command("dbus-send");
    ask.args(["--session", "--print-reply", "--reply-timeout=5000", &format!("--dest={whom}")]).args(what);
    let answer = ask.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    answer.status.success().then(|| String::from_utf8_lossy(&answer.stdout).into_owned())
}

/// An X server without a screen.
#[derive(Debug)]
pub struct VirtualDisplay {
    name: String,
    /// Ended with this value.
    _server: OwnedChild,
}

impl VirtualDisplay {
    /// `width` and `height` in pixels.
    pub(crate) fn start(command: impl Fn(&str) -> Command, width: u32, height: u32) -> Result<Self> {
        let mut server = command("Xvfb");
        server
            .args(["-displayfd", "1", "-screen", "0", &format!("{width}x{height}x24")])
            .args(["-nolisten", "tcp", "-noreset"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut server = OwnedChild::spawn("Xvfb", &mut server)?;
        let output = server.pipes().stdout.take().context("Xvfb has no output")?;
        let number = processes::first_line("Xvfb", output, SOON)?;
        if number.parse::<u32>().is_err() {
            bail!("Xvfb named its display {number:?}");
        }
        Ok(Self { name: format!(":{number}"), _server: server })
    }

    /// For `DISPLAY`.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// A file to which a program's output goes, so that no pipe is held open by what the program starts.
pub fn output_file(folder: &Path, name: &str) -> Result<(PathBuf, File)> {
    fs::create_dir_all(folder)?;
    let path = folder.join(name);
    let file = File::options().create(true).append(true).open(&path);
    let file = file.with_context(|| format!("{} cannot be written", path.display()))?;
    Ok((path, file))
}
