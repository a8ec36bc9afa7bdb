//! What the web view may ask of the shell: the desk's commands and the window's zoom, nothing else.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on says why and ends"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use poryadok_tests::any_command::COMMANDS;
use serde_json::Value;

/// Doors that the web view has.
const COUNTED: usize = 129;

fn shell() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository").join("src-tauri")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|trouble| panic!("{}: {trouble}", path.display()))
}

fn json(name: &str) -> Value {
    serde_json::from_str(&read(&shell().join(name))).expect("JSON")
}

#[test]
fn there_is_one_capability_and_it_opens_the_declared_commands_and_the_zoom() {
    let files: Vec<_> = std::fs::read_dir(shell().join("capabilities")).expect("the folder").flatten().collect();
    assert_eq!(files.len(), 1, "one capability file");
    let capability = json("capabilities/main.json");
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
    for reaches_out in ["remote", "webviews", "platforms"] {
        assert!(capability.get(reaches_out).is_none(), "the capability says nothing of {reaches_out}");
    }
    let permissions = capability["permissions"].as_array().expect("a list");
    // A permission with a scope is an object; none is needed.
    let open: BTreeSet<&str> = permissions.iter().map(|one| one.as_str().expect("a plain name")).collect();
    assert_eq!(open.len(), permissions.len(), "each once");
    let mut expected: BTreeSet<String> =
        COMMANDS.iter().map(|(name, _)| format!("allow-{}", name.replace('_', "-"))).collect();
    assert_eq!(expected.len(), COMMANDS.len());
    assert_eq!(COMMANDS.len(), COUNTED, "a command more or less is a decision: count it here too");
    expected.insert("core:webview:allow-set-webview-zoom".to_owned());
    assert_eq!(open, expected.iter().map(String::as_str).collect());
    println!("{} commands are open to the web view, and the zoom", COMMANDS.len());
    assert!(!open.iter().any(|name| name.contains(':') && !name.starts_with("core:webview:allow-set-webview-zoom")));
}

#[test]
fn the_doorways_are_made_from_the_list_alone() {
    let mut handlers = Vec::new();
    for entry in std::fs::read_dir(shell().join("src")).expect("the shell").flatten() {
        let text = read(&entry.path());
        for word in ["generate_handler!", "#[tauri::command", "invoke_handler("] {
            let file = entry.file_name().into_string().expect("a name");
            handlers.extend(text.matches(word).map(|_| (file.clone(), word)));
        }
    }
    handlers.sort_unstable();
    let handlers: Vec<(&str, &str)> = handlers.iter().map(|(file, word)| (file.as_str(), *word)).collect();
    assert_eq!(
        handlers,
        [("commands.rs", "#[tauri::command"), ("commands.rs", "generate_handler!"), ("main.rs", "invoke_handler(")]
    );
}

/// Functions of a source text: name and everything up to the next one.
fn functions(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let words = line.trim_start();
        let words = words.strip_prefix("pub(crate) ").or_else(|| words.strip_prefix("pub ")).unwrap_or(words);
        if let Some(rest) = words.strip_prefix("fn ") {
            let name = rest.split(|sign: char| !(sign.is_alphanumeric() || sign == '_')).next().unwrap_or_default();
            found.push((name.to_owned(), String::new()));
        }
        if let Some((_, body)) = found.last_mut() {
            body.push_str(line.trim());
            body.push('\n');
        }
    }
    found
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn a_command_that_asks_for_a_place_lets_go_of_the_desk_while_the_person_looks() {
    let desk = shell().join("crates/desk/src");
    // What the outlet asks a person: its answer may be that nothing was chosen.
    let ports = functions(&read(&desk.join("ports.rs")));
    let asks: Vec<String> = ports
        .iter()
        .filter(|(_, text)| text.lines().next().is_some_and(|head| head.contains("-> Result<Option<")))
        .map(|(name, _)| format!("outlet.{name}("))
        .collect();
    assert_eq!(asks, ["outlet.place(", "outlet.choose_folder(", "outlet.choose_copy("]);
    let mut files = Vec::new();
    sources(&desk, &mut files);
    // The practice journal's outlet hands on what it is asked.
    files.retain(|path| !path.ends_with("practice/marked.rs"));
    let all: Vec<(String, String)> = files.iter().flat_map(|path| functions(&read(path))).collect();
    let mut calls: BTreeSet<String> = asks.into_iter().collect();
    let mut asking = BTreeSet::new();
    // A command may ask through others.
    loop {
        let more: BTreeSet<&str> = all
            .iter()
            .filter(|(_, text)| calls.iter().any(|call| text.contains(call.as_str())))
            .map(|(name, _)| name.as_str())
            .collect();
        if more.iter().all(|name| asking.contains(*name)) {
            break;
        }
        calls.extend(more.iter().flat_map(|name| [format!("self.{name}("), format!("at.{name}(")]));
        asking.extend(more.into_iter().map(str::to_owned));
    }
    let commands: BTreeSet<&str> =
        COMMANDS.iter().map(|(name, _)| *name).filter(|name| asking.contains(*name)).collect();
    let doorways = read(&shell().join("src/commands.rs"));
    let arms: BTreeSet<&str> = doorways
        .lines()
        .filter(|line| line.contains("=> { saving!("))
        .filter_map(|line| line.split("$desk:ident, ").nth(1)?.split('(').next())
        .collect();
    assert!(arms.len() >= 8, "the arms are read: {arms:?}");
    assert_eq!(arms, commands, "an arm in `work!` for each command that asks for a place, and for no other");
}

#[test]
fn the_page_runs_only_what_came_with_it() {
    let config = json("tauri.conf.json");
    let security = &config["app"]["security"];
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(security["capabilities"], serde_json::json!(["main"]), "no capability is written inline");
    assert_eq!(config["app"]["withGlobalTauri"], false);
    for weaker in ["dangerousDisableAssetCspModification", "assetProtocol", "devCsp"] {
        assert!(security.get(weaker).is_none(), "{weaker} is not set");
    }
    let csp = security["csp"].as_str().expect("one line");
    assert!(csp.starts_with("default-src 'none';"), "{csp}");
    for hole in ["unsafe-", "*", "data:", "blob:", "https:", "ws:", "wss:", "asset:"] {
        assert!(!csp.contains(hole), "{hole} in {csp}");
    }
    let mut connects = csp.split(';').filter_map(|rule| rule.trim().strip_prefix("connect-src "));
    assert_eq!(connects.next(), Some("ipc: http://ipc.localhost"), "the commands' own way and no other");
    for (rule, only) in [("script-src", "'self'"), ("style-src", "'self'"), ("form-action", "'none'")] {
        assert!(csp.contains(&format!("{rule} {only}")), "{rule}");
    }
    for window in config["app"]["windows"].as_array().expect("windows") {
        assert!(window.get("url").is_none() && window.get("devtools").is_none_or(|on| on == false));
    }
}

#[test]
fn a_release_has_no_developer_tools_and_no_plugin_that_reaches_out() {
    let told = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(shell())
        .output()
        .expect("cargo is there");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let told: Value = serde_json::from_slice(&told.stdout).expect("JSON");
    let packages = told["packages"].as_array().expect("packages");
    let of = |name: &str| packages.iter().find(|one| one["name"] == name).expect("the package");

    // Devtools stand in a build without the feature only while debug assertions do.
    let tauri = of("poryadok")["dependencies"].as_array().expect("a list").iter().find(|one| one["name"] == "tauri");
    assert_eq!(tauri.expect("the shell's own")["features"], serde_json::json!([]));
    assert_eq!(of("poryadok")["features"]["default"], serde_json::json!(["custom-protocol"]));
    let resolved = told["resolve"]["nodes"].as_array().expect("nodes");
    let node = resolved.iter().find(|one| one["id"] == of("tauri")["id"]).expect("tauri");
    assert!(!node["features"].as_array().expect("a list").iter().any(|one| one == "devtools"));

    let plugins: BTreeSet<&str> =
        packages.iter().filter_map(|one| one["name"].as_str()?.strip_prefix("tauri-plugin-")).collect();
    // The dialog's own code brings `fs` for its types; neither is open to the web view.
    assert_eq!(plugins, ["dialog", "fs", "single-instance"].into());
    let main = read(&shell().join("src/main.rs"));
    assert_eq!(main.matches(".plugin(").count(), 2, "the dialog and the single instance are begun");
    assert!(!main.contains("tauri_plugin_fs"));
}
