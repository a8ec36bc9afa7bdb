//! What the порядок has against something asked for.

use super::{Rule, Severity};

/// A rule of the порядок that would not be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// Key of the rule.
    pub key: &'static str,
    /// Nobody goes on; otherwise one goes on after a reason, which is kept.
    pub blocks: bool,
    /// What is wrong, with the paragraph it rests on.
    pub words: String,
}

impl<T> Rule<T> {
    /// What to say where the rule is not kept; nothing where the порядок keeps silent.
    pub fn breach(&self, key: &'static str, words: &str) -> Option<Breach> {
        let words = match self.basis.as_str() {
            // Words may end with an initial.
            "" => format!("{}.", words.trim_end_matches('.')),
            basis => format!("{words} ({basis})."),
        };
        match self.severity {
            Severity::Off => None,
            severity => Some(Breach { key, blocks: severity == Severity::Block, words }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_blocks_warns_or_keeps_silent_and_quotes_its_paragraph() {
        let rule = |severity, basis: &str| Rule { value: (), severity, basis: basis.to_owned() };
        let said =
            |severity, basis| rule(severity, basis).breach("term.booking", "Позже срока").map(|b| (b.blocks, b.words));
        assert_eq!(said(Severity::Off, "п. 20"), None);
        assert_eq!(said(Severity::Warn, "п. 20"), Some((false, "Позже срока (п. 20).".to_owned())));
        assert_eq!(said(Severity::Block, ""), Some((true, "Позже срока.".to_owned())));
    }
}
