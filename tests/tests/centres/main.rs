//! Five centres, five порядок: each from the first request to the quarter's report, by its own rules.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says why and ends"
)]

mod a_dispatcher;
mod b_outings;
mod c_distance;
mod d_anonymous;
mod e_codes;
