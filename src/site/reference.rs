//! What a reference in a text leads to.

use crate::foundation::path::UrlPath;
use crate::site::PageId;

/// What a link, an image or an attachment leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Page {
        id: PageId,
        /// Without `#`.
        fragment: Option<String>,
    },
    /// A heading of the same page.
    Fragment(String),
    /// A file that is published as it is.
    File {
        url: UrlPath,
        /// Without `#`.
        fragment: Option<String>,
    },
    /// An address outside the portal.
    External(String),
    /// It leads nowhere, which is reported.
    Nowhere,
}
