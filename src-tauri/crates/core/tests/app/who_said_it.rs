//! Who said a line that was heard: corrected, shown, exported and rated by whoever said it, and set back again.

use candor_core::{
    Error, export, interviews, quality, review,
    scorecards::{self, CardChange, Passage, RatingChange},
    search,
};
use candor_domain::{Actor, Code, EventKind, Role, transcript::Transcript};

use crate::{
    common::open,
    two_voices::{held, talk},
};

#[test]
fn a_line_counts_as_the_one_who_said_it_and_can_be_set_back() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let (talk, lines) = talk();
    let (id, said) = held(&app, &talk, &lines, true);
    let by = |role| {
        let query = review::Query {
            role: Some(role),
            ..review::Query::default()
        };
        review::find(&app, id, &query).unwrap().numbers
    };
    let correct = |role| review::correct_speaker(&app, id, said[2], role, " Grace ");
    assert_eq!(
        (by(Role::Candidate), by(Role::Recruiter)),
        (vec![1, 3, 4], vec![2])
    );

    let view = correct(Role::Recruiter).unwrap();
    assert_eq!(
        (view.role, view.message.role),
        (Role::Recruiter, Role::Candidate)
    );
    let [correction] = &view.speaker_corrections[..] else {
        panic!("{view:?}")
    };
    assert_eq!(
        (
            correction.number,
            correction.role,
            correction.author.as_str()
        ),
        (1, Role::Recruiter, "Grace")
    );
    assert_eq!(
        (by(Role::Candidate), by(Role::Recruiter)),
        (vec![1, 4], vec![2, 3])
    );
    let views = interviews::conversation(&app, id, 0).unwrap();
    assert_eq!(views[2], view);
    // Who took part sees it as it was heard.
    assert_eq!(views[2].clone().as_heard().role, Role::Candidate);
    let found = search::hits_of(&app, id, "heard at once", 10, 0).unwrap();
    let roles: Vec<_> = found.interviews[0]
        .hits
        .iter()
        .map(|hit| hit.role)
        .collect();
    let (candidate, recruiter) = (Some(Role::Candidate), Some(Role::Recruiter));
    assert_eq!(roles, [candidate, recruiter, recruiter, candidate]);
    assert_eq!(
        correct(Role::Recruiter).unwrap(),
        view,
        "nothing more to correct"
    );

    let json = |app| {
        let made = export::save(app, id, export::Format::Json, None).unwrap();
        let text = std::fs::read_to_string(made.path).unwrap();
        serde_json::from_str::<Transcript>(&text).unwrap().messages
    };
    let line = json(&app).remove(2);
    assert_eq!((line.role, line.first_role), (Role::Recruiter, candidate));
    assert_eq!(line.speaker_corrections[0].author, "Grace");
    for format in [export::Format::Txt, export::Format::Md, export::Format::Csv] {
        let made = export::save(&app, id, format, None).unwrap();
        let text = std::fs::read_to_string(made.path).unwrap().to_lowercase();
        assert!(
            text.contains("speaker corrected by grace") && text.contains("first taken for ada"),
            "{format:?}: {text}"
        );
    }

    let back = correct(Role::Candidate).unwrap();
    assert_eq!(back.role, Role::Candidate);
    assert_eq!(back.speaker_corrections.len(), 2);
    let line = json(&app).remove(2);
    assert_eq!(
        (line.role, line.speaker_corrections.len()),
        (Role::Candidate, 2)
    );
    let txt = export::save(&app, id, export::Format::Txt, None).unwrap();
    let txt = std::fs::read_to_string(txt.path).unwrap();
    assert!(!txt.contains("speaker corrected"), "{txt}");

    let log = app.events(0, u32::MAX).unwrap().into_iter();
    let logged: Vec<_> = log
        .filter(|e| e.kind == EventKind::SpeakerCorrected)
        .collect();
    assert_eq!(logged.len(), 2);
    assert!(
        logged
            .iter()
            .all(|e| e.actor == Actor::Operator && e.subject == id.0)
    );
    assert!(app.verify().unwrap().is_intact());

    for (message, author) in [(said[2], " "), (candor_domain::MessageId::new(), "Grace")] {
        let refused = review::correct_speaker(&app, id, message, Role::Recruiter, author);
        let code = refused.unwrap_err().code();
        let wanted = if author == " " {
            Code::Invalid
        } else {
            Code::NotFound
        };
        assert_eq!(code, wanted);
    }
}

#[test]
fn only_the_candidates_own_words_are_evidence_whoever_they_were_taken_for_first() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let (talk, lines) = talk();
    let (id, said) = held(&app, &talk, &lines, true);
    let card = scorecards::begin(&app, id, "Grace", None).unwrap();
    let quoting = |message_id| CardChange {
        rater: "Grace".to_owned(),
        ratings: vec![RatingChange {
            competency: "experience".to_owned(),
            rating: Some(3),
            rationale: "Said so.".to_owned(),
            quotes: vec![Passage {
                message_id,
                start: 0,
                end: 5,
            }],
        }],
        ..CardChange::default()
    };
    let change = |message| scorecards::change(&app, id, card.id, &quoting(message));
    let set = |message, role| review::correct_speaker(&app, id, message, role, "Grace").unwrap();
    let not_theirs = |refused: Error| {
        assert_eq!(refused.code(), Code::Invalid);
        assert!(
            refused.to_string().contains("not said by the candidate"),
            "{refused}"
        );
    };
    change(said[2]).unwrap();
    set(said[2], Role::Recruiter);
    not_theirs(change(said[2]).unwrap_err());
    // Quoted before it was corrected.
    not_theirs(scorecards::sign(&app, id, card.id, "Grace").unwrap_err());

    not_theirs(change(said[1]).unwrap_err());
    set(said[1], Role::Candidate);
    change(said[1]).unwrap();
    scorecards::sign(&app, id, card.id, "Grace").unwrap();
    let measured = quality::quality(&app, id).unwrap();
    assert!(!measured.measures.is_empty());
    assert!(app.verify().unwrap().is_intact());
}
