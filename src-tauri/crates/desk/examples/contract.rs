//! Prints the contract; `cargo xtask contract` writes it where it belongs.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

fn main() {
    print!("{}", desk::contract::typescript());
}
