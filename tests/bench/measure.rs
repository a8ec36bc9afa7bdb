//! Times, taken one after another, and what is said of them.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long the same thing took, many times over, shortest first.
#[derive(Clone)]
pub struct Times(Vec<Duration>);

impl From<Vec<Duration>> for Times {
    fn from(mut taken: Vec<Duration>) -> Self {
        taken.sort();
        Self(taken)
    }
}

impl Times {
    /// The time that this share of them stayed within.
    fn within(&self, share: f64) -> Duration {
        let last = self.0.len().saturating_sub(1);
        let at = (last as f64 * share).ceil() as usize;
        self.0.get(at.min(last)).copied().unwrap_or_default()
    }

    pub fn p50(&self) -> Duration {
        self.within(0.5)
    }

    /// What it takes when nobody else uses the machine.
    pub fn p10(&self) -> Duration {
        self.within(0.1)
    }

    pub fn p99(&self) -> Duration {
        self.within(0.99)
    }

    /// Each of many that were timed together.
    pub fn shared_by(&self, many: u32) -> Self {
        Self(self.0.iter().map(|time| *time / many).collect())
    }

    /// «1.24 ms (p99 3.10 ms, n 200)»
    pub fn words(&self) -> String {
        match self.0.len() {
            0 | 1 => format!("{} (once)", duration(self.p50())),
            2..=9 => format!("{} (n {})", duration(self.p50()), self.0.len()),
            _ => format!("{} (p99 {}, n {})", duration(self.p50()), duration(self.p99()), self.0.len()),
        }
    }
}

/// Does the same `count` times.
pub fn times<T>(count: usize, mut work: impl FnMut(usize) -> T) -> Times {
    (0..count).map(|at| once(|| work(at)).0).collect::<Vec<_>>().into()
}

/// How long it took, and what came of it.
pub fn once<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let started = Instant::now();
    let value = black_box(work());
    (started.elapsed(), value)
}

/// Prepares without counting, then counts the work alone.
pub fn prepared<P, T>(count: usize, mut prepare: impl FnMut(usize) -> P, mut work: impl FnMut(P) -> T) -> Times {
    let taken = (0..count).map(|at| {
        let ready = prepare(at);
        once(|| work(ready)).0
    });
    taken.collect::<Vec<_>>().into()
}

/// Two rivals in turn, each first every other time, so that neither gets the quieter machine.
pub fn rivals(
    count: usize,
    mut ours: impl FnMut(usize) -> Duration,
    mut theirs: impl FnMut(usize) -> Duration,
) -> (Times, Times) {
    let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
    for at in 0..count {
        if at % 2 == 0 {
            our_times.push(ours(at));
            their_times.push(theirs(at));
        } else {
            their_times.push(theirs(at));
            our_times.push(ours(at));
        }
    }
    (Times::from(our_times), Times::from(their_times))
}

/// «412 ns», «3.1 µs», «12.4 ms», «1.31 s»
pub fn duration(time: Duration) -> String {
    let nanos = time.as_nanos() as f64;
    match nanos {
        _ if nanos < 1e3 => format!("{nanos:.0} ns"),
        _ if nanos < 1e6 => format!("{:.1} µs", nanos / 1e3),
        _ if nanos < 1e9 => format!("{:.2} ms", nanos / 1e6),
        _ => format!("{:.2} s", nanos / 1e9),
    }
}

/// «12.4 MB», of 10^6 bytes
pub fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}
