//! Laid pages to pictures for the screen.
//!
//! Letters are drawn as shapes, not set as text: whatever fonts, hinting or shaping the web view has,
//! each letter stands where the layout put it, and a page needs nothing from outside. A shape is told
//! once and used by reference, which keeps a full page near a hundred kilobytes. Only presentation
//! attributes are used, for the content policy forbids styles; ink is the colour of the text around.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ttf_parser::OutlineBuilder;

use crate::PaperError;
use crate::fonts::{Face, Fonts};
use crate::layout::{Laid, LaidPage, Pt, Rule, Run};

pub(crate) fn draw(laid: &Laid, page: &LaidPage) -> Result<String, PaperError> {
    let fonts = Fonts::get()?;
    let mut shapes = BTreeMap::new();
    let mut body = String::new();
    draw_rules(&page.rules, &mut body);
    for run in &page.runs {
        draw_run(run, fonts, &mut shapes, &mut body);
    }
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" fill="currentColor"><defs>"#,
        number(laid.width.0),
        number(laid.height.0)
    );
    for ((face, character), shape) in shapes {
        let _ = write!(svg, r#"<path id="{}" d="{shape}"/>"#, name(face, character));
    }
    svg.push_str("</defs>");
    svg.push_str(&body);
    svg.push_str("</svg>");
    Ok(svg)
}

/// Names are the same on every page, so two pages in one window may share their shapes.
fn name(face: Face, character: char) -> String {
    let face = match face {
        Face::Regular => 'r',
        Face::Bold => 'b',
    };
    format!("{face}{:x}", u32::from(character))
}

fn draw_rules(rules: &[Rule], body: &mut String) {
    let mut thickness = None;
    for rule in rules {
        if thickness != Some(rule.thickness) {
            if thickness.is_some() {
                body.push_str(r#""/>"#);
            }
            let width = number(rule.thickness.0);
            let _ = write!(body, r#"<path fill="none" stroke="currentColor" stroke-width="{width}" d=""#);
            thickness = Some(rule.thickness);
        }
        let [from, to] = [rule.from, rule.to].map(|(x, y)| format!("{} {}", number(x.0), number(y.0)));
        let _ = write!(body, "M{from}L{to}");
    }
    if thickness.is_some() {
        body.push_str(r#""/>"#);
    }
}

/// A run in the font's own units, where every letter's place is a whole number.
fn draw_run(run: &Run, fonts: &Fonts, shapes: &mut BTreeMap<(Face, char), String>, body: &mut String) {
    let font = fonts.face(run.face);
    let units = font.units();
    let scale = run.size.0 / units;
    let stretch = if run.size == Pt::ZERO { 0.0 } else { run.stretch.0 / run.size.0 * units };
    let _ = write!(
        body,
        r#"<g transform="translate({} {})scale({scale:.6} -{scale:.6})">"#,
        number(run.x.0),
        number(run.y.0)
    );
    let mut pen = 0.0;
    for character in run.text.chars() {
        let known = shapes.contains_key(&(run.face, character)) || {
            let mut shape = Shape::default();
            font.shape(character, &mut shape).is_some_and(|()| {
                shapes.insert((run.face, character), shape.0);
                true
            })
        };
        if known {
            let _ = write!(body, r##"<use href="#{}" x="{}"/>"##, name(run.face, character), number(pen));
        }
        pen += font.advance(character) * units + if character == ' ' { stretch } else { 0.0 };
    }
    body.push_str("</g>");
}

/// Hundredths of a point, as on paper, without needless noughts.
fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

/// A letter's path; the units are whole.
#[derive(Default)]
struct Shape(String);

impl Shape {
    fn add(&mut self, command: char, points: &[f32]) {
        self.0.push(command);
        for (at, point) in points.iter().enumerate() {
            let _ = write!(self.0, "{}{}", if at == 0 { "" } else { " " }, point.round() as i32);
        }
    }
}

impl OutlineBuilder for Shape {
    fn move_to(&mut self, x: f32, y: f32) {
        self.add('M', &[x, y]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.add('L', &[x, y]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.add('Q', &[x1, y1, x, y]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.add('C', &[x1, y1, x2, y2, x, y]);
    }

    fn close(&mut self) {
        self.0.push('Z');
    }
}
