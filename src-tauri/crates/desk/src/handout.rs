//! What the parent takes home: at most five A4 pages a consultation (R077).

use chrono::NaiveDate;
use documents::Galley;
use documents::handout::{Handout, join, pages, set, starters};
use domain::handout::{Wish, admit, best_set};
use domain::ids::{IssueId, RequestId};
use storage::control::HandoutRefusal;
use storage::handout::{Issue, IssueItem, IssueKind, IssueState};

use crate::Desk;
use crate::fields;
use crate::ports::{FileKind, Surroundings};
use crate::session::Session;
use crate::show::moment;
use crate::wire::{
    Done, HandoutGift, HandoutIssueRow, HandoutPageQuery, HandoutPick, HandoutPlan, HandoutQuery, HandoutRow, Noun,
    PageView, PaperDone, PaperWay, Problem, ProblemCode as Code, Refused,
};

impl Desk {
    pub fn handouts(&mut self) -> Result<Vec<HandoutRow>, Refused> {
        let session = self.session()?;
        let letterhead = session.letterhead();
        library()?
            .into_iter()
            .map(|handout| {
                Ok(HandoutRow {
                    pages: pages(&handout, &letterhead)?,
                    key: handout.key,
                    title: handout.title,
                    summary: handout.summary,
                    topics: handout.topics,
                    version: handout.version.to_string(),
                    short_of: handout.short_of,
                })
            })
            .collect()
    }

    /// What choosing these would mean, counted on the joined paper itself.
    pub fn plan_handouts(&mut self, query: HandoutQuery) -> Result<HandoutPlan, Refused> {
        let at = self.at_work()?;
        let (around, session) = (at.around, at.session);
        let now = session.now(around);
        let today = now.date();
        let profile = session.profile_on(today)?;
        let max = profile.pages_max();
        let request = match query.request.as_deref().filter(|id| !id.is_empty()) {
            Some(id) => Some(fields::id::<RequestId>(id)?),
            None => None,
        };
        let used = match request {
            Some(id) => {
                // A sixth page asked for leaves a trace: nobody leaves one in another's record.
                let request = session.view().request(id)?;
                session.allow_record(&session.see(&request, now)?.consultants)?;
                session.view().pages_used(id)?
            }
            None => 0,
        };
        let letterhead = session.letterhead();
        let chosen = choose(&query.keys)?;
        let total =
            if chosen.is_empty() { 0 } else { join(&chosen.iter().collect::<Vec<_>>(), &letterhead, today)?.pages };
        let fits = admit(used, total, max).is_ok();
        if let Some(request) = request.filter(|_| !fits) {
            session.note_refusal(around, request, today, used + total, max)?;
        }
        let best = if fits { Vec::new() } else { best_of(&chosen, &letterhead, used, max)? };
        Ok(HandoutPlan { pages: total, used, max, fits, basis: profile.print_max_pages.basis.clone(), best })
    }

    /// A page of the joined paper, exactly as it would be printed.
    pub fn handout_page(&mut self, query: HandoutPageQuery) -> Result<PageView, Refused> {
        let around = self.around.as_ref();
        let session = self.session()?;
        let chosen = choose(&query.keys)?;
        if chosen.is_empty() {
            return Err(Problem::at("keys", Code::NothingChosen).into());
        }
        let chosen: Vec<&Handout> = chosen.iter().collect();
        page_view(&set(&chosen, &session.letterhead(), session.today(around))?, query.page)
    }

    pub fn give_handouts(&mut self, form: HandoutGift) -> Result<Done<PaperDone>, Refused> {
        let at = self.at_work()?;
        let around = at.around;
        let now = at.session.now(around);
        let id: RequestId = fields::id(&form.request)?;
        let request = at.session.view().request(id)?;
        let seen = at.session.see(&request, now)?;
        at.session.allow_record(&seen.consultants)?;
        if request.annul_reason.is_some() {
            return Err(Code::RequestAnnulled.into());
        }
        let chosen = choose(&form.keys)?;
        if chosen.is_empty() {
            return Err(Problem::at("keys", Code::NothingChosen).into());
        }
        let letterhead = at.session.letterhead();
        let paper = join(&chosen.iter().collect::<Vec<_>>(), &letterhead, now.date())?;
        let max = at.session.profile_on(now.date())?.pages_max();
        let mut items = Vec::new();
        for handout in &chosen {
            items.push(IssueItem {
                key: handout.key.clone(),
                version: handout.version.to_string(),
                title: handout.title.clone(),
                pages: pages(handout, &letterhead)?,
            });
        }
        let used = at.session.view().pages_used(id)?;
        if let Err(sixth) = admit(used, paper.pages, max) {
            at.session.note_refusal(around, id, now.date(), used + paper.pages, max)?;
            return Err(sixth.into());
        }
        // The queue's title and the file's name tell neither the person nor the topic.
        let out = at.way_out(form.how, "Раздатка", FileKind::Pdf)?;
        let issue = Issue {
            id: IssueId(around.new_id()),
            request: id,
            kind: match form.how {
                PaperWay::Print => IssueKind::Print,
                PaperWay::Save => IssueKind::Save,
            },
            state: IssueState::Begun,
            pages: paper.pages,
            given: now,
            given_by: at.session.account_id(),
            spoilt: false,
            items,
        };
        at.session.change(around, |change| {
            admit(change.pages_used(id)?, paper.pages, max)?;
            Ok(change.begin_issue(&issue)?)
        })?;
        let sent = at.deliver(out, "Раздатка", &paper.bytes);
        at.session.change(around, |change| Ok(change.finish_issue(&issue, sent.is_ok())?))?;
        let file_name = sent?;
        Ok(Done {
            value: PaperDone { how: form.how, pages: paper.pages, file_name },
            changed: vec![Noun::Handout, Noun::Consultation],
        })
    }

    /// Marks a printing as spoilt on paper: it is logged and no longer counted.
    pub fn spoil_handout(&mut self, issue: String) -> Result<Done<HandoutIssueRow>, Refused> {
        let at = self.at_work()?;
        let id: IssueId = fields::id(&issue)?;
        let issue = at.session.view().issue(id)?;
        let now = at.session.now(at.around);
        let request = at.session.view().request(issue.request)?;
        let seen = at.session.see(&request, now)?;
        at.session.allow_record(&seen.consultants)?;
        // A printing cut off in the middle may be taken back too; a saved file is not paper.
        let on_paper =
            issue.state == IssueState::Begun || (issue.state == IssueState::Done && issue.kind == IssueKind::Print);
        if issue.spoilt || !on_paper {
            return Err(Code::ChangedMeanwhile.into());
        }
        at.session.change(at.around, |change| Ok(change.spoil_issue(&issue)?))?;
        let value = row(&Issue { spoilt: true, ..issue });
        Ok(Done { value, changed: vec![Noun::Handout, Noun::Consultation] })
    }
}

impl Session {
    /// A refused sixth page leaves a trace for «Контроль», one a day and consultation.
    fn note_refusal(
        &mut self,
        around: &dyn Surroundings,
        request: RequestId,
        on: NaiveDate,
        pages: u32,
        allowed: u32,
    ) -> Result<(), Refused> {
        self.view().request(request)?;
        if self.view().handout_refused_on(request, on)? {
            return Ok(());
        }
        let refusal = HandoutRefusal { request, on, pages, allowed, by: self.account_id() };
        self.change(around, |change| Ok(change.note_handout_refusal(&refusal)?))
    }

    pub(crate) fn letterhead(&self) -> documents::handout::Imprint {
        documents::handout::Imprint {
            institution: self.institution(),
            centre: self.centre.name.clone(),
            contacts: self.centre.town.clone(),
        }
    }

    pub(crate) fn issue_rows(&self, id: RequestId) -> Result<Vec<HandoutIssueRow>, Refused> {
        Ok(self.view().issues_of(id)?.iter().map(row).collect())
    }
}

fn row(issue: &Issue) -> HandoutIssueRow {
    HandoutIssueRow {
        id: issue.id.to_string(),
        titles: issue.items.iter().map(|item| item.title.clone()).collect(),
        pages: issue.pages,
        given: moment(issue.given),
        how: match issue.kind {
            IssueKind::Print => PaperWay::Print,
            IssueKind::Save => PaperWay::Save,
        },
        done: issue.state != IssueState::Failed,
        spoilt: issue.spoilt,
    }
}

/// What fits best of the chosen, each whole, in brief or not at all.
fn best_of(
    chosen: &[Handout],
    imprint: &documents::handout::Imprint,
    used: u32,
    max: u32,
) -> Result<Vec<HandoutPick>, Refused> {
    let library = library()?;
    let mut wishes = Vec::new();
    for handout in chosen {
        let short = library.iter().find(|other| other.short_of.as_ref() == Some(&handout.key));
        let short = match short {
            // Both may be wished by hand; the short one is then no way out.
            Some(short) if !chosen.iter().any(|other| other.key == short.key) => {
                Some((short.key.clone(), pages(short, imprint)?))
            }
            _ => None,
        };
        wishes.push(Wish { key: handout.key.clone(), pages: pages(handout, imprint)?, short });
    }
    best_set(&wishes, used, max)
        .into_iter()
        .filter_map(|key| library.iter().find(|handout| handout.key == key))
        .map(|handout| {
            Ok(HandoutPick {
                in_brief: !chosen.iter().any(|other| other.key == handout.key),
                pages: pages(handout, imprint)?,
                key: handout.key.clone(),
                title: handout.title.clone(),
            })
        })
        .collect()
}

/// A page of a set paper for the screen; one that is not there is refused.
pub(crate) fn page_view(galley: &Galley, page: u32) -> Result<PageView, Refused> {
    if page == 0 || page > galley.pages() {
        return Err(Problem::at("page", Code::NotFound).into());
    }
    Ok(PageView {
        page,
        pages: galley.pages(),
        picture: galley.picture(page)?,
        words: galley.words(page)?,
        landscape: galley.laid().width > galley.laid().height,
    })
}

fn library() -> Result<Vec<Handout>, Refused> {
    starters().map_err(|_| Problem::new(Code::Inner).about("handouts").into())
}

/// The chosen handouts in the order they were chosen, each once.
fn choose(keys: &[String]) -> Result<Vec<Handout>, Refused> {
    let library = library()?;
    let mut chosen: Vec<Handout> = Vec::new();
    for key in keys {
        let handout = library
            .iter()
            .find(|handout| handout.key == *key)
            .ok_or_else(|| Problem::at("keys", Code::UnknownChoice))?;
        if !chosen.iter().any(|other| other.key == *key) {
            chosen.push(handout.clone());
        }
    }
    Ok(chosen)
}
