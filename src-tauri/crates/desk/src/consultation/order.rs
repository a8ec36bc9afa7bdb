//! The порядок in force on the day of a session: what it asks a record for, and what it has against it.

use chrono::{NaiveDate, NaiveDateTime};
use domain::civil;
use domain::consultation::{Attempt, AttemptOutcome, Initiative, asks_child_reason};
use domain::ids::{ConsultantId, RequestId};
use domain::lists::Form;
use domain::profile::{ContentReaders, DispatchMeaning, Profile, WrittenMode};
use domain::term::{Term, repeat_of};

use crate::lists::{kind_chip, typed};
use crate::session::Session;
use crate::wire::{GroundChoice, RecordOrder, Refused, RepeatView};

impl Session {
    pub(super) fn record_order(&self, profile: &Profile, day: NaiveDate) -> Result<RecordOrder, Refused> {
        let forms_of = |key: &str| -> Vec<String> {
            let forms = profile.refusal_grounds.value.iter().filter(|pair| pair.ground == key);
            forms.map(|pair| pair.form.key().to_owned()).collect()
        };
        let grounds: Vec<GroundChoice> = self
            .view()
            .list("ground", day)?
            .into_iter()
            .map(|item| GroundChoice { forms: forms_of(&item.key), key: item.key, label: item.label })
            .filter(|ground| !ground.forms.is_empty())
            .collect();
        let refused = |form: &&Form| !profile.grounds_for(**form).is_empty();
        let approval = profile.tech_approval.value && profile.tech_approval.asked();
        let internal = profile.dispatch_meaning.value == DispatchMeaning::Internal;
        Ok(RecordOrder {
            kinds: profile.kinds().into_iter().map(|kind| typed(kind.key(), kind_chip(kind))).collect(),
            refused_in: Form::ALL.iter().filter(refused).map(|form| form.key().to_owned()).collect(),
            grounds,
            approval,
            approval_words: if approval { profile.tech_approval.basis.clone() } else { String::new() },
            from_home: profile.remote_allowed.value,
            dispatch_words: if internal {
                "Здесь «диспетчерское» значит, к кому и когда прийти: это запись, а не услуга.".to_owned()
            } else {
                String::new()
            },
            child_help_words: profile.outcome_child_help.value.label().to_owned(),
            child_reason: asks_child_reason(profile),
            recipient_records_words: format!(
                "Получатель вёл свою запись, {}",
                profile.recipient_recording.value.label()
            ),
            initiatives: Initiative::ALL.iter().map(|one| typed(one.key(), one.label())).collect(),
            official_mail: profile.written_mode.value == WrittenMode::EmailConsult,
            proof: profile.proof_required.value && profile.proof_required.asked(),
        })
    }

    /// R120: whether the head may open a note of that day after writing down why.
    pub(super) fn head_reads_with_reason(&self, day: NaiveDate) -> Result<bool, Refused> {
        Ok(self.profile_on(day)?.content_visible_to.value == ContentReaders::HeadWithReason)
    }

    /// Other requests whose distance sessions of this consultant hold the same minutes (R061).
    pub(super) fn together(
        &self,
        request: RequestId,
        consultant: Option<ConsultantId>,
        span: Option<(NaiveDateTime, NaiveDateTime)>,
    ) -> Result<Vec<String>, Refused> {
        let view = self.view();
        let (Some(consultant), Some((started, ended))) = (consultant, span) else { return Ok(Vec::new()) };
        let attempt = Attempt { started, ended, outcome: AttemptOutcome::Held };
        let mut numbers = Vec::new();
        for other in view.overlapping(request, consultant, &attempt)? {
            if view.consultation_of(other)?.is_some_and(|signed| signed.record.form == Form::Distance) {
                numbers.push(civil::numbered(view.request(other)?.number));
            }
        }
        Ok(numbers)
    }

    /// The term of the repeat after an attempt that failed technically, by the порядок of its day.
    pub(super) fn repeat_term(&self, last: Option<&Attempt>) -> Result<Option<Term>, Refused> {
        match last.and_then(repeat_of) {
            Some((kind, since)) => self.term(kind, since),
            None => Ok(None),
        }
    }

    /// What is owed after a technical failure, for the record and the card.
    pub(crate) fn repeat_view(&self, attempts: &[Attempt], now: NaiveDateTime) -> Result<Option<RepeatView>, Refused> {
        let Some((kind, _)) = attempts.last().and_then(repeat_of) else { return Ok(None) };
        let Some((term, ends)) =
            self.repeat_term(attempts.last())?.and_then(|term| term.ends().map(|ends| (term, ends)))
        else {
            let words = format!("{}: срок порядок не называет", kind.label());
            return Ok(Some(RepeatView { words, left_words: String::new(), passed: false }));
        };
        let basis = if term.basis.is_empty() { String::new() } else { format!(" ({})", term.basis) };
        Ok(Some(RepeatView {
            words: format!("{}: до {}{basis}", kind.label(), civil::date_time(ends)),
            left_words: term.left_words(now, self.day_end(now.date())?),
            passed: term.late_at(now),
        }))
    }
}
