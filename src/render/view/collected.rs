//! The view of all papers of a meeting as one document.

use serde::Serialize;

use super::{Attachment, Link, Meeting, OwnId, Sak};

/// `collected`: all papers of a meeting as one document. `content` is the text of the meeting, below a heading of level 2.
///
/// Each paper is a part with an id; ids in its text begin with it. Links from one part to another stay in the document.
#[derive(Debug, Clone, Serialize)]
pub struct Collected {
    /// The id for the heading above `content`.
    pub invitation: &'static str,
    /// Its list of saker is empty: they are here themselves.
    pub meeting: Meeting,
    /// The page of the meeting.
    pub meeting_link: Link,
    pub saker: Vec<Paper>,
    /// Attachments of the meeting and the saker that are pages, each once. A report in parts is followed by them.
    pub attachments: Vec<Paper>,
}

/// A paper in a document of many.
#[derive(Debug, Clone, Serialize)]
pub struct Paper {
    /// For the heading.
    pub id: OwnId,
    /// The level of the heading: 2, or 3 for a part of the paper before.
    pub level: u8,
    pub title: String,
    pub lead: Option<String>,
    /// Language code.
    pub lang: &'static str,
    /// Full address of its own page, as [`super::Page::permalink`].
    pub permalink: String,
    /// The number of an attachment.
    pub number: Option<String>,
    /// What is known of a sak; absent for an attachment.
    pub sak: Option<Sak>,
    /// Its headings are below that of the paper.
    pub content_html: String,
    pub attachments: Vec<Attachment>,
}
