//! How cells look: thin rules, no colours.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

pub(super) struct Formats {
    pub plain: Format,
    pub title: Format,
    pub head: Format,
    pub label: Format,
    pub of_which: Format,
    pub sum_label: Format,
    pub text: Format,
    pub word: Format,
    pub note: Format,
    pub not_kept: Format,
    pub date: Format,
    pub count: Format,
    pub hours: Format,
    pub share: Format,
}

impl Formats {
    pub fn new() -> Self {
        let ruled = Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        let label = ruled.clone().set_text_wrap();
        // «_-» leaves the width of a dash: a figure touches neither the rule nor the words of the next column.
        Self {
            plain: Format::new(),
            title: Format::new().set_bold().set_font_size(14),
            head: label.clone().set_bold().set_align(FormatAlign::Center),
            of_which: label.clone().set_indent(2),
            sum_label: label.clone().set_bold(),
            text: label.clone(),
            word: ruled.clone().set_align(FormatAlign::Center),
            note: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            not_kept: ruled.clone().set_align(FormatAlign::Right).set_num_format("General_-;-General_-;General_-;@_-"),
            date: ruled.clone().set_num_format("dd.mm.yyyy").set_align(FormatAlign::Center),
            count: ruled.clone().set_num_format("#,##0_-"),
            hours: ruled.clone().set_num_format("#,##0.0_-"),
            // The space between the number and the sign is the Russian custom.
            share: ruled.set_num_format("0.0\" \"%_-"),
            label,
        }
    }
}
