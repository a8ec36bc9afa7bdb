//! Killed at any moment, failed by the disk at any write: nothing signed is lost, and what is there is whole.
//!
//! `cargo xtask test` tries a few of each; `cargo xtask long` tries hundreds and prints the table.

#![cfg(target_os = "linux")]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on says why and ends"
)]

mod bits;
mod disks;
mod field;
mod kills;
mod order;
mod ring;
mod work;
mod writes;
