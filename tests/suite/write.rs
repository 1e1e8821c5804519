//! Bringing a folder up to date: what is written, what is left alone, and what an interrupted run leaves behind.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use fellesskap::build::write::{Fingerprint, Summary, WriteError, current, write};
use fellesskap::foundation::diagnostic::{Code, Diagnostic};
use fellesskap::foundation::path::{OutputPath, SourcePath};
use fellesskap::publish::output::{OutputFile, OutputTree, Produce};
use tempfile::TempDir;

use crate::files::contents_below;

const MANIFEST: &str = ".fellesskap";

/// An output tree of these files.
fn tree(files: &[(&str, &str)]) -> OutputTree {
    let mut tree = OutputTree::default();
    for (path, content) in files {
        let file = OutputFile { content: content.as_bytes().to_vec(), source: None };
        tree.insert(OutputPath::new(path).unwrap(), file).unwrap();
    }
    tree
}

/// Writes these files into a folder, which must succeed.
#[track_caller]
fn written(folder: &Path, files: &[(&str, &str)]) -> Summary {
    write(folder, &tree(files), None).unwrap()
}

/// Every file below a folder with its content, without the manifest.
fn content(folder: &Path) -> Vec<(String, String)> {
    let files = contents_below(folder).into_iter().filter(|(name, _)| name != MANIFEST);
    files.map(|(name, content)| (name, String::from_utf8(content).unwrap())).collect()
}

/// Asserts that a folder has these files and no others.
#[track_caller]
fn check(folder: &Path, files: &[(&str, &str)]) {
    let expected: Vec<(String, String)> =
        files.iter().map(|(name, content)| ((*name).to_owned(), (*content).to_owned())).collect();
    assert_eq!(content(folder), expected);
}

/// Makes a file look as if it was written long ago.
fn age(path: &Path) -> SystemTime {
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    File::options().write(true).open(path).unwrap().set_modified(long_ago).unwrap();
    long_ago
}

fn modified(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

#[test]
fn a_folder_is_made_and_filled() {
    let temporary = TempDir::new().unwrap();
    let folder = temporary.path().join("ny/mappe");
    let summary = written(&folder, &[("a/b/index.html", "b"), ("index.html", "a")]);
    assert_eq!(summary, Summary { written: 2, unchanged: 0, removed: 0 });
    check(&folder, &[("a/b/index.html", "b"), ("index.html", "a")]);
}

#[test]
fn a_folder_that_is_made_does_not_mind_what_an_interrupted_run_left() {
    let (_temporary, folder, outside) = outside();
    let (new, beside) = (folder.join("ny"), folder.join(".ny.fellesskap-nye"));
    fs::create_dir(&beside).unwrap();
    fs::write(beside.join("gammel.html"), "g").unwrap();
    written(&new, &[("index.html", "i")]);
    check(&folder, &[("ny/.fellesskap", &fs::read_to_string(new.join(MANIFEST)).unwrap()), ("ny/index.html", "i")]);

    // What a link there leads to is not touched.
    fs::remove_dir_all(&new).unwrap();
    symlink(&outside, &beside).unwrap();
    written(&new, &[("index.html", "i")]);
    check(&new, &[("index.html", "i")]);
    check(&outside, &[("plan/index.html", "p")]);
    assert!(!beside.is_symlink());

    // Nothing is made of nothing.
    fs::remove_dir_all(&new).unwrap();
    assert_eq!(written(&new, &[]), Summary { written: 0, unchanged: 0, removed: 0 });
    assert!(!new.exists());
}

#[test]
fn unchanged_files_are_not_touched() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    written(folder, &[("a.html", "a"), ("b.html", "b")]);
    let then = age(&folder.join("a.html"));
    let manifest = age(&folder.join(MANIFEST));

    let summary = written(folder, &[("a.html", "a"), ("b.html", "b")]);
    assert_eq!(summary, Summary { written: 0, unchanged: 2, removed: 0 });
    assert_eq!(modified(&folder.join("a.html")), then);
    assert_eq!(modified(&folder.join(MANIFEST)), manifest);

    let summary = written(folder, &[("a.html", "a"), ("b.html", "B")]);
    assert_eq!(summary, Summary { written: 1, unchanged: 1, removed: 0 });
    assert_eq!(modified(&folder.join("a.html")), then);
    check(folder, &[("a.html", "a"), ("b.html", "B")]);
}

#[test]
fn a_reader_of_the_old_file_keeps_it_whole() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    written(folder, &[("a.html", "den gamle siden")]);
    let mut reader = File::open(folder.join("a.html")).unwrap();
    written(folder, &[("a.html", "den nye")]);
    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
    assert_eq!(text, "den gamle siden");
    check(folder, &[("a.html", "den nye")]);
}

#[test]
fn what_is_no_longer_produced_is_removed_with_its_empty_folders() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    written(folder, &[("a/b/c/index.html", "c"), ("a/index.html", "a"), ("d/index.html", "d")]);
    let summary = written(folder, &[("a/index.html", "a")]);
    assert_eq!(summary, Summary { written: 0, unchanged: 1, removed: 2 });
    check(folder, &[("a/index.html", "a")]);
    assert!(!folder.join("a/b").exists());
    assert!(!folder.join("d").exists());
}

#[test]
fn files_of_others_stay_with_their_folders() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    written(folder, &[("a/index.html", "a"), ("index.html", "i")]);
    fs::write(folder.join("a/notat.txt"), "mitt").unwrap();
    fs::write(folder.join(".gitkeep"), "").unwrap();
    written(folder, &[("index.html", "i")]);
    check(folder, &[(".gitkeep", ""), ("a/notat.txt", "mitt"), ("index.html", "i")]);
}

#[test]
fn a_file_of_others_in_the_way_stops_everything() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    written(folder, &[("gammel.html", "g"), ("index.html", "i")]);
    fs::create_dir(folder.join("om")).unwrap();
    fs::write(folder.join("om/index.html"), "min egen").unwrap();

    let error =
        write(folder, &tree(&[("index.html", "I"), ("ny.html", "n"), ("om/index.html", "o")]), None).unwrap_err();
    let WriteError::Foreign(files) = error else { panic!("{error:?}") };
    assert_eq!(files, [folder.join("om/index.html")]);
    check(folder, &[("gammel.html", "g"), ("index.html", "i"), ("om/index.html", "min egen")]);
}

#[test]
fn a_file_of_others_where_a_folder_should_be_stops_everything() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    written(folder, &[("index.html", "i")]);
    fs::write(folder.join("om"), "min egen").unwrap();

    let error = write(folder, &tree(&[("index.html", "I"), ("om/oss/index.html", "o")]), None).unwrap_err();
    assert!(matches!(error, WriteError::Foreign(_)), "{error:?}");
    check(folder, &[("index.html", "i"), ("om", "min egen")]);
}

#[test]
fn a_folder_of_others_where_a_file_should_be_stops_everything() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    written(folder, &[("index.html", "i"), ("om.pdf/index.html", "vår")]);
    fs::write(folder.join("om.pdf/notat.txt"), "min egen").unwrap();

    let error = write(folder, &tree(&[("index.html", "I"), ("om.pdf", "o")]), None).unwrap_err();
    assert!(matches!(error, WriteError::Foreign(_)), "{error:?}");
    check(folder, &[("index.html", "i"), ("om.pdf/index.html", "vår"), ("om.pdf/notat.txt", "min egen")]);
}

#[test]
fn a_file_of_others_that_is_right_already_is_taken_over() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    fs::write(folder.join("index.html"), "i").unwrap();
    assert_eq!(written(folder, &[("index.html", "i")]), Summary { written: 0, unchanged: 1, removed: 0 });
    written(folder, &[("index.html", "I")]);
    check(folder, &[("index.html", "I")]);
}

#[test]
fn a_file_of_ours_that_somebody_changed_is_no_longer_ours() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    written(folder, &[("a.html", "a"), ("b.html", "b")]);
    fs::write(folder.join("a.html"), "rettet for hånd").unwrap();

    let error = write(folder, &tree(&[("a.html", "A"), ("b.html", "B")]), None).unwrap_err();
    assert!(matches!(&error, WriteError::Foreign(files) if *files == [folder.join("a.html")]), "{error:?}");
    check(folder, &[("a.html", "rettet for hånd"), ("b.html", "b")]);

    // Nor is it forgotten when it is not made any more: what it says would be published still.
    let error = write(folder, &tree(&[("b.html", "B")]), None).unwrap_err();
    assert!(matches!(&error, WriteError::Foreign(files) if *files == [folder.join("a.html")]), "{error:?}");
    check(folder, &[("a.html", "rettet for hånd"), ("b.html", "b")]);
    fs::remove_file(folder.join("a.html")).unwrap();
    assert_eq!(written(folder, &[("b.html", "B")]), Summary { written: 1, unchanged: 0, removed: 0 });
}

#[test]
fn a_file_of_ours_that_somebody_deleted_is_written_again() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    written(folder, &[("a/index.html", "a")]);
    fs::remove_dir_all(folder.join("a")).unwrap();
    assert_eq!(written(folder, &[("a/index.html", "a")]), Summary { written: 1, unchanged: 0, removed: 0 });
    check(folder, &[("a/index.html", "a")]);
}

#[test]
fn a_run_that_fails_halfway_is_mended_by_the_next() {
    /// Puts a link to nowhere where a folder is to be made, when that was looked at already: the disk refuses in the middle.
    struct Obstructing<'a>(OutputTree, &'a Path);
    impl Produce for Obstructing<'_> {
        fn paths(&self) -> Vec<&OutputPath> {
            self.0.paths()
        }
        fn produce(&self, path: &OutputPath) -> (Option<Cow<'_, [u8]>>, Vec<Diagnostic>) {
            if path.as_str() == "z.html" {
                symlink("ingensteds", self.1.join("ny")).unwrap();
            }
            self.0.produce(path)
        }
    }
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    written(folder, &[("a.html", "a1"), ("b.html", "b1"), ("gammel.html", "g"), ("z.html", "z")]);
    let second =
        Obstructing(tree(&[("a.html", "a2"), ("b.html", "b2"), ("ny/index.html", "n2"), ("z.html", "z")]), folder);
    // One after the other, in order.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert!(matches!(pool.install(|| write(folder, &second, None)), Err(WriteError::Io { .. })));
    for (name, old, new) in [("a.html", "a1", "a2"), ("b.html", "b1", "b2")] {
        let found = fs::read_to_string(folder.join(name)).unwrap();
        assert!(found == old || found == new, "{name} is {found}");
    }

    fs::remove_file(folder.join("ny")).unwrap();
    written(folder, &[("a.html", "a3"), ("b.html", "b3")]);
    check(folder, &[("a.html", "a3"), ("b.html", "b3")]);
}

/// A folder that holds a file, beside one for output; nothing is to happen to it.
fn outside() -> (TempDir, PathBuf, PathBuf) {
    let temporary = TempDir::new().unwrap();
    let (folder, outside) = (temporary.path().join("ut"), temporary.path().join("utenfor"));
    fs::create_dir_all(&folder).unwrap();
    fs::create_dir_all(outside.join("plan")).unwrap();
    fs::write(outside.join("plan/index.html"), "p").unwrap();
    (temporary, folder, outside)
}

#[test]
fn nothing_is_written_through_a_link_to_a_folder() {
    let (_temporary, folder, outside) = outside();
    symlink(&outside, folder.join("rapporter")).unwrap();
    // Whether there is such a file already, with what content, and how deep the link is.
    for (file, content, link) in [
        ("rapporter/ny/index.html", "n", "rapporter"),
        ("rapporter/plan/index.html", "ny", "rapporter"),
        ("rapporter/plan/index.html", "p", "rapporter"),
        ("rapporter", "en fil", "rapporter"),
    ] {
        let error = write(&folder, &tree(&[("index.html", "i"), (file, content)]), None).unwrap_err();
        assert!(matches!(&error, WriteError::Foreign(files) if *files == [folder.join(link)]), "{file}: {error:?}");
        assert!(!folder.join("index.html").exists(), "{file}: something was written");
        check(&outside, &[("plan/index.html", "p")]);
    }
}

#[test]
fn nothing_is_removed_through_a_link_to_a_folder() {
    let (_temporary, folder, outside) = outside();
    written(&folder, &[("index.html", "i"), ("rapporter/plan/index.html", "p")]);
    // Somebody moves a folder of ours to another place, with all that is in it.
    fs::remove_dir_all(folder.join("rapporter")).unwrap();
    symlink(&outside, folder.join("rapporter")).unwrap();
    let error = write(&folder, &tree(&[("index.html", "I")]), None).unwrap_err();
    let page = folder.join("rapporter/plan/index.html");
    assert!(matches!(&error, WriteError::Foreign(files) if *files == [page]), "{error:?}");
    check(&outside, &[("plan/index.html", "p")]);
    assert!(folder.join("rapporter").is_symlink());
}

#[test]
fn a_link_to_a_file_is_not_ours() {
    let (_temporary, folder, outside) = outside();
    let target = outside.join("plan/index.html");
    for content in ["p", "ny"] {
        symlink(&target, folder.join("index.html")).unwrap();
        let error = write(&folder, &tree(&[("index.html", content)]), None).unwrap_err();
        assert!(matches!(&error, WriteError::Foreign(files) if *files == [folder.join("index.html")]), "{error:?}");
        fs::remove_file(folder.join("index.html")).unwrap();
    }
    // One that came in the place of a file of ours stays, and so does what it leads to.
    written(&folder, &[("index.html", "p")]);
    fs::remove_file(folder.join("index.html")).unwrap();
    symlink(&target, folder.join("index.html")).unwrap();
    let error = write(&folder, &tree(&[]), None).unwrap_err();
    assert!(matches!(&error, WriteError::Foreign(files) if *files == [folder.join("index.html")]), "{error:?}");
    check(&outside, &[("plan/index.html", "p")]);
    assert!(folder.join("index.html").is_symlink());
}

#[test]
fn what_the_program_keeps_for_itself_is_not_kept_behind_a_link() {
    let (_temporary, folder, outside) = outside();
    symlink(&outside, folder.join(".fellesskap-nye")).unwrap();
    fs::write(outside.join("liste"), "# ingen\n").unwrap();
    symlink(outside.join("liste"), folder.join(MANIFEST)).unwrap();
    written(&folder, &[("index.html", "i")]);
    check(&outside, &[("liste", "# ingen\n"), ("plan/index.html", "p")]);
    check(&folder, &[("index.html", "i")]);
    assert!(!folder.join(MANIFEST).is_symlink());
}

#[test]
fn the_folder_itself_may_be_a_link() {
    let (_temporary, folder, outside) = outside();
    let link = folder.join("lenke");
    symlink(&outside, &link).unwrap();
    written(&link, &[("a/index.html", "a"), ("b.html", "b")]);
    assert_eq!(written(&link, &[("b.html", "B")]), Summary { written: 1, unchanged: 0, removed: 1 });
    check(&outside, &[("b.html", "B"), ("plan/index.html", "p")]);
    assert!(link.is_symlink());
}

#[test]
fn a_run_that_was_killed_is_mended_by_the_next() {
    let old = [("a.html", "a1"), ("b.html", "b1"), ("gammel.html", "g1")];
    let new = [("a.html", "a2"), ("b.html", "b2"), ("ny.html", "n2")];
    let manifest_of = |files| {
        let folder = TempDir::new().unwrap();
        written(folder.path(), files);
        fs::read_to_string(folder.path().join(MANIFEST)).unwrap()
    };
    // The run was killed after one file: the manifest knows the old and the new files.
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    written(folder, &old);
    fs::write(folder.join(MANIFEST), format!("{}{}", manifest_of(&old), manifest_of(&new))).unwrap();
    fs::write(folder.join("a.html"), "a2").unwrap();
    fs::create_dir_all(folder.join(".fellesskap-nye/0")).unwrap();
    fs::write(folder.join(".fellesskap-nye/0/1"), "b").unwrap();

    assert_eq!(written(folder, &new), Summary { written: 2, unchanged: 1, removed: 1 });
    check(folder, &[("a.html", "a2"), ("b.html", "b2"), ("ny.html", "n2")]);
    assert_eq!(fs::read_to_string(folder.join(MANIFEST)).unwrap(), manifest_of(&new));
}

#[test]
fn nothing_is_written_when_a_file_cannot_be_made() {
    struct Failing(OutputTree);
    impl Produce for Failing {
        fn paths(&self) -> Vec<&OutputPath> {
            self.0.paths()
        }
        fn produce(&self, path: &OutputPath) -> (Option<Cow<'_, [u8]>>, Vec<Diagnostic>) {
            match path.as_str() {
                "b.html" => (None, vec![Diagnostic::in_file(Code::Template, &mal(), "feil i malen")]),
                _ => self.0.produce(path),
            }
        }
    }
    fn mal() -> SourcePath {
        SourcePath::new("themes/t/mal.html").unwrap()
    }
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    written(folder, &[("a.html", "a1"), ("b.html", "b1")]);
    let output = Failing(tree(&[("a.html", "a2"), ("b.html", "b2"), ("c.html", "c2")]));
    let Err(WriteError::Refused(problems)) = write(folder, &output, None) else { panic!("it was written") };
    assert_eq!(problems, [Diagnostic::in_file(Code::Template, &mal(), "feil i malen")]);
    check(folder, &[("a.html", "a1"), ("b.html", "b1")]);

    let fresh = folder.join("ny");
    assert!(write(&fresh, &output, None).is_err());
    assert!(!fresh.exists(), "a folder was left behind");
    assert!(!folder.join(".ny.fellesskap-nye").exists(), "a folder was left beside it");
}

#[test]
fn a_folder_is_current_until_something_changes() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let files = [("a.html", "a"), ("b/index.html", "b")];
    let (made_from, other) = (Fingerprint(1), Fingerprint(2));
    let whole = Some(2);
    assert_eq!(current(folder, made_from), None);
    write(folder, &tree(&files), Some(made_from)).unwrap();
    assert_eq!(current(folder, made_from), whole);
    assert_eq!(current(folder, other), None);

    fs::write(folder.join("a.html"), "A").unwrap();
    assert_eq!(current(folder, made_from), None);
    fs::write(folder.join("a.html"), "a").unwrap();
    assert_eq!(current(folder, made_from), whole);
    fs::remove_file(folder.join("b/index.html")).unwrap();
    assert_eq!(current(folder, made_from), None);

    // What the files are made from is not known any more.
    write(folder, &tree(&files), None).unwrap();
    assert_eq!(current(folder, made_from), None);
}

#[test]
fn nothing_outside_the_folder_is_removed() {
    let temporary = TempDir::new().unwrap();
    let folder = temporary.path().join("ut");
    written(&folder, &[("a.html", "a")]);
    let manifest = fs::read_to_string(folder.join(MANIFEST)).unwrap();
    fs::write(temporary.path().join("a.html"), "a").unwrap();
    let absolute = temporary.path().join("a.html");
    let planted = manifest.replace("a.html", "../a.html") + &*manifest.replace("a.html", absolute.to_str().unwrap());
    fs::write(folder.join(MANIFEST), planted + "ikke en linje\nffff a/../../a.html\n").unwrap();

    let summary = written(&folder, &[("a.html", "a")]);
    assert_eq!(summary, Summary { written: 0, unchanged: 1, removed: 0 });
    assert!(absolute.exists());
}

#[test]
fn everything_of_ours_can_go() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    written(folder, &[("a/b/index.html", "b"), ("index.html", "a")]);
    assert_eq!(written(folder, &[]), Summary { written: 0, unchanged: 0, removed: 2 });
    check(folder, &[]);
    assert!(!folder.join("a").exists());
}

#[test]
fn a_file_gives_way_to_a_folder_of_the_same_name() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    written(folder, &[("rapport.pdf", "pdf")]);
    let summary = written(folder, &[("rapport.pdf/index.html", "flyttet")]);
    assert_eq!(summary, Summary { written: 1, unchanged: 0, removed: 1 });
    check(folder, &[("rapport.pdf/index.html", "flyttet")]);
}

#[test]
fn a_folder_gives_way_to_a_file_of_the_same_name() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    written(folder, &[("rapport.pdf/index.html", "flyttet")]);
    let summary = written(folder, &[("rapport.pdf", "pdf")]);
    assert_eq!(summary, Summary { written: 1, unchanged: 0, removed: 1 });
    check(folder, &[("rapport.pdf", "pdf")]);
}
