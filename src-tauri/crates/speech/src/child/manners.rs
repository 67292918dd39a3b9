//! How the child behaves towards the rest of the machine: it gives way, goes first when memory runs out, leaves no
//! dump of what it heard, and does not outlive its parent.
//!
//! On Windows the parent asks for the low priority when it starts the child.

/// Steps of priority below everything started normally: the microphone, the window and a video call come first, yet
/// beside a compiler it still gets a quarter of a core.
#[cfg(unix)]
const NICE: i32 = 5;
/// As browsers do with their pages: sooner than whoever records, later than whoever has really taken the memory.
#[cfg(target_os = "linux")]
const OUT_OF_MEMORY_SCORE: &str = "300";

/// Called first of all, while the process has one thread: threads inherit their priority.
///
/// Nothing of it is worth refusing service over; what the system does not allow is logged.
pub(super) fn adopt() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, nice, setrlimit};

        noted("priority", nice(NICE));
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        noted("no dumps", setrlimit(Resource::Core, none));
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{
            DumpableBehavior, Signal, set_dumpable_behavior, set_parent_process_death_signal,
        };

        noted(
            "out-of-memory score",
            std::fs::write("/proc/self/oom_score_adj", OUT_OF_MEMORY_SCORE),
        );
        noted(
            "parent's death",
            set_parent_process_death_signal(Some(Signal::KILL)),
        );
        // The limit alone does not keep programs that collect dumps from being handed one. After this nobody but the
        // administrator may look into the process either; and its files in /proc are not its own any more, so last.
        noted(
            "no dumps",
            set_dumpable_behavior(DumpableBehavior::NotDumpable),
        );
    }
}

#[cfg(unix)]
fn noted<T, E: std::fmt::Display>(what: &str, outcome: Result<T, E>) {
    if let Err(error) = outcome {
        tracing::warn!(%error, what, "the system did not allow it");
    }
}

/// Ends this process at once, whatever its other threads are doing. Nothing is left to be written.
pub(super) fn vanish() -> ! {
    #[cfg(unix)]
    {
        use rustix::process::{Signal, getpid, kill_process};

        // Not `exit`: that would tear down what other threads are computing with.
        if let Err(error) = kill_process(getpid(), Signal::KILL) {
            tracing::warn!(%error, "cannot end by a signal");
        }
    }
    std::process::exit(0)
}
