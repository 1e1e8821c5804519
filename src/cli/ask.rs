//! Answers to questions: from options, and where there is a terminal, from its user.

use std::collections::BTreeMap;
use std::io::IsTerminal;

use inquire::ui::{RenderConfig, Styled};
use inquire::{InquireError, Select, Text};

use crate::desk::scaffold::{Ask, Question, Stop};

/// Answers from options first.
pub struct Asking<'a> {
    pub answers: &'a BTreeMap<&'static str, String>,
    /// Whether there is somebody to ask.
    pub terminal: bool,
}

/// Whether questions can be asked: where they are shown and where answers are typed are both terminals.
pub fn is_possible() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

impl Ask for Asking<'_> {
    fn answer(&mut self, question: &Question, check: &dyn Fn(&str) -> Result<(), String>) -> Result<String, Stop> {
        let option = question.option;
        if let Some(answer) = self.answers.get(option) {
            check(answer).map_err(|problem| Stop::Refused(format!("{option}: {problem}")))?;
            return Ok(answer.clone());
        }
        // Where there is one answer only, nobody needs to be asked.
        let sole = question.choices.len() == 1 && question.default.as_ref() == Some(&question.choices[0].value);
        if self.terminal && !sole {
            return ask(question, check);
        }
        question.default.clone().ok_or_else(|| {
            const SHOWN: usize = 8;
            let mut values: Vec<&str> =
                question.choices.iter().take(SHOWN).map(|choice| choice.value.as_str()).collect();
            if question.choices.len() > SHOWN {
                values.push("…");
            }
            let values = if values.is_empty() { String::new() } else { format!("; velg en av: {}", values.join(", ")) };
            Stop::Refused(format!("oppgi {option}{values}"))
        })
    }
}

fn ask(question: &Question, check: &dyn Fn(&str) -> Result<(), String>) -> Result<String, Stop> {
    let answer = if question.choices.is_empty() { ask_text(question, check) } else { ask_choice(question) };
    answer.map_err(|error| match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => Stop::Cancelled,
        error => Stop::Refused(format!("spørsmålet kan ikke stilles her: {error}. Oppgi {}", question.option)),
    })
}

fn ask_text(question: &Question, check: &dyn Fn(&str) -> Result<(), String>) -> Result<String, InquireError> {
    // The library keeps validators as long as it likes, so the question is put again here instead.
    let mut problem: Option<String> = None;
    let suggestion = question.suggestion.as_ref().or(question.default.as_ref());
    loop {
        let mut prompt = Text::new(&question.text).with_render_config(looks());
        if let Some(suggestion) = suggestion.filter(|suggestion| !suggestion.is_empty()) {
            prompt = prompt.with_default(suggestion);
        }
        let help = problem.as_deref().unwrap_or(match suggestion {
            Some(suggestion) if !suggestion.is_empty() => "Enter godtar forslaget i parentes, Esc avbryter",
            _ => "Enter går videre, Esc avbryter",
        });
        prompt = prompt.with_help_message(help);
        let answer = prompt.prompt()?;
        match check(&answer) {
            Ok(()) => return Ok(answer),
            Err(found) => problem = Some(found),
        }
    }
}

/// How questions look; the library's own words are few.
fn looks() -> RenderConfig<'static> {
    RenderConfig::default().with_canceled_prompt_indicator(Styled::new("avbrutt"))
}

fn ask_choice(question: &Question) -> Result<String, InquireError> {
    let labels: Vec<&str> = question.choices.iter().map(|choice| choice.label.as_str()).collect();
    let suggestion = question.suggestion.as_ref().or(question.default.as_ref());
    let begin = question.choices.iter().position(|choice| Some(&choice.value) == suggestion).unwrap_or(0);
    let chosen = Select::new(&question.text, labels)
        .with_starting_cursor(begin)
        .with_render_config(looks())
        .with_help_message("piltastene flytter, Enter velger, Esc avbryter; skriv for å lete")
        .raw_prompt()?;
    Ok(question.choices[chosen.index].value.clone())
}
