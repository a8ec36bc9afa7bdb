//! One request from its registration to its end, as acts with their times.

use chrono::{Datelike, Days, Duration, NaiveDate, NaiveDateTime, NaiveTime};

use super::acts::{Asked, Deed, End, Given, Promised, Signing};
use super::centre::ORGANISATIONS;
use super::chance::Chance;
use super::ids::Noun;
use super::names::{Circle, Person, person};
use super::papers;
use super::sketch::{Ending, SignedWhen, Sketch, Who};
use super::stream::Acts;
use super::texts;
use crate::age::AgeMonths;
use crate::civil::month_name;
use crate::consultation::{Attempt, AttemptOutcome, Evidence, More, Outcome, Record};
use crate::ids::{BookingId, ConsultationId, IssueId, RecipientId, RequestId};
use crate::lists::{Failure, Kind, Origin, RecipientKind};

/// How long a record of nothing held stays open before the request is annulled. In days.
const GIVEN_UP_AFTER: u64 = 14;
/// People are remembered by how lately they came. In people.
const REMEMBERED: u64 = 300;

/// The meeting that this request continues.
pub(super) struct Earlier {
    pub request: RequestId,
    pub people: Vec<(Option<RecipientId>, RecipientKind)>,
    pub child_age: Option<AgeMonths>,
}

/// A session about to be held.
struct Session {
    consultant: usize,
    made_at: NaiveDateTime,
    promised: Promised,
}

impl Acts {
    /// Tells a request's whole story; acts after the plan's end fall away by themselves.
    pub(super) fn tell(&mut self, at: NaiveDateTime, sketch: Sketch, mut chance: Chance, after: Option<Earlier>) {
        let mut sketch = sketch.settled(&mut chance);
        let number = self.requests;
        self.requests += 1;
        if self.aimed_at(at, number).is_some() && !sketch.from_paper {
            sketch.failures.clear();
            sketch.moves = 0;
            sketch.waits_for_time = false;
            if matches!(sketch.ending, Ending::Annulled { .. }) {
                sketch.ending = Ending::Given;
            }
        }
        let asked = self.ask(at, number, &sketch, &mut chance, after);
        let id = asked.id;
        let people = asked.people.clone();
        let child_age = asked.child_age;
        let received = asked.received;
        let by = if sketch.from_paper { self.staff.consultants[0].account } else { self.staff.administrator.id };
        self.happen(at, by, Deed::Register(Box::new(asked)));
        let earlier = Earlier { request: id, people, child_age };
        if sketch.from_paper {
            self.enter_from_paper(at, received, number, &earlier, &sketch, chance);
            return;
        }
        let Some(session) = self.promise(at, id, number, &sketch, &mut chance) else { return };
        self.hold(session, number, &earlier, &sketch, chance);
    }

    /// A practice day has sessions, and so had the day before it: half of the last requests go there.
    fn aimed_at(&self, at: NaiveDateTime, number: u64) -> Option<NaiveDate> {
        let day = match number % 4 {
            0 => self.day_before,
            2 => self.plan.until.date(),
            _ => return None,
        };
        (at.date() >= self.busy_from && at.date() < day).then_some(day)
    }

    fn ask(
        &mut self,
        at: NaiveDateTime,
        number: u64,
        sketch: &Sketch,
        chance: &mut Chance,
        after: Option<Earlier>,
    ) -> Asked {
        let mut categories: Vec<&'static str> = Vec::new();
        let (follows, people, kept_age) = match after {
            Some(earlier) => (Some(earlier.request), earlier.people, earlier.child_age),
            None => (None, self.people(at, sketch, chance, &mut categories), None),
        };
        let adopter = sketch.who == Who::Adopter;
        let age = u16::try_from(chance.between(2, 46) + chance.between(0, 40)).unwrap_or_default();
        let child_age = kept_age.or_else(|| AgeMonths::new(age).filter(|_| !adopter && chance.percent(93)));
        let received = if sketch.from_paper {
            before_working(self, at)
        } else if sketch.on_the_eve && matches!(sketch.channel, "web_form" | "site" | "vk" | "email") {
            (at.date() - Days::new(1)).and_time(NaiveTime::MIN)
                + Duration::minutes(i64::from(chance.between(1_110, 1_390)))
        } else {
            at
        };
        let topic = texts::topic(sketch.topics.first().copied().unwrap_or_default());
        Asked {
            id: RequestId(self.ids.of(Noun::Request, number)),
            origin: if sketch.from_paper { Origin::Paper } else { Origin::Typed },
            follows,
            channel: if follows.is_some() { "in_person" } else { sketch.channel },
            passed_by: if sketch.channel == "specialist" && follows.is_none() {
                "воспитатель второй группы".to_owned()
            } else {
                String::new()
            },
            received,
            registered_on: at.date(),
            attends: if categories.contains(&"not_attending") {
                Some(false)
            } else {
                chance.percent(40).then_some(true)
            },
            people,
            categories,
            form: sketch.form,
            means: sketch.means,
            child_age,
            about: if chance.percent(85) { texts::about(chance, topic) } else { String::new() },
            topics: if chance.percent(60) { sketch.topics.clone() } else { Vec::new() },
            wish: if sketch.waits_for_time { "после работы, с 17 часов" } else { "" },
            evidence: sketch.evidence.then(|| evidence(sketch.channel, at, number)),
            late_by_wish: sketch.late_by_wish,
        }
    }

    fn people(
        &mut self,
        at: NaiveDateTime,
        sketch: &Sketch,
        chance: &mut Chance,
        categories: &mut Vec<&'static str>,
    ) -> Vec<(Option<RecipientId>, RecipientKind)> {
        let nobody = (None, RecipientKind::Parent);
        let count = match sketch.who {
            Who::Anonymous => return vec![nobody],
            Who::AnonymousCouple => return vec![nobody, nobody],
            Who::One | Who::Adopter => 1,
            Who::Couple => 2,
        };
        let mut people: Vec<(Option<RecipientId>, RecipientKind)> = Vec::new();
        for place in 0..count {
            let person = self.someone(at, sketch.who, sketch.again && place == 0, chance);
            if people.iter().all(|(id, _)| *id != Some(person.id)) {
                people.push((Some(person.id), person.kind));
                categories.extend(person.categories);
            }
        }
        categories.sort_unstable();
        categories.dedup();
        people
    }

    fn someone(&mut self, at: NaiveDateTime, who: Who, again: bool, chance: &mut Chance) -> Person {
        let (circle, met) = match who {
            Who::Adopter => (Circle::Adopters, &mut self.adopters),
            _ => (Circle::Parents, &mut self.parents),
        };
        if again && *met > 0 {
            let back = chance.below(usize::try_from((*met).min(REMEMBERED)).unwrap_or(1)) as u64;
            return person(self.plan.seed, &self.ids, circle, *met - 1 - back);
        }
        let person = person(self.plan.seed, &self.ids, circle, *met);
        *met += 1;
        let by = self.staff.administrator.id;
        self.happen(at, by, Deed::Meet(person.clone()));
        person
    }

    /// Looks for a time and promises it, moves it as often as the sketch says, or annuls the request.
    fn promise(
        &mut self,
        at: NaiveDateTime,
        id: RequestId,
        number: u64,
        sketch: &Sketch,
        chance: &mut Chance,
    ) -> Option<Session> {
        let by = self.staff.administrator.id;
        let waits = sketch.waits_for_time || (at.date() >= self.busy_from && number % 8 == 1);
        let promised_at = if waits {
            let day = self.diary.next_working(self.diary.next_working(at.date()));
            day.and_time(NaiveTime::MIN) + Duration::minutes(i64::from(chance.between(560, 640)))
        } else {
            at
        };
        let from = if let Some(day) = self.aimed_at(at, number) {
            day.and_time(NaiveTime::MIN)
        } else if sketch.wait == 0 {
            promised_at + Duration::minutes(10)
        } else {
            (promised_at.date() + Days::new(u64::from(sketch.wait))).and_time(NaiveTime::MIN)
        };
        let mut session = self.next_session(promised_at, from, id, None, None, sketch, chance)?;
        for _ in 0..sketch.moves {
            let old = session.promised;
            // On the eve, or within the hour where the session is near.
            let eve = (old.starts.date() - Days::new(1)).and_time(NaiveTime::MIN) + Duration::hours(10);
            let moved_at = eve.max(session.made_at + Duration::minutes(5)).min(old.starts.max(session.made_at));
            let later = (old.starts.date() + Days::new(1)).and_time(NaiveTime::MIN);
            let reason = chance.pick(&["заболел ребёнок", "просьба получателя", "консультант на курсах"]);
            self.happen(
                moved_at,
                by,
                Deed::EndPromise { promised: old.clone(), end: End::Moved, reason: Some(reason) },
            );
            let previous = Some(old.id);
            session = self.next_session(moved_at, later, id, previous, Some(session.consultant), sketch, chance)?;
        }
        if let Ending::Annulled { reason } = sketch.ending {
            let promised = session.promised;
            let on = (session.made_at + Duration::minutes(50)).min(promised.starts.max(session.made_at));
            self.happen(on, by, Deed::EndPromise { promised, end: End::Cancelled, reason: Some(reason) });
            self.happen(on, by, Deed::Annul { request: id, reason });
            return None;
        }
        Some(session)
    }

    #[expect(clippy::too_many_arguments, reason = "a promise has as many parts")]
    fn next_session(
        &mut self,
        promised_at: NaiveDateTime,
        from: NaiveDateTime,
        request: RequestId,
        previous: Option<BookingId>,
        wished: Option<usize>,
        sketch: &Sketch,
        chance: &mut Chance,
    ) -> Option<Session> {
        let wished = wished.unwrap_or_else(|| chance.below(self.staff.consultants.len()));
        let choice = chance.below(64);
        let (consultant, starts) = self.diary.take(&self.staff.consultants, from, wished, choice)?;
        let card = &self.staff.consultants[consultant];
        let number = self.bookings;
        self.bookings += 1;
        let promised = Promised {
            id: BookingId(self.ids.of(Noun::Booking, number)),
            request,
            previous,
            consultant: card.id,
            room: Some(card.room),
            form: sketch.form,
            means: sketch.means,
            starts,
            minutes: 45,
            made_by: self.staff.administrator.id,
        };
        self.happen(promised_at, promised.made_by, Deed::Promise(promised.clone()));
        Some(Session { consultant, made_at: promised_at, promised })
    }

    fn hold(&mut self, session: Session, number: u64, earlier: &Earlier, sketch: &Sketch, mut chance: Chance) {
        let mut session = session;
        let mut attempts = Vec::new();
        for failure in &sketch.failures {
            let started = session.promised.starts;
            let ended = started + Duration::minutes(i64::from(chance.between(0, 12)));
            attempts.push(Attempt { started, ended, outcome: AttemptOutcome::Failed(*failure) });
            let outcome = Outcome::NotHeld { failure: *failure };
            let record = self.record(&attempts, outcome, &[session.consultant], earlier, sketch, &mut chance);
            let signed = ended + Duration::minutes(8);
            self.sign(signed, number, &session, earlier.request, record, None);
            // R070, R071: within 48 hours, or within a week.
            let again = (started.date() + Days::new(1)).and_time(NaiveTime::MIN);
            let told = signed + Duration::minutes(2);
            let id = earlier.request;
            let wished = Some(session.consultant);
            let Some(next) = self.next_session(told, again, id, None, wished, sketch, &mut chance) else { return };
            session = next;
        }
        let started = session.promised.starts;
        let (minutes, last, outcome) = match &sketch.ending {
            Ending::NotHeld { failure } => {
                (chance.between(0, 15), AttemptOutcome::Failed(*failure), Outcome::NotHeld { failure: *failure })
            }
            Ending::Refused { ground } => {
                (chance.between(5, 15), AttemptOutcome::Held, Outcome::Refused { ground: (*ground).to_owned() })
            }
            _ => (sketch.minutes, AttemptOutcome::Held, Outcome::Given),
        };
        let ended = started + Duration::minutes(i64::from(minutes));
        attempts.push(Attempt { started, ended, outcome: last });
        let mut consultants = vec![session.consultant];
        if sketch.second_consultant {
            consultants.push((session.consultant + 1) % self.staff.consultants.len());
        }
        let record = self.record(&attempts, outcome, &consultants, earlier, sketch, &mut chance);
        if matches!(sketch.ending, Ending::Given) && sketch.handouts > 0 {
            self.give(ended - Duration::minutes(3), &session, earlier.request, sketch, &mut chance);
        }
        let signed = self.signing_moment(ended, session.consultant, sketch, &mut chance);
        let failed = matches!(record.outcome, Outcome::NotHeld { .. });
        self.sign(signed, number, &session, earlier.request, record.clone(), None);
        if failed {
            let on = signed + Duration::days(GIVEN_UP_AFTER as i64);
            let by = self.staff.administrator.id;
            self.happen(on, by, Deed::Annul { request: earlier.request, reason: "связаться не удалось" });
        }
        if sketch.corrected {
            let on = self.diary.next_working(signed.date()).and_time(NaiveTime::MIN) + Duration::minutes(570);
            let mended = Record { satisfied: Some(crate::lists::Satisfied::Partly), ..record };
            self.sign_version(on, number, &session, earlier.request, mended, Some("уточнён ответ получателя"));
        }
        if sketch.next_meeting && signed <= self.plan.until {
            let mut next = Sketch::usual(&mut chance);
            next.who = sketch.who;
            next.topics = sketch.topics.clone();
            next.kind = Kind::Content;
            next.ending = Ending::Given;
            next.next_meeting = false;
            next.wait = next.wait.max(7);
            let earlier =
                Earlier { request: earlier.request, people: earlier.people.clone(), child_age: earlier.child_age };
            self.tell(signed, next, chance, Some(earlier));
        }
    }

    /// Soon after the session; in a practice journal each consultant has one of the last records still to write.
    fn signing_moment(
        &mut self,
        ended: NaiveDateTime,
        consultant: usize,
        sketch: &Sketch,
        chance: &mut Chance,
    ) -> NaiveDateTime {
        let today = self.plan.until.date();
        let lately = self.diary.next_working(ended.date()) >= today && ended.date() < today;
        if self.plan.lively && lately && self.unwritten.insert(consultant) {
            return (today + Days::new(1)).and_time(NaiveTime::MIN);
        }
        match sketch.signed {
            SignedWhen::Soon => ended + Duration::minutes(i64::from(chance.between(2, 14))),
            SignedWhen::NextDay => {
                self.diary.next_working(ended.date()).and_time(NaiveTime::MIN)
                    + Duration::minutes(i64::from(chance.between(500, 620)))
            }
        }
    }

    fn enter_from_paper(
        &mut self,
        at: NaiveDateTime,
        received: NaiveDateTime,
        number: u64,
        earlier: &Earlier,
        sketch: &Sketch,
        mut chance: Chance,
    ) {
        let consultant = chance.below(self.staff.consultants.len());
        let ended = received + Duration::minutes(i64::from(sketch.minutes));
        let attempts = [Attempt { started: received, ended, outcome: AttemptOutcome::Held }];
        let record = self.record(&attempts, Outcome::Given, &[consultant], earlier, sketch, &mut chance);
        let by = self.staff.consultants[consultant].account;
        let signing =
            Signing { consultation: self.consultation(number), request: earlier.request, record, reason: None };
        self.happen(at + Duration::minutes(4), by, Deed::Sign(Box::new(signing)));
    }

    fn sign(
        &mut self,
        at: NaiveDateTime,
        number: u64,
        session: &Session,
        request: RequestId,
        record: Record,
        reason: Option<&'static str>,
    ) {
        self.sign_version(at, number, session, request, record, reason);
        let by = self.staff.consultants[session.consultant].account;
        self.happen(at, by, Deed::EndPromise { promised: session.promised.clone(), end: End::Used, reason: None });
    }

    fn sign_version(
        &mut self,
        at: NaiveDateTime,
        number: u64,
        session: &Session,
        request: RequestId,
        record: Record,
        reason: Option<&'static str>,
    ) {
        let by = self.staff.consultants[session.consultant].account;
        let signing = Signing { consultation: self.consultation(number), request, record, reason };
        self.happen(at, by, Deed::Sign(Box::new(signing)));
    }

    fn consultation(&self, number: u64) -> ConsultationId {
        ConsultationId(self.ids.of(Noun::Consultation, number))
    }

    fn record(
        &self,
        attempts: &[Attempt],
        outcome: Outcome,
        consultants: &[usize],
        earlier: &Earlier,
        sketch: &Sketch,
        chance: &mut Chance,
    ) -> Record {
        let topic = texts::topic(sketch.topics.first().copied().unwrap_or_default());
        let held = !matches!(outcome, Outcome::NotHeld { .. });
        let given = outcome == Outcome::Given;
        let outcome_words = match &outcome {
            Outcome::Given => "",
            Outcome::Refused { .. } => "вопрос вне ведения центра, порядок разъяснён",
            Outcome::NotHeld { failure } => failure_words(*failure),
        };
        let survey = given && sketch.kind == Kind::Survey;
        Record {
            attempts: attempts.to_vec(),
            form: sketch.form,
            means: sketch.means.map(str::to_owned),
            kind: sketch.kind,
            direction: sketch.direction.map(str::to_owned),
            topics: if held { sketch.topics.iter().map(|key| (*key).to_owned()).collect() } else { Vec::new() },
            consultants: consultants.iter().map(|at| self.staff.consultants[*at].id).collect(),
            outcome,
            outcome_words: outcome_words.to_owned(),
            organisations: if held {
                ORGANISATIONS.iter().take(sketch.organisations).map(|(key, ..)| (*key).to_owned()).collect()
            } else {
                Vec::new()
            },
            satisfied: sketch.satisfied.filter(|_| given),
            note: if held { texts::note(chance, topic) } else { String::new() },
            advice: if given { texts::advice(chance, topic) } else { String::new() },
            child_present: sketch.child_present.filter(|_| given).map(str::to_owned),
            child_age: earlier.child_age,
            quality_offered: given && sketch.quality_offered,
            evidence: None,
            survey_filled: survey,
            feedback_on: attempts.last().filter(|_| survey).map(|attempt| attempt.ended.date()),
            more: More::default(),
        }
    }

    fn give(&mut self, at: NaiveDateTime, session: &Session, request: RequestId, sketch: &Sketch, chance: &mut Chance) {
        let number = self.issues;
        self.issues += 1;
        let items = papers::for_topics(&sketch.topics, sketch.handouts, chance);
        let by = self.staff.consultants[session.consultant].account;
        let id = IssueId(self.ids.of(Noun::Issue, number));
        let printed = !chance.percent(15);
        self.happen(at, by, Deed::Give(Given { id, request, printed, items }));
    }
}

/// The afternoon of the working day before.
fn before_working(acts: &Acts, at: NaiveDateTime) -> NaiveDateTime {
    let mut day = at.date() - Days::new(1);
    while !acts.diary.is_working(day) {
        day = day - Days::new(1);
    }
    day.and_time(NaiveTime::MIN) + Duration::minutes(15 * 60 + 10)
}

fn failure_words(failure: Failure) -> &'static str {
    match failure {
        Failure::NoShow => "не пришли и не предупредили",
        Failure::TechnicalCentre => "пропал интернет в кабинете",
        Failure::TechnicalRecipient => "у получателя не открылась ссылка",
        Failure::Other => "ребёнка срочно увезли к врачу",
    }
}

fn evidence(channel: &str, at: NaiveDateTime, number: u64) -> Evidence {
    let (kind, place) = match channel {
        "call" => ("call_list", format!("за {} {}", month_name(at.month()), at.year())),
        "email" => ("register", format!("реестр, строка {}", number % 400 + 1)),
        "web_form" | "site" | "vk" => ("screenshot", format!("папка «Снимки», файл {}", number % 900 + 1)),
        _ => ("application", format!("папка 2, лист {}", number % 300 + 1)),
    };
    Evidence { kind: kind.to_owned(), place }
}
