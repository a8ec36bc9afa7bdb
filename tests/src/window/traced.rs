//! The program as a person starts it, without a driver, with its sockets written down.

use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::Desktop;
use super::program::{ask_to_close, binary};

const PATIENCE: Duration = Duration::from_secs(60);

/// The program and every process it starts, under `strace`.
pub struct Traced {
    tracer: Child,
    log: PathBuf,
    display: String,
}

impl Traced {
    /// # Panics
    /// When `strace` is missing: `cargo xtask test` installs it.
    pub fn open(desktop: &Desktop, clock: &str) -> Self {
        let log = desktop.folder().join("sockets");
        let tracer = desktop
            .command("strace")
            .args(["--follow-forks", "--seccomp-bpf", "--quiet=all", "--decode-fds=socket"])
            .args(["-e", "trace=socket,connect,bind,listen,execve", "-o"])
            .arg(&log)
            .arg(binary())
            .env("PORYADOK_CLOCK", clock)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("strace is there");
        Self { tracer, log, display: desktop.display().to_owned() }
    }

    /// Closes the window as its cross does, waits for the end, and gives what was written down.
    pub fn close(mut self) -> Vec<String> {
        let started = Instant::now();
        let mut asked = Instant::now() - PATIENCE;
        while self.tracer.try_wait().expect("the tracer").is_none() {
            assert!(started.elapsed() < PATIENCE, "the window does not close");
            if asked.elapsed() > Duration::from_secs(2) {
                ask_to_close(&self.display).expect("the display answers");
                asked = Instant::now();
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let log = std::fs::read_to_string(&self.log).expect("what was written down");
        log.lines().map(str::to_owned).collect()
    }
}

impl Drop for Traced {
    fn drop(&mut self) {
        let _ = self.tracer.kill();
        let _ = self.tracer.wait();
    }
}
