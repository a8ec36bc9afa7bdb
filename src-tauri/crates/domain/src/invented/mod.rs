//! An invented centre with an invented life, for practice and for measuring: people, requests, bookings,
//! consultations, refusals, handouts. Nobody in it exists.
//!
//! Deterministic: a seed and moments come in, the same acts in the same order come out, as a stream that holds
//! only the weeks ahead in memory. The practice journal takes a quarter of it, a load test a million services.

mod acts;
mod cases;
mod centre;
mod chance;
mod diary;
mod events;
mod ids;
mod names;
mod papers;
mod phrases;
mod sketch;
mod story;
mod stream;
#[cfg(test)]
mod tests;
mod texts;

pub use acts::{Act, Asked, Deed, End, Given, HandoutItem, Promised, Signing};
pub use centre::{Account, CENTRE, Consultant, INSTITUTION, REGION, Room, Staff, TOWN, ZONE};
pub use names::Person;
pub use stream::{Acts, Plan};
