//! Any command of the list by its name, with its arguments as the web view would send them.

use desk::Desk;
use desk::wire::*;
use serde_json::Value;

/// What came of a call.
pub enum Answer {
    Done(Value),
    Refused(Refused),
    /// The arguments are not of the command's types: the shell answers such a call before the desk hears of it.
    Malformed,
}

macro_rules! by_name {
    ($($name:ident($($argument:ident: $given:ty),*) -> $result:ty;)*) => {
        /// Every command with the names of its arguments.
        pub const COMMANDS: &[(&str, &[&str])] = &[$((stringify!($name), &[$(stringify!($argument)),*])),*];

        /// Calls the command of this name.
        ///
        /// # Panics
        /// When there is no such command.
        pub fn ask(desk: &mut Desk, command: &str, arguments: &Value) -> Answer {
            match command {
                $(stringify!($name) => {
                    $(
                        let Ok($argument) =
                            serde_json::from_value::<$given>(arguments[stringify!($argument)].clone())
                        else {
                            return Answer::Malformed;
                        };
                    )*
                    match desk.perform(|desk| desk.$name($($argument),*)) {
                        Ok(value) => Answer::Done(serde_json::to_value(value).expect("a plain value")),
                        Err(refused) => Answer::Refused(refused),
                    }
                })*
                _ => panic!("no command «{command}»"),
            }
        }
    };
}
desk::for_each_command!(by_name);
