//! What is installed.

use std::path::Path;

use crate::table::Row;

/// `target/bench` lies beside `target/release`.
pub fn rows(folder: &Path) -> Vec<Row> {
    let what = "installed size: the program, stripped, with its screens, fonts and papers inside";
    let program = folder.join("../release").join(if cfg!(windows) { "poryadok.exe" } else { "poryadok" });
    vec![match std::fs::metadata(&program) {
        Ok(about) => Row::bytes(what, None, about.len(), 40_000_000),
        Err(_) => Row::not_run(what, None, "not built: cargo build --release --bin poryadok"),
    }]
}
