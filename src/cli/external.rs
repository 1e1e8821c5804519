//! What links out of the site lead to, for `fellesskap check --eksterne`.

use std::io::Write;

use super::counted;
use crate::build::Portal;
use crate::foundation::diagnostic::Diagnostic;
use crate::verify::external::{Answer, Asked, CannotAsk, Limits, addresses, ask};

/// Asks for every address that the portal leads to outside of itself, says how it went, and reports the dead links.
///
/// # Errors
/// In words for the user, when nothing can be asked.
pub fn dead_links(portal: &Portal) -> Result<Vec<Diagnostic>, String> {
    let links = portal.external_links();
    let addresses = addresses(&links);
    // What programs read is on the other stream.
    let mut aside = std::io::stderr();
    if addresses.is_empty() {
        let _ = writeln!(aside, "Nettstedet har ingen lenker til andre nettsteder.");
        return Ok(Vec::new());
    }
    let _ = writeln!(aside, "Prøver {} på nettet …", counted(addresses.len(), "adresse", "adresser"));
    let asked = ask(&addresses, &name(portal), &Limits::default()).map_err(|error| match error {
        CannotAsk::NoCertificates => {
            "maskinen har ingen liste over hvem som kan gå god for nettsteder, så sikre lenker kan ikke prøves.\n\
             Installer pakken ca-certificates, eller oppgi filen med sertifikater i SSL_CERT_FILE."
        }
    })?;
    if asked.is_cut_off() {
        return Err("ingen av nettstedene kan nås. Er maskinen på nett? Står den bak en mellomtjener, oppgir du den i HTTPS_PROXY.".to_owned());
    }
    let _ = writeln!(aside, "{}", summary(&asked));
    Ok(portal.dead_links(&links, &asked))
}

/// Whom hosts see asking: the program, and whose links it follows.
fn name(portal: &Portal) -> String {
    let program = concat!("fellesskap/", env!("CARGO_PKG_VERSION"));
    let site: String = portal.base_url().as_str().chars().filter(char::is_ascii_graphic).collect();
    if site.is_empty() { format!("{program} (lenkesjekk)") } else { format!("{program} (lenkesjekk; +{site})") }
}

/// `18 adresser virker, 2 svarer ikke et program, 1 virker ikke.`
fn summary(asked: &Asked) -> String {
    let count = |answer: &Answer| asked.count(answer);
    let (found, refused, left) = (count(&Answer::Found), count(&Answer::Refused), count(&Answer::NotAsked));
    let dead = asked.answers.len() - found - refused - left;
    let mut parts = vec![format!("{} virker", counted(found, "adresse", "adresser"))];
    let others =
        [(dead, "virker ikke"), (refused, "vil ikke svare et program"), (left, "ble ikke prøvd før tiden var ute")];
    parts.extend(others.into_iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}")));
    format!("{}.", parts.join(", "))
}
