//! The main job in the real window: a request, its booking, the signed record, the handout, the month's
//! journal, the quarter's workbook; with the program killed and started again in between.
#![cfg(target_os = "linux")]
#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]
#![allow(clippy::print_stdout, reason = "counts of keys and screens are results too")]

mod access;
mod bookings;
mod centre_b;
mod centre_c;
mod centre_e;
mod closing;
mod first_start;
mod forms_and_outcomes;
mod keyboard;
mod leaving;
mod months;
mod papers;
mod quarter_by_desk;
mod readme;
mod records;
mod recovery;
mod screens;
mod sockets;
mod speed;
mod spoken;
mod states;
mod times;
mod tour;

use access::Findings;
use poryadok_tests::window::{Desktop, Fitting, ScreenReader, SleepKeeper};
use thirtyfour::Key;
use tour::Tour;

/// The spine in a few minutes.
#[tokio::test]
#[ignore = "needs the built program: cargo xtask test"]
async fn short_tour() {
    let mut tour = Tour::begin("short-tour");

    let window = tour.open("2026-09-01T08:30").await;
    let sheet = first_start::make_journal(&mut tour, &window).await;
    bookings::book_by_keyboard(&window, "Әлфия Ғәлиева", "+7 912 000-12-34", "").await;
    bookings::book_by_keyboard(&window, "Семёнова Алёна", "8 (343) 000-55-66", "не хочет в сад").await;
    tour.power_cut(window).await;

    let window = tour.open("2026-09-02T15:00").await;
    screens::unlock_after_a_slip(&mut tour, &window).await;
    let window = closing::close_in_the_middle(&tour, window, "2026-09-02T15:00").await;
    records::record_and_sign(&mut tour, &window, "Поговорили о режиме сна").await;
    // Straight after the signature.
    tour.power_cut(window).await;

    let window = tour.open("2026-09-02T15:10").await;
    screens::unlock(&window).await;
    records::find_signed(&window, "Поговорили о режиме сна").await;
    papers::hand_out(&mut tour, &window).await;
    papers::print_month(&mut tour, &window, "сентябрь 2026").await;
    papers::save_quarter(&mut tour, &window).await;
    screens::lock_and_unlock(&mut tour, &window).await;
    tour.power_cut(window).await;

    let window = tour.open("2026-10-01T09:00").await;
    screens::unlock(&window).await;
    months::close_the_month(&mut tour, &window, "Закрыть сентябрь 2026").await;
    tour.power_cut(window).await;

    tour.nothing_readable_stays(&sheet);
    tour.keep_papers();
}

/// The screen is locked and the computer sleeps while a request is being taken down.
#[tokio::test]
#[ignore = "needs the built program: cargo xtask test"]
async fn short_leaving() {
    let mut tour = Tour::begin("short-leaving");
    let keeper = SleepKeeper::on(&tour.desktop);
    let window = tour.open("2026-09-01T08:30").await;
    first_start::make_journal(&mut tour, &window).await;
    leaving::the_screen_is_locked(&mut tour, &window).await;
    leaving::the_computer_sleeps(&window, &keeper).await;
    let dumps = window.dumps_at_most();
    // Exactly one: nought is not asked where dumps go to a program.
    let none = |line: &String| line.split_whitespace().skip(4).take(2).all(|bytes| bytes == "1");
    assert!(dumps.len() > 1 && dumps.iter().all(none), "a dump of memory would hold names: {dumps:?}");
    tour.power_cut(window).await;
}

/// A life without a driver opens no socket of the internet, nor does any process of the web view.
#[test]
#[ignore = "needs the built program: cargo xtask test"]
fn short_sockets() {
    let desktop = Desktop::fitted(Fitting { screen_reader: true, ..Fitting::default() });
    let lines = sockets::live_a_little(&desktop, &ScreenReader::on(&desktop));
    let local = lines.iter().filter(|line| line.contains("AF_UNIX")).count();
    let processes: std::collections::BTreeSet<&str> = lines.iter().filter_map(|line| line.split(' ').next()).collect();
    println!("{} calls about sockets by {} threads, {local} of them local", lines.len(), processes.len());
    // A trace that saw nothing would prove nothing.
    assert!(local > 3, "{lines:#?}");
    for program in ["WebKitWebProcess", "WebKitNetworkProcess"] {
        let begun = lines.iter().any(|line| line.contains("execve(") && line.contains(program));
        assert!(begun, "{program} was not traced: {lines:#?}");
    }
    let internet = sockets::of_the_internet(&lines);
    assert!(internet.is_empty(), "{internet:#?}");
}

/// The main screens by day and by night, and hidden names; in half a minute.
#[tokio::test]
#[ignore = "needs the built program: cargo xtask test"]
async fn short_access() {
    let tour = Tour::begin("short-access");
    let mut found = Findings::default();

    let window = tour.open("2026-10-15T09:00").await;
    found.look(&window, "first-start").await;
    access::open_practice(&window).await;
    access::look_at_sections(&mut found, &mut None, &window, "day").await;
    access::names_are_hidden(&window, &access::names_of_practice("2026-10-15T09:00")).await;
    tour.power_cut(window).await;

    let window = tour.open_at_night("2026-10-15T19:00").await;
    access::open_practice(&window).await;
    access::look_at_sections(&mut found, &mut None, &window, "night").await;
    tour.power_cut(window).await;

    found.be_none();
}

/// What a screen reader is told of three screens.
#[tokio::test]
#[ignore = "needs the built program: cargo xtask test"]
async fn short_reading() {
    let tour = Tour::on("short-reading", Fitting { screen_reader: true, ..Fitting::default() });
    let window = tour.open("2026-10-15T09:00").await;
    access::open_practice(&window).await;
    spoken::three_screens(&window, &ScreenReader::on(&tour.desktop)).await;
    tour.power_cut(window).await;
}

/// A day and the next of centre B by its own порядок.
#[tokio::test]
#[ignore = "needs the built program: cargo xtask test"]
async fn short_centre_b() {
    let mut tour = Tour::begin("short-centre-b");

    let window = tour.open("2026-09-01T08:30").await;
    first_start::make_journal_of(&mut tour, &window, "b", "RU-TA").await;
    centre_b::book_an_outing(&mut tour, &window).await;
    centre_b::book_two_by_telephone(&mut tour, &window).await;
    tour.power_cut(window).await;

    let window = tour.open("2026-09-02T09:00").await;
    screens::unlock(&window).await;
    centre_b::record_the_outing(&mut tour, &window).await;
    centre_b::record_the_failure(&mut tour, &window).await;
    centre_b::book_the_repeat(&mut tour, &window).await;
    // Straight after the promise.
    tour.power_cut(window).await;

    let window = tour.open("2026-09-02T11:30").await;
    screens::unlock(&window).await;
    centre_b::record_the_repeat(&mut tour, &window).await;
    tour.power_cut(window).await;
}

/// A centre with codes on its papers, one ground of refusal, repeats and certificates; in a minute.
#[tokio::test]
#[ignore = "needs the built program: cargo xtask test"]
async fn short_centre_e() {
    let mut tour = Tour::begin("short-centre-e").living_by(centre_e::ZONE);

    let window = tour.open("2026-10-01T08:30").await;
    first_start::make_journal_of(&mut tour, &window, "e", "RU-BA").await;
    centre_e::take_three_requests(&mut tour, &window).await;
    tour.power_cut(window).await;

    let window = tour.open("2026-10-02T15:00").await;
    screens::unlock(&window).await;
    centre_e::line_breaks(&mut tour, &window).await;
    centre_e::refuse_with_a_ground(&mut tour, &window).await;
    centre_e::serve_without_a_name(&mut tour, &window).await;
    tour.power_cut(window).await;

    let window = tour.open("2026-10-06T15:00").await;
    screens::unlock(&window).await;
    centre_e::hold_the_repeat(&mut tour, &window).await;
    centre_e::hold_an_event(&mut tour, &window).await;
    centre_e::print_the_month(&mut tour, &window).await;
    centre_e::write_the_order_anew(&mut tour, &window).await;
    tour.power_cut(window).await;
    tour.keep_papers();
}

/// Every screen at every size, by day, by night and on a large display.
#[tokio::test]
#[ignore = "needs the built program: cargo xtask tour"]
async fn access_tour() {
    let mut tour = Tour::begin("access-tour");
    let mut found = Findings::default();

    let window = tour.open("2026-10-15T09:00").await;
    found.look(&window, "first-start").await;
    access::open_practice(&window).await;
    access::by_day_at_every_size(&mut found, &mut tour, &window).await;
    window.click("#practice-leave").await;
    first_start::make_journal(&mut tour, &window).await;
    screens::lock_and_look(&mut found, &mut tour, &window, "day").await;
    tour.power_cut(window).await;

    let window = tour.open_at_night("2026-10-15T19:00").await;
    window.see("#open-practice").await;
    found.look(&window, "night-cover").await;
    tour.picture(&window, "night-cover").await;
    access::open_practice(&window).await;
    access::by_night(&mut found, &mut tour, &window).await;
    tour.power_cut(window).await;

    let mut tour = Tour::on("access-tour-large", Fitting { size: (3840, 2160), ..Fitting::default() });
    let window = tour.open("2026-10-15T09:00").await;
    window.grow(3840, 2160).await;
    access::open_practice(&window).await;
    access::on_a_large_display(&mut found, &mut tour, &window).await;
    tour.power_cut(window).await;

    found.be_none();
}

/// Every section empty, busy and refused, by day and by night; and the pictures of README.md.
#[tokio::test]
#[ignore = "needs the built program: cargo xtask tour"]
async fn states_tour() {
    let mut found = Findings::default();
    states::of(&mut found, "day").await;
    states::of(&mut found, "night").await;
    readme::pictures().await;
    found.be_none();
}

/// What the real window takes with a journal of the bench.
#[tokio::test]
#[ignore = "needs the built program and a journal: cargo xtask bench"]
async fn speed() {
    let place = |name: &str| std::env::var_os(name).map(std::path::PathBuf::from).expect(name);
    let mut tour = Tour::begin("speed-tour");
    let mut answer = speed::measure(&mut tour, &place("PORYADOK_JOURNAL")).await;
    let (size, program) = (place("PORYADOK_JOURNAL_SIZE"), place("PORYADOK_PROGRAM"));
    answer["size"] = size.to_string_lossy().parse::<u64>().expect("a number of services").into();
    let released = program.iter().any(|part| part == "release");
    answer["build"] = if released { "built as released" } else { "debug build: does not count" }.into();
    std::fs::write(place("PORYADOK_ANSWER"), answer.to_string()).expect("the answer is kept");
}

/// Each form and each outcome of a consultation: a picture of its record by day, by night and twice as large.
#[tokio::test]
#[ignore = "needs the built program: cargo xtask tour"]
async fn forms_and_outcomes() {
    let mut tour = Tour::begin("forms-and-outcomes");
    let mut found = Findings::default();

    let window = tour.open("2026-10-01T08:30").await;
    let sheet = first_start::make_journal(&mut tour, &window).await;
    tour.power_cut(window).await;
    let held = forms_and_outcomes::book(&tour, &sheet);

    let window = tour.open("2026-10-09T16:45").await;
    screens::unlock(&window).await;
    forms_and_outcomes::record_each(&mut found, &mut tour, &window, &held).await;
    forms_and_outcomes::show_from_the_record(&mut found, &mut tour, &window, &held).await;
    access::grow_twice(&window).await;
    forms_and_outcomes::look_again(&mut found, &mut tour, &window, &held, "200").await;
    tour.power_cut(window).await;

    let window = tour.open_at_night("2026-10-09T19:00").await;
    screens::unlock(&window).await;
    // The size of the letters outlives a power cut.
    window.keys(Key::Control + "0").await;
    forms_and_outcomes::look_again(&mut found, &mut tour, &window, &held, "night").await;
    tour.power_cut(window).await;

    found.be_none();
}

/// The keyring is lost, then the computer: the sheet and a copy bring everything back.
#[tokio::test]
#[ignore = "needs the built program: cargo xtask test"]
async fn short_recovery() {
    let mut tour = Tour::begin("short-recovery");
    let window = tour.open("2026-09-01T08:30").await;
    let sheet = first_start::make_journal(&mut tour, &window).await;
    bookings::book_by_keyboard(&window, "Әлфия Ғәлиева", "+7 912 000-12-34", "").await;
    screens::lock_and_unlock(&mut tour, &window).await;
    let copy = recovery::make_a_copy(&mut tour, &window).await;
    tour.power_cut(window).await;

    tour.desktop.lose_keyring();
    let window = tour.open("2026-09-01T10:00").await;
    recovery::enter_by_the_sheet(&mut tour, &window, &sheet).await;
    tour.power_cut(window).await;
    tour.nothing_readable_stays(&sheet);

    let mut elsewhere = Tour::begin("short-recovery-elsewhere");
    elsewhere.desktop.put_in_a_stick(&copy);
    let window = elsewhere.open("2026-09-02T08:30").await;
    recovery::restore_on_an_empty_computer(&mut elsewhere, &window, &sheet).await;
    recovery::see_registered(&window, "Ғәлиева").await;
    elsewhere.power_cut(window).await;
    elsewhere.nothing_readable_stays(&sheet);
}

/// The day of a centre where all is held at a distance.
#[tokio::test]
#[ignore = "needs the built program: cargo xtask test"]
async fn short_centre_c() {
    let mut tour = Tour::begin("short-centre-c");

    let window = tour.open("2026-10-01T09:00").await;
    first_start::make_journal_of(&mut tour, &window, "c", "RU-LIP").await;
    centre_c::take_a_letter(&mut tour, &window).await;
    tour.power_cut(window).await;

    let window = tour.open("2026-10-05T10:00").await;
    screens::unlock(&window).await;
    centre_c::invite(&mut tour, &window).await;
    tour.power_cut(window).await;

    let window = tour.open("2026-10-08T09:40").await;
    screens::unlock(&window).await;
    centre_c::prepare(&mut tour, &window).await;
    tour.power_cut(window).await;

    let window = tour.open("2026-10-08T10:40").await;
    screens::unlock(&window).await;
    centre_c::break_off(&mut tour, &window).await;
    centre_c::promise_again(&mut tour, &window).await;
    tour.power_cut(window).await;

    let window = tour.open("2026-10-12T11:30").await;
    screens::unlock(&window).await;
    centre_c::sign_fifty_minutes(&mut tour, &window).await;
    centre_c::refuse(&mut tour, &window).await;
    tour.power_cut(window).await;
}

/// The times of all consultants, in a minute.
#[tokio::test]
#[ignore = "needs the built program: drive it as `cargo xtask tour` does"]
async fn times_tour() {
    let mut tour = Tour::begin("times-tour");

    let window = tour.open("2026-07-01T08:30").await;
    first_start::make_journal(&mut tour, &window).await;
    times::take_from_the_day(&mut tour, &window).await;
    times::wait_and_book(&mut tour, &window).await;
    tour.power_cut(window).await;

    let window = tour.open("2026-07-02T11:30").await;
    screens::unlock(&window).await;
    times::miss_and_book_again(&mut tour, &window).await;
    tour.power_cut(window).await;
}

/// An invented quarter, every screen and every paper.
#[tokio::test]
#[ignore = "needs the built program: cargo xtask tour"]
async fn whole_tour() {
    let mut tour = Tour::begin("tour");

    let window = tour.open("2026-07-01T08:30").await;
    let sheet = first_start::make_journal(&mut tour, &window).await;
    screens::empty_screens(&mut tour, &window).await;
    bookings::book_by_keyboard(&window, "Әлфия Ғәлиева", "+7 912 000-12-34", "").await;
    bookings::book_anonymous_by_keyboard(&window).await;
    bookings::book_by_keyboard(&window, "Семёнова Алёна Игоревна", "8 (343) 000-55-66", "не хочет в сад").await;
    bookings::refuse_what_cannot_be(&mut tour, &window).await;
    bookings::move_and_annul(&mut tour, &window).await;
    tour.power_cut(window).await;

    let window = tour.open("2026-07-03T16:00").await;
    screens::unlock_after_a_slip(&mut tour, &window).await;
    records::record_and_sign(&mut tour, &window, "Поговорили о режиме сна").await;
    tour.power_cut(window).await;

    let window = tour.open("2026-07-03T16:10").await;
    screens::unlock(&window).await;
    records::find_signed(&window, "Поговорили о режиме сна").await;
    records::correct_with_a_reason(&mut tour, &window).await;
    papers::hand_out(&mut tour, &window).await;
    papers::refuse_the_sixth_page(&mut tour, &window).await;
    papers::no_printer_is_said(&mut tour, &window).await;
    tour.power_cut(window).await;

    quarter_by_desk::fill(&tour, &sheet);

    let window = tour.open("2026-09-30T16:30").await;
    screens::unlock(&window).await;
    screens::full_screens(&mut tour, &window).await;
    papers::print_month(&mut tour, &window, "сентябрь 2026").await;
    papers::save_quarter(&mut tour, &window).await;
    screens::lock_and_unlock(&mut tour, &window).await;
    tour.power_cut(window).await;

    let window = tour.open_at_night("2026-09-30T19:00").await;
    screens::night(&mut tour, &window).await;
    tour.power_cut(window).await;

    tour.nothing_readable_stays(&sheet);
    tour.keep_papers();
}
