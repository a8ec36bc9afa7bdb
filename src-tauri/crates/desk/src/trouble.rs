//! From typed refusals of the rooms below to the codes the person's words are kept by.

use domain::booking::BookingRefusal;
use domain::consultation::{RecordRefusal, SignRefusal};
use domain::event::EventRefusal;
use domain::handout::SixthPage;
use domain::month::CloseRefusal;
use domain::request::RequestRefusal;
use storage::StorageError;
use storage::keys::{KeyringTrouble, SealError, UnlockError};

use crate::ports::OutletTrouble;
use crate::wire::{Problem, ProblemCode as Code, Refused};

impl From<StorageError> for Refused {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Damaged => Code::JournalDamaged.into(),
            StorageError::ForReading => Code::JournalReadOnly.into(),
            StorageError::Newer { found, .. } => Problem::new(Code::JournalNewer).about(found).into(),
            StorageError::NotEncrypted => Code::NotEncrypted.into(),
            StorageError::Missing => Code::JournalMissing.into(),
            StorageError::ReadOnly => Code::FolderReadOnly.into(),
            StorageError::DiskFull => Code::DiskFull.into(),
            StorageError::Busy => Code::AlreadyOpen.into(),
            StorageError::TimeTaken => Problem::at("slot.time", Code::TimeTaken).into(),
            StorageError::NotFound => Code::NotFound.into(),
            StorageError::NotACopy => Code::NotACopy.into(),
            StorageError::Stopped => Code::CopyStopped.into(),
            StorageError::Io(number) => Problem::new(Code::DiskTrouble).about(number).into(),
            StorageError::Database(number) => Problem::new(Code::Inner).about(format!("sql {number}")).into(),
            StorageError::NoTrace => Problem::new(Code::Inner).about("no trace").into(),
            StorageError::Content(what) => Problem::new(Code::Inner).about(what).into(),
        }
    }
}

impl From<UnlockError> for Refused {
    fn from(error: UnlockError) -> Self {
        match error {
            UnlockError::WrongPassword => Problem::at("password", Code::WrongPassword).into(),
            UnlockError::WrongSheet => Problem::at("groups", Code::WrongSheet).into(),
            UnlockError::WrongCode => Problem::at("groups", Code::WrongCode).into(),
            UnlockError::CodeOutlived => Problem::at("groups", Code::CodeOutlived).into(),
            UnlockError::OtherComputer => Code::OtherComputer.into(),
            UnlockError::DeviceSecretLost => Code::DeviceSecretLost.into(),
            UnlockError::KeyringAbsent => Code::KeyringAbsent.into(),
            UnlockError::KeyringLocked => Code::KeyringLocked.into(),
            UnlockError::KeyringFailed(code) => Problem::new(Code::KeyringAbsent).about(code).into(),
            UnlockError::UnknownSlot | UnlockError::OtherKind => Code::NotFound.into(),
            UnlockError::SlotDamaged | UnlockError::KdfRefused => Code::SlotFileLost.into(),
            UnlockError::OutOfMemory => Problem::new(Code::Inner).about("memory").into(),
        }
    }
}

impl From<SealError> for Refused {
    fn from(_: SealError) -> Self {
        Problem::new(Code::Inner).about("seal").into()
    }
}

impl From<KeyringTrouble> for Refused {
    fn from(trouble: KeyringTrouble) -> Self {
        match trouble {
            KeyringTrouble::Absent => Code::KeyringAbsent.into(),
            KeyringTrouble::Locked => Code::KeyringLocked.into(),
            KeyringTrouble::Other(code) => Problem::new(Code::KeyringAbsent).about(code).into(),
        }
    }
}

impl From<OutletTrouble> for Refused {
    fn from(trouble: OutletTrouble) -> Self {
        match trouble {
            // The shell asks and begins the act anew; where nobody asks, nothing is saved.
            OutletTrouble::NotAsked => Code::SaveCancelled.into(),
            OutletTrouble::NoPrinter => Code::NoPrinter.into(),
            OutletTrouble::PrintFailed => Code::PrintFailed.into(),
            OutletTrouble::ReadOnly => Code::FolderReadOnly.into(),
            OutletTrouble::DiskFull => Code::DiskFull.into(),
            OutletTrouble::Io(number) => Problem::new(Code::DiskTrouble).about(number).into(),
        }
    }
}

impl From<documents::PaperError> for Refused {
    fn from(_: documents::PaperError) -> Self {
        Problem::new(Code::Inner).about("paper").into()
    }
}

impl From<BookingRefusal> for Refused {
    fn from(refusal: BookingRefusal) -> Self {
        let (field, code) = match refusal {
            BookingRefusal::AlreadyPast => ("slot.time", Code::AlreadyPast),
            BookingRefusal::ConsultantInactive { .. } => ("slot.consultant", Code::ConsultantInactive),
            BookingRefusal::OutsideHours { .. } => ("slot.time", Code::OutsideHours),
            BookingRefusal::Taken { .. } => ("slot.time", Code::TimeTaken),
        };
        Problem::at(field, code).into()
    }
}

impl From<RequestRefusal> for Refused {
    fn from(refusal: RequestRefusal) -> Self {
        match refusal {
            RequestRefusal::Annulled => Code::RequestAnnulled.into(),
            RequestRefusal::Finished => Code::RequestFinished.into(),
            RequestRefusal::ReceivedInFuture => Problem::at("received", Code::ReceivedInFuture).into(),
        }
    }
}

impl From<RecordRefusal> for Problem {
    fn from(refusal: RecordRefusal) -> Self {
        match refusal {
            RecordRefusal::EndsBeforeStart => Self::at("ended", Code::EndsBeforeStart),
            RecordRefusal::EndsInFuture => Self::at("ended", Code::EndsInFuture),
            RecordRefusal::BeforeRequest => Self::at("date", Code::BeforeRequest),
            RecordRefusal::TopicRequired => Self::at("topics", Code::TopicRequired),
            RecordRefusal::ConsultantRequired => Self::at("consultants", Code::ConsultantRequired),
            RecordRefusal::MeansRequired => Self::at("means", Code::MeansRequired),
            RecordRefusal::GroundWordsRequired => Self::at("ground_words", Code::Required),
            RecordRefusal::OrganisationRequired => Self::at("organisations", Code::OrganisationRequired),
            RecordRefusal::SurveyUnfinished => Self::at("survey_feedback", Code::SurveyUnfinished),
            RecordRefusal::NotInTime(field) => Self::at(field, Code::NotInTime),
            RecordRefusal::ChildReasonRequired => Self::at("child_reason", Code::ChildReasonRequired),
        }
    }
}

impl From<EventRefusal> for Problem {
    fn from(refusal: EventRefusal) -> Self {
        match refusal {
            EventRefusal::LeaderRequired => Self::at("leaders", Code::LeaderRequired),
            EventRefusal::EndsBeforeStart => Self::at("ended", Code::EndsBeforeStart),
            EventRefusal::PlaceRequired => Self::at("place", Code::PlaceRequired),
            EventRefusal::NotHeldYet => Self::at("participants", Code::EventAhead),
            EventRefusal::ListLonger => Self::at("participants", Code::ListLonger),
        }
    }
}

impl From<SignRefusal> for Refused {
    fn from(refusal: SignRefusal) -> Self {
        match refusal {
            SignRefusal::NotOfRecord => Code::SignerNotOfRecord.into(),
            SignRefusal::NotAuthor => Code::NotYours.into(),
            SignRefusal::MonthClosed => Code::MonthClosed.into(),
            SignRefusal::ReasonRequired => Problem::at("reason", Code::ReasonRequired).into(),
        }
    }
}

impl From<CloseRefusal> for Refused {
    fn from(refusal: CloseRefusal) -> Self {
        match refusal {
            CloseRefusal::NotEnded => Code::MonthNotEnded.into(),
            CloseRefusal::Closed => Code::MonthClosed.into(),
            CloseRefusal::Stopped(count) => Problem::new(Code::MonthLacks).about(count).into(),
            CloseRefusal::ReasonRequired => Problem::at("reason", Code::ReasonRequired).into(),
        }
    }
}

impl From<SixthPage> for Refused {
    fn from(refusal: SixthPage) -> Self {
        let SixthPage { used, chosen, max } = refusal;
        Problem::at("keys", Code::SixthPage).about(format!("{used}/{chosen}/{max}")).into()
    }
}
