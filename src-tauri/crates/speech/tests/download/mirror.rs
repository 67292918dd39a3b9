//! An organisation's own copies, proxies and certificates.

use std::{fs, sync::atomic::AtomicBool};

use candor_domain::Code;
use candor_speech::{Catalog, ModelFolder, Source, source::Proxy};

use crate::{
    Bench, bytes, patience,
    server::{Manner, Server},
};

#[test]
fn the_mirror_is_asked_first_and_named_by_the_files_name() {
    let mut bench = Bench::new(vec![]);
    let mirror = Server::start(bench.body.clone(), vec![Manner::Proper]);
    bench.source.mirror = Some(format!("{}/speech/", mirror.address));
    bench.assert_installed(bench.download());
    assert_eq!(mirror.requests()[0].target, "/speech/m.bin");
    assert!(bench.server.requests().is_empty());
}

#[test]
fn where_the_mirror_does_not_deliver_the_published_address_does_if_that_is_allowed() {
    let body = bytes(700_000);
    let mut wrong = body.clone();
    wrong[1] ^= 1;
    // Not there, another file, wrong bytes, a page: whatever it is, it is not the model.
    for (content, manner) in [
        (body.clone(), Manner::Status(404)),
        (bytes(10), Manner::Proper),
        (wrong, Manner::Proper),
        (body.clone(), Manner::LoginPage),
    ] {
        let mut bench = Bench::new(vec![Manner::Proper]);
        let mirror = Server::start(content.clone(), vec![manner.clone(), manner.clone()]);
        bench.source.mirror = Some(mirror.address.clone());
        bench.source.official = false;
        let error = bench.download().unwrap_err();
        assert!(error.to_string().contains(&mirror.address), "{error}");
        assert!(bench.server.requests().is_empty(), "nobody else is asked");
        assert!(bench.files().is_empty());

        bench.source.official = true;
        bench.assert_installed(bench.download());
        assert_eq!(mirror.requests().len(), 2);
    }
}

#[test]
fn what_a_mirror_has_brought_is_gone_on_with_elsewhere() {
    let mut bench = Bench::new(vec![Manner::Proper]);
    let mirror = Server::start(bench.body.clone(), vec![Manner::BreaksOff(300_000)]);
    bench.source.mirror = Some(mirror.address.clone());
    bench.source.patience.attempts = 2;
    bench.assert_installed(bench.download());
    assert_eq!(bench.server.ranges(), [300_000]);
    assert_eq!(
        bench.server.requests()[0].if_range,
        None,
        "its tags are its own"
    );
}

#[test]
fn a_mirror_and_a_published_address_that_both_fail_are_both_named() {
    let mut bench = Bench::new(vec![Manner::Status(404)]);
    let mirror = Server::start(Vec::new(), vec![Manner::Status(403)]);
    bench.source.mirror = Some(mirror.address.clone());
    let text = bench.download().unwrap_err().to_string();
    for part in ["403", "404", &mirror.address, &bench.server.address] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn other_machines_are_reached_through_the_proxy_and_this_one_directly() {
    let own = tempfile::tempdir().unwrap();
    let catalog = Catalog::parse(
        "[[model]]\nname = \"m\"\nfile = \"m.bin\"\nurl = \"http://models.example.com/m.bin\"\nsize_bytes = 9\n\
         sha256 = \"0\"\nlanguages = \"multilingual\"\n",
    )
    .unwrap();
    let folder = ModelFolder::with_catalog(catalog, own.path(), []);
    let proxy = Server::start(Vec::new(), vec![Manner::Status(407)]);
    let source = Source {
        proxy: Proxy::Manual(proxy.address.clone()),
        patience: patience(),
        ..Source::default()
    };
    let error = folder
        .download("m", &source, &mut |_| {}, &AtomicBool::new(false))
        .unwrap_err();
    assert!(error.to_string().contains("proxy"), "{error}");
    assert_eq!(
        proxy.requests()[0].target,
        "http://models.example.com/m.bin"
    );

    let mut bench = Bench::new(vec![Manner::Proper]);
    bench.source.proxy = Proxy::Manual(proxy.address.clone());
    bench.assert_installed(bench.download());
    assert_eq!(proxy.requests().len(), 1);
}

#[test]
fn a_root_certificate_that_is_none_is_said_and_nothing_is_asked() {
    let mut bench = Bench::new(vec![]);
    bench.source.root_certificates =
        vec!["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_owned()];
    let error = bench.download().unwrap_err();
    assert_ne!(error.code(), Code::ModelInvalid);
    assert!(fs::read_dir(bench.path("")).is_ok() && bench.files().is_empty());
}
