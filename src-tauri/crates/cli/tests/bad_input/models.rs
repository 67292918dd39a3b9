//! Speech models that are missing, cut short or not what they should be.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

use crate::common::{Place, demo_folder, program, run};

const MODEL: &str = "ggml-demo-en.bin";

/// The program installed far from the models it is shipped with.
struct Alone {
    _folder: TempDir,
    program: PathBuf,
    place: Place,
}

impl Alone {
    fn new() -> Self {
        // On the same disk as the original, so that a link does for a copy of many megabytes. The shipped models are
        // looked for up to four folders above the program.
        let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let bin = folder.path().join("opt/candor/usr/bin");
        fs::create_dir_all(&bin).unwrap();
        let program = bin.join("candor");
        fs::hard_link(env!("CARGO_BIN_EXE_candor"), &program).unwrap();
        Self {
            _folder: folder,
            program,
            place: Place::new(),
        }
    }

    fn candor(&self) -> Command {
        let mut command = program(&self.program, self.place.home());
        command.arg("--data-dir").arg(self.place.data());
        command
    }

    fn transcribe(&self, arguments: &[&str]) -> Command {
        let mut command = self.candor();
        command.arg("transcribe").args(arguments);
        command.arg(demo_folder().join("answers/6.wav"));
        command
    }

    /// Puts a file in the place of the user's own copy of the demo model.
    fn own_model(&self, bytes: &[u8]) -> PathBuf {
        own_model(&self.place.data(), bytes)
    }
}

fn own_model(data: &Path, bytes: &[u8]) -> PathBuf {
    let folder = data.join("models");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join(MODEL);
    fs::write(&file, bytes).unwrap();
    file
}

fn sound_model() -> Vec<u8> {
    fs::read(demo_folder().join(MODEL)).unwrap()
}

/// The right length, one byte of the content changed.
fn forged_model() -> Vec<u8> {
    let mut bytes = sound_model();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    bytes
}

#[test]
fn an_unknown_model_is_refused_by_name() {
    let place = Place::new();
    let clip = demo_folder().join("answers/6.wav");
    let mut command = place.candor();
    command
        .args(["transcribe", "--model", "gigantic"])
        .arg(&clip);
    run(&mut command).badly(&["there is no speech model “gigantic”", "candor models"]);
}

#[test]
fn a_model_that_is_not_installed_says_how_to_get_it() {
    let place = Place::new();
    let clip = demo_folder().join("answers/6.wav");
    let mut command = place.candor();
    command.arg("--data-dir").arg(place.data());
    command.args(["transcribe", "--model", "tiny"]).arg(&clip);
    run(&mut command).badly(&[
        "the speech model “tiny” is not installed",
        "candor models download tiny",
        "without a network",
    ]);
    let mut german = place.candor();
    german.arg("--data-dir").arg(place.data());
    german.args(["transcribe", "--language", "de"]).arg(&clip);
    run(&mut german).badly(&["no speech model for the language “de” is installed"]);
}

#[test]
fn without_any_model_the_program_says_so() {
    let alone = Alone::new();
    run(&mut alone.transcribe(&[])).badly(&[
        "no speech model for the language “en” is installed",
        "install one",
    ]);
    run(&mut alone.transcribe(&["--model", "demo-en"]))
        .badly(&["the speech model “demo-en” is not installed; it comes with Candor, so install Candor again"]);
    run(alone.candor().args(["demo", "--fast"]))
        .badly(&["the demo answers are not beside the program", "--answers"]);
    let mut demo = alone.candor();
    demo.args(["demo", "--fast", "--answers"])
        .arg(demo_folder().join("answers"));
    run(&mut demo).badly(&["the speech model “demo-en” is not installed"]);
}

#[test]
fn a_model_cut_short_is_never_loaded() {
    let alone = Alone::new();
    let file = alone.own_model(&sound_model()[..100_000]);
    run(&mut alone.transcribe(&["--model", "demo-en"])).badly(&[
        &format!("the speech model file {} cannot be used", file.display()),
        "it is cut short, 100000 of 5749824 bytes",
        "delete it",
    ]);
    run(alone.candor().args(["models", "check", "demo-en"])).badly(&["it is cut short"]);
    run(&mut alone.transcribe(&[])).badly(&["no speech model for the language “en” is installed"]);
}

#[test]
fn a_model_with_another_content_is_never_loaded() {
    let alone = Alone::new();
    alone.own_model(&forged_model());
    let words = [
        "its content is not that of “demo-en”",
        "delete it and install Candor again",
    ];
    run(&mut alone.transcribe(&["--model", "demo-en"])).badly(&words);
    run(&mut alone.transcribe(&[])).badly(&words);
    run(alone.candor().args(["models", "check", "demo-en"])).badly(&words);

    let stranger = alone.place.home().join("stranger.bin");
    fs::write(&stranger, forged_model()).unwrap();
    run(alone.candor().args(["models", "import"]).arg(&stranger))
        .badly(&["stranger.bin cannot be used: it is none of the models Candor knows"]);
    // The sound file, whatever it is called, puts things right.
    let copy = alone.place.home().join("download (1).bin");
    fs::write(&copy, sound_model()).unwrap();
    run(alone.candor().args(["models", "import"]).arg(&copy)).well();
    let ran = run(&mut alone.transcribe(&[])).well();
    assert!(ran.out.contains("I can start on Monday"), "{}", ran.out);
}

#[test]
fn a_sound_shipped_copy_is_used_where_the_own_one_is_damaged() {
    let place = Place::new();
    own_model(&place.data(), &forged_model());
    let mut command = place.candor();
    command
        .arg("--data-dir")
        .arg(place.data())
        .arg("transcribe");
    command.arg(demo_folder().join("answers/6.wav"));
    let ran = run(&mut command).well();
    assert!(ran.out.contains("I can start on Monday"), "{}", ran.out);
}

#[cfg(unix)]
#[test]
fn importing_a_model_first_of_all_makes_folders_nobody_else_can_look_into() {
    use std::os::unix::fs::PermissionsExt as _;

    let place = Place::new();
    let data = place.home().join("fresh");
    let mut command = place.candor();
    command.arg("--data-dir").arg(&data);
    command
        .args(["models", "import"])
        .arg(demo_folder().join(MODEL));
    run(&mut command).well();
    for folder in [data.clone(), data.join("models")] {
        let mode = fs::metadata(&folder).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{}", folder.display());
    }
}

#[test]
fn a_prepared_folder_brings_models_to_a_machine_that_has_none() {
    let (here, alone) = (Place::new(), Alone::new());
    let stick = alone.place.home().join("stick");
    let mut prepare = here.candor();
    prepare.arg("--data-dir").arg(here.data());
    prepare
        .args(["models", "prepare"])
        .arg(&stick)
        .arg("demo-en");
    run(&mut prepare).well();
    assert!(stick.join("README.txt").exists());
    fs::write(stick.join("holiday.bin"), b"no model").unwrap();
    let ran = run(alone.candor().args(["models", "import"]).arg(&stick));
    assert!(ran.out.contains("demo-en: installed"), "{ran:?}");
    ran.badly(&["1 files cannot be used"]);
    let ran = run(&mut alone.transcribe(&[])).well();
    assert!(ran.out.contains("I can start on Monday"), "{}", ran.out);
    let ran = run(alone.candor().arg("models")).well();
    assert!(ran.out.contains("installed demo-en"), "{}", ran.out);
    assert!(ran.out.contains("take 5.7 MB"), "{}", ran.out);
    run(alone.candor().args(["models", "remove", "demo-en"])).well();
    run(alone.candor().args(["models", "check", "demo-en"])).badly(&["is not installed"]);
}

#[test]
fn what_was_approved_once_is_known_here_as_well() {
    let place = Place::new();
    drop(place.open());
    let stranger = place.home().join("ggml-ours.bin");
    fs::write(&stranger, [sound_model().as_slice(), &[0]].concat()).unwrap();
    let import = |approve: Option<&str>| {
        let mut command = place.kept();
        command.args(["models", "import"]).arg(&stranger);
        command.args(approve.map(|sha256| format!("--approve={sha256}")));
        run(&mut command)
    };
    let refused = import(None);
    let sha256 = refused
        .err
        .rsplit("--approve ")
        .next()
        .unwrap()
        .trim()
        .to_owned();
    refused.badly(&["is none of the models Candor knows", "SHA-256"]);
    import(Some(&"0".repeat(64))).badly(&["is none of the models Candor knows"]);
    import(Some(&sha256)).well();
    let ran = run(place.kept().arg("models")).well();
    assert!(ran.out.contains("installed ours"), "{}", ran.out);
    assert!(ran.out.contains("best here for “en”"), "{}", ran.out);
    let clip = demo_folder().join("answers/6.wav");
    let mut hear = place.kept();
    hear.args(["transcribe", "--model", "ours"]).arg(&clip);
    let ran = run(&mut hear).well();
    assert!(!ran.out.trim().is_empty());
    // Without the passphrase nobody knows what was approved, and that is said.
    let mut without = place.candor();
    without.arg("--data-dir").arg(place.data()).arg("models");
    let ran = run(&mut without).well();
    assert!(!ran.out.contains("ours"), "{}", ran.out);
    assert!(ran.err.contains("passphrase"), "{}", ran.err);
}

#[test]
fn a_mirror_that_cannot_be_used_is_refused_before_anything_is_fetched() {
    let place = Place::new();
    let download = |arguments: &[&str]| {
        let mut command = place.candor();
        command.arg("--data-dir").arg(place.data());
        command.args(["models", "download", "tiny"]).args(arguments);
        run(&mut command)
    };
    download(&["--mirror", "http://files.example.com"]).badly(&["mirror", "unencrypted"]);
    download(&["--mirror", "files"]).badly(&["https://files.example.com/speech"]);
    download(&["--mirror-only"]).badly(&["there is no mirror"]);
    download(&["--proxy", "nonsense"]).badly(&["proxy"]);
    // Nobody listens there, and nobody else is asked.
    download(&["--mirror", "http://127.0.0.1:9/models", "--mirror-only"])
        .badly(&["http://127.0.0.1:9/models/ggml-tiny.bin"]);
    assert!(
        !place
            .data()
            .join("models")
            .join("ggml-tiny.bin.part")
            .exists()
    );
}
