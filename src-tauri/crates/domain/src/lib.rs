//! The rules of a kindergarten's consultation centre for parents.
//!
//! Everything here is pure: no files, no database, no clock, no randomness. Time, ids and lists come in
//! as values, decisions go out as values. A rule carries the number it has in the field's rule book
//! (R001 …), and so do the tests that prove it.

pub mod access;
pub mod age;
pub mod booking;
pub mod calendar;
pub mod civil;
pub mod consultant;
pub mod consultation;
pub mod control;
pub mod counting;
pub mod event;
pub mod habit;
pub mod handout;
pub mod history;
pub mod ids;
pub mod intake;
pub mod invented;
pub mod invitation;
pub mod journal;
pub mod lists;
pub mod means;
pub mod month;
pub mod numerals;
pub mod outing;
pub mod person;
pub mod profile;
pub mod rating;
pub mod regions;
pub mod report;
pub mod request;
pub mod restoring;
pub mod rotation;
pub mod schedule;
pub mod search;
pub mod term;
pub mod text;
pub mod waiting;
