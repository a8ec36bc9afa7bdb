//! What of a text lies readable in files: as UTF-8, and as UTF-16, the way Windows and web views keep strings.

use std::path::{Path, PathBuf};

/// Every file under a folder, but not under these of its folders.
pub fn files_under(folder: &Path, except: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left = vec![folder.to_owned()];
    while let Some(inner) = left.pop() {
        for entry in std::fs::read_dir(inner).into_iter().flatten().flatten() {
            let path = entry.path();
            // A link is not followed: what it leads to lies elsewhere.
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                if !except.iter().any(|name| path == folder.join(name)) {
                    left.push(path);
                }
            } else if kind.is_file() {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// «file: word» for every word that one of these files, or its name, holds.
pub fn readable_in(files: &[PathBuf], words: &[String]) -> Vec<String> {
    let looked_for: Vec<(&String, [String; 2])> = words
        .iter()
        .map(|word| {
            let utf16: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
            (word, [letters(word.as_bytes()), letters(&utf16)])
        })
        .collect();
    let mut found = Vec::new();
    for file in files {
        let held = letters(&std::fs::read(file).unwrap_or_default());
        let name = file.to_string_lossy();
        for (word, ways) in &looked_for {
            if ways.iter().any(|way| held.contains(way.as_str())) || name.contains(word.as_str()) {
                found.push(format!("{}: {word}", file.display()));
            }
        }
    }
    found
}

/// A letter for each byte: bytes of any kind are then looked through as text is, by the library's quick search.
fn letters(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_in_both_encodings_in_the_middle_of_anything_and_in_a_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let words = ["Жмыхова".to_owned(), "9121001177".to_owned()];
        let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("written");
        put("clean", "Жмых 912100117".as_bytes());
        assert_eq!(readable_in(&files_under(folder.path(), &[]), &words), Vec::<String>::new());

        put("utf8", &[&[0xff, 0xfe, 0x01], "Агния Жмыхова".as_bytes(), &[0x80]].concat());
        let wide: Vec<u8> = "x9121001177".encode_utf16().flat_map(u16::to_le_bytes).collect();
        put("utf16", &wide);
        put("копия Жмыхова", b"");
        std::fs::create_dir(folder.path().join("kept")).expect("a folder");
        put("kept/paper", "Жмыхова".as_bytes());
        assert_eq!(readable_in(&files_under(folder.path(), &["kept"]), &words).len(), 3);
        assert_eq!(readable_in(&files_under(folder.path(), &[]), &words).len(), 4);
    }
}
