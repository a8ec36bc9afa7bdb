//! How the window looks on this computer: known before the journal is open, harmless to lose.

use crate::Desk;
use crate::wire::{Problem, ProblemCode as Code, Refused, Theme, WindowLook};

/// Steps of the zoom, in per cent.
const ZOOMS: [u32; 6] = [100, 110, 125, 150, 175, 200];

const USUAL: WindowLook = WindowLook { theme: Theme::System, zoom: 100 };

impl Desk {
    pub fn window_look(&mut self) -> Result<WindowLook, Refused> {
        let kept = self.folder.look().and_then(|text| serde_json::from_str(&text).ok());
        Ok(kept.filter(|look: &WindowLook| ZOOMS.contains(&look.zoom)).unwrap_or(USUAL))
    }

    pub fn keep_window_look(&mut self, look: WindowLook) -> Result<WindowLook, Refused> {
        if !ZOOMS.contains(&look.zoom) {
            return Err(Problem::at("zoom", Code::UnknownChoice).into());
        }
        self.held()?;
        let text = serde_json::to_string(&look).map_err(|_| Problem::new(Code::Inner).about("look"))?;
        self.folder.keep_look(&text)?;
        Ok(look)
    }
}
