//! Linked and checked things put into words, charts and pages. Templates see the structs of [`view`] only.

pub mod view;

pub mod label;

pub mod chart;

pub mod edition;

pub mod subscription;

pub mod body;

pub mod page;
