use std::collections::BTreeMap;

use super::sample::{order, orders, ten, within};
use super::*;
use crate::civil::NBSP;
use crate::profile::{Profile, Severity, recommended};
use crate::request::Status;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn at(date: NaiveDate, hour: u32, minute: u32) -> NaiveDateTime {
    date.and_hms_opt(hour, minute, 0).unwrap()
}

fn country() -> WorkCalendar {
    WorkCalendar::new(None, BTreeMap::new())
}

fn five() -> NaiveTime {
    NaiveTime::from_hms_opt(17, 0, 0).unwrap()
}

fn plain(text: &str) -> String {
    text.replace(NBSP, " ")
}

/// A term of the recommended порядок in a region.
fn term_in(region: Option<&str>, kind: TermKind, since: NaiveDateTime) -> Term {
    let calendar = WorkCalendar::new(region, BTreeMap::new());
    Terms { calendar: &calendar, versions: &ten() }.of(kind, since).unwrap()
}

fn term(kind: TermKind, since: NaiveDateTime) -> Term {
    term_in(None, kind, since)
}

fn booking(received: NaiveDate) -> Term {
    term(TermKind::Booking, at(received, 9, 0))
}

fn failed(started: NaiveDateTime, failure: Failure) -> Attempt {
    Attempt { started, ended: started + Duration::minutes(5), outcome: AttemptOutcome::Failed(failure) }
}

#[test]
fn r031_in_the_margin_the_same_is_said_shorter() {
    let term = booking(day(2026, 10, 1));
    for (now, words) in [
        (at(day(2026, 10, 8), 9, 0), "3 дня"),
        (at(day(2026, 10, 11), 13, 0), "4 ч"),
        (at(day(2026, 10, 11), 18, 0), "сегодня"),
        (at(day(2026, 10, 13), 9, 0), "вчера"),
        (at(day(2026, 10, 14), 9, 0), "2 дня назад"),
    ] {
        assert_eq!(plain(&term.left_short(now, five())), words);
    }
}

#[test]
fn r031_it_is_said_on_which_day_it_was_done() {
    let term = booking(day(2026, 10, 1));
    for (done, words) in [
        (day(2026, 10, 1), "в срок: в день обращения"),
        (day(2026, 10, 8), "в срок: на 7-й день из 10"),
        // The eleventh is a Sunday: by ст. 193 ГК Monday is still in time.
        (day(2026, 10, 12), "в срок: последний день 12.10 (десятый — выходной, ст. 193 ГК)"),
        (day(2026, 10, 13), "позже срока: на 12-й день из 10"),
    ] {
        assert_eq!(plain(&term.done_words(done)), words);
    }
}

#[test]
fn r031_ten_days_run_from_the_day_after_receipt_and_two_days_are_shown() {
    let cases = [
        // received, plain tenth day, day by ст. 193
        ((2026, 10, 5), (2026, 10, 15), (2026, 10, 15)),
        // the tenth day is Sunday
        ((2026, 10, 8), (2026, 10, 18), (2026, 10, 19)),
        // the tenth day is Saturday before a moved holiday: 9–11 May
        ((2026, 4, 29), (2026, 5, 9), (2026, 5, 12)),
        // the January holidays to the end: 9 January is off by transfer, 10 and 11 are a weekend
        ((2025, 12, 23), (2026, 1, 2), (2026, 1, 12)),
        // the last minute of the year is its last day
        ((2026, 12, 31), (2027, 1, 10), (2027, 1, 11)),
        // Saturday 20.02.2027 is worked
        ((2027, 2, 10), (2027, 2, 20), (2027, 2, 20)),
        // 29 February counts like any day, and is an end like any other
        ((2028, 2, 19), (2028, 2, 29), (2028, 2, 29)),
        ((2028, 2, 24), (2028, 3, 5), (2028, 3, 6)),
    ];
    for ((ry, rm, rd), (py, pm, pd), (jy, jm, jd)) in cases {
        for (hour, minute) in [(0, 0), (23, 59)] {
            let term = term(TermKind::Booking, at(day(ry, rm, rd), hour, minute));
            assert_eq!((term.plan_by, term.judged_by), (day(py, pm, pd), day(jy, jm, jd)), "{rd}.{rm} {hour}:{minute}");
        }
    }
}

#[test]
fn r031_a_regional_day_off_moves_the_end_in_its_region_only() {
    let received = at(day(2026, 10, 27), 9, 0);
    assert_eq!(term(TermKind::Booking, received).judged_by, day(2026, 11, 6));
    assert_eq!(term_in(Some("RU-TA"), TermKind::Booking, received).judged_by, day(2026, 11, 9));
}

#[test]
fn r031_the_screen_is_amber_after_the_plain_day_and_red_after_the_lawful_one() {
    let term = booking(day(2026, 10, 8));
    for (today, state) in [
        (day(2026, 10, 8), State::Calm),
        (day(2026, 10, 14), State::Calm),
        (day(2026, 10, 15), State::Soon),
        (day(2026, 10, 18), State::Soon),
        (day(2026, 10, 19), State::Amber),
        (day(2026, 10, 20), State::Red),
    ] {
        assert_eq!(term.state(at(today, 23, 59), None), state, "{today}");
    }
}

#[test]
fn r031_the_first_held_or_technically_failed_attempt_stops_the_clock() {
    let term = booking(day(2026, 10, 5));
    let missed = failed(at(day(2026, 10, 12), 10, 0), Failure::NoShow);
    let broken = failed(at(day(2026, 10, 15), 10, 0), Failure::TechnicalCentre);
    let held = Attempt { outcome: AttemptOutcome::Held, ..failed(at(day(2026, 10, 19), 10, 0), Failure::Other) };
    assert_eq!(stopped_on(&[missed]), None, "who did not come has not been served");
    assert_eq!(stopped_on(&[missed, broken, held]), Some(day(2026, 10, 15)));
    assert_eq!(stopped_on(&[missed, held]), Some(day(2026, 10, 19)));

    let state = |attempts: &[Attempt]| term.state(at(day(2026, 10, 25), 9, 0), stopped_on(attempts));
    assert_eq!(state(&[missed]), State::Red);
    assert_eq!(state(&[missed, broken, held]), State::Stopped { on: day(2026, 10, 15), late: false });
    assert_eq!(state(&[missed, held]), State::Stopped { on: day(2026, 10, 19), late: true });
}

#[test]
fn r031_late_is_after_the_lawful_day_not_after_the_plain_one() {
    let term = booking(day(2026, 10, 8));
    assert!(!term.late(day(2026, 10, 18)));
    assert!(!term.late(day(2026, 10, 19)), "Monday after the tenth day that was a Sunday");
    assert!(term.late(day(2026, 10, 20)));
}

#[test]
fn r031_what_is_left_is_said_in_days_then_in_hours_then_as_past() {
    let term = booking(day(2026, 10, 8));
    for (now, words) in [
        (at(day(2026, 10, 8), 9, 0), "осталось 10 дней"),
        (at(day(2026, 10, 15), 23, 0), "осталось 3 дня"),
        (at(day(2026, 10, 17), 9, 0), "остался 1 день"),
        (at(day(2026, 10, 18), 12, 50), "осталось 4 ч 10 мин"),
        (at(day(2026, 10, 18), 16, 0), "остался 1 ч"),
        (at(day(2026, 10, 18), 16, 35), "осталось 25 мин"),
        (at(day(2026, 10, 18), 17, 0), "последний день, рабочее время вышло"),
        (at(day(2026, 10, 19), 9, 0), "осталось 8 ч"),
        (at(day(2026, 10, 20), 9, 0), "срок прошёл вчера"),
        (at(day(2026, 10, 21), 9, 0), "срок прошёл 2 дня назад"),
        (at(day(2026, 10, 30), 9, 0), "срок прошёл 11 дней назад"),
    ] {
        assert_eq!(plain(&term.left_words(now, five())), words, "{now}");
    }
}

#[test]
fn r031_one_wording_explains_both_days() {
    let moved = booking(day(2026, 10, 15));
    for (today, words) in [
        (day(2026, 10, 15), "до 25.10.2026, воскресенье, по ст. 193 ГК — до 26.10"),
        (day(2026, 10, 24), "завтра до 17:00, по ст. 193 ГК — до 26.10"),
        (day(2026, 10, 25), "сегодня до 17:00, по ст. 193 ГК — до 26.10"),
        (day(2026, 10, 26), "сегодня до 17:00, перенос с 25.10 по ст. 193 ГК"),
        (day(2026, 10, 29), "до 26.10.2026, понедельник, перенос с 25.10 по ст. 193 ГК"),
    ] {
        assert_eq!(plain(&moved.until_words(today, five())), words, "{today}");
    }
    assert_eq!(plain(&moved.last_day_words()), "26.10.2026, понедельник (25.10 — выходной, ст. 193 ГК)");

    let unmoved = booking(day(2026, 10, 5));
    assert_eq!(plain(&unmoved.until_words(day(2026, 10, 5), five())), "до 15.10.2026, четверг");
    assert_eq!(unmoved.last_day_words(), "15.10.2026, четверг");
}

#[test]
fn every_term_says_why() {
    let monday = at(day(2026, 10, 12), 14, 20);
    let sunday = at(day(2026, 10, 11), 10, 0);
    let mut profile = recommended();
    for basis in
        [&mut profile.term_email_reply.basis, &mut profile.email_same_day.basis, &mut profile.tech_center_hours.basis]
    {
        *basis = "п. 5 порядка".to_owned();
    }
    profile.term_booking.basis = "п. 20 порядка".to_owned();
    profile.duration_online_max.basis = String::new();
    profile.quality_days.basis = String::new();
    let calendar = country();
    let versions = order(&profile);
    let terms = Terms { calendar: &calendar, versions: &versions };
    for (kind, since, words) in [
        (TermKind::Booking, monday, "10 дней со дня обращения 12.10 (п. 20 порядка)"),
        (
            TermKind::Booking,
            at(day(2026, 10, 15), 9, 0),
            "10 дней со дня обращения 15.10 (п. 20 порядка), перенос с воскресенья 25.10, ст. 193 ГК",
        ),
        (TermKind::EmailInvite, monday, "3 рабочих дня, письмо пришло 12.10"),
        (TermKind::EmailReply, monday, "3 рабочих дня, письмо пришло 12.10 (п. 5 порядка)"),
        (TermKind::Registration, monday, "письмо поручают в день получения, 12.10 (п. 5 порядка)"),
        (
            TermKind::Registration,
            sunday,
            "письмо пришло 11.10, в выходной: поручают в первый рабочий день (п. 5 порядка)",
        ),
        (TermKind::RepeatCentre, monday, "сбой у центра 12.10 в 14:20, 48 часов (п. 5 порядка)"),
        (TermKind::RepeatRecipient, monday, "сбой у получателя 12.10 в 14:20, 7 дней"),
        (TermKind::Rating, monday, "3 дня со дня приёма 12.10"),
        (TermKind::Preparation, monday, "за 30 минут до приёма в 14:20"),
        (TermKind::Online, monday, "не дольше 45 минут с 14:20"),
    ] {
        assert_eq!(plain(&terms.of(kind, since).unwrap().why_words()), words, "{kind:?}");
    }
    let forecast = terms.booking(day(2027, 12, 28)).unwrap();
    assert!(plain(&forecast.why_words()).ends_with("по прогнозу календаря"), "{}", forecast.why_words());
}

#[test]
fn a_term_that_rests_on_a_forecast_says_so() {
    assert!(booking(day(2027, 12, 20)).forecast_words().is_none());
    assert!(booking(day(2027, 12, 28)).forecast_words().is_some());
}

#[test]
fn r039_r064_three_working_days_never_count_the_day_of_receipt() {
    for kind in [TermKind::EmailInvite, TermKind::EmailReply] {
        for ((ry, rm, rd), (jy, jm, jd)) in [
            // rules §6.4
            ((2026, 4, 30), (2026, 5, 6)),
            ((2027, 2, 19), (2027, 2, 25)),
            // a day off counts no more than the day of receipt
            ((2026, 10, 11), (2026, 10, 14)),
            // over the January holidays and the change of the year
            ((2026, 12, 31), (2027, 1, 13)),
        ] {
            for (hour, minute) in [(0, 0), (23, 59)] {
                let term = term(kind, at(day(ry, rm, rd), hour, minute));
                assert_eq!(term.judged_by, day(jy, jm, jd), "{kind:?} {rd}.{rm}");
                assert_eq!(term.plan_by, term.judged_by, "nothing moves it");
            }
        }
    }
}

#[test]
fn r023_what_came_on_a_day_off_is_registered_on_the_next_working_day() {
    for ((ry, rm, rd), (jy, jm, jd)) in
        [((2026, 10, 12), (2026, 10, 12)), ((2026, 10, 10), (2026, 10, 12)), ((2027, 1, 1), (2027, 1, 11))]
    {
        let term = term(TermKind::Registration, at(day(ry, rm, rd), 23, 59));
        assert_eq!(term.judged_by, day(jy, jm, jd));
        assert!(term.late(day(jy, jm, jd) + Days::new(1)) && !term.late(term.judged_by));
    }
}

#[test]
fn r070_the_centres_failure_is_repeated_within_48_hours_by_the_clock() {
    let friday = at(day(2026, 10, 9), 17, 30);
    let (kind, since) = repeat_of(&failed(friday, Failure::TechnicalCentre)).unwrap();
    let term = term(kind, since);
    let ends = term.ends().unwrap();
    assert_eq!(ends, at(day(2026, 10, 11), 17, 30), "from the start, over the weekend");
    let words = |now| plain(&term.left_words(now, five()));
    assert_eq!(words(friday), "осталось 48 ч");
    assert_eq!(words(at(day(2026, 10, 11), 13, 20)), "осталось 4 ч 10 мин");
    assert_eq!(words(ends), "срок истекает сейчас");
    assert_eq!(words(ends + Duration::minutes(90)), "срок прошёл 1 ч 30 мин назад");
    assert_eq!(words(ends + Duration::hours(50)), "срок прошёл 2 дня назад");
    let short = |now| plain(&term.left_short(now, five()));
    assert_eq!(short(ends - Duration::minutes(40)), "40 мин");
    assert_eq!(short(ends - Duration::minutes(150)), "2 ч");
    assert_eq!(short(ends - Duration::hours(72)), "3 дня");
    assert_eq!(short(ends), "сейчас");
    assert_eq!(short(ends + Duration::minutes(1006)), "16 ч назад");
    assert_eq!(short(ends + Duration::hours(50)), "2 дня назад");
    for (now, state) in [
        (friday, State::Soon),
        (ends - Duration::hours(23), State::Amber),
        (ends, State::Amber),
        (ends + Duration::minutes(1), State::Red),
    ] {
        assert_eq!(term.state(now, None), state, "{now}");
    }
    assert!(!term.late_at(ends) && term.late_at(ends + Duration::minutes(1)), "to the minute");
    assert_eq!(plain(&term.until_words(day(2026, 10, 9), five())), "до 11.10.2026 17:30");
    assert_eq!(plain(&term.until_words(day(2026, 10, 11), five())), "сегодня до 17:30");
}

#[test]
fn r071_the_recipients_failure_is_repeated_within_a_week() {
    let start = at(day(2026, 12, 28), 11, 0);
    let (kind, since) = repeat_of(&failed(start, Failure::TechnicalRecipient)).unwrap();
    let term = term(kind, since);
    assert_eq!(term.ends(), Some(at(day(2027, 1, 4), 11, 0)), "the holidays and the new year do not move it");
    assert_eq!(plain(&term.left_words(start, five())), "осталось 7 дней");
    let leap = at(day(2028, 2, 23), 23, 59);
    let (kind, since) = repeat_of(&failed(leap, Failure::TechnicalRecipient)).unwrap();
    assert_eq!(super::tests::term(kind, since).ends(), Some(at(day(2028, 3, 1), 23, 59)), "over the leap day");
    let held = Attempt { outcome: AttemptOutcome::Held, ..failed(start, Failure::Other) };
    for attempt in [held, failed(start, Failure::NoShow), failed(start, Failure::Other)] {
        assert_eq!(repeat_of(&attempt), None);
    }
}

#[test]
fn r132_the_rating_has_three_calendar_days_after_the_service() {
    let term = term(TermKind::Rating, at(day(2026, 10, 9), 10, 0));
    assert_eq!(term.judged_by, day(2026, 10, 12));
    assert!(!term.late(day(2026, 10, 12)));
    assert!(term.late(day(2026, 10, 13)));
    let holidays = super::tests::term(TermKind::Rating, at(day(2026, 12, 30), 10, 0));
    assert_eq!(holidays.judged_by, day(2027, 1, 2), "a holiday moves nothing");
}

#[test]
fn r068_the_preparation_begins_half_an_hour_before_the_session() {
    let session = at(day(2026, 10, 12), 14, 0);
    let term = term(TermKind::Preparation, session);
    assert_eq!(term.ends(), Some(at(day(2026, 10, 12), 13, 30)));
    for (now, state) in [
        (at(day(2026, 10, 12), 12, 59), State::Calm),
        (at(day(2026, 10, 12), 13, 0), State::Soon),
        (at(day(2026, 10, 12), 13, 30), State::Amber),
        (session, State::Amber),
        (at(day(2026, 10, 12), 14, 1), State::Red),
    ] {
        assert_eq!(term.state(now, None), state, "{now}");
    }
    let midnight = super::tests::term(TermKind::Preparation, at(day(2027, 1, 1), 0, 10));
    assert_eq!(midnight.ends(), Some(at(day(2026, 12, 31), 23, 40)), "also over midnight of the new year");
}

#[test]
fn r067_a_distance_session_has_45_minutes() {
    let start = at(day(2026, 10, 12), 14, 0);
    let term = term(TermKind::Online, start);
    assert_eq!(term.ends(), Some(at(day(2026, 10, 12), 14, 45)));
    assert!(!term.late_at(at(day(2026, 10, 12), 14, 45)) && term.late_at(at(day(2026, 10, 12), 14, 46)));
    assert_eq!(term.state(at(day(2026, 10, 12), 14, 46), None), State::Red);
}

#[test]
fn a_past_request_is_judged_by_the_order_in_force_then() {
    let calendar = country();
    let versions = orders(&[(day(2026, 9, 1), within(10)), (day(2026, 11, 1), within(7))]);
    let terms = Terms { calendar: &calendar, versions: &versions };
    assert_eq!(terms.booking(day(2026, 1, 1)).unwrap().length, 10, "the first is valid from the beginning");
    assert_eq!(terms.booking(day(2026, 10, 31)).unwrap().plan_by, day(2026, 11, 10), "it runs across the change");
    assert_eq!(terms.booking(day(2026, 11, 1)).unwrap().plan_by, day(2026, 11, 8));
    assert_eq!(terms.booking_judged_by(day(2026, 11, 1)), terms.booking(day(2026, 11, 1)).map(|term| term.judged_by));
}

#[test]
fn r031_r070_each_term_takes_the_order_of_the_day_it_began_itself() {
    let calendar = country();
    let mut later = within(7);
    later.tech_center_hours.value = 24;
    let versions = orders(&[(day(2026, 9, 1), within(10)), (day(2026, 11, 1), later)]);
    let terms = Terms { calendar: &calendar, versions: &versions };
    // Asked for in October, failed in November.
    let begun = at(day(2026, 11, 2), 10, 0);
    assert_eq!(terms.of(TermKind::Booking, at(day(2026, 10, 30), 9, 0)).unwrap().length, 10);
    assert_eq!(terms.of(TermKind::RepeatCentre, begun).unwrap().ends(), Some(at(day(2026, 11, 3), 10, 0)));
}

#[test]
fn a_silent_key_sets_no_term_and_no_order_sets_none_at_all() {
    let mut profile = recommended();
    for severity in [
        &mut profile.term_booking.severity,
        &mut profile.term_email_invite.severity,
        &mut profile.term_email_reply.severity,
        &mut profile.email_same_day.severity,
        &mut profile.tech_center_hours.severity,
        &mut profile.tech_recipient_days.severity,
        &mut profile.quality_days.severity,
        &mut profile.prep_minutes.severity,
        &mut profile.duration_online_max.severity,
    ] {
        *severity = Severity::Off;
    }
    let calendar = country();
    let now = at(day(2026, 10, 12), 9, 0);
    for versions in [order(&profile), Versions::default()] {
        let terms = Terms { calendar: &calendar, versions: &versions };
        for kind in TermKind::ALL {
            assert_eq!(terms.of(*kind, now), None, "{kind:?}");
        }
    }
    let block = |profile: &Profile| {
        let versions = order(profile);
        Terms { calendar: &calendar, versions: &versions }.of(TermKind::Booking, now).unwrap().blocks
    };
    let mut strict = recommended();
    assert!(!block(&strict));
    strict.term_booking.severity = Severity::Block;
    assert!(block(&strict));
    let mut unasked = recommended();
    (unasked.email_same_day.value, unasked.prep_minutes.value) = (false, 0);
    let versions = order(&unasked);
    let terms = Terms { calendar: &calendar, versions: &versions };
    assert_eq!((terms.of(TermKind::Registration, now), terms.of(TermKind::Preparation, now)), (None, None));
}

// ── what runs of an open request ──────────────────────────────────────────────────────────

/// A request by phone that waits for its time.
fn waiting(received: NaiveDateTime) -> Open<'static> {
    Open {
        received,
        status: Status::New,
        by_email: false,
        reply_asked: false,
        owned: false,
        invited_on: None,
        answered_on: None,
        attempts: &[],
        booking: None,
    }
}

fn kinds(open: &Open<'_>, now: NaiveDateTime) -> Vec<(TermKind, State)> {
    let (calendar, versions) = (country(), ten());
    let terms = Terms { calendar: &calendar, versions: &versions };
    running(open, &terms, now).into_iter().map(|found| (found.term.kind, found.state)).collect()
}

#[test]
fn r031_a_promise_inside_the_term_burns_no_more_and_one_after_it_does() {
    let received = at(day(2026, 10, 8), 9, 0);
    let now = at(day(2026, 10, 16), 9, 0);
    let promised = |starts| Open {
        status: Status::Booked,
        booking: Some(OpenBooking { starts, distance: false, prepared: false }),
        ..waiting(received)
    };
    assert_eq!(kinds(&waiting(received), now), [(TermKind::Booking, State::Soon)]);
    assert_eq!(kinds(&promised(at(day(2026, 10, 19), 10, 0)), now), [], "Monday after the tenth day is lawful");
    assert_eq!(kinds(&promised(at(day(2026, 10, 20), 10, 0)), now), [(TermKind::Booking, State::Soon)]);
    let unwritten = Open { status: Status::AwaitingRecord, ..promised(at(day(2026, 10, 19), 10, 0)) };
    assert_eq!(kinds(&unwritten, at(day(2026, 10, 25), 9, 0)), [], "held in time, only not written down");
    assert_eq!(kinds(&waiting(received), at(day(2026, 10, 9), 9, 0)), [], "ten days are not urgent on the first");
    for status in [Status::Given, Status::Refused, Status::Lapsed, Status::Annulled] {
        assert_eq!(kinds(&Open { status, ..waiting(received) }, now), [], "{status:?}");
    }
}

#[test]
fn r023_r039_r064_a_letter_is_given_to_someone_and_answered_or_invited() {
    let received = at(day(2026, 10, 12), 23, 59);
    let now = at(day(2026, 10, 13), 9, 0);
    let letter = Open { by_email: true, ..waiting(received) };
    assert_eq!(kinds(&letter, now), [(TermKind::Registration, State::Red), (TermKind::EmailInvite, State::Soon)]);
    let owned = Open { owned: true, ..letter };
    assert_eq!(kinds(&owned, now), [(TermKind::EmailInvite, State::Soon)]);
    assert_eq!(kinds(&Open { invited_on: Some(now.date()), ..owned }, now), []);
    assert_eq!(kinds(&owned, at(day(2026, 10, 16), 9, 0)), [(TermKind::EmailInvite, State::Red)]);
    let reply = Open { reply_asked: true, ..owned };
    assert_eq!(kinds(&reply, now), [(TermKind::EmailReply, State::Soon)]);
    assert_eq!(kinds(&Open { answered_on: Some(now.date()), ..reply }, now), []);
}

#[test]
fn r070_r071_of_two_failures_in_a_row_the_last_one_says_until_when() {
    let received = at(day(2026, 10, 1), 9, 0);
    let first = failed(at(day(2026, 10, 5), 10, 0), Failure::TechnicalRecipient);
    let second = failed(at(day(2026, 10, 7), 14, 20), Failure::TechnicalCentre);
    let attempts = [first, second];
    let (calendar, versions) = (country(), ten());
    let terms = Terms { calendar: &calendar, versions: &versions };
    let open = |attempts| Open { status: Status::NotHeld, attempts, ..waiting(received) };
    let ends = |attempts, now| running(&open(attempts), &terms, now)[0].term.ends().unwrap();
    assert_eq!(ends(&attempts[..1], at(day(2026, 10, 6), 9, 0)), at(day(2026, 10, 12), 10, 0), "a week");
    assert_eq!(ends(&attempts[..], at(day(2026, 10, 8), 9, 0)), at(day(2026, 10, 9), 14, 20), "48 hours");
    let found = kinds(&open(&attempts), at(day(2026, 10, 20), 9, 0));
    assert_eq!(found, [(TermKind::RepeatCentre, State::Red)], "the ten days stopped with the first failure");
    let missed = [first, second, failed(at(day(2026, 10, 8), 10, 0), Failure::NoShow)];
    assert_eq!(kinds(&open(&missed), at(day(2026, 10, 9), 9, 0)), [], "the repeat was offered, nobody came");

    let again = |starts| Open {
        status: Status::Booked,
        booking: Some(OpenBooking { starts, distance: false, prepared: false }),
        ..open(&attempts)
    };
    let now = at(day(2026, 10, 8), 9, 0);
    assert_eq!(kinds(&again(at(day(2026, 10, 9), 14, 20)), now), []);
    assert_eq!(kinds(&again(at(day(2026, 10, 9), 14, 21)), now).len(), 1, "promised a minute too late");
}

#[test]
fn r068_a_distance_session_is_prepared_within_the_hour() {
    let starts = at(day(2026, 10, 12), 14, 0);
    let booked = |distance, prepared| Open {
        status: Status::Booked,
        booking: Some(OpenBooking { starts, distance, prepared }),
        ..waiting(at(day(2026, 10, 12), 9, 0))
    };
    let soon = at(day(2026, 10, 12), 13, 10);
    assert_eq!(kinds(&booked(true, false), soon), [(TermKind::Preparation, State::Soon)]);
    assert_eq!(kinds(&booked(true, false), at(day(2026, 10, 12), 12, 30)), []);
    assert_eq!(kinds(&booked(true, false), starts), [], "it has begun");
    for other in [booked(false, false), booked(true, true)] {
        assert_eq!(kinds(&other, soon), []);
    }
}

#[test]
fn a_clock_that_went_back_makes_no_term_of_the_past_or_the_future() {
    // Received «tomorrow»: the computer's clock was put back meanwhile.
    let term = booking(day(2026, 10, 8));
    let before = at(day(2026, 9, 1), 9, 0);
    assert_eq!(term.state(before, None), State::Calm);
    assert_eq!(plain(&term.left_words(before, five())), "осталось 47 дней");
    assert_eq!(plain(&term.done_words(before.date())), "в срок: в день обращения");
}
