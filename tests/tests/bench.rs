//! The bench is run by `cargo xtask bench` alone; here only that every line of its table can be drawn.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why and ends")]

use std::process::Command;

/// Lines that need what a machine may not have.
const MAY_BE_ABSENT: [&str; 4] = ["XlsxWriter", "installed size", "memory after unlock", "search per key on screen"];

#[test]
fn every_line_of_the_table_has_its_figure_at_a_few_hundred_services() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_bench"))
        .arg(folder.path())
        .args(["100", "300", "smoke"])
        .output()
        .expect("the bench is built");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));

    let table = std::fs::read_to_string(folder.path().join("table.md")).expect("the table is written");
    let lines: Vec<&str> = table.lines().filter(|line| line.starts_with("| ")).skip(2).collect();
    assert!(lines.len() > 40, "{table}");
    for line in lines {
        let ours = line.split('|').nth(3).expect("the third column").trim();
        let told = ours.starts_with(|first: char| first.is_ascii_digit());
        assert!(told || MAY_BE_ABSENT.iter().any(|name| line.contains(name)), "no figure in: {line}");
    }
    assert!(table.contains("growth: Сегодня"), "{table}");
}
