//! A centre that works by one of the five порядок, and the little that all their journeys ask of it.

use desk::wire::*;

use crate::read_back::pdf_text;
#[cfg(feature = "workbooks")]
use crate::read_back::sheet;
use crate::test_desk::{TestDesk, new_journal, refusal, request_of, time_for, whole};

/// The quarter all the journeys are told in.
pub const QUARTER: QuarterKey = QuarterKey { year: 2026, quarter: 4 };
pub const OCTOBER: MonthKey = MonthKey { year: 2026, month: 10 };

/// Where the centre of each порядок lies. Order D names no place.
fn region(profile: &str) -> &'static str {
    match profile {
        "a" => "RU-KDA",
        "c" => "RU-LIP",
        "e" => "RU-BA",
        "d" => "RU-MOS",
        _ => "RU-TA",
    }
}

impl TestDesk {
    /// A journal just made under one of the bundled порядок, one consultant with hours, the head at the desk.
    pub fn centre(profile: &str, moment: &str) -> Self {
        let mut desk = Self::empty_at(moment);
        desk.make_journal_of(NewJournal {
            profile: profile.to_owned(),
            region: region(profile).to_owned(),
            ..new_journal()
        });
        desk.add_consultant("Калинина Мария Сергеевна", "педагог-психолог");
        desk
    }

    /// Registers with a promised time of the first consultant.
    pub fn promise(&mut self, form: RequestForm, date: &str, time: &str) -> Result<RequestCard, Refused> {
        let slot = self.slot(date, time);
        self.desk.register(RequestForm { slot: Some(slot), ..form }).map(|done| done.value)
    }

    /// The form of a record at the end of the promised time, filled up.
    pub fn at_the_end(&mut self, card: &RequestCard) -> ConsultationForm {
        let booking = card.row.booking.as_ref().expect("a live booking");
        self.clock.put(&format!("{}T{}", booking.date, booking.until));
        whole(self.desk.consultation(card.row.id.clone()).expect("a form").form)
    }

    pub fn signed(&mut self, form: ConsultationForm) -> ConsultationView {
        match self.desk.sign(form) {
            Ok(done) => done.value,
            Err(refused) => panic!("{refused:?}"),
        }
    }

    /// The record of an attempt that broke off five minutes after its beginning.
    pub fn cut_short(&mut self, card: &RequestCard, side: &str) -> ConsultationForm {
        let booking = card.row.booking.as_ref().expect("a live booking");
        let (date, began) = (booking.date.clone(), booking.time.clone());
        let minutes = began[3..].parse::<u32>().expect("minutes") + 5;
        let ended = format!("{}:{minutes:02}", &began[..2]);
        self.clock.put(&format!("{date}T{ended}"));
        let form = self.desk.consultation(card.row.id.clone()).expect("a form").form;
        ConsultationForm {
            outcome: "not_held".to_owned(),
            failure: Some(side.to_owned()),
            failure_words: "пропала связь".to_owned(),
            ended,
            ..form
        }
    }

    /// The same, signed.
    pub fn broke_off(&mut self, card: &RequestCard, side: &str) -> ConsultationView {
        let form = self.cut_short(card, side);
        self.signed(form)
    }

    /// Another time for what broke off at a distance.
    pub fn again(&mut self, card: &RequestCard, means: &str, date: &str, time: &str) -> RequestCard {
        let slot = self.slot(date, time);
        let form = BookForm {
            form: "distance".to_owned(),
            means: Some(means.to_owned()),
            caution_reason: "повтор после сбоя".to_owned(),
            ..time_for(&card.row.id, slot)
        };
        self.desk.book(form).expect("another time").value
    }

    /// What the report says of the quarter in one line, as shown.
    pub fn figure(&mut self, table: &str, label: &str) -> String {
        let view = self.desk.quarter(QUARTER).expect("the quarter");
        let table = view.tables.iter().find(|one| one.key == table).expect("the table");
        let row = table.rows.iter().find(|row| row.label.replace('\u{a0}', " ") == label);
        let row = row.unwrap_or_else(|| {
            panic!("no «{label}» among {:?}", table.rows.iter().map(|row| &row.label).collect::<Vec<_>>())
        });
        row.cells[table.this as usize - 1].words.replace('\u{a0}', " ")
    }

    /// The workbook that goes to the municipality, read back: every whole figure of the screen stands in it, and
    /// nobody's name does.
    #[cfg(feature = "workbooks")]
    pub fn workbook_agrees(&mut self, names: &[&str]) {
        let view = self.desk.quarter(QUARTER).expect("the quarter");
        self.desk.save_quarter(QuarterSaveForm { key: QUARTER, copy: WorkbookCopy::Upload }).expect("saved");
        let file = self.tray.0.lock().expect("tray").saved.last().expect("a file").1.clone();
        let mut compared = 0;
        for table in &view.tables {
            let rows = sheet(&file, &table.key);
            let text = rows.concat().join(" ");
            assert!(names.iter().all(|name| !text.contains(name)), "{} names somebody", table.key);
            for row in &table.rows {
                let label = row.label.replace('\u{a0}', " ");
                let cells = rows.iter().find(|cells| cells[0].trim() == label);
                let cells = &cells.unwrap_or_else(|| panic!("no «{label}» in the workbook"))[1..];
                for (shown, written) in row.cells.iter().zip(cells) {
                    let shown = shown.words.replace('\u{a0}', "");
                    if shown.parse::<u64>().is_ok() {
                        assert_eq!(*written, shown, "{} {}", table.key, row.label);
                        compared += 1;
                    }
                }
            }
        }
        assert!(compared > 100, "{compared} figures compared");
    }

    /// A paper of October, printed and read back.
    pub fn october_paper(&mut self, kind: JournalKind, names: bool) -> String {
        let paper = JournalPaper { key: OCTOBER, kind, names, bound: false, print: None };
        self.desk.paper_journal(JournalPrintForm { paper, how: PaperWay::Print }).expect("printed");
        let pdf = self.tray.0.lock().expect("tray").printed.last().expect("a paper").1.clone();
        pdf_text(&pdf)
    }

    /// Asks to sign, and is refused.
    pub fn not_signed(&mut self, form: ConsultationForm) -> Refused {
        refusal(self.desk.sign(form))
    }

    /// A video service the centre adds beside those its order names.
    pub fn own_video(&mut self) -> String {
        let form = MeansForm {
            key: None,
            label: "Сферум".to_owned(),
            kind: "video".to_owned(),
            video: true,
            screen: true,
            chat: true,
            records: false,
            standing: "allowed".to_owned(),
            since: String::new(),
            basis: String::new(),
            hidden: false,
        };
        let rows = self.desk.save_means(form).expect("added").value.rows;
        rows.into_iter().find(|row| row.label == "Сферум").expect("the row").key
    }

    pub fn organisation(&mut self, name: &str) -> String {
        let form =
            OrganisationForm { name: name.to_owned(), contacts: "приёмная, пн–пт 9–17".to_owned() };
        self.desk.add_organisation(form).expect("added").value.key
    }
}

/// A request at a distance.
pub fn by(means: &str, name: &str) -> RequestForm {
    RequestForm { form: "distance".to_owned(), means: Some(means.to_owned()), ..request_of(name) }
}

/// A record with something of what a порядок may ask beside the usual.
pub fn with(mut form: ConsultationForm, more: impl FnOnce(&mut MoreForm)) -> ConsultationForm {
    more(&mut form.more);
    form
}

/// Keys of a list as they are offered.
pub fn keys(choices: &[Choice]) -> Vec<&str> {
    choices.iter().map(|choice| choice.key.as_str()).collect()
}

/// The words of the порядок a refusal or a warning rests on.
pub fn quoted(refused: &Refused) -> String {
    refused.problems.iter().filter_map(|problem| problem.about.as_deref()).collect::<Vec<_>>().join(" | ")
}

/// A line of the head's Контроль.
pub fn control(day: &mut TestDesk, key: &str) -> ControlLine {
    let lines = day.desk.control().expect("the head looks").lines;
    lines.into_iter().find(|line| line.key == key).expect("the line")
}
