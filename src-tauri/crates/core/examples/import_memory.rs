//! Memory while a long recording is taken in and given its words, against a short one: it must not grow with the file.
//!
//! Two channels of recorded speech with pauses, an hour and ten minutes of it; the recogniser is one that says how long an
//! utterance is, so that everything but the model is measured. The figures are the peaks of resident memory above what
//! was resident before.

#![expect(clippy::print_stdout, reason = "figures are this program's purpose")]

use std::{
    error::Error,
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use candor_core::{
    App, DatabaseKey, Folders,
    audio::decode_file,
    engine::Settings,
    positions,
    recording_import::{self, RecordingImport, Speakers},
    samples,
    speech::{SpeechError, TranscribeOptions, Transcriber, Transcription},
    transcriptions,
};
use candor_domain::{Language, Role, Word, live::JobState};

const RATE: usize = 16_000;
const SHORT: usize = 10;
const LONG: usize = 60;
/// Caches of the database fill in the first minutes; 60 minutes held as numbers would be 230 MB a channel.
const GOAL: f64 = 1.5;

struct Stopwatch;

impl Transcriber for Stopwatch {
    fn transcribe(
        &mut self,
        samples: &[f32],
        options: &TranscribeOptions,
    ) -> Result<Transcription, SpeechError> {
        let end_ms = samples.len() as u64 / 16;
        let word = Word {
            text: format!("{end_ms} ms"),
            start_ms: 0,
            end_ms,
            probability: 0.9,
        };
        Ok(Transcription::from_words(
            vec![word],
            options.language,
            None,
        ))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let key = DatabaseKey::new([1; 32]);
    let app = App::open_with_key(Folders::below(folder.path()), Settings::default(), &key)?;
    let open = |_: &str| Ok(Box::new(Stopwatch) as Box<dyn Transcriber>);
    transcriptions::hear_with(&app, Arc::new(open));
    let sample = samples::read("customer-support-agent")?;
    let position = positions::create(&app, sample.into())?.id;
    let mut peaks = Vec::new();
    for minutes in [SHORT, LONG] {
        let path = folder.path().join(format!("{minutes}.wav"));
        conversation(&path, minutes)?;
        let before = resident("VmRSS:")?;
        forget_the_peak()?;
        let began = Instant::now();
        let request = RecordingImport {
            path: path.display().to_string(),
            position_id: position,
            candidate_name: "Ada".to_owned(),
            candidate_external_id: None,
            language: Language::En,
            description: String::new(),
            vocabulary: String::new(),
            recorded_at: None,
            speakers: Speakers::Channels {
                first: Role::Candidate,
            },
            model: None,
            consent: "recorded for this measurement".to_owned(),
            again: false,
        };
        let imported = recording_import::import(&app, &request)?;
        let taken_in = began.elapsed();
        transcriptions::wait(&app);
        let job = transcriptions::get(&app, imported.job.id)?;
        if job.state != JobState::Done {
            return Err(format!("the import ended as {:?}: {:?}", job.state, job.error).into());
        }
        let peak = resident("VmHWM:")?.saturating_sub(before) as f64 / 1_024.0;
        println!(
            "{minutes} min of two channels: {peak:.1} MB, taken in after {:.1} s, heard after {:.1} s",
            taken_in.as_secs_f64(),
            began.elapsed().as_secs_f64()
        );
        peaks.push(peak);
        fs::remove_file(path)?;
    }
    let ratio = peaks[1] / peaks[0].max(1.0);
    println!(
        "BENCH {{\"name\":\"memory of importing {LONG} min against {SHORT} min\",\"unit\":\"MB\",\"ours\":{:.1},\
         \"peer\":{:.1},\"ratio\":{ratio:.2},\"goal\":{GOAL},\"runs\":1}}",
        peaks[1], peaks[0]
    );
    Ok(())
}

/// Two people by turns, written as it is made.
fn conversation(path: &Path, minutes: usize) -> Result<(), Box<dyn Error>> {
    let frames = minutes * 60 * RATE;
    let bytes = u32::try_from(frames * 4)?;
    let mut file = BufWriter::new(File::create(path)?);
    file.write_all(b"RIFF")?;
    file.write_all(&(bytes + 36).to_le_bytes())?;
    file.write_all(b"WAVEfmt \x10\0\0\0\x01\0\x02\0")?;
    file.write_all(&(RATE as u32).to_le_bytes())?;
    file.write_all(&(RATE as u32 * 4).to_le_bytes())?;
    file.write_all(b"\x04\0\x10\0data")?;
    file.write_all(&bytes.to_le_bytes())?;
    let answers = demo().join("answers");
    let voices = [
        decode_file(&answers.join("1.wav"))?.samples,
        decode_file(&answers.join("2.wav"))?.samples,
    ];
    // Each speaks once in 25 s, one after the other.
    let round = 25 * RATE;
    for frame in 0..frames {
        let at = frame % round;
        let said = |voice: usize, from: usize| {
            let sample = at.checked_sub(from).and_then(|n| voices[voice].get(n));
            (sample.copied().unwrap_or(0.0) * 32_767.0) as i16
        };
        file.write_all(&said(0, RATE).to_le_bytes())?;
        file.write_all(&said(1, 12 * RATE).to_le_bytes())?;
    }
    file.flush()?;
    Ok(())
}

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../models/demo")
}

/// A line of this process's status, in KiB.
fn resident(line: &str) -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let value = status
        .lines()
        .find_map(|own| own.strip_prefix(line))
        .and_then(|value| value.trim().strip_suffix(" kB"));
    Ok(value
        .ok_or("the system does not say how much memory is used")?
        .parse()?)
}

/// Measures the peak anew from here on.
fn forget_the_peak() -> std::io::Result<()> {
    fs::write("/proc/self/clear_refs", "5")
}
