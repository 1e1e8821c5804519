//! What was published before, for `fellesskap check --mot`.

use std::path::Path;

use super::reason;
use crate::build::write::{self, WriteError};
use crate::read::source;
use crate::verify::check::{addresses_of_map, kept_address};

/// The map of a site, in the folder of its output.
const MAP: &str = "sitemap.xml";

/// What people may have kept, as addresses from the root of the host.
///
/// # Errors
/// In words for the user, when the place tells nothing of what was published.
pub fn addresses(place: &Path, base_path: &str) -> Result<Vec<String>, String> {
    if place.is_dir() {
        match write::listed(place) {
            Ok(Some(files)) => {
                return Ok(files
                    .iter()
                    .filter_map(kept_address)
                    .map(|address| format!("{base_path}{address}"))
                    .collect());
            }
            Err(WriteError::Io { path, error }) => {
                return Err(format!("kan ikke lese {}: {}", path.display(), reason(&error)));
            }
            _ => {}
        }
        let map = place.join(MAP);
        if map.is_file() {
            return of_map(&map);
        }
        return Err(format!(
            "mappen {} har verken .fellesskap eller {MAP}, så det går ikke å se hva som var publisert.\n\
             Oppgi en mappe som fellesskap build har laget, eller et lagret {MAP}.",
            place.display()
        ));
    }
    of_map(place)
}

/// The addresses of a map of a site, and of those that it lists, which lie beside it.
fn of_map(map: &Path) -> Result<Vec<String>, String> {
    let read = |path: &Path| {
        let bytes = source::read_outside(path);
        let bytes = bytes.map_err(|error| format!("kan ikke lese {}: {}", path.display(), reason(&error)))?;
        Ok::<_, String>(String::from_utf8_lossy(&bytes).into_owned())
    };
    let text = read(map)?;
    let mut addresses = addresses_of_map(&text);
    if text.contains("<sitemapindex") {
        let mut listed = Vec::new();
        for address in addresses {
            let name = address.rsplit('/').next().unwrap_or_default().to_owned();
            listed.extend(addresses_of_map(&read(&map.with_file_name(name))?));
        }
        addresses = listed;
    }
    if addresses.is_empty() {
        return Err(format!("{} har ingen adresser", map.display()));
    }
    Ok(addresses.iter().map(|address| path_of(address)).collect())
}

/// The path of an address, without host, query and fragment, and without escapes.
fn path_of(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = rest.find('/').map_or("/", |slash| &rest[slash..]);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned()
}
