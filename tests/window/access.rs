//! Whether everybody can use the screens: axe with every rule, sizes, contrast and zoom in the real window,
//! with the practice journal, so that all of them are full.

use std::path::Path;

use chrono::NaiveDateTime;
use domain::invented::Deed;
use poryadok_tests::window::Program;
use thirtyfour::Key;

use crate::tour::Tour;

/// What a person would trip over, asked of the page itself.
const PAGE: &str = include_str!("page.js");

/// The margin line is a line, but axe takes it for a ground it cannot judge letters on.
const WITHOUT_THE_MARGIN_LINE: &str = "const style = new CSSStyleSheet();
    style.replaceSync('.sheet::before { display: none !important }');
    document.adoptedStyleSheets = [style];";

const AXE: &str = "const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] }).then(
        (result) => done({
            rules: result.passes.length + result.violations.length,
            flaws: result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`),
        }),
        (trouble) => done({ rules: 0, flaws: [String(trouble)] }),
    );";

/// A screen and the way to it: a digit with Alt, then presses.
struct Screen(&'static str, &'static str, &'static [&'static str]);

const SECTIONS: [Screen; 8] = [
    Screen("today", "1", &[]),
    Screen("booking", "2", &["#booking-new"]),
    Screen("consultation", "3", &[]),
    Screen("journal", "4", &[]),
    Screen("handouts", "5", &[]),
    Screen("events", "6", &[]),
    Screen("reports", "7", &[]),
    Screen("settings", "8", &["#settings-consultants"]),
];

/// What lies one press deeper.
const PARTS: [Screen; 22] = [
    Screen("booking-day", "2", &["#booking-day"]),
    Screen("booking-week", "2", &["#booking-week"]),
    Screen("booking-waiting", "2", &["#booking-waiting"]),
    Screen("requests", "2", &["#booking-list"]),
    Screen("settings-rooms", "8", &["#settings-rooms"]),
    Screen("settings-organisations", "8", &["#settings-organisations"]),
    Screen("settings-lists", "8", &["#settings-lists"]),
    Screen("settings-means", "8", &["#settings-lists", "#list-means"]),
    Screen("settings-means-form", "8", &["#settings-lists", "#list-means", "#means-new"]),
    Screen("settings-consultant-form", "8", &["#settings-consultants", "#consultant-new"]),
    Screen("settings-days", "8", &["#settings-days"]),
    Screen("settings-centre", "8", &["#settings-centre"]),
    Screen("settings-centre-form", "8", &["#settings-centre", "#centre-edit"]),
    Screen("settings-order", "8", &["#settings-order"]),
    Screen("settings-order-form", "8", &["#settings-order", "#order-new"]),
    Screen("settings-accounts", "8", &["#settings-accounts"]),
    Screen("settings-history", "8", &["#settings-history"]),
    Screen("settings-look", "8", &["#settings-look"]),
    Screen("settings-about", "8", &["#settings-about"]),
    Screen("record", "3", &["[data-testid='to-record-row']"]),
    Screen("event-form", "6", &["#event-new"]),
    Screen("journal-print", "4", &["#journal-print"]),
];

/// The steps of the program's zoom that are looked at, with how often «Ctrl +» goes there from the one before.
const ZOOMS: [(u32, usize); 4] = [(100, 0), (125, 2), (150, 1), (200, 2)];

/// What was looked at, and what was found.
#[derive(Default)]
pub struct Findings {
    screens: usize,
    letters: u64,
    flaws: Vec<String>,
}

impl Findings {
    pub async fn look(&mut self, window: &Program, name: &str) {
        if window.ask_page("return !window.axe").await == true {
            window.ask_page(&format!("{}\nwindow.axe ??= axe;", axe())).await;
            window.ask_page(WITHOUT_THE_MARGIN_LINE).await;
        }
        let axe = window.ask_page_and_wait(AXE).await;
        let page = window.ask_page(PAGE).await;
        assert!(axe["rules"].as_u64() > Some(10), "{name}: axe judged nothing: {axe}");
        assert!(page["letters"].as_u64() > Some(20), "{name}: an empty page was judged: {page}");
        self.screens += 1;
        self.letters += page["letters"].as_u64().unwrap_or(0);
        for found in [&axe["flaws"], &page["flaws"]].into_iter().filter_map(serde_json::Value::as_array).flatten() {
            self.flaws.push(format!("{name}: {}", found.as_str().unwrap_or_default()));
        }
    }

    /// Says what was judged; nothing may have been found.
    pub fn be_none(self) {
        println!("   access: {} screens, {} letters against their ground", self.screens, self.letters);
        assert!(self.flaws.is_empty(), "{}", self.flaws.join("\n"));
    }
}

fn axe() -> String {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(place).expect("axe-core lies among the packages of the interface")
}

pub async fn open_practice(window: &Program) {
    window.enter("#open-practice").await;
    window.see("#nav-today").await;
    window.see("[data-testid='session-line']").await;
}

async fn go(window: &Program, Screen(_, digit, clicks): &Screen) {
    window.keys(Key::Alt + *digit).await;
    window.see("main h1").await;
    for css in *clicks {
        window.enter(css).await;
    }
    settle(window).await;
}

/// Lists are read while the heading already stands.
pub async fn settle(window: &Program) {
    tokio::time::sleep(std::time::Duration::from_millis(350)).await;
    window.until_page("!document.querySelector('main [aria-busy=\"true\"], main .waiting')").await;
}

/// The eight sections, the help and the sheet of keys as they are now.
pub async fn look_at_sections(found: &mut Findings, tour: &mut Option<&mut Tour>, window: &Program, when: &str) {
    for screen in &SECTIONS {
        go(window, screen).await;
        seen(found, tour, window, &format!("{when}-{}", screen.0)).await;
    }
    window.keys(Key::Alt + "1").await;
    window.keys(Key::F1).await;
    window.see("#help-title").await;
    settle(window).await;
    seen(found, tour, window, &format!("{when}-help")).await;
    window.keys(Key::Escape).await;
    window.see_go("#help").await;
    window.keys(Key::Control + "/").await;
    window.see("dialog").await;
    seen(found, tour, window, &format!("{when}-keys")).await;
    window.keys(Key::Escape).await;
    window.see_go("dialog").await;
}

async fn look_at_parts(found: &mut Findings, tour: &mut Option<&mut Tour>, window: &Program, when: &str) {
    window.enter("#practice-consultant").await;
    window.see("#practice-consultant[aria-pressed='true']").await;
    look_at_some(found, tour, window, when, &["record"]).await;
    window.enter("#practice-head").await;
    window.see("#practice-head[aria-pressed='true']").await;
    let rest: Vec<&str> = PARTS.iter().map(|part| part.0).filter(|name| *name != "record").collect();
    look_at_some(found, tour, window, when, &rest).await;
    window.enter("#practice-administrator").await;
    window.see("#practice-administrator[aria-pressed='true']").await;
}

async fn look_at_some(
    found: &mut Findings,
    tour: &mut Option<&mut Tour>,
    window: &Program,
    when: &str,
    names: &[&str],
) {
    for part in PARTS.iter().filter(|part| names.contains(&part.0)) {
        go(window, part).await;
        seen(found, tour, window, &format!("{when}-{}", part.0)).await;
        if window.sees("dialog").await {
            window.keys(Key::Escape).await;
            window.see_go("dialog").await;
        }
    }
}

async fn seen(found: &mut Findings, tour: &mut Option<&mut Tour>, window: &Program, name: &str) {
    found.look(window, name).await;
    if let Some(tour) = tour {
        tour.picture(window, name).await;
    }
}

/// Every screen by day at every size; each step of the zoom makes the page narrower by as much.
pub async fn by_day_at_every_size(found: &mut Findings, tour: &mut Tour, window: &Program) {
    let width = window.ask_page("return innerWidth").await.as_u64().expect("a width");
    for (zoom, presses) in ZOOMS {
        window.keys(Key::Alt + "1").await;
        window.see("main h1").await;
        for _ in 0..presses {
            window.keys(Key::Control + "=").await;
        }
        // The web view rounds as it likes.
        window.until_page(&format!("Math.abs(innerWidth - {width} * 100 / {zoom}) <= 1.5")).await;
        look_at_sections(found, &mut Some(tour), window, &zoom.to_string()).await;
        look_at_parts(found, &mut Some(tour), window, &zoom.to_string()).await;
    }
    window.keys(Key::Control + "0").await;
    window.until_page(&format!("innerWidth === {width}")).await;
}

/// Letters twice as large, in the usual window.
pub async fn grow_twice(window: &Program) {
    let width = window.ask_page("return innerWidth").await.as_u64().expect("a width");
    for _ in 0..ZOOMS.iter().map(|(_, presses)| presses).sum() {
        window.keys(Key::Control + "=").await;
    }
    window.until_page(&format!("Math.abs(innerWidth - {width} / 2) <= 1.5")).await;
}

/// The same at the usual size in the colours of the night.
pub async fn by_night(found: &mut Findings, tour: &mut Tour, window: &Program) {
    let ground = window.ask_page("return getComputedStyle(document.body).backgroundColor").await;
    let dark = ground
        .as_str()
        .unwrap_or_default()
        .trim_start_matches("rgb(")
        .split(',')
        .next()
        .and_then(|red| red.parse::<u8>().ok());
    assert!(dark.is_some_and(|red| red < 80), "the night has a dark ground, not {ground}");
    look_at_sections(found, &mut Some(tour), window, "night").await;
    look_at_parts(found, &mut Some(tour), window, "night").await;
}

/// A large display, letters at their own size and twice as large.
pub async fn on_a_large_display(found: &mut Findings, tour: &mut Tour, window: &Program) {
    window.until_page("Math.abs(innerWidth - 3840 / 1.75) <= 1.5").await;
    look_at_sections(found, &mut Some(tour), window, "large").await;
    window.keys(Key::Alt + "1").await;
    for _ in 0..ZOOMS.iter().map(|(_, presses)| presses).sum() {
        window.keys(Key::Control + "=").await;
    }
    // A wide window draws 100 % larger by itself, and the zoom goes on from there.
    window.until_page("Math.abs(innerWidth - 3840 / 1.75 / 2) <= 1.5").await;
    look_at_sections(found, &mut Some(tour), window, "large-200").await;
}

/// Everybody invented who comes for help in the practice journal that begins at this moment.
pub fn names_of_practice(moment: &str) -> Vec<String> {
    let moment = NaiveDateTime::parse_from_str(moment, "%Y-%m-%dT%H:%M").expect("a moment");
    let names = desk::practice::plan(moment).acts().filter_map(|act| match act.deed {
        Deed::Meet(person) => Some(person.name),
        _ => None,
    });
    names.filter(|name| !name.is_empty()).collect()
}

/// Nobody's name stays in sight after F8, and all come back with it.
pub async fn names_are_hidden(window: &Program, names: &[String]) {
    for (digit, some_expected) in [("1", true), ("4", false)] {
        window.keys(Key::Alt + digit).await;
        settle(window).await;
        let before = in_sight(window, names).await;
        assert!(!some_expected || !before.is_empty(), "nobody's name to hide on section {digit}");
        window.keys(Key::F8).await;
        window.see("#hide-names[aria-pressed='true']").await;
        let after = in_sight(window, names).await;
        assert!(after.is_empty(), "after F8 section {digit} still says {after:?}");
        window.keys(Key::F8).await;
        window.see("#hide-names[aria-pressed='false']").await;
        assert_eq!(in_sight(window, names).await, before, "F8 opens what it hid");
    }
}

async fn in_sight<'a>(window: &Program, names: &'a [String]) -> Vec<&'a str> {
    let text = window.ask_page("return document.querySelector('main').innerText").await;
    let text = text.as_str().unwrap_or_default().replace('\u{a0}', " ");
    names.iter().map(String::as_str).filter(|name| text.contains(name)).collect()
}
