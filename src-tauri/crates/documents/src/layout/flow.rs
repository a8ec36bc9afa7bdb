//! Blocks one under the other, cut into pages.

use super::line::break_lines;
use super::table::{Table, table_pieces};
use super::{Drawn, Laid, LaidPage, Pt, Rule, Style, Text, mm};
use crate::PaperError;

/// Size and margins of a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Page {
    pub width: Pt,
    pub height: Pt,
    pub left: Pt,
    pub right: Pt,
    pub top: Pt,
    pub bottom: Pt,
}

impl Page {
    /// A4 with the margins of ГОСТ Р 7.0.97-2016: 20, 10, 20 and 20 mm.
    pub const fn portrait() -> Self {
        Self { width: mm(210.0), height: mm(297.0), left: mm(20.0), right: mm(10.0), top: mm(20.0), bottom: mm(20.0) }
    }

    /// A4 on its side with 30 mm at the edge that is bound into a journal.
    pub const fn bound_landscape() -> Self {
        Self { width: mm(297.0), height: mm(210.0), left: mm(30.0), right: mm(10.0), top: mm(20.0), bottom: mm(20.0) }
    }

    /// Width of the text.
    pub fn body_width(&self) -> Pt {
        self.width - self.left - self.right
    }

    fn body_height(&self) -> Pt {
        self.height - self.top - self.bottom
    }
}

/// What a paper is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    Paragraph {
        text: Text,
        style: Style,
    },
    /// A paragraph with a mark (a bullet or a number) hanging in its indent.
    Item {
        mark: String,
        text: Text,
        style: Style,
    },
    Table(Table),
    /// Drawn beforehand, relative to its top left corner.
    Fixed {
        before: Pt,
        height: Pt,
        drawn: Drawn,
        keep_next: bool,
    },
    /// Takes whatever height is left on the last page, when it stands there; keeps with the next block.
    Rest,
}

/// Draws what fills a rest of the given height.
pub type Filling<'a> = &'a dyn Fn(Pt) -> Drawn;

/// What stands outside the text: given the page's number and the number of pages, relative to the
/// page's top left corner.
pub type Furniture<'a> = &'a dyn Fn(u32, u32) -> Result<Drawn, PaperError>;

/// A strip that is never cut: a line of text, a row of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Piece {
    /// Dropped at the top of a page.
    pub(crate) before: Pt,
    pub(crate) height: Pt,
    pub(crate) drawn: Drawn,
    /// The next piece must stand on the same page.
    pub(crate) glued: bool,
    /// Repeated on top of the next page when a page ends before this piece: a table's head.
    pub(crate) head: Option<usize>,
    /// Grows into what is left of the last page.
    pub(crate) rest: bool,
}

/// Every piece of a paper, with the heads that tables repeat.
#[derive(Default)]
pub(crate) struct Pieces {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) heads: Vec<Piece>,
}

/// Sets blocks into pages.
pub fn flow(blocks: &[Block], page: &Page, furniture: Furniture<'_>) -> Result<Laid, PaperError> {
    flow_filled(blocks, page, furniture, &|_| Drawn::default())
}

/// The same, with a filling for [`Block::Rest`].
pub fn flow_filled(
    blocks: &[Block],
    page: &Page,
    furniture: Furniture<'_>,
    filling: Filling<'_>,
) -> Result<Laid, PaperError> {
    let width = page.body_width();
    let mut all = Pieces::default();
    for (at, block) in blocks.iter().enumerate() {
        match block {
            Block::Paragraph { text, style } => {
                all.pieces.extend(paragraph_pieces(text, style, width)?);
            }
            Block::Item { mark, text, style } => {
                let mut pieces = paragraph_pieces(text, style, width)?;
                if let Some(first) = pieces.first_mut() {
                    hang(mark, style, first)?;
                }
                // No page ends after a list's first item or begins with its last.
                let item = |at: Option<usize>| {
                    at.and_then(|at| blocks.get(at)).is_some_and(|block| matches!(block, Block::Item { .. }))
                };
                let first = !item(at.checked_sub(1));
                if item(Some(at + 1))
                    && (first || !item(Some(at + 2)))
                    && let Some(last) = pieces.last_mut()
                {
                    last.glued = true;
                }
                all.pieces.extend(pieces);
            }
            Block::Table(table) => table_pieces(table, page.body_height(), &mut all)?,
            Block::Fixed { before, height, drawn, keep_next } => all.pieces.push(Piece {
                before: *before,
                height: *height,
                drawn: drawn.clone(),
                glued: *keep_next,
                head: None,
                rest: false,
            }),
            Block::Rest => all.pieces.push(Piece { glued: true, rest: true, ..Piece::default() }),
        }
    }
    let cut = cut(&all, page.body_height(), filling);
    let count = u32::try_from(cut.len()).unwrap_or(u32::MAX);
    let mut pages = Vec::with_capacity(cut.len());
    for (body, number) in cut.iter().zip(1..) {
        let mut drawn = body.moved(page.left, page.top);
        drawn.append(furniture(number, count)?);
        pages.push(LaidPage { runs: drawn.runs, rules: join_rules(drawn.rules) });
    }
    Ok(Laid { width: page.width, height: page.height, pages })
}

/// Lines as pieces: no page begins or ends with a single line of a longer paragraph, and none ends with
/// a torn word.
fn paragraph_pieces(text: &Text, style: &Style, width: Pt) -> Result<Vec<Piece>, PaperError> {
    let lines = break_lines(text, style, width)?;
    let count = lines.len();
    let piece = |(at, line): (usize, super::line::Line)| {
        let stays = at == 0 || at + 2 >= count || line.torn;
        Piece {
            before: if at == 0 { style.before } else { Pt::ZERO },
            height: style.line_height(),
            drawn: line.drawn.moved(Pt::ZERO, style.ascent()),
            glued: if at + 1 == count { style.keep_next } else { stays },
            head: None,
            rest: false,
        }
    };
    Ok(lines.into_iter().enumerate().map(piece).collect())
}

/// Hangs a mark before the first line; numbers end where bullets stand.
fn hang(mark: &str, style: &Style, first: &mut Piece) -> Result<(), PaperError> {
    let gap = style.size * 0.45;
    let mark = Text::plain(mark);
    let x = style.indent - gap - super::width_of(&mark, style.size)?;
    let unindented = Style { indent: Pt::ZERO, ..*style };
    for line in break_lines(&mark, &unindented, style.indent.max(mm(20.0)))? {
        let mut drawn = line.drawn.moved(x.max(Pt::ZERO), style.ascent());
        drawn.append(std::mem::take(&mut first.drawn));
        first.drawn = drawn;
    }
    Ok(())
}

/// Fills pages with groups of glued pieces.
fn cut(all: &Pieces, room: Pt, filling: Filling<'_>) -> Vec<Drawn> {
    let mut pages = vec![Drawn::default()];
    let mut used = Pt::ZERO;
    let mut rest = None;
    let mut from = 0;
    while from < all.pieces.len() {
        let mut to = from + 1;
        while to < all.pieces.len() && all.pieces[to - 1].glued {
            to += 1;
        }
        let group = &all.pieces[from..to];
        if used > Pt::ZERO && used + height(group) > room {
            turn(&mut pages, &mut used, all, &group[0]);
        }
        for piece in group {
            // A group taller than a page is cut wherever a page ends.
            if used > Pt::ZERO && used + piece.before + piece.height > room + Pt(0.01) {
                turn(&mut pages, &mut used, all, piece);
            }
            if used > Pt::ZERO {
                used += piece.before;
            }
            if piece.rest {
                let above = pages.last().map(|page| (page.runs.len(), page.rules.len()));
                rest = above.map(|above| (pages.len(), used, above));
            }
            put(&mut pages, piece, &mut used);
        }
        from = to;
    }
    let count = pages.len();
    if let (Some((number, from, (runs, rules))), Some(page)) = (rest, pages.last_mut())
        && number == count
        && used < room
    {
        page.sink(runs, rules, room - used);
        page.append(filling(room - used).moved(Pt::ZERO, from));
    }
    pages
}

fn height(group: &[Piece]) -> Pt {
    group.iter().map(|piece| piece.before + piece.height).sum()
}

/// Begins a page, with the table's head when the piece is one of its rows.
fn turn(pages: &mut Vec<Drawn>, used: &mut Pt, all: &Pieces, next: &Piece) {
    pages.push(Drawn::default());
    *used = Pt::ZERO;
    if let Some(head) = next.head.and_then(|place| all.heads.get(place)) {
        put(pages, head, used);
    }
}

fn put(pages: &mut [Drawn], piece: &Piece, used: &mut Pt) {
    if let Some(page) = pages.last_mut() {
        page.append(piece.drawn.moved(Pt::ZERO, *used));
    }
    *used += piece.height;
}

/// Joins the sides of rows that stand one under another, so that a table's side is one stroke.
fn join_rules(rules: Vec<Rule>) -> Vec<Rule> {
    let mut joined: Vec<Rule> = Vec::with_capacity(rules.len());
    // Where the last upright stroke at each place across the page stands in `joined`.
    let mut open: std::collections::BTreeMap<i64, usize> = std::collections::BTreeMap::new();
    for rule in rules {
        let upright = rule.from.0 == rule.to.0;
        // Hundredths of a point are enough to tell two columns apart.
        let place = (rule.from.0.0 * 100.0).round() as i64;
        let above = open.get(&place).and_then(|at| joined.get_mut(*at));
        match above {
            Some(above) if upright && (above.to.1.0 - rule.from.1.0).abs() < 0.01 => above.to = rule.to,
            _ => {
                if upright {
                    open.insert(place, joined.len());
                }
                joined.push(rule);
            }
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::super::Align;
    use super::*;

    fn nothing(_: u32, _: u32) -> Result<Drawn, PaperError> {
        Ok(Drawn::default())
    }

    fn paragraph(words: usize, style: Style) -> Block {
        Block::Paragraph { text: Text::plain(&"слово ".repeat(words)), style }
    }

    /// Baselines of a page, one for each line.
    fn lines(page: &LaidPage) -> usize {
        let mut baselines: Vec<i64> = page.runs.iter().map(|run| (run.y.0 * 100.0) as i64).collect();
        baselines.dedup();
        baselines.len()
    }

    #[test]
    fn a_heading_never_stays_alone_at_the_foot_of_a_page() {
        let page = Page::portrait();
        let heading = Style { keep_next: true, ..Style::body(12.0) };
        for filling in 30..60 {
            let mut blocks = vec![paragraph(1, Style::body(12.0)); filling];
            blocks.push(Block::Paragraph { text: Text::bold("Заголовок"), style: heading });
            blocks.push(paragraph(40, Style::body(12.0)));
            let laid = flow(&blocks, &page, &nothing).unwrap();
            for page in &laid.pages {
                let last = page.runs.last().unwrap();
                assert_ne!(last.text, "Заголовок", "{filling} lines before it");
            }
        }
    }

    #[test]
    fn a_paragraph_is_not_torn_after_its_first_or_before_its_last_line() {
        let page = Page::portrait();
        for filling in 30..60 {
            let mut blocks = vec![paragraph(1, Style::body(12.0)); filling];
            blocks.push(paragraph(70, Style::body(12.0)));
            let laid = flow(&blocks, &page, &nothing).unwrap();
            let whole: usize = laid.pages.iter().map(lines).sum();
            assert!(whole > filling);
            if let [_, second] = &laid.pages[..] {
                assert_ne!(lines(second), 1, "{filling} lines before it");
            }
        }
    }

    #[test]
    fn neither_the_first_nor_the_last_item_of_a_list_stands_alone() {
        let page = Page::portrait();
        let style = Style { indent: Pt(18.0), ..Style::body(12.0) };
        for filling in 20..50 {
            let mut blocks = vec![paragraph(1, Style::body(12.0)); filling];
            blocks.extend((1..=6).map(|at| Block::Item {
                mark: "•".to_owned(),
                text: Text::plain(&format!("пункт {at}")),
                style,
            }));
            blocks.push(paragraph(1, Style::body(12.0)));
            let laid = flow(&blocks, &page, &nothing).unwrap();
            for page in &laid.pages {
                let items = page.runs.iter().filter(|run| run.text.contains("пункт")).count();
                assert_ne!(items, 1, "{filling} lines before it");
            }
        }
    }

    #[test]
    fn no_page_ends_with_a_torn_word() {
        // As narrow as a column, where words are torn often.
        let page = Page { right: mm(120.0), ..Page::portrait() };
        let style = Style { hyphenate: true, align: Align::Justify, ..Style::body(12.0) };
        let words = "родители читают, воспитывающиеся дети рисуют самостоятельно, консультант наблюдает ";
        let mut torn = 0;
        for filling in 20..60 {
            let mut blocks = vec![paragraph(1, Style::body(12.0)); filling];
            let text = Text::plain(&words.repeat(30));
            blocks.push(Block::Paragraph { text, style });
            let laid = flow(&blocks, &page, &nothing).unwrap();
            assert!(laid.pages.len() > 1);
            torn += laid.pages.iter().flat_map(|page| &page.runs).filter(|run| run.torn).count();
            for page in &laid.pages {
                assert!(!page.runs.last().unwrap().torn, "{filling} lines before it");
            }
        }
        assert!(torn > 100, "words were torn inside the pages: {torn}");
    }

    #[test]
    fn nothing_stands_in_the_margins() {
        let page = Page::portrait();
        let laid = flow(&vec![paragraph(90, Style::body(12.0)); 30], &page, &nothing).unwrap();
        assert!(laid.pages.len() > 2);
        for run in laid.pages.iter().flat_map(|page| &page.runs) {
            let right = run.x + super::super::width_of(&Text::plain(&run.text), run.size).unwrap();
            assert!(run.x >= page.left && right <= page.width - page.right + Pt(0.01));
            assert!(run.y > page.top && run.y < page.height - page.bottom);
        }
    }
}
