//! The tracks of a room: one microphone for the candidate, and perhaps one of the recruiter's own beside it.
//!
//! Each track has its own ears, its own search for a microphone that went away and its own place on the interview's
//! audio time line; one that fails leaves the other alone. With two, places are read off the room's clock, so that what
//! both people say lies side by side as it was said.

use std::sync::{Arc, Mutex, PoisonError};

use candor_audio::{AudioError, LevelAdvice, Source};
use candor_domain::{Role, UtcMillis};

use super::{
    Microphones, Recruiter, StartOptions,
    ears::Ears,
    microphone::{Finder, SilenceWatch},
};
use crate::{Error, Result};

/// A microphone that went away while it was listened to.
pub(super) struct Away {
    /// Its name.
    pub(super) device: String,
}

/// One microphone, present or missed, and where its sound lies.
pub(super) struct Track {
    /// What takes its sound in; `None` while there is none.
    pub(super) ears: Option<Ears>,
    /// When sound last arrived.
    pub(super) sound_until: UtcMillis,
    pub(super) silence: SilenceWatch,
    pub(super) advice: LevelAdvice,
    /// Finds microphones; `None` while nobody is heard on this track or a recording is.
    pub(super) finder: Option<Finder>,
    /// The device that was chosen; the default one when absent.
    pub(super) chosen: Option<String>,
    /// The microphone that is looked for.
    pub(super) away: Option<Away>,
    /// Where on the audio time line its last recording ended, in ms.
    pub(super) end_ms: u64,
}

impl Track {
    fn new(end_ms: u64, now: UtcMillis) -> Self {
        Self {
            ears: None,
            sound_until: now,
            silence: SilenceWatch::default(),
            advice: LevelAdvice::new(),
            finder: None,
            chosen: None,
            away: None,
            end_ms,
        }
    }
}

/// Both tracks of a room.
pub(super) struct Tracks {
    pub(super) candidate: Track,
    pub(super) recruiter: Track,
    /// Two microphones are used at once.
    two: bool,
    /// Where the audio time line goes on in this run of the room, in ms.
    begins_ms: u64,
    /// When it did.
    begins_at: UtcMillis,
    taken: Taken,
}

impl Tracks {
    /// No microphones yet; what was recorded before ends at `end_ms`.
    pub(super) fn new(end_ms: u64, now: UtcMillis) -> Self {
        Self {
            candidate: Track::new(end_ms, now),
            recruiter: Track::new(end_ms, now),
            two: false,
            begins_ms: end_ms,
            begins_at: now,
            taken: Taken::default(),
        }
    }

    /// The track of this person. The interviewer has none: what concerns no track concerns the candidate's.
    pub(super) fn of(&self, role: Role) -> &Track {
        match role {
            Role::Recruiter => &self.recruiter,
            Role::Candidate | Role::AiHr => &self.candidate,
        }
    }

    /// As [`Self::of`].
    pub(super) fn of_mut(&mut self, role: Role) -> &mut Track {
        match role {
            Role::Recruiter => &mut self.recruiter,
            Role::Candidate | Role::AiHr => &mut self.candidate,
        }
    }

    fn all(&self) -> [&Track; 2] {
        [&self.candidate, &self.recruiter]
    }

    /// Whether sound comes in on any of them.
    pub(super) fn any_heard(&self) -> bool {
        self.all().iter().any(|track| track.ears.is_some())
    }

    /// Whether time runs with the sound instead of the clock.
    pub(super) fn is_fast(&self) -> bool {
        let mut ears = self.all().into_iter().filter_map(|t| t.ears.as_ref());
        ears.any(Ears::is_fast)
    }

    /// Whether two microphones are used at once.
    pub(super) fn are_two(&self) -> bool {
        self.two
    }

    /// The time line goes on, with one microphone or with two; gives where, in ms.
    pub(super) fn begin(&mut self, two: bool) -> u64 {
        self.two = two;
        self.begins_ms = self.candidate.end_ms.max(self.recruiter.end_ms);
        self.candidate.end_ms = self.begins_ms;
        self.recruiter.end_ms = self.begins_ms;
        self.begins_ms
    }

    /// The moment the time line went on.
    pub(super) fn begins_at(&mut self, now: UtcMillis) {
        self.begins_at = now;
    }

    /// Where on the audio time line sound lies that this track hears from now on, in ms.
    pub(super) fn place_ms(&self, role: Role, now: UtcMillis) -> u64 {
        let track = self.of(role);
        if self.two {
            (self.begins_ms + now.since(self.begins_at)).max(track.end_ms)
        } else {
            track.end_ms + now.since(track.sound_until)
        }
    }

    /// Notes which device this track uses, or misses.
    pub(super) fn take(&self, role: Role, device: Option<&str>) {
        self.taken.set(role, device);
    }

    /// Notes the system's own name for the device this track uses.
    pub(super) fn take_id(&self, role: Role, id: Option<String>) {
        self.taken.lock()[index(role)].id = id;
    }

    /// The device the other track uses or misses.
    pub(super) fn taken_beside(&self, role: Role) -> Option<String> {
        self.taken.beside(role)
    }
}

/// Which devices are in use, each on its track.
#[derive(Clone, Default)]
struct Taken(Arc<Mutex<[TakenDevice; 2]>>);

/// A device in use; nothing is known of it where there is none.
#[derive(Default)]
struct TakenDevice {
    name: Option<String>,
    /// The system's own name.
    id: Option<String>,
}

impl Taken {
    fn set(&self, role: Role, device: Option<&str>) {
        let taken = &mut self.lock()[index(role)];
        if taken.name.as_deref() != device {
            *taken = TakenDevice {
                name: device.map(str::to_owned),
                id: None,
            };
        }
    }

    fn beside(&self, role: Role) -> Option<String> {
        self.lock()[1 - index(role)].name.clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, [TakenDevice; 2]> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn index(role: Role) -> usize {
    usize::from(role == Role::Recruiter)
}

/// Microphones without the one that records the other person: no device is opened for both.
pub(super) struct NotTaken {
    role: Role,
    all: Arc<dyn Microphones>,
    taken: Taken,
}

impl NotTaken {
    /// What this track may open.
    pub(super) fn new(role: Role, all: &Arc<dyn Microphones>, tracks: &Tracks) -> Arc<Self> {
        Arc::new(Self {
            role,
            all: Arc::clone(all),
            taken: tracks.taken.clone(),
        })
    }
}

impl Microphones for NotTaken {
    fn open(&self, device: Option<&str>) -> Result<Box<dyn Source>, AudioError> {
        let beside = self.taken.beside(self.role);
        let refused = |name: &str| AudioError::OpenFailed {
            name: name.to_owned(),
            reason: "it records the other person already".to_owned(),
        };
        if let Some(name) = device
            && beside.as_deref() == device
        {
            return Err(refused(name));
        }
        let source = self.all.open(device)?;
        if beside.as_deref() == Some(source.name()) {
            return Err(refused(source.name()));
        }
        Ok(source)
    }

    fn default_id(&self) -> Option<String> {
        // The other person's is none for this track: it would be opened and refused at every look.
        let beside = self.taken.lock()[1 - index(self.role)].id.clone();
        self.all
            .default_id()
            .filter(|id| Some(id) != beside.as_ref())
    }
}

/// The refusal of a device for this track because the other one uses it.
pub(super) fn taken(device: &str, role: Role) -> Error {
    let other = match role {
        Role::Recruiter => "candidate",
        Role::Candidate | Role::AiHr => "recruiter",
    };
    Error::Conflict(format!(
        "the microphone “{device}” records the {other} already; choose another one, or let both share one microphone"
    ))
}

/// How the recruiter is heard beside a candidate whose microphone has this name.
pub(super) fn recruiter(
    microphones: &dyn Microphones,
    options: &StartOptions,
    candidate: &str,
) -> Result<Recruiter> {
    let Some(device) = options.recruiter_device.as_deref() else {
        return Ok(if options.shared_microphone {
            Recruiter::Shared
        } else {
            Recruiter::Unheard
        });
    };
    if options.shared_microphone {
        return Err(Error::Invalid(
            "either both share one microphone or the recruiter has one of their own; choose one of the two".into(),
        ));
    }
    if device == candidate {
        return Err(taken(device, Role::Recruiter));
    }
    let source = microphones.open(Some(device))?;
    if source.name() == candidate {
        return Err(taken(device, Role::Recruiter));
    }
    Ok(Recruiter::Own {
        source,
        chosen: Some(device.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use candor_audio::{Pace, Pull};

    use super::*;

    /// A microphone of this name.
    struct Named(String);

    impl Source for Named {
        fn name(&self) -> &str {
            &self.0
        }

        fn pace(&self) -> Pace {
            Pace::RealTime
        }

        fn read(&mut self, _: &mut Vec<f32>) -> Result<Pull, AudioError> {
            Ok(Pull::End)
        }
    }

    /// Every microphone there can be; the default one is built in.
    struct Any;

    impl Microphones for Any {
        fn open(&self, device: Option<&str>) -> Result<Box<dyn Source>, AudioError> {
            Ok(Box::new(Named(device.unwrap_or("Built-in").to_owned())))
        }

        fn default_id(&self) -> Option<String> {
            Some("hw:0".to_owned())
        }
    }

    fn options(device: &str, shared: bool) -> StartOptions {
        StartOptions {
            recruiter_device: Some(device.to_owned()),
            shared_microphone: shared,
            ..StartOptions::default()
        }
    }

    #[test]
    fn the_recruiters_microphone_is_another_one_than_the_candidates() {
        let own = recruiter(&Any, &options("Table", false), "Headset").unwrap();
        assert!(matches!(own, Recruiter::Own { chosen: Some(name), .. } if name == "Table"));
        let same = recruiter(&Any, &options("Headset", false), "Headset");
        assert!(matches!(same, Err(Error::Conflict(words)) if words.contains("Headset")));
        let both = recruiter(&Any, &options("Table", true), "Headset");
        assert!(matches!(both, Err(Error::Invalid(_))));
    }

    #[test]
    fn a_search_never_takes_the_microphone_that_records_the_other_person() {
        let tracks = Tracks::new(0, UtcMillis(0));
        let all: Arc<dyn Microphones> = Arc::new(Any);
        let free = NotTaken::new(Role::Recruiter, &all, &tracks);
        assert!(free.open(None).is_ok());
        tracks.take(Role::Candidate, Some("Built-in"));
        assert!(
            free.open(None).is_err(),
            "the default one is the candidate's"
        );
        assert!(free.open(Some("Built-in")).is_err());
        assert!(free.open(Some("Table")).is_ok());
        assert_eq!(free.default_id().as_deref(), Some("hw:0"));
        tracks.take_id(Role::Candidate, Some("hw:0".to_owned()));
        assert_eq!(free.default_id(), None, "it is not even looked at");
        tracks.take(Role::Candidate, None);
        assert!(free.open(None).is_ok());
        assert_eq!(free.default_id().as_deref(), Some("hw:0"));
    }

    #[test]
    fn with_two_microphones_places_are_read_off_the_clock() {
        let mut tracks = Tracks::new(7_000, UtcMillis(0));
        assert_eq!(tracks.begin(true), 7_000);
        tracks.begins_at(UtcMillis(100_000));
        let place = |tracks: &Tracks| tracks.place_ms(Role::Recruiter, UtcMillis(102_500));
        assert_eq!(place(&tracks), 9_500);
        tracks.recruiter.end_ms = 9_600;
        assert_eq!(place(&tracks), 9_600, "a track never overlaps itself");
    }
}
