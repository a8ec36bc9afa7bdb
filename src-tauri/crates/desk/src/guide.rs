//! The help in place: short pages in plain Markdown, read into blocks that the screens draw.
//!
//! Bold is a word as it stands on a button, code is a key. Whatever the screens do not draw (HTML, pictures,
//! links, tables) is refused, so a page is either drawn whole or not at all.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::Desk;
use crate::wire::{
    GuideBlock, GuideBlockKind, GuidePage, GuideSpan, GuideSpanKind, Problem, ProblemCode as Code, Refused,
};

/// Pages by the screen they belong to, in the order of the contents.
const PAGES: [(&str, &str); 13] = [
    ("first", include_str!("../../../../assets/guide/first.md")),
    ("today", include_str!("../../../../assets/guide/today.md")),
    ("booking", include_str!("../../../../assets/guide/booking.md")),
    ("consultation", include_str!("../../../../assets/guide/consultation.md")),
    ("journal", include_str!("../../../../assets/guide/journal.md")),
    ("handouts", include_str!("../../../../assets/guide/handouts.md")),
    ("events", include_str!("../../../../assets/guide/events.md")),
    ("reports", include_str!("../../../../assets/guide/reports.md")),
    ("settings", include_str!("../../../../assets/guide/settings.md")),
    ("settings-access", include_str!("../../../../assets/guide/settings-access.md")),
    ("cover", include_str!("../../../../assets/guide/cover.md")),
    ("keyboard", include_str!("../../../../assets/guide/keyboard.md")),
    ("trouble", include_str!("../../../../assets/guide/trouble.md")),
];

impl Desk {
    /// The whole help: some pages of text.
    pub fn guide(&mut self) -> Result<Vec<GuidePage>, Refused> {
        PAGES
            .iter()
            .map(|(key, source)| page(key, source).ok_or_else(|| Problem::new(Code::Inner).about("guide").into()))
            .collect()
    }
}

/// `None` where the text holds something that is not drawn, or has no title.
fn page(key: &str, source: &str) -> Option<GuidePage> {
    let mut reading = Reading::default();
    for event in Parser::new_ext(source, Options::empty()) {
        reading.take(event)?;
    }
    let title = reading.title.filter(|title| !title.is_empty())?;
    Some(GuidePage { key: key.to_owned(), title, blocks: reading.blocks })
}

#[derive(Default)]
struct Reading {
    title: Option<String>,
    in_title: bool,
    blocks: Vec<GuideBlock>,
    /// What the block being read is; a list sets it for its lines.
    kind: Option<GuideBlockKind>,
    in_list: Option<GuideBlockKind>,
    in_note: bool,
    button: bool,
    spans: Vec<GuideSpan>,
}

impl Reading {
    fn take(&mut self, event: Event<'_>) -> Option<()> {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) if self.title.is_none() => self.in_title = true,
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => self.kind = Some(GuideBlockKind::Heading),
            Event::Start(Tag::BlockQuote(_)) => self.in_note = true,
            Event::End(TagEnd::BlockQuote(_)) => self.in_note = false,
            Event::Start(Tag::List(first)) if self.in_list.is_none() => {
                self.in_list = Some(if first.is_some() { GuideBlockKind::Step } else { GuideBlockKind::Item });
            }
            Event::End(TagEnd::List(_)) => self.in_list = None,
            Event::Start(Tag::Item) => self.kind = self.in_list,
            Event::Start(Tag::Paragraph) => {
                let usual = if self.in_note { GuideBlockKind::Note } else { GuideBlockKind::Text };
                self.kind = Some(self.in_list.unwrap_or(usual));
            }
            Event::End(TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::Item) => self.close(),
            Event::Start(Tag::Strong) => self.button = true,
            Event::End(TagEnd::Strong) => self.button = false,
            Event::Text(text) => {
                self.span(if self.button { GuideSpanKind::Button } else { GuideSpanKind::Plain }, &text)
            }
            Event::Code(text) => self.span(GuideSpanKind::Key, &text),
            Event::SoftBreak => self.span(GuideSpanKind::Plain, " "),
            _ => return None,
        }
        Some(())
    }

    fn span(&mut self, kind: GuideSpanKind, text: &str) {
        match self.spans.last_mut() {
            Some(last) if last.kind == kind && kind != GuideSpanKind::Key => last.text.push_str(text),
            _ => self.spans.push(GuideSpan { kind, text: text.to_owned() }),
        }
    }

    fn close(&mut self) {
        let spans = std::mem::take(&mut self.spans);
        if self.in_title {
            self.in_title = false;
            self.title = Some(spans.into_iter().map(|span| span.text).collect());
        } else if let Some(kind) = self.kind.take().filter(|_| !spans.is_empty()) {
            self.blocks.push(GuideBlock { kind, spans });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_of_the_help_is_drawn_whole() {
        for (key, source) in PAGES {
            let page = page(key, source).unwrap_or_else(|| panic!("«{key}» holds what is not drawn"));
            assert!(page.blocks.len() >= 4, "«{key}» is too short to help");
            assert!(page.blocks.iter().all(|block| !block.spans.is_empty()));
            let letters: usize = page.blocks.iter().flat_map(|b| &b.spans).map(|s| s.text.chars().count()).sum();
            assert!(letters < 4000, "«{key}» is longer than anyone reads while a parent waits: {letters}");
        }
    }

    #[test]
    fn a_page_is_read_block_by_block() {
        let page =
            page("x", "# Имя\n\nНажмите **Записать** или `Ctrl Enter`.\n\n## Потом\n\n1. раз\n2. два\n\n> Цело.\n")
                .unwrap();
        let kinds: Vec<_> = page.blocks.iter().map(|block| block.kind).collect();
        use GuideBlockKind::{Heading, Note, Step, Text};
        assert_eq!((page.title.as_str(), kinds), ("Имя", vec![Text, Heading, Step, Step, Note]));
        let spans: Vec<_> = page.blocks[0].spans.iter().map(|span| (span.kind, span.text.as_str())).collect();
        use GuideSpanKind::{Button, Key, Plain};
        assert_eq!(
            spans,
            [(Plain, "Нажмите "), (Button, "Записать"), (Plain, " или "), (Key, "Ctrl Enter"), (Plain, ".")]
        );
    }

    #[test]
    fn what_the_screens_do_not_draw_is_refused() {
        for text in ["# A\n\n<b>x</b>", "# A\n\n[x](y)", "# A\n\n![x](y)", "# A\n\n```\nx\n```", "без названия"]
        {
            assert!(page("x", text).is_none(), "{text}");
        }
    }
}
