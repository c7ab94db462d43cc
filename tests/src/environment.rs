//! A world of its own for a program under test: home, XDG folders, data folder, bus, keychain, display.
//!
//! Nothing of the person who runs the tests leaks in: the variables are cleared and set one by one. Programs find
//! everything through variables, so that tests run side by side.

use std::{
    collections::BTreeMap,
    env,
    ffi::OsString,
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::services::{Keyring, KeyringState, SessionBus, VirtualDisplay};

/// What is taken over from the surroundings, because it says where programs and their parts are.
const INHERITED: [&str; 5] = ["PATH", "CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "LD_LIBRARY_PATH"];

/// See the module. Services end, and the folders go, when it is dropped.
#[derive(Debug)]
pub struct Environment {
    variables: BTreeMap<OsString, OsString>,
    // In this order they are dropped: the keychain before its bus, the folders last.
    keyring: Option<Keyring>,
    bus: Option<SessionBus>,
    display: Option<VirtualDisplay>,
    root: TempDir,
}

impl Environment {
    /// Folders only: no bus, no keychain, no display.
    pub fn new() -> Result<Self> {
        // Short: the path of a Unix socket has room for 107 bytes.
        let root = tempfile::Builder::new().prefix("st-").tempdir().context("no temporary folder")?;
        let mut variables = BTreeMap::new();
        for name in INHERITED {
            if let Some(value) = env::var_os(name) {
                variables.insert(name.into(), value);
            }
        }
        let folders = [
            ("HOME", "home"),
            ("XDG_CONFIG_HOME", "home/.config"),
            ("XDG_DATA_HOME", "home/.local/share"),
            ("XDG_STATE_HOME", "home/.local/state"),
            ("XDG_CACHE_HOME", "home/.cache"),
            ("XDG_RUNTIME_DIR", "run"),
            ("TMPDIR", "tmp"),
            ("SOFIA_DATA_DIR", "data"),
        ];
        for (name, folder) in folders {
            let path = root.path().join(folder);
            fs::create_dir_all(&path)?;
            variables.insert(name.into(), path.into());
        }
        fs::set_permissions(root.path().join("run"), Permissions::from_mode(0o700))?;
        variables.insert("LANG".into(), "C.UTF-8".into());
        // GLib would start a bus of its own over the display where it finds none; it must not.
        variables.insert("DBUS_SESSION_BUS_ADDRESS".into(), "disabled:".into());
        Ok(Self { variables, keyring: None, bus: None, display: None, root })
    }

    /// With a keychain that can be used at once.
    pub fn with_keychain() -> Result<Self> {
        let mut environment = Self::new()?;
        environment.start_keyring(KeyringState::Unlocked)?;
        Ok(environment)
    }

    /// Starts a session bus. On it there is nothing.
    pub fn start_bus(&mut self) -> Result<&SessionBus> {
        let bus = SessionBus::start(|program| self.command(program), &self.folder("run"))?;
        self.variables.insert("DBUS_SESSION_BUS_ADDRESS".into(), bus.address().into());
        Ok(self.bus.insert(bus))
    }

    /// Starts a keychain, and a bus for it if there is none.
    pub fn start_keyring(&mut self, state: KeyringState) -> Result<&Keyring> {
        if self.bus.is_none() {
            self.start_bus()?;
        }
        let keyring = Keyring::start(|program| self.command(program), state)?;
        Ok(self.keyring.insert(keyring))
    }

    /// Locks the keychain, as a new login without a password would find it.
    pub fn lock_keyring(&mut self) -> Result<()> {
        let keyring = self.keyring.take().context("there is no keychain to lock")?;
        self.keyring = Some(keyring.restart_locked(|program| self.command(program))?);
        Ok(())
    }

    pub fn keyring(&self) -> Result<&Keyring> {
        self.keyring.as_ref().context("there is no keychain")
    }

    /// Takes the keychain off the bus.
    pub fn stop_keyring(&mut self) {
        self.keyring = None;
    }

    /// Starts a virtual display of this size in pixels.
    pub fn start_display(&mut self, width: u32, height: u32) -> Result<&VirtualDisplay> {
        let display = VirtualDisplay::start(|program| self.command(program), width, height)?;
        self.variables.insert("DISPLAY".into(), display.name().into());
        // GTK must not look for a Wayland session of the person who runs the tests.
        self.variables.insert("GDK_BACKEND".into(), "x11".into());
        Ok(self.display.insert(display))
    }

    pub fn display(&self) -> Result<&VirtualDisplay> {
        self.display.as_ref().context("there is no display")
    }

    /// Sets a variable for the commands that are made from now on.
    pub fn set(&mut self, name: &str, value: impl Into<OsString>) {
        self.variables.insert(name.into(), value.into());
    }

    /// Takes a variable away for the commands that are made from now on.
    pub fn unset(&mut self, name: &str) {
        self.variables.remove(&OsString::from(name));
    }

    /// A command that sees this environment and nothing else.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(&self.variables).current_dir(self.root.path());
        command
    }

    /// Everything below here belongs to this environment.
    pub fn root(&self) -> &Path {
        self.root.path()
    }

    pub fn home(&self) -> PathBuf {
        self.folder("home")
    }

    /// What `SOFIA_DATA_DIR` says.
    pub fn data(&self) -> PathBuf {
        self.folder("data")
    }

    /// For the output of programs; outside of home and data.
    pub fn logs(&self) -> PathBuf {
        self.folder("logs")
    }

    fn folder(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }
}
