//! What a порядок asks of a record beside the usual: read from the form, and put back into it.

use chrono::{NaiveDate, NaiveDateTime};
use domain::civil;
use domain::consultation::{After, Consent, Initiative, Materials, More, Outcome, Record, Reply};
use domain::lists::{Failure, Form, Kind};

use crate::fields::Check;
use crate::session::Session;
use crate::show::moment;
use crate::wire::{ConsultationForm, MoreForm, ProblemCode as Code, Refused};

/// Read field by field; `after` of the attempts before is not of this form.
pub(super) struct MoreRead {
    pub more: More,
    pub after: After,
    pub feedback_on: Option<NaiveDate>,
}

impl Session {
    pub(super) fn check_more(&self, check: &mut Check, form: &MoreForm, day: NaiveDate) -> Result<MoreRead, Refused> {
        let means = check.all_listed(&self.view(), "means", "more_means", &form.means, day)?;
        let number = check.line("reply_number", &form.reply_number);
        let sent_on = day_or_none(check, "reply_sent_on", &form.reply_sent_on);
        let reply = (!number.is_empty() || sent_on.is_some() || form.reply_official).then_some(Reply {
            number,
            sent_on,
            official_mail: form.reply_official,
        });
        let feedback_form = match form.feedback_form.as_deref().filter(|key| !key.is_empty()) {
            Some(key) => check.known("feedback_form", key, Form::from_key(key)),
            None => None,
        };
        let initiative = match form.initiative.as_deref().filter(|key| !key.is_empty()) {
            Some(key) => check.known("initiative", key, Initiative::from_key(key)),
            None => None,
        };
        let more = More {
            means,
            dispatch_first: form.dispatch_first,
            from_home: form.from_home,
            reply,
            feedback_form,
            consent: consent(check, form),
            recipient_records: form.recipient_records,
            initiative,
            out_of_competence: form.out_of_competence,
            child_help: form.child_help,
            materials: materials(check, form),
            after: Vec::new(),
            warned: Vec::new(),
            reason: String::new(),
        };
        let after = After {
            permitted_by: check.line("permitted_by", &form.permitted_by),
            permitted_at: moment_or_none(check, "permitted_at", &form.permitted_at),
            told_at: moment_or_none(check, "told_at", &form.told_at),
            told_how: check.line("told_how", &form.told_how),
            helped_by: check.line("helped_by", &form.helped_by),
        };
        let feedback_on = day_or_none(check, "feedback_on", &form.feedback_on);
        Ok(MoreRead { more, after, feedback_on })
    }
}

/// What the chosen outcome, kind and form ask for: what was typed for others is not looked at, so that nobody is
/// stopped by a field that is not on the screen.
pub(super) fn asked(form: &ConsultationForm, letter: bool) -> MoreForm {
    let mut more = form.more.clone();
    let not_held = form.outcome == "not_held";
    let failure = form.failure.as_deref().and_then(Failure::from_key);
    if !not_held {
        more.told_at.clear();
        more.told_how.clear();
    }
    if !not_held || !failure.is_some_and(Failure::technical) {
        more.permitted_by.clear();
        more.permitted_at.clear();
    }
    if form.kind != Kind::Survey.key() || !form.survey_feedback {
        more.feedback_on.clear();
        more.feedback_form = None;
    }
    if !letter || form.outcome != "given" {
        more.reply_number.clear();
        more.reply_sent_on.clear();
        more.reply_official = false;
    }
    if !more.recorded {
        more.consent_number.clear();
        more.consent_on.clear();
    }
    if form.form != Form::Distance.key() {
        more.means.clear();
        more.from_home = false;
    }
    if form.consultants.len() < 2 {
        more.initiative = None;
    }
    more
}

fn day_or_none(check: &mut Check, field: &str, typed: &str) -> Option<NaiveDate> {
    if typed.trim().is_empty() { None } else { check.date(field, typed) }
}

fn moment_or_none(check: &mut Check, field: &str, typed: &str) -> Option<NaiveDateTime> {
    if typed.trim().is_empty() { None } else { check.moment(field, typed) }
}

/// R122: no mark without the number and the day.
fn consent(check: &mut Check, form: &MoreForm) -> Option<Consent> {
    let number = check.line("consent_number", &form.consent_number);
    let on = day_or_none(check, "consent_on", &form.consent_on);
    if !form.recorded {
        return None;
    }
    if number.is_empty() {
        check.refuse("consent_number", Code::ConsentRequired);
    }
    if form.consent_on.trim().is_empty() {
        check.refuse("consent_on", Code::ConsentRequired);
    }
    Some(Consent { number, on: on? })
}

/// R076: the address is kept only with consent, and is not smuggled in among the titles.
fn materials(check: &mut Check, form: &MoreForm) -> Option<Materials> {
    let what = check.line("sent_what", &form.sent_what);
    let address = check.email("sent_address", &form.sent_address);
    if !form.sent_consent && what.contains('@') {
        check.refuse("sent_what", Code::AddressWithoutConsent);
    }
    if !form.sent_consent && !address.is_empty() {
        check.refuse("sent_address", Code::AddressWithoutConsent);
    }
    if what.is_empty() {
        if !address.is_empty() {
            check.refuse("sent_what", Code::Required);
        }
        return None;
    }
    Some(Materials { what, address })
}

/// The signed version back in its form.
pub(super) fn more_form(record: &Record) -> MoreForm {
    let more = &record.more;
    let after = record.after(record.attempts.len().saturating_sub(1));
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let at = |at: Option<NaiveDateTime>| at.map(moment).unwrap_or_default();
    let reply = more.reply.clone().unwrap_or_default();
    let ended = record.attempts.last().map(|attempt| attempt.ended.date());
    MoreForm {
        means: more.means.clone(),
        dispatch_first: more.dispatch_first,
        from_home: more.from_home,
        reply_number: reply.number,
        reply_sent_on: day(reply.sent_on),
        reply_official: reply.official_mail,
        feedback_on: day(record.feedback_on.filter(|on| Some(*on) != ended)),
        feedback_form: more.feedback_form.map(|form| form.key().to_owned()),
        recorded: more.consent.is_some(),
        consent_number: more.consent.as_ref().map(|consent| consent.number.clone()).unwrap_or_default(),
        consent_on: day(more.consent.as_ref().map(|consent| consent.on)),
        recipient_records: more.recipient_records,
        initiative: more.initiative.map(|initiative| initiative.key().to_owned()),
        out_of_competence: more.out_of_competence,
        child_help: more.child_help,
        sent_what: more.materials.as_ref().map(|sent| sent.what.clone()).unwrap_or_default(),
        sent_address: more.materials.as_ref().map(|sent| sent.address.clone()).unwrap_or_default(),
        sent_consent: more.materials.as_ref().is_some_and(|sent| !sent.address.is_empty()),
        permitted_by: after.permitted_by,
        permitted_at: at(after.permitted_at),
        told_at: at(after.told_at),
        told_how: after.told_how,
        helped_by: after.helped_by,
        caution_reason: more.reason.clone(),
    }
}

/// What followed an attempt, line by line.
pub(super) fn after_words(after: &After) -> Vec<String> {
    let at = |at: Option<NaiveDateTime>| at.map(|at| format!(", {}", civil::date_time(at))).unwrap_or_default();
    let mut said = Vec::new();
    if !after.permitted_by.is_empty() {
        said.push(format!("другую дату разрешили: {}{}", after.permitted_by, at(after.permitted_at)));
    }
    if after.told_at.is_some() || !after.told_how.is_empty() {
        let how = if after.told_how.is_empty() { String::new() } else { format!(", {}", after.told_how) };
        said.push(format!("получателю сообщено{}{how}", at(after.told_at)));
    }
    if !after.helped_by.is_empty() {
        said.push(format!("с техникой помогали: {}", after.helped_by));
    }
    said
}

/// Whether a signed refusal already names this ground: a correction does not lose it.
pub(super) fn keeps_ground(before: Option<&Record>, ground: &str) -> bool {
    before.is_some_and(|record| matches!(&record.outcome, Outcome::Refused { ground: kept } if kept == ground))
}
