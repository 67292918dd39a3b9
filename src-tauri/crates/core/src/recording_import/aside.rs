//! The sound of a recording while it is taken in: decoded, encoded anew, and kept aside where it stays. It is an
//! interview's all at once, however long it is: once there is an interview.

use std::path::Path;

use candor_audio::{
    AudioError, SoundReader, Streams,
    codec::{self, BlockEncoder, EncodedBlock},
};
use candor_domain::{
    Accommodations, Actor, Interview, InterviewId, InterviewStatus, JobKind, LinkToken, Position,
    RecordingId, RecordingImportId, RecordingImportStep, Role, TranscriptionJob, UtcMillis,
    recording::{Block, Recording},
};
use candor_speech::Cancel;
use candor_store::{
    Store, StoreError, WriteTx, consents,
    content::SoundHash,
    import_jobs,
    imports::{self, Source},
    interviews as table, transcription_jobs,
};

use super::{CONSENT_VERSION, RecordingImport, TakenIn, file_name, given_up, host::Host};
use crate::{Error, Result, clock, transcriptions};

/// Longest recording, in ms: a day.
const LONGEST_MS: u64 = 86_400_000;
/// Blocks stored at a time, about a second of sound each.
const BATCH: usize = 120;
/// Blocks deleted at a time: deleting is overwriting, and others want to write, too.
const DELETED: usize = 500;
/// How often what is kept aside must fit on the disk once more: it goes through the write-ahead log, and is deleted by
/// being overwritten.
const ROOM: u64 = 4;

/// What was found in the file.
pub(super) struct Sound {
    pub(super) length_ms: u64,
    pub(super) truncated: bool,
    pub(super) damaged_packets: u64,
    /// What is kept aside of it, track by track.
    tracks: Vec<(Role, imports::Sound)>,
}

/// The sound kept aside while it is taken in. Dropped, it is deleted, unless it has become an interview's.
pub(super) struct Aside<'a> {
    pub(super) app: &'a Host,
    /// The interview that is to be.
    pub(super) id: InterviewId,
}

impl Drop for Aside<'_> {
    fn drop(&mut self) {
        if let Err(error) = forget(self.app.store(), self.id) {
            tracing::error!(%error, "what was taken in of a recording could not be deleted; the next start does it");
        }
    }
}

/// Deletes what was kept aside for this import, bit by bit, unless it has become an interview's.
pub(crate) fn forget(store: &Store, id: InterviewId) -> Result<()> {
    let some = move |tx: &mut WriteTx<'_>| imports::forget(tx, id.0, DELETED);
    while store.write(Actor::System, clock::now(), some)? == DELETED {}
    Ok(())
}

impl Aside<'_> {
    /// Decodes the file and keeps it aside, encoded anew.
    pub(super) fn take(
        &self,
        path: &Path,
        tracks: &[Role],
        cancel: &Cancel,
        told: &mut dyn FnMut(TakenIn),
    ) -> Result<Sound> {
        let streams = if tracks.len() == 2 {
            Streams::Two
        } else {
            Streams::Mixed
        };
        let mut reader = SoundReader::open(path, streams)?;
        let total_ms = reader.announced_ms();
        let total_bytes = path.metadata().map_or(0, |meta| meta.len());
        let mut lanes = Vec::new();
        for track in tracks {
            lanes.push(Lane::new(self.id, *track)?);
        }
        let mut pieces = vec![Vec::new(); tracks.len()];
        let (mut broken, mut kept) = (false, 0);
        loop {
            if cancel.is_cancelled() {
                return Err(given_up());
            }
            let goes_on = match reader.read(&mut pieces) {
                Ok(goes_on) => goes_on,
                // What is there before the damage is worth having.
                Err(AudioError::Corrupt { .. }) if reader.heard_ms() > 0 => {
                    broken = true;
                    false
                }
                Err(error) => return Err(error.into()),
            };
            for (lane, piece) in lanes.iter_mut().zip(&mut pieces) {
                lane.push(piece)?;
                if lane.ready.len() >= BATCH {
                    kept += self.keep(lane, kept)?;
                }
            }
            told(TakenIn {
                step: RecordingImportStep::TakingIn,
                done_ms: reader.heard_ms(),
                total_ms,
                done_bytes: reader.read_bytes(),
                total_bytes,
            });
            if reader.heard_ms() > LONGEST_MS {
                return Err(Error::Invalid(
                    "the recording is longer than a day; cut it into its conversations".to_owned(),
                ));
            }
            if !goes_on {
                break;
            }
        }
        let mut length_ms = 0;
        for lane in &mut lanes {
            lane.finish()?;
            kept += self.keep(lane, kept)?;
            length_ms = length_ms.max(clock::samples_to_ms(lane.samples));
        }
        Ok(Sound {
            length_ms,
            truncated: broken || reader.truncated(),
            damaged_packets: reader.damaged_packets(),
            tracks: lanes.into_iter().map(Lane::sound).collect(),
        })
    }

    /// Stores what is encoded, beside so many bytes that are kept already, and says how many that are.
    fn keep(&self, lane: &mut Lane, kept: u64) -> Result<u64> {
        let (id, track, blocks) = (self.id.0, lane.track, lane.next_blocks());
        let bytes = blocks.iter().map(|block| block.data.len() as u64).sum();
        // Refused while there is room to delete it again: on a disk that is full to the brim that would not work.
        match fs4::available_space(&self.app.folders().data) {
            Ok(free) if free < (kept + bytes) * ROOM => return Err(StoreError::DiskFull.into()),
            Ok(_) => {}
            Err(error) => tracing::debug!(%error, "the room on the disk is not known"),
        }
        let keep = move |tx: &mut WriteTx<'_>| imports::add(tx, id, track, &blocks);
        self.app.store().write(Actor::System, clock::now(), keep)?;
        Ok(bytes)
    }

    /// Makes it an interview, whole, unless one began meanwhile: hearing this one would disturb that one.
    pub(super) fn become_interview(&self, new: New, sound: &Sound) -> Result<()> {
        let tracks = sound.tracks.clone();
        let hash = LinkToken::from_bytes(rand::random()).hash();
        let began = new.interview.started_at.unwrap_or(new.consent.at);
        Ok(self
            .app
            .store()
            .write(Actor::Operator, new.consent.at, move |tx| {
                if table::is_any_running(tx.conn())? {
                    return Err(StoreError::Conflict(
                        "an interview began while the recording was being taken in, which would disturb it; nothing of the recording was kept. Take it in again once the interview is over"
                            .to_owned(),
                    ));
                }
                table::insert(tx, &new.interview, &new.snapshot, &hash)?;
                consents::insert(tx, &new.consent)?;
                for (track, sound) in tracks {
                    let recording = Recording {
                        id: RecordingId::new(),
                        interview_id: new.interview.id,
                        started_at: began,
                        offset_ms: 0,
                        device: new.interview.imported_from.clone().unwrap_or_default(),
                        codec: codec::NAME.to_owned(),
                        track,
                    };
                    imports::become_recording(tx, &recording, &sound)?;
                }
                imports::remember(tx, new.interview.id, &new.source)?;
                import_jobs::delete(tx, new.import)?;
                transcription_jobs::insert(tx, &new.job)
            })?)
    }
}

/// One stream on its way into blocks.
struct Lane {
    track: Role,
    encoder: BlockEncoder,
    ready: Vec<Block>,
    number: u32,
    samples: u64,
    /// Samples in the blocks kept, and their hash so far.
    kept: u64,
    hash: SoundHash,
}

impl Lane {
    fn new(id: InterviewId, track: Role) -> Result<Self> {
        Ok(Self {
            track,
            encoder: BlockEncoder::new()?,
            ready: Vec::new(),
            number: 0,
            samples: 0,
            kept: 0,
            hash: SoundHash::new(id.0, track),
        })
    }

    /// The blocks to keep next, which count as kept.
    fn next_blocks(&mut self) -> Vec<Block> {
        let blocks = std::mem::take(&mut self.ready);
        for block in &blocks {
            self.hash.add(block);
            self.kept = block.start_sample + u64::from(block.samples);
        }
        blocks
    }

    /// All that was kept.
    fn sound(self) -> (Role, imports::Sound) {
        let sound = imports::Sound {
            samples: self.kept,
            hash: self.hash.done(),
        };
        (self.track, sound)
    }

    /// Takes the piece and leaves it empty.
    fn push(&mut self, piece: &mut Vec<f32>) -> Result<()> {
        self.samples += piece.len() as u64;
        let (ready, number) = (&mut self.ready, &mut self.number);
        self.encoder
            .push(piece, &mut |block| ready.push(numbered(number, block)))?;
        piece.clear();
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        if let Some(last) = self.encoder.finish()? {
            self.ready.push(numbered(&mut self.number, last));
        }
        Ok(())
    }
}

fn numbered(next: &mut u32, block: EncodedBlock) -> Block {
    let number = *next;
    *next += 1;
    Block {
        number,
        start_sample: block.start_sample,
        samples: block.samples,
        data: block.data,
    }
}

/// Everything an imported recording comes into being with.
#[derive(Clone)]
pub(super) struct New {
    pub(super) interview: Interview,
    snapshot: table::Snapshot,
    consent: consents::Consent,
    pub(super) job: TranscriptionJob,
    import: RecordingImportId,
    source: Source,
}

impl New {
    pub(super) fn of(
        id: InterviewId,
        (import, source): (RecordingImportId, Source),
        request: &RecordingImport,
        position: Position,
        sound: &Sound,
        model: &str,
    ) -> Self {
        let now = clock::now();
        let length = i64::try_from(sound.length_ms).unwrap_or(i64::MAX);
        let began = request
            .recorded_at
            .unwrap_or(UtcMillis(now.0.saturating_sub(length)));
        let minutes = sound.length_ms.div_ceil(60_000).clamp(1, 480);
        let interview = Interview {
            id,
            position_id: position.id,
            candidate_name: request.candidate_name.trim().to_owned(),
            candidate_external_id: request.candidate_external_id.clone(),
            language: request.language,
            recommended_minutes: minutes as u32,
            description: request.description.clone(),
            knowledge_base: String::new(),
            status: InterviewStatus::Finished,
            created_at: now,
            consented_at: None,
            started_at: Some(began),
            running_since: None,
            paused_at: None,
            interrupted_at: None,
            finished_at: Some(began.plus_ms(sound.length_ms)),
            cancelled_at: None,
            expires_at: None,
            active_ms: sound.length_ms,
            accommodations: Accommodations::default(),
            human_requested_at: None,
            withdrawn_at: None,
            deleted_at: None,
            erased_at: None,
            transcript_version: 1,
            vocabulary: request.vocabulary.clone(),
            speech_language: None,
            imported_from: Some(file_name(Path::new(&request.path))),
        };
        Self {
            snapshot: table::Snapshot {
                title: position.title,
                description: position.description,
                plan: position.plan,
            },
            consent: consents::Consent {
                interview_id: id,
                at: now,
                version: CONSENT_VERSION.to_owned(),
                language: request.language,
                text: request.consent.trim().to_owned(),
                ai_hosts: Vec::new(),
                ai_uses: Vec::new(),
            },
            job: transcriptions::new_job(id, JobKind::Import, model, sound.length_ms),
            interview,
            import,
            source,
        }
    }
}
