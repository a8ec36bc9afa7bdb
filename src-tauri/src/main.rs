//! The shell: a window, doorways of one line, and what only the system can give (clock, keyring,
//! printer, places of files). No rule of the field and no word for a person lives here.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod clock;
mod commands;
mod environment;
mod keyring;
mod leaving;
mod outlet;
mod places;
mod shared_desk;
mod window;

use desk::Desk;
use desk::ports::KdfPolicy;
use tauri::Manager as _;

use crate::shared_desk::SharedDesk;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    environment::prepare();
    shared_desk::keep_panics_nameless();

    tauri::Builder::default()
        // First, so that a second start ends before it touches anything. Without D-Bus it stays
        // silent, and the journal's lock file answers instead.
        .plugin(tauri_plugin_single_instance::init(|app, _arguments, _folder| window::bring_forward(app)))
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(commands::doorways())
        .on_window_event(|window, event| {
            if let tauri::WindowEvent::CloseRequested { api, .. } = event {
                api.prevent_close();
                window::close_gently(window);
            }
        })
        .setup(|app| {
            let asking = outlet::Asking::default();
            app.manage(asking.clone());
            let desk = Desk::new(
                places::journal_folder()?,
                Box::new(clock::SystemClock::new()?),
                Box::new(keyring::SystemKeyring),
                Box::new(outlet::SystemOutlet::new(asking)),
                KdfPolicy::REAL,
            );
            app.manage(SharedDesk::new(desk));
            window::open(app.handle())?;
            leaving::watch(app.handle());
            Ok(())
        })
        .build(tauri::generate_context!())?
        .run(|app, event| {
            if let tauri::RunEvent::Exit = event {
                // Drafts are already kept; locking forgets the key and closes the database in order.
                app.state::<SharedDesk>().lock_for_good();
            }
        });
    Ok(())
}
