//! `candor transcribe`: sound files become text.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use candor_core::{
    audio::decode_file,
    machine,
    speech::{Segment, TranscribeOptions, Transcriber, subtitles, transcribe_samples},
    transcript::files,
};
use serde_json::json;

use crate::{
    args::{Format, Place, Transcribe},
    failure::Failure,
    open,
    screen::say,
};

/// Transcribes every file; one that cannot be read does not keep the others from being done.
pub(crate) fn run(place: &Place, args: &Transcribe) -> Result<(), Failure> {
    let models = open::models(place, args.model.as_deref())?;
    let model = machine::choose_model(&models, args.model.as_deref(), args.language)?;
    if model.entry().demo {
        eprintln!(
            "candor: “{}” understands only its own demo voices",
            model.name()
        );
    }
    let mut whisper = open::recogniser()
        .open(&model)
        .map_err(candor_core::Error::from)?;
    let mut failed = 0;
    for file in &args.files {
        if let Err(failure) = one(file, whisper.as_mut(), args, model.name()) {
            eprintln!("candor: {failure}");
            failed += 1;
        }
    }
    match failed {
        0 => Ok(()),
        n => Err(Failure::Other(format!(
            "{n} of {} files could not be transcribed",
            args.files.len()
        ))),
    }
}

fn one(
    file: &Path,
    whisper: &mut dyn Transcriber,
    args: &Transcribe,
    model: &str,
) -> Result<(), Failure> {
    let sound = decode_file(file).map_err(candor_core::Error::from)?;
    if sound.truncated {
        eprintln!(
            "candor: {} is cut off; what is there is transcribed",
            file.display()
        );
    }
    let options = TranscribeOptions::new(args.language);
    let segments = transcribe_samples(&sound.samples, whisper, &options, &mut |_| {})
        .map_err(candor_core::Error::from)?;
    let text = form(args.format, file, args, model, &segments)?;
    match &args.output {
        Some(folder) => {
            let name = target(file, args.format);
            let path = files::write_atomically(folder, &name, text.as_bytes())
                .map_err(candor_core::Error::from)?;
            say!("{}", path.display())?;
        }
        None => std::io::stdout().write_all(text.as_bytes())?,
    }
    Ok(())
}

fn form(
    format: Format,
    file: &Path,
    args: &Transcribe,
    model: &str,
    segments: &[Segment],
) -> Result<String, Failure> {
    Ok(match format {
        Format::Txt => subtitles::to_txt(segments),
        Format::Srt => subtitles::to_srt(segments),
        Format::Vtt => subtitles::to_vtt(segments),
        Format::Json => {
            let name = file.file_name().map(|n| n.to_string_lossy().into_owned());
            let segments: Vec<_> = segments
                .iter()
                .map(|s| {
                    json!({
                        "start_ms": s.start_ms,
                        "end_ms": s.end_ms,
                        "text": s.text,
                        "confidence": s.confidence,
                        "words": s.words,
                    })
                })
                .collect();
            let document = json!({
                "file": name,
                "language": args.language,
                "model": model,
                "segments": segments,
            });
            serde_json::to_string_pretty(&document)? + "\n"
        }
    })
}

/// `talk.mp3` becomes `talk.mp3.srt`, so that `talk.wav` beside it keeps its own.
fn target(file: &Path, format: Format) -> String {
    let ending = match format {
        Format::Txt => "txt",
        Format::Json => "json",
        Format::Srt => "srt",
        Format::Vtt => "vtt",
    };
    let name = file
        .file_name()
        .map_or_else(|| PathBuf::from("sound"), PathBuf::from);
    format!("{}.{ending}", name.display())
}
