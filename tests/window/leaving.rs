//! The person leaves with a form half filled: the screen is locked, the computer goes to sleep.

use std::time::{Duration, Instant};

use poryadok_tests::window::{Program, SleepKeeper};

use crate::screens;
use crate::tour::Tour;

const NAME: &str = "Ёлкина Әлфия";
/// From the system's word to the cover, seen by a driver that looks 25 times a second.
const AT_MOST: Duration = Duration::from_millis(900);
/// Sleep is held back no longer than this.
const SLEEP_WAITS: Duration = Duration::from_secs(2);

/// The screen of the computer is locked over a request that is being taken down.
pub async fn the_screen_is_locked(tour: &mut Tour, window: &Program) {
    window.click("#nav-booking").await;
    window.fill("#booking-name", NAME).await;
    let started = Instant::now();
    tour.desktop.lock_the_screen();
    window.see("#password").await;
    let took = started.elapsed();
    println!("locked with the screen: the cover stands after {took:?}");
    assert!(took < AT_MOST, "{took:?}");
    assert_eq!(window.count("#booking-name").await, 0, "nothing of the journal stays on the screen");
    window.read("main", "Набранное цело").await;
    tour.picture(window, "locked-with-the-screen").await;
    found_again(window).await;
}

/// The computer sleeps only after the journal is locked.
pub async fn the_computer_sleeps(window: &Program, keeper: &SleepKeeper) {
    keeper.wait_until_asked();
    let started = Instant::now();
    keeper.say_that_sleep_comes();
    let waited = keeper.wait_until_let_go();
    println!("sleep was held back for {waited:?}");
    assert!(started.elapsed() < SLEEP_WAITS, "{waited:?}");
    window.see("#password").await;
    keeper.say_that_it_woke();
    found_again(window).await;
    keeper.wait_until_asked();
}

async fn found_again(window: &Program) {
    screens::unlock(window).await;
    window.click("#nav-booking").await;
    window.until_page(&format!("document.getElementById('booking-name')?.value === '{NAME}'")).await;
}
