//! What a line of source must not say. The scanners know no grammar: they look for the few ways in which
//! such a thing is written, and a comment line is none of them.

use super::Violation;
use super::files::File;

const ONE_IMPORTER: &str = "only ui/src/ipc imports @tauri-apps/*";
const NO_NETWORK: &str = "the window loads nothing from the network, ever";
const ONLY_TEXT: &str = "every remote string becomes a text node";
const SMALL_FILES: &str = "a file is about one thing, and at most 450 lines long";
const ANY_MACHINE: &str = "the project builds on every machine, whatever its folders are called";

const LONGEST_FILE: usize = 450;

/// Files that may be longer, each with its reason.
const LONG_FILES: &[(&str, &str)] = &[];

/// Where length says nothing: what is generated, and what was recorded.
const NOT_WRITTEN: [&str; 3] = ["ui/src/ipc/generated/", "src-tauri/gen/", "tests/fixtures/"];

const CODE: [&str; 8] = ["rs", "ts", "js", "mjs", "svelte", "css", "html", "sh"];

/// Ways to make HTML of a string.
const HTML_FROM_TEXT: [&str; 7] = [
    "{@html",
    ".innerHTML",
    ".outerHTML",
    "insertAdjacentHTML(",
    "createContextualFragment(",
    "document.write(",
    "srcdoc=",
];

/// Calls that open a connection.
const CONNECTING: [&str; 6] =
    ["fetch(", "new XMLHttpRequest", "new WebSocket(", "new EventSource(", "sendBeacon(", "importScripts("];

/// What a browser loads or opens by itself.
const LOADING: [&str; 7] = ["src", "href", "srcset", "poster", "action", "url(", "@import"];

/// Folders that are some machine's own, without their slashes, so that this file may name them.
const MACHINE_FOLDERS: [&str; 4] = ["root", "home", "work", "Users"];

pub(super) fn violations(file: &File) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut report = |line: usize, sentence: String, invariant| {
        found.push(Violation { file: file.path.clone(), line, sentence, invariant });
    };
    let written = !NOT_WRITTEN.iter().any(|folder| file.path.starts_with(folder));
    let window = file.path.starts_with("ui/src/") || file.path == "ui/index.html";
    let bridge = file.path.starts_with("ui/src/ipc/");
    let test = file.path.ends_with(".test.ts");
    let code = file.has_extension(&CODE);

    let lines = file.text.lines().count();
    let excused = LONG_FILES.iter().any(|(path, _reason)| *path == file.path);
    if code && written && lines > LONGEST_FILE && !excused {
        report(LONGEST_FILE + 1, format!("it has {lines} lines"), SMALL_FILES);
    }
    for (number, line) in (1..).zip(file.text.lines()) {
        if let Some(path) = machine_path(line) {
            report(number, format!("it names a folder of one machine, {path}"), ANY_MACHINE);
        }
        if !code || line.trim_start().starts_with("//") {
            continue;
        }
        if file.path.starts_with("ui/")
            && !bridge
            && ["\"", "'", "`"].iter().any(|quote| line.contains(&format!("{quote}@tauri-apps/")))
        {
            report(number, String::from("it imports from @tauri-apps"), ONE_IMPORTER);
        }
        if !window || test {
            continue;
        }
        if let Some(way) = HTML_FROM_TEXT.iter().find(|way| line.contains(*way)) {
            report(number, format!("{way} makes HTML of a string"), ONLY_TEXT);
        }
        if let Some(call) = connecting_call(line).filter(|_| !bridge) {
            report(number, format!("{call} opens a connection"), NO_NETWORK);
        }
        if let Some(address) = remote_address(line) {
            report(number, format!("it loads or opens {address}"), NO_NETWORK);
        }
    }
    found
}

/// An absolute path into somebody's own folder; the same words inside a longer path or an address are none.
fn machine_path(line: &str) -> Option<String> {
    MACHINE_FOLDERS.iter().find_map(|folder| {
        let path = format!("/{folder}/");
        let starts_there = |place: usize| {
            let before = &line[..place];
            let inside = |c: char| c.is_alphanumeric() || "_-./}~$*)>".contains(c);
            before.ends_with("file://") || !before.ends_with(inside)
        };
        line.match_indices(&path).any(|(place, _)| starts_there(place)).then_some(path)
    })
}

fn connecting_call(line: &str) -> Option<&'static str> {
    CONNECTING.into_iter().find(|call| {
        line.match_indices(call).any(|(place, _)| {
            let before = &line[..place];
            let global = ["window.", "globalThis.", "self.", "navigator."]
                .iter()
                .any(|object| before.ends_with(object));
            // `prefetch(` and `cache.fetch(` are functions of our own.
            global || !before.ends_with(|c: char| c.is_alphanumeric() || "_$.".contains(c))
        })
    })
}

/// An address on the network where the browser would load or open it.
fn remote_address(line: &str) -> Option<&str> {
    LOADING.into_iter().find_map(|word| {
        line.match_indices(word).find_map(|(place, _)| {
            let before = &line[..place];
            if before.ends_with(|c: char| c.is_alphanumeric() || "_-$".contains(c)) {
                return None;
            }
            let mut rest = line[place + word.len()..].trim_start();
            if !word.ends_with('(') && !word.starts_with('@') {
                rest = rest.strip_prefix('=')?;
            }
            let rest = rest.trim_start_matches([' ', '"', '\'', '`', '{', '(']).trim_start_matches("url(");
            let rest = rest.trim_start_matches(['"', '\'']);
            let remote =
                ["http://", "https://", "//", "ws://", "wss://"].iter().any(|start| rest.starts_with(start));
            let end = rest.find(['"', '\'', '`', ' ', ')', '}', '>']).unwrap_or(rest.len());
            remote.then(|| &rest[..end])
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(path: &str, text: &str) -> Vec<String> {
        let file = File { path: path.to_owned(), text: text.to_owned() };
        violations(&file).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn only_the_bridge_imports_tauri() {
        let import = "import { invoke } from \"@tauri-apps/api/core\";";
        assert_eq!(
            report("ui/src/views/Composer.svelte", &format!("<script>\n{import}\n</script>")),
            ["ui/src/views/Composer.svelte:2: it imports from @tauri-apps. \
                 Invariant: only ui/src/ipc imports @tauri-apps/*."]
        );
        assert_eq!(report("ui/src/ipc/index.ts", import), Vec::<String>::new());
        assert_eq!(report("ui/src/state/a.ts", "// not from \"@tauri-apps/api\""), Vec::<String>::new());
    }

    #[test]
    fn html_is_never_made_of_a_string() {
        for line in
            ["{@html answer}", "node.innerHTML = answer;", "node.insertAdjacentHTML('beforeend', answer)"]
        {
            assert_eq!(report("ui/src/elements/Bubble.svelte", line).len(), 1, "{line}");
        }
        assert_eq!(
            report("ui/src/elements/bubble.test.ts", "expect(node.innerHTML).toBe('')"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn the_window_loads_nothing_from_the_network() {
        for line in [
            "<img src=\"https://cdn.example/a.png\">",
            "<img alt=\"\" src={'http://cdn.example/a.png'} />",
            "<a href='//example.com'>",
            "link.href = \"https://example.com\";",
            "@import \"https://fonts.example/a.css\";",
            "@import url(//fonts.example/a.css);",
            "background: url('https://cdn.example/a.png');",
            "const answer = await fetch(\"x\");",
            "await window.fetch(url)",
            "const socket = new WebSocket(url);",
        ] {
            let report = report("ui/src/views/Any.svelte", line);
            assert_eq!(report.len(), 1, "{line}: {report:?}");
            assert!(
                report[0].ends_with("Invariant: the window loads nothing from the network, ever."),
                "{report:?}"
            );
        }
    }

    #[test]
    fn what_only_looks_like_the_network_is_let_be() {
        for line in [
            "<svg xmlns=\"http://www.w3.org/2000/svg\">",
            "const example = \"https://example.com\";",
            "src={image.address}",
            "prefetch(rows); cache.fetch(key);",
            "mask: url(\"./icon.svg\");",
            "const transfer = a //b",
        ] {
            assert_eq!(report("ui/src/views/Any.svelte", line), Vec::<String>::new(), "{line}");
        }
        assert_eq!(report("src-tauri/src/a.rs", "let href = \"https://x\"; fetch(1)"), Vec::<String>::new());
    }

    #[test]
    fn a_long_file_is_two_files() {
        let long = "\n".repeat(LONGEST_FILE + 1);
        assert_eq!(report("src-tauri/src/lib.rs", &long).len(), 1);
        assert_eq!(report("src-tauri/src/lib.rs", &long[1..]), Vec::<String>::new());
        assert_eq!(report("ui/src/ipc/generated/Commands.ts", &long), Vec::<String>::new());
        assert_eq!(report("docs/long.md", &long), Vec::<String>::new());
    }

    #[test]
    fn a_folder_of_one_machine_is_named_nowhere() {
        for folder in MACHINE_FOLDERS {
            for (before, expected) in [
                ("see ", 1),
                ("\"", 1),
                ("file://", 1),
                ("target", 0),
                ("https://x.example", 0),
                ("{dir}", 0),
            ] {
                let line = format!("{before}/{folder}/project");
                assert_eq!(report("README.md", &line).len(), expected, "{line}");
            }
        }
    }
}
