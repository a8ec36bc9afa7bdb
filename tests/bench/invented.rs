//! An invented centre of any size: the same seed gives the same journal. Nobody in it lives.

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use domain::age::AgeMonths;
use domain::consultation::{Attempt, AttemptOutcome, Outcome, Record};
use domain::ids::{AccountId, BookingId, ConsultantId, ConsultationId, RecipientId, RequestId};
use domain::lists::{Failure, Form, Kind, Origin, RecipientKind, Satisfied};
use storage::booking::{Booking, BookingState};
use storage::request::{Participant, Request};
use storage::{Change, StorageError};
use uuid::Uuid;

/// Changed together with anything below: kept journals of another seed are made anew.
pub const SEED: u64 = 3;

/// The day the journal is opened on: a Thursday in October, ten years after its first request.
pub const TODAY: &str = "2026-10-15";
const YEARS: u32 = 10;

/// Requests still on the way at the end, whatever the size: a centre's staff does not grow with its journal.
pub const OPEN: u32 = 150;

const SURNAMES: [&str; 40] = [
    "Абрамова",
    "Баширова",
    "Васильева",
    "Громова",
    "Дёмина",
    "Ёлкина",
    "Жданова",
    "Зайцева",
    "Ибрагимова",
    "Калинина",
    "Лебедева",
    "Муратова",
    "Нуриева",
    "Орлова",
    "Петровых",
    "Романова",
    "Семёнова",
    "Тихонова",
    "Усманова",
    "Фёдорова",
    "Хасанова",
    "Цветкова",
    "Чернова",
    "Шарипова",
    "Щукина",
    "Юсупова",
    "Яковлева",
    "Белова",
    "Гаврилова",
    "Денисова",
    "Егорова",
    "Захарова",
    "Исаева",
    "Королёва",
    "Макарова",
    "Никитина",
    "Осипова",
    "Павлова",
    "Рябова",
    "Соловьёва",
];
const NAMES: [&str; 30] = [
    "Алёна",
    "Белла",
    "Вера",
    "Галина",
    "Дарья",
    "Ева",
    "Жанна",
    "Зоя",
    "Инна",
    "Ксения",
    "Лариса",
    "Марина",
    "Нина",
    "Ольга",
    "Полина",
    "Раиса",
    "Софья",
    "Тамара",
    "Ульяна",
    "Фаина",
    "Эльмира",
    "Юлия",
    "Яна",
    "Гүзәл",
    "Әлфия",
    "Динара",
    "Лилия",
    "Надежда",
    "Регина",
    "Светлана",
];
const PATRONYMICS: [&str; 20] = [
    "Андреевна",
    "Борисовна",
    "Викторовна",
    "Глебовна",
    "Дмитриевна",
    "Евгеньевна",
    "Захаровна",
    "Ильинична",
    "Кирилловна",
    "Львовна",
    "Маратовна",
    "Николаевна",
    "Олеговна",
    "Павловна",
    "Ринатовна",
    "Сергеевна",
    "Тимуровна",
    "Фёдоровна",
    "Эдуардовна",
    "Юрьевна",
];
pub const PHRASES: [&str; 24] = [
    "Ребёнок плохо засыпает и просыпается по ночам.",
    "Мама просит показать упражнения для речи.",
    "Обсудили кризис трёх лет и границы.",
    "Плачет при расставании, адаптация к саду идёт вторую неделю.",
    "Договорились вести дневник сна.",
    "Показана игра на переключение внимания.",
    "Отец тоже хочет участвовать в занятиях.",
    "Экранного времени больше трёх часов в день.",
    "Попробовать выбор из двух вариантов вместо запрета.",
    "Рекомендован спокойный вечерний ритуал.",
    "Вернуться к вопросу через две недели.",
    "Речь понятна близким, посторонним — наполовину.",
    "Ревность к младшей сестре усилилась после болезни.",
    "Даны адреса организаций ранней помощи.",
    "Питание: отказывается от новой еды, давления не применять.",
    "Страхи темноты, придумали ночник-сторожа.",
    "Подготовка руки к письму: лепка, шнуровка, крупы.",
    "Бабушка и родители договорятся об общих правилах.",
    "Истерики в магазине: заранее обсуждать, что покупаем.",
    "Двуязычная семья, дома говорят на татарском.",
    "Ребёнок подвижный, тихие игры по пять минут.",
    "Приучение к горшку начать заново после отдыха.",
    "Вопрос о переходе в другую группу — к заведующему.",
    "Семья довольна, просит памятку для второго родителя.",
];
const TOPICS: [&str; 8] =
    ["adaptation", "crisis", "behaviour", "speech", "regime", "early_development", "school_readiness", "emotions"];

/// Who works in the invented centre.
pub struct Staff {
    pub account: AccountId,
    pub consultants: Vec<ConsultantId>,
}

/// A small generator of its own, so that no library's change makes another journal.
struct Dice(u64);

impl Dice {
    fn of(number: u32) -> Self {
        Self(u64::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ SEED)
    }

    /// SplitMix64.
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % sides as u64) as usize
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.throw(words.len())]
    }
}

/// Time-ordered, one series for each sort of thing.
fn id(at: NaiveDateTime, series: u8, number: u32) -> Uuid {
    let millis = u64::try_from(at.and_utc().timestamp_millis()).unwrap_or(0);
    let mut random = [series; 10];
    random[6..].copy_from_slice(&number.to_be_bytes());
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

pub fn today() -> NaiveDate {
    TODAY.parse().unwrap_or_default()
}

/// The name of the person of this number.
pub fn name(number: u32) -> String {
    let mut dice = Dice::of(number.wrapping_add(0x5EED));
    format!("{} {} {}", dice.pick(&SURNAMES), dice.pick(&NAMES), dice.pick(&PATRONYMICS))
}

fn phone(number: u32) -> String {
    format!("+7900{:07}", number.wrapping_mul(7_919) % 10_000_000)
}

/// Everything of one request: who asked, the booking, the signed record.
pub struct Invented {
    number: u32,
    /// Recorded, or still on the way.
    recorded: bool,
    received: NaiveDateTime,
    held: NaiveDateTime,
}

impl Invented {
    /// Number `number` of `size`, both within the ten years; numbers beyond go on after the last day.
    pub fn of(number: u32, size: u32) -> Self {
        let days = u64::from(number) * u64::from(YEARS * 365) / u64::from(size.saturating_sub(OPEN).max(1));
        let first = today() - Days::new(u64::from(YEARS * 365) + 12);
        let in_day = number % 540;
        let received = (first + Days::new(days)).and_time(NaiveTime::MIN) + Duration::minutes(i64::from(480 + in_day));
        let recorded = number + OPEN < size || number >= size;
        if recorded {
            return Self { number, recorded, received, held: received + Duration::days(i64::from(number % 9 + 1)) };
        }
        // The open ones are of the last days, each in a time of its own.
        let left = size - number;
        let received = today().and_hms_opt(8, 0, 0).unwrap_or_default() - Duration::minutes(i64::from(left) * 70);
        let ahead = today().and_hms_opt(9, 0, 0).unwrap_or_default() + Duration::hours(i64::from((OPEN - left) / 12));
        Self { number, recorded, received, held: ahead + Duration::days(i64::from((OPEN - left) / 60)) }
    }

    pub fn at(&self) -> DateTime<Utc> {
        self.received.and_utc()
    }

    /// Registers the request with its booking, and signs what was held.
    pub fn write(&self, change: &Change<'_>, staff: &Staff) -> Result<(), StorageError> {
        let request = self.register(change, staff)?;
        // Every third of the open ones still waits for a time.
        if !self.recorded && self.number % 3 == 1 {
            return Ok(());
        }
        let booking = self.book(change, staff, &request)?;
        if self.recorded { self.sign(change, staff, &request, &booking) } else { Ok(()) }
    }

    pub fn register(&self, change: &Change<'_>, staff: &Staff) -> Result<Request, StorageError> {
        let mut dice = Dice::of(self.number);
        let participant = self.participant(change)?;
        let form = [Form::InCenter, Form::InCenter, Form::InCenter, Form::Distance, Form::Outing][dice.throw(5)];
        let means = (form == Form::Distance).then(|| "video_call".to_owned());
        change.register_request(Request {
            id: RequestId(id(self.received, 1, self.number)),
            number: 0,
            year: 0,
            origin: Origin::Typed,
            follows: None,
            channel: dice.pick(&["call", "in_person", "web_form"]).to_owned(),
            passed_by: String::new(),
            received: self.received,
            registered_on: self.received.date(),
            registered_by: staff.account,
            participants: vec![participant],
            categories: Vec::new(),
            form,
            means,
            attends: Some(dice.throw(2) == 0),
            child_age: AgeMonths::new(6 + dice.throw(72) as u16),
            about: dice.pick(&PHRASES).to_owned(),
            topics: vec![dice.pick(&TOPICS).to_owned()],
            wish: String::new(),
            evidence: None,
            annul_reason: None,
            late_by_wish: false,
        })
    }

    pub fn book(&self, change: &Change<'_>, staff: &Staff, request: &Request) -> Result<Booking, StorageError> {
        let booking = Booking {
            id: BookingId(id(self.received, 2, self.number)),
            request: request.id,
            previous: None,
            consultant: self.consultant(staff),
            room: None,
            form: request.form,
            means: request.means.clone(),
            starts: self.held,
            minutes: 45,
            // Of what is over only the use is written: a promise would forbid two records at one time.
            state: if self.recorded { BookingState::Used } else { BookingState::Live },
            ended_reason: None,
            made_by: staff.account,
        };
        change.add_booking(&booking)?;
        Ok(booking)
    }

    pub fn sign(
        &self,
        change: &Change<'_>,
        staff: &Staff,
        request: &Request,
        booking: &Booking,
    ) -> Result<(), StorageError> {
        let mut dice = Dice::of(self.number.wrapping_add(0xACED));
        let (outcome, attempt) = match dice.throw(30) {
            0 | 1 => (Outcome::Refused { ground: "out_of_competence".to_owned() }, AttemptOutcome::Held),
            2 => {
                let failure = Failure::TechnicalRecipient;
                (Outcome::NotHeld { failure }, AttemptOutcome::Failed(failure))
            }
            _ => (Outcome::Given, AttemptOutcome::Held),
        };
        let given = outcome == Outcome::Given;
        let said = |dice: &mut Dice, count: usize| -> String {
            (0..count).map(|_| dice.pick(&PHRASES)).collect::<Vec<_>>().join(" ")
        };
        let length = 1 + dice.throw(5);
        let record = Record {
            attempts: vec![Attempt {
                started: booking.starts,
                ended: booking.starts + Duration::minutes(45),
                outcome: attempt,
            }],
            form: request.form,
            means: request.means.clone(),
            kind: if dice.throw(12) == 0 { Kind::Planning } else { Kind::Content },
            direction: given.then(|| dice.pick(&["psy_ped", "method", "consult"]).to_owned()),
            topics: if given { request.topics.clone() } else { Vec::new() },
            consultants: vec![booking.consultant],
            outcome,
            outcome_words: if given { String::new() } else { dice.pick(&PHRASES).to_owned() },
            organisations: Vec::new(),
            satisfied: given.then_some(Satisfied::Yes),
            note: said(&mut dice, length),
            advice: said(&mut dice, 2),
            child_present: None,
            child_age: request.child_age,
            quality_offered: true,
            evidence: None,
            survey_filled: false,
            feedback_on: None,
        };
        let id = ConsultationId(id(self.received, 3, self.number));
        change.sign_consultation(id, request.id, &record, staff.account, self.held.date(), None)?;
        // An attempt that failed would keep its request among the open ones; here somebody has seen to it.
        if matches!(record.outcome, Outcome::NotHeld { .. }) {
            change.annul_request(request, "Больше не понадобилось", self.held.date())?;
        }
        Ok(())
    }

    /// Every third request is of somebody new, of the others every twentieth of nobody known.
    fn participant(&self, change: &Change<'_>) -> Result<Participant, StorageError> {
        let kind = RecipientKind::Parent;
        let person = self.number / 3;
        if self.number % 3 == 0 {
            let id = person_id(person);
            change.add_recipient(id, kind, &[], &name(person), &phone(person), "")?;
            return Ok(Participant { recipient: Some(id), kind });
        }
        if self.number % 20 == 7 {
            return Ok(Participant { recipient: None, kind });
        }
        // Somebody of the last thousand people comes again; the very first are all new.
        let back = Dice::of(self.number).throw(1_000) as u32;
        let recipient = person_id(person.saturating_sub(back));
        Ok(Participant { recipient: Some(recipient), kind })
    }

    fn consultant(&self, staff: &Staff) -> ConsultantId {
        staff.consultants[self.number as usize % staff.consultants.len()]
    }
}

fn person_id(person: u32) -> RecipientId {
    RecipientId(id(DateTime::UNIX_EPOCH.naive_utc() + Duration::seconds(i64::from(person)), 4, person))
}
