//! What the system has to have, in one list, with the reason for each.

/// What a command needs of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Compiling and opening the window.
    Build,
    /// The window on a virtual display, driven by a program.
    VirtualDisplay,
    /// Every test.
    Test,
    /// What the benches compare with.
    Bench,
}

/// How to see, without the system's package manager, that a package is there.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Proof {
    /// `pkg-config` knows the library.
    Library(&'static str),
    /// One of these programs is on `PATH`.
    AnyProgram(&'static [&'static str]),
    /// Nothing shows it; without a package manager to ask, it is taken to be there.
    Unseen,
}

#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) debian: &'static str,
    /// `None` where no package of the distribution is known to us.
    pub(crate) fedora: Option<&'static str>,
    pub(crate) arch: Option<&'static str>,
    pub(crate) reason: &'static str,
    pub(crate) needs: &'static [Need],
    pub(crate) proof: Proof,
}

impl Package {
    pub(crate) fn serves(&self, needs: &[Need]) -> bool {
        self.needs.iter().any(|need| needs.contains(need))
    }
}

use Need::{Bench, Build, Test, VirtualDisplay};
use Proof::{AnyProgram, Library, Unseen};

pub(crate) const PACKAGES: &[Package] = &[
    Package {
        debian: "libwebkit2gtk-4.1-dev",
        fedora: Some("webkit2gtk4.1-devel"),
        arch: Some("webkit2gtk-4.1"),
        reason: "the webview that the window is made of, with GTK",
        needs: &[Build, VirtualDisplay, Test],
        proof: Library("webkit2gtk-4.1"),
    },
    Package {
        debian: "webkit2gtk-driver",
        fedora: None,
        arch: None,
        reason: "WebKitWebDriver, which drives the real window",
        needs: &[VirtualDisplay, Test],
        proof: AnyProgram(&["WebKitWebDriver"]),
    },
    Package {
        debian: "xvfb",
        fedora: Some("xorg-x11-server-Xvfb"),
        arch: Some("xorg-server-xvfb"),
        reason: "the virtual display",
        needs: &[VirtualDisplay, Test],
        proof: AnyProgram(&["Xvfb"]),
    },
    Package {
        debian: "xauth",
        fedora: Some("xorg-x11-xauth"),
        arch: Some("xorg-xauth"),
        reason: "the virtual display lets nobody else in",
        needs: &[VirtualDisplay, Test],
        proof: AnyProgram(&["xauth"]),
    },
    Package {
        debian: "fonts-dejavu-core",
        fedora: Some("dejavu-sans-fonts"),
        arch: Some("ttf-dejavu"),
        reason: "letters that our own typeface lacks",
        needs: &[VirtualDisplay, Test],
        proof: Unseen,
    },
    Package {
        debian: "fonts-noto-color-emoji",
        fedora: Some("google-noto-color-emoji-fonts"),
        arch: Some("noto-fonts-emoji"),
        reason: "emoji, which every answer has",
        needs: &[VirtualDisplay, Test],
        proof: Unseen,
    },
    Package {
        debian: "gstreamer1.0-plugins-good",
        fedora: Some("gstreamer1-plugins-good"),
        arch: Some("gst-plugins-good"),
        reason: "recordings in the window: the webview plays WAV and MP3 with it",
        needs: &[VirtualDisplay, Test],
        proof: Unseen,
    },
    Package {
        debian: "dbus",
        fedora: Some("dbus-daemon"),
        arch: Some("dbus"),
        reason: "a session bus for each test run",
        needs: &[Test],
        proof: AnyProgram(&["dbus-daemon"]),
    },
    Package {
        debian: "dbus-x11",
        fedora: Some("dbus-x11"),
        arch: Some("dbus"),
        reason: "the session bus is found from the display",
        needs: &[Test],
        proof: AnyProgram(&["dbus-launch"]),
    },
    Package {
        debian: "gnome-keyring",
        fedora: Some("gnome-keyring"),
        arch: Some("gnome-keyring"),
        reason: "the real keychain service, for the keychain tests",
        needs: &[Test],
        proof: AnyProgram(&["gnome-keyring-daemon"]),
    },
    Package {
        debian: "libxml2-utils",
        fedora: Some("libxml2"),
        arch: Some("libxml2"),
        reason: "xmllint, which holds the JUnit report against its schema",
        needs: &[Test],
        proof: AnyProgram(&["xmllint"]),
    },
    Package {
        debian: "libsecret-tools",
        fedora: Some("libsecret"),
        arch: Some("libsecret"),
        reason: "secret-tool: the keychain tests look with somebody else's eyes",
        needs: &[Test],
        proof: AnyProgram(&["secret-tool"]),
    },
    Package {
        debian: "curl",
        fedora: Some("curl"),
        arch: Some("curl"),
        reason: "half of what the stream is compared with",
        needs: &[Bench],
        proof: AnyProgram(&["curl"]),
    },
    Package {
        debian: "jq",
        fedora: Some("jq"),
        arch: Some("jq"),
        reason: "the other half",
        needs: &[Bench],
        proof: AnyProgram(&["jq"]),
    },
    Package {
        debian: "python3-requests",
        fedora: Some("python3-requests"),
        arch: Some("python-requests"),
        reason: "the loop of the API's documentation",
        needs: &[Bench],
        proof: Unseen,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_package_is_listed_twice() {
        for (place, package) in PACKAGES.iter().enumerate() {
            assert!(!PACKAGES[place + 1..].iter().any(|other| other.debian == package.debian));
        }
    }

    #[test]
    fn building_needs_one_package_and_testing_needs_them_all() {
        let of = |need| PACKAGES.iter().filter(|package| package.serves(&[need])).count();
        assert_eq!(of(Build), 1);
        assert_eq!(of(Test) + of(Bench), PACKAGES.len());
    }
}
