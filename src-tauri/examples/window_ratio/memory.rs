//! The memory of a program and its descendants, as the kernel accounts for it.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use crate::pause;

/// Readings that have to agree, and how nearly.
const AGREEING: usize = 3;
const TOLERANCE: f64 = 0.02;
const BETWEEN: Duration = Duration::from_millis(500);

/// Bytes of the program and its descendants, once they have stopped changing.
pub(crate) fn settled(program: u32, patience: Instant) -> u64 {
    let mut readings = Vec::new();
    loop {
        readings.push(family(program).into_iter().map(proportional).sum::<u64>());
        if let Some(last) = readings.last_chunk::<AGREEING>() {
            let (least, most) = (last.iter().min().unwrap(), last.iter().max().unwrap());
            if (most - least) as f64 <= TOLERANCE * *least as f64 {
                return last[AGREEING - 1];
            }
        }
        pause(patience, BETWEEN);
    }
}

/// The program and all its descendants.
pub(crate) fn family(program: u32) -> Vec<u32> {
    let everyone: Vec<(u32, u32)> = fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|id| Some((id, parent(id)?)))
        .collect();
    let mut family = vec![program];
    let mut next = 0;
    while let Some(one) = family.get(next).copied() {
        let children = everyone.iter().filter(|(_, parent)| *parent == one);
        family.extend(children.map(|(id, _)| *id));
        next += 1;
    }
    family
}

pub(crate) fn is_alive(process: u32) -> bool {
    Path::new(&format!("/proc/{process}")).exists()
}

/// None when the process has ended meanwhile.
fn parent(process: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name, in parentheses, may hold anything; state and parent follow it.
    stat.rsplit_once(')')?
        .1
        .split_whitespace()
        .nth(1)?
        .parse()
        .ok()
}

/// Proportional set size in bytes; none of a process that has ended meanwhile.
fn proportional(process: u32) -> u64 {
    fs::read_to_string(format!("/proc/{process}/smaps_rollup"))
        .ok()
        .and_then(|text| {
            let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
            line.split_whitespace().next()?.parse::<u64>().ok()
        })
        .map_or(0, |kibibytes| kibibytes * 1_024)
}
