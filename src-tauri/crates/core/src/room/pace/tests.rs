//! Situations a computer gets into, and what is made of them.

use candor_domain::live::Captions::{Fewer, Later, Live, SmallerModel, WhenDone};
use proptest::prelude::*;

use super::*;

const PATIENCE: u64 = 60_000;

fn pace(has_faster: bool) -> Pace {
    Pace::new(PATIENCE, has_faster, 0)
}

#[test]
fn a_fast_computer_shows_words_while_they_are_spoken_and_stays_there() {
    let mut pace = pace(true);
    for now in (0..600_000).step_by(1_000) {
        pace.looked(150);
        pace.finished(5_000, 600, false);
        assert_eq!(pace.look(5_000, 300, now), None);
    }
    assert_eq!(pace.level(), Live);
    assert_eq!(pace.looks(), Some((900, 400)));
}

#[test]
fn the_longer_a_look_takes_the_more_new_speech_the_next_one_hears() {
    let mut pace = pace(false);
    pace.looked(900);
    assert_eq!(pace.looks(), Some((900, 900)));
    pace.looked(3_000);
    assert_eq!(pace.look(0, 0, 1), Some(Turn::Told));
    assert_eq!(pace.level(), Fewer);
    assert_eq!(pace.looks(), Some((2_500, 3_900)));
    for _ in 0..6 {
        pace.looked(9_000);
    }
    assert_eq!(pace.look(0, 0, 2), Some(Turn::Told));
    assert_eq!((pace.level(), pace.looks()), (WhenDone, None));
}

#[test]
fn a_long_utterance_that_is_soon_done_is_no_reason_for_anything() {
    let mut pace = pace(true);
    pace.finished(5_000, 500, false);
    assert_eq!(pace.look(28_000, 2_000, 10), None);
    assert_eq!(pace.level(), Live);
}

#[test]
fn a_model_that_cannot_keep_up_is_exchanged_and_comes_back_when_it_can() {
    let mut pace = pace(true);
    pace.finished(5_000, 7_000, false);
    assert_eq!(pace.look(5_000, 0, 1_000), Some(Turn::Faster));
    assert_eq!(pace.level(), WhenDone, "until the other one is there");
    assert_eq!(pace.look(5_000, 0, 2_000), None, "asked once");
    pace.faster_works(3_000);
    assert_eq!(pace.level(), SmallerModel);
    // Still one of the slow model's.
    pace.finished(5_000, 9_000, false);
    pace.finished(5_000, 1_000, true);
    // The chosen one would be seven times slower.
    for now in (3_000..600_000).step_by(1_000) {
        assert_eq!(pace.look(0, 0, now), None);
    }
    // The other work on this computer has ended.
    for _ in 0..9 {
        pace.finished(5_000, 100, true);
    }
    assert_eq!(pace.look(0, 0, 700_000), Some(Turn::First));
    assert_eq!(pace.level(), WhenDone);
    pace.finished(5_000, 700, false);
    assert_eq!(pace.look(0, 0, 800_000), Some(Turn::Told));
    assert_eq!(pace.look(0, 0, 900_000), Some(Turn::Told));
    assert_eq!(pace.level(), Live);
}

#[test]
fn without_a_faster_model_words_come_when_they_are_done_and_in_the_end_later() {
    let mut pace = pace(true);
    pace.finished(5_000, 7_000, false);
    assert_eq!(pace.look(5_000, 0, 1_000), Some(Turn::Faster));
    pace.none_is_faster();
    assert_eq!(pace.look(20_000, 30_000, 2_000), None);
    assert_eq!(pace.level(), WhenDone);
    assert_eq!(pace.look(20_000, 60_000, 62_000), Some(Turn::GiveUp));
    assert_eq!(pace.level(), Later);
    assert_eq!(pace.look(900_000, 900_000, 63_000), None);
}

#[test]
fn captions_that_were_given_up_come_back_when_a_try_succeeds() {
    let mut pace = pace(false);
    assert!(pace.gave_up(0), "news");
    assert!(!pace.gave_up(1_000), "no news");
    assert!(!pace.shall_probe(2_000), "too soon");
    assert!(pace.shall_probe(15_000));
    assert!(!pace.shall_probe(15_001), "one after the other");
    assert!(!pace.probed(5_000, 30_000, 20_000), "slower than speech");
    assert!(pace.shall_probe(30_000));
    assert!(pace.probed(5_000, 1_000, 31_000));
    assert_eq!(pace.level(), WhenDone);
    assert!(!pace.shall_probe(99_000), "nothing to try any more");
    assert_eq!(pace.look(0, 0, 46_000), Some(Turn::Told));
    assert_eq!(pace.look(0, 0, 61_000), Some(Turn::Told));
    assert_eq!(pace.level(), Live);
}

#[test]
fn whoever_rises_too_early_waits_longer_the_next_time() {
    let mut pace = pace(false);
    let mut now = 0;
    let mut waits = Vec::new();
    for _ in 0..7 {
        // Looks take too long, and as soon as there are none the computer seems to have time.
        for _ in 0..9 {
            pace.looked(6_000);
        }
        assert_eq!(pace.look(0, 0, now), Some(Turn::Told));
        assert_eq!(pace.level(), WhenDone);
        let fell = now;
        while pace.level() == WhenDone {
            now += 1_000;
            pace.look(0, 0, now);
        }
        waits.push(now - fell);
        now += 1_000;
    }
    assert_eq!(
        waits,
        [15_000, 30_000, 60_000, 120_000, 240_000, 240_000, 240_000]
    );
}

proptest! {
    #[test]
    fn every_level_is_left_upwards_once_there_is_calm(
        events in proptest::collection::vec((0..5_u8, 0..40_000_u64, 0..40_000_u64), 0..60),
        has_faster in any::<bool>(),
    ) {
        let mut pace = pace(has_faster);
        let (mut now, mut substitute) = (0, false);
        let mut turn = |pace: &mut Pace, lag, wait, now| {
            let before = pace.level().depth();
            match pace.look(lag, wait, now) {
                Some(Turn::Faster) => {
                    pace.faster_works(now);
                    substitute = true;
                }
                Some(Turn::First) => substitute = false,
                Some(Turn::GiveUp) => assert_eq!(pace.level(), Later),
                Some(Turn::Told) => assert_ne!(pace.level().depth(), before),
                None => assert_eq!(pace.level().depth(), before),
            }
            substitute
        };
        for (kind, a, b) in events {
            now += 500;
            match kind {
                0 => pace.looked(a),
                1 => { pace.finished(a, b, false); }
                2 => { pace.finished(a, b, true); }
                3 => { pace.gave_up(now); }
                _ => { turn(&mut pace, a, b, now); }
            }
        }
        // From now on the computer is fast.
        for _ in 0..4_000 {
            now += 1_000;
            if pace.shall_probe(now) { pace.probed(5_000, 50, now); }
            let substitute = turn(&mut pace, 0, 0, now);
            pace.finished(5_000, 50, substitute);
            pace.looked(50);
        }
        prop_assert!(matches!(pace.level(), Live | SmallerModel), "{pace:?}");
        if !has_faster { prop_assert_eq!(pace.level(), Live); }
    }
}
