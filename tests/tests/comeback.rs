//! Who comes back with an older journal, and who does not: a copy knows nothing of what was decided after it.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says why and ends")]

use std::fs;

use desk::wire::*;
use poryadok_tests::copying::*;
use poryadok_tests::test_desk::*;

const FIRST: &str = "2026-10-05-1.poryadok-copy";
const NEW_PASSWORD: &str = "новый-пароль-здесь";

fn look(day: &mut TestDesk) -> CopyContent {
    day.desk.look_into_copy(FIRST.to_owned()).expect("a copy")
}

/// A copy that knew these, the head beside them; the next day is begun.
fn known(people: &[(&str, Role)]) -> TestDesk {
    let mut day = TestDesk::opened_at("2026-10-05T09:00");
    for (label, role) in people {
        day.add_person(label, vec![*role], None);
    }
    settled(&mut day);
    day.clock.put("2026-10-06T09:00");
    settled(&mut day);
    day
}

/// A copy that knew her, and a later day on which her way in was closed.
fn removed_after_a_copy() -> TestDesk {
    let mut day = known(&[("Замена", Role::Administrator)]);
    remove(&mut day, "Замена");
    day
}

fn people(day: &mut TestDesk) -> Vec<AccountRow> {
    day.desk.access().expect("seen").people
}

fn id_of(day: &mut TestDesk, label: &str) -> String {
    people(day).into_iter().find(|row| row.label == label).expect("there").id
}

fn remove(day: &mut TestDesk, label: &str) {
    let account = id_of(day, label);
    day.desk.remove_account(account).expect("she enters no more");
    settled(day);
}

fn change(day: &mut TestDesk, label: &str, new: impl FnOnce(AccountChange) -> AccountChange) {
    let row = people(day).into_iter().find(|row| row.label == label).expect("there");
    let AccountRow { id, name, label, post, roles, consultant, .. } = row;
    day.desk.change_account(new(AccountChange { account: id, name, label, post, roles, consultant })).expect("changed");
}

fn labels(day: &mut TestDesk) -> Vec<String> {
    day.desk.lock().expect("locked");
    day.desk.opening().expect("the cover").ways.into_iter().map(|way| way.label).collect()
}

fn refused_with(day: &mut TestDesk, form: RestoreForm) -> Option<ProblemCode> {
    if let Err(refused) = day.desk.begin_restore(form) {
        return Some(refused.problems[0].code);
    }
    match ended(day) {
        Ok(now) => now.problem.map(|problem| problem.code),
        Err(refused) => Some(refused.problems[0].code),
    }
}

fn copy_names(day: &TestDesk) -> Vec<String> {
    let files =
        fs::read_dir(day.folder().join("copies")).expect("copies").map(|file| file.expect("a file").file_name());
    files.map(|name| name.to_string_lossy().into_owned()).filter(|name| name.ends_with("-copy")).collect()
}

fn spoilt(day: &mut TestDesk) {
    day.desk.lock().expect("locked");
    // A restored journal is of the next generation.
    for entry in fs::read_dir(day.folder().join("journal")).expect("the journal") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|end| end == "db") {
            fs::write(path, b"no journal any more").expect("spoilt");
        }
    }
}

fn lose_slots(day: &TestDesk) {
    for twin in [storage::keys::FIRST_TWIN, storage::keys::SECOND_TWIN] {
        fs::write(day.folder().join("journal").join(twin), b"{").expect("spoilt");
    }
}

#[test]
fn a_way_in_closed_after_the_copy_is_closed_again_in_the_restored_journal() {
    for by_sheet in [false, true] {
        let mut day = removed_after_a_copy();
        if by_sheet {
            day.desk.lock().expect("locked");
        }
        let content = look(&mut day);
        let form = if by_sheet { with_sheet(&day) } else { with_password(&content, PASSWORD) };
        let done = restore(&mut day, form);
        assert!(
            done.closed_words.starts_with("Вход, закрытый после этой копии, закрыт снова: "),
            "{}",
            done.closed_words
        );
        if by_sheet {
            day.recovered(NEW_PASSWORD, false);
        }
        assert!(people(&mut day).iter().all(|row| row.label != "Замена"));
        assert_eq!(labels(&mut day), ["Заведующий"], "by the sheet: {by_sheet}");
    }
}

/// On the cover nobody can ask the present journal by an old password: the slot file itself says no.
#[test]
fn words_on_the_cover_that_another_bears_now_bring_nobody_back() {
    for locked in [false, true] {
        let mut day = known(&[("Замена", Role::Administrator)]);
        let hers = with_password_of(&look(&mut day), "Замена", &format!("{PASSWORD}-Замена"));
        remove(&mut day, "Замена");
        day.add_person("Замена", vec![Role::Administrator], None);
        if locked {
            day.desk.lock().expect("locked");
        }
        let there = look(&mut day);
        assert!(there.ways.iter().all(|way| way.label != "Замена"), "her old password is not offered");
        assert!(there.closed_words.starts_with("Кого в списке нет"), "{}", there.closed_words);
        assert_eq!(refused_with(&mut day, hers), Some(ProblemCode::NotAllowed), "locked: {locked}");
        assert_eq!(labels(&mut day), ["Заведующий", "Замена"], "the present journal stands");
    }
}

#[test]
fn the_former_head_whose_words_the_next_one_bears_does_not_come_back_by_a_copy() {
    let mut day = known(&[]);
    day.add_person("Новая", vec![Role::Head], None);
    let former = look(&mut day);
    day.change_person("Новая");
    remove(&mut day, "Заведующий");
    change(&mut day, "Новая", |form| AccountChange { label: "Заведующий".to_owned(), ..form });
    day.desk.lock().expect("locked");
    look(&mut day);
    let refused = refused_with(&mut day, with_password(&former, PASSWORD));
    assert_eq!(refused, Some(ProblemCode::NotAllowed));
    assert!(look(&mut day).ways.is_empty());
}

#[test]
fn who_may_enter_again_is_named_where_nothing_of_the_present_journal_was_asked() {
    let mut day = removed_after_a_copy();
    spoilt(&mut day);
    lose_slots(&day);
    let content = look(&mut day);
    let done = restore(&mut day, with_password(&content, PASSWORD));
    assert!(done.people_words[0].starts_with("Снова могут войти все"), "{:?}", done.people_words);
    assert_eq!(labels(&mut day), ["Заведующий", "Замена"], "so it is");
}

/// The slot file outlives the database beside it, and knows who was removed.
#[test]
fn of_a_spoilt_journal_the_slot_file_still_keeps_out_who_was_removed() {
    for changed_password in [false, true] {
        let mut day = removed_after_a_copy();
        if changed_password {
            let form = PasswordForm { old: PASSWORD.into(), password: NEW_PASSWORD.into(), without_keyring: false };
            day.desk.set_password(form).expect("a new password");
            day.desk.lock().expect("locked");
        } else {
            spoilt(&mut day);
        }
        // By yesterday's password the head still opens yesterday's copy, and the journal that stands cannot be asked.
        let content = look(&mut day);
        let done = restore(&mut day, with_password(&content, PASSWORD));
        let words = &done.people_words;
        assert!(words[0].starts_with("Паролем дня копии больше не войти: Замена Имя."), "{words:?}");
        assert_eq!(words.iter().any(|one| one.starts_with("Пароли снова те")), changed_password, "{words:?}");
        assert_eq!(labels(&mut day), ["Заведующий"]);
        day.unlock(PASSWORD).expect("the head");
        let row = people(&mut day).into_iter().find(|row| row.label == "Замена").expect("she is on the list");
        assert!(!row.has_password, "and gets a code if she works there after all");
    }
}

#[test]
fn a_journal_restored_by_the_sheet_and_locked_at_once_has_no_password() {
    let mut day = removed_after_a_copy();
    day.desk.lock().expect("locked");
    look(&mut day);
    let form = with_sheet(&day);
    restore(&mut day, form);
    assert_eq!(labels(&mut day), Vec::<String>::new());
    let groups = day.sheet.clone();
    day.desk.unlock_by_sheet(SheetForm { groups }).expect("the sheet opens it as before");
    day.recovered(NEW_PASSWORD, false);
}

/// What was said of a password is true of the journal that stands, not of the one before it.
#[test]
fn a_password_in_force_again_opens_the_copies_of_the_journal_it_opens() {
    let mut day = known(&[("Приёмная", Role::Administrator)]);
    change(&mut day, "Приёмная", |form| AccountChange { post: "секретарь".to_owned(), ..form });
    let password = format!("{PASSWORD}-Приёмная");
    day.change_person("Приёмная");
    let form = PasswordForm { old: password.clone(), password: NEW_PASSWORD.into(), without_keyring: false };
    day.desk.set_password(form).expect("a new password");
    day.desk.lock().expect("locked");
    assert!(look(&mut day).ways.iter().all(|way| way.label != "Приёмная"), "the former password of a changed account");
    let content = look(&mut day);
    restore(&mut day, with_password(&content, PASSWORD));
    let account = id_of(&mut day, "Приёмная");
    let code = day.desk.give_code(account).expect("a code");
    day.desk.lock().expect("locked");
    day.enter_by_code(&code, &password, false).expect("entered");
    day.clock.put("2026-10-07T09:00");
    settled(&mut day);
    spoilt(&mut day);
    let content = day.desk.look_into_copy("2026-10-07-1.poryadok-copy".to_owned()).expect("a copy");
    restore(&mut day, with_password_of(&content, "Приёмная", &password));
}

#[test]
fn after_the_sheet_the_codes_are_named_that_are_not_to_be_handed_out() {
    let mut day = removed_after_a_copy();
    spoilt(&mut day);
    lose_slots(&day);
    look(&mut day);
    let form = with_sheet(&day);
    let done = restore(&mut day, form);
    assert!(done.people_words[0].starts_with("Код для входа получит каждый"), "{:?}", done.people_words);
    let form = RecoverForm { account: None, password: NEW_PASSWORD.to_owned(), without_keyring: false };
    assert_eq!(day.desk.recover(form).expect("a new password").codes.len(), 1, "so it is");
}

#[test]
fn the_sheet_alone_opens_a_copy_whose_only_head_was_removed_and_says_in_whose_name() {
    let mut day = known(&[("Приёмная", Role::Administrator)]);
    day.add_person("Новая", vec![Role::Head], None);
    day.change_person("Новая");
    remove(&mut day, "Заведующий");
    day.desk.lock().expect("locked");
    let content = look(&mut day);
    let form = with_password_of(&content, "Приёмная", &format!("{PASSWORD}-Приёмная"));
    assert_eq!(refused_with(&mut day, form), Some(ProblemCode::SheetOnly), "nobody would be head there");
    assert_eq!(labels(&mut day), ["Приёмная", "Новая"], "the present journal stands");
    look(&mut day);
    let form = with_sheet(&day);
    let done = restore(&mut day, form);
    assert!(done.people_words[0].starts_with("Нынешних заведующих эта копия не знает"), "{:?}", done.people_words);
    day.recovered(NEW_PASSWORD, false);
    assert_eq!(people(&mut day).len(), 2, "a head works with it");
}

#[test]
fn whoever_is_head_no_more_does_not_become_one_again_by_a_copy() {
    for changed_password in [false, true] {
        let mut day = known(&[("Замена", Role::Head)]);
        change(&mut day, "Замена", |form| AccountChange { roles: vec![Role::Administrator], ..form });
        let password = format!("{PASSWORD}-Замена");
        if changed_password {
            day.change_person("Замена");
            let form = PasswordForm { old: password.clone(), password: NEW_PASSWORD.into(), without_keyring: false };
            day.desk.set_password(form).expect("a new password");
        }
        day.desk.lock().expect("locked");
        let content = look(&mut day);
        if changed_password {
            assert!(content.ways.iter().all(|way| way.label != "Замена"), "the present journal cannot be asked by it");
            continue;
        }
        restore(&mut day, with_password_of(&content, "Замена", &password));
        assert_eq!(day.desk.me().expect("there").roles, [Role::Administrator], "as it was before the restoring");
        assert_eq!(refusal(day.desk.access()).problems[0].code, ProblemCode::NotAllowed);
        day.desk.lock().expect("locked");
        day.unlock(PASSWORD).expect("the head");
        let row = people(&mut day).into_iter().find(|row| row.label == "Замена").expect("there");
        assert_eq!(row.roles, [Role::Administrator]);
    }
}

fn second_sheet(day: &mut TestDesk) {
    let shown = day.desk.new_sheet().expect("shown");
    assert_eq!(shown.number, 2);
    let groups = shown.ask.iter().map(|ask| shown.groups[*ask as usize - 1].clone()).collect();
    day.desk.keep_sheet(SheetProof { groups }).expect("kept");
    assert!(day.key_changed().changed);
}

#[test]
fn a_copy_that_went_with_the_journal_before_asks_for_no_sheet() {
    let mut day = known(&[]);
    second_sheet(&mut day);
    let before = copy_names(&day);
    day.clock.put("2026-10-07T09:00");
    settled(&mut day);
    let asked = |day: &mut TestDesk| day.desk.access().expect("seen").older_sheets.len();
    assert_eq!(asked(&mut day), 1, "the copies of the first sheet");
    let newest = copy_names(&day).into_iter().find(|name| !before.contains(name)).expect("a copy by the second sheet");
    for name in copy_names(&day).into_iter().filter(|name| *name != newest) {
        fs::remove_file(day.folder().join("copies").join(name)).expect("gone");
    }
    let content = day.desk.look_into_copy(newest).expect("a copy");
    restore(&mut day, with_password(&content, PASSWORD));
    assert_eq!(asked(&mut day), 0, "it knows of copies that are not here any more");
}

#[test]
fn an_older_sheet_and_older_passwords_in_force_again_are_said_and_no_number_of_a_sheet_comes_twice() {
    let mut day = known(&[("Приёмная", Role::Administrator)]);
    let first = day.sheet.clone();
    second_sheet(&mut day);
    let form = PasswordForm { old: PASSWORD.into(), password: NEW_PASSWORD.into(), without_keyring: false };
    day.desk.set_password(form).expect("a new password");
    settled(&mut day);
    let content = look(&mut day);
    let done = restore(&mut day, with_password_of(&content, "Заведующий", PASSWORD));
    let words = done.people_words;
    assert!(words[0].starts_with("Пароли снова те"), "{words:?}");
    assert!(words[1].starts_with("Журнал снова открывает лист №\u{a0}1, а лист №\u{a0}2 не открывает"), "{words:?}");
    assert_eq!(words.len(), 2, "her password is the same");
    let view = day.desk.access().expect("seen");
    let left = |view: &AccessView| view.restored.iter().map(|matter| matter.words.clone()).collect::<Vec<_>>();
    assert_eq!(left(&view), words, "it is there after the screen of the restoring was left");
    let older: Vec<_> = view.older_sheets.iter().map(|older| (older.number, older.copies)).collect();
    assert_eq!(older, [(2, 1)], "a copy that the journal does not know opens by the other sheet");
    assert_eq!(day.desk.new_sheet().expect("shown").number, 3, "another paper bears the second number");
    day.desk.drop_sheet().expect("not kept");
    day.desk.lock().expect("locked");
    day.desk.unlock_by_sheet(SheetForm { groups: first }).expect("so it is");
}

#[test]
fn what_a_restoring_left_to_be_done_stays_until_each_matter_is_said_to_be_done() {
    let mut day = known(&[("Приёмная", Role::Administrator)]);
    day.add_person("Новая", vec![Role::Administrator], None);
    let form = PasswordForm { old: PASSWORD.into(), password: NEW_PASSWORD.into(), without_keyring: false };
    day.desk.set_password(form).expect("a new password");
    settled(&mut day);
    assert_eq!(day.desk.today().expect("the first screen").restored_words, None);
    let content = look(&mut day);
    let done = restore(&mut day, with_password_of(&content, "Заведующий", PASSWORD));
    assert_eq!(done.people_words.len(), 2, "{:?}", done.people_words);
    assert!(done.people_words[0].contains("добавили позже: Новая Имя"), "{:?}", done.people_words);
    assert_eq!(people(&mut day).len(), 2, "so it is");

    let mut day = day.restarted();
    day.unlock(PASSWORD).expect("the head");
    let words = |day: &mut TestDesk| day.desk.today().expect("the first screen").restored_words;
    assert!(words(&mut day).expect("told").contains("2\u{a0}дела"));
    let left = day.desk.access().expect("seen").restored;
    let done = day.desk.settle_matter(left[0].number, true).expect("done").value;
    assert_eq!(done.restored.iter().map(|matter| &matter.words).collect::<Vec<_>>(), [&left[1].words]);
    assert!(words(&mut day).expect("told").contains("1\u{a0}дело"));
    // A slip of the hand is taken back, and twice is once.
    for _ in 0..2 {
        let again = day.desk.settle_matter(left[0].number, false).expect("taken back").value;
        assert_eq!(again.restored.len(), left.len());
        assert_eq!(again.restored[0].words, left[0].words, "in its place");
    }
    day.desk.settle_matter(left[0].number, true).expect("done");
    day.change_person("Приёмная");
    assert_eq!(words(&mut day), None, "matters of ways in are the head's");
    assert!(day.desk.settle_matter(left[1].number, true).is_err());
    day.desk.lock().expect("locked");
    day.unlock(PASSWORD).expect("the head");
    assert!(day.desk.settle_matter(left[1].number, true).expect("done").value.restored.is_empty());
    assert_eq!(words(&mut day), None);
}

#[test]
fn a_journal_that_stepped_aside_is_older_and_goes_on_behind_a_gap() {
    let mut day = known(&[]);
    let content = look(&mut day);
    restore(&mut day, with_password(&content, PASSWORD));
    for name in ["Вера", "Глеб", "Дарья"] {
        day.desk.register(request_of(name)).expect("registered");
    }
    day.clock.put("2026-10-07T09:00");
    settled(&mut day);
    spoilt(&mut day);
    choose(&day, day.folder().join("journal.aside-2026-10-06-1"));
    let content = day.desk.choose_journal_folder().expect("allowed").expect("a journal");
    let done = restore(&mut day, with_password(&content, PASSWORD));
    assert!(done.numbers_words.contains("с запасом"), "{}", done.numbers_words);
    let number = day.desk.register(request_of("Анна")).expect("registered").value.row.number;
    assert!(number > 200, "№ {number} may have been given");
}

#[test]
fn a_second_restoring_leaves_what_the_first_left_and_says_when_two_journals_went_apart() {
    let mut day = known(&[]);
    let form = PasswordForm { old: PASSWORD.into(), password: NEW_PASSWORD.into(), without_keyring: false };
    day.desk.set_password(form).expect("a new password");
    day.clock.put("2026-10-07T09:00");
    settled(&mut day);
    let content = look(&mut day);
    let first = restore(&mut day, with_password(&content, PASSWORD)).people_words;
    assert_eq!(first.len(), 1, "{first:?}");
    day.desk.register(request_of("Вера")).expect("registered after the restoring");
    let left = |day: &mut TestDesk| -> Vec<String> {
        day.desk.access().expect("seen").restored.into_iter().map(|matter| matter.words).collect()
    };

    // The same copy once more: it knows what the journal knows, and the older password is in force still.
    let content = look(&mut day);
    let done = restore(&mut day, with_password(&content, PASSWORD));
    assert_eq!((done.people_words.as_slice(), left(&mut day)), (&[][..], first.clone()));
    assert!(done.lost_words.starts_with("Потеряно: 1\u{a0}обращение, "), "{}", done.lost_words);

    // A later copy, of the journal that stepped aside the first time.
    day.desk.register(request_of("Глеб")).expect("registered");
    let content = day.desk.look_into_copy("2026-10-06-1.poryadok-copy".to_owned()).expect("a copy");
    assert!(content.present_words.contains("вёлся отдельно"), "{}", content.present_words);
    let done = restore(&mut day, with_password(&content, PASSWORD));
    assert!(done.lost_words.contains("вёлся отдельно"), "{}", done.lost_words);
    assert_eq!(left(&mut day)[..1], first[..], "nobody has said that it is done");
}

/// The office's computer went for repair on the 6th; a second one went on with the journal and took away a head's role
/// and somebody's way in.
fn went_on_elsewhere() -> (TestDesk, TestDesk) {
    let mut here = known(&[("Замена", Role::Head), ("Приёмная", Role::Administrator)]);
    here.desk.register(request_of("Анна")).expect("registered");
    here.desk.lock().expect("locked");
    let mut there = here.on_another_computer();
    there.enter_by_the_sheet(NEW_PASSWORD, false);
    change(&mut there, "Замена", |form| AccountChange { roles: vec![Role::Administrator], ..form });
    remove(&mut there, "Приёмная");
    there.key_changed();
    there.clock.put("2026-10-07T09:00");
    settled(&mut there);
    there.desk.register(request_of("Вера")).expect("registered");
    there.desk.lock().expect("locked");
    (here, there)
}

fn roles_of(day: &mut TestDesk, label: &str) -> Vec<Role> {
    people(day).into_iter().find(|row| row.label == label).expect("there").roles
}

#[test]
fn a_journal_that_went_on_elsewhere_comes_home_with_all_that_was_decided_there() {
    for opened in [false, true] {
        let (mut here, there) = went_on_elsewhere();
        if opened {
            here.unlock(PASSWORD).expect("the old journal, to begin the restoring from within");
        }
        choose(&here, there.folder().join("journal"));
        here.desk.choose_journal_folder().expect("a journal").expect("chosen");
        let form = with_sheet(&here);
        let done = restore(&mut here, form);
        assert!(done.lost_words.contains("есть и в восстановленном"), "{}", done.lost_words);
        assert!(done.people_words.iter().all(|words| !words.contains("Приёмная")), "{:?}", done.people_words);
        here.recovered(NEW_PASSWORD, false);
        assert_eq!(roles_of(&mut here, "Замена"), [Role::Administrator], "opened: {opened}");
        assert!(people(&mut here).iter().all(|row| row.label != "Приёмная"));
        let number = here.desk.register(request_of("Глеб")).expect("registered").value.row.number;
        assert_eq!(number, 3, "the folder is the newest there is");
    }
}

#[test]
fn a_folder_carried_away_this_morning_does_not_undo_what_was_decided_at_noon() {
    let mut day = known(&[("Замена", Role::Head), ("Приёмная", Role::Administrator)]);
    let carried = day.on_another_computer();
    change(&mut day, "Замена", |form| AccountChange { roles: vec![Role::Administrator], ..form });
    remove(&mut day, "Приёмная");
    choose(&day, carried.folder().join("journal"));
    day.desk.choose_journal_folder().expect("a journal").expect("chosen");
    let form = with_sheet(&day);
    restore(&mut day, form);
    day.recovered(NEW_PASSWORD, false);
    assert_eq!(roles_of(&mut day, "Замена"), [Role::Administrator]);
    assert!(people(&mut day).iter().all(|row| row.label != "Приёмная"));
}

/// The two were worked with side by side, the one elsewhere to the last.
#[test]
fn what_the_journal_here_numbered_and_destroyed_meanwhile_holds_in_the_one_that_comes_home() {
    let mut here = known(&[]);
    here.desk.register(request_of("Анна")).expect("registered");
    here.desk.lock().expect("locked");
    let mut there = here.on_another_computer();
    here.unlock(PASSWORD).expect("the head");
    for name in ["Дарья", "Елена"] {
        here.desk.register(request_of(name)).expect("registered");
    }
    here.desk.destroy_person(1, "Акт № 1").expect("destroyed");
    here.desk.lock().expect("locked");
    here.clock.put("2026-10-07T09:00");
    there.enter_by_the_sheet(NEW_PASSWORD, false);
    there.desk.register(request_of("Вера")).expect("registered");
    there.desk.lock().expect("locked");
    choose(&here, there.folder().join("journal"));
    here.desk.choose_journal_folder().expect("a journal").expect("chosen");
    let form = with_sheet(&here);
    let done = restore(&mut here, form);
    assert!(done.lost_words.contains("вёлся отдельно"), "{}", done.lost_words);
    here.recovered(NEW_PASSWORD, false);
    let found = |day: &mut TestDesk, name: &str| day.desk.find_recipients(name.into()).expect("asked").rows.len();
    assert_eq!((found(&mut here, "Анна"), found(&mut here, "Вера")), (0, 1));
    assert_eq!(here.desk.register(request_of("Глеб")).expect("registered").value.row.number, 4);
}

#[test]
fn a_copy_from_elsewhere_that_went_further_than_the_journal_here_goes_on_behind_a_gap() {
    for opened in [false, true] {
        let (mut here, there) = went_on_elsewhere();
        if opened {
            here.unlock(PASSWORD).expect("the old journal");
        }
        let newest = copy_names(&there).into_iter().max().expect("a copy");
        let stick = tempfile::tempdir().expect("a stick");
        let carried = stick.path().join(&newest);
        fs::copy(there.folder().join("copies").join(&newest), &carried).expect("carried");
        choose(&here, &carried);
        here.desk.choose_copy_file().expect("a copy").expect("chosen");
        let form = with_sheet(&here);
        let done = restore(&mut here, form);
        assert!(done.numbers_words.contains("с запасом"), "{}", done.numbers_words);
        assert!(done.list_words.contains("нет списка"), "{}", done.list_words);
        here.recovered(NEW_PASSWORD, false);
        assert_eq!(roles_of(&mut here, "Замена"), [Role::Administrator], "opened: {opened}");
        let number = here.desk.register(request_of("Глеб")).expect("registered").value.row.number;
        assert!(number > 200, "Вера's number and later ones may have been given: № {number}");
    }
}

#[test]
fn of_two_sheets_said_to_be_in_force_the_later_word_stays() {
    let mut day = known(&[]);
    second_sheet(&mut day);
    day.clock.put("2026-10-07T09:00");
    settled(&mut day);
    let content = look(&mut day);
    restore(&mut day, with_password(&content, PASSWORD));
    let sheets = |day: &mut TestDesk| -> Vec<String> {
        let left = day.desk.access().expect("seen").restored.into_iter().map(|matter| matter.words);
        left.filter(|words| words.contains("открывает лист")).collect()
    };
    assert!(sheets(&mut day)[0].contains("открывает лист №\u{a0}1, а лист №\u{a0}2 не открывает"));
    let later = day.desk.look_into_copy("2026-10-07-1.poryadok-copy".to_owned()).expect("a copy by the second sheet");
    restore(&mut day, with_password(&later, PASSWORD));
    let said = sheets(&mut day);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("открывает лист №\u{a0}2, а лист №\u{a0}1 не открывает"), "{said:?}");
}
