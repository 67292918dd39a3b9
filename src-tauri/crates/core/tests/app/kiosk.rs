//! The kiosk: who gets in, who gets out, and that neither needs anybody's patience to be reset by a restart.

use crate::common::{consent, create, open, typing};
use candor_core::{
    App,
    access::Principal,
    engine::End,
    interviews,
    kiosk::{self, Ask, KioskOptions},
    room,
};
use candor_domain::{Code, InterviewId, InterviewStatus};

const PIN: &str = "482915";

/// A kiosk in a temporary folder.
fn kiosk() -> (tempfile::TempDir, App) {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    kiosk::set_pin(&app, PIN, None).unwrap();
    kiosk::enter(&app).unwrap();
    (folder, app)
}

fn code(app: &App, id: InterviewId) -> String {
    kiosk::invite(app, id, false).unwrap().code.unwrap()
}

fn ask(app: &App, typed: &str) -> Result<InterviewId, Code> {
    kiosk::open(app, &Ask::Code(typed.to_owned()))
        .map(|view| view.interview_id.unwrap())
        .map_err(|error| error.code())
}

#[test]
fn without_a_pin_there_is_no_kiosk() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    assert_eq!(kiosk::enter(&app).unwrap_err().code(), Code::Invalid);
    assert_eq!(kiosk::principal(&app), None);
    for weak in ["", "48291", "4829151829151", "48291a", "111111", "123456"] {
        let refused = kiosk::set_pin(&app, weak, None).unwrap_err();
        assert_eq!(refused.code(), Code::Invalid, "{weak}");
    }
    kiosk::set_pin(&app, PIN, None).unwrap();
    kiosk::enter(&app).unwrap();
    assert_eq!(kiosk::principal(&app), Some(Principal::Kiosk));
}

#[test]
fn a_code_opens_its_interview_once_it_was_begun() {
    let (_folder, app) = kiosk();
    let ada = create(&app, "Ada");
    let shown = code(&app, ada);
    assert_eq!(ask(&app, &shown.to_lowercase()), Ok(ada));
    assert_eq!(kiosk::principal(&app), Some(Principal::Guest(ada)));
    assert_eq!(ask(&app, &shown), Err(Code::Conflict), "one at a time");

    // Gone before it began: the same code still opens it.
    kiosk::close(&app, Principal::Guest(ada)).unwrap();
    assert_eq!(kiosk::principal(&app), Some(Principal::Kiosk));
    assert_eq!(ask(&app, &shown), Ok(ada));

    consent(&app, ada);
    room::start(&app, ada, &typing()).unwrap();
    kiosk::close(&app, Principal::Guest(ada)).unwrap();
    let left = interviews::get(&app, ada).unwrap();
    assert_eq!(left.status, InterviewStatus::Paused, "paused, not finished");
    assert_eq!(ask(&app, &shown), Err(Code::NotFound), "used");
    // The recruiter lets them go on.
    let again = code(&app, ada);
    assert_eq!(ask(&app, &again), Ok(ada));
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn wrong_used_and_revoked_codes_are_refused_alike() {
    let (_folder, app) = kiosk();
    let (ada, ben, cem) = (
        create(&app, "Ada"),
        create(&app, "Ben"),
        create(&app, "Cem"),
    );
    let (used, revoked, replaced) = (code(&app, ada), code(&app, ben), code(&app, cem));
    ask(&app, &used).unwrap();
    consent(&app, ada);
    room::start(&app, ada, &typing()).unwrap();
    room::finish(&app, ada, End::CandidateStopped).unwrap();
    kiosk::close(&app, Principal::Guest(ada)).unwrap();
    kiosk::revoke(&app, ben).unwrap();
    code(&app, cem);
    let answers: Vec<_> = [&used, &revoked, &replaced, "ABCD-EFGH"]
        .iter()
        .map(|typed| {
            let error = kiosk::open(&app, &Ask::Code((*typed).to_owned())).unwrap_err();
            (error.code(), error.to_string())
        })
        .collect();
    assert!(
        answers.windows(2).all(|pair| pair[0] == pair[1]),
        "{answers:?}"
    );
    assert_eq!(answers[0].0, Code::NotFound);
}

#[test]
fn guessing_codes_has_to_wait_even_after_a_restart() {
    let (folder, app) = kiosk();
    let ada = create(&app, "Ada");
    let shown = code(&app, ada);
    for _ in 0..5 {
        assert_eq!(ask(&app, "ABCD-EFGH"), Err(Code::NotFound));
    }
    assert_eq!(
        ask(&app, &shown),
        Err(Code::TooManyAttempts),
        "even the right one"
    );
    drop(app);
    let app = open(folder.path());
    assert_eq!(ask(&app, &shown), Err(Code::TooManyAttempts));
    let view = kiosk::view(&app, Principal::Kiosk).unwrap();
    assert!((1..=10_000).contains(&view.code_wait_ms), "{view:?}");

    // The operator ends the waiting by leaving.
    kiosk::leave(&app, PIN).unwrap();
    kiosk::enter(&app).unwrap();
    assert_eq!(ask(&app, &shown), Ok(ada));
}

#[test]
fn the_queue_is_served_in_its_order_and_tells_no_names() {
    let (_folder, app) = kiosk();
    let (ada, ben) = (create(&app, "Ada"), create(&app, "Ben"));
    let next = || kiosk::open(&app, &Ask::Next);
    assert_eq!(next().unwrap_err().code(), Code::NotFound);
    assert!(!kiosk::view(&app, Principal::Kiosk).unwrap().queued);
    kiosk::invite(&app, ben, true).unwrap();
    kiosk::invite(&app, ada, true).unwrap();
    let view = kiosk::view(&app, Principal::Kiosk).unwrap();
    assert!(view.queued);
    assert!(!serde_json::to_string(&view).unwrap().contains("Ben"));
    let waiting: Vec<_> = kiosk::invitations(&app)
        .unwrap()
        .into_iter()
        .map(|one| one.candidate_name)
        .collect();
    assert_eq!(waiting, ["Ben", "Ada"]);

    assert_eq!(next().unwrap().interview_id, Some(ben));
    consent(&app, ben);
    room::start(&app, ben, &typing()).unwrap();
    room::finish(&app, ben, End::CandidateStopped).unwrap();
    kiosk::close(&app, Principal::Guest(ben)).unwrap();
    assert_eq!(next().unwrap().interview_id, Some(ada));
}

#[test]
fn interviews_that_are_over_are_not_invited() {
    let (_folder, app) = kiosk();
    let ada = create(&app, "Ada");
    let shown = code(&app, ada);
    interviews::cancel(&app, ada).unwrap();
    assert_eq!(ask(&app, &shown), Err(Code::NotFound));
    for queue in [false, true] {
        let refused = kiosk::invite(&app, ada, queue).unwrap_err();
        assert_eq!(refused.code(), Code::Conflict);
    }
    let nobody = kiosk::invite(&app, InterviewId::new(), true).unwrap_err();
    assert_eq!(nobody.code(), Code::NotFound);
    assert_eq!(kiosk::invitations(&app).unwrap(), []);
}

#[test]
fn only_the_pin_leads_out_and_wrong_ones_make_it_wait_through_a_restart() {
    let (folder, app) = kiosk();
    for _ in 0..3 {
        let wrong = kiosk::leave(&app, "000001").unwrap_err();
        assert_eq!(wrong.code(), Code::PinWrong);
    }
    drop(app);
    // As after a kill or a power cut: still a kiosk, still waiting, for changing the PIN as well.
    let app = open(folder.path());
    assert!(kiosk::is_locked(&app));
    let early = kiosk::leave(&app, PIN).unwrap_err();
    assert_eq!(early.code(), Code::TooManyAttempts);
    assert!(early.to_string().contains("30 seconds"), "{early}");
    let early = kiosk::set_pin(&app, "975310", Some(PIN)).unwrap_err();
    assert_eq!(early.code(), Code::TooManyAttempts);
    assert!(kiosk::is_locked(&app));
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn changing_the_pin_needs_the_present_one() {
    let (_folder, app) = kiosk();
    for current in [None, Some("482916")] {
        let refused = kiosk::set_pin(&app, "975310", current).unwrap_err();
        assert_eq!(refused.code(), Code::PinWrong);
    }
    kiosk::set_pin(&app, "975310", Some(PIN)).unwrap();
    assert_eq!(kiosk::leave(&app, PIN).unwrap_err().code(), Code::PinWrong);
    kiosk::leave(&app, "975310").unwrap();
    assert!(!kiosk::is_locked(&app));
}

#[test]
fn a_kiosk_that_was_killed_stands_where_it_stood() {
    let (folder, app) = kiosk();
    let ada = create(&app, "Ada");
    ask(&app, &code(&app, ada)).unwrap();
    consent(&app, ada);
    room::start(&app, ada, &typing()).unwrap();
    // Closing orderly pauses the room; either way the kiosk's own state was stored before.
    drop(app);
    let app = open(folder.path());
    assert_eq!(kiosk::principal(&app), Some(Principal::Guest(ada)));
    let resumed = room::resume(&app, ada, &typing()).unwrap();
    assert_eq!(resumed.status, InterviewStatus::Started);
    kiosk::leave(&app, PIN).unwrap();
    let left = interviews::get(&app, ada).unwrap();
    assert_eq!(left.status, InterviewStatus::Paused);
    assert_eq!(kiosk::principal(&app), None);
}

#[test]
fn a_guest_ends_the_own_visit_only() {
    let (_folder, app) = kiosk();
    let (ada, ben) = (create(&app, "Ada"), create(&app, "Ben"));
    ask(&app, &code(&app, ada)).unwrap();
    for stranger in [Principal::Guest(ben), Principal::Kiosk] {
        let refused = kiosk::close(&app, stranger).unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
    }
    let refused = kiosk::view(&app, Principal::Guest(ben)).unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
    assert_eq!(kiosk::principal(&app), Some(Principal::Guest(ada)));
    kiosk::close(&app, Principal::Operator).unwrap();
    assert_eq!(kiosk::principal(&app), Some(Principal::Kiosk));
}

#[test]
fn a_running_interview_is_not_left_alone_for_the_kiosk() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    kiosk::set_pin(&app, PIN, None).unwrap();
    let ada = create(&app, "Ada");
    consent(&app, ada);
    room::start(&app, ada, &typing()).unwrap();
    assert_eq!(kiosk::enter(&app).unwrap_err().code(), Code::Conflict);
    room::pause(&app, ada).unwrap();
    kiosk::enter(&app).unwrap();
}

#[test]
fn the_options_are_checked_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let options = |idle_seconds, start_as_kiosk| KioskOptions {
        idle_seconds,
        start_as_kiosk,
    };
    for wrong in [options(19, false), options(3_601, false), options(60, true)] {
        let refused = kiosk::set_options(&app, wrong).unwrap_err();
        assert_eq!(refused.code(), Code::Invalid, "{wrong:?}");
    }
    kiosk::set_pin(&app, PIN, None).unwrap();
    kiosk::set_options(&app, options(60, true)).unwrap();
    drop(app);
    let app = open(folder.path());
    let kept = kiosk::settings(&app).unwrap();
    assert!(kept.pin_set);
    assert_eq!(kept.options, options(60, true));
}
