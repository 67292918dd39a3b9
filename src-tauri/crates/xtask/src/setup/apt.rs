//! Debian, Ubuntu and their descendants: finding and installing packages.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, IsTerminal};

use super::Purpose;
use super::needs::{Need, needs};
use crate::failure::Failure;
use crate::place;
use crate::process::Call;
use crate::say;

/// How often a download is tried before we give up.
const ATTEMPTS: u8 = 3;

/// A distribution whose packages `apt-get` installs.
pub(super) struct Distribution {
    is_ubuntu: bool,
}

impl Distribution {
    /// This machine's, if it is one.
    pub(super) fn this() -> Option<Self> {
        if !place::has_program("apt-get") || !place::has_program("dpkg-query") {
            return None;
        }
        Self::from_os_release(&fs::read_to_string("/etc/os-release").ok()?)
    }

    fn from_os_release(text: &str) -> Option<Self> {
        let field = |name: &str| {
            text.lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
                .map_or("", |value| value.trim_matches('"'))
        };
        let mut family = field("ID_LIKE").split_whitespace().chain([field("ID")]);
        family
            .any(|name| name == "debian" || name == "ubuntu")
            .then(|| Self {
                is_ubuntu: field("ID") == "ubuntu",
            })
    }

    /// The packages of a need under the names this distribution gives them.
    fn packages(&self, need: &Need) -> Vec<&'static str> {
        need.apt
            .split_whitespace()
            .map(|name| {
                if self.is_ubuntu && name == "chromium" {
                    "chromium-browser"
                } else {
                    name
                }
            })
            .collect()
    }
}

/// Installs what `purpose` needs and the machine lacks.
pub(super) fn provide(distribution: &Distribution, purpose: Purpose) -> Result<(), Failure> {
    let wanted: Vec<_> = needs(purpose).filter(|need| !need.apt.is_empty()).collect();
    let names: Vec<_> = wanted
        .iter()
        .flat_map(|need| distribution.packages(need))
        .collect();
    let present = present(&names)?;
    let missing: Vec<_> = wanted
        .into_iter()
        .filter(|need| !is_met(need, &distribution.packages(need), &present))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    say!("Missing on this machine:");
    for need in &missing {
        say!(
            "  {:<24} {}",
            distribution.packages(need).join(" "),
            need.why
        );
    }
    let packages: Vec<_> = missing
        .iter()
        .flat_map(|need| distribution.packages(need))
        .collect();
    install(&packages)
}

/// A program counts wherever it came from; what has no program counts if its packages are installed.
fn is_met(need: &Need, packages: &[&str], present: &BTreeSet<String>) -> bool {
    packages.iter().all(|name| present.contains(*name)) || need.is_met() == Some(true)
}

fn present(names: &[&str]) -> Result<BTreeSet<String>, Failure> {
    // dpkg-query ends with status 1 as soon as one name is unknown to it, and still lists the others.
    let listing = Call::new("dpkg-query")
        .args(["--show", "--showformat=${Package} ${db:Status-Status}\n"])
        .args(names)
        .query()?;
    Ok(installed(&listing))
}

/// The installed packages in a listing of `name status` lines.
fn installed(listing: &str) -> BTreeSet<String> {
    listing
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter(|(_, status)| status.trim() == "installed")
        .map(|(name, _)| name.to_owned())
        .collect()
}

/// Installs packages, through sudo where we are not root.
pub(super) fn install(packages: &[&str]) -> Result<(), Failure> {
    let rights = Rights::find(packages)?;
    let update = ["-o", "Acquire::Retries=3", "update"];
    try_repeatedly(|| rights.apt_get().args(update))?;
    let install = [
        "-o",
        "Acquire::Retries=3",
        "-o",
        "DPkg::Lock::Timeout=300",
        "install",
        "--yes",
        "--no-install-recommends",
    ];
    try_repeatedly(|| rights.apt_get().args(install).args(packages))
}

fn try_repeatedly(call: impl Fn() -> Call) -> Result<(), Failure> {
    let mut attempt = 1;
    loop {
        say!("$ {}", call().shown());
        match call().run_asking() {
            Ok(()) => return Ok(()),
            Err(failure) if attempt >= ATTEMPTS => return Err(failure),
            Err(failure) => say!("{failure}; trying again"),
        }
        attempt += 1;
    }
}

/// How we may install packages.
enum Rights {
    Root,
    /// sudo without asking.
    Sudo,
    /// sudo, with someone there to type a password.
    SudoAsking,
}

impl Rights {
    fn find(packages: &[&str]) -> Result<Self, Failure> {
        let is_root = Call::new("id")
            .args(["-u"])
            .ask()
            .is_some_and(|id| id.trim() == "0");
        if is_root {
            return Ok(Self::Root);
        }
        if Call::new("sudo").args(["-n", "true"]).ask().is_some() {
            return Ok(Self::Sudo);
        }
        if place::has_program("sudo") && io::stdin().is_terminal() {
            return Ok(Self::SudoAsking);
        }
        Err(Failure::Missing(format!(
            "installing packages needs root and sudo does not allow it without asking; please run:\n  sudo apt-get \
             update && sudo apt-get install --no-install-recommends {}",
            packages.join(" ")
        )))
    }

    fn apt_get(&self) -> Call {
        let silent = "DEBIAN_FRONTEND=noninteractive";
        match self {
            Self::Root => Call::new("env").args([silent, "apt-get"]),
            Self::Sudo => Call::new("sudo").args(["-n", "env", silent, "apt-get"]),
            Self::SudoAsking => Call::new("sudo").args(["env", silent, "apt-get"]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_fully_installed_packages_count() {
        let listing = "cmake installed\nperl config-files\nclang not-installed\nxvfb half-configured\nmake installed\n";
        let names: Vec<_> = installed(listing).into_iter().collect();
        assert_eq!(names, ["cmake", "make"]);
    }

    #[test]
    fn descendants_of_debian_are_recognised() {
        let is_ubuntu = |text| Distribution::from_os_release(text).map(|found| found.is_ubuntu);
        assert_eq!(is_ubuntu("ID=debian\nVERSION_ID=\"12\"\n"), Some(false));
        assert_eq!(is_ubuntu("ID=ubuntu\nID_LIKE=debian\n"), Some(true));
        assert_eq!(
            is_ubuntu("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"),
            Some(false)
        );
        assert_eq!(is_ubuntu("ID=fedora\n"), None);
    }
}
