//! Sound files that are no good, and unusual ones that are.

use std::{fs, path::PathBuf};

use candor_core::{audio::decode_file, speech::word_error_rate};

use crate::common::{Place, Ran, demo_folder, run};

const PCM: u16 = 1;

/// A mono WAV file around these bytes.
fn wav(rate: u32, bits: u16, data: &[u8]) -> Vec<u8> {
    let mut file = Vec::from(*b"RIFF");
    file.extend((36 + data.len() as u32).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    file.extend(PCM.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend(rate.to_le_bytes());
    file.extend((rate * u32::from(bits / 8)).to_le_bytes());
    file.extend((bits / 8).to_le_bytes());
    file.extend(bits.to_le_bytes());
    file.extend(b"data");
    file.extend((data.len() as u32).to_le_bytes());
    file.extend(data);
    file
}

fn answer() -> Vec<f32> {
    decode_file(&demo_folder().join("answers/6.wav"))
        .unwrap()
        .samples
}

fn answer_bytes() -> Vec<u8> {
    fs::read(demo_folder().join("answers/6.wav")).unwrap()
}

fn transcribe(place: &Place, name: &str, bytes: &[u8]) -> Ran {
    let file = place.home().join(name);
    fs::write(&file, bytes).unwrap();
    run(place.candor().arg("transcribe").arg(file))
}

/// What was said is what is printed.
fn understood(ran: Ran) {
    let ran = ran.well();
    let said = fs::read_to_string(demo_folder().join("answers/6.txt")).unwrap();
    let rate = word_error_rate(&said, &ran.out).rate();
    assert!(rate <= 0.15, "{rate}: {}", ran.out);
    assert!(
        ran.err.contains("understands only its own demo voices"),
        "{}",
        ran.err
    );
}

#[test]
fn files_without_usable_sound_are_named_with_what_is_wrong() {
    let place = Place::new();
    let whole = answer_bytes();
    let mut overwritten = whole.clone();
    overwritten[..64].fill(0xa5);
    let cases: [(&str, Vec<u8>, &str); 6] = [
        (
            "empty.wav",
            Vec::new(),
            "is an empty file; choose a recording",
        ),
        (
            "none.wav",
            wav(16_000, 16, &[]),
            "contains no sound: it has 0 samples",
        ),
        (
            "noise.wav",
            overwritten,
            "is not a sound file, or its beginning is damaged",
        ),
        (
            "text.wav",
            b"Dear Sir or Madam, please find".to_vec(),
            "is not a sound file",
        ),
        (
            "header.wav",
            whole[..44].to_vec(),
            "is damaged: it ends right after its header",
        ),
        (
            "half-header.wav",
            whole[..20].to_vec(),
            "is damaged: it ends in the middle of its header",
        ),
    ];
    for (name, bytes, words) in cases {
        let ran = transcribe(&place, name, &bytes);
        let ran = ran.badly(&[name, words, "1 of 1 files could not be transcribed"]);
        assert_eq!(ran.out, "");
    }
}

#[test]
fn a_file_that_is_cut_off_is_transcribed_as_far_as_it_goes() {
    let place = Place::new();
    let whole = answer_bytes();
    let ran = transcribe(&place, "cut.wav", &whole[..whole.len() * 3 / 4]).well();
    assert!(
        ran.err
            .contains("cut.wav is cut off; what is there is transcribed"),
        "{}",
        ran.err
    );
    assert!(ran.out.contains("I would like to earn"), "{}", ran.out);
}

#[test]
fn eight_bit_sound_is_understood() {
    let place = Place::new();
    let bytes: Vec<u8> = answer()
        .iter()
        .map(|s| (s.mul_add(127.0, 128.0)).round() as u8)
        .collect();
    understood(transcribe(&place, "8-bit.wav", &wav(16_000, 8, &bytes)));
}

#[test]
fn sound_at_96_khz_is_understood() {
    let place = Place::new();
    let samples = answer();
    let between = |pair: &[f32]| {
        let (a, b) = (pair[0], pair[1]);
        (0..6_u8).map(move |n| a + (b - a) * f32::from(n) / 6.0)
    };
    let bytes: Vec<u8> = samples
        .windows(2)
        .flat_map(between)
        .flat_map(|s| ((s * 32_767.0) as i16).to_le_bytes())
        .collect();
    understood(transcribe(&place, "96-khz.wav", &wav(96_000, 16, &bytes)));
}

#[test]
fn a_missing_file_or_a_folder_is_refused() {
    let place = Place::new();
    let missing = place.home().join("nowhere.wav");
    run(place.candor().arg("transcribe").arg(&missing))
        .badly(&["“nowhere.wav” cannot be read", "No such file"]);
    run(place.candor().arg("transcribe").arg(place.home())).badly(&["cannot be read"]);
}

#[test]
fn a_bad_file_does_not_keep_the_good_ones_from_being_transcribed() {
    let place = Place::new();
    let bad = place.home().join("bad.wav");
    fs::write(&bad, "").unwrap();
    let good = demo_folder().join("answers/6.wav");
    let out = place.home().join("out");
    let mut command = place.candor();
    command
        .arg("transcribe")
        .arg(&bad)
        .arg(&good)
        .arg("--output")
        .arg(&out);
    let ran = run(&mut command).badly(&["“bad.wav”", "1 of 2 files could not be transcribed"]);
    let written = PathBuf::from(ran.out.trim());
    assert_eq!(written, out.join("6.wav.txt"));
    assert!(
        fs::read_to_string(written)
            .unwrap()
            .contains("I can start on Monday")
    );
}

#[test]
fn a_result_that_cannot_be_written_is_reported() {
    let place = Place::new();
    let blocked = place.home().join("file");
    fs::write(&blocked, "").unwrap();
    let good = demo_folder().join("answers/6.wav");
    let mut command = place.candor();
    command
        .arg("transcribe")
        .arg(&good)
        .arg("--output")
        .arg(blocked.join("out"));
    run(&mut command).badly(&["could not be written to", "missing or may not be written"]);
}
