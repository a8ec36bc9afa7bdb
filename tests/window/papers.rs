//! What leaves the program: the handout, the month's journal, the quarter's workbooks.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use poryadok_tests::window::Program;
use thirtyfour::Key;

use crate::keyboard::Hands;
use crate::tour::Tour;

/// Gives the first handout of the shelf for the consultation on the screen.
pub async fn hand_out(tour: &mut Tour, window: &Program) {
    let before = tour.desktop.printed().len();
    window.click("#record-handouts").await;
    window.see("dialog").await;
    window.click("dialog input[id^='handout-']").await;
    window.see("#handouts-print:enabled").await;
    tour.picture(window, "handouts-chosen").await;
    window.click("#handouts-print").await;
    window.see_go("dialog").await;
    let printed = tour.desktop.printed();
    assert_eq!(printed.len(), before + 1, "one paper went to the printer");
    let paper = printed.last().expect("the paper");
    assert!(paper.pdf.starts_with(b"%PDF-"), "a PDF came through standard input");
    assert!(paper.words.iter().all(|word| !word.contains('/')), "no file was named: {:?}", paper.words);
    assert!(paper.words.iter().any(|word| word == "media=A4"));
    tour.picture(window, "handouts-given").await;
}

/// What would pass five pages is not taken: the set stays, and one press takes the best that fits.
pub async fn refuse_the_sixth_page(tour: &mut Tour, window: &Program) {
    let before = tour.desktop.printed().len();
    take_a_sixth_page(window).await;
    tour.picture(window, "sixth-page").await;
    window.click("#handouts-close").await;
    assert_eq!(tour.desktop.printed().len(), before, "nothing was printed");
}

/// Takes one handout after another for the consultation on the screen until one is refused.
pub async fn take_a_sixth_page(window: &Program) {
    window.click("#record-handouts").await;
    window.see("dialog label:has(input[id^='handout-'])").await;
    for place in 1..=window.count("dialog .book-line").await {
        window.click(&format!("dialog .book-line:nth-of-type({place}) input")).await;
        // The pages are counted by the joined paper, which takes a moment.
        tokio::time::sleep(Duration::from_millis(500)).await;
        if window.sees("dialog [role='alert']").await {
            break;
        }
    }
    window.read("dialog [role='alert']", "Шестая страница").await;
    window.read("dialog [role='alert']", "Комплект не изменился").await;
    window.see("dialog [role='img'] svg use").await;
}

/// Without a printer the answer says so, and the pages are not counted.
pub async fn no_printer_is_said(tour: &mut Tour, window: &Program) {
    tour.desktop.have_printer(false);
    window.keys(Key::Alt + "4").await;
    window.click("#journal-print").await;
    window.click("#paper-print").await;
    window.read("dialog [role='alert']", "ринтер").await;
    tour.picture(window, "no-printer").await;
    window.click("#paper-close").await;
    tour.desktop.have_printer(true);
}

/// Prints the journal of the month on the screen, by at most six presses, and saves it.
pub async fn print_month(tour: &mut Tour, window: &Program, month: &str) {
    let hands = Hands::over(window);
    hands.press(Key::Alt + "4").await;
    window.read(".foot", month).await;
    window.read("#journal-totals", "услуг").await;
    let before = tour.desktop.printed().len();
    hands.press(Key::Control + "p").await;
    window.see("dialog [role='img'] svg use").await;
    tour.picture(window, "journal-print").await;
    hands.press(Key::Enter).await;
    window.see(".foot [role='status']").await;
    hands.rest("month on paper", 6);
    tour.picture(window, "journal-printed").await;
    let printed = tour.desktop.printed();
    assert_eq!(printed.len(), before + 1, "the journal went to the printer");
    let text = text_of(&printed.last().expect("the journal").pdf);
    assert!(text.contains("страница 1 из"), "{text}");
    assert!(!text.contains("Ғәлиева") && !text.contains("Семёнова"), "codes stand in the general copy, not names");
    window.click("#journal-print").await;
    window.click("#journal-save").await;
    saved(tour, "pdf", 1).await;
}

/// Saves both copies of the quarter.
pub async fn save_quarter(tour: &mut Tour, window: &Program) {
    window.keys(Key::Alt + "7").await;
    window.read("main h1", "Отчёты").await;
    for table in ["Т1", "Т2", "Т3", "Т4", "Т5", "Т6", "Т8", "Т9"] {
        window.click(&format!("#table-{table}")).await;
        tour.picture(window, &format!("report-{table}")).await;
    }
    window.click("#open-records").await;
    window.see("[data-testid='behind-row']").await;
    tour.picture(window, "report-records").await;
    window.click("#save-upload").await;
    window.see(".foot [role='status']").await;
    window.click("#save-centre").await;
    saved(tour, "xlsx", 2).await;
    tour.picture(window, "report-saved").await;
}

/// Waits until so many files of a kind were saved.
async fn saved(tour: &Tour, extension: &str, wanted: usize) {
    let started = Instant::now();
    while tour.saved(extension).len() < wanted {
        assert!(started.elapsed() < Duration::from_secs(30), "{wanted} {extension}, found {:?}", tour.saved(extension));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The words of the paper in one line: a long title or a name may be parted between lines.
pub fn words_of(pdf: &[u8]) -> String {
    text_of(pdf).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a person reads on the paper, by another program.
fn text_of(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("paper.pdf");
    std::fs::write(&place, pdf).expect("the paper");
    read_by_pdftotext(&place)
}

fn read_by_pdftotext(place: &Path) -> String {
    let told = Command::new("pdftotext").arg("-layout").arg(place).arg("-").output().expect("pdftotext is there");
    assert!(told.status.success(), "pdftotext reads it");
    String::from_utf8(told.stdout).expect("text")
}
