//! Who may depend on whom: two tables, and the resolved graph that they are held against.

use std::collections::{BTreeMap, VecDeque};

use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, MetadataCommand};

use super::Violation;
use crate::command::Program;
use crate::workspace::Workspace;

/// Crates that only some members may name in their manifests. A name that ends in `*` stands for all that
/// begin so. To let one more member in, add it with its reason.
struct Owned {
    what: &'static [&'static str],
    owners: &'static [Owner],
    invariant: &'static str,
}

struct Owner {
    member: &'static str,
    /// For its own tests, not for what is shipped.
    only_in_tests: bool,
    _reason: &'static str,
}

const fn owner(member: &'static str, reason: &'static str) -> Owner {
    Owner { member, only_in_tests: false, _reason: reason }
}

const fn tester(member: &'static str, reason: &'static str) -> Owner {
    Owner { member, only_in_tests: true, _reason: reason }
}

const OWNED: &[Owned] = &[
    Owned {
        what: &["tauri*"],
        owners: &[owner("sofia-desk", "it is the window")],
        invariant: "only src-tauri depends on tauri",
    },
    Owned {
        what: &["rusqlite", "libsqlite3-sys", "sqlx", "diesel"],
        owners: &[
            owner("sofia-core", "it keeps the history"),
            owner("sofia-tests", "they look into the file with their own eyes"),
        ],
        invariant: "only core opens the database",
    },
    Owned {
        what: &["keyring*", "secret-service*", "*-keyring-store"],
        owners: &[
            owner("sofia-core", "it keeps the keys"),
            owner("sofia-tests", "they look into the keychain with their own eyes"),
        ],
        invariant: "only core opens the keychain",
    },
    Owned {
        what: &["reqwest", "ureq", "isahc", "hyper", "hyper-util", "curl"],
        owners: &[
            owner("agent-graph", "it is the client"),
            owner("sofia-media", "it fetches what messages name, which is never the API"),
            owner("sofia-tests", "they talk to the servers under test, and to the window's driver"),
            tester("sofia-simulator", "its tests are its client"),
        ],
        invariant: "only agent-graph opens sockets to the API",
    },
    Owned {
        what: &["ts-rs"],
        owners: &[owner("sofia-desk", "it is the edge where transfer types live")],
        invariant: "transfer types are generated from src-tauri alone",
    },
];

/// Crates that a member must not reach by any way.
struct Unreachable {
    /// `*` for every member but those excepted.
    from: &'static str,
    except: &'static [&'static str],
    what: &'static [&'static str],
    invariant: &'static str,
}

const UNREACHABLE: &[Unreachable] = &[
    Unreachable {
        from: "*",
        except: &["sofia-desk"],
        what: &["tauri*"],
        invariant: "only src-tauri depends on tauri",
    },
    Unreachable {
        from: "*",
        except: &["sofia-desk"],
        what: &["sofia-desk"],
        invariant: "nothing depends on src-tauri",
    },
    Unreachable {
        from: "agent-graph",
        except: &[],
        what: &["rusqlite", "libsqlite3-sys", "keyring*", "*-keyring-store", "tauri*", "sofia-*"],
        invariant: "agent-graph knows no storage, no keychain and no Tauri, and can be published alone",
    },
    Unreachable {
        from: "sofia-core",
        except: &[],
        what: &["sofia-simulator"],
        invariant: "core never sees the simulator",
    },
    Unreachable {
        from: "sofia-media",
        except: &[],
        what: &[
            "agent-graph",
            "rusqlite",
            "libsqlite3-sys",
            "keyring*",
            "*-keyring-store",
            "tauri*",
            "sofia-*",
        ],
        invariant: "what fetches strangers' pictures has no way to a key",
    },
    Unreachable {
        from: "xtask",
        except: &[],
        what: &["agent-graph", "sofia-*"],
        invariant: "the build tool compiles before anything else",
    },
];

#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    /// From the root of the workspace, with slashes.
    pub(super) manifest: String,
    pub(super) manifest_text: String,
    pub(super) dependencies: Vec<Direct>,
}

#[derive(Debug)]
pub(super) struct Direct {
    pub(super) name: String,
    pub(super) only_in_tests: bool,
    pub(super) is_member: bool,
}

impl Member {
    /// The line that names a dependency; the first one where none does.
    pub(super) fn line_of(&self, dependency: &str) -> usize {
        let names = |line: &str| {
            let rest = line.trim_start_matches(['"', '\'']).strip_prefix(dependency);
            rest.is_some_and(|rest| rest.starts_with(['.', ' ', '=', '"', '\'']))
        };
        self.manifest_text.lines().position(names).map_or(1, |place| place + 1)
    }
}

#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) members: Vec<Member>,
    /// From a package to what it depends on. Several versions of a crate are several packages.
    edges: BTreeMap<String, Vec<Edge>>,
    /// The name of each package, and for members also the package of each name.
    names: BTreeMap<String, String>,
}

#[derive(Debug)]
struct Edge {
    to: String,
    only_in_tests: bool,
}

impl Graph {
    /// The graph as Cargo resolves it for this machine's platform.
    pub(super) fn of(workspace: &Workspace) -> Result<Self> {
        let version = Program::new("rustc").arg("-vV").read()?;
        let host =
            version.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
        let metadata = MetadataCommand::new()
            .manifest_path(workspace.root().join("Cargo.toml"))
            .other_options(["--filter-platform", host].map(String::from).to_vec())
            .exec()
            .context("cargo metadata failed")?;
        let mut graph = Self::default();
        for package in &metadata.packages {
            graph.names.insert(package.id.to_string(), package.name.to_string());
        }
        for package in metadata.workspace_packages() {
            let manifest = package.manifest_path.strip_prefix(&metadata.workspace_root);
            let direct = package.dependencies.iter().map(|dependency| Direct {
                name: dependency.name.clone(),
                only_in_tests: dependency.kind == DependencyKind::Development,
                is_member: dependency.path.is_some(),
            });
            graph.members.push(Member {
                name: package.name.to_string(),
                manifest: manifest.unwrap_or(&package.manifest_path).as_str().replace('\\', "/"),
                manifest_text: std::fs::read_to_string(&package.manifest_path)?,
                dependencies: direct.collect(),
            });
        }
        for node in metadata.resolve.context("cargo metadata resolved nothing")?.nodes {
            let edges = node.deps.iter().map(|dependency| Edge {
                to: dependency.pkg.to_string(),
                only_in_tests: dependency
                    .dep_kinds
                    .iter()
                    .all(|kind| kind.kind == DependencyKind::Development),
            });
            graph.edges.insert(node.id.to_string(), edges.collect());
        }
        Ok(graph)
    }

    /// The shortest way from a member to a crate that matches, by names. Its own tests count, those of
    /// the others on the way do not.
    fn way(&self, from: &str, patterns: &[&str]) -> Option<Vec<&str>> {
        let name = |id: &'_ String| self.names.get(id).map_or("", String::as_str);
        // A member's name is unique: Cargo sees to that, and no package of the registry is called so.
        let start = self.names.iter().find(|(_, name)| *name == from)?.0;
        let mut came_from: BTreeMap<&String, &String> = BTreeMap::new();
        let mut open = VecDeque::from([start]);
        while let Some(here) = open.pop_front() {
            for edge in self.edges.get(here).into_iter().flatten() {
                if edge.only_in_tests && here != start
                    || edge.to == *start
                    || came_from.contains_key(&edge.to)
                {
                    continue;
                }
                came_from.insert(&edge.to, here);
                if matches_any(name(&edge.to), patterns) {
                    let back = std::iter::successors(Some(&edge.to), |id| came_from.get(id).copied());
                    let mut way: Vec<&str> = back.map(name).collect();
                    way.reverse();
                    return Some(way);
                }
                open.push_back(&edge.to);
            }
        }
        None
    }
}

fn matches_any(name: &str, patterns: &[&str]) -> bool {
    patterns.iter().any(|pattern| match (pattern.strip_suffix('*'), pattern.strip_prefix('*')) {
        (Some(beginning), _) => name.starts_with(beginning),
        (_, Some(ending)) => name.ends_with(ending),
        _ => name == *pattern,
    })
}

pub(super) fn violations(graph: &Graph) -> Vec<Violation> {
    let mut violations = Vec::new();
    for rule in OWNED {
        for member in &graph.members {
            for direct in member.dependencies.iter().filter(|direct| matches_any(&direct.name, rule.what)) {
                let may = |owner: &Owner| {
                    owner.member == member.name && (!owner.only_in_tests || direct.only_in_tests)
                };
                if !rule.owners.iter().any(may) {
                    violations.push(Violation {
                        file: member.manifest.clone(),
                        line: member.line_of(&direct.name),
                        sentence: format!("{} depends on {}", member.name, direct.name),
                        invariant: rule.invariant,
                    });
                }
            }
        }
    }
    for rule in UNREACHABLE {
        let concerned = |member: &&Member| {
            (rule.from == "*" || rule.from == member.name) && !rule.except.contains(&member.name.as_str())
        };
        let members: Vec<&Member> = graph.members.iter().filter(concerned).collect();
        if members.is_empty() {
            violations.push(Violation {
                file: String::from("Cargo.toml"),
                line: 1,
                sentence: format!("there is no member {}, so its rule checks nothing", rule.from),
                invariant: rule.invariant,
            });
        }
        for member in members {
            // One step away is the table above's, where it is there too; said here, it has the same line.
            if let Some(way) = graph.way(&member.name, rule.what) {
                violations.push(Violation {
                    file: member.manifest.clone(),
                    line: way.get(1).map_or(1, |next| member.line_of(next)),
                    sentence: format!("{} reaches {}: {}", member.name, way[way.len() - 1], way.join(" → ")),
                    invariant: rule.invariant,
                });
            }
        }
    }
    violations
}

#[cfg(test)]
pub(super) mod tests;
