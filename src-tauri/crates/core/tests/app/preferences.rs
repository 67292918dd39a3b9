//! What this installation prefers: kept, and used as far as it can be.

use candor_core::preferences::{self, Preferences};
use candor_domain::{Code, Language};

#[test]
fn preferences_are_kept_and_used_as_far_as_they_can_be() {
    let folder = tempfile::tempdir().unwrap();
    let app = crate::common::open(folder.path());
    assert_eq!(preferences::get(&app).unwrap(), Preferences::default());
    let wanted = Preferences {
        first_run_done: true,
        device: Some("A headset that is not connected".to_owned()),
        model: Some("demo-en".to_owned()),
        transcript_model: None,
        echo_guard: false,
    };
    preferences::set(&app, wanted.clone()).unwrap();
    drop(app);
    let app = crate::common::open(folder.path());
    assert_eq!(preferences::get(&app).unwrap(), wanted);

    let model = |chosen, language| preferences::model(&app, chosen, language).unwrap();
    assert_eq!(model(None, Language::En).as_deref(), Some("demo-en"));
    assert_eq!(
        model(None, Language::De),
        None,
        "it does not understand German"
    );
    assert_eq!(model(Some("base"), Language::En).as_deref(), Some("base"));
    assert_eq!(preferences::device(&app, None).unwrap(), None);
    assert_eq!(
        preferences::device(&app, Some("x")).unwrap().as_deref(),
        Some("x")
    );

    let unknown = Preferences {
        model: Some("nothing".to_owned()),
        ..wanted.clone()
    };
    assert_eq!(
        preferences::set(&app, unknown).unwrap_err().code(),
        Code::NotFound
    );
    let endless = Preferences {
        device: Some("x".repeat(401)),
        ..wanted.clone()
    };
    assert_eq!(
        preferences::set(&app, endless).unwrap_err().code(),
        Code::Invalid
    );
    let unknown = Preferences {
        transcript_model: Some("nothing".to_owned()),
        ..wanted.clone()
    };
    assert_eq!(
        preferences::set(&app, unknown).unwrap_err().code(),
        Code::NotFound
    );
    assert_eq!(preferences::get(&app).unwrap(), wanted);
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn what_is_transcribed_later_has_a_model_of_its_own_or_that_of_the_room() {
    let folder = tempfile::tempdir().unwrap();
    let app = crate::common::open(folder.path());
    let later = |language| preferences::transcript_model(&app, language).unwrap();
    assert_eq!(later(Language::En), None, "nothing was chosen");
    let choose = |model: Option<&str>, transcript_model: Option<&str>| {
        let wanted = Preferences {
            model: model.map(str::to_owned),
            transcript_model: transcript_model.map(str::to_owned),
            ..Preferences::default()
        };
        preferences::set(&app, wanted).unwrap();
    };
    choose(None, Some("demo-en"));
    assert_eq!(later(Language::En).as_deref(), Some("demo-en"));
    assert_eq!(later(Language::Ru), None, "it does not understand Russian");
    choose(Some("demo-en"), Some("large-v3"));
    assert_eq!(
        later(Language::En).as_deref(),
        Some("demo-en"),
        "the larger one is not installed"
    );
}
