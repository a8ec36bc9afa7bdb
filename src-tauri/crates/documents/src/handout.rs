//! Handouts: texts a centre gives to parents.
//!
//! A text is a short head of `key: value` lines, an empty line, and a body in plain Markdown:
//! headings, paragraphs, lists, quotes and bold. Whatever would not look the same on every paper
//! (HTML, pictures, code, tables) is refused.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::civil::date_short;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use thiserror::Error;

use crate::fonts::Face;
use crate::layout::{Align, Block, Drawn, Laid, Page, Pt, Style, Text, flow};
use crate::parts::{foot, foot_height, page_number, page_of, rule, run, run_to, running_title};
use crate::{Galley, Paper, PaperError};

/// Texts longer than this are not handouts: five pages hold about a quarter of it.
const MOST_BYTES: usize = 200_000;

/// Starter texts that come with the program; several have a short version of one page.
const STARTERS: [&str; 20] = [
    include_str!("../../../../assets/handouts/adaptation.md"),
    include_str!("../../../../assets/handouts/adaptation-short.md"),
    include_str!("../../../../assets/handouts/behaviour.md"),
    include_str!("../../../../assets/handouts/crisis.md"),
    include_str!("../../../../assets/handouts/crisis-short.md"),
    include_str!("../../../../assets/handouts/early-development.md"),
    include_str!("../../../../assets/handouts/fears.md"),
    include_str!("../../../../assets/handouts/foster.md"),
    include_str!("../../../../assets/handouts/gifted.md"),
    include_str!("../../../../assets/handouts/peers.md"),
    include_str!("../../../../assets/handouts/regime.md"),
    include_str!("../../../../assets/handouts/school-readiness.md"),
    include_str!("../../../../assets/handouts/school-readiness-short.md"),
    include_str!("../../../../assets/handouts/rights.md"),
    include_str!("../../../../assets/handouts/education.md"),
    include_str!("../../../../assets/handouts/screens.md"),
    include_str!("../../../../assets/handouts/siblings.md"),
    include_str!("../../../../assets/handouts/special-needs.md"),
    include_str!("../../../../assets/handouts/speech.md"),
    include_str!("../../../../assets/handouts/speech-short.md"),
];

/// A handout ready to be set.
#[derive(Clone, Debug, PartialEq)]
pub struct Handout {
    /// Stays the same in all versions of the text.
    pub key: String,
    pub title: String,
    /// A line for the list on the screen.
    pub summary: String,
    /// Keys of topics it suits.
    pub topics: Vec<String>,
    /// Day of this version of the text.
    pub version: NaiveDate,
    /// The key of the handout that this one tells in brief.
    pub short_of: Option<String>,
    /// A sheet for the centre's own file, not for parents.
    pub for_file: bool,
    body: Vec<Block>,
}

/// Who gives the handout and where to come back. Every text may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imprint {
    /// «МБДОУ «Детский сад № 12»»
    pub institution: String,
    /// «Консультационный центр «Росинка»»
    pub centre: String,
    /// «г. Зареченск, ул. Лесная, 3, тел. 2-14-15»
    pub contacts: String,
}

/// Why a text cannot be a handout.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HandoutError {
    #[error("the head has no «{0}»")]
    Missing(&'static str),
    #[error("line {0} of the head is not «key: value» or names an unknown key")]
    Head(usize),
    #[error("the version is not a day of the shape 2026-09-01")]
    Version,
    #[error("the text is empty")]
    Empty,
    #[error("the text is too long")]
    TooLong,
    #[error("line {line} holds {what}, which a handout cannot have")]
    Unfit { line: usize, what: &'static str },
}

/// The starter texts, by title, a short version right after the text it is made of.
pub fn starters() -> Result<Vec<Handout>, HandoutError> {
    let mut handouts = STARTERS.iter().map(|source| parse(source)).collect::<Result<Vec<_>, _>>()?;
    let titles: BTreeMap<String, String> =
        handouts.iter().map(|handout| (handout.key.clone(), handout.title.clone())).collect();
    handouts.sort_by_cached_key(|handout| {
        let whole = handout.short_of.as_ref().and_then(|key| titles.get(key)).unwrap_or(&handout.title);
        (whole.trim_start_matches('«').to_owned(), handout.short_of.is_some())
    });
    Ok(handouts)
}

/// Reads a handout's text.
pub fn parse(source: &str) -> Result<Handout, HandoutError> {
    if source.len() > MOST_BYTES {
        return Err(HandoutError::TooLong);
    }
    let source = source.replace("\r\n", "\n");
    let source = source.trim_start_matches('\u{feff}');
    let (head, body) = source.split_once("\n\n").ok_or(HandoutError::Empty)?;
    let ([key, title, summary, topics, version], short_of) = fields(head)?;
    let version = NaiveDate::parse_from_str(&version, "%Y-%m-%d").map_err(|_| HandoutError::Version)?;
    let first_line = head.lines().count() + 2;
    let body = blocks(body, first_line)?;
    if body.is_empty() {
        return Err(HandoutError::Empty);
    }
    let topics = topics.split(',').map(str::trim).filter(|topic| !topic.is_empty()).map(str::to_owned).collect();
    Ok(Handout { key, title, summary, topics, version, short_of, for_file: false, body })
}

/// The fields of the head, in the order of `NAMES`, and the one that may be absent.
fn fields(head: &str) -> Result<([String; 5], Option<String>), HandoutError> {
    const NAMES: [&str; 5] = ["key", "title", "summary", "topics", "version"];
    let mut found: [Option<String>; 5] = Default::default();
    let mut short_of = None;
    for (line, number) in head.lines().zip(1..) {
        let (name, value) = line.split_once(':').ok_or(HandoutError::Head(number))?;
        if name.trim() == "short-of" {
            short_of = Some(value.trim().to_owned()).filter(|key| !key.is_empty());
            continue;
        }
        let place = NAMES.iter().position(|known| *known == name.trim()).ok_or(HandoutError::Head(number))?;
        found[place] = Some(value.trim().to_owned());
    }
    let mut fields: [String; 5] = Default::default();
    for ((field, found), name) in fields.iter_mut().zip(found).zip(NAMES) {
        *field = found.filter(|value| !value.is_empty()).ok_or(HandoutError::Missing(name))?;
    }
    Ok((fields, short_of))
}

const BODY: Style = Style { before: Pt(5.0), align: Align::Justify, hyphenate: true, ..Style::body(12.5) };
/// Size and space of a heading inside a section.
const MINOR_HEADING: Style = Style { before: Pt(7.0), size: BODY.size, ..HEADING };
/// Headings are neither drawn out nor torn.
const HEADING: Style = Style { before: Pt(11.0), keep_next: true, leading: 1.2, ..Style::body(14.5) };
/// Twelve points instead of twelve and a half: not less than ГОСТ Р 7.0.97-2016 allows.
const SMALLER: f64 = 0.96;
/// How far a list or a quote stands in.
const STEP: Pt = Pt(18.0);

/// Turns the body's events into blocks.
fn blocks(source: &str, first_line: usize) -> Result<Vec<Block>, HandoutError> {
    let mut setting = Setting::default();
    for (event, range) in Parser::new_ext(source, Options::empty()).into_offset_iter() {
        setting.take(event).map_err(|what| HandoutError::Unfit {
            line: first_line + source[..range.start].matches('\n').count(),
            what,
        })?;
    }
    Ok(setting.blocks)
}

#[derive(Default)]
struct Setting {
    blocks: Vec<Block>,
    text: Text,
    bold: usize,
    quotes: usize,
    heading: Option<HeadingLevel>,
    /// For each open list the number of its next item, if it is numbered.
    lists: Vec<Option<u64>>,
    /// The mark of the item that has just begun.
    mark: Option<String>,
    /// The first item of a list stands off from the text above like a paragraph.
    first_item: bool,
}

impl Setting {
    fn take(&mut self, event: Event<'_>) -> Result<(), &'static str> {
        match event {
            Event::Start(tag) => self.open(tag),
            Event::End(tag) => {
                self.close(tag);
                Ok(())
            }
            Event::Text(text) => {
                let face = if self.bold > 0 || self.heading.is_some() { Face::Bold } else { Face::Regular };
                self.text.push(&text, face);
                Ok(())
            }
            Event::SoftBreak => {
                self.text.push(" ", Face::Regular);
                Ok(())
            }
            Event::HardBreak => {
                self.text.push("\n", Face::Regular);
                Ok(())
            }
            Event::Code(_) => Err("code"),
            Event::Html(_) | Event::InlineHtml(_) => Err("HTML"),
            Event::Rule => Err("a rule"),
            Event::InlineMath(_) | Event::DisplayMath(_) => Err("a formula"),
            Event::FootnoteReference(_) => Err("a footnote"),
            Event::TaskListMarker(_) => Err("a check box"),
        }
    }

    fn open(&mut self, tag: Tag<'_>) -> Result<(), &'static str> {
        match tag {
            Tag::Paragraph | Tag::Link { .. } => {}
            Tag::Heading { level, .. } => {
                if level == HeadingLevel::H1 {
                    return Err("a heading of the first level (the title stands in the head)");
                }
                self.heading = Some(level);
            }
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::List(start) => {
                // A list inside an item: what was said before it is a block of its own.
                self.flush();
                self.lists.push(start);
                self.first_item = true;
            }
            Tag::Item => {
                self.mark = Some(match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}.", *number - 1)
                    }
                    _ => "•".to_owned(),
                });
            }
            Tag::Emphasis | Tag::Strong => self.bold += 1,
            Tag::CodeBlock(_) => return Err("code"),
            Tag::HtmlBlock => return Err("HTML"),
            Tag::Image { .. } => return Err("a picture"),
            _ => return Err("a mark"),
        }
        Ok(())
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Item => self.flush(),
            TagEnd::Heading(_) => {
                self.flush();
                self.heading = None;
            }
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Emphasis | TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            _ => {}
        }
    }

    /// Ends the paragraph that is being gathered.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        if text.0.is_empty() {
            return;
        }
        let indent = STEP * (self.lists.len() + self.quotes) as f64;
        let style = match (self.heading, self.mark.is_some()) {
            (Some(HeadingLevel::H2), _) => HEADING,
            (Some(_), _) => MINOR_HEADING,
            (None, true) => Style { indent, before: if self.first_item { Pt(5.0) } else { Pt(3.0) }, ..BODY },
            (None, false) => Style { indent, ..BODY },
        };
        // What introduces a list stays with it.
        let leads = text.0.last().is_some_and(|span| span.text.ends_with(':'));
        let style = Style { keep_next: style.keep_next || (leads && self.mark.is_none()), ..style };
        self.blocks.push(match self.mark.take() {
            Some(mark) => {
                self.first_item = false;
                Block::Item { mark, text, style }
            }
            None => Block::Paragraph { text, style },
        });
    }
}

/// A4 pages of the handout when it is printed alone.
pub fn pages(handout: &Handout, imprint: &Imprint) -> Result<u32, PaperError> {
    Ok(u32::try_from(lay(handout, imprint)?.pages.len()).unwrap_or(u32::MAX))
}

/// One file of several handouts, each on pages of its own.
pub fn join(handouts: &[&Handout], imprint: &Imprint, made_on: NaiveDate) -> Result<Paper, PaperError> {
    set(handouts, imprint, made_on)?.draw()
}

/// Several handouts set one after another, each on pages of its own.
pub fn set(handouts: &[&Handout], imprint: &Imprint, made_on: NaiveDate) -> Result<Galley, PaperError> {
    if handouts.is_empty() {
        return Err(PaperError::Nothing);
    }
    let page = Page::portrait();
    let mut all = Laid { width: page.width, height: page.height, pages: Vec::new() };
    for handout in handouts {
        all.pages.extend(lay(handout, imprint)?.pages);
    }
    let title = match handouts {
        [one] => one.title.clone(),
        _ => "Памятки для родителей".to_owned(),
    };
    Ok(Galley::new(all, title, made_on))
}

/// Sets a handout; where slightly smaller letters save a page, they are taken, because pages are
/// counted and a few lines on a page of their own help nobody.
fn lay(handout: &Handout, imprint: &Imprint) -> Result<Laid, PaperError> {
    let full = lay_at(handout, imprint, 1.0)?;
    if full.pages.len() == 1 {
        return Ok(full);
    }
    let small = lay_at(handout, imprint, SMALLER)?;
    Ok(if small.pages.len() < full.pages.len() { small } else { full })
}

fn lay_at(handout: &Handout, imprint: &Imprint, scale: f64) -> Result<Laid, PaperError> {
    let turn_to = turn_to(handout, imprint);
    let mut page = Page::portrait();
    let foot_height = foot_height(&page, &turn_to)?;
    page.bottom = page.bottom.max(foot_height + Pt(6.0));
    let mut blocks = vec![
        banner(handout, imprint, page.body_width())?,
        Block::Paragraph {
            text: Text::bold(&handout.title),
            style: Style { size: Pt(19.0), before: Pt(14.0), ..HEADING },
        },
    ];
    blocks.extend(handout.body.iter().map(|block| scaled(block, scale)));
    flow(&blocks, &page, &|number, count| {
        let mut drawn = page_number(&page, number)?;
        if number > 1 {
            drawn.append(running_title(&page, &handout.title)?);
        }
        let y = page.height - foot_height;
        drawn.rules.push(rule((page.left, y), (page.width - page.right, y)));
        let right = if count > 1 { page_of(number, count) } else { String::new() };
        drawn.append(foot(&page, &turn_to, &right)?);
        Ok(drawn)
    })
}

/// The same block in smaller letters, with the lines and the space between blocks drawn nearer too.
fn scaled(block: &Block, scale: f64) -> Block {
    let set = |style: &Style| Style {
        size: style.size * scale,
        leading: style.leading * scale.powf(1.5),
        before: style.before * scale.powi(8),
        ..*style
    };
    match block {
        Block::Paragraph { text, style } => Block::Paragraph { text: text.clone(), style: set(style) },
        Block::Item { mark, text, style } => Block::Item { mark: mark.clone(), text: text.clone(), style: set(style) },
        other => other.clone(),
    }
}

/// Where to go with the next question; on a sheet for the file, whose it is.
fn turn_to(handout: &Handout, imprint: &Imprint) -> String {
    let parts: Vec<&str> = [&imprint.centre, &imprint.institution, &imprint.contacts]
        .into_iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    match parts.as_slice() {
        [] => String::new(),
        parts if handout.for_file => parts.join(", "),
        parts => format!("Остались вопросы? {}", parts.join(", ")),
    }
}

/// «Консультационный центр «Росинка», памятка для родителей» over a rule.
fn banner(handout: &Handout, imprint: &Imprint, width: Pt) -> Result<Block, PaperError> {
    let words = match (handout.for_file, imprint.centre.as_str()) {
        (true, "") => "Для папки центра".to_owned(),
        (true, centre) => format!("{centre}, для папки центра"),
        (false, "") => "Памятка для родителей".to_owned(),
        (false, centre) => format!("{centre}, памятка для родителей"),
    };
    let version = format!("версия от {}", date_short(handout.version));
    let base = Pt(8.0);
    let drawn = Drawn {
        runs: vec![run(&words, Face::Regular, Pt(10.0), Pt::ZERO, base), run_to(&version, Pt(9.0), width, base)?],
        rules: vec![rule((Pt::ZERO, Pt(14.0)), (width, Pt(14.0)))],
    };
    Ok(Block::Fixed { before: Pt::ZERO, height: Pt(14.0), drawn, keep_next: true })
}
