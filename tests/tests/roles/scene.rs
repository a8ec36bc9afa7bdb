//! One centre with every case of a role in it, and who may come to its desk.

use std::sync::Mutex;

use desk::wire::Who as Asker;
use desk::wire::*;
use poryadok_tests::test_desk::*;
use serde_json::{Value, json};

/// Who sits at the desk. «The record» is one of Калинина and of Ларина beside her.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Who {
    /// The journal is locked.
    Nobody,
    Administrator,
    /// Of the record.
    Consultant,
    /// Another's record is meant.
    Other,
    /// The second consultant of the record.
    Second,
    /// Receives nobody any more; the account still stands.
    Dismissed,
    Head,
    /// By the recovery sheet, as the first account: the head's, with the other roles beside.
    Sheet,
    /// In the practice journal as its head; what is asked for lies in the real one.
    Practice,
}

pub const EVERYBODY: [Who; 9] = [
    Who::Nobody,
    Who::Administrator,
    Who::Consultant,
    Who::Other,
    Who::Second,
    Who::Dismissed,
    Who::Head,
    Who::Sheet,
    Who::Practice,
];

/// Personal words, each standing in one place of the journal only.
pub mod mark {
    pub const NAME: &str = "Жмыхова";
    pub const PHONE: &str = "100-11-77";
    pub const EMAIL: &str = "zhmyhova@example.org";
    pub const SECOND_NAME: &str = "Пестряков";
    pub const SECOND_PHONE: &str = "100-22-88";
    pub const CONTACT: &str = "весточкажмых";
    pub const ABOUT: &str = "словажмых";
    pub const WISH: &str = "пожеланьежмых";
    pub const NOTE: &str = "заметкажмых";
    pub const ADVICE: &str = "советжмых";
    pub const EVIDENCE: &str = "папкажмых";
    pub const MOVED: &str = "переносжмых";
    pub const CORRECTION: &str = "поправкажмых";
    pub const ANNULLED: &str = "отказжмых";
    pub const ADDRESS: &str = "улицажмых";
    pub const TRANSPORT: &str = "повозкажмых";
    pub const BROKEN_NOTE: &str = "заметкаобрыва";
    pub const BROKEN_WORDS: &str = "поясненьеобрыва";
    pub const DRAFT: &str = "черновикжмых";
    pub const TRAINING: &str = "курсыжмых";
    pub const LISTENER: &str = "Слушателева";
    pub const OTHER_NAME: &str = "Трындина";
    pub const OTHER_NOTE: &str = "заметкатрын";
    pub const LEFT_NAME: &str = "Фырчина";
    pub const LEFT_NOTE: &str = "заметкафыр";
}

/// The last moment of the scene.
const NOW: &str = "2026-10-05T12:00";

/// The centre with the journal locked, and what a call may speak of.
pub struct Scene {
    closed: Mutex<TestDesk>,
    sheet: Vec<String>,
    /// The journal's key, in hexadecimal of either case and in base64.
    key: [String; 3],
    pub card: String,
    pub signed: String,
    pub others: String,
    pub left: String,
    /// Of a closed month, put right after its quarter was sent.
    pub september: String,
    pub broken: String,
    pub to_sign: String,
    pub to_sign_booking: String,
    pub ahead: String,
    pub ahead_booking: String,
    pub afar_booking: String,
    pub outing_booking: String,
    pub waiting: String,
    pub missed: String,
    pub annulled: String,
    pub nameless: String,
    pub event: String,
    pub issue: String,
    pub record: Value,
    pub corrected: Value,
    pub order: Value,
    pub card_form: Value,
    pub centre: Value,
    pub head_slot: String,
    pub figures: Vec<String>,
}

fn slot(consultant: &str, date: &str, time: &str) -> Option<SlotForm> {
    let (consultant, date, time) = (consultant.to_owned(), date.to_owned(), time.to_owned());
    Some(SlotForm { consultant, date, time, minutes: None, room: None })
}

fn beside(second: &str) -> Option<HowForm> {
    Some(HowForm { others: vec![second.to_owned()], others_by: Some("recipient".to_owned()), ..plain_how() })
}

/// As the web view would send it.
macro_rules! value {
    ($form:expr) => {
        serde_json::to_value($form).expect("a plain value")
    };
}

/// A request that names its person everywhere it can.
fn telling() -> RequestForm {
    let form = request_of("Жмыхова Агния");
    let second = Asker {
        name: "Пестряков Савва".to_owned(), phone: "+7 912 100-22-88".to_owned(), ..form.who.clone()
    };
    RequestForm {
        who: Asker { phone: "+7 912 100-11-77".to_owned(), email: mark::EMAIL.to_owned(), ..form.who.clone() },
        second: Some(second),
        about: format!("Спрашивает про {}", mark::ABOUT),
        wish: format!("Просит {}", mark::WISH),
        ..form
    }
}

impl Scene {
    pub fn play() -> Self {
        let mut day = TestDesk::opened_at("2026-09-30T08:00");
        let card = day.consultant();
        let other = day.add_consultant("Озерова Тамара Львовна", "логопед").id;
        let second = day.add_consultant("Ларина Вера Павловна", "дефектолог").id;
        let leaving = day.add_consultant("Уходова Дина Олеговна", "воспитатель");
        let own = day.desk.consultants().expect("cards").into_iter().find(|row| row.id == card).expect("the card");
        let mut papers = card_form(own);
        papers.papers.training = format!("прошла {}", mark::TRAINING);
        day.desk.save_consultant(papers).expect("a sound card");
        // The first account has every role, so that one person can begin; here each has one.
        day.add_person("Администратор", vec![Role::Administrator], None);
        day.add_person("Руководитель", vec![Role::Head], None);
        for (label, id) in [("Калинина", &card), ("Озерова", &other), ("Ларина", &second), ("Уходова", &leaving.id)]
        {
            day.add_person(label, vec![Role::Consultant], Some(id.clone()));
        }
        let order = day.desk.order_form(OrderStart { source: String::new(), replaces: None }).expect("a form").form;

        // The administrator takes everything down.
        day.change_person("Администратор");
        let september = RequestForm { slot: slot(&other, "2026-09-30", "09:00"), ..anonymous_request() };
        let september = day.desk.register(september).expect("registered").value.row.id;
        day.change_person("Озерова");
        day.clock.put("2026-09-30T10:10");
        let form = whole(day.desk.consultation(september.clone()).expect("a form").form);
        day.desk.sign(form).expect("signed");
        day.clock.put("2026-10-01T08:00");
        day.change_person("Администратор");
        let mut register = |form: RequestForm| match day.desk.register(form) {
            Ok(done) => done.value,
            Err(refused) => panic!("{refused:?}"),
        };
        let at = |date, time| RequestForm { slot: slot(&card, date, time), how: beside(&second), ..telling() };
        let evidence = Some(EvidenceForm { kind: "other".to_owned(), place: mark::EVIDENCE.to_owned() });
        let signed = register(RequestForm { evidence, ..at("2026-10-01", "09:00") }).row.id;
        let again = |form: RequestForm| RequestForm { caution_reason: "просит сама".to_owned(), ..form };
        let to_sign = register(again(at("2026-10-05", "09:00"))).row;
        let ahead = register(again(at("2026-10-06", "11:00"))).row;
        let missed = register(again(RequestForm { how: None, ..at("2026-10-05", "10:00") })).row;
        let how = HowForm {
            place: Some("home".to_owned()),
            address: mark::ADDRESS.to_owned(),
            transport: mark::TRANSPORT.to_owned(),
            ..plain_how()
        };
        let out = RequestForm { form: "outing".to_owned(), how: Some(how), ..at("2026-10-07", "10:00") };
        let outing = register(again(out)).row;
        let afar = RequestForm {
            form: "distance".to_owned(),
            means: Some("video_call".to_owned()),
            how: None,
            ..at("2026-10-01", "10:00")
        };
        let broken = register(again(afar)).row;
        let waiting = register(again(RequestForm { slot: None, how: None, ..telling() })).row.id;
        let annulled = register(again(RequestForm { slot: None, how: None, ..telling() })).row.id;
        let nameless = anonymous_request();
        let nameless = RequestForm {
            who: Asker { contact: mark::CONTACT.to_owned(), ..nameless.who.clone() },
            slot: slot(&card, "2026-10-08", "09:00"),
            ..nameless
        };
        let nameless = register(nameless).row.id;
        let plain =
            |name: &str, whose: &str| RequestForm { slot: slot(whose, "2026-10-01", "09:00"), ..request_of(name) };
        let others = register(plain("Трындина Лада", &other)).row.id;
        let left = register(plain("Фырчина Инга", &leaving.id)).row.id;
        let form = AnnulForm { request: annulled.clone(), reason: mark::ANNULLED.to_owned() };
        day.desk.annul_request(form).expect("annulled");
        let old = ahead.booking.as_ref().expect("a time").id.clone();
        let to = slot(&card, "2026-10-06", "09:00").expect("a slot");
        let moved =
            MoveForm { caution_reason: "просит сама".to_owned(), ..other_time(&old, to, mark::MOVED) };
        let moved = match day.desk.move_booking(moved) {
            Ok(done) => done.value,
            Err(refused) => panic!("{refused:?}"),
        };
        let ahead_booking = moved.row.booking.expect("a time").id;

        // Each records their own.
        day.clock.put("2026-10-01T10:10");
        let sign = |day: &mut TestDesk, label: &str, request: &str, note: &str, advice: &str| {
            day.change_person(label);
            let form = whole(day.desk.consultation(request.to_owned()).expect("a form").form);
            let form = ConsultationForm { note: note.to_owned(), advice: advice.to_owned(), ..form };
            match day.desk.sign(form) {
                Ok(done) => done.value,
                Err(refused) => panic!("{label}: {refused:?}"),
            }
        };
        sign(&mut day, "Озерова", &others, mark::OTHER_NOTE, "совет");
        sign(&mut day, "Уходова", &left, mark::LEFT_NOTE, "совет");
        sign(&mut day, "Калинина", &signed, mark::NOTE, mark::ADVICE);
        let form = day.desk.consultation(broken.id.clone()).expect("a form").form;
        let form = ConsultationForm {
            outcome: "not_held".to_owned(),
            failure: Some("technical_center".to_owned()),
            failure_words: mark::BROKEN_WORDS.to_owned(),
            ended: "10:05".to_owned(),
            note: mark::BROKEN_NOTE.to_owned(),
            ..form
        };
        if let Err(refused) = day.desk.sign(form) {
            panic!("the failure: {refused:?}");
        }
        let gift = HandoutGift { request: signed.clone(), keys: vec!["adaptation".to_owned()], how: PaperWay::Print };
        day.desk.give_handouts(gift).expect("printed");
        let issue = day.desk.consultation(signed.clone()).expect("the record").issued[0].id.clone();

        // The head corrects two of another's records, and lets one consultant go.
        day.clock.put("2026-10-01T12:00");
        day.change_person("Руководитель");
        for request in [&signed, &broken.id] {
            let form = day.desk.consultation(request.clone()).expect("the record").form;
            let form =
                ConsultationForm { child_age: "4 года".to_owned(), reason: "возраст".to_owned(), ..form };
            if let Err(refused) = day.desk.sign(form) {
                panic!("the correction: {refused:?}");
            }
        }
        let row = day.desk.consultants().expect("cards").into_iter().find(|row| row.id == leaving.id).expect("hers");
        let gone = ConsultantForm { active: false, ..card_form(row) };
        if let Err(refused) = day.desk.save_consultant(gone) {
            panic!("gone: {refused:?}");
        }

        // Another time for what broke off, an event, a missed time.
        day.change_person("Администратор");
        let form = BookForm {
            form: "distance".to_owned(),
            means: Some("video_call".to_owned()),
            caution_reason: "повтор".to_owned(),
            ..time_for(&broken.id, slot(&card, "2026-10-06", "14:00").expect("a slot"))
        };
        let afar_booking = match day.desk.book(form) {
            Ok(done) => done.value.row.booking.expect("a time").id,
            Err(refused) => panic!("the repeat: {refused:?}"),
        };
        day.clock.put("2026-10-05T11:00");
        let event = json!({
            "id": null, "version": 0, "topic": "Готовность к школе", "date": "2026-10-02", "started": "10:00",
            "ended": "11:00", "format": "in_center", "place": "зал", "leaders": [card], "participants": "12",
            "list": [{ "name": mark::LISTENER, "certificate": null, "given": false }], "series": null, "reason": "",
        });
        let event: EventForm = serde_json::from_value(event).expect("a form");
        let event = match day.desk.save_event(event) {
            Ok(done) => done.value.form.id.expect("an id"),
            Err(refused) => panic!("the event: {refused:?}"),
        };
        day.desk.no_show(missed.booking.as_ref().expect("a time").id.clone()).expect("nobody came");
        let draft = DraftKey { form: "booking".to_owned(), subject: String::new() };
        day.desk.save_draft(draft, "{\"about\":\"наброски\"}".to_owned()).expect("kept");

        // What a call may carry: as the consultant of the record would fill it.
        day.clock.put(NOW);
        day.change_person("Калинина");
        let form = whole(day.desk.consultation(to_sign.id.clone()).expect("a form").form);
        let more = MoreForm { caution_reason: "так вышло".to_owned(), ..form.more.clone() };
        let form = ConsultationForm { more, ..form };
        let drafted = ConsultationForm { note: mark::DRAFT.to_owned(), ..form.clone() };
        let key = DraftKey { form: "consultation".to_owned(), subject: to_sign.id.clone() };
        day.desk.save_draft(key, value!(&drafted).to_string()).expect("kept");
        let corrected = day.desk.consultation(signed.clone()).expect("the record").form;
        let corrected =
            ConsultationForm { child_age: "5 лет".to_owned(), reason: "возраст".to_owned(), ..corrected };

        day.desk.lock().expect("locked");
        day.unlock(PASSWORD).expect("the head");
        let head_slot = day.desk.opening().expect("open").ways.first().map(|way| way.slot.clone());
        // September is closed, its quarter sent, and then something of it put right.
        let september_key = MonthKey { year: 2026, month: 9 };
        let closing = CloseMonthForm { key: september_key, reason: "так вышло".to_owned(), bound: false };
        day.desk.close_month(closing).expect("closed");
        day.desk.seal_quarter(QuarterKey { year: 2026, quarter: 3 }).expect("sent");
        let last = day.desk.consultation(september.clone()).expect("the record").form;
        let written =
            ConsultationForm { form: "written".to_owned(), reason: mark::CORRECTION.to_owned(), ..whole(last) };
        if let Err(refused) = day.desk.sign(written) {
            panic!("the correction: {refused:?}");
        }
        let quarter = day.desk.quarter(QuarterKey { year: 2026, quarter: 4 }).expect("the quarter");
        let cells = quarter.tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells);
        let mut figures: Vec<String> = cells.filter_map(|cell| cell.opens.clone()).collect();
        figures.dedup();
        let centre = day.desk.centre().expect("the card");
        let centre = json!({
            "institution": centre.institution, "name": centre.name, "town": centre.town, "phone": "+7 800 000-00-01",
            "email": "kc@example.org", "day_ends": "17:00",
        });
        let row = day.desk.consultants().expect("cards").into_iter().find(|row| row.id == other).expect("the card");
        let mut card_form = card_form(row);
        card_form.post = "учитель-логопед".to_owned();
        let mut order = order;
        order.answers.retain(|answer| ["term.booking", "aid.directions", "journals"].contains(&answer.key.as_str()));
        for answer in order.answers.iter_mut().filter(|answer| answer.key == "term.booking") {
            answer.values = vec!["12".to_owned()];
            answer.basis = "п. 20 порядка".to_owned();
        }
        day.desk.lock().expect("locked");
        let head_slot = head_slot.unwrap_or_else(|| day.desk.opening().expect("the cover").ways[0].slot.clone());
        Self {
            sheet: day.sheet.clone(),
            key: key_of(&day),
            closed: Mutex::new(day),
            to_sign_booking: to_sign.booking.expect("a time").id,
            outing_booking: outing.booking.expect("a time").id,
            card,
            signed,
            others,
            left,
            september,
            broken: broken.id,
            to_sign: to_sign.id,
            ahead: ahead.id,
            ahead_booking,
            afar_booking,
            waiting,
            missed: missed.id,
            annulled,
            nameless,
            event,
            issue,
            record: value!(form),
            corrected: value!(corrected),
            order: value!(order),
            card_form: value!(card_form),
            centre,
            head_slot,
            figures,
        }
    }

    /// What nobody is told by any answer: a password, the sheet in force group by group, the journal's key in every
    /// spelling. New sheets and codes are shown once, to whoever makes them, and have digits of their own.
    pub fn secrets(&self) -> Vec<(&'static str, String)> {
        let mut secrets = vec![("a password", PASSWORD.to_owned())];
        // As a string of its own: six digits stand by chance in many an id.
        secrets.extend(self.sheet.iter().map(|group| ("a group of the sheet", format!("\"{group}\""))));
        secrets.extend(self.key.iter().map(|spelling| ("the key", spelling.clone())));
        secrets
    }

    /// A desk of its own over a copy of this journal, locked.
    pub fn locked(&self) -> TestDesk {
        self.closed.lock().expect("the scene").twin()
    }

    /// The same with that person at it.
    pub fn enter(&self, who: Who) -> TestDesk {
        let mut day = self.locked();
        match who {
            Who::Nobody => {}
            Who::Administrator => drop(day.change_person("Администратор")),
            Who::Consultant => drop(day.change_person("Калинина")),
            Who::Other => drop(day.change_person("Озерова")),
            Who::Second => drop(day.change_person("Ларина")),
            Who::Dismissed => drop(day.change_person("Уходова")),
            Who::Head => drop(day.change_person("Руководитель")),
            Who::Sheet => {
                let groups = day.sheet.clone();
                day.desk.unlock_by_sheet(SheetForm { groups }).expect("the sheet");
            }
            Who::Practice => {
                day.desk.open_practice().expect("the practice journal");
                day.desk.practice_as(Role::Head).expect("its head");
            }
        }
        day
    }
}

fn key_of(day: &TestDesk) -> [String; 3] {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let slots = storage::keys::read_twins(&day.folder().join("journal")).expect("slots").candidates.remove(0);
    let sheet = storage::keys::Sheet::from_groups(&day.sheet).expect("the sheet");
    let (key, _) = slots.unlock_with_sheet(&sheet).expect("the key");
    let hex = key.pragma().trim_matches(['x', '\'']).to_owned();
    let bytes: Vec<u8> =
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal")).collect();
    // The last two bytes depend on how the end is padded.
    let base64 = bytes
        .as_chunks::<3>()
        .0
        .iter()
        .flat_map(|three| {
            let all = u32::from_be_bytes([0, three[0], three[1], three[2]]);
            [18, 12, 6, 0].map(|shift| char::from(LETTERS[(all >> shift & 63) as usize]))
        })
        .collect();
    [hex.to_uppercase(), hex, base64]
}
