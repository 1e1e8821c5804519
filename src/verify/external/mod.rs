//! Links out of the portal: whether what they lead to is still there.
//!
//! That is asked for over the net, so it is no part of a build, which depends on its sources alone: only `fellesskap check
//! --eksterne` asks. [`external_links`] and [`dead_links`] are plain functions; [`ask`] is between them, and it alone speaks to
//! other hosts. What is found is a warning: the net has its days, and a page that is gone today may be back tomorrow.

mod ask;
mod guard;

use std::collections::{BTreeMap, BTreeSet};

use crate::foundation::diagnostic::{Code, Diagnostic, Span};
use crate::foundation::path::SourcePath;
use crate::read::config::Config;
use crate::site::{Site, Target};

pub use ask::{Asked, CannotAsk, Limits, ask};
pub use guard::is_private;

/// A link out of the portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalLink {
    pub file: SourcePath,
    pub span: Span,
    /// As it is written, with `http` or `https`.
    pub address: String,
}

/// What is found at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// What readers look for, as far as a program can tell.
    Found,
    /// The host answers, but not a program: 401, 403, 429 and the like. What readers find is not known.
    Refused,
    Dead(Death),
    /// There was no time left.
    NotAsked,
}

/// Why nothing is found at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Death {
    /// The host says so: 404, 500 and the like.
    Status(u16),
    /// No host has the name.
    NoHost,
    NoConnection,
    Timeout,
    /// There is no safe connection: the certificate is for another host, is too old, or is of nobody that is trusted.
    Unsafe,
    /// It leads round and round.
    Redirects,
    /// It leads into a network that is not open to all.
    Private,
    /// The answer is none of a web server.
    Garbage,
    /// The address itself cannot be read.
    Malformed,
}

/// The links of a site that lead out of it, with the licence of its settings.
pub fn external_links(site: &Site, settings: &SourcePath, config: &Config) -> Vec<ExternalLink> {
    let mut links = Vec::new();
    for (_, page) in site.pages() {
        let Some(document) = page.document() else { continue };
        let references = page.body().map(|body| body.references.as_slice()).unwrap_or_default();
        let in_text = references.iter().zip(&page.targets).map(|(reference, target)| (&reference.span, Some(target)));
        let attachments = document.common.vedlegg.iter().zip(&page.attachments);
        let attached = attachments.filter_map(|(vedlegg, target)| {
            Some((&vedlegg.fil.as_ref().or(vedlegg.side.as_ref())?.span, target.as_ref()))
        });
        for (span, target) in in_text.chain(attached) {
            if let Some(Target::External(address)) = target
                && is_web(address)
            {
                links.push(ExternalLink { file: document.path.clone(), span: span.clone(), address: address.clone() });
            }
        }
    }
    if let Some(licence) = config.lisens.as_ref().filter(|licence| is_web(&licence.adresse.value)) {
        let (span, address) = (licence.adresse.span.clone(), licence.adresse.value.clone());
        links.push(ExternalLink { file: settings.clone(), span, address });
    }
    links
}

/// The addresses that links lead to, each once.
pub fn addresses(links: &[ExternalLink]) -> BTreeSet<&str> {
    links.iter().map(|link| link.address.as_str()).collect()
}

/// Reports the links at whose address nothing is found, each where it stands.
pub fn dead_links(links: &[ExternalLink], answers: &BTreeMap<String, Answer>) -> Vec<Diagnostic> {
    let dead = links.iter().filter_map(|link| match answers.get(&link.address)? {
        Answer::Dead(death) => Some((link, *death)),
        _ => None,
    });
    dead.map(|(link, death)| {
        let (what, hint) = death.words();
        let message = format!("lenken til {} {what}", link.address);
        Diagnostic::at(Code::DeadLink, &link.file, link.span.clone(), message).hint(hint)
    })
    .collect()
}

impl Death {
    /// What is said of the link, and the way out.
    fn words(self) -> (String, &'static str) {
        const MOVED: &str = "let etter siden og skriv den nye adressen, eller ta bort lenken";
        const LATER: &str =
            "prøv adressen i nettleseren og sjekk igjen senere; er den borte for godt, bytter du den ut";
        const WRONG: &str = "se etter skrivefeil i adressen";
        match self {
            Self::Status(status @ (404 | 410)) => (format!("fører ikke fram: siden finnes ikke ({status})"), MOVED),
            Self::Status(status) => (format!("fører ikke fram: nettstedet svarer med feil ({status})"), LATER),
            Self::NoHost => ("fører ikke fram: det finnes ikke noe nettsted med dette navnet".to_owned(), WRONG),
            Self::NoConnection => ("fører ikke fram: nettstedet tar ikke imot".to_owned(), LATER),
            Self::Timeout => ("fører ikke fram: nettstedet svarer ikke i tide".to_owned(), LATER),
            Self::Unsafe => ("fører ikke fram: forbindelsen er ikke sikker".to_owned(), LATER),
            Self::Redirects => ("fører ikke fram: nettstedet sender leseren i ring".to_owned(), MOVED),
            Self::Private => ("sendes videre til et lukket nett, som leserne ikke når".to_owned(), MOVED),
            Self::Garbage => ("fører ikke fram: svaret er ikke fra et nettsted".to_owned(), LATER),
            Self::Malformed => ("fører ikke fram: adressen kan ikke leses".to_owned(), WRONG),
        }
    }
}

/// Whether readers follow an address with a browser.
fn is_web(address: &str) -> bool {
    let scheme = address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

#[cfg(test)]
mod tests;
