//! The real window, driven as a person drives it: a desktop of its own, a printer that keeps what it
//! gets, and the program under a clock that starts where the test says.

mod desktop;
mod program;
mod screen_reader;
mod sleep;
mod traced;

pub use desktop::{Desktop, Fitting, Printed};
pub use program::{Look, Program};
pub use screen_reader::{Part, ScreenReader};
pub use sleep::SleepKeeper;
pub use traced::Traced;
