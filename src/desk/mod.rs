//! What an editor works with: the preview in the browser, watching files, and new files.

pub mod preview;

pub mod watch;

pub mod scaffold;

pub mod serve;
