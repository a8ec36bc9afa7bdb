//! The tests that carry a rule's number, read from the sources.

use std::path::Path;

/// Where tests stand, and in which language.
const PLACES: [(&str, &str); 3] = [("src-tauri", "rs"), ("tests", "rs"), ("ui/tests", "ts")];

/// Samples of names stand here, proofs do not.
const NOT_HERE: &str = "src-tauri/crates/xtask";

/// A test and the rules its name carries.
pub struct Proof {
    pub rules: Vec<u16>,
    /// From the repository's folder, with «/».
    pub file: String,
    pub name: String,
}

/// Every proof in the repository, in the order of files and lines.
pub fn proofs(root: &Path) -> Result<Vec<Proof>, String> {
    let mut found = Vec::new();
    for (place, extension) in PLACES {
        look(root, &root.join(place), extension, &mut found)?;
    }
    Ok(found)
}

fn look(root: &Path, folder: &Path, extension: &str, found: &mut Vec<Proof>) -> Result<(), String> {
    let told = |trouble: std::io::Error| format!("{}: {trouble}", folder.display());
    let mut entries: Vec<_> = std::fs::read_dir(folder)
        .map_err(told)?
        .map(|entry| entry.map(|entry| entry.path()).map_err(told))
        .collect::<Result<_, _>>()?;
    entries.sort_unstable();
    for path in entries {
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if name == NOT_HERE {
            continue;
        }
        if path.is_dir() {
            look(root, &path, extension, found)?;
        } else if path.extension().is_some_and(|had| had == extension) {
            let text = std::fs::read_to_string(&path).map_err(|trouble| format!("{}: {trouble}", path.display()))?;
            let names = if extension == "rs" { rust_tests(&text) } else { screen_tests(&text) };
            found.extend(names.into_iter().filter_map(|test| {
                let rules = numbers(&test);
                (!rules.is_empty()).then(|| Proof { rules, file: name.clone(), name: test })
            }));
        }
    }
    Ok(())
}

/// Names of functions marked `#[test]`. One that nobody runs unless asked proves nothing.
fn rust_tests(text: &str) -> Vec<String> {
    let (mut tests, mut marked, mut ignored) = (Vec::new(), false, false);
    for line in text.lines().map(str::trim) {
        if line == "#[test]" {
            marked = true;
        } else if line.starts_with("#[ignore") {
            ignored = true;
        } else if !line.starts_with("#[") && !line.starts_with("//") {
            let name = line.strip_prefix("fn ").and_then(|rest| rest.split(['(', '<']).next());
            if let (Some(name), true, false) = (name, marked, ignored) {
                tests.push(name.to_owned());
            }
            (marked, ignored) = (false, false);
        }
    }
    tests
}

/// Titles given to `it` and `test`, where the title stands on the same line.
fn screen_tests(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter_map(|line| line.strip_prefix("it(").or_else(|| line.strip_prefix("test(")))
        .filter_map(|rest| {
            let quote = rest.chars().next().filter(|quote| ['\'', '"', '`'].contains(quote))?;
            rest[1..].split(quote).next().map(str::to_owned)
        })
        .collect()
}

/// The numbers at the head of a name: `r031_r039_…`, «R031 R039 …».
fn numbers(name: &str) -> Vec<u16> {
    name.split(['_', ' '])
        .map_while(|word| {
            let digits = word.strip_prefix(['r', 'R'])?;
            (digits.len() == 3 && digits.bytes().all(|digit| digit.is_ascii_digit())).then(|| digits.parse().ok())?
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_from_the_head_of_a_name_only() {
        assert_eq!(numbers("r031_r039_days_are_counted"), [31, 39]);
        assert_eq!(numbers("R077 the sixth page, unlike R078"), [77]);
        for none in ["a_rule_r031", "r31_short", "r0311_long", "rest_of_the_day", ""] {
            assert_eq!(numbers(none), Vec::<u16>::new(), "{none}");
        }
    }

    #[test]
    fn only_tests_that_run_are_proofs() {
        let text = "
            #[test]
            fn r001_plain() {}
            fn r002_a_helper() {}
            #[test]
            #[ignore = \"long\"]
            fn r003_left_out() {}
            proptest! {
                #[test]
                /// Said of it.
                #[allow(clippy::all)]
                fn r004_of_any_history(history in histories()) {}
            }";
        assert_eq!(rust_tests(text), ["r001_plain", "r004_of_any_history"]);
    }

    #[test]
    fn titles_of_the_screens_are_read() {
        let text =
            "describe('R001 no test', () => {\n  it('R002 is said', async () => {\n  test(\"R003\", () => {});\n});";
        assert_eq!(screen_tests(text), ["R002 is said", "R003"]);
    }
}
