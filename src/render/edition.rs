//! A site ready to be rendered, and the addresses that stand in its pages.

use std::fmt;

use jiff::civil::Date;

use crate::foundation::path::{BaseUrl, UrlPath};
use crate::read::config::Config;
use crate::read::theme::{Strings, Theme};
use crate::release::Release;
use crate::site::{Page, PageId, Site};
use crate::verify::control::Checked;

/// A linked and checked site with its looks, settings, address and day: all that pages, feeds and data are made from.
#[derive(Debug, Clone, Copy)]
pub struct Edition<'a> {
    pub site: &'a Site,
    pub checked: &'a Checked,
    pub theme: &'a Theme,
    pub release: &'a Release,
    pub config: &'a Config,
    pub base_url: &'a BaseUrl,
    /// The day the site is built for. It decides which meeting is the next.
    pub date: Date,
}

impl<'a> Edition<'a> {
    /// Returns the address of a page or file as it stands in a link.
    pub fn href(&self, address: impl fmt::Display) -> String {
        self.base_url.href(address)
    }

    /// Returns the address of a page as it stands in a link.
    pub fn page_href(&self, id: PageId) -> String {
        self.href(&self.site.page(id).url)
    }

    /// Returns the full address of a page or file.
    pub fn permalink(&self, url: &UrlPath) -> String {
        format!("{}{url}", self.base_url)
    }

    /// Returns the interface words in the language of a page.
    pub fn strings(&self, page: &Page) -> &'a Strings {
        self.theme.strings(page.language())
    }
}
