//! Where papers leave the program: the printer, and the place the person chooses.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use desk::ports::{FileKind, Outlet, OutletTrouble, SavePlace};
use tauri::{AppHandle, Manager as _};
use tauri_plugin_dialog::DialogExt as _;

/// Between an act that needs a place for its file and the person who chooses one. The desk is let go meanwhile:
/// drafts are kept and the journal locks itself while the dialog stands open.
#[derive(Clone, Default)]
pub struct Asking(Arc<Mutex<Asked>>);

#[derive(Default)]
struct Asked {
    /// Put by an act that was begun and has no place yet.
    question: Option<Question>,
    /// Put by whoever asked the person, for the act that is begun again. Nothing chosen: a changed mind.
    answer: Option<(Question, Option<PathBuf>)>,
}

/// What the person is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The file's name, or what the dialog is called.
    words: String,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// A place for a new file.
    File(FileKind),
    Folder,
    /// A copy of a journal.
    Copy,
}

impl Asking {
    fn asked(&self) -> MutexGuard<'_, Asked> {
        // Nothing that could fail is done under this lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The question the act that just ended has left.
    pub fn question(&self) -> Option<Question> {
        self.asked().question.take()
    }

    /// For the act that is begun again now.
    pub fn answer(&self, question: Question, chosen: Option<PathBuf>) {
        self.asked().answer = Some((question, chosen));
    }

    /// An answer nobody came for is no answer to the next question.
    pub fn forget(&self) {
        *self.asked() = Asked::default();
    }

    fn answered(&self, words: &str, what: What) -> Result<Option<PathBuf>, OutletTrouble> {
        let question = Question { words: words.to_owned(), what };
        let mut asked = self.asked();
        match asked.answer.take() {
            Some((answered, chosen)) if answered == question => Ok(chosen),
            _ => {
                asked.question = Some(question);
                Err(OutletTrouble::NotAsked)
            }
        }
    }
}

/// The system's printing, and files at the places that were chosen.
pub struct SystemOutlet {
    asking: Asking,
}

impl SystemOutlet {
    pub fn new(asking: Asking) -> Self {
        Self { asking }
    }
}

/// Asks the person, on whatever thread this is but the window's own.
pub fn ask(app: &AppHandle, question: &Question) -> Option<PathBuf> {
    #[cfg(feature = "rehearsal")]
    if let Some(answer) = rehearsed(question) {
        return Some(answer);
    }
    let Question { words, what } = question;
    let mut dialog = app.dialog().file();
    if let Some(window) = app.get_webview_window("main") {
        dialog = dialog.set_parent(&window);
    }
    let chosen = match what {
        What::Folder => dialog.set_title(words).blocking_pick_folder(),
        What::Copy => dialog.set_title(words).add_filter("Копия журнала", &["poryadok-copy"]).blocking_pick_file(),
        What::File(kind) => {
            let (title, files) = match kind {
                FileKind::Pdf => ("Сохранить документ", "Документ PDF"),
                FileKind::Xlsx => ("Сохранить таблицу", "Таблица Excel"),
            };
            let name = with_extension(PathBuf::from(words), *kind);
            dialog =
                dialog.set_title(title).set_file_name(name.to_string_lossy()).add_filter(files, &[kind.extension()]);
            let places = app.path();
            // Not every account has a folder for documents.
            let usual = [places.document_dir(), places.home_dir()];
            if let Some(folder) = usual.into_iter().flatten().find(|place| place.is_dir()) {
                dialog = dialog.set_directory(folder);
            }
            dialog.blocking_save_file()
        }
    };
    chosen.and_then(|place| place.into_path().ok())
}

/// In a rehearsal the answer stands in the environment: nobody is there to choose.
#[cfg(feature = "rehearsal")]
fn rehearsed(question: &Question) -> Option<PathBuf> {
    let named = |name: &str| std::env::var_os(name).map(PathBuf::from);
    match question.what {
        What::File(_) => named("PORYADOK_SAVE_TO").map(|folder| folder.join(&question.words)),
        What::Folder => named("PORYADOK_CHOOSE_FOLDER"),
        What::Copy => named("PORYADOK_CHOOSE_COPY"),
    }
}

impl Outlet for SystemOutlet {
    fn print(&self, title: &str, pdf: &[u8]) -> Result<(), OutletTrouble> {
        printing::print(title, pdf)
    }

    fn place(&self, suggested: &str, kind: FileKind) -> Result<Option<SavePlace>, OutletTrouble> {
        Ok(self.asking.answered(suggested, What::File(kind))?.map(SavePlace))
    }

    fn save(&self, place: SavePlace, kind: FileKind, bytes: &[u8]) -> Result<String, OutletTrouble> {
        let SavePlace(chosen) = place;
        let place = with_extension(chosen.clone(), kind);
        // The dialog asked before writing over a file, but only about the name as it was typed.
        let place = if place == chosen { place } else { untaken(place) };
        write_whole(&place, bytes).map_err(|trouble| named(&trouble))?;
        Ok(place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default())
    }

    fn choose_folder(&self, title: &str) -> Result<Option<PathBuf>, OutletTrouble> {
        self.asking.answered(title, What::Folder)
    }

    fn choose_copy(&self, title: &str) -> Result<Option<PathBuf>, OutletTrouble> {
        self.asking.answered(title, What::Copy)
    }
}

/// A name typed without an extension gets it; «Отчёт 2 кв.» must not lose its end.
fn with_extension(chosen: PathBuf, kind: FileKind) -> PathBuf {
    let has_it = chosen.extension().is_some_and(|end| end.eq_ignore_ascii_case(kind.extension()));
    if has_it {
        return chosen;
    }
    let mut name = chosen.into_os_string();
    name.push(".");
    name.push(kind.extension());
    name.into()
}

/// The same name, or with a number where a file of that name is there already: «Отчёт (2).xlsx».
fn untaken(place: PathBuf) -> PathBuf {
    if !place.exists() {
        return place;
    }
    let stem = place.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let end = place.extension().unwrap_or_default().to_string_lossy().into_owned();
    (2..)
        .map(|number| place.with_file_name(format!("{stem} ({number}).{end}")))
        .find(|one| !one.exists())
        .unwrap_or(place)
}

/// The file appears whole or not at all; what stood under the name stays until then.
fn write_whole(place: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut aside_name = std::ffi::OsString::from(".");
    aside_name.push(place.file_name().unwrap_or_default());
    aside_name.push(format!(".{}.part", std::process::id()));
    let aside = folder.join(aside_name);

    let written = write_aside(&aside, bytes).and_then(|()| std::fs::rename(&aside, place));
    if written.is_err() {
        let _ = std::fs::remove_file(&aside);
        return written;
    }
    // So that the new name outlives a power cut; some removable disks cannot, and the file is there anyway.
    #[cfg(unix)]
    let _ = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}

fn write_aside(aside: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let _ = std::fs::remove_file(aside); // left by a run that was killed
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // Only the person's own account may read it: papers may carry names.
        options.mode(0o600);
    }
    let mut file = options.open(aside)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn named(trouble: &std::io::Error) -> OutletTrouble {
    use std::io::ErrorKind;
    match trouble.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => OutletTrouble::ReadOnly,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => OutletTrouble::DiskFull,
        _ => OutletTrouble::Io(trouble.raw_os_error().unwrap_or_default()),
    }
}

#[cfg(unix)]
mod printing {
    //! CUPS through its `lp`, from standard input: no file of ours is made.

    use std::ffi::OsStr;
    use std::io::{Read as _, Write as _};
    use std::process::{Child, Command, ExitStatus, Stdio};
    use std::time::{Duration, Instant};

    use desk::ports::OutletTrouble;

    /// `lp` only hands the pages over; a queue that does not take them in this time will not.
    const HANDING_OVER: Duration = Duration::from_secs(30);

    pub fn print(title: &str, pdf: &[u8]) -> Result<(), OutletTrouble> {
        if hand_over(title, pdf, None)? {
            return Ok(());
        }
        // `lp` tells its reasons in the person's language only, so the printers are counted instead.
        match printers().as_slice() {
            [] => Err(OutletTrouble::NoPrinter),
            // The only one, though nobody made it the default.
            [only] if hand_over(title, pdf, Some(only))? => Ok(()),
            _ => Err(OutletTrouble::PrintFailed),
        }
    }

    /// Whether the queue took the pages.
    fn hand_over(title: &str, pdf: &[u8], printer: Option<&str>) -> Result<bool, OutletTrouble> {
        let mut lp = Command::new("lp");
        // Not scaled: the margins are set by rule. Without a file's name `lp` reads standard input.
        lp.args(["-t", title, "-o", "media=A4", "-o", "print-scaling=none"]);
        if let Some(printer) = printer {
            lp.args(["-d", printer]);
        }
        let mut lp = match lp.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn() {
            Ok(lp) => lp,
            Err(trouble) if trouble.kind() == std::io::ErrorKind::NotFound => return Err(OutletTrouble::NoPrinter),
            Err(trouble) => return Err(OutletTrouble::Io(trouble.raw_os_error().unwrap_or_default())),
        };
        let Some(mut input) = lp.stdin.take() else { return Ok(false) };
        let took_all = std::thread::scope(|scope| {
            // Written beside the watch: an `lp` that stopped reading must not hold the program.
            let writing = scope.spawn(move || input.write_all(pdf).is_ok());
            let ended = wait(&mut lp, HANDING_OVER);
            writing.join().unwrap_or(false) && ended.is_some_and(|status| status.success())
        });
        Ok(took_all)
    }

    /// Names of the printers that this account may use.
    fn printers() -> Vec<String> {
        let mut lpstat = Command::new(OsStr::new("lpstat"));
        listed(lpstat.arg("-e"), HANDING_OVER)
            .lines()
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// What a program writes until it ends; nothing where it does not end in this time.
    fn listed(program: &mut Command, limit: Duration) -> String {
        let started = program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let Ok(mut child) = started else { return String::new() };
        let Some(mut output) = child.stdout.take() else { return String::new() };
        std::thread::scope(|scope| {
            // Read beside the watch: a long list must not fill the pipe and wait for ever.
            let reading = scope.spawn(move || {
                let mut text = Vec::new();
                let _ = output.read_to_end(&mut text);
                String::from_utf8_lossy(&text).into_owned()
            });
            let ended = wait(&mut child, limit);
            reading.join().ok().filter(|_| ended.is_some()).unwrap_or_default()
        })
    }

    fn wait(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
        let started = Instant::now();
        loop {
            match child.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if started.elapsed() < limit => std::thread::sleep(Duration::from_millis(20)),
                Ok(None) | Err(_) => {
                    let _ = child.kill();
                    let _ = child.wait();
                    return None;
                }
            }
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_program_that_does_not_answer_is_not_waited_for() {
            let begun = Instant::now();
            assert_eq!(
                listed(Command::new("sh").args(["-c", "echo office; exec sleep 60"]), Duration::from_millis(200)),
                ""
            );
            assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
            assert_eq!(listed(Command::new("echo").arg("office"), Duration::from_secs(20)), "office\n");
        }
    }
}

#[cfg(not(unix))]
mod printing {
    //! Windows has no way to hand a PDF to a printer without a file or a viewer; the web view prints
    //! there. Until it does, the answer names the way that works: «Сохранить PDF…».

    use desk::ports::OutletTrouble;

    pub fn print(_title: &str, _pdf: &[u8]) -> Result<(), OutletTrouble> {
        Err(OutletTrouble::NoPrinter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_is_begun_again_with_the_place_that_was_chosen_for_it_and_with_no_other() {
        let asking = Asking::default();
        let outlet = SystemOutlet::new(asking.clone());
        assert_eq!(outlet.place("Журнал", FileKind::Pdf), Err(OutletTrouble::NotAsked));
        let question = asking.question().expect("the act left a question");
        assert_eq!(asking.question(), None, "asked once");
        asking.answer(question.clone(), Some(PathBuf::from("/там/Журнал.pdf")));
        assert_eq!(outlet.place("Отчёт", FileKind::Xlsx), Err(OutletTrouble::NotAsked), "another act's place");
        asking.answer(question.clone(), Some(PathBuf::from("/там/Журнал.pdf")));
        assert_eq!(outlet.place("Журнал", FileKind::Pdf), Ok(Some(SavePlace("/там/Журнал.pdf".into()))));
        assert_eq!(outlet.place("Журнал", FileKind::Pdf), Err(OutletTrouble::NotAsked), "a place serves once");
        asking.answer(question, None);
        assert_eq!(outlet.place("Журнал", FileKind::Pdf), Ok(None), "the person changed their mind");
        assert_eq!(outlet.choose_folder("Второе место"), Err(OutletTrouble::NotAsked));
    }

    #[test]
    fn a_name_without_an_end_gets_one_and_keeps_its_dots() {
        let name = |text: &str| with_extension(PathBuf::from(text), FileKind::Xlsx);
        assert_eq!(name("Отчёт"), PathBuf::from("Отчёт.xlsx"));
        assert_eq!(name("Отчёт 2 кв. 2026"), PathBuf::from("Отчёт 2 кв. 2026.xlsx"));
        assert_eq!(name("отчёт.XLSX"), PathBuf::from("отчёт.XLSX"));
    }

    #[test]
    fn a_name_that_was_not_asked_about_is_never_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("Отчёт 2 кв.xlsx");
        assert_eq!(untaken(place.clone()), place);
        std::fs::write(&place, b"old").expect("an older report");
        std::fs::write(folder.path().join("Отчёт 2 кв (2).xlsx"), b"old").expect("another");
        assert_eq!(untaken(place), folder.path().join("Отчёт 2 кв (3).xlsx"));
    }

    #[test]
    fn a_file_appears_whole_for_its_owner_only_and_nothing_else_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("журнал.pdf");
        std::fs::write(&place, b"old").expect("an older file of the same name");
        write_whole(&place, b"%PDF-new").expect("written");
        assert_eq!(std::fs::read(&place).expect("read"), b"%PDF-new");
        assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 1, "no part stays");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&place).expect("there").permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_answer_not_a_file_elsewhere() {
        let folder = tempfile::tempdir().expect("a folder");
        let trouble = write_whole(&folder.path().join("absent/журнал.pdf"), b"%PDF").expect_err("no such folder");
        assert!(matches!(named(&trouble), OutletTrouble::Io(_)));
    }

    #[test]
    fn a_full_disk_and_a_closed_folder_are_different_answers() {
        let answer = |kind: std::io::ErrorKind| named(&kind.into());
        assert_eq!(answer(std::io::ErrorKind::StorageFull), OutletTrouble::DiskFull);
        assert_eq!(answer(std::io::ErrorKind::PermissionDenied), OutletTrouble::ReadOnly);
        assert_eq!(answer(std::io::ErrorKind::ReadOnlyFilesystem), OutletTrouble::ReadOnly);
    }
}
