//! The recovery sheet: 48 digits for a safe. It is printed or copied by hand, never kept as a file.

use chrono::NaiveDate;
use domain::civil::{date_short, numbered};

use crate::fonts::Face;
use crate::layout::{Align, Block, Drawn, Page, Pt, Style, Text, flow, mm, width_of};
use crate::parts::{rule, run, signature};
use crate::{Paper, PaperError, pdf};

/// What stands on a recovery sheet.
pub struct Sheet<'a> {
    /// «Консультационный центр «Росинка»»
    pub centre: &'a str,
    pub institution: &'a str,
    pub town: &'a str,
    pub number: u32,
    pub date: NaiveDate,
    /// Six digits each.
    pub groups: &'a [String; 8],
    pub head_post: &'a str,
    pub head_name: &'a str,
}

/// Draws the sheet: one page.
pub fn recovery_sheet(sheet: &Sheet<'_>) -> Result<Paper, PaperError> {
    let page = Page { left: mm(25.0), right: mm(20.0), ..Page::portrait() };
    let place: Vec<&str> =
        [sheet.centre, sheet.institution, sheet.town].into_iter().filter(|text| !text.is_empty()).collect();
    let body = Style { leading: 1.35, before: Pt(10.0), align: Align::Justify, ..Style::body(13.0) };
    let paragraph = |text: &str, style: Style| Block::Paragraph { text: Text::plain(text), style };
    let blocks = [
        Block::Paragraph {
            text: Text::bold("Лист восстановления"),
            style: Style { before: Pt::ZERO, size: Pt(20.0), align: Align::Left, ..body },
        },
        paragraph(
            &format!("Журнал: {}.\nЛист {} от {}.", place.join(", "), numbered(sheet.number), date_short(sheet.date)),
            Style { before: Pt(6.0), align: Align::Left, ..body },
        ),
        groups(sheet.groups, page.body_width())?,
        paragraph(
            "Открывает журнал без пароля: на первом экране «Порядка» выберите «Открыть листом восстановления» \
             и введите восемь групп подряд, сначала с первой по четвёртую, потом с пятой по восьмую.",
            Style { before: Pt(18.0), ..body },
        ),
        // An empty computer has nothing to open: the journal comes first.
        paragraph(
            "На новом компьютере нового журнала не заводите: на первом экране нажмите «Восстановить из копии…», \
             возьмите копию с флешки или папку журнала со старого компьютера и введите те же группы.",
            body,
        ),
        paragraph(
            "Хранить в сейфе, отдельно от копий журнала. Показывать только заведующему. Не фотографировать. \
             Если появится новый лист, этот не выбрасывать, пока программа не скажет, что старые копии \
             переписаны.",
            body,
        ),
        paragraph("Без пароля и без этого листа записи не прочтёт никто, и те, кто делал программу, тоже.", body),
        signature(sheet.head_post, sheet.head_name, Pt(13.0), Pt(30.0), false)?,
    ];
    let laid = flow(&blocks, &page, &|_, _| Ok(Drawn::default()))?;
    pdf::draw(&laid, "Лист восстановления", sheet.date)
}

/// Two columns of four, each group on its own ruled line.
fn groups(groups: &[String; 8], width: Pt) -> Result<Block, PaperError> {
    const ROW: Pt = Pt(44.0);
    const GAP: Pt = Pt(28.0);
    let digits = Pt(26.0);
    let column = (width - GAP) * 0.5;
    let mut drawn = Drawn::default();
    drawn.rules.push(rule((Pt::ZERO, Pt::ZERO), (width, Pt::ZERO)));
    for (at, group) in groups.iter().enumerate() {
        let x = if at < 4 { Pt::ZERO } else { column + GAP };
        let y = ROW * (at % 4) as f64;
        let base = y + ROW - Pt(13.0);
        let number = (at + 1).to_string();
        drawn.runs.push(run(&number, Face::Regular, Pt(12.0), x, base));
        // Digit by digit with a little air: a wrong digit is seen sooner.
        let mut pen = x + Pt(24.0);
        for digit in group.chars() {
            let digit = digit.to_string();
            let wide = width_of(&Text::bold(&digit), digits)?;
            drawn.runs.push(run(&digit, Face::Bold, digits, pen, base));
            pen += wide + Pt(1.2);
        }
        drawn.rules.push(rule((x, y + ROW), (x + column, y + ROW)));
    }
    Ok(Block::Fixed { before: Pt(18.0), height: ROW * 4.0, drawn, keep_next: false })
}
