//! What must hold of every page, whatever it shows.

use std::collections::BTreeSet;

/// Returns the tags that are not closed, or not in order.
pub fn unclosed(html: &str) -> Vec<String> {
    const VOID: [&str; 6] = ["br", "hr", "img", "input", "link", "meta"];
    let mut flaws = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    for tag in tags(html) {
        let name = tag.split([' ', '/', '\n']).find(|part| !part.is_empty()).unwrap_or_default();
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                flaws.push(format!("</{name}> closes nothing"));
            }
        } else if !tag.starts_with('!') && !tag.ends_with('/') && !VOID.contains(&name) {
            open.push(name);
        }
    }
    flaws.extend(open.into_iter().map(|name| format!("<{name}> is not closed")));
    flaws
}

/// Returns the ids that stand twice.
pub fn repeated_ids(html: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let ids = tags(html).filter_map(|tag| tag.split_once(" id=\"")?.1.split_once('"')).map(|(id, _)| id);
    ids.filter(|id| !seen.insert(*id)).map(|id| format!("the id {id} stands twice")).collect()
}

/// What stands within the angle brackets of each tag.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag)
}

#[test]
fn tags_that_are_not_closed_in_order_are_found() {
    assert_eq!(unclosed("<!doctype html><p class=\"a\">Hei<br><b>du</b></p><path d=\"m\"/>"), [""; 0]);
    assert_eq!(unclosed("<p>Hei"), ["<p> is not closed"]);
    assert_eq!(unclosed("Hei</p>"), ["</p> closes nothing"]);
    assert_eq!(unclosed("<p><b>Hei</p></b>"), ["</p> closes nothing", "</b> closes nothing"]);
}

#[test]
fn ids_that_stand_twice_are_found() {
    assert_eq!(repeated_ids("<p id=\"a\"></p><p data-id=\"a\"></p><p\n id=\"b\">id=\"a\"</p>"), [""; 0]);
    assert_eq!(repeated_ids("<p id=\"a\"></p><b class=\"x\" id=\"a\"></b>"), ["the id a stands twice"]);
}
