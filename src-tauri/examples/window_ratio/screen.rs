//! A display of its own, and what is to be seen on it.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use x11rb::{
    CURRENT_TIME,
    connection::Connection as _,
    protocol::{
        Event,
        xproto::{
            Atom, ChangeWindowAttributesAux, ClientMessageEvent, ConnectionExt as _, EventMask,
            ImageFormat, Window,
        },
    },
    rust_connection::RustConnection,
};

use crate::pause;

/// Windows narrower than this are the toolkit's own helpers.
const LEAST_WIDTH: u16 = 300;
/// Differing pixels from which a picture shows something: a word has some hundreds.
const LEAST_PIXELS: usize = 50;

/// An X server without a screen, and a connection to it.
pub(crate) struct Screen {
    server: Child,
    name: String,
    connection: RustConnection,
}

impl Screen {
    pub(crate) fn start() -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1400x900x24"])
            .args(["-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let name = format!(":{}", line.trim());
        let (connection, screen) = RustConnection::connect(Some(&name)).unwrap();
        let root = connection.setup().roots[screen].root;
        let wanted = ChangeWindowAttributesAux::new().event_mask(EventMask::SUBSTRUCTURE_NOTIFY);
        connection
            .change_window_attributes(root, &wanted)
            .unwrap()
            .check()
            .unwrap();
        Self {
            server,
            name,
            connection,
        }
    }

    /// What programs know it by.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Waits until a program's window is mapped.
    pub(crate) fn next_window(&self, patience: Instant) -> Window {
        loop {
            match self.connection.poll_for_event().unwrap() {
                Some(Event::MapNotify(mapped)) if self.size(mapped.window).0 >= LEAST_WIDTH => {
                    return mapped.window;
                }
                Some(_) => {}
                None => pause(patience, Duration::from_millis(1)),
            }
        }
    }

    /// Waits until the window shows more than one colour.
    pub(crate) fn wait_for_picture(&self, window: Window, patience: Instant) {
        let (width, height) = self.size(window);
        loop {
            let picture = self
                .connection
                .get_image(ImageFormat::Z_PIXMAP, window, 0, 0, width, height, u32::MAX)
                .unwrap()
                .reply()
                .unwrap()
                .data;
            let pixels = || picture.chunks_exact(4);
            let first = pixels().next().unwrap();
            if pixels().filter(|pixel| *pixel != first).count() >= LEAST_PIXELS {
                return;
            }
            pause(patience, Duration::from_millis(10));
        }
    }

    /// Asks the window's program to close it, as the button in its frame would.
    pub(crate) fn close(&self, window: Window) {
        let words = [self.atom("WM_DELETE_WINDOW"), CURRENT_TIME, 0, 0, 0];
        let message = ClientMessageEvent::new(32, window, self.atom("WM_PROTOCOLS"), words);
        self.connection
            .send_event(false, window, EventMask::NO_EVENT, message)
            .unwrap()
            .check()
            .unwrap();
    }

    fn size(&self, window: Window) -> (u16, u16) {
        // A helper window may be gone by now.
        let geometry = self.connection.get_geometry(window).unwrap().reply();
        geometry.map_or((0, 0), |geometry| (geometry.width, geometry.height))
    }

    fn atom(&self, name: &str) -> Atom {
        let reply = self.connection.intern_atom(false, name.as_bytes());
        reply.unwrap().reply().unwrap().atom
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Gone already is as good.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
