//! Refusals and troubles as codes; the words for each stand in the user interface.

wire! {
    /// Why something was not done. Several fields may be wrong at once.
    pub struct Refused {
        pub problems: Vec<Problem>,
    }

    /// One reason. `field` names the field of the form it belongs to; `about` is the code's own
    /// measure (a limit, a number of pages, a paragraph), never a name or a phone.
    pub struct Problem {
        pub code: ProblemCode,
        pub field: Option<String>,
        pub about: Option<String>,
    }

    /// Every refusal the person may meet. A code without words does not compile in the interface.
    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum ProblemCode {
        // ── the journal and its keys
        /// No journal has been made on this computer yet.
        NoJournal,
        /// A journal is already here; a second one is not made over it.
        JournalExists,
        /// Another window of the program holds the journal.
        AlreadyOpen,
        /// The journal is locked: the password is needed again.
        JournalLocked,
        WrongPassword,
        /// The sheet's digits are whole, but they are not of this journal (or groups are swapped).
        WrongSheet,
        /// `about`: numbers of the groups with a slip of the pen.
        SheetGroupMistyped,
        /// `about`: numbers of the groups of a sheet or a code that are not typed to their end.
        GroupsUnfinished,
        /// The digits are whole, but they are not this person's code.
        WrongCode,
        /// `about`: numbers of the groups with a slip of the pen.
        CodeGroupMistyped,
        /// Used already, replaced by a newer one, or older than its three days.
        CodeOutlived,
        /// After wrong tries. `about`: seconds to wait.
        TryLater,
        /// The slot belongs to another computer's device secret.
        OtherComputer,
        /// The keyring answered, but the secret it held is gone.
        DeviceSecretLost,
        /// No keyring answers on this computer.
        KeyringAbsent,
        /// The keyring is there but locked.
        KeyringLocked,
        /// The journal's file is damaged (truncated or changed), at least where it was to be read.
        JournalDamaged,
        /// The act was written; what was to be read after it met a damaged page.
        WrittenUnread,
        /// The damaged journal is open for reading: nothing is written into it or printed from it.
        JournalReadOnly,
        /// The slot file and its twin are both missing or unreadable.
        SlotFileLost,
        /// The slot file is here but the journal it names is not.
        JournalMissing,
        /// Made by a newer version of the program.
        JournalNewer,
        /// The file is not encrypted; it is never opened so.
        NotEncrypted,
        /// The folder cannot be written.
        FolderReadOnly,
        /// The folder lies on a network or synced place.
        FolderShared,
        DiskFull,
        /// Any other trouble of the disk; `about` is a system code.
        DiskTrouble,
        /// Set-up was not begun or was begun anew elsewhere.
        SetupNotBegun,
        /// The two groups typed back are not those of the sheet.
        SheetProofWrong,
        /// No new sheet stands on the screen.
        SheetNotShown,
        /// The sheet is whole, but a newer one is in force. `about`: its number.
        OlderSheet,
        /// The practice journal has no keys to give or to change.
        PracticeHasNoKeys,
        /// The journal was locked, or something was destroyed in it, while its key was being changed.
        KeyStopped,

        // ── copies and restoring
        /// A kept copy is spoilt. `about`: its name, a day and a number.
        CopyDamaged,
        /// The file is no copy of a journal.
        NotACopy,
        /// The disk with the copy was taken out.
        CopyGone,
        CopyStopped,
        RestoreStopped,
        /// One is being made already.
        CopyUnderWay,
        CopyDiskFull,
        CopyReadOnly,
        /// The second place must be another than the first.
        SamePlace,
        NoCopyChosen,
        /// No head would be left in the restored journal: only the recovery sheet opens such a copy.
        SheetOnly,
        NotInPractice,

        // ── rights
        /// The account's roles do not allow this.
        NotAllowed,
        /// Opened by the recovery sheet: a new password comes before anything else.
        PasswordFirst,
        /// Only the author may do this before the month is closed.
        NotYours,

        // ── any field
        Required,
        /// `about`: the limit in characters.
        TooLong,
        /// Control characters or other signs that cannot be kept.
        BadCharacters,
        /// Not in the list, or no longer offered.
        UnknownChoice,
        /// `about`: what was typed cannot be a date.
        BadDate,
        BadTime,
        BadPhone,
        BadEmail,
        BadAge,
        BadYear,
        NotFound,
        /// Nothing in the journal bears the number or code that the history is asked about.
        NotInHistory,
        /// Someone changed it meanwhile: read it again.
        ChangedMeanwhile,

        // ── accounts and consultants
        /// `about`: the least number of characters.
        PasswordTooShort,
        /// `about`: why, in words.
        PasswordTooWeak,
        LabelTaken,
        /// Another account has this consultant's card.
        CardTaken,
        RoleRequired,
        /// Without a head nobody could let anybody in.
        LastHead,
        /// Nobody removes themselves.
        OwnAccount,
        HoursOverlap,
        HoursBackwards,
        /// Times are promised ahead: a reason is needed to give them back. `about`: how many.
        ConsultantBooked,
        /// A day that has not come yet.
        DateInFuture,
        /// The last row of a list that records cannot do without.
        LastOfList,
        /// The list has a row with these words.
        AlreadyInList,
        /// Records of closed months stand in the figures by it.
        UsedInClosed,

        // ── порядок, working days
        /// `about`: what to change, at each of the keys concerned.
        OrderContradicts,
        /// It says what the one before it says.
        OrderSame,
        /// A порядок that has begun keeps its first day.
        OrderBegun,
        /// A closed month is judged already. `about`: the month.
        MonthJudged,
        /// So many days off on end are a slip of the pen. `about`: how many.
        RestTooLong,

        // ── requests and bookings
        ReceivedInFuture,
        /// A channel «через специалиста» needs to know who passed it (R021).
        PassedByRequired,
        AlreadyPast,
        /// The consultant's time is promised to another request.
        TimeTaken,
        OutsideHours,
        ConsultantInactive,
        RequestAnnulled,
        RequestFinished,
        AlreadyBooked,
        /// Warned of, and a reason is needed to go on. `about`: `room/number` of the request that is there.
        RoomTaken,
        /// The child is minded in a room of its own.
        SameRoom,
        /// `about`: `time/number` of that person's other request.
        PersonBooked,
        /// `about`: the last day of the term.
        AfterTerm,
        /// The promised time has not begun: nobody can have missed it.
        NotYetTime,
        /// There is nothing to take back, or another time has been promised since.
        NothingToUndo,
        /// Both parents are the same person.
        SamePerson,
        /// Means are needed for a distance form.
        MeansRequired,
        FormNotOffered,
        /// The порядок does not let it. `about`: what and by which paragraph.
        OrderForbids,
        /// The порядок is against it, and a reason is needed to go on. `about`: what and by which paragraph.
        OrderWarns,
        ReasonRequired,

        // ── consultations
        EndsBeforeStart,
        /// Of two days between which something is looked for the second is the earlier.
        RangeTurned,
        EndsInFuture,
        TopicRequired,
        OutcomeRequired,
        GroundRequired,
        FailureRequired,
        OrganisationRequired,
        ConsultantRequired,
        /// `about`: how many the порядок allows.
        TooManyConsultants,
        /// A survey is closed with both marks (R093).
        SurveyUnfinished,
        /// A child's presence needs a reason by this порядок (R009).
        ChildReasonRequired,
        /// A day or a moment that lies before the session or in the future.
        NotInTime,
        /// A recording by the centre needs the number and the day of a written consent (R122).
        ConsentRequired,
        /// An e-mail address is kept only where its owner consented (R076).
        AddressWithoutConsent,
        /// The consultation would stand before its own request.
        BeforeRequest,
        /// Signing needs a consultant of the record, or the head.
        SignerNotOfRecord,
        MonthClosed,
        NothingChanged,

        // ── closing
        /// The month goes on, or has not begun.
        MonthNotEnded,
        /// `about`: how many things stop it.
        MonthLacks,
        /// Nothing was put right since the last print.
        NothingCorrected,
        /// `about`: what is still ahead or open.
        QuarterNotReady,
        /// It was sent already: its figures stay.
        QuarterSealed,

        // ── events
        LeaderRequired,
        PlaceRequired,
        /// `about`: the largest number kept.
        BadNumber,
        /// Participants of an event that is still ahead.
        EventAhead,
        /// The list has more lines than people came.
        ListLonger,
        /// `about`: how many lines a list may have.
        ListTooLong,
        EventAnnulled,
        /// An event to which nobody came was not held.
        NobodyCame,

        // ── history
        /// Too many lines for one paper. `about`: how many it may have.
        HistoryTooLong,
        NoSuchControl,

        // ── handouts and papers
        /// The sixth page. `about`: `used/chosen/max`.
        SixthPage,
        NothingChosen,
        NoPrinter,
        PrintFailed,
        SaveCancelled,
        NothingToPrint,

        /// A fault of the program itself. `about`: where, as a code.
        Inner,
    }
}

impl Problem {
    pub fn new(code: ProblemCode) -> Self {
        Self { code, field: None, about: None }
    }

    pub fn at(field: &str, code: ProblemCode) -> Self {
        Self { code, field: Some(field.to_owned()), about: None }
    }

    #[must_use]
    pub fn about(mut self, about: impl ToString) -> Self {
        self.about = Some(about.to_string());
        self
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self { problems: vec![problem] }
    }
}

impl From<ProblemCode> for Refused {
    fn from(code: ProblemCode) -> Self {
        Problem::new(code).into()
    }
}

/// Codes and fields only: a refusal holds nothing of what was typed.
impl std::fmt::Debug for Refused {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_list().entries(self.problems.iter().map(|p| (p.code, &p.field, &p.about))).finish()
    }
}
