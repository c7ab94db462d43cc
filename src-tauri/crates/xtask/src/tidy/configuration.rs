//! What the window may load, as its configuration says, and where packages come from.

use serde_json::Value;

use super::Violation;
use super::files::File;

const NO_NETWORK: &str = "the window loads nothing from the network, ever";
const ONLY_IPC: &str = "only ui/src/ipc calls the backend";
const NO_ADDRESSES: &str = "the lock file names versions and checksums, not one machine's registry";

/// The whole policy of the window. Whoever widens it has to say so here too.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
    img-src 'self' sofia-img: http://sofia-img.localhost; media-src blob:; connect-src ipc: http://ipc.localhost; \
    object-src 'none'; base-uri 'none'; form-action 'none'; frame-src 'none'";

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
        let security = &app["security"];
        let mut found = Vec::new();
        if security["csp"] != POLICY {
            found.push(violation("\"csp\"", String::from("the policy is not the one in tidy"), NO_NETWORK));
        }
        if security["freezePrototype"] != true {
            let sentence = String::from("the prototypes of the page can be changed");
            found.push(violation("\"security\"", sentence, ONLY_IPC));
        }
        let known = ["freezePrototype", "csp", "capabilities"];
        let keys = security.as_object().into_iter().flat_map(|security| security.keys());
        for key in keys.filter(|key| !known.contains(&key.as_str())) {
            found.push(violation(key, format!("{key} may open what the policy closes"), NO_NETWORK));
        }
        if app["withGlobalTauri"] == true {
            found.push(violation("withGlobalTauri", String::from("Tauri is a global variable"), ONLY_IPC));
        }
        return found;
    }
    if file.path.starts_with("src-tauri/capabilities/") {
        let given = parsed().map_or_else(
            |_| Some("it is no JSON"),
            |capability| {
                let none = capability["permissions"].as_array().is_some_and(Vec::is_empty);
                let remote = capability.get("remote").map(|_| "it gives a remote address permissions");
                remote.or((!none).then_some("it gives the page more than our own commands"))
            },
        );
        return given
            .map(|sentence| violation("\"permissions\"", sentence.to_owned(), NO_NETWORK))
            .into_iter()
            .collect();
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(path: &str, text: &str) -> Vec<String> {
        let file = File { path: path.to_owned(), text: text.to_owned() };
        violations(&file).into_iter().map(|violation| violation.sentence).collect()
    }

    fn configured(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let security =
            serde_json::json!({ "csp": POLICY, "freezePrototype": true, "capabilities": ["main"] });
        let mut app = serde_json::json!({ "withGlobalTauri": false, "security": security });
        change(&mut app);
        report("src-tauri/tauri.conf.json", &serde_json::json!({ "app": app }).to_string())
    }

    #[test]
    fn whatever_widens_what_the_page_may_do_is_a_violation() {
        assert_eq!(configured(|_| {}), Vec::<String>::new());
        let wider = POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-eval'");
        let other = ["the policy is not the one in tidy"];
        assert_eq!(configured(|app| app["security"]["csp"] = wider.into()), other);
        assert_eq!(configured(|app| app["security"]["csp"] = Value::Null), other);
        assert_eq!(
            configured(|app| app["security"]["freezePrototype"] = false.into()),
            ["the prototypes of the page can be changed"]
        );
        let key = "dangerousDisableAssetCspModification";
        assert_eq!(
            configured(|app| app["security"][key] = true.into()),
            [format!("{key} may open what the policy closes")]
        );
        assert_eq!(configured(|app| app["withGlobalTauri"] = true.into()), ["Tauri is a global variable"]);
    }

    #[test]
    fn a_capability_that_gives_anything_is_a_violation() {
        let path = "src-tauri/capabilities/main.json";
        let remote = r#"{"permissions": [], "remote": {"urls": []}}"#;
        assert_eq!(report(path, remote), ["it gives a remote address permissions"]);
        let more = ["it gives the page more than our own commands"];
        assert_eq!(report(path, r#"{"permissions": ["core:default"]}"#), more);
        assert_eq!(report(path, r#"{"windows": ["main"]}"#), more);
        assert_eq!(report(path, r#"{"permissions": []}"#), Vec::<String>::new());
    }

    #[test]
    fn an_address_in_the_lock_file_is_a_violation() {
        let text = "{\n  \"resolved\": \"https://registry.example/x.tgz\"\n}";
        assert_eq!(report("ui/package-lock.json", text).len(), 1);
    }
}
