//! What is recorded can be heard again: in place, small, and block by block.
#![allow(clippy::unwrap_used, reason = "tests")]
#![allow(
    clippy::print_stdout,
    reason = "figures for whoever runs it with --nocapture"
)]

mod support;

use candor_audio::{
    AudioError,
    codec::{BlockDecoder, BlockEncoder, EncodedBlock, decode_blocks},
    decode_file,
};
use candor_domain::Code;
use support::{answer, error_db, lag, noise};

fn encode(samples: &[f32], cut: usize) -> Vec<EncodedBlock> {
    let (mut encoder, mut blocks) = (BlockEncoder::new().unwrap(), Vec::new());
    for piece in samples.chunks(cut) {
        encoder
            .push(piece, &mut |block| blocks.push(block))
            .unwrap();
    }
    blocks.extend(encoder.finish().unwrap());
    blocks
}

/// All the answers of the demo, one after the other: 49 s of speech.
fn speech() -> Vec<f32> {
    (1..=6)
        .flat_map(|number| decode_file(&answer(number)).unwrap().samples)
        .collect()
}

#[test]
fn a_recording_has_its_length_and_place_to_the_sample() {
    for length in [
        0, 1, 319, 15_999, 16_000, 16_001, 16_103, 16_104, 16_105, 40_000,
    ] {
        let samples = noise(length as u64 + 1, 0.3, length);
        let blocks = encode(&samples, 1000);
        let mut next = 0;
        for block in &blocks {
            assert_eq!(block.start_sample, next);
            assert!(block.samples > 0 && block.samples < 16_105);
            next += u64::from(block.samples);
        }
        assert_eq!(next, length as u64);
        assert_eq!(decode_blocks(blocks).unwrap().len(), length);
    }
}

#[test]
fn decoded_speech_lies_within_a_millisecond_everywhere() {
    let samples = speech();
    let decoded = decode_blocks(encode(&samples, 1600)).unwrap();
    let mut worst: (isize, f64) = (0, 1.0);
    for (original, copy) in samples.chunks(8000).zip(decoded.chunks(8000)) {
        // Half a second of a pause has nothing to align.
        if candor_audio::Level::of(original).rms_db < -35.0 {
            continue;
        }
        let (by, alike) = lag(original, copy, 200);
        assert!(by.abs() <= 16, "off by {by} samples");
        assert!(alike > 0.9, "only {alike} alike");
        worst = (worst.0.max(by.abs()), worst.1.min(alike));
    }
    println!(
        "largest shift {} samples, least likeness {:.3}",
        worst.0, worst.1
    );
}

#[test]
fn a_click_is_heard_where_it_was() {
    let mut samples = vec![0.0; 48_000];
    for at in [5_000, 15_990, 16_010, 31_000] {
        for (n, sample) in samples[at..at + 160].iter_mut().enumerate() {
            *sample += 0.5 * (n as f32 * 0.6).sin();
        }
    }
    let decoded = decode_blocks(encode(&samples, 333)).unwrap();
    for at in [5_000, 16_000, 31_000] {
        let near = at - 800..at + 960;
        let (by, alike) = lag(&samples[near.clone()], &decoded[near], 200);
        assert!(
            by.abs() <= 16 && alike > 0.9,
            "at {at}: {by} samples, {alike} alike"
        );
    }
}

#[test]
fn seams_sound_like_any_other_place() {
    let samples = speech();
    let decoded = decode_blocks(encode(&samples, 1600)).unwrap();
    let around = |offset: usize| {
        // 20 ms around each second plus `offset`.
        let (mut original, mut copy) = (Vec::new(), Vec::new());
        for seam in (16_000 + offset..samples.len() - 160).step_by(16_000) {
            original.extend(&samples[seam - 160..seam + 160]);
            copy.extend(&decoded[seam - 160..seam + 160]);
        }
        error_db(&original, &copy)
    };
    let seams = around(0);
    let mut elsewhere: Vec<f64> = (1..20).map(|n| around(n * 800)).collect();
    elsewhere.sort_by(f64::total_cmp);
    println!(
        "error at seams {seams:.1} dB, elsewhere {:.1} dB ({:.1} to {:.1})",
        elsewhere[9], elsewhere[0], elsewhere[18]
    );
    assert!(
        seams < elsewhere[9] + 2.0,
        "seams {seams:.1} dB, median {:.1} dB",
        elsewhere[9]
    );
}

#[test]
fn a_recording_takes_about_four_kilobytes_a_second() {
    let samples = speech();
    let blocks = encode(&samples, 1600);
    let bytes: usize = blocks.iter().map(|block| block.data.len()).sum();
    let rate = bytes as f64 / (samples.len() as f64 / 16_000.0);
    println!("{rate:.0} bytes a second");
    assert!((2_000.0..4_800.0).contains(&rate), "{rate} bytes a second");
}

#[test]
fn every_block_stands_on_its_own() {
    let samples = speech();
    let blocks = encode(&samples, 1600);
    let whole = decode_blocks(blocks.clone()).unwrap();
    let mut decoder = BlockDecoder::new().unwrap();
    for block in blocks.iter().rev() {
        let mut alone = vec![7.0];
        decoder.decode(block, &mut alone).unwrap();
        let from = block.start_sample as usize;
        assert!(alone[1..] == whole[from..from + block.samples as usize]);
    }
}

#[test]
fn a_missing_block_leaves_silence_and_shifts_nothing() {
    let samples = noise(5, 0.3, 80_000);
    let mut blocks = encode(&samples, 1600);
    let whole = decode_blocks(blocks.clone()).unwrap();
    blocks.remove(2);
    let decoded = decode_blocks(blocks.clone()).unwrap();
    assert!(decoded[..32_000] == whole[..32_000] && decoded[48_000..] == whole[48_000..]);
    assert!(decoded[32_000..48_000].iter().all(|s| *s == 0.0));
    // Starting in the middle starts there.
    assert!(decode_blocks(blocks[2..].to_vec()).unwrap() == whole[48_000..]);
    blocks.swap(0, 1);
    let error = decode_blocks(blocks).unwrap_err();
    assert!(
        matches!(
            error,
            AudioError::BlockDamaged {
                start_sample: 0,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn recording_goes_on_after_a_pause_without_a_gap() {
    let samples = noise(9, 0.3, 50_000);
    let (mut encoder, mut blocks) = (BlockEncoder::new().unwrap(), Vec::new());
    for piece in [&samples[..20_000], &samples[20_000..]] {
        encoder
            .push(piece, &mut |block| blocks.push(block))
            .unwrap();
        blocks.extend(encoder.finish().unwrap());
    }
    assert!(encoder.finish().unwrap().is_none());
    let decoded = decode_blocks(blocks).unwrap();
    assert_eq!(decoded.len(), samples.len());
    let (by, alike) = lag(&samples[30_000..40_000], &decoded[30_000..40_000], 100);
    assert!(by.abs() <= 16 && alike > 0.8, "{by} samples, {alike} alike");
}

#[test]
fn samples_that_are_no_numbers_do_no_harm() {
    let mut samples = noise(2, 0.2, 20_000);
    samples[100] = f32::NAN;
    samples[200] = f32::INFINITY;
    let decoded = decode_blocks(encode(&samples, 1600)).unwrap();
    assert!(decoded.iter().all(|s| s.is_finite() && s.abs() < 2.0));
}

type Change = dyn Fn(&mut EncodedBlock);

#[test]
fn damaged_blocks_are_refused_and_never_bring_the_program_down() {
    let block = encode(&noise(4, 0.3, 16_200), 1600).remove(0);
    let mut decoder = BlockDecoder::new().unwrap();
    let mut try_with = |change: &dyn Fn(&mut EncodedBlock)| {
        let mut block = block.clone();
        change(&mut block);
        let mut out = vec![0.5];
        let result = decoder.decode(&block, &mut out);
        let samples = if result.is_ok() { block.samples } else { 0 };
        assert_eq!(out.len(), 1 + samples as usize);
        result
    };
    let cases: [(&str, &Change); 6] = [
        ("version", &|b| b.data[0] = 9),
        ("no data", &|b| b.data.clear()),
        ("cut", &|b| b.data.truncate(1000)),
        ("one byte short", &|b| {
            b.data.pop();
        }),
        ("one byte more", &|b| b.data.push(1)),
        ("other length", &|b| b.samples -= 1),
    ];
    for (what, change) in cases {
        let error = try_with(change).unwrap_err();
        assert_eq!(error.code(), Code::AudioInvalid, "{what}: {error}");
    }
    let random = noise(8, 1.0, 4000);
    for pair in random.chunks(2) {
        let at = (pair[0].abs() * block.data.len() as f32) as usize % block.data.len();
        let value = (pair[1].abs() * 256.0) as u8;
        // Damaged sound may decode to something; what counts is that the length is right and nothing breaks.
        let _either = try_with(&|b| b.data[at] = value);
    }
}
