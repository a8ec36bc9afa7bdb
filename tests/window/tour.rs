//! What a tour carries along: the desktop, the folder for pictures and papers, the marks that must
//! not be found on the disk.

use std::path::PathBuf;

use poryadok_tests::readable::readable_in;
use poryadok_tests::window::{Desktop, Fitting, Look, Program};

/// Words typed into the journal; none of them may lie readable on the disk. (The centre's name may: it
/// stands on the cover.)
const MARKS: [&str; 10] = [
    "Ғәлиева",
    "Семёнова",
    "режиме сна",
    "не хочет в сад",
    "Ветрова",
    "ромашка",
    "000-12-34",
    "9120001234",
    "000-55-66",
    "3430005566",
];

const MOSCOW: &str = "+03:00";

pub struct Tour {
    pub desktop: Desktop,
    folder: PathBuf,
    pictures: usize,
    /// How far the centre's clock is from Greenwich.
    zone: &'static str,
}

impl Tour {
    pub fn begin(name: &str) -> Self {
        Self::on(name, Fitting::default())
    }

    /// A tour on a desktop of another size, or with a screen reader.
    pub fn on(name: &str, fitting: Fitting) -> Self {
        let target = std::env::var_os("PORYADOK_TARGET").map_or_else(std::env::temp_dir, PathBuf::from);
        let folder = target.join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder for the tour");
        Self { desktop: Desktop::fitted(fitting), folder, pictures: 0, zone: MOSCOW }
    }

    /// The centre lives by this clock and not by Moscow's.
    pub fn living_by(self, zone: &'static str) -> Self {
        Self { zone, ..self }
    }

    /// Opens the window at a civil moment of the centre.
    pub async fn open(&self, moment: &str) -> Program {
        Program::open(&self.desktop, &format!("{moment}:00{}", self.zone), Look::Day).await
    }

    pub async fn open_at_night(&self, moment: &str) -> Program {
        Program::open(&self.desktop, &format!("{moment}:00{}", self.zone), Look::Night).await
    }

    /// The program ends as in a power cut: nothing is put in order.
    pub async fn power_cut(&self, window: Program) {
        window.kill().await;
    }

    /// A picture of what a person sees now.
    pub async fn picture(&mut self, window: &Program, name: &str) {
        self.pictures += 1;
        window.picture(&self.folder.join(format!("{:02}-{name}.png", self.pictures))).await;
    }

    /// The same under its own name, of 256 colours, for a page that is read over a network.
    pub async fn small_picture(&self, window: &Program, name: &str) {
        let place = self.folder.join(format!("{name}.png"));
        window.picture(&place).await;
        let made = std::process::Command::new("convert")
            .arg(&place)
            .args(["-strip", "-dither", "None", "-colors", "256", "-define", "png:compression-level=9"])
            .arg(format!("PNG8:{}", place.display()))
            .status()
            .expect("convert (ImageMagick) is there");
        assert!(made.success(), "{name} was not made small");
    }

    /// Leaves everything printed and saved beside the pictures.
    pub fn keep_papers(&self) {
        for (number, printed) in self.desktop.printed().into_iter().enumerate() {
            let place = self.folder.join(format!("printed-{}.pdf", number + 1));
            std::fs::write(place, printed.pdf).expect("a printed paper kept");
        }
        for entry in std::fs::read_dir(self.desktop.saved()).expect("the saved files") {
            let entry = entry.expect("a saved file");
            std::fs::copy(entry.path(), self.folder.join(entry.file_name())).expect("a saved file kept");
        }
    }

    /// Files that «Сохранить…» left, by their extension.
    pub fn saved(&self, extension: &str) -> Vec<PathBuf> {
        let saved = std::fs::read_dir(self.desktop.saved()).expect("the folder of saved files");
        saved
            .flatten()
            .map(|entry| entry.path())
            .filter(|file| file.extension().is_some_and(|e| e == extension))
            .collect()
    }

    /// Neither the journal, nor the web view's own files, nor temporary ones, nor what the program said hold a word
    /// that was typed, a phone, a group of the sheet, or the header of a plain database.
    pub fn nothing_readable_stays(&self, sheet: &[String]) {
        let marks = MARKS.into_iter().chain([crate::recovery::NEW_PASSWORD]);
        let words: Vec<String> = marks.map(str::to_owned).chain(sheet.iter().cloned()).collect();
        let found = self.desktop.lying_readable(&words);
        assert!(found.is_empty(), "readable: {found:#?}");
        let kept = self.desktop.web_view_files();
        assert!(!kept.is_empty(), "the web view's own folder was not looked through");
        let journal = self.desktop.journal_files();
        assert!(journal.iter().any(|file| file.extension().is_some_and(|end| end == "db")), "{journal:?}");
        let plain = readable_in(&journal, &["SQLite format 3\0".to_owned()]);
        assert!(plain.is_empty(), "an unencrypted database: {plain:?}");
    }
}
