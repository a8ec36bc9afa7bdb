//! Every section empty, busy and refused, by day and by night: a picture of each, judged as all others are.

use std::time::Duration;

use poryadok_tests::window::Program;
use thirtyfour::Key;

use crate::access::{self, Findings};
use crate::tour::Tour;
use crate::{first_start, papers, screens};

/// Long enough for a picture and a judgement while the answer is still awaited.
const SLOWLY: Duration = Duration::from_millis(4500);

/// What a screen shows while it waits, and no later.
const BUSY: &str = "document.querySelector('main [aria-busy=\"true\"], main .waiting, dialog [aria-busy=\"true\"]')";

const SECTIONS: [&str; 8] =
    ["today", "booking", "consultation", "journal", "handouts", "events", "reports", "settings"];

/// Where the states are looked at, and what was found.
pub struct States<'a> {
    pub tour: &'a mut Tour,
    pub found: &'a mut Findings,
    /// «day» or «night».
    pub when: &'a str,
}

impl States<'_> {
    async fn seen(&mut self, window: &Program, name: &str) {
        let name = format!("{}-{name}", self.when);
        self.tour.picture(window, &name).await;
        self.found.look(window, &name).await;
    }

    /// A journal without an entry; the first start and the cover refuse on the way.
    pub async fn empty(&mut self, window: &Program) {
        window.focus_on("start-institution").await;
        window.fill("#start-institution", "").await;
        window.keys(Key::Enter).await;
        window.see("#start-institution-error").await;
        self.seen(window, "refused-first-start").await;
        first_start::make_journal(self.tour, window).await;
        for (number, section) in SECTIONS.iter().enumerate() {
            window.keys(Key::Alt + (number + 1).to_string()).await;
            access::settle(window).await;
            self.seen(window, &format!("empty-{section}")).await;
        }
        window.keys(Key::Control + "l").await;
        window.focus_on("password").await;
        window.keys("не тот пароль").await;
        window.keys(Key::Enter).await;
        window.read("main", "Пароль не подошёл").await;
        self.seen(window, "refused-cover").await;
        window.enter("#by-sheet").await;
        window.see("#sheet-1").await;
        window.fill("#sheet-1", "123456").await;
        window.enter("#unlock-by-sheet").await;
        window.see("main [role='alert'], main .error").await;
        self.seen(window, "refused-sheet").await;
        window.enter("#by-password").await;
        screens::unlock(window).await;
    }

    /// What cannot be, asked of each section with a form, in the practice journal.
    pub async fn refused(&mut self, window: &Program) {
        window.keys(Key::Control + "n").await;
        window.focus_on("booking-name").await;
        window.keys("Придумкина Вера Олеговна").await;
        window.keys(Key::Control + Key::Enter).await;
        window.see("#slot-time-error").await;
        self.seen(window, "refused-booking").await;

        window.keys(Key::Alt + "6").await;
        window.enter("#event-new").await;
        window.see("#event-topic").await;
        window.keys(Key::Control + Key::Enter).await;
        window.see("#event-topic-error").await;
        self.seen(window, "refused-event").await;

        self.refused_papers(window).await;

        sit_as(window, "consultant").await;
        window.keys(Key::Alt + "3").await;
        window.enter("[data-testid='to-record-row']").await;
        window.see("#record-date").await;
        window.fill("#record-date", "31.11.2026").await;
        window.keys(Key::Control + Key::Enter).await;
        window.see("#record-date-error").await;
        self.seen(window, "refused-record").await;
        window.keys(Key::Alt + "4").await;
        access::settle(window).await;
        self.sixth_page(window).await;

        sit_as(window, "head").await;
        window.keys(Key::Alt + "8").await;
        window.enter("#settings-centre").await;
        window.enter("#centre-edit").await;
        window.fill("#centre-name", "").await;
        window.enter("#centre-save").await;
        window.see("#centre-name-error").await;
        self.seen(window, "refused-settings").await;
    }

    /// No printer, and a place where nothing can be saved.
    async fn refused_papers(&mut self, window: &Program) {
        self.tour.desktop.have_printer(false);
        window.keys(Key::Alt + "4").await;
        access::settle(window).await;
        window.enter("#journal-print").await;
        window.see("#paper-print").await;
        access::settle(window).await;
        window.enter("#paper-print").await;
        window.read("dialog [role='alert']", "ринтер").await;
        self.seen(window, "refused-print").await;
        window.enter("#paper-close").await;
        self.tour.desktop.have_printer(true);

        self.tour.desktop.have_place_to_save(false);
        window.keys(Key::Alt + "7").await;
        access::settle(window).await;
        window.enter("#save-upload").await;
        window.see(".foot [role='alert']").await;
        self.seen(window, "refused-report").await;
        self.tour.desktop.have_place_to_save(true);
    }

    /// A signed record of one's own, with more handouts than five pages hold.
    async fn sixth_page(&mut self, window: &Program) {
        for row in 1..=window.count("[data-testid='journal-row']").await {
            window.enter(&format!("tr[data-testid='journal-row']:nth-of-type({row}) a")).await;
            access::settle(window).await;
            if window.sees("#record-handouts").await {
                break;
            }
            window.keys(Key::Alt + "4").await;
            access::settle(window).await;
        }
        papers::take_a_sixth_page(window).await;
        self.seen(window, "refused-handouts").await;
        window.enter("#handouts-close").await;
    }

    /// Each section while its answer is awaited, and the main act of those that have one.
    pub async fn busy(&mut self, window: &Program) {
        for (number, section) in SECTIONS.iter().enumerate() {
            sit_as(window, if *section == "consultation" { "consultant" } else { "administrator" }).await;
            self.tour.desktop.answer_after(SLOWLY);
            window.keys(Key::Alt + (number + 1).to_string()).await;
            self.waited_for(window, &format!("busy-{section}")).await;
        }

        window.keys(Key::Control + "n").await;
        window.fill("#booking-name", "Придумкина Вера Олеговна").await;
        window.see("label:has(#offer-1)").await;
        window.keys(Key::Control + "1").await;
        self.tour.desktop.answer_after(SLOWLY);
        window.keys(Key::Control + Key::Enter).await;
        self.waited_for(window, "busy-booking-promised").await;

        window.keys(Key::Alt + "7").await;
        access::settle(window).await;
        self.tour.desktop.answer_after(SLOWLY);
        window.enter("#save-upload").await;
        self.waited_for(window, "busy-report-saved").await;

        window.keys(Key::Alt + "4").await;
        access::settle(window).await;
        window.enter("#journal-print").await;
        window.see("#paper-print").await;
        access::settle(window).await;
        self.tour.desktop.answer_after(SLOWLY);
        window.enter("#paper-print").await;
        self.waited_for(window, "busy-journal-printed").await;
    }

    /// The screen is busy before the picture and still after it was judged; then the answers come at once again.
    async fn waited_for(&mut self, window: &Program, name: &str) {
        // The sign of waiting comes late, so that quick answers do not blink.
        tokio::time::sleep(Duration::from_millis(900)).await;
        window.until_page(BUSY).await;
        self.seen(window, name).await;
        let still = window.ask_page(&format!("return !!{BUSY}")).await;
        assert!(still == true, "{name}: the answer came before the screen was judged");
        self.tour.desktop.answer_at_once();
        window.until_page(&format!("!{BUSY}")).await;
        access::settle(window).await;
    }
}

async fn sit_as(window: &Program, role: &str) {
    window.enter(&format!("#practice-{role}")).await;
    window.see(&format!("#practice-{role}[aria-pressed='true']")).await;
    access::settle(window).await;
}

/// All states in the colours of this part of the day.
pub async fn of(found: &mut Findings, when: &str) {
    let mut tour = Tour::begin(&format!("states-tour-{when}"));
    let window = open(&tour, when).await;
    let mut states = States { tour: &mut tour, found, when };
    states.empty(&window).await;
    tour.power_cut(window).await;

    let window = open(&tour, when).await;
    access::open_practice(&window).await;
    let mut states = States { tour: &mut tour, found, when };
    states.refused(&window).await;
    states.busy(&window).await;
    tour.power_cut(window).await;
}

async fn open(tour: &Tour, when: &str) -> Program {
    if when == "night" { tour.open_at_night("2026-10-15T11:00").await } else { tour.open("2026-10-15T11:00").await }
}
