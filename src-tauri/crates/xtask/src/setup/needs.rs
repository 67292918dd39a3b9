//! The table of everything the distribution has to provide, and why.

use super::Purpose;
use crate::place;
use crate::process::Call;

/// One thing a machine must have.
pub(super) struct Need {
    pub(super) purpose: Purpose,
    pub(super) why: &'static str,
    pub(super) probe: Probe,
    /// Package names: Debian, Fedora, Arch, Homebrew, winget. Empty where the system has no use for it.
    pub(super) apt: &'static str,
    pub(super) dnf: &'static str,
    pub(super) pacman: &'static str,
    pub(super) brew: &'static str,
    pub(super) winget: &'static str,
}

/// How to see whether it is there.
pub(super) enum Probe {
    /// All these programs.
    Programs(&'static [&'static str]),
    /// Any one of these programs.
    AnyProgram(&'static [&'static str]),
    /// A C library, by its pkg-config name.
    Library(&'static str),
    /// Only the package manager knows.
    Package,
}

impl Need {
    /// Whether it is there; `None` if only the package manager can tell.
    pub(super) fn is_met(&self) -> Option<bool> {
        match self.probe {
            Probe::Programs(names) => Some(names.iter().all(|name| place::has_program(name))),
            Probe::AnyProgram(names) => Some(names.iter().any(|name| place::has_program(name))),
            Probe::Library(name) => Some(
                place::has_program("pkg-config")
                    && Call::new("pkg-config")
                        .args(["--exists", name])
                        .ask()
                        .is_some(),
            ),
            Probe::Package => None,
        }
    }
}

/// What `purpose` needs, in the order it is used.
pub(super) fn needs(purpose: Purpose) -> impl Iterator<Item = &'static Need> {
    NEEDS.iter().filter(move |need| need.purpose <= purpose)
}

const NOTHING: Need = Need {
    purpose: Purpose::Demo,
    why: "",
    probe: Probe::Package,
    apt: "",
    dnf: "",
    pacman: "",
    brew: "",
    winget: "",
};

const NEEDS: &[Need] = &[
    Need {
        why: "compiles the C and C++ parts (whisper.cpp, Opus, SQLCipher)",
        probe: Probe::Programs(&["cc", "c++", "make"]),
        apt: "build-essential",
        dnf: "gcc gcc-c++ make",
        pacman: "base-devel",
        ..NOTHING
    },
    Need {
        why: "configures the build of whisper.cpp and Opus",
        probe: Probe::Programs(&["cmake"]),
        apt: "cmake",
        dnf: "cmake",
        pacman: "cmake",
        brew: "cmake",
        winget: "Kitware.CMake",
        ..NOTHING
    },
    Need {
        why: "reads whisper.cpp's header while building",
        probe: Probe::Programs(&["clang"]),
        apt: "clang",
        dnf: "clang",
        pacman: "clang",
        winget: "LLVM.LLVM",
        ..NOTHING
    },
    Need {
        why: "the library form of clang, which the Rust side loads for that",
        apt: "libclang-dev",
        dnf: "clang-devel",
        ..NOTHING
    },
    Need {
        why: "finds the system's libraries",
        probe: Probe::Programs(&["pkg-config"]),
        apt: "pkg-config",
        dnf: "pkgconf-pkg-config",
        pacman: "pkgconf",
        ..NOTHING
    },
    Need {
        // Debian always has a bare `perl`; OpenSSL's scripts use modules of the full package.
        why: "runs the build of OpenSSL, which encrypts the database",
        apt: "perl",
        dnf: "perl",
        pacman: "perl",
        winget: "StrawberryPerl.StrawberryPerl",
        ..NOTHING
    },
    Need {
        why: "records the microphone",
        probe: Probe::Library("alsa"),
        apt: "libasound2-dev",
        dnf: "alsa-lib-devel",
        pacman: "alsa-lib",
        ..NOTHING
    },
    Need {
        purpose: Purpose::Run,
        why: "shows the window",
        probe: Probe::Library("webkit2gtk-4.1"),
        apt: "libwebkit2gtk-4.1-dev",
        dnf: "webkit2gtk4.1-devel",
        pacman: "webkit2gtk-4.1",
        ..NOTHING
    },
    Need {
        purpose: Purpose::Run,
        why: "lets the window speak to the desktop session",
        probe: Probe::Library("dbus-1"),
        apt: "libdbus-1-dev",
        dnf: "dbus-devel",
        pacman: "dbus",
        ..NOTHING
    },
    Need {
        purpose: Purpose::Run,
        why: "shows in the tray whether something is being recorded",
        apt: "libayatana-appindicator3-1",
        dnf: "libayatana-appindicator-gtk3",
        pacman: "libayatana-appindicator",
        ..NOTHING
    },
    Need {
        purpose: Purpose::Test,
        why: "drives the real window in tests",
        probe: Probe::Programs(&["WebKitWebDriver"]),
        apt: "webkit2gtk-driver",
        dnf: "/usr/bin/WebKitWebDriver",
        pacman: "webkit2gtk-4.1",
        ..NOTHING
    },
    Need {
        purpose: Purpose::Test,
        why: "a display for tests without a screen",
        probe: Probe::Programs(&["Xvfb", "xauth"]),
        apt: "xvfb xauth",
        dnf: "xorg-x11-server-Xvfb xorg-x11-xauth",
        pacman: "xorg-server-xvfb xorg-xauth",
        ..NOTHING
    },
    Need {
        purpose: Purpose::Test,
        why: "presses keys and buttons as people do, to try ways out of the kiosk",
        probe: Probe::Programs(&["xdotool"]),
        apt: "xdotool",
        dnf: "xdotool",
        pacman: "xdotool",
        ..NOTHING
    },
    Need {
        purpose: Purpose::Test,
        why: "a private session bus for tests",
        probe: Probe::Programs(&["dbus-run-session"]),
        apt: "dbus",
        dnf: "dbus-daemon",
        pacman: "dbus",
        ..NOTHING
    },
    Need {
        purpose: Purpose::Test,
        why: "starts that bus for programs that look for one",
        probe: Probe::Programs(&["dbus-launch"]),
        apt: "dbus-x11",
        dnf: "dbus-x11",
        pacman: "dbus",
        ..NOTHING
    },
    Need {
        purpose: Purpose::Test,
        why: "a real keychain for tests",
        probe: Probe::Programs(&["gnome-keyring-daemon"]),
        apt: "gnome-keyring",
        dnf: "gnome-keyring",
        pacman: "gnome-keyring",
        ..NOTHING
    },
    Need {
        purpose: Purpose::Test,
        why: "a virtual microphone for tests",
        probe: Probe::Programs(&["pulseaudio"]),
        apt: "pulseaudio",
        dnf: "pulseaudio",
        pacman: "pulseaudio",
        ..NOTHING
    },
    Need {
        purpose: Purpose::Test,
        why: "plays recordings into the virtual microphone",
        probe: Probe::Programs(&["pactl", "paplay"]),
        apt: "pulseaudio-utils",
        dnf: "pulseaudio-utils",
        pacman: "libpulse",
        ..NOTHING
    },
    Need {
        purpose: Purpose::Test,
        why: "makes the virtual microphone appear as an ALSA device",
        apt: "libasound2-plugins",
        dnf: "alsa-plugins-pulseaudio",
        pacman: "alsa-plugins",
        ..NOTHING
    },
    Need {
        purpose: Purpose::Test,
        why: "the browser the user interface is tested in",
        probe: Probe::AnyProgram(&[
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
        ]),
        apt: "chromium",
        dnf: "chromium",
        pacman: "chromium",
        brew: "chromium",
        winget: "Hibbiki.Chromium",
    },
    Need {
        purpose: Purpose::Test,
        why: "the word processor that opens exported documents in tests",
        probe: Probe::Programs(&["soffice"]),
        apt: "libreoffice-writer-nogui",
        dnf: "libreoffice-writer",
        pacman: "libreoffice-fresh",
        brew: "libreoffice",
        winget: "TheDocumentFoundation.LibreOffice",
    },
    Need {
        // Shares its programs with the word processor.
        purpose: Purpose::Test,
        why: "the spreadsheet that opens exported tables in tests",
        apt: "libreoffice-calc-nogui",
        dnf: "libreoffice-calc",
        ..NOTHING
    },
    Need {
        purpose: Purpose::Test,
        why: "reads exported PDF files in tests",
        probe: Probe::Programs(&["pdftotext", "pdffonts", "pdfinfo"]),
        apt: "poppler-utils",
        dnf: "poppler-utils",
        pacman: "poppler",
        brew: "poppler",
        winget: "oschwartz10612.Poppler",
    },
    Need {
        purpose: Purpose::Test,
        why: "plays a server with a certificate of its own in tests",
        probe: Probe::Programs(&["openssl"]),
        apt: "openssl",
        dnf: "openssl",
        pacman: "openssl",
        brew: "openssl",
        winget: "ShiningLight.OpenSSL.Light",
    },
    Need {
        purpose: Purpose::Test,
        why: "letters to draw in tests",
        apt: "fonts-dejavu-core",
        dnf: "dejavu-sans-fonts",
        pacman: "ttf-dejavu",
        ..NOTHING
    },
    Need {
        purpose: Purpose::Test,
        why: "`strings`, which looks for spoken words in the encrypted database",
        probe: Probe::Programs(&["strings"]),
        apt: "binutils",
        dnf: "binutils",
        pacman: "binutils",
        ..NOTHING
    },
    Need {
        purpose: Purpose::Test,
        why: "plain SQLite, which the encrypted store is measured against",
        probe: Probe::Programs(&["sqlite3"]),
        apt: "sqlite3",
        dnf: "sqlite",
        pacman: "sqlite",
        winget: "SQLite.SQLite",
        ..NOTHING
    },
];
