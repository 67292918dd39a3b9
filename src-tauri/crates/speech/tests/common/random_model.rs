//! Models of Whisper's shape with random weights, in whisper.cpp's file format: for measuring times, and for what is only
//! done with multilingual models. They hear nothing but nonsense.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "each user has its own part; sizes are small"
)]

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use candor_speech::{Catalog, ModelFolder, VerifiedModel};
use sha2::{Digest, Sha256};

/// A multilingual model's vocabulary, and how much of it is text.
const VOCABULARY: usize = 51_865;
const TEXT_TOKENS: usize = 50_257;
/// The token of a single space, which whisper.cpp looks up by its text.
const SPACE: usize = 220;
const AUDIO_CONTEXT: usize = 1_500;
const TEXT_CONTEXT: usize = 448;
const MELS: usize = 80;
const FFT: usize = 201;

/// How large a model is.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub name: &'static str,
    /// Width of a layer: a multiple of 64.
    pub state: usize,
    /// Layers of the encoder, and as many of the decoder.
    pub layers: usize,
}

impl Shape {
    /// For tests: quick to write and to run.
    pub const MINIATURE: Self = Self {
        name: "random-miniature",
        state: 64,
        layers: 4,
    };
    pub const TINY: Self = Self {
        name: "random-tiny",
        state: 384,
        layers: 4,
    };
    pub const BASE: Self = Self {
        name: "random-base",
        state: 512,
        layers: 6,
    };
    pub const SMALL: Self = Self {
        name: "random-small",
        state: 768,
        layers: 12,
    };

    /// Writes such a model into `folder` and vouches for it.
    pub fn write(self, folder: &Path) -> VerifiedModel {
        let file = format!("{}.bin", self.name);
        let mut out = Hashed {
            out: BufWriter::new(File::create(folder.join(&file)).unwrap()),
            hash: Sha256::new(),
            size: 0,
        };
        Writer {
            out: &mut out,
            random: 0x9e37_79b9_7f4a_7c15,
        }
        .model(self)
        .unwrap();
        out.out.flush().unwrap();
        let mut sha256 = String::new();
        for byte in out.hash.finalize() {
            write!(sha256, "{byte:02x}").unwrap();
        }
        let catalog = format!(
            "[[model]]\nname = \"{}\"\nfile = \"{file}\"\nsize_bytes = {}\nsha256 = \"{sha256}\"\nlanguages = \"multilingual\"\n",
            self.name, out.size
        );
        ModelFolder::with_catalog(Catalog::parse(&catalog).unwrap(), folder, [])
            .locate(self.name)
            .unwrap()
    }
}

struct Hashed {
    out: BufWriter<File>,
    hash: Sha256,
    size: usize,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hash.update(bytes);
        self.size += bytes.len();
        self.out.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

struct Writer<'o> {
    out: &'o mut Hashed,
    random: u64,
}

impl Writer<'_> {
    fn model(&mut self, shape: Shape) -> io::Result<()> {
        let Shape { state, layers, .. } = shape;
        self.numbers(&[
            0x6767_6d6c,
            VOCABULARY,
            AUDIO_CONTEXT,
            state,
            state / 64,
            layers,
        ])?;
        // The last is the type of the weights: 16-bit floats, as in the official models.
        self.numbers(&[TEXT_CONTEXT, state, state / 64, layers, MELS, 1])?;
        self.numbers(&[MELS, FFT])?;
        for _ in 0..MELS * FFT {
            self.out.write_all(&0.005_f32.to_le_bytes())?;
        }
        self.numbers(&[TEXT_TOKENS])?;
        for token in 0..TEXT_TOKENS {
            let text = match token {
                SPACE => " ".to_owned(),
                token => format!(" w{token}"),
            };
            self.numbers(&[text.len()])?;
            self.out.write_all(text.as_bytes())?;
        }
        self.floats("encoder.positional_embedding", &[state, AUDIO_CONTEXT], 0.0)?;
        self.halves("encoder.conv1.weight", &[3, MELS, state])?;
        self.floats("encoder.conv1.bias", &[1, state], 0.0)?;
        self.halves("encoder.conv2.weight", &[3, state, state])?;
        self.floats("encoder.conv2.bias", &[1, state], 0.0)?;
        self.norm("encoder.ln_post", state)?;
        for layer in 0..layers {
            let block = format!("encoder.blocks.{layer}");
            self.attention(&format!("{block}.attn"), state)?;
            self.perceptron(&block, state)?;
        }
        self.floats("decoder.positional_embedding", &[state, TEXT_CONTEXT], 0.0)?;
        self.halves("decoder.token_embedding.weight", &[state, VOCABULARY])?;
        self.norm("decoder.ln", state)?;
        for layer in 0..layers {
            let block = format!("decoder.blocks.{layer}");
            self.attention(&format!("{block}.attn"), state)?;
            self.attention(&format!("{block}.cross_attn"), state)?;
            self.perceptron(&block, state)?;
        }
        Ok(())
    }

    fn attention(&mut self, name: &str, state: usize) -> io::Result<()> {
        self.norm(&format!("{name}_ln"), state)?;
        for (part, biased) in [
            ("query", true),
            ("key", false),
            ("value", true),
            ("out", true),
        ] {
            self.halves(&format!("{name}.{part}.weight"), &[state, state])?;
            if biased {
                self.floats(&format!("{name}.{part}.bias"), &[state], 0.0)?;
            }
        }
        Ok(())
    }

    fn perceptron(&mut self, block: &str, state: usize) -> io::Result<()> {
        self.norm(&format!("{block}.mlp_ln"), state)?;
        self.halves(&format!("{block}.mlp.0.weight"), &[state, 4 * state])?;
        self.floats(&format!("{block}.mlp.0.bias"), &[4 * state], 0.0)?;
        self.halves(&format!("{block}.mlp.2.weight"), &[4 * state, state])?;
        self.floats(&format!("{block}.mlp.2.bias"), &[state], 0.0)
    }

    fn norm(&mut self, name: &str, state: usize) -> io::Result<()> {
        self.floats(&format!("{name}.weight"), &[state], 1.0)?;
        self.floats(&format!("{name}.bias"), &[state], 0.0)
    }

    fn floats(&mut self, name: &str, shape: &[usize], value: f32) -> io::Result<()> {
        self.header(name, shape, 0)?;
        for _ in 0..shape.iter().product() {
            self.out.write_all(&value.to_le_bytes())?;
        }
        Ok(())
    }

    /// Random 16-bit floats of either sign between 1/64 and 1/32.
    fn halves(&mut self, name: &str, shape: &[usize]) -> io::Result<()> {
        self.header(name, shape, 1)?;
        for _ in 0..shape.iter().product() {
            self.random ^= self.random << 13;
            self.random ^= self.random >> 7;
            self.random ^= self.random << 17;
            let bits = (self.random >> 48) as u16;
            let half = (bits & 0x8000) | (9 << 10) | (bits & 0x3ff);
            self.out.write_all(&half.to_le_bytes())?;
        }
        Ok(())
    }

    fn header(&mut self, name: &str, shape: &[usize], kind: usize) -> io::Result<()> {
        self.numbers(&[shape.len(), name.len(), kind])?;
        self.numbers(shape)?;
        self.out.write_all(name.as_bytes())
    }

    fn numbers(&mut self, numbers: &[usize]) -> io::Result<()> {
        for number in numbers {
            self.out.write_all(&(*number as u32).to_le_bytes())?;
        }
        Ok(())
    }
}
