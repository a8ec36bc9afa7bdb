//! The house's arrows: `shell → desk → storage → domain`, `desk → documents → domain`, nothing back. The
//! rooms of the interface are watched by `ui/tests/architecture.test.ts`.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why and ends")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Who may know whom. Whatever is not named here is a backward arrow.
const ARROWS: [(&str, &[&str]); 7] = [
    ("domain", &[]),
    ("storage", &["domain"]),
    ("documents", &["domain"]),
    ("desk", &["storage", "documents", "domain"]),
    ("poryadok", &["desk"]),
    ("xtask", &[]),
    ("poryadok-tests", &["desk", "storage", "documents", "domain"]),
];

/// Crates with one room only.
const ROOMS: [(&str, &str); 10] = [
    ("tauri", "poryadok"),
    ("tauri-plugin-dialog", "poryadok"),
    ("tauri-plugin-single-instance", "poryadok"),
    ("keyring-core", "poryadok"),
    ("directories", "poryadok"),
    ("zbus", "poryadok"),
    ("rusqlite", "storage"),
    ("hpke", "storage"),
    ("printpdf", "documents"),
    ("rust_xlsxwriter", "documents"),
];

/// All that the rules may lean on: nothing with a file, a database, a clock or chance in it.
const DOMAIN_LEANS_ON: [&str; 8] =
    ["chrono", "holidays-ru", "rust-stemmers", "serde", "serde_json", "thiserror", "uuid", "proptest"];

type Graph = BTreeMap<String, BTreeSet<String>>;

#[test]
fn crates_know_only_what_lies_below_them() {
    assert_eq!(backward_arrows(&graph(&packages())), Vec::<String>::new());
}

#[test]
fn a_deliberate_backward_arrow_is_refused() {
    let mut sample = graph(&packages());
    sample.entry("domain".to_owned()).or_default().insert("storage".to_owned());
    sample.entry("storage".to_owned()).or_default().insert("documents".to_owned());
    sample.entry("desk".to_owned()).or_default().insert("tauri".to_owned());
    assert_eq!(backward_arrows(&sample), ["desk → tauri", "domain → storage", "storage → documents"]);
}

#[test]
fn the_rules_lean_on_nothing_with_hands() {
    let packages = packages();
    let domain = packages.iter().find(|package| package["name"] == "domain").expect("the crate of rules");
    for dependency in domain["dependencies"].as_array().expect("a list") {
        let name = dependency["name"].as_str().expect("a name");
        assert!(DOMAIN_LEANS_ON.contains(&name), "domain must not lean on {name}");
        let features = dependency["features"].as_array().expect("a list");
        for hand in ["clock", "now", "v4", "v7", "rng"] {
            assert!(!features.iter().any(|feature| feature == hand), "{name} must not bring {hand} into domain");
        }
    }
    let hands = ["std::fs", "std::env", "std::net", "std::process", "std::time::SystemTime", "std::thread", "std::io"];
    assert_eq!(lines_with("src-tauri/crates/domain/src", &["rs"], &hands), Vec::<String>::new());
}

#[test]
fn no_room_opens_an_internet_socket() {
    for room in ["domain", "storage", "documents", "desk"] {
        let found =
            lines_with(&format!("src-tauri/crates/{room}/src"), &["rs"], &["std::net", "TcpStream", "UdpSocket"]);
        assert_eq!(found, Vec::<String>::new());
    }
    assert_eq!(lines_with("src-tauri/src", &["rs"], &["std::net", "TcpStream", "reqwest"]), Vec::<String>::new());
    assert_eq!(
        lines_with("ui/src", &["ts", "svelte"], &["fetch(", "XMLHttpRequest", "WebSocket(", "sendBeacon"]),
        Vec::<String>::new()
    );
}

#[test]
fn sql_is_written_in_storage_only() {
    for room in ["domain", "documents", "desk"] {
        let found =
            lines_with(&format!("src-tauri/crates/{room}/src"), &["rs"], &["SELECT ", "INSERT INTO", "DELETE FROM"]);
        assert_eq!(found, Vec::<String>::new());
    }
}

#[test]
fn no_key_passes_through_words_that_are_not_wiped() {
    let keyed = ["pragma_update(None, \"key\"", "pragma_update(None, \"rekey\"", "format!(\"PRAGMA key"];
    assert_eq!(lines_with("src-tauri/crates/storage/src", &["rs"], &keyed), Vec::<String>::new());
}

/// Arrows that the house does not have.
fn backward_arrows(graph: &Graph) -> Vec<String> {
    let allowed: BTreeMap<_, _> = ARROWS.into_iter().collect();
    let mut found = Vec::new();
    for (from, known) in graph {
        // A crate may name itself for its own tests, to turn a feature on.
        for to in known.iter().filter(|to| *to != from) {
            let inside = allowed.contains_key(to.as_str());
            let kept = if inside {
                allowed.get(from.as_str()).is_some_and(|below| below.contains(&to.as_str()))
            } else {
                ROOMS.iter().all(|(thing, room)| thing != to || room == from || from == "poryadok-tests")
            };
            if !kept {
                found.push(format!("{from} → {to}"));
            }
        }
    }
    found
}

/// Which member of the workspace names which crate, tests included.
fn graph(packages: &[Value]) -> Graph {
    let mut graph = Graph::new();
    for package in packages {
        let name = package["name"].as_str().expect("a name").to_owned();
        let known = package["dependencies"].as_array().expect("a list");
        graph.entry(name).or_default().extend(known.iter().filter_map(|one| one["name"].as_str().map(str::to_owned)));
    }
    graph
}

fn packages() -> Vec<Value> {
    let told = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo is there");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let told: Value = serde_json::from_slice(&told.stdout).expect("JSON");
    let packages = told["packages"].as_array().expect("a list").clone();
    assert_eq!(packages.len(), ARROWS.len(), "every member of the workspace has its arrows here");
    packages
}

/// «file:line» of every line that holds one of these words outside a comment.
fn lines_with(folder: &str, ends: &[&str], words: &[&str]) -> Vec<String> {
    let folder = root().join(folder);
    assert!(folder.is_dir(), "{} is there", folder.display());
    let mut found = Vec::new();
    for file in files(&folder, ends) {
        let text = std::fs::read_to_string(&file).expect("a source");
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if words.iter().any(|word| code.contains(word)) {
                found.push(format!("{}:{}", file.display(), number + 1));
            }
        }
    }
    found
}

fn files(folder: &Path, ends: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left = vec![folder.to_owned()];
    while let Some(folder) = left.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                left.push(path);
            } else if path.extension().is_some_and(|end| ends.iter().any(|wanted| end == *wanted)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository").to_owned()
}
