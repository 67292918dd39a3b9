//! Blocks of recordings as they lie in the database: any bytes, and honest blocks with some bytes changed.
#![no_main]

use std::sync::LazyLock;

use candor_audio::codec::{BlockDecoder, BlockEncoder, EncodedBlock, decode_blocks};
use libfuzzer_sys::fuzz_target;

/// Two seconds of a tone.
static HONEST: LazyLock<Vec<EncodedBlock>> = LazyLock::new(|| {
    let tone: Vec<f32> = (0..32_000_u16)
        .map(|n| (f32::from(n) * 0.1).sin() * 0.3)
        .collect();
    let mut encoder = BlockEncoder::new().unwrap();
    let mut blocks = Vec::new();
    encoder
        .push(&tone, &mut |block| blocks.push(block))
        .unwrap();
    blocks.extend(encoder.finish().unwrap());
    blocks
});

fuzz_target!(|data: &[u8]| {
    decode(EncodedBlock {
        start_sample: 0,
        samples: announced(data),
        data: data.to_owned(),
    });
    // Three bytes each: where, and what is there instead.
    let mut blocks = HONEST.clone();
    let (changes, cut) = data.as_chunks::<3>();
    for [low, high, value] in changes {
        let block = &mut blocks[usize::from(high >> 7)].data;
        let at = usize::from(u16::from_le_bytes([*low, high & 0x7f]));
        if let Some(byte) = block.get_mut(at) {
            *byte = *value;
        }
    }
    if let [keep, ..] = cut {
        let length = blocks[1].data.len() * usize::from(*keep) / 255;
        blocks[1].data.truncate(length);
    }
    for block in &mut blocks {
        block.samples = announced(&block.data);
        decode(block.clone());
    }
    // Silence stands where the first one has become shorter.
    let end = blocks[1].start_sample + u64::from(blocks[1].samples);
    if let Ok(samples) = decode_blocks(blocks) {
        assert_eq!(samples.len() as u64, end);
    }
});

/// What the block's header says that it holds.
fn announced(data: &[u8]) -> u32 {
    data.get(3..7)
        .and_then(|bytes| bytes.try_into().ok())
        .map_or(0, u32::from_le_bytes)
}

fn decode(block: EncodedBlock) {
    let mut out = vec![0.5; 3];
    let before = out.len();
    match BlockDecoder::new().unwrap().decode(&block, &mut out) {
        Ok(()) => assert_eq!(out.len() - before, block.samples as usize),
        Err(_) => assert_eq!(out.len(), before),
    }
}
