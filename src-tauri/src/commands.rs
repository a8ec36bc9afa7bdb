//! Doorways: one per line of `desk::for_each_command!`, each only calls the method of its name.

use desk::wire::*;
use tauri::State;
use tauri::ipc::Invoke;

use crate::shared_desk::SharedDesk;

macro_rules! doorways {
    ($($name:ident($($argument:ident: $given:ty),*) -> $result:ty;)*) => {
        $(
            // On a thread of its own: Argon2id and a print take their time, the window must not wait.
            // Arguments are called on the wire as they are here; the shell would rename those of two words.
            #[tauri::command(async, rename_all = "snake_case")]
            fn $name(desk: State<'_, SharedDesk>, $($argument: $given),*) -> Result<$result, Refused> {
                desk.work(stringify!($name), |desk| desk.$name($($argument),*))
            }
        )*

        /// Hands a call of the web view to its doorway; a name outside the list is refused.
        pub fn doorways() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }
    };
}
desk::for_each_command!(doorways);
