//! `alternativ-tekst`: every picture has a text for those who do not see it.
//!
//! What it is, why it matters and the way out stand with [`Code::AltText`]. WCAG 2.2, 1.1.1 (level A, required by the
//! Norwegian regulation on universal design of ICT): a picture without a text, or with the name of its file, says nothing
//! (techniques H37, F30, F65), so that is an error. «Bilde av» is only said twice, by the screen reader too: a warning.
//!
//! Bad: `![](kart.png)`, `![kart.png](kart.png)`, `![Bilde av kommunene](kart.png)`
//! Good: `![Kart over de 24 kommunene i Troms og Ofoten](kart.png)`

use super::reading::{Image, Reading};
use crate::foundation::diagnostic::{Code, Diagnostic};

/// How texts begin that say only that there is a picture.
const EMPTY_WORDS: [&str; 6] =
    ["bilde av", "bildet viser", "et bilde av", "foto av", "illustrasjon av", "figur som viser"];

/// Reports pictures without a text of use.
pub fn alt_text(reading: &Reading<'_>) -> Vec<Diagnostic> {
    reading.images.iter().filter_map(|image| flaw(reading, image)).collect()
}

fn flaw(reading: &Reading<'_>, image: &Image) -> Option<Diagnostic> {
    let alt = image.alt.trim();
    let problem = |message: String| Diagnostic::at(Code::AltText, reading.file, image.span.clone(), message);
    if alt.is_empty() {
        let message = "bildet mangler alternativ tekst".to_owned();
        return Some(
            problem(message).hint("skriv mellom hakeparentesene hva bildet viser: ![Kart over kommunene](kart.png)"),
        );
    }
    if is_name_of_file(alt, &image.target) {
        let message = format!("den alternative teksten «{alt}» er navnet på en fil");
        return Some(problem(message).hint("skriv hva bildet viser"));
    }
    let lower = alt.to_lowercase();
    let words = EMPTY_WORDS.into_iter().find(|words| lower.starts_with(words))?;
    let message = format!("den alternative teksten begynner med «{}»", &alt[..words.len()]);
    let hint = "skjermleseren sier selv at det er et bilde; begynn med det som vises";
    Some(problem(message).hint(hint).as_warning())
}

/// Whether a text is the name of the picture's file, with or without its ending, or of any picture.
fn is_name_of_file(alt: &str, target: &str) -> bool {
    let name = target.rsplit('/').next().unwrap_or_default().replace("%20", " ").to_lowercase();
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_owned();
    let alt = alt.to_lowercase();
    let ending = alt.rsplit_once('.').map(|(_, ending)| ending);
    // A word that happens to be the name of the file says what is seen: `![Kart](kart.png)` is short, but no name.
    let is_stem = alt == stem && stem.contains(['_', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    alt == name || is_stem || matches!(ending, Some("png" | "jpg" | "jpeg" | "webp" | "gif" | "svg"))
}
