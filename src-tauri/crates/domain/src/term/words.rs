//! How a term is said: until when, how much is left, why. The same words on every screen and paper.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use super::{Term, TermKind};
use crate::civil::{NBSP, counted, date_short, date_time, plural, time, weekday_name};

impl Term {
    /// «в срок: в день обращения», «в срок: на 7-й день из 10», «в срок: последний день 12.10 (десятый —
    /// выходной, ст. 193 ГК)», «позже срока: на 12-й день из 10».
    pub fn done_words(&self, done: NaiveDate) -> String {
        let passed = (done - self.since.date()).num_days();
        let limit = self.length;
        match (self.late(done), passed) {
            (true, _) => format!("позже срока: на{NBSP}{passed}-й день из{NBSP}{limit}"),
            (false, _) if done > self.plan_by => {
                let last = day_month(self.judged_by);
                let nth = if limit == 10 { "десятый".to_owned() } else { format!("{limit}-й") };
                format!("в{NBSP}срок: последний день {last} ({nth}{NBSP}— выходной, ст.{NBSP}193 ГК)")
            }
            (false, ..=0) => format!("в{NBSP}срок: в{NBSP}день обращения"),
            (false, _) => format!("в{NBSP}срок: на{NBSP}{passed}-й день из{NBSP}{limit}"),
        }
    }

    /// «осталось 3 дня», on the last day «осталось 4 ч 10 мин», afterwards «срок прошёл 2 дня назад».
    ///
    /// `day_end` is the end of the centre's working day today.
    pub fn left_words(&self, now: NaiveDateTime, day_end: NaiveTime) -> String {
        if let Some(ends) = self.ends() {
            return clock_left_words(ends, now);
        }
        match self.left(now, day_end) {
            Left::Passed(days) => passed_days(days),
            Left::LastMinutes(0) => "последний день, рабочее время вышло".to_owned(),
            Left::LastMinutes(minutes) => remaining(&clock(minutes), minutes / 60),
            Left::Days(days) => remaining(&counted(days, "день", "дня", "дней"), days),
        }
    }

    /// The same for a narrow margin: «3 дня», «4 ч 10 мин», «2 дня назад».
    pub fn left_short(&self, now: NaiveDateTime, day_end: NaiveTime) -> String {
        if let Some(ends) = self.ends() {
            return clock_left_short(ends, now);
        }
        match self.left(now, day_end) {
            Left::Passed(1) => "вчера".to_owned(),
            Left::Passed(days) => format!("{} назад", counted(days, "день", "дня", "дней")),
            Left::LastMinutes(0) => "сегодня".to_owned(),
            Left::LastMinutes(minutes) => clock(minutes),
            Left::Days(days) => counted(days, "день", "дня", "дней"),
        }
    }

    fn left(&self, now: NaiveDateTime, day_end: NaiveTime) -> Left {
        let today = now.date();
        let days = (self.ends_on(today) - today).num_days();
        match u64::try_from(days) {
            Err(_) => Left::Passed(days.unsigned_abs()),
            Ok(0) => Left::LastMinutes(u64::try_from((today.and_time(day_end) - now).num_minutes()).unwrap_or(0)),
            Ok(left) => Left::Days(left),
        }
    }

    /// «сегодня до 17:00», «завтра до 17:00», «до 18.10.2026, воскресенье». Where ст. 193 ГК moves the last day, both
    /// days are said: «до 18.10.2026, воскресенье, по ст. 193 ГК — до 19.10».
    pub fn until_words(&self, today: NaiveDate, day_end: NaiveTime) -> String {
        let last = self.ends_on(today);
        let ends = self.minute.unwrap_or(day_end);
        let said = match ((last - today).num_days(), self.ends()) {
            (0, _) => format!("сегодня до{NBSP}{}", time(ends)),
            (1, _) => format!("завтра до{NBSP}{}", time(ends)),
            (_, Some(ends)) => format!("до{NBSP}{}", date_time(ends)),
            (_, None) => format!("до{NBSP}{}, {}", date_short(last), weekday_name(last.weekday())),
        };
        if !self.moved() {
            said
        } else if today > self.plan_by {
            format!("{said}, перенос с{NBSP}{} по{NBSP}ст.{NBSP}193 ГК", day_month(self.plan_by))
        } else {
            format!("{said}, по{NBSP}ст.{NBSP}193 ГК{NBSP}— до{NBSP}{}", day_month(self.judged_by))
        }
    }

    /// The last lawful day, with what moved it: «26.10.2026, понедельник (25.10 — выходной, ст. 193 ГК)».
    pub fn last_day_words(&self) -> String {
        let said = format!("{}, {}", date_short(self.judged_by), weekday_name(self.judged_by.weekday()));
        if !self.moved() {
            return said;
        }
        format!("{said} ({}{NBSP}— выходной, ст.{NBSP}193 ГК)", day_month(self.plan_by))
    }

    /// Why it ends then: «10 дней со дня обращения 15.10 (п. 20 порядка), перенос с воскресенья 25.10, ст. 193 ГК».
    pub fn why_words(&self) -> String {
        let mut said = self.reason();
        if !self.basis.is_empty() {
            said = format!("{said} ({})", self.basis);
        }
        if self.moved() {
            said = format!(
                "{said}, перенос с{NBSP}{} {}, ст.{NBSP}193 ГК",
                weekday_genitive(self.plan_by.weekday()),
                day_month(self.plan_by)
            );
        }
        if self.forecast {
            said = format!("{said}; по{NBSP}прогнозу календаря");
        }
        said
    }

    fn reason(&self) -> String {
        let length = u64::from(self.length);
        let days = || counted(length, "день", "дня", "дней");
        let minutes = || counted(length, "минуту", "минуты", "минут");
        let since = day_month(self.since.date());
        let at = time(self.since.time());
        match self.kind {
            TermKind::Booking => format!("{} со{NBSP}дня обращения {since}", days()),
            TermKind::EmailInvite | TermKind::EmailReply => {
                let working = plural(length, "рабочий день", "рабочих дня", "рабочих дней");
                format!("{length}{NBSP}{working}, письмо пришло {since}")
            }
            TermKind::Registration if self.judged_by > self.since.date() => {
                format!("письмо пришло {since}, в{NBSP}выходной: поручают в{NBSP}первый рабочий день")
            }
            TermKind::Registration => format!("письмо поручают в{NBSP}день получения, {since}"),
            TermKind::RepeatCentre => {
                let hours = counted(length, "час", "часа", "часов");
                format!("сбой у{NBSP}центра {since} в{NBSP}{at}, {hours}")
            }
            TermKind::RepeatRecipient => format!("сбой у{NBSP}получателя {since} в{NBSP}{at}, {}", days()),
            TermKind::Rating => format!("{} со{NBSP}дня приёма {since}", days()),
            TermKind::Preparation => format!("за{NBSP}{} до{NBSP}приёма в{NBSP}{at}", minutes()),
            TermKind::Online => {
                let minutes = counted(length, "минуты", "минут", "минут");
                format!("не{NBSP}дольше {minutes} с{NBSP}{at}")
            }
        }
    }

    /// ст. 193 ГК moves the last of the calendar days; the others only count or pass over days off.
    fn moved(&self) -> bool {
        self.kind == TermKind::Booking && self.judged_by > self.plan_by
    }

    /// What to say where a term is shown and its days are not official yet; nothing otherwise.
    pub fn forecast_words(&self) -> Option<&'static str> {
        self.forecast.then_some("срок по прогнозу календаря, проверьте выходные этого года")
    }
}

impl TermKind {
    /// What has to be done: opens the line of a running term. `promised`: a time is named already, only too late.
    pub fn to_do(self, promised: bool) -> &'static str {
        match (self, promised) {
            (Self::Booking, false) => "Назначить время",
            (Self::Booking, true) => "Приём назначен позже срока",
            (Self::Registration, _) => "Поручить письмо специалисту",
            (Self::EmailInvite, _) => "Отправить приглашение",
            (Self::EmailReply, _) => "Ответить на письмо",
            (Self::RepeatCentre | Self::RepeatRecipient, false) => "Повторить приём после сбоя",
            (Self::RepeatCentre | Self::RepeatRecipient, true) => "Повтор назначен позже срока",
            (Self::Preparation, _) => "Подготовить приём",
            (Self::Online, _) => "Закончить приём",
            (Self::Rating, _) => "Предложить оценить",
        }
    }
}

/// What is left of a day term.
enum Left {
    Days(u64),
    /// Of the working day on the last day; none when it is over.
    LastMinutes(u64),
    /// Days since it ended.
    Passed(u64),
}

/// The term of a moment: «осталось 4 ч 10 мин», «осталось 3 дня», «срок прошёл 2 ч назад».
fn clock_left_words(ends: NaiveDateTime, now: NaiveDateTime) -> String {
    let minutes = (ends - now).num_minutes();
    match u64::try_from(minutes) {
        // Exactly at the end nothing is left, and it is not past yet.
        Ok(0) => "срок истекает сейчас".to_owned(),
        Ok(left) if left < CLOCK_AS_HOURS => remaining(&clock(left), left / 60),
        Ok(left) => remaining(&counted(left / 1440, "день", "дня", "дней"), left / 1440),
        Err(_) => {
            let past = minutes.unsigned_abs();
            if past < 1440 {
                format!("срок прошёл {} назад", clock(past))
            } else {
                passed_days(past / 1440)
            }
        }
    }
}

/// The same for a margin: «17 ч», «4 дня назад». Whole hours say enough there.
fn clock_left_short(ends: NaiveDateTime, now: NaiveDateTime) -> String {
    let minutes = (ends - now).num_minutes();
    let left = minutes.unsigned_abs();
    let words = match left {
        0 => return "сейчас".to_owned(),
        _ if minutes > 0 && left >= CLOCK_AS_HOURS => counted(left / 1440, "день", "дня", "дней"),
        _ if minutes < 0 && left >= 1440 => counted(left / 1440, "день", "дня", "дней"),
        60.. => clock(left - left % 60),
        _ => clock(left),
    };
    if minutes < 0 { format!("{words} назад") } else { words }
}

/// Below two days people think in hours. In minutes.
const CLOCK_AS_HOURS: u64 = 48 * 60 + 1;

/// «осталось 3 дня», «остался 1 день»: the verb follows the first number said.
fn remaining(said: &str, number: u64) -> String {
    let verb = if number == 0 {
        "осталось"
    } else {
        plural(number, "остался", "осталось", "осталось")
    };
    format!("{verb} {said}")
}

/// «4 ч 10 мин», «25 мин», «2 ч».
fn clock(minutes: u64) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (hours, rest) {
        (0, rest) => format!("{rest}{NBSP}мин"),
        (hours, 0) => format!("{hours}{NBSP}ч"),
        (hours, rest) => format!("{hours}{NBSP}ч {rest}{NBSP}мин"),
    }
}

fn passed_days(days: u64) -> String {
    if days == 1 {
        "срок прошёл вчера".to_owned()
    } else {
        format!("срок прошёл {} назад", counted(days, "день", "дня", "дней"))
    }
}

/// «25.10»: the year is in the words beside it.
fn day_month(day: NaiveDate) -> String {
    day.format("%d.%m").to_string()
}

fn weekday_genitive(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "понедельника",
        Weekday::Tue => "вторника",
        Weekday::Wed => "среды",
        Weekday::Thu => "четверга",
        Weekday::Fri => "пятницы",
        Weekday::Sat => "субботы",
        Weekday::Sun => "воскресенья",
    }
}
