//! How a promise is held beside its time, who is told of it, what is prepared; letters.

wire! {
    /// What a promise says beside its time; what its form does not ask for stays empty.
    pub struct HowForm {
        /// The second consultant, or the others of a team: their time is held too.
        pub others: Vec<String>,
        /// center, recipient: whose wish the second consultant is
        pub others_by: Option<String>,
        /// home, organisation, study, event: where an outing goes
        pub place: Option<String>,
        pub address: String,
        /// The end of an outing's window; empty: the usual length.
        pub until: String,
        pub transport: String,
        pub equipment: Vec<String>,
        /// Where the child is minded meanwhile.
        pub minding_room: Option<String>,
    }

    /// Where an outing goes and with what, changed after it was promised.
    pub struct OutingForm {
        pub booking: String,
        pub place: Option<String>,
        pub address: String,
        pub transport: String,
        pub equipment: Vec<String>,
    }

    /// The recipient was told of the time.
    pub struct TellForm {
        pub booking: String,
        /// Key of the list of channels.
        pub channel: String,
        /// The instruction how to join went with it.
        pub instruction: bool,
    }

    pub struct PrepareForm {
        pub booking: String,
        /// workplace, equipment, program
        pub item: String,
        pub done: bool,
    }

    /// What came and went by letter.
    pub struct LettersForm {
        pub request: String,
        /// The specialist it is addressed to.
        pub owner: Option<String>,
        pub incoming_number: String,
        pub incoming_on: String,
        /// Day the answer went out; empty: not yet.
        pub answered_on: String,
    }

    /// The letter that invites, ready to be copied.
    pub struct InvitationView {
        pub text: String,
        /// «Видеосвязь (ВКС)»
        pub means_words: String,
        pub account: String,
        pub instruction: String,
    }

    /// How the centre is found in the means of this booking.
    pub struct MeansGuideForm {
        pub booking: String,
        pub account: String,
        pub instruction: String,
    }

    pub struct ToldLine {
        /// Civil moment.
        pub at: String,
        /// «Звонок, с инструкцией; Ветрова О. И.»
        pub words: String,
    }

    pub struct PreparationLine {
        pub key: String,
        pub label: String,
        /// «9:40, Калинина М. С.»; absent until it is marked.
        pub done_words: Option<String>,
    }

    /// What the порядок says of taking a request down.
    pub struct IntakeRules {
        /// Consultants of one session.
        pub consultants_most: u32,
        pub outing_window: bool,
        /// The recipient may ask for the consultant of an outing.
        pub outing_choice: bool,
        pub outing_transport: bool,
        /// It is asked where a request for a written answer comes from.
        pub written_source: bool,
        /// The channel by which letters come.
        pub letter: String,
        /// A letter is addressed to a specialist.
        pub letter_owner: bool,
        pub outing_places: Vec<super::Choice>,
        pub equipment: Vec<super::Choice>,
        /// center, recipient
        pub initiatives: Vec<super::Choice>,
    }
}
