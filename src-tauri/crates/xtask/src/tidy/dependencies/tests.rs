use super::*;

/// The members that the rules speak of, with no dependencies.
const MEMBERS: [&str; 8] = [
    "agent-graph",
    "sofia-core",
    "sofia-media",
    "sofia-simulator",
    "sofia-desk",
    "sofia-cli",
    "sofia-tests",
    "xtask",
];

/// A graph of the members and these edges; `a ~ b` is one of a's tests.
pub(crate) fn graph(edges: &[&str]) -> Graph {
    let mut graph = Graph::default();
    for name in MEMBERS {
        graph.members.push(Member {
            name: name.to_owned(),
            manifest: format!("{name}/Cargo.toml"),
            manifest_text: String::from("[package]\n"),
            dependencies: Vec::new(),
        });
        graph.names.insert(name.to_owned(), name.to_owned());
    }
    for edge in edges {
        let only_in_tests = edge.contains('~');
        let (from, to) =
            edge.split_once([' ', '~']).map(|(from, to)| (from, to.trim_matches([' ', '~']))).unwrap();
        graph.names.insert(to.to_owned(), to.to_owned());
        graph.edges.entry(from.to_owned()).or_default().push(Edge { to: to.to_owned(), only_in_tests });
        if let Some(member) = graph.members.iter_mut().find(|member| member.name == from) {
            member.manifest_text.push_str(&format!("{to}.workspace = true\n"));
            let is_member = MEMBERS.contains(&to);
            member.dependencies.push(Direct { name: to.to_owned(), only_in_tests, is_member });
        }
    }
    graph
}

fn report(edges: &[&str]) -> Vec<String> {
    violations(&graph(edges)).iter().map(ToString::to_string).collect()
}

#[test]
fn the_graph_of_the_design_is_tidy() {
    let edges = [
        "sofia-desk sofia-core",
        "sofia-desk sofia-simulator",
        "sofia-desk tauri",
        "sofia-desk tauri-plugin-store",
        "sofia-desk ts-rs",
        "tauri reqwest",
        "sofia-core agent-graph",
        "sofia-core rusqlite",
        "sofia-core keyring",
        "agent-graph reqwest",
        "sofia-simulator agent-graph",
        "sofia-simulator ~ reqwest",
        "sofia-tests rusqlite",
        "sofia-cli sofia-core",
    ];
    assert_eq!(report(&edges), Vec::<String>::new());
}

#[test]
fn each_forbidden_dependency_is_named_with_its_place_and_its_invariant() {
    for (edges, place, sentence, invariant) in [
        (
            &["sofia-cli tauri-utils"][..],
            "sofia-cli/Cargo.toml:2",
            "sofia-cli depends on tauri-utils",
            "only src-tauri depends on tauri",
        ),
        (
            &["sofia-cli serde", "sofia-cli rusqlite"],
            "sofia-cli/Cargo.toml:3",
            "sofia-cli depends on rusqlite",
            "only core opens the database",
        ),
        (
            &["sofia-desk keyring-core"],
            "sofia-desk/Cargo.toml:2",
            "sofia-desk depends on keyring-core",
            "only core opens the keychain",
        ),
        (
            &["sofia-simulator reqwest"],
            "sofia-simulator/Cargo.toml:2",
            "sofia-simulator depends on reqwest",
            "only agent-graph opens sockets to the API",
        ),
        (
            &["sofia-core ts-rs"],
            "sofia-core/Cargo.toml:2",
            "sofia-core depends on ts-rs",
            "transfer types are generated from src-tauri alone",
        ),
        (
            &["sofia-core helper", "helper tauri"],
            "sofia-core/Cargo.toml:2",
            "sofia-core reaches tauri: sofia-core → helper → tauri",
            "only src-tauri depends on tauri",
        ),
        (
            &["sofia-tests sofia-desk"],
            "sofia-tests/Cargo.toml:2",
            "sofia-tests reaches sofia-desk: sofia-tests → sofia-desk",
            "nothing depends on src-tauri",
        ),
        (
            &["agent-graph ~ helper", "helper rusqlite"],
            "agent-graph/Cargo.toml:2",
            "agent-graph reaches rusqlite: agent-graph → helper → rusqlite",
            "agent-graph knows no storage, no keychain and no Tauri, and can be published alone",
        ),
        (
            &["sofia-core ~ sofia-simulator"],
            "sofia-core/Cargo.toml:2",
            "sofia-core reaches sofia-simulator: sofia-core → sofia-simulator",
            "core never sees the simulator",
        ),
        (
            &["xtask sofia-core"],
            "xtask/Cargo.toml:2",
            "xtask reaches sofia-core: xtask → sofia-core",
            "the build tool compiles before anything else",
        ),
    ] {
        let expected = format!("{place}: {sentence}. Invariant: {invariant}.");
        let report = report(edges);
        assert!(report.contains(&expected), "{expected}\nnot in {report:#?}");
    }
}

#[test]
fn the_tests_of_a_crate_on_the_way_do_not_count() {
    assert_eq!(report(&["sofia-core agent-graph", "agent-graph ~ proptest"]), Vec::<String>::new());
    assert_eq!(report(&["sofia-core helper", "helper ~ tauri"]), Vec::<String>::new());
}

#[test]
fn a_rule_for_a_member_that_is_gone_is_a_violation() {
    let mut graph = graph(&[]);
    graph.members.retain(|member| member.name != "sofia-core");
    let report = violations(&graph);
    assert_eq!(report.len(), 1);
    assert_eq!(report[0].sentence, "there is no member sofia-core, so its rule checks nothing");
}
