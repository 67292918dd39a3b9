//! From sound to words: levels, blocks, utterances and their text.

use std::time::Instant;

use candor_domain::{Code, Role, UtcMillis, live::Live};
use candor_speech::{
    Finished, SpeechError, Transcription,
    vad::{Utterance, VadEvent},
};
use crossbeam_channel::Receiver;

use super::{
    Order,
    ears::Heard,
    outbox::Write,
    run::Room,
    steps::{OnItsWay, Words},
};
use crate::{clock::samples_to_ms, engine::Input};

impl Room {
    /// Takes in what has arrived on this track; when the candidate's sound fails, the interview goes on by typing.
    pub(super) fn listen(&mut self, track: Role) {
        let reading_aloud = self.echo_guard && self.is_reading_aloud();
        let Some(ears) = self.tracks.of_mut(track).ears.as_mut() else {
            return;
        };
        let listened = ears.listen(reading_aloud);
        if self.seen.ends_at_once() {
            return;
        }
        match listened {
            Ok(heard) => {
                self.sound_arrived(track, heard.samples);
                let ended = heard.ended;
                if heard.lost_ms > 0 {
                    tracing::warn!(lost_ms = heard.lost_ms, interview.id = %self.interview.id, "sound was lost");
                    let detail = format!(
                        "this computer was too busy; {:.1} seconds of sound are missing",
                        heard.lost_ms as f64 / 1_000.0
                    );
                    self.notice(Code::Internal, detail);
                }
                self.take_in(track, heard);
                if ended {
                    self.sound_ended(track);
                }
            }
            Err(error) => {
                tracing::warn!(%error, interview.id = %self.interview.id, "sound stopped; the interview goes on by typing");
                self.microphone_lost(track, error.code(), error.to_string());
            }
        }
    }

    pub(super) fn take_in(&mut self, track: Role, heard: Heard) {
        let interview_id = self.interview.id;
        for level in heard.levels {
            let (rms_db, peak_db) = (level.rms_db, level.peak_db);
            self.bus.publish(&Live::Level {
                interview_id,
                track,
                rms_db,
                peak_db,
            });
            if let Some(hint) = self.level_hint(track, level) {
                self.bus.publish(&Live::LevelHint {
                    interview_id,
                    track,
                    hint,
                });
            }
            if let Some(state) = self.tracks.of_mut(track).silence.push(level) {
                self.sound_changed(track, state);
            }
        }
        if let Some(ears) = &self.tracks.of(track).ears
            && !heard.blocks.is_empty()
        {
            let (recording, at) = (ears.recording.id, self.clock.now());
            for block in heard.blocks {
                self.outbox.push(Write::Block {
                    recording,
                    block,
                    at,
                });
            }
            self.flush_later();
        }
        for event in heard.speech {
            match event {
                VadEvent::SpeechStarted { .. } => {
                    let role = self.speaker(track);
                    self.caption_begins(track, role);
                    self.bus.publish(&Live::Speech {
                        interview_id,
                        role,
                        speaking: true,
                    });
                    if role == Role::Recruiter {
                        self.recruiter_speaks();
                    } else {
                        self.input(&Input::SpeechStarted, Words::None);
                    }
                }
                VadEvent::SpeechEnded(utterance) => self.utterance_ended(track, utterance),
            }
        }
    }

    fn utterance_ended(&mut self, track: Role, mut utterance: Utterance) {
        let role = self.speaker(track);
        let Some(ears) = &self.tracks.of(track).ears else {
            return;
        };
        let (start_ms, end_ms) = ears.place(&utterance);
        let heard_ms = ears.recording.offset_ms + samples_to_ms(ears.samples());
        let ago_ms = heard_ms.saturating_sub(start_ms);
        let on_its_way = OnItsWay {
            id: self.next_job,
            since: Instant::now(),
            role,
            start_ms,
            end_ms,
            at: UtcMillis(self.clock.now().0.saturating_sub_unsigned(ago_ms)),
        };
        let own = self.without_the_other(track, on_its_way.start_ms, &mut utterance);
        if own {
            self.utterance_on_its_way(track, on_its_way, utterance);
        } else {
            self.caption_dropped(track);
        }
        let interview_id = self.interview.id;
        self.bus.publish(&Live::Speech {
            interview_id,
            role,
            speaking: false,
        });
        self.publish_pending();
        if role == Role::Recruiter {
            self.recruiter_paused();
        } else {
            self.input(&Input::SpeechEnded, Words::None);
            if !own {
                self.input(&Input::Heard(String::new()), Words::None);
            }
        }
        self.store_what_is_not_waited_for();
    }

    /// The text of an utterance on its way; of one that is not waited for any more it comes too late.
    pub(super) fn heard(&mut self, finished: Finished) {
        let mut waiting = self.on_their_way.iter();
        let place = waiting.position(|utterance| utterance.id == finished.id);
        let Some(utterance) = place.and_then(|place| self.on_their_way.remove(place)) else {
            return;
        };
        let took_ms = u64::try_from(finished.took.as_millis()).unwrap_or(u64::MAX);
        match finished.result {
            Ok(mut transcription) => {
                self.note_pass(&utterance, took_ms, finished.substitute);
                self.publish_pending();
                let model = self.model_of(finished.substitute);
                self.note_transcription(&utterance, &mut transcription);
                self.said(utterance, transcription, model);
            }
            Err(error) => {
                tracing::error!(%error, interview.id = %self.interview.id, "an utterance could not be transcribed; its sound is kept");
                self.publish_pending();
                let given_up = matches!(error, SpeechError::RecogniserGivenUp { .. });
                if !given_up {
                    self.notice(error.code(), error.to_string());
                }
                self.unheard(utterance);
                if given_up {
                    self.recogniser_gave_up("the speech recogniser broke down too often");
                }
            }
        }
    }

    /// What somebody said, in words.
    fn said(&mut self, utterance: OnItsWay, transcription: Transcription, model: Option<String>) {
        let (role, id) = (utterance.role, utterance.id);
        if role == Role::Recruiter {
            self.recruiter_said(&utterance, transcription, model);
        } else {
            let input = Input::Heard(transcription.text.clone());
            let transcription = Box::new(transcription);
            self.input(
                &input,
                Words::Spoken {
                    utterance,
                    transcription,
                    model,
                },
            );
        }
        self.caption_ends(role, id, false);
    }

    /// A recording heard faster than real time waits for its text, or time would run ahead of the words.
    pub(super) fn wait_for_text_if_fast(&mut self, orders: &Receiver<Order>) {
        while !self.on_their_way.is_empty() && self.tracks.is_fast() && !self.seen.ends_at_once() {
            match orders.recv() {
                Ok(order) => self.obey(order),
                Err(_) => return self.close(),
            }
        }
    }

    /// Stores what waits, now or, if that fails, later: the failure has been told to the room.
    pub(super) fn flush_later(&mut self) {
        if let Err(error) = self.flush() {
            tracing::debug!(%error, "sound waits for the store");
        }
    }
}
