//! What is installed, and what the real window takes.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::measure::{Times, megabytes};
use crate::table::Row;

const EMPTY: &str = "the first screen of the same program before there is a journal";
const WHY_NOT: &str = "the window was not driven: it needs Linux, Xvfb and WebKitWebDriver, see `cargo xtask test`";

/// `target/bench` lies beside `target/release`; what the window answered lies in it.
pub fn rows(folder: &Path) -> Vec<Row> {
    let what = "installed size: the program, stripped, with its screens, fonts and papers inside";
    let program = folder.join("../release").join(if cfg!(windows) { "poryadok.exe" } else { "poryadok" });
    let mut rows = vec![match std::fs::metadata(&program) {
        Ok(about) => Row::bytes(what, None, about.len(), 40_000_000),
        Err(_) => Row::not_run(what, None, "not built: cargo build --release --bin poryadok"),
    }];
    let answer = std::fs::read_to_string(folder.join("window.json")).unwrap_or_default();
    rows.extend(window(&serde_json::from_str(&answer).unwrap_or_default()));
    rows
}

fn window(answer: &Value) -> Vec<Row> {
    let memory = "memory after unlock beside an empty window";
    let keys = "search per key on screen";
    let size = answer["size"].as_u64().and_then(|size| u32::try_from(size).ok());
    let bytes = |name: &str| answer[name].as_u64();
    let (Some(empty), Some(unlocked), Some(used)) = (bytes("empty"), bytes("unlocked"), bytes("used")) else {
        return vec![Row::not_run(memory, None, WHY_NOT), Row::not_run(keys, None, WHY_NOT)];
    };
    let build = answer["build"].as_str().unwrap_or_default();
    let samples = answer["keys"].as_array().into_iter().flatten().filter_map(Value::as_f64);
    let times = Times::from(samples.map(|millis| Duration::from_secs_f64(millis / 1e3)).collect::<Vec<_>>());
    vec![
        Row::bytes(memory, size, unlocked.saturating_sub(empty), 60_000_000)
            .noted(format!("{build}; {} against {} of {EMPTY}", megabytes(unlocked), megabytes(empty)))
            .noted(format!("{} after every section was opened once", megabytes(used)))
            .noted("PSS of the program and its web view, Argon2id's memory given back"),
        Row::within(keys, size, &times, times.p99(), Duration::from_millis(50))
            .noted(format!("{build}; from the key to the drawn list in a window without a graphics card (Xvfb)"))
            .noted("keys of a web driver; only those that changed the list"),
    ]
}
