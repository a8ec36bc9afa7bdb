//! Tells Tauri which commands exist, so that each has a permission and nothing else has one.

#[path = "crates/xtask/src/declared.rs"]
mod declared;

use std::path::Path;

fn main() {
    let declared = Path::new("crates/desk/src/wire/commands.rs");
    println!("cargo:rerun-if-changed={}", declared.display());
    println!("cargo:rerun-if-changed=capabilities");

    let text = std::fs::read_to_string(declared).unwrap_or_default();
    // The build script lives for one build; the manifest wants names that live as long.
    let names: Vec<&'static str> = declared::command_names(&text).map(|name| &*name.to_owned().leak()).collect();
    let attributes =
        tauri_build::Attributes::new().app_manifest(tauri_build::AppManifest::new().commands(names.leak()));
    if let Err(trouble) = tauri_build::try_build(attributes) {
        println!("cargo:warning={trouble:#}");
        std::process::exit(1);
    }
}
