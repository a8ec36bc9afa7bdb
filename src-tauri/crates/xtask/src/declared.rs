//! Reads the declared commands from the text of `desk::for_each_command!`. The shell's build script takes
//! this file in as well.

/// A command is a line `name(…) -> …;`.
pub fn command_names(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//") && line.ends_with(';') && line.contains(") -> "))
        .filter_map(|line| line.split_once('(').map(|(name, _)| name))
}
