//! A candidate for the demo and the tests: silent until told to answer.

use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::mpsc::{Receiver, Sender, channel},
};

use crate::{AudioError, Pace, Pull, SAMPLE_RATE, Source, decode_file, pacer::Pacer};

/// Digital silence for ever, interrupted by the clips its [`ClipTrigger`] calls for.
#[derive(Debug)]
pub struct ClipSource {
    clips: Vec<Vec<f32>>,
    orders: Receiver<Order>,
    queue: VecDeque<Answer>,
    ending: bool,
    pacer: Pacer,
}

/// Tells a [`ClipSource`] what to play; from any thread, by any number of clones.
#[derive(Debug, Clone)]
pub struct ClipTrigger {
    orders: Sender<Order>,
    clips: usize,
}

#[derive(Debug)]
enum Order {
    Answer(Answer),
    End,
}

#[derive(Debug)]
struct Answer {
    clip: usize,
    /// Silence still to come before the clip, in samples.
    silence: u64,
    /// Samples of the clip already played.
    played: usize,
}

impl ClipSource {
    /// Reads the clips into memory.
    ///
    /// # Errors
    /// [`AudioError`] naming the clip that cannot be used, as for [`crate::WavSource::open`].
    pub fn new(clips: Vec<PathBuf>, pace: Pace) -> Result<(Self, ClipTrigger), AudioError> {
        let clips = clips
            .iter()
            .map(|path| {
                crate::decode::FileReader::open(path)?.survey()?;
                Ok(decode_file(path)?.samples)
            })
            .collect::<Result<Vec<_>, AudioError>>()?;
        let (sender, orders) = channel();
        let trigger = ClipTrigger {
            orders: sender,
            clips: clips.len(),
        };
        let source = Self {
            clips,
            orders,
            queue: VecDeque::new(),
            ending: false,
            pacer: Pacer::new(pace),
        };
        Ok((source, trigger))
    }
}

impl ClipTrigger {
    /// Plays clip `index` after `after_ms` of further silence, counted from the sample the source has reached
    /// when it next reads, or from the end of what is queued. Says whether it will: not if there is no such
    /// clip or the source is gone; an order after [`ClipTrigger::end`] is not played either.
    pub fn answer(&self, index: usize, after_ms: u64) -> bool {
        index < self.clips
            && self
                .orders
                .send(Order::Answer(Answer {
                    clip: index,
                    silence: after_ms.saturating_mul(u64::from(SAMPLE_RATE)) / 1000,
                    played: 0,
                }))
                .is_ok()
    }

    /// Ends the source after what is queued has been played. Says whether the source was still there.
    pub fn end(&self) -> bool {
        self.orders.send(Order::End).is_ok()
    }
}

impl Source for ClipSource {
    fn name(&self) -> &'static str {
        "recorded answers"
    }

    fn pace(&self) -> Pace {
        self.pacer.pace()
    }

    fn read(&mut self, out: &mut Vec<f32>) -> Result<Pull, AudioError> {
        if self.ending && self.queue.is_empty() {
            return Ok(Pull::End);
        }
        let wanted = self.pacer.next();
        while let Ok(order) = self.orders.try_recv() {
            match order {
                Order::Answer(answer) if !self.ending => self.queue.push_back(answer),
                Order::Answer(_) => {}
                Order::End => self.ending = true,
            }
        }
        let before = out.len();
        let end = before + wanted;
        while out.len() < end {
            let room = end - out.len();
            let Some(answer) = self.queue.front_mut() else {
                if !self.ending {
                    out.resize(end, 0.0);
                }
                break;
            };
            let silence = answer.silence.min(room as u64);
            if silence > 0 {
                out.resize(out.len() + silence as usize, 0.0);
                answer.silence -= silence;
                continue;
            }
            let rest = &self.clips[answer.clip][answer.played..];
            let piece = &rest[..rest.len().min(room)];
            out.extend_from_slice(piece);
            answer.played += piece.len();
            if piece.len() == rest.len() {
                self.queue.pop_front();
            }
        }
        Ok(if out.len() > before {
            Pull::Samples
        } else {
            Pull::End
        })
    }
}
