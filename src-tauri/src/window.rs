//! The one window.

use std::time::Duration;

use tauri::webview::PageLoadEvent;
use tauri::{AppHandle, Manager as _, WebviewWindowBuilder, Window};

const MAIN: &str = "main";

/// How long a closed or locking window waits for the page to keep what is being typed. A draft is one write.
pub const LAST_WORDS: Duration = Duration::from_millis(800);

/// Opens the window; it is shown when its page is there, so that nobody sees an empty one.
pub fn open(app: &AppHandle) -> tauri::Result<()> {
    let config = app
        .config()
        .app
        .windows
        .iter()
        .find(|window| window.label == MAIN)
        .cloned()
        .ok_or(tauri::Error::WindowNotFound)?;
    WebviewWindowBuilder::from_config(app, &config)?
        // The web view keeps nothing on disk. A driver needs the common context, so not in a rehearsal.
        .incognito(!cfg!(feature = "rehearsal"))
        .on_navigation(is_own_page)
        // The page says in its title when the journal is the practice one.
        .on_document_title_changed(|window, title| {
            let _ = window.set_title(&title);
        })
        .on_page_load(|window, event| {
            if event.event() == PageLoadEvent::Finished {
                let _ = window.show();
                let _ = window.set_focus();
            }
        })
        .build()?;
    Ok(())
}

/// Closes the window: it is gone from the screen at once, and the page, which keeps its drafts when it loses
/// the focus, has a moment to do so.
pub fn close_gently(window: &Window) {
    if let Some(page) = window.get_webview_window(MAIN) {
        let _ = page.eval("window.dispatchEvent(new Event('blur'))");
    }
    let _ = window.hide();
    let window = window.clone();
    std::thread::spawn(move || {
        std::thread::sleep(LAST_WORDS);
        let _ = window.destroy();
    });
}

/// The person has left: the page covers itself, keeps its drafts and locks.
pub fn ask_to_lock(app: &AppHandle) {
    if let Some(page) = app.get_webview_window(MAIN) {
        let _ = page.eval("window.dispatchEvent(new Event('poryadok-left'))");
    }
}

/// Answers a second start of the program.
pub fn bring_forward(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// The page inside the program: `tauri://localhost`, on Windows `http://tauri.localhost`.
fn is_own_page(address: &tauri::Url) -> bool {
    match address.scheme() {
        "tauri" => address.host_str() == Some("localhost"),
        "http" => cfg!(windows) && address.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_never_leaves_its_own_page() {
        let own = |text: &str| is_own_page(&text.parse().expect("an address"));
        assert!(own("tauri://localhost/"));
        assert!(!own("tauri://elsewhere/"));
        assert!(!own("https://example.org/"));
        assert!(!own("file:///etc/passwd"));
        assert!(!own("data:text/html,hello"));
        assert!(!own("about:blank"));
    }
}
