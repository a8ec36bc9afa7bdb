//! Т1, the summary: months of the quarter, the four quarters, the year to date, and two columns for a plan.

use crate::civil::{NBSP, counted, roman_quarter};
use crate::counting::{Line, Span};
use crate::rating::RatingFigures;
use crate::report::{Cell, Found, Level, ReportContext, Table, TableRow};

/// Cells of a row: three months, four quarters, the year, two of a plan nobody has entered.
const PLAN_CELLS: usize = 2;
const CELLS: usize = 3 + 4 + 1 + PLAN_CELLS;

pub(super) fn table(found: &Found<'_>, context: &ReportContext<'_>) -> Table {
    let made = Maker { found, context };
    let ratings = context.ratings;
    let mut rows = vec![
        made.kept("Поступило обращений", Level::Plain, Line::Requests),
        made.kept("Оказано услуг всего", Level::Sum(Vec::new()), Line::Services),
        made.kept("из них анонимно", Level::OfWhich, Line::Anonymous),
        made.kept("из них с направлением в другие организации", Level::OfWhich, Line::Directed),
        made.kept("из них просветительских мероприятий", Level::OfWhich, Line::EventServices),
        made.kept("Уникальных получателей", Level::Plain, Line::Unique),
        made.kept("из них обратились повторно", Level::OfWhich, Line::Repeated),
        made.kept("Проведено мероприятий", Level::Plain, Line::Events),
        made.kept("участников мероприятий", Level::OfWhich, Line::EventParticipants),
        made.kept("Отказано (мотивированный отказ)", Level::Plain, Line::Refusals),
        made.kept("Перенаправлено в иные организации", Level::Plain, Line::Redirected),
        made.kept(&made.late_label(), Level::Plain, Line::Late),
        made.by_wish(),
        made.kept("Не состоялось по техническим причинам", Level::Plain, Line::Technical),
        made.kept("Аннулировано обращений", Level::Plain, Line::Annulled),
        made.kept("Предложено оценить", Level::Plain, Line::Offered),
        made.rated("Опрошено получателей", Level::Plain, |f, _| Cell::Count(f.received)),
    ];
    for source in ratings.sources() {
        let cells = made.cells(|span, _| Cell::Count(ratings.of_site(source, span)));
        rows.push(TableRow::closed(format!("из них на{NBSP}сайте «{source}»"), Level::OfWhich, cells));
    }
    rows.extend([
        made.rated("из них оценили позже срока", Level::OfWhich, |f, _| Cell::Count(f.late)),
        made.rated("Положительных оценок", Level::Plain, |f, _| Cell::Count(f.positive)),
        made.rated("Доля положительных, % полученных", Level::Plain, |f, _| {
            Cell::Share(f.share_of_received())
        }),
        made.rated(
            "Доля положительных, % оказанных услуг",
            Level::Plain,
            |f, services| Cell::Share(f.share_of_services(services)),
        ),
    ]);

    let mut columns = vec!["Показатель".to_owned()];
    columns.extend(found.periods.month_titles());
    columns.extend((1..=4).map(|number| format!("{}{NBSP}кв.", roman_quarter(number))));
    columns.extend([format!("С{NBSP}начала года"), "План".to_owned(), "% выполнения".to_owned()]);
    Table {
        key: "Т1".to_owned(),
        title: "Сводные показатели".to_owned(),
        columns,
        this: 3 + found.periods.quarters(),
        plan: Some(CELLS + 1 - PLAN_CELLS),
        rows,
        footnotes: made.footnotes(),
    }
}

struct Maker<'m, 'a> {
    found: &'m Found<'a>,
    context: &'m ReportContext<'a>,
}

impl Maker<'_, '_> {
    /// Places of the cells; `None` where a quarter has not come or nothing is kept.
    fn places(&self) -> [Option<usize>; CELLS] {
        let periods = &self.found.periods;
        let mut places = [None; CELLS];
        for (cell, at) in places.iter_mut().zip(periods.own_months()) {
            *cell = Some(at);
        }
        for (quarter, cell) in places.iter_mut().skip(3).take(periods.quarters()).enumerate() {
            *cell = Some(periods.at_quarter(quarter));
        }
        if let Some(year) = places.get_mut(7) {
            *year = Some(periods.year());
        }
        places
    }

    fn kept(&self, label: &str, level: Level, line: Line<'_>) -> TableRow {
        let places = self.places();
        TableRow {
            label: label.to_owned(),
            level,
            cells: places
                .iter()
                .map(|at| at.map_or(Cell::NotKept, |at| Cell::Count(self.found.get(line, at))))
                .collect(),
            opens: places.iter().map(|at| at.and_then(|at| self.found.opens(line, at))).collect(),
        }
    }

    /// Cells made of a span and the services in it.
    fn cells(&self, value: impl Fn(Span, u64) -> Cell) -> Vec<Cell> {
        let cell = |at: usize| {
            let span = self.found.periods.spans.get(at)?;
            Some(value(*span, self.found.get(Line::Services, at)))
        };
        self.places().into_iter().map(|at| at.and_then(cell).unwrap_or(Cell::NotKept)).collect()
    }

    /// A row of the ratings; they have no records behind them by intention (rules §4).
    fn rated(&self, label: &str, level: Level, value: impl Fn(RatingFigures, u64) -> Cell) -> TableRow {
        let ratings = self.context.ratings;
        if ratings.is_empty() {
            return TableRow::closed(label, level, vec![Cell::NotKept; CELLS]);
        }
        TableRow::closed(label, level, self.cells(|span, services| value(ratings.figures(span), services)))
    }

    /// Unknown until somebody is asked whose wish it was: the mark is kept only where it is so.
    fn by_wish(&self) -> TableRow {
        let label = "из них по просьбе получателя";
        if self.found.year(Line::LateByWish) == 0 && self.found.year(Line::Late) > 0 {
            return TableRow::closed(label, Level::OfWhich, vec![Cell::NotKept; CELLS]);
        }
        self.kept(label, Level::OfWhich, Line::LateByWish)
    }

    fn late_label(&self) -> String {
        let last = self.found.periods.quarter.last_day();
        match self.context.rules.terms.and_then(|terms| terms.booking(last)) {
            Some(term) => {
                let days = counted(u64::from(term.length), "день", "дня", "дней");
                format!("Оказано с{NBSP}нарушением срока {days}")
            }
            // The порядок sets no term; what an earlier one judged late is still told.
            None => format!("Оказано с{NBSP}нарушением срока"),
        }
    }

    fn footnotes(&self) -> Vec<String> {
        let mut notes = vec![
            "Знак «—»: квартал ещё не наступил или таких записей нет, и узнать это нельзя. Это не ноль.".to_owned(),
            "Получатель считается в каждом периоде один раз, поэтому в строках «Уникальных получателей» и \
             «обратились повторно» квартал не равен сумме месяцев, а год — сумме кварталов."
                .to_owned(),
        ];
        notes.push(
            "Обращение стоит в том месяце, когда его записали, услуга — в том, когда её оказали: эти строки \
             не обязаны совпадать."
                .to_owned(),
        );
        if self.found.year(Line::Annulled) > 0 {
            notes.push("Аннулированные в «Поступило обращений» не входят: они стоят отдельной строкой.".to_owned());
        }
        if self.context.ratings.is_empty() {
            notes.push("Оценки в этом году не собирались: в журнале нет ни одной.".to_owned());
        } else {
            notes.push("Оценка, данная позже срока, хранится, но в число положительных и в долю не входит.".to_owned());
        }
        let (events, services) = (self.found.year(Line::Events), self.found.year(Line::EventServices));
        if events > 0 && services != events {
            notes.push(if services == 0 {
                "По порядку центра мероприятия услугами не считаются и стоят отдельной строкой.".to_owned()
            } else {
                "По порядку центра каждый участник мероприятия считается услугой.".to_owned()
            });
        }
        notes
    }
}
