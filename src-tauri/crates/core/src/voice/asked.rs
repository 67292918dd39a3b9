//! A model that is being asked, on a thread of its own.

use std::sync::Arc;

use candor_assistant::model::{Cancel, Reply, ReplyModel, Request};
use crossbeam_channel::{Receiver, bounded};

/// Pieces that may wait to be checked before the model has to wait.
const PIECES: usize = 256;

/// What a model's thread tells.
pub(super) enum News {
    Piece(String),
    Ended(Box<Reply>),
}

/// A model that was asked; dropping it cancels the request.
pub(super) struct Asked {
    pub(super) news: Receiver<News>,
    cancel: Cancel,
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

/// Asks a model on a thread of its own.
pub(super) fn ask(model: Arc<dyn ReplyModel>, request: Request) -> std::io::Result<Asked> {
    let (sender, news) = bounded(PIECES);
    let cancel = Cancel::default();
    let cancelled = cancel.clone();
    std::thread::Builder::new()
        .name("candor-model".into())
        .spawn(move || {
            // Nobody listening any more means that the request is being cancelled.
            let reply = model.reply(&request, &cancelled, &mut |piece| {
                let _ = sender.send(News::Piece(piece.to_owned()));
            });
            let _ = sender.send(News::Ended(Box::new(reply)));
        })?;
    Ok(Asked { news, cancel })
}
