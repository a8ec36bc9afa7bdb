//! What the порядок in force on the day of a session has against its record.
//!
//! What happened is never refused for having happened: a long session and a late repeat are warned of whatever the
//! severity says. The words end with the paragraph they rest on.

use chrono::NaiveDateTime;

use super::more::{Initiative, Reply};
use super::{Attempt, AttemptOutcome};
use crate::civil::{NBSP, counted, date_short, date_time};
use crate::consultation::After;
use crate::intake::{WrittenSource, written_breach};
use crate::lists::{Failure, Form, Kind, MeansKind, RecipientKind};
use crate::profile::{Breach, Profile, WrittenMode};
use crate::term::{Term, TermKind};

/// What is known of a session while its record is being written. Absent is what cannot be read yet.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    pub form: Form,
    pub means: Option<MeansKind>,
    pub kind: Kind,
    pub given: bool,
    /// Why it was not held.
    pub failure: Option<Failure>,
    pub started: Option<NaiveDateTime>,
    pub minutes: Option<i64>,
    /// Of those who were helped.
    pub people: &'a [RecipientKind],
    pub consultants: usize,
    pub initiative: Option<Initiative>,
    /// Other requests whose distance sessions stand on the same minutes: «№ 12».
    pub together: &'a [String],
    pub survey_filled: bool,
    /// Where the request came from.
    pub source: WrittenSource,
    pub from_home: bool,
    pub reply: Option<&'a Reply>,
    /// The term of the answer to an e-mail, where it runs.
    pub reply_term: Option<&'a Term>,
    /// The term of the repeat after the failure before this attempt.
    pub repeat_term: Option<&'a Term>,
    pub proven: bool,
    /// Who permitted another date after this failure.
    pub permitted: bool,
    /// The attempts before this one with what followed each.
    pub earlier: &'a [Attempt],
    pub after: &'a [After],
}

/// A breach with the field it is said at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    pub field: &'static str,
    pub breach: Breach,
}

/// Correspondence: a written answer, or a consultation by e-mail (R064).
pub fn is_correspondence(form: Form, means: Option<MeansKind>) -> bool {
    form == Form::Written || (form == Form::Distance && means == Some(MeansKind::Email))
}

/// What a distance consultation has beyond the minutes of the порядок (R067). Letters have no length.
pub fn minutes_over(form: Form, means: Option<MeansKind>, minutes: i64, profile: &Profile) -> Option<i64> {
    let most = i64::from(profile.duration_online_max.value);
    (form == Form::Distance && means != Some(MeansKind::Email) && minutes > most).then(|| minutes - most)
}

/// Everything the порядок is against, in the order of the form.
pub fn objections(case: &Case<'_>, profile: &Profile) -> Vec<Objection> {
    let mut found = Vec::new();
    let mut say = |field, breach: Option<Breach>| found.extend(breach.map(|breach| Objection { field, breach }));
    say("ended", too_long(case, profile));
    say("started", too_late(case));
    say("started", not_permitted_before(case, profile));
    say("means", together(case, profile));
    say("kind", planning_for_others(case, profile));
    say("form", written_to_other_requests(case, profile));
    say("consultants", nobody_agreed(case, profile));
    say("from_home", from_home(case, profile));
    say("reply_official", unofficial_mail(case, profile));
    say("reply_sent_on", late_reply(case, profile));
    say("permitted_by", not_permitted(case, profile));
    say("evidence.kind", unproven(case, profile));
    found
}

/// It happened: said, never refused.
fn fact(breach: Option<Breach>) -> Option<Breach> {
    breach.map(|breach| Breach { blocks: false, ..breach })
}

/// R067.
fn too_long(case: &Case<'_>, profile: &Profile) -> Option<Breach> {
    let rule = &profile.duration_online_max;
    minutes_over(case.form, case.means, case.minutes.filter(|_| case.given)?, profile)?;
    fact(rule.breach("duration.online_max", &format!("Дистанционно дольше {}{NBSP}минут", rule.value)))
}

/// What a term that was not kept says, with its own paragraph: it began by the порядок of another day.
fn late(key: &'static str, term: &Term, words: &str) -> Option<Breach> {
    let words = if term.basis.is_empty() { format!("{words}.") } else { format!("{words} ({}).", term.basis) };
    Some(Breach { key, blocks: false, words })
}

/// R070, R071: the repeat came after its term.
fn too_late(case: &Case<'_>) -> Option<Breach> {
    let term = case.repeat_term.filter(|term| case.started.is_some_and(|started| term.late_at(started)))?;
    let key = if term.kind == TermKind::RepeatCentre { "tech.center_hours" } else { "tech.recipient_days" };
    late(key, term, &format!("Повтор после сбоя нужен был до{NBSP}{}", date_time(term.ends()?)))
}

fn asks_permission(failure: Option<Failure>, profile: &Profile) -> bool {
    profile.tech_approval.value && failure.is_some_and(Failure::technical)
}

/// R069: the head decides whether the reason is valid.
fn not_permitted(case: &Case<'_>, profile: &Profile) -> Option<Breach> {
    if case.permitted || !asks_permission(case.failure, profile) {
        return None;
    }
    profile.tech_approval.breach("tech.approval", "Не записано, кто разрешил другую дату")
}

/// The same, where the repeat came before the permission was written down.
fn not_permitted_before(case: &Case<'_>, profile: &Profile) -> Option<Breach> {
    let AttemptOutcome::Failed(failure) = case.earlier.last()?.outcome else { return None };
    let permitted = case.after.get(case.earlier.len() - 1).is_some_and(|after| !after.permitted_by.is_empty());
    if permitted || !asks_permission(Some(failure), profile) {
        return None;
    }
    fact(profile.tech_approval.breach("tech.approval", "Повтор после сбоя, а кто его разрешил, не записано"))
}

/// R061: two requests at one distance session of one consultant.
fn together(case: &Case<'_>, profile: &Profile) -> Option<Breach> {
    if case.form != Form::Distance || case.together.is_empty() || !profile.online_individual.value {
        return None;
    }
    let words = format!("Дистанционно принимают по одному, а в это время записан и{NBSP}{}", case.together.join(", "));
    fact(profile.online_individual.breach("online.individual", &words))
}

/// R094: the kind is for those who wish to take a child. Warned of, whatever the severity of the list of kinds.
fn planning_for_others(case: &Case<'_>, profile: &Profile) -> Option<Breach> {
    let others = case.kind == Kind::Planning && !case.people.contains(&RecipientKind::Adopter);
    let words = "Планирование — для граждан, желающих принять ребёнка, а получатель записан иначе";
    fact(others.then(|| profile.kinds_allowed.breach("kinds.allowed", words))?)
}

/// R062, as at the booking; a survey filled in at the session itself is a source too.
fn written_to_other_requests(case: &Case<'_>, profile: &Profile) -> Option<Breach> {
    let surveyed = case.kind == Kind::Survey || case.survey_filled;
    let source = if surveyed { WrittenSource::Survey } else { case.source };
    if case.given { written_breach(profile, case.form, source) } else { None }
}

/// R037. Asked for where the порядок speaks of it.
fn nobody_agreed(case: &Case<'_>, profile: &Profile) -> Option<Breach> {
    let rule = &profile.consultants_max;
    // Who goes out is the centre's to say (R054).
    let team = case.form == Form::Outing;
    let silent = case.consultants < 2 || team || case.initiative.is_some() || rule.basis.is_empty();
    if silent {
        return None;
    }
    rule.breach("consultants.max", "Не сказано, по чьей инициативе было двое консультантов")
}

/// R065.
fn from_home(case: &Case<'_>, profile: &Profile) -> Option<Breach> {
    let rule = &profile.remote_allowed;
    if !case.from_home || rule.value {
        return None;
    }
    fact(rule.breach("remote.allowed", "Из дома в этом центре не консультируют"))
}

/// R064: where letters are the service, they go from the official mail.
fn unofficial_mail(case: &Case<'_>, profile: &Profile) -> Option<Breach> {
    let rule = &profile.written_mode;
    let letters = rule.value == WrittenMode::EmailConsult && is_correspondence(case.form, case.means) && case.given;
    if !letters || case.reply.is_some_and(|reply| reply.official_mail) {
        return None;
    }
    fact(rule.breach("written.mode", "Ответ отправляют с официальной почты"))
}

/// R064: the answer went after its working days.
fn late_reply(case: &Case<'_>, profile: &Profile) -> Option<Breach> {
    if !is_correspondence(case.form, case.means) || profile.written_mode.value != WrittenMode::EmailConsult {
        return None;
    }
    let term = case.reply_term?;
    let sent = case.reply.and_then(|reply| reply.sent_on).or(case.started.map(|at| at.date()))?;
    if !term.late(sent) || !case.given {
        return None;
    }
    let days = counted(u64::from(term.length), "рабочий день", "рабочих дня", "рабочих дней");
    late("term.email_reply", term, &format!("На ответ было {days}, до{NBSP}{}", date_short(term.judged_by)))
}

/// R111: asked for at the signature only where the порядок does not let go on without it; a warning is a list.
fn unproven(case: &Case<'_>, profile: &Profile) -> Option<Breach> {
    let rule = &profile.proof_required;
    if case.proven || !rule.value || !rule.blocks() || !case.given {
        return None;
    }
    rule.breach("proof.required", "Нет подтверждения обращения")
}

#[cfg(test)]
mod tests;
