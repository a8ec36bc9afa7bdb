//! Whether the history is whole, in words: what happened, what is safe, what to do.

use chrono::{NaiveDate, NaiveDateTime};
use domain::civil::{NBSP, counted, date_short, date_time, grouped, numbered, time};
use domain::history::Subject;
use domain::lists::Role;
use storage::audit::{AnchorFit, AuditLine, Chain, Contents, Differs, Thing};

use crate::ports::Surroundings;
use crate::session::Session;
use crate::watch::{Checked, Lost, Tail, Told, Watch};
use crate::wire::{HistoryHealth, HistoryState, Refused};

const LAST_COPY: &str = "Не исправляйте ничего в этом журнале. Возьмите проверенную копию, сделанную до этого (Настройки → Копии), \
    и найдите в ней, здесь же, контрольное число с напечатанного журнала месяца: не найдётся — историю переписали раньше.";

/// Of a damaged journal that is only read.
fn unchecked() -> Trouble {
    Trouble {
        health: HistoryHealth::Unreadable,
        words: "Журнал повреждён: его история здесь не проверяется.".to_owned(),
        safe: "Записи, которые открываются, целы.",
        to_do: "Выпишите нужное на бумагу и восстановите журнал из копии: «Запереть и восстановить из копии» вверху.",
        named: Vec::new(),
    }
}

fn count_of(lines: i64) -> u64 {
    u64::try_from(lines).unwrap_or_default()
}

impl Session {
    pub(super) fn tail_is_cut(&self) -> bool {
        self.watch.as_ref().is_some_and(Watch::is_cut)
    }

    /// For the first screen of the head: what is wrong, if anything is.
    pub(crate) fn history_trouble(&self) -> Result<Option<String>, Refused> {
        let Some(watch) = self.watch.as_ref().filter(|_| self.is(Role::Head)) else { return Ok(None) };
        let told = watch.told();
        Ok(self.trouble(&told)?.map(|trouble| trouble.words))
    }

    pub(super) fn history_state(&self, around: &dyn Surroundings) -> Result<HistoryState, Refused> {
        let told = match &self.watch {
            Some(watch) => watch.told(),
            None => Told { running: None, checked: None, tail: Tail::Unknown },
        };
        let trouble = if self.is_for_reading() { Some(unchecked()) } else { self.trouble(&told)? };
        let percent = told.running.map(|(done, all)| u32::try_from(done * 100 / all.max(1)).unwrap_or(100).min(100));
        let control = self.view().chain_head()?.control();
        let tail_words = match told.tail {
            _ if self.is_for_reading() => "",
            _ if self.practice => "Учебный журнал каждый раз новый: конец его истории нигде не запоминают.",
            Tail::Unknown => {
                "Хранилище паролей этого компьютера не ответило: если конец истории отрежут, это будет видно \
                только по копиям и по контрольным числам на бумаге."
            }
            Tail::FromNow => {
                "Хранилище паролей этого компьютера запомнило журнал только при этом входе: что пропало раньше, видно \
                лишь по копиям и по контрольным числам на бумаге."
            }
            Tail::Sound => "Конец истории помнит хранилище паролей этого компьютера.",
            Tail::Cut(_) => "",
        }
        .to_owned();
        let may_accept = matches!(told.tail, Tail::Cut(_));
        let plain = |health, words: String| HistoryState {
            health,
            words,
            safe_words: String::new(),
            do_words: String::new(),
            named: Vec::new(),
            percent,
            tail_words: tail_words.clone(),
            control: control.clone(),
            may_accept,
        };
        Ok(match (trouble, &told.checked) {
            (Some(trouble), _) => HistoryState {
                safe_words: trouble.safe.to_owned(),
                do_words: trouble.to_do.to_owned(),
                named: trouble.named,
                ..plain(trouble.health, trouble.words)
            },
            (None, _) if percent.is_some() => plain(HistoryHealth::Checking, "Проверяем историю…".to_owned()),
            (None, Some(checked)) => plain(HistoryHealth::Whole, self.whole_words(checked, around)),
            (None, None) => {
                plain(HistoryHealth::NotYet, "История ещё не проверена: это делается после входа, само.".to_owned())
            }
        })
    }

    /// «История цела: 12 345 строк, проверено сегодня в 9:02. Записи журнала с ней сходятся, сверено 1 204.»
    fn whole_words(&self, checked: &Checked, around: &dyn Surroundings) -> String {
        let Chain::Whole(head) = checked.chain else { return String::new() };
        let lines = counted(count_of(head.length), "строка", "строки", "строк");
        let when = when_words(self.civil(checked.at), self.today(around));
        let told = |what: fn(&Contents) -> u64| checked.contents.as_ref().map_or(0, what);
        let (compared, set_aside, destroyed) =
            (told(|found| found.compared), told(|found| found.set_aside), told(|found| found.destroyed));
        let mut words = format!(
            "История цела: {lines}, проверено {when}. Записи журнала с{NBSP}ней сходятся, сверено{NBSP}{}.",
            grouped(compared)
        );
        if set_aside > 0 {
            let apart = counted(set_aside, "строку", "строки", "строк");
            words += &format!(" Сверить нельзя {apart}: их писала прежняя программа.");
        }
        if destroyed > 0 {
            let apart = counted(destroyed, "строке", "строкам", "строкам");
            words += &format!(" По {apart} личные данные уничтожены: сверять их больше не с{NBSP}чем.");
        }
        words
    }

    fn trouble(&self, told: &Told) -> Result<Option<Trouble>, Refused> {
        if let Some(checked) = &told.checked {
            if checked.unreadable {
                return Ok(Some(Trouble {
                    health: HistoryHealth::Unreadable,
                    words: "Файл журнала не удалось прочитать до конца: он повреждён или диск не отвечает.".to_owned(),
                    safe: "Записи, которые открываются, целы.",
                    to_do: LAST_COPY,
                    named: Vec::new(),
                }));
            }
            if let Chain::Broken { sequence } = checked.chain {
                return Ok(Some(Trouble {
                    health: HistoryHealth::Broken,
                    words: format!(
                        "История нарушена на строке {}: её или соседние изменили, переставили или удалили мимо программы.",
                        numbered(grouped(count_of(sequence)))
                    ),
                    safe: "Журнал открывается и читается. Строки истории до этого места целы.",
                    to_do: LAST_COPY,
                    named: Vec::new(),
                }));
            }
        }
        if let Tail::Cut(lost) = told.tail {
            return Ok(Some(self.cut(lost)));
        }
        match told.checked.as_ref().and_then(|checked| checked.contents.as_ref()) {
            Some(found) if found.differing > 0 => Ok(Some(Trouble {
                health: HistoryHealth::Differs,
                words: format!(
                    "Содержание журнала не сходится с историей: {}. Его меняли мимо программы.",
                    counted(found.differing, "место", "места", "мест")
                ),
                safe: "Сама история цела, остальные записи с ней сходятся.",
                to_do: LAST_COPY,
                named: found.differs.iter().map(|differs| self.differs_words(differs)).collect::<Result<_, _>>()?,
            })),
            _ => Ok(None),
        }
    }

    /// «обращение № 31: не такое, как его оставила строка № 77»
    fn differs_words(&self, differs: &Differs) -> Result<String, Refused> {
        Ok(match differs {
            Differs::Record { sequence, subject, id } => {
                let line = AuditLine {
                    sequence: *sequence,
                    at: chrono::DateTime::UNIX_EPOCH,
                    account: None,
                    action: String::new(),
                    subject: subject.code().to_owned(),
                    subject_id: *id,
                    version: None,
                };
                let number = match self.view().thing_of(&line)? {
                    Thing::Request { number, year, .. } | Thing::Event { number, year, .. } => {
                        format!(" {} за{NBSP}{year}{NBSP}г.", numbered(number))
                    }
                    Thing::Recipient(code) => format!(" {code}"),
                    _ => String::new(),
                };
                format!("{}{number}: не так, как в строке {} истории", noun(*subject), numbered(sequence))
            }
            Differs::Count { subject, told, found } => {
                format!("{}: в журнале {found}, по истории {told}", nouns(*subject))
            }
            Differs::Untold { subject, rows } => {
                format!("{}: история такого не{NBSP}знает, строк: {rows}", noun(*subject))
            }
            Differs::OnTheWay { requests } => {
                let requests = counted(*requests, "обращение", "обращения", "обращений");
                format!("обращения в работе: {requests} не на своём месте")
            }
            Differs::Ratings { rows } => {
                format!("оценки получателей: история таких не{NBSP}знает, строк: {rows}")
            }
        })
    }

    fn cut(&self, lost: Lost) -> Trouble {
        let words = match lost {
            Lost::Keyring(fit) => cut_words(fit, "компьютер помнит", "которую помнит компьютер"),
            Lost::Copy { made, fit } => {
                let copy = format!("копия от{NBSP}{}", date_time(self.civil(made)));
                cut_words(fit, &format!("{copy} помнит"), &format!("которую помнит {copy}"))
            }
            Lost::Branch { remembered } => {
                let length = remembered
                    .map(|lines| format!(", в{NBSP}ней {}", counted(lines, "строка", "строки", "строк")))
                    .unwrap_or_default();
                format!(
                    "Это не тот журнал, с{NBSP}которым работали на этом компьютере в последний раз: компьютер помнит \
                     другую ветвь его истории{length}."
                )
            }
        };
        let to_do = match lost {
            Lost::Branch { .. } => {
                "Если на место журнала вернули отложенную папку нарочно, примите журнал как есть. Если нет, верните \
                папку журнала, с которой работали, или возьмите проверенную копию (Настройки → Копии)."
            }
            _ => {
                "Если папку журнала недавно возвращали из образа диска или копии, так и должно быть: примите журнал \
                как есть. Если нет, возьмите проверенную копию, сделанную до пропажи (Настройки → Копии)."
            }
        };
        Trouble {
            health: HistoryHealth::TailCut,
            words,
            safe: "Всё, что есть в журнале, открывается и читается. Не хватает последних записей: новые номера идут \
                с запасом, чтобы ни один не повторился, а уничтоженное раньше по списку у копий уничтожено снова.",
            to_do,
            named: Vec::new(),
        }
    }
}

struct Trouble {
    health: HistoryHealth,
    words: String,
    safe: &'static str,
    to_do: &'static str,
    named: Vec<String>,
}

fn cut_words(fit: AnchorFit, remembers: &str, remembered_by: &str) -> String {
    match fit {
        AnchorFit::Cut { remembered, found } => format!(
            "Хвост истории обрезан: {remembers} {}, а в журнале {}.",
            counted(remembered, "строку", "строки", "строк"),
            grouped(found)
        ),
        AnchorFit::Other { remembered } => format!(
            "Хвост истории обрезан и написан заново: строка {} не та, {remembered_by}.",
            numbered(grouped(remembered))
        ),
        AnchorFit::Holds => String::new(),
    }
}

/// «сегодня в 9:02», «14.10.2026 в 17:30»
fn when_words(at: NaiveDateTime, today: NaiveDate) -> String {
    let day = if at.date() == today { "сегодня".to_owned() } else { date_short(at.date()) };
    format!("{day} в{NBSP}{}", time(at.time()))
}

fn noun(subject: Subject) -> &'static str {
    match subject {
        Subject::Journal => "карточка центра",
        Subject::Account => "человек, который входит в журнал",
        Subject::Consultant => "карточка консультанта",
        Subject::Room => "кабинет",
        Subject::ListItem => "строка списка",
        Subject::Day => "рабочий или выходной день",
        Subject::Order => "порядок",
        Subject::Recipient => "получатель",
        Subject::Request => "обращение",
        Subject::Booking => "назначенное время, обращение",
        Subject::Consultation => "приём",
        Subject::Handout => "раздатки, обращение",
        Subject::Event => "мероприятие",
        Subject::Month => "месяц",
        Subject::Quarter => "квартал",
        Subject::Copy => "копия",
    }
}

fn nouns(subject: Subject) -> &'static str {
    match subject {
        Subject::Account => "людей, которые входят в журнал",
        Subject::Recipient => "получателей",
        Subject::Request => "обращений",
        Subject::Booking => "назначенных времён",
        Subject::Consultation => "подписанных версий приёмов",
        Subject::Handout => "выдач раздаток",
        Subject::Event => "мероприятий",
        Subject::Month => "закрытых месяцев, их печатей и исправлений",
        Subject::Quarter => "отправленных кварталов",
        other => noun(other),
    }
}
