//! The next meeting: a request of its own that continues this one (R075).

use domain::ids::RequestId;
use domain::intake::Intake;
use domain::lists::{Form, Kind, Origin, Role};
use domain::outing::How;
use storage::request::Request;

use crate::Desk;
use crate::booking::{Promise, Promising, is_late};
use crate::fields::{self, Check};
use crate::wire::{Done, NextMeetingForm, Noun, ProblemCode as Code, Refused, RequestCard};

impl Desk {
    /// Asked for at the session itself: the people, the form and the means are those of the request it continues.
    pub fn next_meeting(&mut self, form: NextMeetingForm) -> Result<Done<RequestCard>, Refused> {
        let at = self.at_work()?;
        at.session.allow(&[Role::Consultant, Role::Head])?;
        let now = at.session.now(at.around);
        let id: RequestId = fields::id(&form.request)?;
        let view = at.session.view();
        let request = view.request(id)?;
        if request.annul_reason.is_some() {
            return Err(Code::RequestAnnulled.into());
        }
        let seen = at.session.see(&request, now)?;
        at.session.allow_record(&seen.consultants)?;
        let survey = view.consultation_of(id)?.is_some_and(|signed| signed.record.kind == Kind::Survey);
        let recorded = view.consultation_of(id)?.map(|consultation| consultation.record);
        let mut check = Check::default();
        let mut asked = at.session.check_slot(&mut check, &form.slot, now.date())?;
        let reason = check.line("caution_reason", &form.caution_reason);
        // The same place and equipment; who comes along and who minds the child is agreed anew.
        let before = view.bookings_of(id)?.pop();
        let how = at.session.check_how(&mut check, None, before.as_ref(), request.form, now.date())?;
        let how = How { others: Vec::new(), others_by: None, minding_room: None, ..how };
        if let Some(asked) = &mut asked {
            at.session.check_length(&mut check, (&form.slot, None), before.as_ref(), &how, &mut asked.slot);
        }
        check.done()?;
        let Some(asked) = asked else { return Err(Code::Required.into()) };
        let channel = view.list("channel", now.date())?;
        let in_person = request.form != Form::Distance && channel.iter().any(|item| item.key == IN_PERSON);
        let around = at.around;
        let last_day = at.session.last_day(now.date())?;
        let next = Request {
            id: RequestId(around.new_id()),
            number: 0,
            year: 0,
            origin: Origin::Typed,
            follows: Some(id),
            channel: if in_person { IN_PERSON.to_owned() } else { request.channel.clone() },
            passed_by: request.passed_by.clone(),
            received: now,
            registered_on: now.date(),
            registered_by: at.session.account_id(),
            // The child has grown since the first request.
            child_age: request.child_age.and_then(|age| age.later(request.received.date(), now.date())),
            about: String::new(),
            topics: recorded.map_or_else(|| request.topics.clone(), |record| record.topics),
            wish: String::new(),
            wished: None,
            window: None,
            lapse_reason: None,
            evidence: None,
            annul_reason: None,
            late_by_wish: form.late_by_wish && is_late(last_day.as_ref(), &asked),
            intake: Intake { from_survey: request.intake.from_survey || survey, ..Intake::default() },
            ..request.clone()
        };
        let next_id = next.id;
        let against = at.session.against(&next, next.form, &asked, &how, now.date())?;
        let by = at.session.account_id();
        let warnings = at.session.change(around, |change| {
            let next = change.register_request(next)?;
            let promise = Promise {
                request: &next,
                asked: &asked,
                form: next.form,
                means: next.means.clone(),
                how,
                previous: None,
                by,
                last_day,
                against,
                reason: &reason,
            };
            promise.write(change, around, now, Promising::Ahead)
        })?;
        self.card_done(next_id, warnings, vec![Noun::Request, Noun::Booking])
    }
}

const IN_PERSON: &str = "in_person";
