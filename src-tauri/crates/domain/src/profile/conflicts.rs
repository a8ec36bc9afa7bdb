//! Where the five orders disagree (rules §10): each position stands in its own document as data.

use super::*;
use crate::lists::{Form, Window};

/// A, B, C, D, E and the default.
const ALL: [&str; 6] = ["a", "b", "c", "d", "e", "default"];

fn each<T>(of: impl Fn(&Profile) -> T) -> [T; 6] {
    ALL.map(|key| {
        let one = bundled().iter().find(|one| one.key == key).expect("bundled");
        of(&Profile::parse(one.document).expect("sound"))
    })
}

#[test]
fn r050_r062_c1_c11_forms_and_written_answers_are_as_each_order_has_them() {
    use WrittenMode as W;
    assert_eq!(
        each(|p| p.written_mode.value),
        [W::Any, W::None, W::EmailConsult, W::SurveyOnly, W::ByMailOrSurvey, W::Any]
    );
    assert_eq!(each(|p| p.written_after_service.value), [false; 6], "never a paper after an oral service");
    assert_eq!(each(|p| p.offers_form(Form::Outing)), [false, true, false, true, true, true]);
    assert_eq!(each(|p| p.forms_allowed.value.len()), [3, 3, 1, 4, 4, 4]);
}

#[test]
fn r033_r054_c2_who_chooses_the_consultant() {
    use ConsultantChoice as C;
    assert_eq!(each(|p| p.consultant_choice.value), [C::Centre, C::Recipient, C::Both, C::Centre, C::Both, C::Both]);
    assert_eq!(each(|p| p.outing_choice.value), [false; 6]);
}

#[test]
fn r091_c3_what_dispatch_means() {
    assert_eq!(each(Profile::dispatch_names_organisations), [false, true, true, true, true, true]);
}

#[test]
fn r031_r067_r070_c4_c5_c6_terms_lengths_and_failures() {
    assert_eq!(each(|p| p.term_booking.value), [10; 6]);
    assert_eq!(each(|p| p.term_booking.severity == Severity::Block), [false; 6]);
    assert_eq!(each(|p| p.duration_online_max.asked()), [true, false, true, false, false, true]);
    assert_eq!(each(|p| p.duration_online_max.value), [45; 6]);
    assert_eq!(each(|p| p.tech_approval.value), [false, false, true, false, false, false]);
    assert_eq!(each(|p| p.tech_count_again.value), [false; 6], "never counted twice");
}

#[test]
fn r002_r009_c7_c10_whom_the_centre_helps_and_whether_a_child_is_there() {
    use {ChildPresence as P, Scope as S};
    assert_eq!(each(|p| p.recipients_scope.value), [S::NotAttending, S::Any, S::Any, S::Any, S::Any, S::Any]);
    assert_eq!(each(|p| p.child_presence.value == P::Free), [true, false, false, false, false, false]);
    assert_eq!(each(|p| p.child_presence.blocks()), [false; 6], "asked for, never stopped");
}

#[test]
fn r077_r102_r104_r106_c8_c9_c13_pages_and_counting() {
    assert_eq!(each(Profile::pages_max), [5; 6]);
    assert_eq!(each(|p| p.event_count.value), [EventCount::ByEvent; 6]);
    assert_eq!(each(|p| (p.count_couple.value, p.count_refusal.value)), [(1, 0); 6]);
    assert_eq!(each(|p| p.anonymous_allowed.value), [true; 6]);
    assert_eq!(each(|p| p.kinds_allowed.value.contains(&ServiceKind::Planning)), [false, true, true, true, true, true]);
}

#[test]
fn r113_r114_c12_journals_and_their_titles() {
    assert_eq!(each(|p| p.journals.value.len()), [2, 2, 4, 2, 2, 2]);
    let titles = each(|p| p.journal_title(JournalView::J1).to_owned());
    assert!(titles[4].ends_with("(Приложение № 1)"), "{}", titles[4]);
    assert!(titles.iter().all(|title| title.starts_with("Журнал уч")));
    let fourth = each(|p| p.journal_title(JournalView::J4).to_owned());
    assert_eq!(fourth[2], "Журнал учета обращений родителей (законных представителей)", "as the order has it");
    let mut silent = recommended();
    silent.journals.value.clear();
    assert_eq!(silent.journal_title(JournalView::J2), "Журнал регистрации обращений");
}

#[test]
fn r027_r096_c14_directions_of_help_are_a_list_of_each_order() {
    let named = each(|p| p.aid_directions.value.join(" "));
    assert_eq!(named[1], "psy_ped method speech_therapy");
    assert_eq!(named[3], "psy_ped method consult");
    assert_eq!(named[4], "dispatch psy_ped method");
    assert_eq!(named[5], "psy_ped method consult");
}

#[test]
fn r123_r130_c15_c16_recording_and_grounds_of_refusal() {
    use RecipientRecording as R;
    assert_eq!(each(|p| p.recipient_recording.value == R::Agree), [false, true, false, false, false, false]);
    assert_eq!(each(|p| p.grounds_for(Form::Distance).len()), [2, 0, 2, 2, 1, 2]);
}

#[test]
fn r029_r065_r111_r132_c17_c18_c19_c20_rating_hours_papers_and_home() {
    assert_eq!(each(|p| p.quality_days.value), [3; 6]);
    assert_eq!(each(|p| p.quality_channels.value.len()), [1, 2, 1, 3, 3, 3]);
    assert_eq!(each(|p| p.time_windows.value.contains(&Window::DayOff)), [true, true, false, true, true, true]);
    assert_eq!(each(|p| p.proof_required.asked() && !p.proof_required.blocks()), [true; 6]);
    assert_eq!(each(|p| p.remote_allowed.value), [true; 6], "a mark of the place, nothing leaves the program");
}

proptest::proptest! {
    /// Whatever two порядок are compared, the changes are exactly the keys that differ, and saying them one by one
    /// leads from the first to the second.
    #[test]
    fn r137_what_changes_is_exactly_what_differs(from in 0usize..6, to in 0usize..6, days in 1u32..365) {
        let read = |at: usize| Profile::parse(bundled()[at].document).expect("sound");
        let (before, mut after) = (read(from), read(to));
        after.term_booking.value = days;
        let nobody = |_: &str, _: &str| None;
        let said = changes(&before, &after, &nobody);
        let mut made = before.clone();
        for change in &said {
            let (answers, severity, basis) = after.answers(change.key).expect("a key");
            made.set(change.key, &answers, severity, basis).expect("a value");
            proptest::prop_assert!(before.answers(change.key) != after.answers(change.key));
        }
        for key in keys() {
            let mut ours = made.answers(key.key).expect("a key");
            let mut theirs = after.answers(key.key).expect("a key");
            // In which order things are named beside each other is no change.
            ours.0.sort();
            theirs.0.sort();
            proptest::prop_assert_eq!((&ours.0, ours.2), (&theirs.0, theirs.2), "{}", key.key);
            proptest::prop_assert!(!key.judged || ours.1 == theirs.1);
        }
        proptest::prop_assert!(changes(&after, &after, &nobody).is_empty());
    }
}
