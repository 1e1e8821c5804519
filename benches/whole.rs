//! The whole program beside the floor of the machine, and beside any other generator that is installed.
//!
//! ```sh
//! cargo bench --bench whole                            # 10 000 pages, five rounds
//! cargo bench --bench whole -- --pages 1000 --rounds 9
//! cargo bench --bench whole -- --make 10000 portal    # only make the portal
//! ```
//!
//! The cases take turns, after one round that does not count. The *floor* reads the same files, parses their Markdown,
//! wraps the HTML in 6 KB of frame and writes it, on all cores: what any generator must do at the least. Output goes to
//! memory (`/dev/shm`) where there is such a place, since making and deleting many files disturbs a disk for a while.

#[expect(dead_code, reason = "the benchmark of the preview also asks for a page")]
mod corpus;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;
use std::{env, fs, io};

use nix::sys::resource::{UsageWho, getrusage};
use pulldown_cmark::{Options, Parser, html};
use rayon::prelude::*;
use walkdir::WalkDir;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["--floor", content, output] => floor(Path::new(content), Path::new(output)),
        ["--measure", command @ ..] => return measured(command),
        ["--make", pages, site] => corpus::write(Path::new(site), pages.parse().unwrap_or(1000), &theme()),
        _ => compare(&words),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn theme() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/helsefellesskap")
}

/// One thing that is measured.
struct Case {
    name: &'static str,
    /// The command for a fresh output folder; it stands for `{out}`.
    command: Vec<String>,
    /// Write where the last round wrote.
    again: bool,
}

/// What a run took.
#[derive(Clone, Copy)]
struct Run {
    /// In seconds.
    wall: f64,
    /// In seconds, of all cores.
    processor: f64,
    /// In MiB.
    memory: f64,
}

fn compare(arguments: &[&str]) -> io::Result<()> {
    let number = |name: &str, default: usize| {
        let position = arguments.iter().position(|argument| *argument == name);
        position.and_then(|at| arguments.get(at + 1)?.parse().ok()).unwrap_or(default)
    };
    let (pages, rounds) = (number("--pages", 10_000), number("--rounds", 5));
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() { tempfile::tempdir_in(memory)? } else { tempfile::tempdir()? };
    let site = place.path().join("site");
    corpus::write(&site, pages, &theme())?;
    let made = WalkDir::new(site.join("content")).into_iter().filter(|entry| {
        entry.as_ref().is_ok_and(|entry| entry.path().extension().is_some_and(|extension| extension == "md"))
    });
    println!("{} sider, {rounds} runder", made.count());

    let site = site.display().to_string();
    let build = || {
        vec![
            env!("CARGO_BIN_EXE_fellesskap").to_owned(),
            "build".to_owned(),
            "--root".to_owned(),
            site.clone(),
            "--output-dir".to_owned(),
            "{out}".to_owned(),
        ]
    };
    let me = env::current_exe()?.display().to_string();
    let cases = [
        Case {
            name: "floor",
            command: vec![me.clone(), "--floor".to_owned(), format!("{site}/content"), "{out}".to_owned()],
            again: false,
        },
        Case { name: "fellesskap build", command: build(), again: false },
        Case { name: "fellesskap build, nothing changed", command: build(), again: true },
    ];

    let mut runs: Vec<Vec<Run>> = cases.iter().map(|_| Vec::new()).collect();
    for round in 0..=rounds {
        for (case, runs) in cases.iter().zip(&mut runs) {
            let output = if case.again { place.path().join("again") } else { place.path().join("out") };
            let run = run(&me, &case.command, &output)?;
            if !case.again {
                fs::remove_dir_all(&output)?;
            }
            if round > 0 {
                runs.push(run);
            }
        }
    }

    println!("{:<36}{:>9}{:>17}{:>9}{:>9}{:>8}{:>8}", "", "wall s", "min–max", "cpu s", "MiB", "wall/", "cpu/");
    let median_of = |runs: &[Run], value: fn(&Run) -> f64| median(runs.iter().map(value).collect());
    let base = (median_of(&runs[0], |run| run.wall), median_of(&runs[0], |run| run.processor));
    for (case, runs) in cases.iter().zip(&runs) {
        let walls: Vec<f64> = runs.iter().map(|run| run.wall).collect();
        let (wall, processor) = (median(walls.clone()), median_of(runs, |run| run.processor));
        let range = format!(
            "{:.3}–{:.3}",
            walls.iter().copied().fold(f64::MAX, f64::min),
            walls.iter().fold(0.0, |a: f64, b| a.max(*b))
        );
        println!(
            "{:<36}{wall:>9.3}{range:>17}{processor:>9.3}{:>9.0}{:>8.2}{:>8.2}",
            case.name,
            median_of(runs, |run| run.memory),
            wall / base.0,
            processor / base.1
        );
    }
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Runs a command in a process of its own that measures it.
fn run(me: &str, command: &[String], output: &Path) -> io::Result<Run> {
    let output = output.display().to_string();
    let command = command.iter().map(|word| word.replace("{out}", &output));
    let measured = Command::new(me).arg("--measure").args(command).stderr(Stdio::inherit()).output()?;
    let text = String::from_utf8_lossy(&measured.stdout).into_owned();
    let figures: Vec<f64> = text.split_whitespace().filter_map(|figure| figure.parse().ok()).collect();
    match (measured.status.success(), figures.as_slice()) {
        (true, [wall, processor, memory]) => Ok(Run { wall: *wall, processor: *processor, memory: *memory }),
        _ => Err(io::Error::other(format!("the command failed: {text}"))),
    }
}

/// Runs a command and prints wall seconds, processor seconds and peak memory. This process has no other child, so what
/// the system says of its children is what it says of the command.
fn measured(command: &[&str]) -> ExitCode {
    let start = Instant::now();
    let output = Command::new(command[0]).args(&command[1..]).stdout(Stdio::null()).output();
    let wall = start.elapsed().as_secs_f64();
    match output {
        Ok(output) if output.status.success() => {}
        Ok(output) => {
            eprintln!("{}", String::from_utf8_lossy(&output.stderr));
            return ExitCode::FAILURE;
        }
        Err(error) => {
            eprintln!("{}: {error}", command[0]);
            return ExitCode::FAILURE;
        }
    }
    let Ok(usage) = getrusage(UsageWho::RUSAGE_CHILDREN) else { return ExitCode::FAILURE };
    let seconds = |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    let processor = seconds(usage.user_time()) + seconds(usage.system_time());
    println!("{wall} {processor} {}", usage.max_rss() as f64 / 1024.0);
    ExitCode::SUCCESS
}

/// The least that a generator can do.
fn floor(content: &Path, output: &Path) -> io::Result<()> {
    let frame = "<!-- frame -->".repeat(6 * 1024 / 14);
    let (head, foot) = frame.split_at(frame.len() / 2);
    let files: Vec<PathBuf> = WalkDir::new(content)
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    files.par_iter().try_for_each(|path| {
        let text = fs::read_to_string(path)?;
        let body = text.splitn(3, "+++\n").nth(2).unwrap_or(&text);
        let mut page = String::with_capacity(text.len() * 2);
        page.push_str(head);
        html::push_html(&mut page, Parser::new_ext(body, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES));
        page.push_str(foot);
        let name = path.strip_prefix(content).unwrap_or(path).with_extension("");
        let folder = output.join(name);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("index.html"), page)
    })
}
