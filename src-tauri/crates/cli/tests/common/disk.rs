//! Small and read-only disks of their own. Mounting needs the superuser.

use std::{fs, io::Write as _, path::Path, path::PathBuf, process::Command};

use tempfile::TempDir;

/// A file system in memory, unmounted when this is dropped.
pub struct Disk {
    folder: TempDir,
}

impl Disk {
    /// Mounts one with these options, for example `size=1m`.
    pub fn mount(options: &str) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("candor-disk-")
            .tempdir()
            .unwrap();
        let status = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "candor-test"])
            .arg(folder.path())
            .status();
        assert!(
            status.as_ref().is_ok_and(std::process::ExitStatus::success),
            "cannot mount a small file system for this test ({status:?}); run it as root"
        );
        Self { folder }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    fn ballast(&self) -> PathBuf {
        self.path().join("ballast")
    }

    /// Leaves not one byte free.
    pub fn fill(&self) {
        let mut file = fs::File::create(self.ballast()).unwrap();
        let mut size = 1 << 20;
        while size > 0 {
            if file.write_all(&vec![1; size]).is_err() {
                size /= 2;
            }
        }
    }

    /// Makes room again.
    pub fn free(&self) {
        fs::remove_file(self.ballast()).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let status = Command::new("umount").arg(self.path()).status();
        if !std::thread::panicking() {
            assert!(status.unwrap().success(), "cannot unmount");
        }
    }
}
