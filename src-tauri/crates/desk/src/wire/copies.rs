//! Copies: what there is, how the making goes, and restoring.

use super::{Problem, WayIn};

wire! {
    pub struct CopiesView {
        /// «Последняя проверенная копия: вчера, 18:05», «Проверенной копии ещё нет»
        pub last_words: String,
        /// Newest first.
        pub rows: Vec<CopyLine>,
        /// The folder on this computer.
        pub folder: String,
        /// «Хранятся…»: the rule of rotation and its budget.
        pub kept_words: String,
        /// «Занято 120 МБ»: by every copy of the list
        pub taken_words: String,
        pub second: Option<SecondPlace>,
        /// Old copies wait until a person has looked: shrunk, clock_back, clock_leapt.
        pub doubt: Option<String>,
        /// The head chooses places, answers doubts and restores.
        pub may_manage: bool,
    }

    pub struct CopyLine {
        /// The file's name: by day and number.
        pub key: String,
        /// Civil moment in the centre's zone; absent where the head of the file is spoilt.
        pub made: Option<String>,
        /// «21.11.2026, 09:05»
        pub made_words: String,
        /// «128 обращений, 96 записей приёмов»
        pub what_words: String,
        pub size_words: String,
        /// «Лист восстановления № 1 от 05.10.2026»
        pub sheet_words: String,
        pub state: CopyState,
        /// «проверена вчера, 18:05»
        pub state_words: String,
        /// Lies at the second place too.
        pub second: bool,
        /// The newest proven one: what to restore from unless there is a reason for another.
        pub best: bool,
    }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum CopyState { Proven, Unread, Damaged, Newer, Missing }

    pub struct SecondPlace {
        pub folder: String,
        /// The disk is in.
        pub there: bool,
        pub words: String,
    }

    /// How a copy, a reading again or a restoring goes.
    pub struct Copying {
        pub running: bool,
        /// The journal's key is being changed: the next asking puts it in force.
        pub key: bool,
        /// «Копируется журнал»
        pub words: String,
        pub percent: u32,
        /// Why the last one did not come to its end.
        pub problem: Option<Problem>,
        /// Words about the last proven copy, for the first screen.
        pub last_words: String,
        /// There is one.
        pub proven: bool,
        /// It is so old that something must be amiss.
        pub stale: bool,
        /// What was not as it should be and is no error: the second place is not there.
        pub remark: Option<String>,
    }

    /// What is in a copy, before anything is done with it.
    pub struct CopyContent {
        /// The file's name, or the folder's.
        pub name: String,
        /// A journal's folder from another PC, and no copy.
        pub is_folder: bool,
        pub centre: String,
        pub made_words: String,
        pub what_words: String,
        pub sheet_words: String,
        /// Passwords that may open it on this PC.
        pub ways: Vec<WayIn>,
        /// Why others' passwords do not; empty where all may.
        pub closed_words: String,
        /// The present journal, which steps aside: «В нынешнем журнале на 12 строк истории больше».
        pub present_words: String,
    }

    /// One way in: a slot with its password, or the sheet's groups.
    pub struct RestoreForm {
        pub slot: Option<String>,
        pub password: String,
        pub groups: Vec<String>,
    }

    pub struct Restoring {
        pub running: bool,
        pub words: String,
        pub percent: u32,
        pub problem: Option<Problem>,
        /// The journal is there and open.
        pub done: Option<RestoreDone>,
    }

    pub struct RestoreDone {
        /// «Потеряно: 2 обращения, 12 строк истории.»
        pub lost_words: String,
        /// «Номера продолжатся с большим запасом…»
        pub numbers_words: String,
        /// Where the journal lies that was here before; empty where there was none.
        pub aside_words: String,
        /// What is to be done about destroyed personal data; empty where all was applied or nothing was destroyed.
        pub list_words: String,
        /// Who enters no more though the copy knew them; empty where nobody was removed since.
        pub closed_words: String,
        /// What is to be done about people, passwords and sheets of the copy's day, one matter each.
        pub people_words: Vec<String>,
        /// Where that stays until it is done; empty where nothing is left.
        pub left_words: String,
    }
}
