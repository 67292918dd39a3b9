//! Sound files, good and bad, as people bring them along.
// Length: one test for each kind of file.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use candor_audio::{
    AudioError, Pace, SoundReader, Streams, WavSource, decode_file, look, wav_bytes,
};
use candor_domain::Code;
use support::{Stored, amplitude_at, answer, file, fixture, tone, wav};

/// What [`WavSource::open`] and [`decode_file`] say about a file with these bytes; both must agree.
fn refused(name: &str, bytes: &[u8]) -> AudioError {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), name, bytes);
    let error = decode_file(&path).unwrap_err();
    let opened = WavSource::open(&path, Pace::Fast).err().unwrap();
    assert_eq!(opened.to_string(), error.to_string());
    assert!(error.to_string().contains(name), "{error}");
    error
}

fn good() -> Vec<u8> {
    wav(Stored::I16, 16_000, 1, &tone(16_000, 1000.0, 1600))
}

#[test]
fn every_wav_becomes_the_same_16_khz_mono() {
    let folder = tempfile::tempdir().unwrap();
    for stored in Stored::ALL {
        for (rate, channels) in [
            (8_000, 1),
            (16_000, 2),
            (44_100, 2),
            (48_000, 1),
            (96_000, 6),
            (192_000, 1),
        ] {
            let what = format!("{stored:?} {rate} Hz {channels} channels");
            let bytes = wav(stored, rate, channels, &tone(rate, 1000.0, rate as usize));
            let decoded = decode_file(&file(folder.path(), "tone.wav", &bytes)).unwrap();
            assert!(!decoded.truncated && decoded.damaged_packets == 0, "{what}");
            assert!(decoded.samples.len().abs_diff(16_000) <= 1, "{what}");
            let inner = &decoded.samples[320..15_680];
            let amplitude = amplitude_at(inner, 1000.0);
            assert!((amplitude - 0.5).abs() < 0.01, "{what}: {amplitude}");
            // Nothing but the tone: its power is all the power there is.
            let power: f64 = inner.iter().map(|&s| f64::from(s) * f64::from(s)).sum();
            let rest = power / inner.len() as f64 - amplitude * amplitude / 2.0;
            assert!(rest.abs() < 1e-4, "{what}: {rest}");
        }
    }
}

#[test]
fn every_container_becomes_16_khz_mono() {
    for name in [
        "tone.flac",
        "tone.mp3",
        "tone-vorbis.ogg",
        "tone-opus.ogg",
        "tone-aac.m4a",
        "tone-alac.m4a",
    ] {
        let decoded = decode_file(&fixture(name)).unwrap();
        assert!(
            !decoded.truncated && decoded.damaged_packets == 0,
            "{name}: {decoded:?}"
        );
        // AAC carries up to 2112 + 1024 samples of padding that MP4 files announce in a way nobody reads.
        assert!(
            (16_000..17_200).contains(&decoded.samples.len()),
            "{name}: {} samples",
            decoded.samples.len()
        );
        let amplitude = amplitude_at(&decoded.samples[3200..12_800], 1000.0);
        assert!((amplitude - 0.5).abs() < 0.03, "{name}: {amplitude}");
    }
}

#[test]
fn what_we_write_reads_back_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let samples: Vec<f32> = (-8..=8).map(|n| n as f32 / 8.0).collect();
    let read = decode_file(&file(folder.path(), "own.wav", &wav_bytes(&samples))).unwrap();
    assert_eq!(read.samples.len(), samples.len());
    for (read, written) in read.samples.iter().zip(&samples) {
        assert!((read - written).abs() < 1.0 / 32_000.0);
    }
    assert_eq!(wav_bytes(&[]).len(), 44);
    let clipped = wav_bytes(&[2.0, -2.0, f32::NAN]);
    assert_eq!(clipped[44..], [0xff, 0x7f, 0x00, 0x80, 0, 0]);
}

#[test]
fn a_file_that_is_not_there_or_no_file_is_unreadable() {
    let folder = tempfile::tempdir().unwrap();
    let error = decode_file(&folder.path().join("missing.wav")).unwrap_err();
    assert_eq!(error.code(), Code::NotFound);
    assert!(error.to_string().contains("missing.wav"), "{error}");
    let error = decode_file(folder.path()).unwrap_err();
    assert!(matches!(error, AudioError::Unreadable { .. }), "{error}");
    assert_eq!(error.code(), Code::AudioInvalid);
}

#[test]
fn an_empty_file_and_one_without_samples_are_refused() {
    let error = refused("nothing.wav", b"");
    assert!(matches!(error, AudioError::Empty { .. }), "{error}");
    assert_eq!(error.code(), Code::AudioInvalid);
    for stored in Stored::ALL {
        let error = refused("silent.wav", &wav(stored, 16_000, 1, &[]));
        assert!(matches!(error, AudioError::NoSamples { .. }), "{error}");
        assert!(error.to_string().contains("0 samples"), "{error}");
    }
}

#[test]
fn something_else_is_not_played_as_noise() {
    let noise: Vec<u8> = support::noise(3, 1.0, 20_000)
        .iter()
        .flat_map(|s| s.to_le_bytes())
        .collect();
    for bytes in [
        b"<!doctype html><p>Not found".to_vec(),
        noise,
        vec![0; 5000],
    ] {
        let error = refused("page.wav", &bytes);
        assert!(matches!(error, AudioError::Unsupported { .. }), "{error}");
    }
    let mut rf64 = good();
    rf64[..4].copy_from_slice(b"RF64");
    let error = refused("large.wav", &rf64);
    assert!(error.to_string().contains("RF64"), "{error}");
    assert_eq!(error.code(), Code::AudioInvalid);
}

#[test]
fn a_damaged_header_is_called_damaged() {
    let with = |at: usize, bytes: &[u8]| {
        let mut file = good();
        file[at..at + bytes.len()].copy_from_slice(bytes);
        refused("damaged.wav", &file)
    };
    for (what, error) in [
        ("length of the format", with(16, &3_u32.to_le_bytes())),
        ("kind of sound", with(20, &77_u16.to_le_bytes())),
        ("no channels", with(22, &0_u16.to_le_bytes())),
        ("many channels", with(22, &u16::MAX.to_le_bytes())),
        ("rate of 0", with(24, &0_u32.to_le_bytes())),
        ("rate of 4 GHz", with(24, &u32::MAX.to_le_bytes())),
        ("bits", with(34, &13_u16.to_le_bytes())),
        ("data before format", with(12, b"data")),
        ("only a header", refused("damaged.wav", &good()[..44])),
        ("half a header", refused("damaged.wav", &good()[..30])),
        ("a beginning", refused("damaged.wav", &good()[..12])),
    ] {
        assert!(
            matches!(error, AudioError::Corrupt { .. }),
            "{what}: {error}"
        );
        assert_eq!(error.code(), Code::AudioInvalid, "{what}");
    }
}

#[test]
fn a_file_that_is_cut_off_gives_what_is_there_or_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let whole = std::fs::read(answer(6)).unwrap();
    for keep in [whole.len() / 2, whole.len() - 2, whole.len() - 1, 1000] {
        let path = file(folder.path(), "half.wav", &whole[..keep]);
        let decoded = decode_file(&path).unwrap();
        assert!(decoded.truncated, "{keep} bytes");
        assert_eq!(decoded.samples.len(), (keep - 44) / 2, "{keep} bytes");
        let error = WavSource::open(&path, Pace::Fast).err().unwrap();
        assert!(matches!(error, AudioError::Truncated { .. }), "{error}");
        assert_eq!(error.code(), Code::AudioInvalid);
        assert!(error.to_string().contains("6.39 s"), "{error}");
    }
    let flac = std::fs::read(fixture("tone.flac")).unwrap();
    let path = file(folder.path(), "half.flac", &flac[..flac.len() / 2]);
    let decoded = decode_file(&path).unwrap();
    assert!(decoded.truncated && decoded.samples.len() > 4_000);
}

#[test]
fn a_header_written_before_the_length_was_known_is_no_damage() {
    let folder = tempfile::tempdir().unwrap();
    let mut streamed = good();
    streamed[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    streamed[40..44].copy_from_slice(&u32::MAX.to_le_bytes());
    let decoded = decode_file(&file(folder.path(), "streamed.wav", &streamed)).unwrap();
    assert_eq!(decoded.samples.len(), 1600);
    assert!(!decoded.truncated);
}

#[test]
fn no_damage_makes_the_program_fall_over() {
    let folder = tempfile::tempdir().unwrap();
    let mut seeds: Vec<(String, Vec<u8>)> = [
        "tone.flac",
        "tone.mp3",
        "tone-vorbis.ogg",
        "tone-opus.ogg",
        "tone-aac.m4a",
        "tone-alac.m4a",
    ]
    .iter()
    .map(|name| ((*name).to_owned(), std::fs::read(fixture(name)).unwrap()))
    .collect();
    seeds.push(("tone.wav".to_owned(), good()));
    seeds.push((
        "many.wav".to_owned(),
        wav(Stored::F32, 48_000, 6, &tone(48_000, 500.0, 480)),
    ));
    let random = support::noise(11, 1.0, 400_000);
    let mut random = random
        .iter()
        .map(|s| (s.abs() * 16_777_216.0) as usize)
        .cycle();
    let mut next = |below: usize| random.next().unwrap() % below;
    for (name, seed) in &seeds {
        for round in 0..150 {
            let mut bytes = seed.clone();
            // Headers are where the surprises are; half of the rounds stay there.
            let within = if round % 2 == 0 {
                bytes.len().min(200)
            } else {
                bytes.len()
            };
            for _ in 0..=next(4) {
                let at = next(within);
                bytes[at] = match next(4) {
                    0 => 0,
                    1 => 0xff,
                    2 => bytes[at] ^ (1 << next(8)),
                    _ => next(256) as u8,
                };
            }
            if next(5) == 0 {
                bytes.truncate(next(bytes.len()));
            }
            let path = file(folder.path(), name, &bytes);
            match decode_file(&path) {
                Ok(decoded) => assert!(decoded.samples.iter().all(|s| s.is_finite())),
                Err(e) => assert!(e.to_string().contains(name.as_str()), "{e}"),
            }
        }
    }
}

/// The streams of a file, read piece by piece.
fn streams(path: &std::path::Path, streams: Streams) -> Vec<Vec<f32>> {
    let mut reader = SoundReader::open(path, streams).unwrap();
    let mut all = vec![Vec::new(); reader.streams()];
    let mut pieces = all.clone();
    loop {
        let goes_on = reader.read(&mut pieces).unwrap();
        for (all, piece) in all.iter_mut().zip(&mut pieces) {
            assert!(piece.len() <= 16_000, "well below a second at a time");
            all.append(piece);
        }
        if !goes_on {
            break;
        }
    }
    assert!(!reader.truncated() && reader.damaged_packets() == 0);
    all
}

#[test]
fn piece_by_piece_a_file_is_the_same_as_whole() {
    for name in [
        "tone.flac",
        "tone.mp3",
        "tone-vorbis.ogg",
        "tone-opus.ogg",
        "tone-aac.m4a",
        "tone-alac.m4a",
    ] {
        let whole = decode_file(&fixture(name)).unwrap().samples;
        assert_eq!(streams(&fixture(name), Streams::Mixed), [whole], "{name}");
    }
}

#[test]
fn two_channels_stay_two_people() {
    let folder = tempfile::tempdir().unwrap();
    let rate = 44_100;
    let (left, right) = (tone(rate, 1000.0, 44_100), tone(rate, 300.0, 44_100));
    let mut bytes = wav(Stored::I16, rate, 2, &left);
    // Every other sample is the second channel's.
    for (frame, sample) in right.iter().enumerate() {
        let at = bytes.len() - left.len() * 4 + frame * 4 + 2;
        bytes[at..at + 2].copy_from_slice(&((*sample * 32_767.0) as i16).to_le_bytes());
    }
    let path = file(folder.path(), "two.wav", &bytes);
    let info = look(&path).unwrap();
    assert_eq!((info.channels, info.sample_rate), (2, rate));
    assert_eq!((info.duration_ms, &*info.format), (Some(1_000), "WAV"));
    let [first, second] = &streams(&path, Streams::Two)[..] else {
        panic!("two streams");
    };
    assert_eq!(first.len(), second.len());
    let inner = 320..15_680;
    for (stream, own, other) in [(first, 1000.0, 300.0), (second, 300.0, 1000.0)] {
        assert!((amplitude_at(&stream[inner.clone()], own) - 0.5).abs() < 0.01);
        assert!(amplitude_at(&stream[inner.clone()], other) < 0.01);
    }
}

/// An EBML element.
fn element(id: &[u8], content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u64 | 1 << 56).to_be_bytes();
    [id, &length, content].concat()
}

/// A WebM file with a second of a tone in Opus.
fn webm() -> Vec<u8> {
    let mut encoder =
        opus::Encoder::new(48_000, opus::Channels::Mono, opus::Application::Audio).unwrap();
    let delay = encoder.get_lookahead().unwrap() as u16;
    let mut head = b"OpusHead\x01\x01".to_vec();
    head.extend(delay.to_le_bytes());
    head.extend(48_000_u32.to_le_bytes());
    head.extend([0, 0, 0]);
    let audio = [
        element(&[0xb5], &48_000_f64.to_be_bytes()),
        element(&[0x9f], &[1]),
    ];
    let track = [
        element(&[0xd7], &[1]),
        element(&[0x73, 0xc5], &[1]),
        element(&[0x83], &[2]),
        element(&[0x86], b"A_OPUS"),
        element(&[0x63, 0xa2], &head),
        element(&[0xe1], &audio.concat()),
    ];
    let mut cluster = element(&[0xe7], &[0]);
    for (number, frame) in tone(48_000, 1000.0, 48_000).chunks_exact(960).enumerate() {
        let mut packet = [0; 1275];
        let frame: Vec<f32> = frame.iter().map(|sample| *sample as f32).collect();
        let length = encoder.encode_float(&frame, &mut packet).unwrap();
        let mut block = vec![0x81];
        block.extend((number as i16 * 20).to_be_bytes());
        block.push(0x80);
        block.extend(&packet[..length]);
        cluster.extend(element(&[0xa3], &block));
    }
    let segment = [
        element(
            &[0x15, 0x49, 0xa9, 0x66],
            &[
                element(&[0x2a, 0xd7, 0xb1], &1_000_000_u32.to_be_bytes()),
                element(&[0x4d, 0x80], b"Candor's tests"),
                element(&[0x57, 0x41], b"Candor's tests"),
            ]
            .concat(),
        ),
        element(
            &[0x16, 0x54, 0xae, 0x6b],
            &element(&[0xae], &track.concat()),
        ),
        element(&[0x1f, 0x43, 0xb6, 0x75], &cluster),
    ];
    [
        element(&[0x1a, 0x45, 0xdf, 0xa3], &element(&[0x42, 0x82], b"webm")),
        element(&[0x18, 0x53, 0x80, 0x67], &segment.concat()),
    ]
    .concat()
}

#[test]
fn opus_in_webm_is_read_as_browsers_record_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "call.webm", &webm());
    assert_eq!(look(&path).unwrap().format, "WebM (Opus)");
    let decoded = decode_file(&path).unwrap();
    let amplitude = amplitude_at(&decoded.samples[3200..12_800], 1000.0);
    assert!((amplitude - 0.5).abs() < 0.03, "{amplitude}");
    assert!(decoded.samples.len().abs_diff(16_000) < 320);
    // Cut anywhere or damaged somewhere, it ends in sound or in words.
    let whole = webm();
    for length in (20..whole.len()).step_by(97) {
        let path = file(folder.path(), "cut.webm", &whole[..length]);
        if let Err(error) = decode_file(&path) {
            assert_eq!(error.code(), Code::AudioInvalid, "{error}");
        }
        let mut damaged = whole.clone();
        damaged[length] ^= 0x55;
        let path = file(folder.path(), "damaged.webm", &damaged);
        if let Err(error) = decode_file(&path) {
            assert_eq!(error.code(), Code::AudioInvalid, "{error}");
        }
    }
}

#[test]
fn the_length_of_a_chained_file_is_that_of_all_its_pieces() {
    let folder = tempfile::tempdir().unwrap();
    let pieces =
        ["tone-vorbis.ogg", "tone-opus.ogg"].map(|name| std::fs::read(fixture(name)).unwrap());
    let path = file(folder.path(), "chained.ogg", &pieces.concat());
    let mut reader = SoundReader::open(&path, Streams::Mixed).unwrap();
    let mut sound = vec![Vec::new()];
    while reader.read(&mut sound).unwrap() {}
    let (length, heard) = (sound[0].len() as u64 / 16, reader.heard_ms());
    assert!((2_000..2_200).contains(&length), "{length}");
    assert!(heard.abs_diff(length) < 80, "{heard} of {length} ms");
}

#[test]
#[cfg(unix)]
fn a_pipe_is_refused_without_waiting_for_somebody_to_write_into_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe.wav");
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(made.unwrap().success());
    let error = decode_file(&path).unwrap_err();
    assert!(error.to_string().contains("pipe.wav"), "{error}");
    assert!(error.to_string().contains("not a file"), "{error}");
}
