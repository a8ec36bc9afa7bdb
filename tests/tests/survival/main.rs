//! Killed at any moment, failed by the disk at any write: nothing signed is lost, and what is there is whole.
//!
//! `cargo xtask test` tries a few of each; `cargo xtask long` tries hundreds and prints the table.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on says why and ends"
)]

mod bits;
#[cfg(target_os = "linux")] // a small disk in a mount space of its own
mod disks;
mod field;
mod kills;
#[cfg(target_os = "linux")] // strace tells the order of the calls
mod order;
mod ring;
mod work;
#[cfg(target_os = "linux")] // strace makes the calls fail
mod writes;
