use super::*;

const NOBODY: Caller = Caller { root: false, terminal: false, sudo_without_password: false };

#[test]
fn a_system_is_known_by_its_own_name_before_those_that_it_resembles() {
    for (release, expected) in [
        ("NAME=x\nID=debian\n", System::Debian),
        ("ID=ubuntu\nID_LIKE=debian\n", System::Debian),
        ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", System::Debian),
        ("ID=raspbian\nID_LIKE='debian'\n", System::Debian),
        ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", System::Fedora),
        ("ID=manjaro\nID_LIKE=arch\n", System::Arch),
        ("ID=nixos\n", System::OtherLinux),
        ("", System::OtherLinux),
    ] {
        assert_eq!(linux_system(release), expected, "{release:?}");
    }
}

#[test]
fn only_an_installed_package_is_not_missing() {
    let dpkg = "xvfb installed\ndbus config-files\ngnome-keyring not-installed\n";
    assert_eq!(
        missing(&["xvfb", "dbus", "gnome-keyring", "xauth"], dpkg),
        ["dbus", "gnome-keyring", "xauth"]
    );
}

#[test]
fn nothing_is_asked_and_nothing_installed_when_nothing_is_missing() {
    assert_eq!(decide(&[], NOBODY), Decision::Nothing);
    assert_eq!(decide(&[], Caller { root: true, ..NOBODY }), Decision::Nothing);
}

#[test]
fn root_installs_at_once_even_at_a_terminal() {
    let caller = Caller { root: true, terminal: true, ..NOBODY };
    assert_eq!(decide(&["xvfb"], caller), Decision::Install { sudo: &[] });
}

#[test]
fn a_person_at_a_terminal_is_asked() {
    let caller = Caller { terminal: true, sudo_without_password: true, ..NOBODY };
    assert_eq!(decide(&["xvfb"], caller), Decision::Ask);
}

#[test]
fn without_a_terminal_sudo_is_used_only_where_it_asks_for_nothing() {
    let caller = Caller { sudo_without_password: true, ..NOBODY };
    assert_eq!(decide(&["xvfb"], caller), Decision::Install { sudo: &["sudo", "-n"] });
    assert_eq!(decide(&["xvfb"], NOBODY), Decision::Stop);
}

#[test]
fn the_command_that_is_shown_names_exactly_what_is_missing() {
    assert_eq!(
        install_command(&["xvfb", "xauth"]),
        "sudo apt-get update && sudo env DEBIAN_FRONTEND=noninteractive apt-get install \
         --yes --no-install-recommends xvfb xauth"
    );
}

#[test]
fn other_systems_get_their_own_names_and_a_word_on_what_we_do_not_know() {
    let packages: Vec<&Package> =
        PACKAGES.iter().filter(|package| package.serves(&[Need::VirtualDisplay])).collect();
    let fedora = list_for(System::Fedora, &packages);
    assert!(fedora.contains("sudo dnf install webkit2gtk4.1-devel xorg-x11-server-Xvfb"), "{fedora}");
    assert!(fedora.contains("what your system calls webkit2gtk-driver"), "{fedora}");
    assert!(list_for(System::Arch, &packages).contains("pacman -S --needed webkit2gtk-4.1 "));
    assert!(list_for(System::OtherLinux, &packages).contains("libwebkit2gtk-4.1-dev webkit2gtk-driver xvfb"));
}

#[test]
fn node_20_19_is_the_oldest() {
    for (version, expected) in [
        ("v20.19.0\n", true),
        ("v22.1.0", true),
        ("v20.18.3", false),
        ("v18.20.1", false),
        ("", false),
        ("v20", false),
    ] {
        assert_eq!(is_new_enough(version), expected, "{version:?}");
    }
}
