//! No internet socket, ever: neither by the program nor by the processes of its web view.

use std::time::{Duration, Instant};

use poryadok_tests::window::{Desktop, ScreenReader, Traced};

const PATIENCE: Duration = Duration::from_secs(40);

/// A short life without a driver: the first start, the practice journal, its journal and its report.
pub fn live_a_little(desktop: &Desktop, reader: &ScreenReader) -> Vec<String> {
    let program = Traced::open(desktop, "2026-10-15T09:00:00+03:00");
    press(reader, "push button", "Открыть учебный журнал");
    for section in ["Журнал", "Отчёты", "Запись"] {
        press(reader, "link", section);
        wait_for(reader, "heading", section);
    }
    program.close()
}

/// Lines about the internet among those of the trace.
pub fn of_the_internet(lines: &[String]) -> Vec<&String> {
    // A descriptor of such a socket is written as TCP:[…], UDPv6:[…].
    let signs = ["AF_INET", "<TCP", "<UDP", "<RAW", "<ICMP", "sin_port", "sin6_port"];
    lines.iter().filter(|line| signs.iter().any(|sign| line.contains(sign))).collect()
}

fn press(reader: &ScreenReader, role: &str, name: &str) {
    let started = Instant::now();
    while !reader.press(role, name) {
        assert!(started.elapsed() < PATIENCE, "no {role} «{name}» to press");
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn wait_for(reader: &ScreenReader, role: &str, name: &str) {
    let started = Instant::now();
    while !reader.everything().iter().any(|part| part.role == role && part.name == name) {
        assert!(started.elapsed() < PATIENCE, "no {role} «{name}»");
        std::thread::sleep(Duration::from_millis(100));
    }
}
