//! What the tests of the whole share.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says why and ends"
)]

pub mod any_command;
pub mod centre;
pub mod copying;
pub mod read_back;
pub mod readable;
pub mod test_desk;
#[cfg(all(target_os = "linux", feature = "window"))]
pub mod window;
