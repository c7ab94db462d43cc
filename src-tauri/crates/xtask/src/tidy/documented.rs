//! Every direct dependency, of Rust and of the UI, has a line in `docs/dependencies.md`, and every line
//! a dependency.

use std::collections::BTreeMap;

use super::Violation;
use super::dependencies::Graph;
use super::files::File;

const DOCUMENT: &str = "docs/dependencies.md";
const INVARIANT: &str = "a direct dependency earns its place by a line in docs/dependencies.md";

pub(super) fn violations(graph: &Graph, files: &[File]) -> Vec<Violation> {
    let text = |path: &str| files.iter().find(|file| file.path == path).map_or("", |file| file.text.as_str());
    let documented = documented(text(DOCUMENT));
    let mut used: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for (line, name) in workspace_dependencies(text("Cargo.toml")) {
        used.insert(name, (String::from("Cargo.toml"), line));
    }
    for member in &graph.members {
        for direct in member.dependencies.iter().filter(|direct| !direct.is_member) {
            let place = (member.manifest.clone(), member.line_of(&direct.name));
            used.entry(direct.name.clone()).or_insert(place);
        }
    }
    for (line, name) in npm_dependencies(text("ui/package.json")) {
        used.insert(name, (String::from("ui/package.json"), line));
    }

    let unknown = used.iter().filter(|(name, _)| !documented.iter().any(|(_, known)| known == *name));
    let mut violations: Vec<Violation> = unknown
        .map(|(name, (file, line))| Violation {
            file: file.clone(),
            line: *line,
            sentence: format!("{name} has no line in {DOCUMENT}"),
            invariant: INVARIANT,
        })
        .collect();
    violations.extend(documented.iter().filter(|(_, name)| !used.contains_key(name)).map(|(line, name)| {
        Violation {
            file: DOCUMENT.to_owned(),
            line: *line,
            sentence: format!("{name} is no direct dependency any more"),
            invariant: INVARIANT,
        }
    }));
    violations
}

/// The names in the first column of the tables, with their lines.
fn documented(text: &str) -> Vec<(usize, String)> {
    let name = |line: &str| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned());
    text.lines().enumerate().filter_map(|(place, line)| Some((place + 1, name(line)?))).collect()
}

/// The names under `[workspace.dependencies]`, without the members themselves.
fn workspace_dependencies(manifest: &str) -> Vec<(usize, String)> {
    let lines = manifest.lines().enumerate();
    let section = lines.skip_while(|(_, line)| *line != "[workspace.dependencies]").skip(1);
    section
        .take_while(|(_, line)| !line.starts_with('['))
        .filter(|(_, line)| !line.contains("path =") && !line.starts_with('#'))
        .filter_map(|(place, line)| Some((place + 1, line.split_once([' ', '='])?.0.to_owned())))
        .collect()
}

/// The names in `dependencies` and `devDependencies`.
fn npm_dependencies(manifest: &str) -> Vec<(usize, String)> {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(manifest) else { return Vec::new() };
    let sections =
        ["dependencies", "devDependencies"].iter().filter_map(|section| value.get(section)?.as_object());
    let line_of = |name: &str| {
        let key = format!("\"{name}\":");
        manifest.lines().position(|line| line.trim_start().starts_with(&key)).map_or(1, |place| place + 1)
    };
    sections.flat_map(serde_json::Map::keys).map(|name| (line_of(name), name.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::super::dependencies::tests::graph;
    use super::*;

    fn report(document: &str, edges: &[&str]) -> Vec<String> {
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        let manifest = "[workspace.dependencies]\nsofia-core = { path = \"x\" }\nserde = \"1\"\n\n\
                        [profile.dev]\nlto = 1\n";
        let package =
            "{\n\"dependencies\": {\n\"svelte\": \"5\" },\n\"devDependencies\": {\n\"vite\": \"8\" } }";
        let files =
            [file(DOCUMENT, document), file("Cargo.toml", manifest), file("ui/package.json", package)];
        violations(&graph(edges), &files).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_line_for_each_is_tidy() {
        let document = "| name | for |\n| `serde` | x |\n| `svelte` | x |\n| `vite` | x |\n";
        assert_eq!(report(document, &["sofia-cli serde", "sofia-cli sofia-core"]), Vec::<String>::new());
    }

    #[test]
    fn what_lacks_a_line_and_what_lacks_a_use_is_named() {
        let document = "| `svelte` | x |\n| `left-pad` | x |\n";
        let expected = [
            "sofia-cli/Cargo.toml:2: rand has no line in docs/dependencies.md",
            "Cargo.toml:3: serde has no line in docs/dependencies.md",
            "ui/package.json:5: vite has no line in docs/dependencies.md",
            "docs/dependencies.md:2: left-pad is no direct dependency any more",
        ];
        let report = report(document, &["sofia-cli rand"]);
        assert_eq!(report.len(), expected.len(), "{report:#?}");
        for (line, expected) in report.iter().zip(expected) {
            assert!(line.starts_with(expected), "{line}");
        }
    }
}
