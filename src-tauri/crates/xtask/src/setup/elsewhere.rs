//! Systems without apt: looking, and printing the exact commands. Nothing is installed.

use super::Purpose;
use super::needs::{Need, needs};
use crate::failure::Failure;
use crate::place;
use crate::say;

/// A package manager we can write a command for.
struct Installer {
    program: &'static str,
    command: &'static str,
    packages: fn(&Need) -> &'static str,
}

const INSTALLERS: &[Installer] = &[
    Installer {
        program: "dnf",
        command: "sudo dnf install",
        packages: |need| need.dnf,
    },
    Installer {
        program: "pacman",
        command: "sudo pacman -S --needed",
        packages: |need| need.pacman,
    },
    Installer {
        program: "brew",
        command: "brew install",
        packages: |need| need.brew,
    },
    Installer {
        program: "winget",
        command: "winget install",
        packages: |need| need.winget,
    },
];

/// Fails with the commands to run if something `purpose` needs is missing.
pub(super) fn check(purpose: Purpose) -> Result<(), Failure> {
    let Some(installer) = INSTALLERS
        .iter()
        .find(|known| place::has_program(known.program))
    else {
        return check_without_installer(purpose);
    };
    let wanted = || needs(purpose).filter(|need| !(installer.packages)(need).is_empty());
    let missing: Vec<_> = wanted()
        .filter(|need| need.is_met() == Some(false))
        .collect();
    let unseen: Vec<_> = wanted().filter(|need| need.is_met().is_none()).collect();
    if cfg!(target_os = "macos") && !place::has_program("cc") {
        return Err(Failure::Missing(
            "the compiler is missing; please run: xcode-select --install".to_owned(),
        ));
    }
    if missing.is_empty() {
        if !unseen.is_empty() {
            say!(
                "If the build misses something, it is one of: {}",
                names(&unseen, installer)
            );
        }
        return Ok(());
    }
    let list: Vec<_> = missing
        .iter()
        .map(|need| format!("  {:<24} {}", (installer.packages)(need), need.why))
        .collect();
    let all: Vec<_> = missing.iter().chain(&unseen).copied().collect();
    Err(Failure::Missing(format!(
        "missing on this machine:\n{}\nplease run:\n  {} {}",
        list.join("\n"),
        installer.command,
        names(&all, installer)
    )))
}

fn check_without_installer(purpose: Purpose) -> Result<(), Failure> {
    let missing: Vec<_> = needs(purpose)
        .filter(|need| need.is_met() == Some(false))
        .map(|need| format!("  {:<24} {}", need.apt, need.why))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::Missing(format!(
        "missing on this machine (Debian's names), please install what your system calls:\n{}",
        missing.join("\n")
    )))
}

fn names(needs: &[&Need], installer: &Installer) -> String {
    let mut names: Vec<_> = needs
        .iter()
        .flat_map(|need| (installer.packages)(need).split_whitespace())
        .collect();
    names.sort_unstable();
    names.dedup();
    names.join(" ")
}
