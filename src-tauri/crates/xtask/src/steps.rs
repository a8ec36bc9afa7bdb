//! Steps with a name, a time and an outcome.

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

/// What went wrong, in words for a terminal.
pub type Outcome = Result<(), String>;

struct Done {
    name: String,
    took: Duration,
    outcome: Outcome,
}

/// Runs steps one after another and remembers how they ended.
#[derive(Default)]
pub struct Steps {
    done: Vec<Done>,
}

impl Steps {
    /// Whether the step ended well. A failed one does not stop the others: the whole picture is worth
    /// more than a quick end.
    pub fn run(&mut self, name: &str, step: impl FnOnce() -> Outcome) -> bool {
        println!("\n── {name}");
        let started = Instant::now();
        let outcome = step();
        let took = started.elapsed();
        match &outcome {
            Ok(()) => println!("   done in {}", seconds(took)),
            Err(why) => println!("   FAILED after {}: {why}", seconds(took)),
        }
        let good = outcome.is_ok();
        self.done.push(Done { name: name.to_owned(), took, outcome });
        good
    }

    /// Notes a step that could not be tried.
    pub fn leave_out(&mut self, name: &str, why: &str) {
        self.run(name, || Err(format!("not tried: {why}")));
    }

    /// Says how every step ended.
    pub fn finish(self) -> ExitCode {
        println!("\n── summary");
        for step in &self.done {
            let word = if step.outcome.is_ok() { "ok    " } else { "FAILED" };
            println!("   {word} {:>8}  {}", seconds(step.took), step.name);
        }
        let failed = self.done.iter().filter(|step| step.outcome.is_err()).count();
        let whole: Duration = self.done.iter().map(|step| step.took).sum();
        println!("   in all {}", seconds(whole));
        println!("\nsteps: {} passed, {failed} failed", self.done.len() - failed);
        if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

fn seconds(time: Duration) -> String {
    if time.as_secs() < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", time.as_secs() / 60, time.as_secs() % 60)
    }
}

/// Runs a command to its end with its words on the terminal.
pub fn finish(command: &mut Command) -> Outcome {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{}` ended with {status}", told(command))),
        Err(trouble) => Err(format!("`{}` could not be started: {trouble}", told(command))),
    }
}

/// Runs a command to its end and gives back what it printed; its complaints stay on the terminal.
pub fn read(command: &mut Command) -> Result<String, String> {
    match command.stderr(std::process::Stdio::inherit()).output() {
        Ok(output) if output.status.success() => {
            String::from_utf8(output.stdout).map_err(|_| format!("`{}` printed no text", told(command)))
        }
        Ok(output) => Err(format!("`{}` ended with {}", told(command), output.status)),
        Err(trouble) => Err(format!("`{}` could not be started: {trouble}", told(command))),
    }
}

/// Whether a program can be started at all.
pub fn present(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .is_ok()
}

fn told(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}
