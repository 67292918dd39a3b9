//! Words while they are spoken: looks at running utterances, how many of them this computer manages, and what becomes of
//! utterances it does not get to.
//!
//! The room's thread never waits for the recogniser. What it is too slow for, or too broken, is stored without its words
//! and transcribed after the interview.
// Length: the life of an utterance, from its first look to its message.

use std::{sync::Arc, time::Instant};

use candor_domain::{
    Code, Doubt, Language, Origin, Role,
    live::{Captions, Live},
    message::Purpose,
    recording::SAMPLE_RATE,
};
use candor_speech::{
    Cancel, Pass, Preview, TranscribeOptions, Transcription, TranscriptionWorker, Utterance,
    UtteranceJob,
};
use candor_store::messages::NewMessage;

use super::{
    CaptionView,
    faster::{FasterModel, FasterModels, Opening},
    language::LanguageWatch,
    pace::{Pace, Turn},
    run::Room,
    running::Running,
    steps::{OnItsWay, Step, Words},
};
use crate::{Result, clock::samples_to_ms, engine::Input};

/// Whoever waits for the end of an interview waits for words half as long as in its course.
const IMPATIENCE: u64 = 2;

/// What a room knows about its captions.
pub(super) struct Captioning {
    pace: Pace,
    began: Instant,
    /// Names and words to expect.
    vocabulary: Arc<str>,
    watch: LanguageWatch,
    running: Vec<Running>,
    /// An utterance that is heard only to see whether the recogniser works again: its number and length in ms.
    probe: Option<(u64, u64)>,
    faster: Option<Arc<dyn FasterModels>>,
    opening: Option<Opening>,
    /// How many times a faster model was asked for.
    openings: u64,
    /// Name of the faster model at work.
    substitute: Option<String>,
    /// What was told last: utterances that wait, seconds behind, level.
    told: (usize, u64, Captions),
}

impl Captioning {
    /// `patience_ms` is the longest wait for an utterance's words.
    pub(super) fn new(patience_ms: u64, vocabulary: Arc<str>) -> Self {
        Self {
            pace: Pace::new(patience_ms, false, 0),
            began: Instant::now(),
            vocabulary,
            watch: LanguageWatch::default(),
            running: Vec::new(),
            probe: None,
            faster: None,
            opening: None,
            openings: 0,
            substitute: None,
            told: (0, 0, Captions::Live),
        }
    }

    /// A new recogniser works from now on, with these models to fall back to.
    pub(super) fn begin(&mut self, patience_ms: u64, faster: Option<Arc<dyn FasterModels>>) {
        let now = self.now_ms();
        self.pace = Pace::new(patience_ms, faster.is_some(), now);
        self.faster = faster;
        self.substitute = None;
        self.probe = None;
        // What is still being opened is for the recogniser before.
        self.opening = None;
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn options(&self, language: Language, pass: Pass, detect_language: bool) -> TranscribeOptions {
        TranscribeOptions {
            pass,
            vocabulary: Arc::clone(&self.vocabulary),
            detect_language,
            cancel: Cancel::default(),
            ..TranscribeOptions::new(language)
        }
    }
}

/// What the recogniser should expect in an interview: what was entered for it, and the names everybody will say.
pub(crate) fn vocabulary(entered: &str, names: [&str; 3]) -> Arc<str> {
    let entered = entered.split([',', ';', '\n', '\r']);
    let mut words: Vec<&str> = Vec::new();
    for word in entered.chain(names) {
        let word = word.trim();
        let known = |other: &&str| other.to_lowercase() == word.to_lowercase();
        if !word.is_empty() && !words.iter().any(known) {
            words.push(word);
        }
    }
    words.join(", ").into()
}

impl Room {
    /// Somebody begins to speak into this microphone.
    pub(super) fn caption_begins(&mut self, track: Role, role: Role) {
        let id = self.next_job;
        self.next_job += 1;
        let language = self.interview.spoken_language();
        self.captions.running.retain(|r| r.track != track);
        self.captions
            .running
            .push(Running::new(track, role, id, language));
    }

    /// Looks at the utterance that has grown most since it was last looked at, if it is time for that.
    pub(super) fn look_ahead(&mut self) {
        let Some((first_ms, more_ms)) = self.captions.pace.looks() else {
            return;
        };
        let Some(worker) = &self.worker else { return };
        if self.captions.running.is_empty()
            || self.tracks.is_fast()
            || worker.is_previewing()
            || worker.pending() > 0
        {
            return;
        }
        let tracks = &self.tracks;
        let length_ms = |running: &Running| {
            let ears = tracks.of(running.track).ears.as_ref()?;
            Some(samples_to_ms(ears.running()?.len() as u64))
        };
        let due = self.captions.running.iter().enumerate();
        let due = due.filter_map(|(n, running)| {
            let length_ms = length_ms(running)?;
            let wanted_ms = match running.seen_ms {
                0 => first_ms,
                seen_ms => seen_ms + more_ms,
            };
            let look = length_ms >= wanted_ms && !self.is_foreign_so_far(running.track);
            look.then_some((n, length_ms, length_ms - running.seen_ms))
        });
        let Some((n, seen_ms, _)) = due.max_by_key(|(.., grown)| *grown) else {
            return;
        };
        let running = &mut self.captions.running[n];
        let left_out = ms_to_samples(running.look(seen_ms));
        let ears = self.tracks.of(running.track).ears.as_ref();
        // Up to a whole millisecond, by which the answer is known.
        let samples = ears.and_then(|ears| {
            let samples = ears.running()?.take(ms_to_samples(seen_ms));
            Some(samples.skip(left_out).collect())
        });
        let Some(samples) = samples else { return };
        let (id, language) = (running.id, running.language);
        worker.preview(UtteranceJob {
            id,
            samples,
            options: self.captions.options(language, Pass::Partial, false),
        });
    }

    /// The words of an utterance that is still being spoken; or the recogniser shows whether it works again.
    pub(super) fn previewed(&mut self, preview: Preview) {
        let took_ms = u64::try_from(preview.took.as_millis()).unwrap_or(u64::MAX);
        if let Some((id, sound_ms)) = self.captions.probe
            && id == preview.id
        {
            self.captions.probe = None;
            let now = self.captions.now_ms();
            if self.captions.pace.probed(sound_ms, took_ms, now) {
                tracing::info!(interview.id = %self.interview.id, "captions are back");
                self.publish_pending();
            }
            return;
        }
        self.captions.pace.looked(took_ms);
        let mut running = self.captions.running.iter_mut();
        let Some(running) = running.find(|running| running.id == preview.id) else {
            return;
        };
        let words = &preview.transcription.words;
        let Some((stable, unsettled)) = running.looked(words, preview.heard_ms) else {
            return;
        };
        let (role, utterance) = (running.role, running.id);
        self.caption(CaptionView {
            role,
            utterance,
            stable,
            unsettled,
        });
    }

    /// Shows words of an utterance that is not over.
    fn caption(&self, caption: CaptionView) {
        // Whoever asks once it was told finds it.
        self.seen.set_caption(caption.clone());
        self.bus.publish(&Live::Caption {
            interview_id: self.interview.id,
            role: caption.role,
            utterance: caption.utterance,
            stable: caption.stable,
            unsettled: caption.unsettled,
        });
    }

    /// An utterance is done with: its message is there, or (`empty`) nothing comes of it.
    pub(super) fn caption_ends(&self, role: Role, utterance: u64, empty: bool) {
        self.seen.end_caption(role, utterance);
        if empty {
            self.bus.publish(&Live::Caption {
                interview_id: self.interview.id,
                role,
                utterance,
                stable: String::new(),
                unsettled: String::new(),
            });
        }
    }

    /// What was heard through this microphone was somebody else: it becomes words on another one.
    pub(super) fn caption_dropped(&mut self, track: Role) {
        let at = self.captions.running.iter().position(|r| r.track == track);
        if let Some(running) = at.map(|at| self.captions.running.swap_remove(at)) {
            self.caption_ends(running.role, running.id, true);
        }
    }

    /// What somebody said into this microphone is over: it goes to the recogniser, unless nobody waits for that any more.
    pub(super) fn utterance_on_its_way(
        &mut self,
        track: Role,
        mut on_its_way: OnItsWay,
        utterance: Utterance,
    ) {
        let Some(worker) = &self.worker else { return };
        let at = self.captions.running.iter().position(|r| r.track == track);
        let running = at.map(|at| self.captions.running.swap_remove(at));
        let id = running.as_ref().map_or(self.next_job, |running| running.id);
        self.next_job = self.next_job.max(id + 1);
        let language = running.map_or(self.interview.spoken_language(), |r| r.language);
        let sound_ms = on_its_way.end_ms.saturating_sub(on_its_way.start_ms);
        on_its_way.id = id;
        self.on_their_way.push_back(on_its_way);
        let now = self.captions.now_ms();
        if self.captions.pace.level() != Captions::Later {
            let detect = self.captions.watch.shall_look(sound_ms);
            worker.submit(UtteranceJob {
                id,
                samples: utterance.samples,
                options: self.captions.options(language, Pass::Final, detect),
            });
        } else if self.captions.pace.shall_probe(now) {
            self.captions.probe = Some((id, sound_ms));
            worker.preview(UtteranceJob {
                id,
                samples: utterance.samples,
                options: self.captions.options(language, Pass::Final, false),
            });
        }
    }

    /// Where nobody waits for words any more, what has been said is stored without them.
    pub(super) fn store_what_is_not_waited_for(&mut self) {
        if self.captions.pace.level() != Captions::Later {
            return;
        }
        while let Some(utterance) = self.on_their_way.pop_front() {
            self.publish_pending();
            self.unheard(utterance);
        }
    }

    /// Stores an utterance whose words will be known only after the interview.
    pub(super) fn unheard(&mut self, utterance: OnItsWay) {
        let (role, id) = (utterance.role, utterance.id);
        if role == Role::Candidate {
            self.input(&Input::Unheard, Words::Unheard(utterance));
        } else {
            let message = self.not_transcribed(&utterance, Purpose::Remark, None);
            let step = Step {
                messages: vec![message],
                ..Step::default()
            };
            if let Err(error) = self.store(step, self.clock.now()) {
                tracing::debug!(%error, "what the recruiter said waits for the store");
            }
        }
        self.caption_ends(role, id, false);
    }

    /// The message of an utterance without its words.
    pub(super) fn not_transcribed(
        &self,
        utterance: &OnItsWay,
        purpose: Purpose,
        question_key: Option<String>,
    ) -> NewMessage {
        NewMessage {
            at: utterance.at,
            audio_start_ms: Some(utterance.start_ms),
            audio_end_ms: Some(utterance.end_ms),
            language: self.interview.spoken_language(),
            doubt: Some(Doubt::NotTranscribed),
            ..self.message(
                utterance.role,
                purpose,
                Origin::Speech,
                String::new(),
                question_key,
            )
        }
    }

    /// Name of the model that heard an utterance.
    pub(super) fn model_of(&self, substitute: bool) -> Option<String> {
        let substitute = substitute.then(|| self.captions.substitute.clone());
        substitute.flatten().or_else(|| self.model.clone())
    }

    /// An utterance has its words: notes how long that took and which language it sounds like.
    pub(super) fn note_transcription(
        &mut self,
        utterance: &OnItsWay,
        transcription: &mut Transcription,
    ) {
        let sounds_like = transcription.sounds_like.take();
        let spoken = transcription.language;
        if let Some(sounds_like) = sounds_like
            && spoken == self.interview.spoken_language()
        {
            let noticed = self.captions.watch.heard(spoken, sounds_like);
            // That nobody spoke at all says more.
            if noticed.other && transcription.doubt != Some(Doubt::NoSpeech) {
                transcription.doubt = Some(Doubt::OtherLanguage);
            }
            if let Some(likely) = noticed.tell {
                self.bus.publish(&Live::OtherLanguage {
                    interview_id: self.interview.id,
                    language: likely.language,
                    probability: likely.probability,
                });
            }
        }
        if transcription.text.trim().is_empty() {
            self.caption_ends(utterance.role, utterance.id, true);
        }
    }

    /// A final pass took so long.
    pub(super) fn note_pass(&mut self, utterance: &OnItsWay, took_ms: u64, substitute: bool) {
        let sound_ms = utterance.end_ms.saturating_sub(utterance.start_ms);
        self.captions.pace.finished(sound_ms, took_ms, substitute);
    }

    /// Another language is spoken from the next utterance on.
    pub(super) fn language_changed(&mut self) {
        self.captions.watch.start_over();
    }

    /// The recogniser does not work any more: captions pause.
    pub(super) fn recogniser_gave_up(&mut self, words: &str) {
        let now = self.captions.now_ms();
        if self.captions.pace.gave_up(now) {
            self.captions_pause(words);
        }
    }

    /// Nobody waits for words any more.
    fn captions_pause(&mut self, why: &str) {
        tracing::warn!(interview.id = %self.interview.id, "captions pause; what is said is transcribed after the interview");
        if let Some(worker) = &self.worker {
            worker.forget();
        }
        let words = format!(
            "{why}; captions pause, recording goes on, and everything that is said is transcribed after the interview"
        );
        self.notice(Code::CaptionsPaused, words);
        self.store_what_is_not_waited_for();
        self.publish_pending();
    }

    /// Adapts the captions to what the computer manages.
    pub(super) fn keep_pace(&mut self) {
        let Some(worker) = &self.worker else { return };
        if self.tracks.is_fast() {
            return;
        }
        let waiting = self.on_their_way.front();
        let waited = waiting.map_or(0, |utterance| utterance.since.elapsed().as_millis());
        let mut wait_ms = u64::try_from(waited).unwrap_or(u64::MAX);
        if !self.finish_replies.is_empty() || self.closing.is_some() {
            wait_ms = wait_ms.saturating_mul(IMPATIENCE);
        }
        let now = self.captions.now_ms();
        match self.captions.pace.look(worker.lag_ms(), wait_ms, now) {
            Some(Turn::Faster) => self.look_for_a_faster_model(),
            Some(Turn::First) => {
                worker.use_first();
                self.captions.substitute = None;
            }
            Some(Turn::GiveUp) => self.captions_pause("this computer does not keep up"),
            Some(Turn::Told) | None => {}
        }
        self.tell_how_far();
    }

    fn look_for_a_faster_model(&mut self) {
        let (Some(models), Some(model)) = (self.captions.faster.clone(), self.model.clone()) else {
            self.captions.pace.none_is_faster();
            return;
        };
        self.captions.openings += 1;
        let opening = Opening::begin(
            models,
            model,
            self.captions.pace.factor(),
            self.interview.spoken_language(),
            self.inbox.clone(),
            self.captions.openings,
        );
        match opening {
            Ok(opening) => self.captions.opening = Some(opening),
            Err(error) => {
                tracing::warn!(%error, "no faster speech model can be opened");
                self.captions.pace.none_is_faster();
            }
        }
    }

    /// A faster model is open, or there is none.
    pub(super) fn faster_model_opened(&mut self, number: u64, opened: Result<Option<FasterModel>>) {
        // One that was asked for before the recogniser changed comes too late.
        let opening = self.captions.opening.take_if(|opening| opening.is(number));
        if opening.is_none() {
            return;
        }
        match (opened, &self.worker) {
            (Ok(Some(FasterModel { model, transcriber })), Some(worker)) => {
                tracing::info!(model, interview.id = %self.interview.id, "a faster speech model takes over");
                worker.substitute(transcriber);
                self.captions.substitute = Some(model);
                let now = self.captions.now_ms();
                self.captions.pace.faster_works(now);
            }
            (Ok(_), _) => self.captions.pace.none_is_faster(),
            (Err(error), _) => {
                tracing::warn!(%error, interview.id = %self.interview.id, "a faster speech model could not be opened");
                self.captions.pace.none_is_faster();
            }
        }
        self.tell_how_far();
    }

    /// How far the text is behind, told whenever that has changed by a second.
    fn tell_how_far(&mut self) {
        let (lag_ms, level) = self.seen_captions();
        if self.captions.told != (self.on_their_way.len(), lag_ms / 1_000, level) {
            self.publish_pending();
        }
    }

    fn seen_captions(&self) -> (u64, Captions) {
        let lag_ms = self.worker.as_ref().map_or(0, TranscriptionWorker::lag_ms);
        (lag_ms, self.captions.pace.level())
    }

    /// Tells everybody what waits for its text.
    pub(super) fn publish_pending(&mut self) {
        let (lag_ms, captions) = self.seen_captions();
        self.captions.told = (self.on_their_way.len(), lag_ms / 1_000, captions);
        self.seen.set_captions(captions, lag_ms);
        self.bus.publish(&Live::Transcribing {
            interview_id: self.interview.id,
            pending: u32::try_from(self.on_their_way.len()).unwrap_or(u32::MAX),
            lag_ms,
            captions,
        });
    }
}

fn ms_to_samples(ms: u64) -> usize {
    usize::try_from(ms * u64::from(SAMPLE_RATE) / 1_000).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabulary_holds_every_name_once_and_what_was_entered_first() {
        let entered = "Kubernetes, gRPC\n\n ada lovelace ;Kubernetes";
        assert_eq!(
            &*vocabulary(entered, ["Ada Lovelace", "Clerk", ""]),
            "Kubernetes, gRPC, ada lovelace, Clerk"
        );
        assert_eq!(&*vocabulary("", ["", "", ""]), "");
    }
}
