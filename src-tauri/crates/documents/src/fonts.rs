//! The faces of paper: PT Serif, which has the Tatar and Bashkir letters.

use std::sync::OnceLock;

use printpdf::ParsedFont;

use crate::PaperError;

const REGULAR: &[u8] = include_bytes!("../../../../assets/fonts/PTSerif-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../../../assets/fonts/PTSerif-Bold.ttf");

/// Latin, Cyrillic and the punctuation of text lie below this; wider code points are looked up singly.
const TABLE: usize = 0x2300;

/// A face of the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Face {
    Regular,
    Bold,
}

/// A read font and its advance widths.
pub(crate) struct Font {
    pub(crate) parsed: ParsedFont,
    outlines: ttf_parser::Face<'static>,
    units: f64,
    advances: Vec<u16>,
}

/// Both faces, read once in the life of the process.
pub(crate) struct Fonts {
    regular: Font,
    bold: Font,
}

impl Fonts {
    pub(crate) fn get() -> Result<&'static Self, PaperError> {
        static FONTS: OnceLock<Option<Fonts>> = OnceLock::new();
        FONTS
            .get_or_init(|| Some(Fonts { regular: Font::read(REGULAR)?, bold: Font::read(BOLD)? }))
            .as_ref()
            .ok_or(PaperError::Font)
    }

    pub(crate) fn face(&self, face: Face) -> &Font {
        match face {
            Face::Regular => &self.regular,
            Face::Bold => &self.bold,
        }
    }
}

impl Font {
    fn read(bytes: &'static [u8]) -> Option<Self> {
        let outlines = ttf_parser::Face::parse(bytes, 0).ok()?;
        let parsed = ParsedFont::from_bytes(bytes, 0, &mut Vec::new())?;
        let units = f64::from(parsed.pdf_font_metrics.units_per_em);
        let advances = (0..TABLE as u32).map(|code| width_of(&parsed, code).unwrap_or(0)).collect();
        (units > 0.0).then_some(Self { parsed, outlines, units, advances })
    }

    /// Whether the face can show the character.
    pub(crate) fn has(&self, character: char) -> bool {
        self.parsed.lookup_glyph_index(u32::from(character)).is_some_and(|glyph| glyph != 0)
    }

    /// Units of the font in an em.
    pub(crate) fn units(&self) -> f64 {
        self.units
    }

    /// The shape of a character in the font's units, upwards from the baseline; `None` for a space.
    pub(crate) fn shape(&self, character: char, pen: &mut dyn ttf_parser::OutlineBuilder) -> Option<()> {
        self.outlines.outline_glyph(self.outlines.glyph_index(character)?, pen).map(|_| ())
    }

    /// Width of a character in ems.
    pub(crate) fn advance(&self, character: char) -> f64 {
        let width = match self.advances.get(character as usize) {
            Some(width) => *width,
            None => width_of(&self.parsed, u32::from(character)).unwrap_or(0),
        };
        f64::from(width) / self.units
    }
}

fn width_of(font: &ParsedFont, code: u32) -> Option<u16> {
    font.lookup_glyph_index(code).map(|glyph| font.get_horizontal_advance(glyph))
}
