//! Doorways: one per line of `desk::for_each_command!`, each only calls the method of its name.

use desk::wire::*;
use tauri::ipc::Invoke;
use tauri::{AppHandle, State};

use crate::outlet::{Asking, ask};
use crate::shared_desk::SharedDesk;

macro_rules! doorways {
    ($($name:ident($($argument:ident: $given:ty),*) -> $result:ty;)*) => {
        $(
            // On a thread of its own: Argon2id and a print take their time, the window must not wait.
            // Arguments are called on the wire as they are here; the shell would rename those of two words.
            #[tauri::command(async, rename_all = "snake_case")]
            fn $name(
                app: AppHandle,
                desk: State<'_, SharedDesk>,
                $($argument: $given),*
            ) -> Result<$result, Refused> {
                work!(app, desk, $name($($argument),*))
            }
        )*

        /// Hands a call of the web view to its doorway; a name outside the list is refused.
        pub fn doorways() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }
    };
}

/// What may leave a file is begun again once its place is chosen; a typed password is never doubled for that.
macro_rules! work {
    ($app:ident, $desk:ident, paper_journal($form:ident)) => { saving!($app, $desk, paper_journal, $form) };
    ($app:ident, $desk:ident, give_handouts($form:ident)) => { saving!($app, $desk, give_handouts, $form) };
    ($app:ident, $desk:ident, paper_passport($form:ident)) => { saving!($app, $desk, paper_passport, $form) };
    ($app:ident, $desk:ident, paper_history($form:ident)) => { saving!($app, $desk, paper_history, $form) };
    ($app:ident, $desk:ident, save_quarter($form:ident)) => { saving!($app, $desk, save_quarter, $form) };
    ($app:ident, $desk:ident, choose_second_place()) => { saving!($app, $desk, choose_second_place) };
    ($app:ident, $desk:ident, choose_copy_file()) => { saving!($app, $desk, choose_copy_file) };
    ($app:ident, $desk:ident, choose_journal_folder()) => { saving!($app, $desk, choose_journal_folder) };
    ($app:ident, $desk:ident, $name:ident($($argument:ident),*)) => {{
        let _ = &$app;
        $desk.work(stringify!($name), |desk| desk.$name($($argument),*))
    }};
}

macro_rules! saving {
    ($app:ident, $desk:ident, $name:ident $(, $form:ident)?) => {{
        let asking = tauri::Manager::state::<Asking>(&$app);
        let ask = |question: &_| ask(&$app, question);
        $desk.work_saving(stringify!($name), &asking, ask, |desk| desk.$name($(Clone::clone(&$form))?))
    }};
}

desk::for_each_command!(doorways);
