//! `manglende-referat`: the minutes of a meeting are published in time.
//!
//! What it is, why it matters and the way out stand with [`Code::MissingMinutes`]. How many days that is, each portal decides
//! (`referatfrist` in the settings). A page that tells its readers in a `merknad` how it is with the minutes has said what
//! there is to say. A warning.
//!
//! Bad: `tilstand = "avholdt"` and `referat = "mangler"` half a year after the meeting
//! Good: `referat = "godkjent"` with the minutes as an attachment

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use crate::foundation::diagnostic::{Code, Diagnostic};
use crate::foundation::locale::{self, Language};
use crate::read::config::ReportDays;
use crate::read::document::{Referat, Tilstand};
use crate::read::markdown::shortcode::Shortcode;
use crate::site::{Page, Site};

/// Reports meetings that were held so long ago that their minutes should be there.
pub fn missing_minutes(site: &Site, deadline: ReportDays, today: Date) -> Vec<Diagnostic> {
    if deadline.get() == 0 {
        return Vec::new();
    }
    let days: Span = deadline.get().days();
    let meetings = site.pages().filter_map(|(_, page)| {
        let (meeting, date) = (page.mote().filter(|_| page.is_public())?, page.date()?);
        let is_late = date.checked_add(days).is_ok_and(|last| last < today);
        if meeting.tilstand != Tilstand::Avholdt || meeting.referat != Referat::Mangler || !is_late || says_why(page) {
            return None;
        }
        let (file, span) = page.place()?;
        let held = locale::date(date, Language::Nb);
        let message = format!("møtet ble holdt {held}, men har ikke noe referat etter {} dager", deadline.get());
        let hint = "legg ved referatet og skriv referat = \"godkjent\", eller si hvorfor det mangler i en merknad";
        Some(Diagnostic::at(Code::MissingMinutes, file, span, message).hint(hint))
    });
    meetings.collect()
}

/// Whether a remark on the page is about the minutes.
fn says_why(page: &Page) -> bool {
    let shortcodes = page.body().map(|body| body.shortcodes.as_slice()).unwrap_or_default();
    shortcodes.iter().any(|shortcode| match &shortcode.value {
        Shortcode::Note { text } => text.to_lowercase().contains("referat"),
        _ => false,
    })
}
