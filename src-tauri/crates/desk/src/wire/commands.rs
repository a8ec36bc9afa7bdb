//! The list of commands, declared once.
//!
//! The shell makes its doorways from it, the contract its TypeScript, the build its permissions. A line
//! is `name(argument: Type, …) -> Result;` and the method of the same name stands on [`crate::Desk`].

/// Hands the whole list to another macro.
#[macro_export]
macro_rules! for_each_command {
    ($callback:ident) => {
        $callback! {
            // ── cover, first start, keys
            opening() -> Opening;
            setup_choices() -> SetupChoices;
            prepare_journal(form: NewJournal) -> SheetShown;
            print_sheet() -> PaperDone;
            create_journal(proof: SheetProof) -> Me;
            unlock(form: UnlockForm) -> Me;
            unlock_by_sheet(form: SheetForm) -> Me;
            open_for_reading(form: RestoreForm) -> Me;
            enter_by_code(form: CodeForm) -> Me;
            recover(form: RecoverForm) -> Recovered;
            lock() -> ();
            me() -> Me;
            // ── help and look
            guide() -> Vec<GuidePage>;
            paper_passport(how: PaperWay) -> PaperDone;
            window_look() -> WindowLook;
            keep_window_look(look: WindowLook) -> WindowLook;
            // ── practice
            open_practice() -> Me;
            practice_as(role: Role) -> Me;
            reset_practice() -> Me;
            leave_practice() -> Opening;
            // ── people and lists
            lists() -> Lists;
            accounts() -> Vec<AccountRow>;
            add_account(form: AccountForm) -> Done<AccountRow>;
            set_password(form: PasswordForm) -> Done<AccountRow>;
            access() -> AccessView;
            change_account(form: AccountChange) -> Done<AccessView>;
            remove_account(account: String) -> Done<AccessView>;
            give_code(account: String) -> CodeShown;
            settle_matter(number: u32, done: bool) -> Done<AccessView>;
            new_sheet() -> SheetShown;
            drop_sheet() -> ();
            keep_sheet(proof: SheetProof) -> Done<AccessView>;
            try_sheet(form: SheetForm) -> Done<AccessView>;
            change_keys() -> Done<AccessView>;
            key_progress() -> KeyProgress;
            consultants() -> Vec<ConsultantRow>;
            save_consultant(form: ConsultantForm) -> Done<ConsultantRow>;
            bookings_ahead(consultant: String) -> BookingsAhead;
            save_room(form: RoomForm) -> Done<Choice>;
            add_organisation(form: OrganisationForm) -> Done<Choice>;
            // ── the centre's settings
            centre() -> CentreCard;
            save_centre(form: CentreForm) -> Done<CentreCard>;
            order() -> Vec<OrderVersion>;
            order_form(start: OrderStart) -> OrderSheet;
            order_changes(form: OrderForm) -> OrderChanges;
            save_order(form: OrderForm) -> Done<Vec<OrderVersion>>;
            withdraw_order(valid_from: String) -> Done<Vec<OrderVersion>>;
            means() -> MeansView;
            save_means(form: MeansForm) -> Done<MeansView>;
            rooms() -> Vec<RoomRow>;
            list_rows(list: String) -> Vec<ListRow>;
            save_list_row(form: ListRowForm) -> Done<ListRow>;
            offer_list_row(form: ListOffer) -> Done<ListRow>;
            working_year(year: i32) -> WorkingYear;
            set_day(form: DayForm) -> Done<WorkingYear>;
            // ── copies and restoring
            copying() -> Copying;
            make_copy() -> Copying;
            stop_copy() -> Copying;
            copies() -> CopiesView;
            choose_second_place() -> Done<CopiesView>;
            forget_second_place() -> Done<CopiesView>;
            tidy_copies() -> Done<CopiesView>;
            copies_found() -> Vec<CopyLine>;
            look_into_copy(key: String) -> CopyContent;
            choose_copy_file() -> Option<CopyContent>;
            choose_journal_folder() -> Option<CopyContent>;
            begin_restore(form: RestoreForm) -> Restoring;
            restoring() -> Restoring;
            stop_restore() -> Restoring;
            // ── drafts
            save_draft(key: DraftKey, body: String) -> DraftView;
            draft(key: DraftKey) -> Option<DraftView>;
            drop_draft(key: DraftKey) -> ();
            // ── requests and bookings
            today() -> Today;
            trust_clock() -> Done<Today>;
            control() -> Control;
            control_list(key: String) -> ControlLine;
            find_recipients(text: String) -> RecipientsFound;
            free_times(query: FreeTimesQuery) -> FreeTimes;
            register(form: RequestForm) -> Done<RequestCard>;
            book(form: BookForm) -> Done<RequestCard>;
            move_booking(form: MoveForm) -> Done<RequestCard>;
            annul_request(form: AnnulForm) -> Done<RequestCard>;
            no_show(booking: String) -> Done<RequestCard>;
            release_time(form: ReleaseForm) -> Done<RequestCard>;
            close_request(form: AnnulForm) -> Done<RequestCard>;
            undo_no_show(request: String) -> Done<RequestCard>;
            waiting_list() -> WaitingList;
            timetable(query: TimetableQuery) -> Timetable;
            tell(form: TellForm) -> Done<RequestCard>;
            prepare(form: PrepareForm) -> Done<RequestCard>;
            change_outing(form: OutingForm) -> Done<RequestCard>;
            save_letters(form: LettersForm) -> Done<RequestCard>;
            invitation(booking: String) -> InvitationView;
            save_means_guide(form: MeansGuideForm) -> Done<InvitationView>;
            requests(filter: RequestFilter) -> RequestPage;
            request(id: String) -> RequestCard;
            // ── consultations
            to_record() -> Vec<SessionLine>;
            consultation(request: String) -> ConsultationView;
            weigh(form: ConsultationForm) -> CountingView;
            sign(form: ConsultationForm) -> Done<ConsultationView>;
            next_meeting(form: NextMeetingForm) -> Done<RequestCard>;
            clock() -> String;
            read_note(form: ReadNoteForm) -> NoteShown;
            // ── handouts
            handouts() -> Vec<HandoutRow>;
            plan_handouts(query: HandoutQuery) -> HandoutPlan;
            handout_page(query: HandoutPageQuery) -> PageView;
            give_handouts(form: HandoutGift) -> Done<PaperDone>;
            spoil_handout(issue: String) -> Done<HandoutIssueRow>;
            // ── events
            events(filter: EventFilter) -> EventPage;
            event(id: String) -> EventCard;
            save_event(form: EventForm) -> Done<EventCard>;
            annul_event(form: EventAnnulForm) -> Done<EventCard>;
            // ── journal and reports
            search(form: SearchForm) -> SearchPage;
            journal_month(key: MonthKey) -> JournalMonth;
            journal_page(query: JournalPageQuery) -> PageView;
            paper_journal(form: JournalPrintForm) -> PaperDone;
            // ── closing
            month_closing(key: MonthKey) -> MonthClosing;
            close_month(form: CloseMonthForm) -> Done<MonthClosing>;
            keep_corrected_print(form: CorrectedPrintForm) -> Done<MonthClosing>;
            seal_quarter(key: QuarterKey) -> Done<QuarterView>;
            quarter(key: QuarterKey) -> QuarterView;
            figure(query: FigureQuery) -> FigurePage;
            save_quarter(form: QuarterSaveForm) -> PaperDone;
            // ── history
            history(query: HistoryQuery) -> HistoryPage;
            history_of(request: String) -> Vec<HistoryLine>;
            history_state() -> HistoryState;
            check_history() -> HistoryState;
            accept_history() -> HistoryState;
            paper_history(form: HistoryPrintForm) -> PaperDone;
        }
    };
}
