//! What the window may load, as its configuration says, and where packages come from.

use serde_json::Value;

use super::Violation;
use super::files::File;

const NO_NETWORK: &str = "the window loads nothing from the network, ever";
const ONLY_IPC: &str = "only ui/src/ipc calls the backend";
const NO_ADDRESSES: &str = "the lock file names versions and checksums, not one machine's registry";

/// The forms that our own schemes have on Windows.
const OWN_SCHEMES: [&str; 2] = ["http://ipc.localhost", "http://sofia-img.localhost"];

pub(super) fn violations(file: &File) -> Vec<Violation> {
    let violation = |part: &str, sentence: String, invariant| Violation {
        file: file.path.clone(),
        line: file.text.lines().position(|line| line.contains(part)).map_or(1, |place| place + 1),
        sentence,
        invariant,
    };
    let parsed = || serde_json::from_str::<Value>(&file.text);
    if file.path == "ui/package-lock.json" {
        let named = file.text.lines().enumerate().filter(|(_, line)| line.contains("\"resolved\":"));
        return named
            .map(|(place, _)| Violation {
                file: file.path.clone(),
                line: place + 1,
                sentence: String::from("it names the address that a package came from"),
                invariant: NO_ADDRESSES,
            })
            .collect();
    }
    if file.path == "src-tauri/tauri.conf.json" {
        let Ok(configuration) = parsed() else {
            return vec![violation("", String::from("it is no JSON"), NO_NETWORK)];
        };
        let app = &configuration["app"];
        let policy = app["security"]["csp"].as_str().unwrap_or_default();
        let mut found = Vec::new();
        if !policy.starts_with("default-src 'none'") {
            found.push(violation(
                "\"csp\"",
                String::from("the policy does not begin with default-src 'none'"),
                NO_NETWORK,
            ));
        }
        for source in policy.split([' ', ';']).filter(|source| is_remote(source)) {
            found.push(violation("\"csp\"", format!("the policy lets {source} in"), NO_NETWORK));
        }
        if app["withGlobalTauri"] == true {
            found.push(violation("withGlobalTauri", String::from("Tauri is a global variable"), ONLY_IPC));
        }
        return found;
    }
    if file.path.starts_with("src-tauri/capabilities/") {
        let remote = parsed().map_or(true, |capability| capability.get("remote").is_some());
        let sentence = || String::from("it gives a remote address permissions");
        return remote.then(|| violation("\"remote\"", sentence(), NO_NETWORK)).into_iter().collect();
    }
    Vec::new()
}

fn is_remote(source: &str) -> bool {
    let scheme = source.trim_end_matches(':');
    let open = source == "*" || ["http", "https", "ws", "wss", "data"].contains(&scheme);
    open || source.contains("//") && !OWN_SCHEMES.contains(&source) || source.starts_with("*.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(path: &str, text: &str) -> Vec<String> {
        let file = File { path: path.to_owned(), text: text.to_owned() };
        violations(&file).into_iter().map(|violation| violation.sentence).collect()
    }

    fn policy(csp: &str, global: bool) -> Vec<String> {
        let app = serde_json::json!({ "withGlobalTauri": global, "security": { "csp": csp } });
        report("src-tauri/tauri.conf.json", &serde_json::json!({ "app": app }).to_string())
    }

    #[test]
    fn our_own_schemes_are_no_network() {
        let csp = "default-src 'none'; script-src 'self'; img-src 'self' sofia-img: http://sofia-img.localhost; \
                   media-src blob:; connect-src ipc: http://ipc.localhost";
        assert_eq!(policy(csp, false), Vec::<String>::new());
    }

    #[test]
    fn a_policy_that_opens_the_network_is_a_violation() {
        for (source, csp) in [
            ("https://cdn.example", "default-src 'none'; img-src https://cdn.example"),
            ("https:", "default-src 'none'; img-src 'self' https:"),
            ("*", "default-src 'none'; connect-src *"),
            ("http://ipc.localhost.example", "default-src 'none'; connect-src http://ipc.localhost.example"),
        ] {
            assert_eq!(policy(csp, false), [format!("the policy lets {source} in")]);
        }
        assert_eq!(policy("script-src 'self'", false), ["the policy does not begin with default-src 'none'"]);
        assert_eq!(policy("default-src 'none'", true), ["Tauri is a global variable"]);
    }

    #[test]
    fn a_capability_for_a_remote_address_is_a_violation() {
        let path = "src-tauri/capabilities/main.json";
        assert_eq!(report(path, r#"{"remote": {"urls": []}}"#), ["it gives a remote address permissions"]);
        assert_eq!(report(path, r#"{"windows": ["main"]}"#), Vec::<String>::new());
    }

    #[test]
    fn an_address_in_the_lock_file_is_a_violation() {
        let text = "{\n  \"resolved\": \"https://registry.example/x.tgz\"\n}";
        assert_eq!(report("ui/package-lock.json", text).len(), 1);
    }
}
