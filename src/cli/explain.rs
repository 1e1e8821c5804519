//! `fellesskap explain`.

use super::arguments::{Interrupted, Word, Words, row};
use super::say;
use crate::foundation::diagnostic::{Code, ExamplePart, Excerpt, Explanation, did_you_mean};

/// The widest a line is; what is longer is hard to read.
const WIDTH: usize = 90;

/// The options of `explain`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ExplainOptions {
    /// One kind of problem; otherwise all, with a line each.
    pub code: Option<Code>,
}

pub fn help(_: Option<&str>) -> String {
    format!(
        "fellesskap explain forklarer et funn: hva det er, hvorfor det er viktig, hvordan det ser ut, og hvordan du retter det.\n\n\
         Bruk:\n  fellesskap explain [NAVN]\n\n\
         Navnet står i klammer i meldingen: feil[brutt-lenke]. Uten navn vises alle.\n\n\
         Valg:\n{}",
        row("-h, --help", "vis denne hjelpen"),
    )
}

pub fn parse(words: &mut Words) -> Result<ExplainOptions, Interrupted> {
    words.expect(["--help"]);
    let mut options = ExplainOptions::default();
    while let Some(word) = words.next()? {
        match &word {
            Word::Value(value) if options.code.is_none() => {
                let typed = value.to_string_lossy();
                options.code = Some(find(&typed)?);
            }
            _ => return Err(words.unexpected(word)),
        }
    }
    Ok(options)
}

/// The kind of problem with a name, also as it stands in messages: `feil[brutt-lenke]`.
fn find(typed: &str) -> Result<Code, Interrupted> {
    let inner = typed.split_once('[').map_or(typed, |(_, inner)| inner);
    let name = inner.trim_end_matches([']', ':']);
    Code::ALL.iter().copied().find(|code| code.name() == name).ok_or_else(|| {
        let hint = did_you_mean(name, Code::ALL.iter().map(|code| code.name()))
            .unwrap_or_else(|| "skriv fellesskap explain for å se alle".to_owned());
        Interrupted::Wrong(format!("ingen sjekk heter «{name}»; {hint}"))
    })
}

/// Explains. Returns the exit code.
pub fn run(options: &ExplainOptions) -> u8 {
    match options.code {
        Some(code) => say(&explanation(code)),
        None => say(&overview()),
    }
}

fn explanation(code: Code) -> String {
    let explanation = code.explanation();
    let Explanation { severities, what, why, bad, good, mend, .. } = explanation;
    format!(
        "{} ({})\n\n{}\nHvorfor det er viktig:\n{}{}\nSlik går det galt:\n{}\nSlik er det rett:\n{}\nSlik retter du det:\n{}",
        code.name(),
        severities.words(),
        wrapped(what, ""),
        wrapped(why, "  "),
        wrapped(&format!("Kilde: {}", explanation.source()), "  "),
        examples(bad),
        examples(good),
        wrapped(mend, "  "),
    )
}

/// Examples as they are typed, each under the name of its file where it matters. Lines that are typed are never divided.
fn examples(excerpts: &[Excerpt]) -> String {
    let mut out = String::new();
    let mut earlier: Option<&Excerpt> = None;
    for excerpt in excerpts {
        let Excerpt { file, part, lines } = excerpt;
        let goes_on = earlier.replace(excerpt).is_some_and(|earlier| earlier.in_same_file(excerpt));
        if *part == ExamplePart::Words {
            out.push_str(&wrapped(lines, "  "));
            continue;
        }
        let indent = if file.is_some() { "    " } else { "  " };
        out.extend(file.map(|file| if goes_on { "\n".to_owned() } else { format!("  {file}\n") }));
        let indented = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("{indent}{line}\n") };
        out.extend(lines.lines().map(indented));
    }
    out
}

fn overview() -> String {
    let lines: String = Code::ALL.iter().map(|code| row(code.name(), code.explanation().what)).collect();
    format!("Dette sjekkes:\n{lines}\nMer om hver: fellesskap explain NAVN\n")
}

/// A text in lines that are not too wide, with something before each.
fn wrapped(text: &str, indent: &str) -> String {
    let mut out = String::new();
    let mut width = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > WIDTH {
            out.push('\n');
            width = 0;
        }
        let before = if width == 0 { indent } else { " " };
        out.push_str(before);
        out.push_str(word);
        width += before.len() + length;
    }
    out.push('\n');
    out
}
