//! What a file that is not text says, shown or unshown, and how small counts are hidden.
//!
//! A guard knows nothing of pages: above [`foundation`](crate::foundation) it uses no room of ours.

pub mod attachment;

pub mod inspection;

pub mod suppress;
