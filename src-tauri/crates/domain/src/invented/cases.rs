//! Every kind of case a centre meets, by name. Each is met at least twice in a quarter, whatever chance says.

use super::sketch::{Ending, SignedWhen, Sketch, Who};
use crate::lists::{Failure, Form, Kind, Satisfied};

/// Makes a request the case it is named for; the rest stays as chance drew it.
pub type Case = fn(&mut Sketch);

/// A case where nothing else goes wrong, so that what it is about can be seen.
fn calm(sketch: &mut Sketch) {
    sketch.who = if sketch.who == Who::Adopter { Who::One } else { sketch.who };
    sketch.form = Form::InCenter;
    sketch.kind = Kind::Content;
    sketch.ending = Ending::Given;
    sketch.failures.clear();
    sketch.moves = 0;
    sketch.waits_for_time = false;
    sketch.wait = sketch.wait.min(5);
    sketch.signed = SignedWhen::Soon;
    sketch.evidence = true;
}

/// The last of [`CASES`]: nothing was held and a new time is still to be found.
pub const NOT_HELD: usize = 4;

macro_rules! cases {
    ($($name:literal => |$sketch:ident| $change:block)*) => {
        pub const CASES: &[Case] = &[$(|$sketch| { calm($sketch); $change }),*];

        #[cfg(test)]
        pub const NAMES: &[&str] = &[$($name),*];
    };
}

cases! {
    "both parents" => |s| { s.who = Who::Couple; s.again = false; }
    "anonymous" => |s| { s.who = Who::Anonymous; }
    "anonymous, both parents" => |s| { s.who = Who::AnonymousCouple; }
    "the same person again" => |s| { s.who = Who::One; s.again = true; }
    "outing" => |s| { s.form = Form::Outing; }
    "by phone" => |s| { s.form = Form::Distance; s.means = Some("phone"); }
    "by video" => |s| { s.form = Form::Distance; s.means = Some("video_call"); }
    "by chat" => |s| { s.form = Form::Distance; s.means = Some("max"); }
    "by another chat" => |s| { s.form = Form::Distance; s.means = Some("vk_chat"); }
    "by e-mail" => |s| { s.form = Form::Distance; s.means = Some("email"); s.channel = "email"; }
    "written answer" => |s| { s.form = Form::Written; s.channel = "email"; }
    "dispatch to an organisation" => |s| { s.kind = Kind::Dispatch; s.organisations = 1; }
    "dispatch to two organisations" => |s| { s.kind = Kind::Dispatch; s.organisations = 2; }
    "survey with feedback" => |s| { s.kind = Kind::Survey; }
    "planning for adopters" => |s| { s.kind = Kind::Planning; s.who = Who::Adopter; }
    "content with an organisation named" => |s| { s.organisations = 1; }
    "through a specialist" => |s| { s.channel = "specialist"; }
    "through the head" => |s| { s.channel = "head"; }
    "through the administrator" => |s| { s.channel = "administrator"; }
    "in person, at once" => |s| { s.channel = "in_person"; s.wait = 0; }
    "by the web form, in the evening before" => |s| { s.channel = "web_form"; s.on_the_eve = true; }
    "from the site" => |s| { s.channel = "site"; }
    "from VK" => |s| { s.channel = "vk"; }
    "moved once" => |s| { s.moves = 1; s.wait = 4; }
    "moved twice" => |s| { s.moves = 2; s.wait = 3; }
    "failed on the centre's side, then held" => |s| {
        s.form = Form::Distance; s.means = Some("video_call"); s.failures = vec![Failure::TechnicalCentre];
    }
    "failed on the recipient's side, then held" => |s| {
        s.form = Form::Distance; s.means = Some("video_call"); s.failures = vec![Failure::TechnicalRecipient];
    }
    "failed twice, then held" => |s| {
        s.form = Form::Distance; s.means = Some("phone");
        s.failures = vec![Failure::TechnicalRecipient, Failure::TechnicalCentre];
    }
    "did not come, then came" => |s| { s.failures = vec![Failure::NoShow]; }
    "late" => |s| { s.wait = 13; }
    "late at the person's own wish" => |s| { s.wait = 14; s.late_by_wish = true; }
    "two consultants" => |s| { s.second_consultant = true; }
    "the child was there" => |s| { s.child_present = Some("не с кем оставить"); }
    "no evidence" => |s| { s.evidence = false; }
    "online for more than 45 minutes" => |s| {
        s.form = Form::Distance; s.means = Some("video_call"); s.minutes = 58;
    }
    "question answered in part" => |s| { s.satisfied = Some(Satisfied::Partly); }
    "question not answered" => |s| { s.satisfied = Some(Satisfied::No); }
    "rating not offered" => |s| { s.quality_offered = false; }
    "handouts" => |s| { s.handouts = 2; }
    "corrected after signing" => |s| { s.corrected = true; }
    "next meeting agreed" => |s| { s.next_meeting = true; s.who = Who::One; }
    "entered from paper" => |s| { s.from_paper = true; }
    "record signed the next day" => |s| { s.signed = SignedWhen::NextDay; }
    "waited for a time" => |s| { s.waits_for_time = true; }
    "refused: out of competence" => |s| { s.ending = Ending::Refused { ground: "out_of_competence" }; }
    "refused and redirected" => |s| {
        s.ending = Ending::Refused { ground: "out_of_competence" }; s.organisations = 2;
    }
    "refused: behaviour" => |s| { s.ending = Ending::Refused { ground: "behaviour" }; }
    "annulled" => |s| { s.ending = Ending::Annulled { reason: "записались дважды" }; }
    "did not come" => |s| { s.ending = Ending::NotHeld { failure: Failure::NoShow }; }
    "not held for another reason" => |s| { s.ending = Ending::NotHeld { failure: Failure::Other }; }
    "not held: failure of the centre" => |s| {
        s.form = Form::Distance; s.means = Some("video_call");
        s.ending = Ending::NotHeld { failure: Failure::TechnicalCentre };
    }
    "not held: failure of the recipient" => |s| {
        s.form = Form::Distance; s.means = Some("phone");
        s.ending = Ending::NotHeld { failure: Failure::TechnicalRecipient };
    }
}
