//! Documents asked for: what is written, logged and refused.

use std::{collections::BTreeSet, fs, path::Path};

use crate::common::{consent, create, open, typing};
use candor_core::{
    App, Error,
    engine::End,
    erasure,
    export::{self, Format},
    interviews, room, transcript, withdrawal,
};
use candor_domain::{Code, Event, EventKind, InterviewId, Language, Role};
use candor_store::events;
use sha2::{Digest as _, Sha256};

/// An interview with one typed answer and one correction.
fn held(app: &App, name: &str) -> InterviewId {
    let id = create(app, name);
    consent(app, id);
    room::start(app, id, &typing()).unwrap();
    room::type_message(app, id, Role::Candidate, "I kept the flies").unwrap();
    room::finish(app, id, End::RecruiterFinished).unwrap();
    let said = interviews::conversation(app, id, 0).unwrap();
    let answer = said
        .iter()
        .find(|view| view.message.content == "I kept the flies")
        .unwrap();
    interviews::correct(app, id, answer.message.id, "I kept the files", "Grace").unwrap();
    id
}

fn exported(app: &App, id: InterviewId) -> Vec<Event> {
    let log = app
        .store()
        .read(|conn| events::of_subject(conn, id.0))
        .unwrap();
    let documents = |event: &Event| event.kind == EventKind::DocumentExported;
    log.into_iter().filter(documents).collect()
}

fn hash(bytes: &[u8]) -> String {
    let hash: [u8; 32] = Sha256::digest(bytes).into();
    hash.map(|byte| format!("{byte:02x}")).concat()
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn every_form_is_written_beside_the_usual_files_and_logged_with_its_hash() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = held(&app, "../../Zoë =cmd|' /C calc'!A0");
    let transcripts = &app.folders().transcripts;
    for format in Format::ALL {
        let saved = export::save(&app, id, format, None).unwrap();
        let bytes = fs::read(&saved.path).unwrap();
        assert_eq!(saved.sha256, hash(&bytes));
        assert_eq!(
            exported(&app, id).last().unwrap().content_hash,
            saved.sha256
        );
        assert_eq!(Path::new(&saved.path).parent().unwrap(), transcripts);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&saved.path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{format:?}");
        }
    }
    assert_eq!(exported(&app, id).len(), 8);
    assert!(
        export::newest_file(&app, id)
            .unwrap()
            .starts_with(transcripts)
    );
    let names = names(transcripts);
    assert_eq!(names.len(), 8, "{names:?}");
    assert!(
        names
            .iter()
            .all(|name| name.contains("_Zoë-cmd-C-calc-A0_")),
        "{names:?}"
    );
    let report = app.store().read(candor_store::verify_chain).unwrap();
    assert!(report.is_intact(), "{report:?}");
}

#[test]
fn a_document_shows_the_correction_beside_the_original_and_the_end_of_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = held(&app, "Ada");
    let end = app.store().read(|conn| {
        let last = events::last_seq(conn)?;
        Ok(events::after(conn, last - 1, 1)?.remove(0))
    });
    let document = export::document(&app, id, Format::Txt, Some(Language::De)).unwrap();
    let text = String::from_utf8(document.bytes.clone()).unwrap();
    for wanted in [
        "Interview-Transkript",
        "I kept the files",
        "[Ursprünglich]\n    I kept the flies",
        "Berichtigt von Grace",
        "Status: beendet",
        &end.unwrap().hash,
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    assert!(document.file_name.ends_with(&format!("_Ada_{id}.txt")));
    assert_eq!(document.media_type, "text/plain; charset=utf-8");
    assert_eq!(exported(&app, id)[0].content_hash, hash(&document.bytes));
}

#[test]
fn an_interview_nobody_began_has_documents_too() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = create(&app, "Ada");
    for format in Format::ALL {
        export::document(&app, id, format, None).unwrap();
    }
    let error = export::newest_file(&app, id).unwrap_err();
    assert_eq!(error.code(), Code::NotFound);
}

#[test]
fn nothing_is_handed_out_once_consent_was_withdrawn_or_all_was_erased() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = held(&app, "Ada");
    export::save(&app, id, Format::Pdf, None).unwrap();
    let refused = |wanted: Code| {
        let document = export::document(&app, id, Format::Pdf, None).unwrap_err();
        let saved = export::save(&app, id, Format::Csv, None).unwrap_err();
        assert_eq!([document.code(), saved.code()], [wanted; 2]);
        assert_eq!(exported(&app, id).len(), 1);
    };
    withdrawal::withdraw(&app, id).unwrap();
    refused(Code::ConsentWithdrawn);
    let erased = erasure::erase(&app, id).unwrap();
    assert!(
        erased
            .deleted_files
            .iter()
            .any(|path| Path::new(path).extension() == Some("pdf".as_ref())),
        "{erased:?}"
    );
    assert_eq!(names(&app.folders().transcripts), BTreeSet::new());
    refused(Code::NotFound);
    let unknown = export::document(&app, InterviewId::new(), Format::Txt, None).unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound);
}

#[test]
fn a_folder_that_is_not_one_is_reported_and_nothing_is_logged() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = create(&app, "Ada");
    fs::write(&app.folders().transcripts, "in the way").unwrap();
    let error = export::save(&app, id, Format::Docx, None).unwrap_err();
    assert!(matches!(
        error,
        Error::Transcript(transcript::ExportError::File { .. })
    ));
    assert_eq!(error.code(), Code::NotWritable);
    assert_eq!(exported(&app, id), []);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_nothing_half_written_is_left() {
    let disk = crate::disk::Disk::mount("size=1m");
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = create(&app, "Ada");
    std::os::unix::fs::symlink(disk.path(), &app.folders().transcripts).unwrap();
    disk.fill();
    let before = names(disk.path());
    let error = export::save(&app, id, Format::Pdf, None).unwrap_err();
    assert_eq!(error.code(), Code::DiskFull);
    assert_eq!(names(disk.path()), before);
    assert_eq!(exported(&app, id), []);
    disk.free();
    export::save(&app, id, Format::Pdf, None).unwrap();
}
