//! What the choices of front matter are called: by templates (a name that styles can hang on) and by the theme's strings
//! (a key).

use crate::read::document::{
    MilepelStatus, ProsjektStatus, Rapporttype, Referat, Runde, Sakstype, SoknadStatus, Tilstand, UtvalgStatus,
};

/// A choice by its two names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// The name that templates know.
    pub name: &'static str,
    /// The key of its words in the theme's strings.
    pub key: &'static str,
}

const fn label(name: &'static str, key: &'static str) -> Label {
    Label { name, key }
}

/// Whether a body is at work.
pub fn utvalg_status(status: UtvalgStatus) -> Label {
    match status {
        UtvalgStatus::Aktiv => label("active", "status_active"),
        UtvalgStatus::Midlertidig => label("temporary", "status_temporary"),
        UtvalgStatus::Avviklet => label("ended", "status_ended"),
    }
}

/// How far a meeting has come.
pub fn meeting_state(state: Tilstand) -> Label {
    match state {
        Tilstand::Planlagt => label("planned", "state_planned"),
        Tilstand::Innkalt => label("called", "state_called"),
        Tilstand::Avholdt => label("held", "state_held"),
        Tilstand::Avlyst => label("cancelled", "state_cancelled"),
    }
}

/// The state of the minutes of a meeting.
pub fn minutes(minutes: Referat) -> Label {
    match minutes {
        Referat::Mangler => label("missing", "minutes_missing"),
        Referat::Utkast => label("draft", "minutes_draft"),
        Referat::Godkjent => label("approved", "minutes_approved"),
    }
}

/// What a body is to do with a sak.
pub fn sakstype(sakstype: Sakstype) -> Label {
    match sakstype {
        Sakstype::Beslutning => label("B", "sakstype_b"),
        Sakstype::Orientering => label("O", "sakstype_o"),
        Sakstype::Referat => label("R", "sakstype_r"),
    }
}

/// What kind of document a report is.
pub fn report(kind: Rapporttype) -> Label {
    match kind {
        Rapporttype::Arsmelding => label("arsmelding", "report_arsmelding"),
        Rapporttype::Arsrapport => label("arsrapport", "report_arsrapport"),
        Rapporttype::Tilskuddsrapport => label("tilskuddsrapport", "report_tilskuddsrapport"),
        Rapporttype::Soknad => label("soknad", "report_soknad"),
        Rapporttype::Annen => label("annen", "report_annen"),
    }
}

/// The round that a project has its money from.
pub fn round(round: Runde) -> Label {
    match round {
        Runde::Lokal => label("local", "round_lokal"),
        Runde::Regional => label("regional", "round_regional"),
        Runde::ProsjektX => label("prosjekt-x", "round_prosjekt_x"),
        Runde::Ingen => label("none", "round_ingen"),
    }
}

/// How far a project has come.
pub fn project_status(status: ProsjektStatus) -> Label {
    match status {
        ProsjektStatus::Soknad => label("applied", "project_applied"),
        ProsjektStatus::Pagaende => label("running", "project_running"),
        ProsjektStatus::Ferdig => label("finished", "project_finished"),
        ProsjektStatus::Avsluttet => label("closed", "project_closed"),
    }
}

/// How far a milestone has come.
pub fn milestone_status(status: MilepelStatus) -> Label {
    match status {
        MilepelStatus::Planlagt => label("planned", "milestone_planned"),
        MilepelStatus::Oppstart => label("starting", "milestone_starting"),
        MilepelStatus::Pagaende => label("ongoing", "milestone_ongoing"),
        MilepelStatus::Ferdig => label("done", "milestone_done"),
    }
}

/// Where an application stands.
pub fn application_status(status: SoknadStatus) -> Label {
    match status {
        SoknadStatus::Sokt => label("applied", "application_sokt"),
        SoknadStatus::Prioritert => label("prioritised", "application_prioritert"),
        SoknadStatus::Innvilget => label("granted", "application_innvilget"),
        SoknadStatus::Avslatt => label("rejected", "application_avslatt"),
        SoknadStatus::IkkePrioritert => label("not-prioritised", "application_ikke_prioritert"),
    }
}
