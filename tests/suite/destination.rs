//! Folders that a site is not written to, however they are named.

use std::fs;

use fellesskap::build::destination::reason_to_refuse;
use tempfile::TempDir;

/// The reason for a folder that is written from the folder around a site, which lies in a home folder.
fn reason(written: &str) -> Option<&'static str> {
    let home = TempDir::new().unwrap();
    let home = home.path().join("hjem/kari");
    fs::create_dir_all(home.join("arbeid/nettsted/content")).unwrap();
    let root = home.join("arbeid/nettsted");
    reason_to_refuse(&root, &home.join("arbeid").join(written), Some(&home))
}

#[test]
fn folders_of_sources_systems_and_people_are_refused() {
    let refused = [
        "/",
        "//",
        "/.",
        "/tmp/..",
        "/tmp",
        "/tmp/",
        "/etc/nettsted",
        "/usr",
        "/usr/bin/x",
        "/var",
        "/home",
        "/proc/self/root",
        "nettsted",
        "nettsted/.",
        "nettsted/content",
        "nettsted/content/ut",
        "nettsted/themes/t",
        "nettsted/.git/ut",
        "nettsted/public/..",
        "nettsted/finnes/ikke/../../content/x",
        ".",
        "..",
        "../..",
        "nettsted/..",
        "../Documents",
        "../Nedlastinger",
        "nettsted/public/../../..",
    ];
    for written in refused {
        assert_ne!(reason(written), None, "{written}");
    }
}

#[test]
fn folders_for_a_site_are_taken() {
    let taken = [
        "nettsted/public",
        "nettsted/ut",
        "nettsted/contents",
        "ut",
        "../Documents/nettsted",
        "/var/www/html",
        "/srv/portal",
        "/tmp/x",
        "/public",
        "/usr/share/nginx/html",
        "nettsted/content/../public",
    ];
    for written in taken {
        assert_eq!(reason(written), None, "{written}");
    }
}

#[test]
fn a_link_is_followed() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("nettsted");
    fs::create_dir_all(root.join("content")).unwrap();
    std::os::unix::fs::symlink(folder.path(), folder.path().join("lenke")).unwrap();
    assert_ne!(reason_to_refuse(&root, &folder.path().join("lenke/nettsted/content/x"), None), None);
    assert_ne!(reason_to_refuse(&root, &folder.path().join("lenke"), None), None);
    assert_eq!(reason_to_refuse(&root, &folder.path().join("lenke/ut"), None), None);
}
