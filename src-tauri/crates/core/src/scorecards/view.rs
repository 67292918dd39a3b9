//! Everything there is to see of an interview's ratings, for one rater.

use std::collections::BTreeMap;

use candor_assistant::rating::scale;
use candor_domain::{
    InterviewId, Language, Quality, Scorecard,
    live::JobState,
    plan::Competency,
    scorecard::{HIGHEST, LOWEST},
};
use candor_store::{panels, scorecards as table};
use serde::Serialize;

use super::{
    panel::{self, Divergence, Overall, PanelMember},
    plan_of, weights,
};
use crate::{App, Result, interviews};

/// An interview's ratings as one rater may see them.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct ScorecardsView {
    /// The cards this rater may see, in the order they were begun.
    pub cards: Vec<Scorecard>,
    /// How many more there are, hidden until all of the panel have signed.
    pub hidden: u32,
    /// Who rates; empty when anybody may.
    pub panel: Vec<PanelMember>,
    /// Where signed cards differ, those furthest apart first; empty while something is hidden.
    pub divergences: Vec<Divergence>,
    /// One number for all signed cards; only with the organisation's weights, and when each card assesses every
    /// competency that has one.
    pub overall: Option<Overall>,
    /// The draft being made, or how the last one since the program was started ended.
    pub draft: Option<DraftView>,
    /// Why no model may draft from the version that counts.
    pub withheld: Option<Quality>,
    /// What the ratings are called.
    pub scale: Vec<ScaleStep>,
    /// What each rating looks like, by the key of the competency.
    pub anchors: BTreeMap<String, Vec<Anchor>>,
}

/// How a draft stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct DraftView {
    /// Where it stands.
    pub state: JobState,
    /// Why it failed, in plain words.
    pub error: Option<String>,
}

/// One step of the scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ScaleStep {
    /// The rating.
    pub rating: u8,
    /// What it is called.
    pub label: String,
}

/// What a rating looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Anchor {
    /// The rating.
    pub rating: u8,
    /// What it looks like.
    pub text: String,
}

/// An interview's ratings as this rater may see them; without a name, as somebody who does not rate. Labels are worded in
/// `language`, else in the interview's.
///
/// # Errors
/// [`crate::Error::NotFound`].
pub fn view(
    app: &App,
    id: InterviewId,
    rater: Option<&str>,
    language: Option<Language>,
) -> Result<ScorecardsView> {
    let interview = interviews::get(app, id)?;
    let language = language.unwrap_or(interview.language);
    let plan = plan_of(app.archive(), id)?;
    let (names, all) = app
        .store()
        .read(|conn| Ok((panels::get(conn, id)?, table::list(conn, id)?)))?;
    let members = panel::members(&names, &all);
    let count = all.len();
    let cards = panel::visible(&names, all, rater);
    let hidden = count - cards.len();
    let weights = weights::weights(app)?.weights;
    let (draft, withheld) = app.drafts().view(id);
    Ok(ScorecardsView {
        hidden: u32::try_from(hidden).unwrap_or(u32::MAX),
        panel: members,
        divergences: if hidden == 0 {
            panel::divergences(&cards)
        } else {
            Vec::new()
        },
        overall: if hidden == 0 {
            panel::overall(&weights, &cards)
        } else {
            None
        },
        draft,
        withheld: withheld.filter(|own| own.transcript_version == interview.transcript_version),
        scale: steps(|rating| ScaleStep {
            rating,
            label: scale::label(language, rating).to_owned(),
        }),
        anchors: plan
            .competencies
            .iter()
            .map(|competency| (competency.key.clone(), anchors(competency, language)))
            .collect(),
        cards,
    })
}

fn anchors(competency: &Competency, language: Language) -> Vec<Anchor> {
    steps(|rating| Anchor {
        rating,
        text: scale::anchor(competency, language, rating).to_owned(),
    })
}

fn steps<T>(step: impl Fn(u8) -> T) -> Vec<T> {
    (LOWEST..=HIGHEST).map(step).collect()
}
