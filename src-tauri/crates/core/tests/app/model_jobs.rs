//! Speech models of an installation: downloads that pause, go on, break off and fail; imports; deleting; measuring.
// Length: one area of behaviour, with the local server it is tried against.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use crate::{
    file_server::{FileServer, Manner, body, catalog},
    scripted::{LOOK, let_pass},
};
use candor_core::{
    App,
    bus::Subscription,
    machine::{self, Model},
    model_import::{self, FileState, ImportOutcome, ImportRequest},
    model_jobs, model_recommendation,
    model_source::{self, ModelSource},
    model_speed,
    speech::{Catalog, ModelFolder},
};
use candor_domain::{
    Code,
    live::{Fact, JobState, Live},
};
use tempfile::TempDir;

/// How long anything here may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(30);

struct Bench {
    app: App,
    facts: Subscription,
    server: FileServer,
    folder: TempDir,
}

impl Bench {
    fn new(manners: Vec<Manner>) -> Self {
        Self::serving(body(), manners)
    }

    /// The catalogue expects [`body`], the server has `content`.
    fn serving(content: Vec<u8>, manners: Vec<Manner>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = FileServer::start(content, manners);
        let app = open(folder.path(), &server);
        let facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
        Self {
            app,
            facts,
            server,
            folder,
        }
    }

    fn model(&self, name: &str) -> Model {
        let models = machine::models(&self.app).unwrap();
        models.into_iter().find(|m| m.name == name).unwrap()
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join("models").join(name)
    }

    /// The next fact about a download in this state.
    fn wait_for(&mut self, wanted: &str, wanted_state: JobState) -> (u64, Option<String>) {
        let (began, mut heard) = (Instant::now(), Vec::new());
        loop {
            assert!(
                began.elapsed() < PATIENCE,
                "“{wanted}” is not {wanted_state:?}: {heard:?}, {:?}",
                self.model(wanted).download
            );
            if let Some(Fact::Live {
                live:
                    Live::ModelDownload {
                        model,
                        state,
                        done,
                        error,
                        ..
                    },
            }) = self.facts.next(Duration::from_millis(100)).unwrap()
            {
                if model == wanted && state == wanted_state {
                    return (done, error);
                }
                heard.push((model, state, done));
            }
        }
    }

    /// Waits until so many bytes of a model are here.
    fn wait_for_bytes(&self, model: &str, wanted: u64) {
        let began = Instant::now();
        while self
            .model(model)
            .download
            .is_none_or(|download| download.done < wanted)
        {
            assert!(began.elapsed() < PATIENCE, "“{model}” does not arrive");
            let_pass(LOOK);
        }
    }
}

fn open(data: &Path, server: &FileServer) -> App {
    let catalog = Catalog::parse(&catalog(server)).unwrap();
    let models =
        ModelFolder::with_catalog(catalog, data.join("models"), [crate::common::demo_folder()]);
    crate::common::open(data).with_models(models)
}

#[test]
fn a_download_is_told_as_it_goes_and_leaves_an_installed_model() {
    let mut bench = Bench::new(vec![Manner::Proper]);
    let before = bench.model("m");
    assert!(!before.installed && before.downloadable && before.download.is_none());
    let first = model_jobs::download(&bench.app, "m").unwrap();
    assert_eq!(first.state, JobState::Running);
    let (done, error) = bench.wait_for("m", JobState::Done);
    assert_eq!((done, error), (body().len() as u64, None));
    let model = bench.model("m");
    assert!(model.installed && model.removable && model.download.is_none());
    assert_eq!(model.disk_bytes, body().len() as u64);
    assert_eq!(fs::read(bench.file("m.bin")).unwrap(), body());
    let again = model_jobs::download(&bench.app, "m").unwrap_err();
    assert_eq!(again.code(), Code::Conflict);

    model_import::remove(&bench.app, "m").unwrap();
    assert!(!bench.model("m").installed && !bench.file("m.bin").exists());
    let gone = model_import::remove(&bench.app, "m").unwrap_err();
    assert_eq!(gone.code(), Code::ModelMissing);
}

#[test]
fn a_paused_download_goes_on_where_it_stopped_also_after_a_restart() {
    let mut bench = Bench::new(vec![
        Manner::Stalls(100_000),
        Manner::Stalls(200_000),
        Manner::Proper,
    ]);
    model_jobs::download(&bench.app, "m").unwrap();
    bench.wait_for_bytes("m", 100_000);
    // Asking for what is under way already changes nothing.
    model_jobs::download(&bench.app, "m").unwrap();
    assert_eq!(
        model_jobs::pause(&bench.app, "m").unwrap().state,
        JobState::Paused
    );
    assert_eq!(bench.wait_for("m", JobState::Paused).0, 100_000);
    assert_eq!(
        model_jobs::pause(&bench.app, "m").unwrap().state,
        JobState::Paused
    );

    model_jobs::download(&bench.app, "m").unwrap();
    bench.wait_for_bytes("m", 300_000);
    // Candor is closed while it runs, as by quitting.
    let Bench {
        app,
        facts,
        server,
        folder,
    } = bench;
    drop((facts, app));
    let app = open(folder.path(), &server);
    let facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let mut bench = Bench {
        app,
        facts,
        server,
        folder,
    };
    let left = bench.model("m").download.unwrap();
    assert_eq!((left.state, left.done), (JobState::Paused, 300_000));
    assert_eq!(bench.model("m").disk_bytes, 300_000);

    model_jobs::download(&bench.app, "m").unwrap();
    bench.wait_for("m", JobState::Done);
    assert_eq!(bench.server.ranges(), [0, 100_000, 300_000]);
    assert_eq!(fs::read(bench.file("m.bin")).unwrap(), body());
}

#[test]
fn a_download_that_is_called_off_leaves_nothing() {
    let mut bench = Bench::new(vec![Manner::Stalls(100_000), Manner::Stalls(50_000)]);
    model_jobs::download(&bench.app, "m").unwrap();
    bench.wait_for_bytes("m", 100_000);
    model_jobs::cancel(&bench.app, "m").unwrap();
    bench.wait_for("m", JobState::Cancelled);
    assert!(!bench.file("m.bin.part").exists() && bench.model("m").download.is_none());

    model_jobs::download(&bench.app, "m").unwrap();
    bench.wait_for_bytes("m", 50_000);
    model_jobs::pause(&bench.app, "m").unwrap();
    bench.wait_for("m", JobState::Paused);
    model_jobs::cancel(&bench.app, "m").unwrap();
    model_jobs::cancel(&bench.app, "m").unwrap();
    assert!(!bench.file("m.bin.part").exists() && bench.model("m").download.is_none());
    assert_eq!(bench.server.ranges(), [0, 0]);
    assert_eq!(
        model_jobs::pause(&bench.app, "m").unwrap_err().code(),
        Code::Conflict
    );
}

#[test]
fn a_connection_that_breaks_is_told_and_gone_on_with_by_itself() {
    let mut bench = Bench::new(vec![Manner::BreaksOff(250_000), Manner::Proper]);
    model_jobs::download(&bench.app, "m").unwrap();
    let (done, error) = bench.wait_for("m", JobState::Waiting);
    assert_eq!(done, 250_000);
    assert!(error.unwrap().contains("broke off"));
    // What is asked for meanwhile is under way.
    model_jobs::download(&bench.app, "m").unwrap();
    assert_eq!(bench.wait_for("m", JobState::Done).1, None);
    assert_eq!(bench.server.ranges(), [0, 250_000]);
}

#[test]
fn a_download_that_waits_for_its_server_can_be_paused() {
    let mut bench = Bench::new(vec![Manner::BreaksOff(250_000), Manner::Proper]);
    model_jobs::download(&bench.app, "m").unwrap();
    bench.wait_for("m", JobState::Waiting);
    model_jobs::pause(&bench.app, "m").unwrap();
    assert_eq!(bench.wait_for("m", JobState::Paused).0, 250_000);
    model_jobs::download(&bench.app, "m").unwrap();
    bench.wait_for("m", JobState::Done);
}

#[test]
fn without_a_network_a_download_fails_at_once_and_what_arrived_is_kept() {
    let mut bench = Bench::new(Vec::new());
    fs::create_dir_all(bench.file("")).unwrap();
    fs::write(bench.file("m.bin.part"), &body()[..250_000]).unwrap();
    model_jobs::download(&bench.app, "m").unwrap();
    let (_, error) = bench.wait_for("m", JobState::Failed);
    assert!(error.unwrap().contains("what has arrived is kept"));
    let failed = bench.model("m").download.unwrap();
    assert_eq!(
        (failed.state, failed.done, failed.rate, failed.left_s),
        (JobState::Failed, 250_000, 0, None)
    );
    assert_eq!(fs::read(bench.file("m.bin.part")).unwrap().len(), 250_000);
}

#[test]
fn the_organisations_mirror_is_asked_and_nobody_else_if_it_says_so() {
    let mut bench = Bench::new(Vec::new());
    let mirror = FileServer::start(body(), vec![Manner::Proper]);
    let wanted = ModelSource {
        mirror: Some(format!("{}/", mirror.address())),
        official: false,
    };
    let kept = model_source::set(&bench.app, wanted).unwrap();
    assert_eq!(kept.mirror.as_deref(), Some(mirror.address()));
    model_jobs::download(&bench.app, "m").unwrap();
    bench.wait_for("m", JobState::Done);
    assert_eq!(mirror.ranges().len(), 1);
    assert!(bench.server.ranges().is_empty());

    let wrong = ModelSource {
        mirror: Some("http://files.example.com".to_owned()),
        official: true,
    };
    let error = model_source::set(&bench.app, wrong).unwrap_err();
    assert_eq!(error.code(), Code::Invalid);
    assert_eq!(model_source::get(&bench.app).unwrap(), kept);
}

#[test]
fn proxy_and_certificates_of_the_organisation_are_used_for_models_as_well() {
    use candor_core::{ai, speech::source::Proxy};
    let folder = tempfile::tempdir().unwrap();
    let app = crate::common::open(folder.path());
    let before = model_source::source(&app).unwrap();
    assert_eq!(
        (before.proxy, before.mirror, before.official),
        (Proxy::System, None, true)
    );
    let draft = ai::ProxyDraft {
        proxy: ai::Proxy::Manual,
        proxy_url: Some("http://proxy.example.com:3128".to_owned()),
    };
    ai::set_proxy(&app, &draft).unwrap();
    let now = model_source::source(&app).unwrap();
    assert_eq!(
        now.proxy,
        Proxy::Manual("http://proxy.example.com:3128".to_owned())
    );
    let draft = ai::ProxyDraft {
        proxy: ai::Proxy::None,
        proxy_url: None,
    };
    ai::set_proxy(&app, &draft).unwrap();
    assert_eq!(model_source::source(&app).unwrap().proxy, Proxy::None);
}

#[test]
fn a_file_other_than_the_catalogued_one_is_never_installed() {
    let mut other = body();
    other[77] ^= 1;
    let mut bench = Bench::serving(other, vec![Manner::Proper]);
    model_jobs::download(&bench.app, "m").unwrap();
    let (_, error) = bench.wait_for("m", JobState::Failed);
    assert!(error.unwrap().contains("is not the model"));
    let failed = bench.model("m").download.unwrap();
    assert_eq!(failed.code, Some(Code::ModelInvalid));
    assert!(!bench.file("m.bin").exists() && !bench.file("m.bin.part").exists());
}

#[test]
fn two_models_are_downloaded_side_by_side() {
    let mut bench = Bench::new(vec![Manner::Stalls(100_000), Manner::Proper]);
    model_jobs::download(&bench.app, "m").unwrap();
    bench.wait_for_bytes("m", 100_000);
    model_jobs::download(&bench.app, "n").unwrap();
    bench.wait_for("n", JobState::Done);
    assert!(bench.model("n").installed);
    assert_eq!(bench.model("m").download.unwrap().state, JobState::Running);
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_without_room_is_told_before_anything_is_fetched() {
    let disk = crate::disk::Disk::mount("size=8m");
    let server = FileServer::start(body(), Vec::new());
    let catalog = Catalog::parse(&catalog(&server)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let models = ModelFolder::with_catalog(catalog, disk.path().join("models"), []);
    let app = crate::common::open(folder.path()).with_models(models);
    let error = model_jobs::download(&app, "m").unwrap_err();
    assert_eq!(error.code(), Code::DiskFull);
    assert!(error.to_string().contains("free some space"), "{error}");
    assert!(server.ranges().is_empty());
    drop(app);
}

#[test]
fn unknown_models_and_those_that_came_with_candor_are_left_alone() {
    let bench = Bench::new(Vec::new());
    for error in [
        model_jobs::download(&bench.app, "nothing").unwrap_err(),
        model_jobs::pause(&bench.app, "nothing").unwrap_err(),
        model_jobs::cancel(&bench.app, "nothing").unwrap_err(),
        model_import::remove(&bench.app, "nothing").unwrap_err(),
        model_speed::measure(&bench.app, "nothing").unwrap_err(),
    ] {
        assert_eq!(error.code(), Code::NotFound, "{error}");
    }
    let shipped = model_import::remove(&bench.app, "demo-en").unwrap_err();
    assert_eq!(shipped.code(), Code::Conflict);
    assert!(bench.model("demo-en").installed && !bench.model("demo-en").removable);
}

#[test]
fn a_known_model_comes_from_a_stick_whatever_its_file_is_called() {
    let bench = Bench::new(Vec::new());
    let stick = tempfile::tempdir().unwrap();
    let file = stick.path().join("renamed");
    fs::write(&file, body()).unwrap();
    let request = |path: &Path, approved: Option<&str>| ImportRequest {
        path: path.to_str().unwrap().to_owned(),
        approved_sha256: approved.map(str::to_owned),
    };
    let outcome = model_import::import(&bench.app, &request(&file, None)).unwrap();
    // Two catalogued models have this content; the first one is meant.
    assert_eq!(
        outcome,
        ImportOutcome::Installed {
            model: "m".to_owned()
        }
    );
    assert!(bench.model("m").installed);

    fs::write(&file, b"holiday").unwrap();
    let error = model_import::import(&bench.app, &request(&file, None)).unwrap_err();
    assert_eq!(error.code(), Code::ModelInvalid);
    let error =
        model_import::import(&bench.app, &request(Path::new("models/x"), None)).unwrap_err();
    assert_eq!(error.code(), Code::Invalid);
}

#[test]
fn a_stranger_is_taken_in_only_when_somebody_vouches_for_this_very_file() {
    let folder = tempfile::tempdir().unwrap();
    let app = crate::common::open(folder.path());
    let stick = tempfile::tempdir().unwrap();
    let file = stick.path().join("ggml-our own.bin");
    let mut content = fs::read(crate::common::demo_folder().join("ggml-demo-en.bin")).unwrap();
    content.push(0);
    fs::write(&file, &content).unwrap();
    let import = |app: &App, approved: Option<&str>| {
        let request = ImportRequest {
            path: file.to_str().unwrap().to_owned(),
            approved_sha256: approved.map(str::to_owned),
        };
        model_import::import(app, &request).unwrap()
    };
    let ImportOutcome::Unknown {
        file_name,
        size_bytes,
        sha256,
    } = import(&app, None)
    else {
        panic!("a stranger was taken in");
    };
    assert_eq!(
        (file_name.as_str(), size_bytes),
        ("ggml-our own.bin", content.len() as u64)
    );
    let other = sha256.replace(
        &sha256[..1],
        if sha256.starts_with('0') { "1" } else { "0" },
    );
    assert!(matches!(
        import(&app, Some(&other)),
        ImportOutcome::Unknown { .. }
    ));
    assert!(
        fs::read_dir(folder.path().join("models"))
            .unwrap()
            .next()
            .is_none()
    );

    let end = import(&app, Some(&sha256));
    assert_eq!(
        end,
        ImportOutcome::Installed {
            model: "our-own".to_owned()
        }
    );
    drop(app);
    let app = crate::common::open(folder.path());
    let find = |app: &App| {
        let models = machine::models(app).unwrap();
        models.into_iter().find(|m| m.name == "our-own")
    };
    let model = find(&app).unwrap();
    assert!(model.installed && model.imported && model.removable);
    assert_eq!(model.languages, [candor_domain::Language::En]);
    assert!(app.verify().unwrap().is_intact());
    model_import::remove(&app, "our-own").unwrap();
    assert!(find(&app).is_none());
    drop(app);
    assert!(find(&crate::common::open(folder.path())).is_none());
}

#[test]
fn a_prepared_folder_is_taken_in_whole_and_unknown_files_wait_for_somebody_to_vouch_for_them() {
    let (data, stick) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let app = crate::common::open(data.path());
    let demo = fs::read(crate::common::demo_folder().join("ggml-demo-en.bin")).unwrap();
    fs::write(stick.path().join("ggml-demo-en.bin"), &demo).unwrap();
    fs::write(
        stick.path().join("ours.bin"),
        [demo.as_slice(), &[0]].concat(),
    )
    .unwrap();
    fs::write(stick.path().join("broken.bin"), b"holiday").unwrap();
    fs::write(stick.path().join("README.txt"), b"hello").unwrap();
    let import = |path: &Path, approved: Option<String>| {
        let request = ImportRequest {
            path: path.to_str().unwrap().to_owned(),
            approved_sha256: approved,
        };
        model_import::import(&app, &request).unwrap()
    };
    let states = |outcome| {
        let ImportOutcome::Folder { files } = outcome else {
            panic!("a folder was given");
        };
        let files: Vec<_> = files.into_iter().map(|f| (f.file_name, f.state)).collect();
        files
    };
    let named = |name: &str, state| (name.to_owned(), state);
    assert_eq!(
        states(import(stick.path(), None)),
        [
            named("broken.bin", FileState::Unusable),
            named("ggml-demo-en.bin", FileState::Installed),
            named("ours.bin", FileState::Unknown),
        ]
    );
    assert_eq!(
        states(import(stick.path(), None))[1].1,
        FileState::AlreadyHere
    );

    // The unknown one copied into the model folder itself: seen, not used, and taken in where it lies.
    let own = data.path().join("models");
    fs::copy(stick.path().join("ours.bin"), own.join("ours.bin")).unwrap();
    let strays = machine::model_place(&app).strays;
    assert_eq!(strays.len(), 1);
    assert_eq!(strays[0].file_name, "ours.bin");
    assert!(machine::models(&app).unwrap().iter().all(|m| !m.imported));
    let ImportOutcome::Unknown { sha256, .. } = import(Path::new(&strays[0].path), None) else {
        panic!("nobody vouched for it");
    };
    let end = import(Path::new(&strays[0].path), Some(sha256));
    assert_eq!(
        end,
        ImportOutcome::Installed {
            model: "ours".to_owned()
        }
    );
    assert!(!own.join("ours.bin").exists(), "it would take room twice");
    let place = machine::model_place(&app);
    assert!(place.strays.is_empty());
    assert_eq!(place.taken_bytes, 2 * demo.len() as u64 + 1);
    assert!(place.free_bytes.is_some() && place.unusable.is_none());

    // Copied to another machine, the folder brings the catalogued model along, and the other one as a stranger.
    let other = tempfile::tempdir().unwrap();
    fs::create_dir(other.path().join("models")).unwrap();
    for file in fs::read_dir(&own).unwrap() {
        let file = file.unwrap();
        if file.file_type().unwrap().is_file() {
            fs::copy(
                file.path(),
                other.path().join("models").join(file.file_name()),
            )
            .unwrap();
        }
    }
    let there = crate::common::open(other.path());
    let found = machine::models(&there).unwrap();
    assert!(found.iter().any(|m| m.name == "demo-en" && m.removable));
    assert!(found.iter().all(|m| !m.imported));
    assert_eq!(machine::model_place(&there).strays.len(), 1);

    let empty = tempfile::tempdir().unwrap();
    let request = ImportRequest {
        path: empty.path().to_str().unwrap().to_owned(),
        approved_sha256: None,
    };
    let error = model_import::import(&app, &request).unwrap_err();
    assert_eq!(error.code(), Code::Invalid);
}

#[test]
fn the_speed_of_a_model_is_measured_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let app = crate::common::open(folder.path());
    let demo = |app: &App| {
        let models = machine::models(app).unwrap();
        models.into_iter().find(|m| m.name == "demo-en").unwrap()
    };
    assert_eq!(demo(&app).speed, None);
    let speed = model_speed::measure(&app, "demo-en").unwrap();
    assert!(speed.measured && speed.factor > 0.0 && speed.live == (speed.factor <= 0.8));
    drop(app);
    let app = crate::common::open(folder.path());
    assert_eq!(demo(&app).speed, Some(speed));
    // From now on it can be told what suits this machine.
    let best = model_recommendation::recommend(&app, candor_domain::Language::De).unwrap();
    assert!(best.measured && best.live.is_some() && best.installed_live.is_none());
    let models = machine::models(&app).unwrap();
    let tiny = models.iter().find(|m| m.name == "tiny").unwrap();
    assert!(
        tiny.speed
            .is_some_and(|s| !s.measured && s.factor > speed.factor)
    );
    drop(app);
    let missing = model_speed::measure(&crate::common::open(folder.path()), "base").unwrap_err();
    assert_eq!(missing.code(), Code::ModelMissing);
}
