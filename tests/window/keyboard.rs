//! Every chord counted, as a person's hands make them.

use std::cell::Cell;

use poryadok_tests::window::Program;
use thirtyfour::Key;
use thirtyfour::prelude::TypingData;

/// Two hands over the keyboard. Ctrl with a letter is one press; free text is not counted.
pub struct Hands<'a> {
    window: &'a Program,
    presses: Cell<usize>,
}

impl<'a> Hands<'a> {
    pub fn over(window: &'a Program) -> Self {
        Self { window, presses: Cell::new(0) }
    }

    /// One chord.
    pub async fn press(&self, chord: impl Into<TypingData>) {
        self.presses.set(self.presses.get() + 1);
        self.window.keys(chord).await;
    }

    /// Names, phones, words of a conversation.
    pub async fn write(&self, text: &str) {
        self.window.keys(text).await;
    }

    /// Tab by Tab to what this selector names; each one counts.
    pub async fn tab_to(&self, css: &str) {
        for _ in 0..30 {
            if self.window.has_focus(css).await {
                return;
            }
            self.press(Key::Tab).await;
        }
        panic!("thirty presses of Tab do not lead to {css}");
    }

    /// Says the count and holds it against its limit.
    pub fn rest(self, deed: &str, limit: usize) {
        let presses = self.presses.get();
        println!("   keys: {deed}: {presses} of at most {limit}");
        assert!(presses <= limit, "{deed} took {presses} presses, at most {limit} are allowed");
    }
}
