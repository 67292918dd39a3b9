//! From sound to words: levels, blocks, utterances and their text.

use candor_domain::{
    Code, Role, UtcMillis,
    live::{Captions, Live},
};
use candor_speech::{
    Finished, Preview, TranscribeOptions, TranscriptionWorker, UtteranceJob,
    vad::{Utterance, VadEvent},
};
use crossbeam_channel::Receiver;

use super::{
    Order,
    ears::{Ears, Heard},
    outbox::Write,
    run::Room,
    steps::{OnItsWay, Words},
};
use crate::{clock::samples_to_ms, engine::Input};

impl Room {
    /// Takes in what has arrived; when the sound fails, the interview goes on by typing.
    pub(super) fn listen(&mut self) {
        let reading_aloud = self.is_reading_aloud();
        let Some(ears) = self.ears.as_mut() else {
            return;
        };
        let listened = ears.listen(reading_aloud);
        if self.seen.ends_at_once() {
            return;
        }
        match listened {
            Ok(heard) => {
                self.clock.heard(heard.samples);
                if heard.samples > 0 {
                    self.sound_until = self.clock.now();
                }
                let ended = heard.ended;
                if heard.lost_ms > 0 {
                    tracing::warn!(lost_ms = heard.lost_ms, interview.id = %self.interview.id, "sound was lost");
                    let detail = format!(
                        "this computer was too busy; {:.1} seconds of sound are missing",
                        heard.lost_ms as f64 / 1_000.0
                    );
                    self.notice(Code::Internal, detail);
                }
                self.take_in(heard);
                if ended {
                    self.stop_listening();
                }
            }
            Err(error) => {
                tracing::warn!(%error, interview.id = %self.interview.id, "sound stopped; the interview goes on by typing");
                self.microphone_lost(error.code(), error.to_string());
            }
        }
    }

    pub(super) fn take_in(&mut self, heard: Heard) {
        let interview_id = self.interview.id;
        for level in heard.levels {
            let (rms_db, peak_db) = (level.rms_db, level.peak_db);
            self.bus.publish(&Live::Level {
                interview_id,
                track: Role::Candidate,
                rms_db,
                peak_db,
            });
            if let Some(state) = self.silence.push(level) {
                self.sound_changed(state);
            }
        }
        if let Some(ears) = &self.ears
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
                    self.bus.publish(&Live::Speech {
                        interview_id,
                        role: Role::Candidate,
                        speaking: true,
                    });
                    self.input(&Input::SpeechStarted, Words::None);
                }
                VadEvent::SpeechEnded(utterance) => self.utterance_ended(utterance),
            }
        }
    }

    fn utterance_ended(&mut self, utterance: Utterance) {
        let (Some(ears), Some(worker)) = (&self.ears, &self.worker) else {
            return;
        };
        let (start_ms, end_ms) = ears.place(&utterance);
        let heard_ms = ears.recording.offset_ms + samples_to_ms(ears.samples());
        let ago_ms = heard_ms.saturating_sub(start_ms);
        let at = UtcMillis(self.clock.now().0.saturating_sub_unsigned(ago_ms));
        self.on_their_way.push_back(OnItsWay {
            start_ms,
            end_ms,
            at,
        });
        worker.submit(UtteranceJob {
            id: self.next_job,
            samples: utterance.samples,
            options: TranscribeOptions::new(self.script.language),
        });
        self.next_job += 1;
        let interview_id = self.interview.id;
        self.bus.publish(&Live::Speech {
            interview_id,
            role: Role::Candidate,
            speaking: false,
        });
        self.publish_pending();
        self.input(&Input::SpeechEnded, Words::None);
    }

    /// The text of the oldest utterance on its way.
    pub(super) fn heard(&mut self, finished: Finished) {
        let Some(utterance) = self.on_their_way.pop_front() else {
            return;
        };
        self.publish_pending();
        match finished.result {
            Ok(transcription) => {
                let input = Input::Heard(transcription.text.clone());
                let transcription = Box::new(transcription);
                self.input(
                    &input,
                    Words::Spoken {
                        utterance,
                        transcription,
                    },
                );
            }
            Err(error) => {
                tracing::error!(%error, interview.id = %self.interview.id, "an utterance could not be transcribed; its sound is kept");
                self.notice(error.code(), error.to_string());
                self.input(&Input::Heard(String::new()), Words::None);
            }
        }
    }

    /// The words of an utterance that is still being spoken.
    pub(super) fn previewed(&mut self, preview: Preview) {
        self.bus.publish(&Live::Caption {
            interview_id: self.interview.id,
            role: Role::Candidate,
            utterance: preview.id,
            stable: String::new(),
            unsettled: preview.transcription.text,
        });
    }

    /// A recording heard faster than real time waits for its text, or time would run ahead of the words.
    pub(super) fn wait_for_text_if_fast(&mut self, orders: &Receiver<Order>) {
        while !self.on_their_way.is_empty()
            && self.ears.as_ref().is_some_and(Ears::is_fast)
            && !self.seen.ends_at_once()
        {
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

    fn publish_pending(&self) {
        self.bus.publish(&Live::Transcribing {
            interview_id: self.interview.id,
            pending: u32::try_from(self.on_their_way.len()).unwrap_or(u32::MAX),
            lag_ms: self.worker.as_ref().map_or(0, TranscriptionWorker::lag_ms),
            captions: Captions::Live,
        });
    }
}
