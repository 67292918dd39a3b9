//! SRT and WebVTT, read by a parser that is not ours.

use candor_core::export::Format;
use subtp::{
    srt::{SrtTimestamp, SubRip},
    vtt::{VttBlock, WebVtt},
};

use crate::sample::{dense, empty, hostile, sample, silent, text};

fn ms(at: SrtTimestamp) -> u64 {
    let seconds = (u64::from(at.hours) * 60 + u64::from(at.minutes)) * 60 + u64::from(at.seconds);
    seconds * 1_000 + u64::from(at.milliseconds)
}

#[test]
fn subtitles_can_be_read_while_listening() {
    for transcript in [sample(), silent()] {
        let parsed = SubRip::parse(&text(&transcript, Format::Srt)).unwrap();
        let mut before = 0;
        for (place, cue) in parsed.subtitles.iter().enumerate() {
            assert_eq!(cue.sequence as usize, place + 1);
            assert!((1..=2).contains(&cue.text.len()), "{cue:?}");
            assert!(
                cue.text.iter().all(|line| line.chars().count() <= 42),
                "{cue:?}"
            );
            let (start, end) = (ms(cue.start), ms(cue.end));
            assert!(start >= before, "{cue:?}");
            let next = parsed
                .subtitles
                .get(place + 1)
                .map_or(u64::MAX, |c| ms(c.start));
            assert!(end - start <= 7_000, "{cue:?}");
            assert!(end - start >= 1_200 || end == next, "{cue:?}");
            before = start;
        }
        let shown: String = parsed
            .subtitles
            .iter()
            .flat_map(|cue| cue.text.clone())
            .collect();
        for message in &transcript.messages {
            // A name stands before what is said when the speaker changes, never within it.
            assert!(
                dense(&shown).contains(&dense(&message.text)),
                "{}\n{shown}",
                message.text
            );
        }
        assert!(dense(&shown).contains(&dense("Petra Größler: Hello")));
    }
}

#[test]
fn a_word_is_shown_when_it_is_heard() {
    let parsed = SubRip::parse(&text(&sample(), Format::Srt)).unwrap();
    let heard = &sample().messages[2];
    let first = parsed
        .subtitles
        .iter()
        .find(|cue| cue.text.concat().contains("Well,"))
        .unwrap();
    assert_eq!(ms(first.start), heard.audio_start_ms.unwrap());
}

#[test]
fn the_web_form_names_voices_and_carries_what_it_is_about() {
    let parsed = WebVtt::parse(&text(&sample(), Format::Vtt)).unwrap();
    let cues: Vec<_> = parsed
        .blocks
        .iter()
        .filter_map(|block| match block {
            VttBlock::Que(cue) => Some(cue),
            _ => None,
        })
        .collect();
    assert!(
        cues.iter().all(|cue| cue.payload[0].starts_with("<v ")),
        "{cues:?}"
    );
    assert!(
        cues.iter()
            .any(|cue| cue.payload[0].starts_with("<v Zoë Müller-Иванова>"))
    );
    let notes = text(&sample(), Format::Vtt);
    for wanted in [
        "NOTE Candidate: Zoë",
        "finished, interrupted",
        &sample().evidence.unwrap().hash,
    ] {
        assert!(notes.contains(wanted), "{wanted}");
    }
}

#[test]
fn nothing_said_breaks_the_file() {
    let srt = text(&hostile(), Format::Srt);
    let parsed = SubRip::parse(&srt).unwrap();
    // One arrow for each cue: none in what is said.
    assert_eq!(srt.matches("-->").count(), parsed.subtitles.len());
    assert!(srt.matches('x').count() >= 100_000);
    let vtt = text(&hostile(), Format::Vtt);
    let cues = vtt.matches(" --> ").count();
    assert_eq!(vtt.matches("-->").count(), cues);
    assert!(!vtt.contains("<script>") && vtt.contains("&lt;script&gt;"));
    assert_eq!(text(&empty(), Format::Srt), "");
    assert!(text(&empty(), Format::Vtt).starts_with("WEBVTT"));
}
