//! Servers and networks as they are: what arrives is the model, or nothing is left but what can be gone on with.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use candor_domain::Code;
use candor_speech::{Download, ModelFolder, Source, disk::SPARE};

use crate::{Bench, bytes, server::Manner};

const MIB: usize = 1 << 20;

#[test]
fn a_connection_that_drops_at_every_megabyte_brings_the_model_all_the_same() {
    let body = bytes(6 * MIB as u32 + 12_345);
    let bench = Bench::serving(body.clone(), body, vec![Manner::BreaksOff(MIB); 7]);
    let mut waits = 0;
    let outcome = bench.download_telling(&mut |step| waits += usize::from(step.waiting.is_some()));
    bench.assert_installed(outcome);
    let ranges: Vec<usize> = (0..7).map(|n| n * MIB).collect();
    assert_eq!((bench.server.ranges(), waits), (ranges, 6));
}

#[test]
fn a_server_that_stalls_is_asked_again() {
    let mut manners = vec![Manner::Stalls(200_000), Manner::Stalls(0)];
    // Where a server on a busy machine is taken for one that stalls, it is asked once more.
    manners.extend(vec![Manner::Proper; 8]);
    let mut bench = Bench::new(manners);
    bench.source.patience.stall = Duration::from_millis(1_500);
    bench.assert_installed(bench.download());
    let ranges = bench.server.ranges();
    assert_eq!(ranges[..3], [0, 200_000, 200_000]);
    assert!(ranges.is_sorted(), "{ranges:?}");
}

#[test]
fn a_file_that_changed_on_the_server_is_fetched_anew_and_never_mixed() {
    let body = bytes(300_000);
    let old = Arc::new(vec![7; 300_000]);
    // It is replaced while it is being fetched; the tags say so.
    let tagged = Bench::serving(
        body.clone(),
        body.clone(),
        vec![
            Manner::Changed("\"old\"", Arc::clone(&old)),
            Manner::Tagged("\"new\""),
        ],
    );
    let cancel = AtomicBool::new(false);
    let first = tagged.folder.download(
        "m",
        &tagged.source,
        &mut |step| cancel.store(step.done > 0, Ordering::Relaxed),
        &cancel,
    );
    assert!(matches!(first, Ok(Download::Cancelled)), "{first:?}");
    tagged.assert_installed(tagged.download());
    let requests = tagged.server.requests();
    assert_eq!(requests[1].if_range.as_deref(), Some("\"old\""));
    assert!(requests[1].from.is_some());

    // Nothing says so: the hash does, and everything is fetched once more.
    let silent = Bench::serving(body.clone(), body, vec![Manner::Proper, Manner::Proper]);
    fs::create_dir_all(silent.path("")).unwrap();
    fs::write(silent.path("m.bin.part"), &old[..100_000]).unwrap();
    silent.assert_installed(silent.download());
    assert_eq!(silent.server.ranges(), [100_000, 0]);
}

#[test]
fn a_changed_file_whose_server_resumes_regardless_is_fetched_anew() {
    let bench = Bench::new(vec![
        Manner::Tagged("\"one\""),
        // Takes no notice of `If-Range`, but says what it serves.
        Manner::Stubborn("\"two\""),
        Manner::Tagged("\"two\""),
    ]);
    let cancel = AtomicBool::new(false);
    let first = bench.folder.download(
        "m",
        &bench.source,
        &mut |step| cancel.store(step.done > 0, Ordering::Relaxed),
        &cancel,
    );
    assert!(matches!(first, Ok(Download::Cancelled)), "{first:?}");
    bench.assert_installed(bench.download());
    assert_eq!(bench.server.ranges()[2], 0);
}

#[test]
fn a_part_of_another_file_is_dropped_when_the_server_cannot_resume_there() {
    // Both hold less than the catalogue says, or resume elsewhere: everything is fetched once more.
    for manner in [Manner::WrongPlace, Manner::Status(416)] {
        let bench = Bench::new(vec![manner, Manner::Proper]);
        fs::create_dir_all(bench.path("")).unwrap();
        fs::write(bench.path("m.bin.part"), vec![1; 5_000]).unwrap();
        bench.assert_installed(bench.download());
        assert_eq!(bench.server.ranges(), [5_000, 0]);
    }
}

#[test]
fn a_server_that_lies_about_the_length_delivers_the_model_or_nothing() {
    // A shorter length than is sent: what came is kept, and the rest is asked for.
    let short = Bench::new(vec![
        Manner::BreaksOff(100_000),
        Manner::Claims(150_000),
        Manner::Proper,
    ]);
    short.assert_installed(short.download());
    assert_eq!(short.server.ranges(), [0, 100_000, 250_000]);
    // A longer one, or none and more bytes than there are: the model ends where it ends.
    for manners in [
        vec![Manner::BreaksOff(100_000), Manner::Claims(900_000)],
        vec![Manner::SendsTooMuch],
    ] {
        let long = Bench::new(manners);
        long.assert_installed(long.download());
    }
    // A file of another length is not fetched at all.
    let body = bytes(50_000);
    for other in [49_999, 50_001, 9_000_000] {
        let bench = Bench::serving(body.clone(), bytes(other), vec![Manner::Proper]);
        let mut arrived = 0;
        let error = bench
            .download_telling(&mut |step| arrived = step.done)
            .unwrap_err();
        assert_eq!((error.code(), arrived), (Code::ModelInvalid, 0), "{error}");
        assert!(error.to_string().contains(&other.to_string()), "{error}");
        assert!(bench.files().is_empty());
    }
}

#[test]
fn wrong_bytes_never_become_a_model() {
    let body = bytes(400_000);
    let mut wrong = body.clone();
    wrong[399_999] ^= 1;
    // Once in one piece, once in several: then it is tried a second time from the beginning.
    for manners in [
        vec![Manner::Proper],
        vec![Manner::BreaksOff(100_000), Manner::Proper, Manner::Proper],
    ] {
        let requests = manners.len();
        let bench = Bench::serving(body.clone(), wrong.clone(), manners);
        let error = bench.download().unwrap_err();
        assert_eq!(error.code(), Code::ModelInvalid, "{error}");
        assert!(bench.files().is_empty());
        assert_eq!(bench.server.requests().len(), requests);
    }
}

#[test]
fn a_page_to_sign_in_at_is_called_that_and_what_has_arrived_stays() {
    let bench = Bench::new(vec![Manner::BreaksOff(300_000), Manner::LoginPage]);
    let error = bench.download().unwrap_err();
    assert!(error.to_string().contains("sign in"), "{error}");
    assert_eq!(
        fs::metadata(bench.path("m.bin.part")).unwrap().len(),
        300_000
    );
    // Before anything has arrived, nothing is left.
    let bench = Bench::new(vec![Manner::LoginPage]);
    bench.download().unwrap_err();
    assert!(bench.files().is_empty());
}

#[test]
fn a_busy_server_is_asked_again_when_it_wants_to_be() {
    let bench = Bench::new(vec![
        Manner::Busy(429, 0),
        Manner::Status(503),
        Manner::Busy(503, 0),
        Manner::Proper,
    ]);
    let mut told = Vec::new();
    let outcome = bench.download_telling(&mut |step| told.extend(step.waiting.map(str::to_owned)));
    bench.assert_installed(outcome);
    assert_eq!(told.len(), 3);
    assert!(
        told[0].contains("429") && told[1].contains("503"),
        "{told:?}"
    );
    // Nobody waits for hours in front of a progress bar.
    let bench = Bench::new(vec![Manner::Busy(429, 7_200)]);
    let error = bench.download().unwrap_err();
    assert!(error.to_string().contains("120 minutes"), "{error}");
    // And not for ever either.
    let mut bench = Bench::new(vec![Manner::Status(503); 4]);
    bench.source.patience.attempts = 4;
    let error = bench.download().unwrap_err();
    assert!(error.to_string().contains("503"), "{error}");
    assert_eq!(bench.server.requests().len(), 4);
}

#[test]
fn redirects_are_followed_with_the_range_and_not_for_ever() {
    let bench = Bench::new(vec![
        Manner::BreaksOff(200_000),
        Manner::Redirects,
        Manner::Proper,
    ]);
    bench.assert_installed(bench.download());
    assert_eq!(bench.server.ranges(), [0, 200_000, 200_000]);
    assert_eq!(bench.server.requests()[2].target, "/elsewhere/m.bin");

    let bench = Bench::new(vec![Manner::RedirectsForEver; 20]);
    let error = bench.download().unwrap_err();
    assert!(error.to_string().contains("redirect"), "{error}");
}

#[test]
fn waiting_for_a_server_ends_at_once_when_the_download_is_cancelled() {
    let mut bench = Bench::new(vec![Manner::BreaksOff(100_000)]);
    bench.source.patience.first_wait = Duration::from_hours(1);
    bench.source.patience.longest_wait = Duration::from_hours(1);
    let cancel = AtomicBool::new(false);
    let outcome = bench.folder.download(
        "m",
        &bench.source,
        &mut |step| cancel.store(step.waiting.is_some(), Ordering::Relaxed),
        &cancel,
    );
    assert!(matches!(outcome, Ok(Download::Cancelled)), "{outcome:?}");
    assert_eq!(
        fs::metadata(bench.path("m.bin.part")).unwrap().len(),
        100_000
    );
}

#[test]
fn two_models_come_at_once_and_two_folders_of_the_same_place_do_not_disturb_each_other() {
    let bench = Bench::new(vec![Manner::Proper, Manner::Proper]);
    // Another program: nothing is shared but the disk.
    let other = ModelFolder::with_catalog(bench.folder.catalog().clone(), bench.path(""), []);
    let ask = |folder: &ModelFolder, name: &str| {
        folder.download(name, &bench.source, &mut |_| {}, &AtomicBool::new(false))
    };
    std::thread::scope(|scope| {
        let one = scope.spawn(|| ask(&bench.folder, "m"));
        let two = scope.spawn(|| ask(&other, "twin"));
        bench.assert_installed(one.join().unwrap());
        assert!(matches!(two.join().unwrap(), Ok(Download::Installed(_))));
    });
    // What the one has brought, the other has: nobody is asked again.
    bench.assert_installed(ask(&other, "m"));
    assert_eq!(bench.server.requests().len(), 2);
}

#[test]
fn many_programs_that_want_the_same_model_at_once_end_with_one_good_file() {
    let bench = Bench::new(vec![Manner::Proper; 8]);
    let ends: Vec<_> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..8)
            .map(|_| {
                let folder =
                    ModelFolder::with_catalog(bench.folder.catalog().clone(), bench.path(""), []);
                let source: &Source = &bench.source;
                scope.spawn(move || {
                    folder.download("m", source, &mut |_| {}, &AtomicBool::new(false))
                })
            })
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let mut installed = 0;
    for end in ends {
        match end {
            Ok(Download::Installed(_)) => installed += 1,
            Err(error) => assert_eq!(error.code(), Code::InUse, "{error}"),
            Ok(Download::Cancelled) => panic!("nobody cancelled"),
        }
    }
    assert!(installed >= 1);
    assert_eq!(bench.server.requests().len(), 1);
    assert_eq!(bench.files(), ["m.bin"]);
    assert_eq!(fs::read(bench.path("m.bin")).unwrap(), bench.body);
}

/// Bytes free on the disk of [`a_disk_that_fills_up_on_the_way_ends_the_download_early`].
static FREE: AtomicU64 = AtomicU64::new(u64::MAX);

#[test]
fn a_disk_that_fills_up_on_the_way_ends_the_download_early() {
    let body = bytes(80 * MIB as u32);
    let bench = Bench::serving(body.clone(), body, vec![Manner::Proper; 3]);
    let folder = bench
        .folder
        .clone()
        .with_free_space(|_| Ok(FREE.load(Ordering::Relaxed)));
    let ask = |progress: &mut dyn FnMut(candor_speech::Progress<'_>)| {
        folder.download("m", &bench.source, progress, &AtomicBool::new(false))
    };
    FREE.store(SPARE + 50 * MIB as u64, Ordering::Relaxed);
    let error = ask(&mut |_| {}).unwrap_err();
    assert_eq!(error.code(), Code::DiskFull);
    assert!(error.to_string().contains("31.5 MB more"), "{error}");
    assert!(
        bench.server.requests().is_empty(),
        "nothing is begun that does not fit"
    );

    FREE.store(u64::MAX, Ordering::Relaxed);
    // Another program writes meanwhile.
    let error = ask(&mut |step| {
        if step.done > MIB as u64 {
            FREE.store(SPARE / 2, Ordering::Relaxed);
        }
    })
    .unwrap_err();
    assert_eq!(error.code(), Code::DiskFull, "{error}");
    assert!(error.to_string().contains("MB more"), "{error}");
    let kept = fs::metadata(bench.path("m.bin.part")).unwrap().len();
    assert!(
        kept < 40 * MIB as u64,
        "{kept} bytes were written to a full disk"
    );

    FREE.store(u64::MAX, Ordering::Relaxed);
    bench.assert_installed(ask(&mut |_| {}));
    assert_eq!(bench.server.ranges()[1], kept as usize);
}
