//! The help in place and how the window looks: both known before the journal is open.

wire! {
    /// A page of the help.
    pub struct GuidePage {
        /// The screen it belongs to, or a word of its own.
        pub key: String,
        pub title: String,
        pub blocks: Vec<GuideBlock>,
    }

    pub struct GuideBlock {
        pub kind: GuideBlockKind,
        pub spans: Vec<GuideSpan>,
    }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum GuideBlockKind { Heading, Text, Item, Step, Note }

    pub struct GuideSpan {
        pub kind: GuideSpanKind,
        pub text: String,
    }

    /// `Button` is a word as it stands on the screen, `Key` a key to press.
    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum GuideSpanKind { Plain, Button, Key }

    /// How the window looks on this computer. Kept beside the journal, not in it.
    #[derive(Copy, Eq, Debug)]
    pub struct WindowLook {
        pub theme: Theme,
        /// One of 100, 110, 125, 150, 175, 200.
        pub zoom: u32,
    }

    #[derive(Copy, Eq, Debug)]
    #[serde(rename_all = "snake_case")]
    pub enum Theme { System, Light, Dark }
}
