//! Recordings made elsewhere that are taken in: every format, one voice a channel, damage, refusals, and nothing half.
// Length: one generated conversation serves every test here.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use candor_core::{
    App, Result, desk, export, interviews, positions, quality, receipt, recording,
    recording_import::{self, ImportedRecording, RecordingImport, SoundFile, Speakers, TakenIn},
    review::{self, Part},
    room, samples, search,
    speech::{Cancel, word_error_rate},
    transcript, transcriptions,
};
use candor_domain::{
    Code, EventKind, InterviewStatus, Language, RecordingImportStep, Role, UtcMillis,
    live::JobState, message::Purpose, quality::Measure,
};
use candor_store::imports;

use crate::{
    common::{consent, create, demo_folder, open, typing},
    transcriptions::{said, state, until, watch},
};

pub(crate) const RATE: usize = 16_000;
const WORDS: &str = "Signed on paper on 3 November, kept in folder 12.";

pub(crate) fn channels() -> Speakers {
    Speakers::Channels {
        first: Role::Candidate,
    }
}

/// A recorded answer of the demo.
pub(crate) fn answer(number: usize) -> Vec<f32> {
    let path = demo_folder().join(format!("answers/{number}.wav"));
    candor_core::audio::decode_file(&path).unwrap().samples
}

/// A WAV file of 16 bits with these channels, which are as long as the longest.
pub(crate) fn wav(path: &Path, channels: &[Vec<f32>]) {
    let frames = channels.iter().map(Vec::len).max().unwrap();
    let (count, bytes) = (channels.len(), frames * channels.len() * 2);
    let mut file = Vec::with_capacity(bytes + 44);
    file.extend(b"RIFF");
    file.extend((bytes as u32 + 36).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0");
    file.extend((count as u16).to_le_bytes());
    file.extend((RATE as u32).to_le_bytes());
    file.extend(((RATE * count * 2) as u32).to_le_bytes());
    file.extend(((count * 2) as u16).to_le_bytes());
    file.extend(b"\x10\0data");
    file.extend((bytes as u32).to_le_bytes());
    for frame in 0..frames {
        for channel in channels {
            let sample = channel.get(frame).copied().unwrap_or(0.0);
            file.extend(((sample * 32_767.0) as i16).to_le_bytes());
        }
    }
    std::fs::write(path, file).unwrap();
}

/// These recordings, each at its second.
fn at(places: &[(usize, usize)]) -> Vec<f32> {
    let mut channel = Vec::new();
    for (second, number) in places {
        channel.resize(second * RATE, 0.0);
        channel.extend(answer(*number));
    }
    channel
}

/// Two people who speak by turns, at once, and after a pause; the candidate is on the first channel.
pub(crate) fn conversation(folder: &Path) -> PathBuf {
    let path = folder.join("call.wav");
    if !path.exists() {
        wav(
            &path,
            &[at(&[(9, 1), (22, 2), (37, 3)]), at(&[(1, 6), (20, 5)])],
        );
    }
    path
}

/// One person, one utterance.
pub(crate) fn short(folder: &Path) -> PathBuf {
    let path = folder.join("short.wav");
    if !path.exists() {
        wav(&path, &[answer(6)]);
    }
    path
}

pub(crate) fn request(app: &App, file: &Path, speakers: Speakers) -> RecordingImport {
    let position = positions::list(app).unwrap().pop().unwrap_or_else(|| {
        let sample = samples::read("customer-support-agent").unwrap();
        positions::create(app, sample.into()).unwrap()
    });
    RecordingImport {
        path: file.display().to_string(),
        position_id: position.id,
        candidate_name: " Ada ".to_owned(),
        candidate_external_id: Some(" ".to_owned()),
        language: Language::En,
        description: "By telephone".to_owned(),
        vocabulary: String::new(),
        recorded_at: None,
        speakers,
        model: None,
        consent: format!(" {WORDS} "),
        again: false,
    }
}

/// Takes it in, to be heard by a model called `own`.
pub(crate) fn import(app: &App, file: &Path, speakers: Speakers) -> Result<ImportedRecording> {
    let request = RecordingImport {
        model: Some("own".to_owned()),
        ..request(app, file, speakers)
    };
    recording_import::import(app, &request)
}

/// No interview, nothing kept aside, and not a word in the log.
#[track_caller]
pub(crate) fn nothing_of_it(app: &App) {
    assert!(interviews::list(app, None, 10, 0).unwrap().is_empty());
    assert!(transcriptions::queue(app).unwrap().jobs.is_empty());
    assert!(!app.store().read(imports::is_any).unwrap());
    let log = app.events(0, 10_000).unwrap();
    assert!(
        log.iter()
            .all(|event| event.kind != EventKind::RecordingStarted),
        "{log:?}"
    );
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn a_call_of_two_channels_becomes_an_interview_with_words_by_the_real_model() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let file = conversation(folder.path());
    let look = SoundFile {
        path: file.display().to_string(),
    };
    let seen = recording_import::look(&app, &look).unwrap();
    assert_eq!((seen.channels, seen.sample_rate_hz), (2, 16_000));
    assert_eq!((&*seen.file_name, &*seen.format), ("call.wav", "WAV"));
    assert!(seen.modified_at.is_some());

    let recorded_at = UtcMillis(1_762_160_000_000);
    let imported = recording_import::import(
        &app,
        &RecordingImport {
            recorded_at: Some(recorded_at),
            ..request(&app, &file, channels())
        },
    )
    .unwrap();
    assert!(!imported.truncated && imported.damaged_packets == 0);
    let (id, interview) = (imported.interview.id, imported.interview);
    assert_eq!(interview.status, InterviewStatus::Finished);
    assert_eq!(interview.candidate_name, "Ada");
    assert_eq!(interview.imported_from.as_deref(), Some("call.wav"));
    assert_eq!(interview.started_at, Some(recorded_at));
    assert_eq!(Some(interview.active_ms), seen.duration_ms);
    let end = recorded_at.plus_ms(interview.active_ms);
    assert_eq!(interview.finished_at, Some(end));
    let consent = interviews::consent_text(&app, id).unwrap().given.unwrap();
    assert_eq!((&*consent.version, &*consent.text), ("elsewhere", WORDS));
    transcriptions::wait(&app);
    assert_eq!(state(&app, &imported.job), JobState::Done);

    let lines = interviews::conversation(&app, id, 0).unwrap();
    assert!(
        lines
            .windows(2)
            .all(|w| w[0].message.audio_start_ms <= w[1].message.audio_start_ms)
    );
    let by = |role| {
        let own = lines.iter().filter(|view| view.message.role == role);
        own.map(|view| &*view.message.content)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let text = |numbers: &[usize]| {
        let of =
            |n: &usize| std::fs::read_to_string(demo_folder().join(format!("answers/{n}.txt")));
        numbers
            .iter()
            .map(|n| of(n).unwrap())
            .collect::<Vec<_>>()
            .join(" ")
    };
    for (role, said) in [
        (Role::Candidate, text(&[1, 2, 3])),
        (Role::Recruiter, text(&[6, 5])),
    ] {
        let errors = word_error_rate(&said, &by(role));
        assert!(
            errors.rate() <= 0.2,
            "{role:?} {:.2}: {}",
            errors.rate(),
            by(role)
        );
    }
    for view in &lines {
        let message = &view.message;
        let purpose = match message.role {
            Role::Candidate => Purpose::Answer,
            _ => Purpose::Remark,
        };
        assert_eq!(
            (message.purpose, message.question_key.as_deref()),
            (purpose, None)
        );
        assert_eq!(
            message.at,
            recorded_at.plus_ms(message.audio_start_ms.unwrap())
        );
        assert!(message.confidence.is_some());
        let (start, end) = (
            message.audio_start_ms.unwrap(),
            message.audio_end_ms.unwrap(),
        );
        assert!(
            message
                .words
                .iter()
                .all(|w| w.start_ms >= start && w.end_ms <= end)
        );
    }
    everything_else_works_for_it(&app, id);
    assert!(app.verify().unwrap().is_intact());
}

/// Sound, search, quality, exports, receipt, desk.
fn everything_else_works_for_it(app: &App, id: candor_domain::InterviewId) {
    let detail = interviews::detail(app, id).unwrap();
    assert!(detail.coverage.is_empty(), "nothing was asked by the plan");
    assert!(detail.exports.last().unwrap().json_path.is_some());
    assert_eq!(recording::duration_ms(app, id).unwrap(), detail.duration_ms);
    let quality = quality::quality(app, id).unwrap();
    let of = |measure| {
        quality
            .measures
            .iter()
            .find(|m| m.measure == measure)
            .unwrap()
    };
    assert_eq!(of(Measure::Answered).value, None);
    assert!(of(Measure::SpeechCoverage).suffices, "{quality:?}");
    for form in export::Format::ALL {
        let document = export::document(app, id, form, None).unwrap();
        assert!(!document.bytes.is_empty(), "{form:?}");
    }
    assert!(receipt::of(app, id).is_ok());
    let listed = desk::page(app, &desk::Filter::default(), 10, 0).unwrap();
    assert_eq!(listed.rows[0].interview.id, id);
    let lines = review::messages(app, id, Part::Last(500)).unwrap();
    let longest = lines
        .iter()
        .flat_map(|view| &view.counting.words)
        .map(|word| word.text.trim_matches(|c: char| !c.is_alphanumeric()))
        .max_by_key(|text| text.len())
        .unwrap();
    assert!(search::everything(app, longest, 10, 0).unwrap().total_hits > 0);
    let corrected = &lines[0].message;
    interviews::correct(app, id, corrected.id, "put right", "Grace").unwrap();
    let exported = transcript::export(app.archive(), id).unwrap();
    let txt = std::fs::read_to_string(exported.txt_path).unwrap();
    assert!(txt.contains("put right"), "{txt}");
    let window = recording::window(app, id, 9_000, 19_000, false).unwrap();
    assert_eq!(window.len(), 44 + 10 * RATE * 2);
}

#[test]
fn every_format_is_taken_in() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    watch(&app, false);
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../audio/tests/fixtures");
    for (name, format) in [
        ("tone.flac", "FLAC"),
        ("tone.mp3", "MP3"),
        ("tone-vorbis.ogg", "OGG (Vorbis)"),
        ("tone-opus.ogg", "OGG (Opus)"),
        ("tone-aac.m4a", "M4A (AAC)"),
        ("tone-alac.m4a", "M4A (ALAC)"),
    ] {
        let file = fixtures.join(name);
        let look = SoundFile {
            path: file.display().to_string(),
        };
        let seen = recording_import::look(&app, &look).unwrap();
        assert_eq!(seen.format, format);
        let imported = import(&app, &file, Speakers::Candidate).unwrap();
        let length = imported.interview.active_ms;
        assert!((1_000..1_080).contains(&length), "{name}: {length} ms");
        assert_eq!(imported.interview.imported_from.as_deref(), Some(name));
        let announced = seen.duration_ms.unwrap_or(length);
        assert!(
            announced.abs_diff(length) <= 80,
            "{name}: {announced} ms announced"
        );
    }
    transcriptions::wait(&app);
}

#[test]
fn what_is_missing_or_wrong_is_said_and_nothing_is_taken_in() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    watch(&app, false);
    let file = conversation(folder.path());
    let good = request(&app, &file, channels());
    let refused = |request: RecordingImport, code: Code, words: &str| {
        let error = recording_import::import(&app, &request).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().contains(words), "{error}");
        nothing_of_it(&app);
    };
    let with = |change: fn(&mut RecordingImport)| {
        let mut request = good.clone();
        change(&mut request);
        request
    };
    refused(
        with(|r| r.consent = " \n".into()),
        Code::Invalid,
        "how the candidate consented",
    );
    refused(
        with(|r| r.candidate_name.clear()),
        Code::Invalid,
        "candidate's name",
    );
    refused(
        with(|r| r.recorded_at = Some(UtcMillis(i64::MAX))),
        Code::Invalid,
        "in the future",
    );
    refused(
        with(|r| r.speakers = Speakers::Channels { first: Role::AiHr }),
        Code::Invalid,
        "which of the two",
    );
    refused(with(|r| r.path.push('x')), Code::NotFound, "call.wavx");
    let mono = folder.path().join("mono.wav");
    wav(&mono, &[answer(6)]);
    refused(request(&app, &mono, channels()), Code::Invalid, "1 channel");
    let page = folder.path().join("page.mp3");
    std::fs::write(&page, "<!doctype html>").unwrap();
    refused(
        request(&app, &page, Speakers::Candidate),
        Code::AudioInvalid,
        "not a sound file",
    );
    let look = SoundFile {
        path: page.display().to_string(),
    };
    let error = recording_import::look(&app, &look).unwrap_err();
    assert_eq!(error.code(), Code::AudioInvalid);
}

#[test]
fn of_a_file_that_is_cut_off_what_is_there_is_taken_in_and_that_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    watch(&app, false);
    let whole = std::fs::read(conversation(folder.path())).unwrap();
    let half = folder.path().join("half.wav");
    std::fs::write(&half, &whole[..whole.len() / 2]).unwrap();
    let imported = import(&app, &half, channels()).unwrap();
    assert!(imported.truncated);
    let length = imported.interview.active_ms;
    let expected = (whole.len() - 44) as u64 / 2 / 64;
    assert!(length.abs_diff(expected) < 40, "{length} of {expected} ms");
    transcriptions::wait(&app);
    assert_eq!(state(&app, &imported.job), JobState::Done);
}

#[test]
fn called_off_nothing_of_it_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    watch(&app, false);
    let long = long(folder.path(), 300);
    let cancel = Cancel::default();
    let stop = cancel.clone();
    let mut told = Vec::new();
    let request = request(&app, &long, Speakers::Candidate);
    let error = recording_import::import_watched(&app, &request, &cancel, &mut |taken| {
        told.push(taken);
        if taken.done_ms >= KEPT_MS {
            assert!(app.store().read(imports::is_any).unwrap());
            stop.cancel();
        }
    })
    .unwrap_err();
    assert_eq!(error.code(), Code::Conflict, "{error}");
    assert_eq!(told[0].step, RecordingImportStep::Checking);
    assert!(told.is_sorted_by_key(|taken| taken.done_ms));
    let last = told.last().unwrap();
    assert_eq!(last.total_ms, Some(300_000));
    assert!(
        (KEPT_MS..KEPT_MS + 1_000).contains(&last.done_ms),
        "{last:?}"
    );
    assert!((1..last.total_bytes).contains(&last.done_bytes), "{last:?}");
    assert_eq!(recording_import::list(&app), []);
    nothing_of_it(&app);
}

/// At this length some of the sound is kept aside, in ms.
const KEPT_MS: u64 = 130_000;

/// So many seconds of next to nothing.
fn long(folder: &Path, seconds: usize) -> PathBuf {
    let path = folder.join("long.wav");
    wav(&path, &[vec![0.01; RATE * seconds]]);
    path
}

#[test]
fn while_an_interview_runs_nothing_is_taken_in() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    watch(&app, false);
    let id = create(&app, "Ada");
    consent(&app, id);
    room::start(&app, id, &typing()).unwrap();
    let file = long(folder.path(), 5);
    let error = import(&app, &file, Speakers::Candidate).unwrap_err();
    assert_eq!(error.code(), Code::Conflict);
    assert!(error.to_string().contains("an interview is running"));
    room::pause(&app, id).unwrap();

    // One begins in the middle of it.
    let request = RecordingImport {
        model: Some("own".to_owned()),
        ..request(&app, &file, Speakers::Candidate)
    };
    let mut begun = false;
    let take = |told: &mut dyn FnMut(TakenIn)| {
        recording_import::import_watched(&app, &request, &Cancel::default(), told)
    };
    let error = take(&mut |taken| {
        if taken.done_ms > 0 && !std::mem::replace(&mut begun, true) {
            room::resume(&app, id, &typing()).unwrap();
        }
    })
    .unwrap_err();
    assert_eq!(error.code(), Code::Conflict);
    assert!(error.to_string().contains("an interview began"), "{error}");
    assert_eq!(interviews::list(&app, None, 10, 0).unwrap().len(), 1);
    assert!(!app.store().read(imports::is_any).unwrap());
    assert!(transcriptions::queue(&app).unwrap().jobs.is_empty());
    room::pause(&app, id).unwrap();

    // Afterwards it is taken in, and once only.
    let mut again = None;
    take(&mut |_| {
        again.get_or_insert_with(|| import(&app, &file, Speakers::Candidate).unwrap_err());
    })
    .unwrap();
    let again = again.unwrap();
    assert_eq!(again.code(), Code::Conflict);
    assert!(
        again
            .to_string()
            .contains("“long.wav” is being taken in already")
    );
    assert_eq!(interviews::list(&app, None, 10, 0).unwrap().len(), 2);
    assert!(!app.store().read(imports::is_any).unwrap());
    assert!(app.verify().unwrap().is_intact());
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_refuses_it_whole_and_holds_the_words_up() {
    let disk = crate::disk::Disk::mount("size=4m");
    let sounds = tempfile::tempdir().unwrap();
    let app = open(disk.path());
    let held = watch(&app, true);
    let long = sounds.path().join("long.wav");
    // Noise, which does not shrink: more than there is room for.
    let noise =
        (0..RATE as u32 * 260).map(|n| (n.wrapping_mul(2_654_435_761) >> 8) as f32 / 2e7 - 0.4);
    wav(&long, &[noise.collect()]);
    let error = import(&app, &long, Speakers::Candidate).unwrap_err();
    assert_eq!(error.code(), Code::DiskFull, "{error}");
    assert!(interviews::list(&app, None, 10, 0).unwrap().is_empty());
    nothing_of_it(&app);

    let imported = import(&app, &conversation(sounds.path()), channels()).unwrap();
    disk.fill();
    drop(held.go);
    until("it says why it waits", || {
        let job = transcriptions::get(&app, imported.job.id).unwrap();
        job.state == JobState::Paused && job.error.is_some_and(|e| e.contains("disk is full"))
    });
    disk.free();
    until("it goes on", || {
        state(&app, &imported.job) == JobState::Done
    });
    assert_eq!(
        said(&app, imported.interview.id),
        crate::transcriptions::undisturbed()
    );
}

const VICTIM: &str = "CANDOR_TEST_IMPORT_FOLDER";

/// Not a test of its own: takes a recording in, or gives one its words, until it is killed.
#[test]
#[ignore = "run by killed_while_it_is_taken_in_nothing_of_it_is_left in a process of its own"]
#[expect(clippy::print_stdout, reason = "it reports how far it is")]
fn victim() {
    let Some(folder) = std::env::var_os(VICTIM) else {
        return;
    };
    let folder = Path::new(&folder);
    let app = open(folder);
    let long = folder.join("long.wav");
    if long.exists() {
        let request = request(&app, &long, Speakers::Candidate);
        watch(&app, false);
        let told = &mut |taken: TakenIn| {
            if taken.done_ms >= KEPT_MS {
                println!("\nhalf-way");
            }
        };
        let _ = recording_import::import_watched(&app, &request, &Cancel::default(), told);
    } else {
        let held = watch(&app, true);
        import(&app, &conversation(folder), channels()).unwrap();
        let go = held.go.unwrap();
        for passed in 1.. {
            if go.send(()).is_err() {
                break;
            }
            println!("\nhalf-way {passed}");
        }
    }
    std::thread::park();
}

/// Runs the victim and kills it once it has said so.
fn kill(folder: &Path, when: &str) {
    use std::io::{BufRead as _, BufReader};
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["imports::victim", "--exact", "--ignored", "--nocapture"])
        .env(VICTIM, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(victim.stdout.take().unwrap()).lines();
    assert!(
        lines.any(|line| line.unwrap() == when),
        "it reaches “{when}”"
    );
    victim.kill().unwrap();
    victim.wait().unwrap();
}

#[test]
fn killed_while_it_is_taken_in_nothing_of_it_is_left() {
    let folder = tempfile::tempdir().unwrap();
    wav(&folder.path().join("long.wav"), &[vec![0.01; RATE * 300]]);
    kill(folder.path(), "half-way");
    let app = open(folder.path());
    nothing_of_it(&app);
    // But it is told.
    let told = recording_import::list(&app).remove(0);
    assert!(told.cut_short && told.file_name == "long.wav", "{told:?}");
    recording_import::put_away(&app, told.id).unwrap();
    drop(app);
    assert_eq!(recording_import::list(&open(folder.path())), []);
}

#[test]
fn killed_while_it_gets_its_words_it_goes_on_and_loses_and_doubles_none() {
    let whole = crate::transcriptions::undisturbed();
    for passed in [1, 3, whole.len()] {
        let folder = tempfile::tempdir().unwrap();
        kill(folder.path(), &format!("half-way {passed}"));
        let app = open(folder.path());
        let job = transcriptions::queue(&app).unwrap().jobs.remove(0).job;
        assert_eq!(job.state, JobState::Waiting);
        let id = job.interview_id;
        let there = said(&app, id);
        assert!(there.len() + 1 >= passed, "{} of {passed}", there.len());
        assert_eq!(there, whole[..there.len()]);
        let rest = watch(&app, false);
        transcriptions::resume(&app).unwrap();
        transcriptions::wait(&app);
        assert_eq!(said(&app, id), whole, "killed after {passed}");
        assert_eq!(rest.heard(), whole.len() - there.len());
        assert!(app.verify().unwrap().is_intact());
    }
}

/// Minutes of the recording whose memory is measured: held as numbers they would take more than 30 MB.
#[cfg(target_os = "linux")]
const MINUTES: usize = 8;

#[test]
#[cfg(target_os = "linux")]
fn memory_does_not_grow_with_the_file() {
    use std::io::Write as _;
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    watch(&app, false);
    let path = folder.path().join("long.wav");
    // Written in pieces, so that making it takes no memory, either.
    let second = vec![0_u8; RATE * 2];
    wav(&path, &[vec![0.0; RATE]]);
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .unwrap();
    for _ in 1..MINUTES * 60 {
        file.write_all(&second).unwrap();
    }
    drop(file);
    let bytes = (MINUTES * 60 * RATE * 2) as u32;
    let mut header = std::fs::read(&path).unwrap();
    header[4..8].copy_from_slice(&(bytes + 36).to_le_bytes());
    header[40..44].copy_from_slice(&bytes.to_le_bytes());
    std::fs::write(&path, &header).unwrap();
    drop(header);
    let of = |line: &str| {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let value = status
            .lines()
            .find_map(|own| own.strip_prefix(line))
            .unwrap();
        let kib: u64 = value.trim().trim_end_matches(" kB").parse().unwrap();
        kib / 1_024
    };
    let before = of("VmRSS:");
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let imported = import(&app, &path, Speakers::Candidate).unwrap();
    transcriptions::wait(&app);
    assert_eq!(state(&app, &imported.job), JobState::Done);
    let grown = of("VmHWM:").saturating_sub(before);
    assert!(grown < 20, "{grown} MB for {MINUTES} minutes");
}
