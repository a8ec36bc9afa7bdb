//! Which terms run of an open request, for the first screen and for «Контроль» alike.

use chrono::NaiveDateTime;
use domain::intake::LETTER;
use domain::lists::{Form, MeansKind, Role};
use domain::means::Means;
use domain::term::{Open, OpenBooking, Running, TermKind, Terms, running};
use storage::request::Request;

use crate::session::Session;
use crate::show::Seen;
use crate::wire::Refused;

impl Session {
    pub(crate) fn running(&self, request: &Request, seen: &Seen, now: NaiveDateTime) -> Result<Vec<Running>, Refused> {
        let booking = seen.booking.as_ref();
        let prepared = match booking {
            Some(booking) => self.is_prepared(booking)?,
            None => false,
        };
        let open = Open {
            received: request.received,
            status: seen.status,
            by_email: request.channel == LETTER,
            reply_asked: self.reply_asked(request)?,
            // Who promised a time took the letter on.
            owned: request.intake.owner.is_some() || booking.is_some(),
            invited_on: request.intake.invited_on,
            answered_on: request.intake.answered_on,
            attempts: &seen.attempts,
            booking: booking.map(|booking| OpenBooking {
                starts: booking.starts,
                distance: booking.form == Form::Distance,
                prepared,
            }),
        };
        let orders = self.orders()?;
        let mut found = running(&open, &Terms { calendar: &self.calendar, versions: &orders.terms }, now);
        // Who receives prepares; nobody else needs to be told.
        if !self.is(Role::Administrator) && !self.is_one_of(&seen.consultants) {
            found.retain(|running| running.term.kind != TermKind::Preparation);
        }
        Ok(found)
    }

    /// Asked by letter, and to be answered by letter (R064).
    fn reply_asked(&self, request: &Request) -> Result<bool, Refused> {
        if request.channel != LETTER {
            return Ok(false);
        }
        Ok(match (request.form, request.means.as_deref()) {
            (Form::Written, _) => true,
            (Form::Distance, Some(means)) => {
                let kind = self.view().list_item("means", means)?.and_then(|item| item.data);
                kind.as_deref().and_then(Means::parse).is_some_and(|means| means.kind == MeansKind::Email)
            }
            _ => false,
        })
    }
}
