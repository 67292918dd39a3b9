//! Proxies and root certificates, as companies have them.

use std::{
    fs,
    io::{self, BufRead as _, BufReader, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
};

use candor_assistant::{
    client::{HttpModel, Network, Proxy, Rest, Retries},
    model::{Cancel, Failure, Finish},
    testing::StandIn,
};
use zeroize::Zeroizing;

use crate::{ask, both, failed, request};

/// A proxy that takes everybody to one server, wherever they want, or to none, and notes what it was asked for.
struct Gateway {
    address: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Gateway {
    fn start(target: Option<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let heads = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&heads);
        // Ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (target, seen) = (target.clone(), Arc::clone(&seen));
                std::thread::spawn(move || drop(pass_on(stream, target.as_deref(), &seen)));
            }
        });
        Self { address, heads }
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }

    fn network(&self) -> Network {
        Network {
            proxy: Proxy::Manual(self.address.clone()),
            root_certificates: Vec::new(),
        }
    }
}

fn pass_on(
    mut stream: TcpStream,
    target: Option<&str>,
    seen: &Mutex<Vec<String>>,
) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Ok(());
        }
    }
    seen.lock().unwrap().push(head.clone());
    let Some(target) = target.filter(|_| head.starts_with("CONNECT")) else {
        return stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    };
    let mut server = TcpStream::connect(target)?;
    stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n")?;
    let mut back = server.try_clone()?;
    let answers = std::thread::spawn(move || {
        drop(io::copy(&mut back, &mut stream));
        drop(stream.shutdown(Shutdown::Both));
    });
    drop(io::copy(&mut reader, &mut server));
    server.shutdown(Shutdown::Both)?;
    drop(answers.join());
    Ok(())
}

fn once() -> Retries {
    Retries {
        most: 0,
        ..Retries::default()
    }
}

#[test]
fn other_machines_are_reached_through_the_proxy() {
    let server = Encrypted::start("proxy");
    let gateway = Gateway::start(Some(format!("127.0.0.1:{}", server.port)));
    let mut config = StandIn::start().config(candor_domain::AiApi::Responses);
    config.base_url = "https://ai.example/v1".to_owned();
    let mut network = gateway.network();
    network.root_certificates.push(server.certificate.clone());
    let model = HttpModel::tuned(&config, &network, once(), Rest::default()).unwrap();
    let models = model.models(&Cancel::default()).unwrap();
    assert_eq!(models[0].id, "m");
    let heads = gateway.heads();
    assert_eq!(heads.len(), 1);
    assert!(heads[0].starts_with("CONNECT ai.example:443 "), "{heads:?}");
}

#[test]
fn a_proxy_never_sees_a_key() {
    both(|api| {
        let gateway = Gateway::start(None);
        let mut config = StandIn::start().config(api);
        config.base_url = "https://ai.example/v1".to_owned();
        config.key = Some(Zeroizing::new("sk-secret".to_owned()));
        let model = HttpModel::tuned(&config, &gateway.network(), once(), Rest::default()).unwrap();
        let reply = ask(&model, &request());
        assert_eq!(reply.finish, failed(Failure::Unreachable));
        let heads = gateway.heads();
        assert!(heads[0].starts_with("CONNECT ai.example:443"), "{heads:?}");
        assert!(!heads[0].contains("sk-secret"));
    });
}

#[test]
fn this_machine_is_reached_directly() {
    both(|api| {
        let service = StandIn::start();
        let gateway = Gateway::start(None);
        let mut config = service.config(api);
        for host in ["127.0.0.1", "localhost"] {
            config.base_url = format!("http://{host}:{}/v1", service.port());
            let model = HttpModel::new(&config, &gateway.network()).unwrap();
            assert_eq!(ask(&model, &request()).finish, Finish::Complete);
        }
        assert!(gateway.heads().is_empty());
    });
}

/// A server with a certificate no system trusts, made by the openssl program; ends when dropped.
struct Encrypted {
    server: Child,
    port: u16,
    certificate: String,
    folder: std::path::PathBuf,
}

impl Encrypted {
    fn start(test: &str) -> Self {
        let name = format!("candor-tls-{test}-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(folder.join("v1")).unwrap();
        let made = Command::new("openssl")
            .args("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes".split(' '))
            .args("-keyout key.pem -out cert.pem -days 2 -subj /CN=localhost".split(' '))
            .args([
                "-addext",
                "subjectAltName=DNS:localhost,DNS:ai.example,IP:127.0.0.1",
            ])
            .current_dir(&folder)
            .stderr(Stdio::null())
            .status();
        assert!(
            made.as_ref().is_ok_and(std::process::ExitStatus::success),
            "the openssl program makes no certificate: {made:?}"
        );
        let answer = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{\"data\": [{\"id\": \"m\"}]}";
        fs::write(folder.join("v1/models"), answer).unwrap();
        let mut server = Command::new("openssl")
            .args("s_server -accept 0 -cert cert.pem -key key.pem -HTTP".split(' '))
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let line = lines.find_map(|line| line.ok().filter(|line| line.starts_with("ACCEPT ")));
        let port = line.unwrap().rsplit(':').next().unwrap().trim().parse();
        // Read on, or the server stands still once the pipe is full.
        std::thread::spawn(move || lines.count());
        Self {
            server,
            port: port.unwrap(),
            certificate: fs::read_to_string(folder.join("cert.pem")).unwrap(),
            folder,
        }
    }
}

impl Drop for Encrypted {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
        drop(fs::remove_dir_all(&self.folder));
    }
}

#[test]
fn a_root_certificate_of_ones_own_is_trusted_and_no_other() {
    let server = Encrypted::start("roots");
    let service = StandIn::start();
    let mut config = service.config(candor_domain::AiApi::Responses);
    config.base_url = format!("https://localhost:{}/v1", server.port);
    config.key = Some(Zeroizing::new("sk-secret".to_owned()));
    let trusting = Network {
        // Companies hand out files with words around the certificate.
        root_certificates: vec![format!("Our root:\n{}\n", server.certificate)],
        ..Network::default()
    };
    let model = HttpModel::new(&config, &trusting).unwrap();
    let models = model.models(&Cancel::default()).unwrap();
    assert_eq!(models[0].id, "m");

    let model = HttpModel::new(&config, &Network::default()).unwrap();
    let (failure, detail) = model.models(&Cancel::default()).unwrap_err();
    assert_eq!(failure, Failure::Unreachable);
    assert!(detail.contains("certificate"), "{detail}");
}
