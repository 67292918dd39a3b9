//! Whether what a model worded may be said.
//!
//! A reply is what a stranger wrote: it is let through only when it keeps to the plan, to the interview's language
//! and to the rules of a fair interview. When in doubt it is not, and the scripted words are said instead. What may
//! be said is anchored: every sentence of a question has to share its content with the plan's question, every
//! statement about the job with the knowledge base. Fences against judgement, promises and the like stand behind it.

mod anchor;
mod fault;
mod fences;
mod leak;
mod lexicon;
mod noticed;
mod sources;
mod surface;
mod text;

pub use fault::Fault;
pub use noticed::Noticed;

use self::{leak::Inside, sources::Sources};
use crate::{
    model::Request,
    prompt::{Ask, Context, longest},
};

/// Checks the replies to one request. Made once per request, so that looking at a piece of a reply is cheap.
#[derive(Debug, Clone)]
pub struct Check {
    longest: usize,
    sources: Sources,
    inside: Inside,
}

impl Check {
    /// For replies to `request`, made by [`crate::prompt::conversation`] of the same arguments.
    pub fn new(context: &Context, ask: &Ask, request: &Request, boundary: &str) -> Self {
        Self::after(context, ask, request, boundary, &Noticed::default())
    }

    /// The same where lines were checked before: what was `noticed` in the texts is not looked for again.
    pub fn after(
        context: &Context,
        ask: &Ask,
        request: &Request,
        boundary: &str,
        noticed: &Noticed,
    ) -> Self {
        Self {
            longest: longest(ask),
            sources: Sources::new(context, ask, noticed),
            inside: Inside::new(request, boundary),
        }
    }

    /// The longest beginning of `text` that may be shown while more may come, or why none of it may be shown any
    /// longer. A last word that is not complete and could become anything is held back until the next piece;
    /// familiar words are not. `text` is everything that came so far. It may be shorter than what was allowed before,
    /// when a familiar beginning became an unfamiliar word; what is shown stays shown until the word is complete.
    ///
    /// # Errors
    /// The first fault found; the reply is then lost, whatever follows.
    pub fn sayable<'t>(&self, text: &'t str) -> Result<&'t str, Fault> {
        let complete = complete_words(text);
        self.prefix(complete)?;
        let begun = &text[complete.len()..];
        if self.sources.is_familiar_beginning(begun) {
            // What is shown is looked at as well.
            Ok(self.prefix(text).map_or(complete, |()| text))
        } else {
            Ok(complete)
        }
    }

    /// Whether `text`, everything that came so far, may be the beginning of a reply.
    ///
    /// # Errors
    /// The first fault found; no continuation would mend it.
    pub fn prefix(&self, text: &str) -> Result<(), Fault> {
        self.look(text, false).first().map_or(Ok(()), |f| Err(*f))
    }

    /// Whether the whole reply may be said.
    ///
    /// # Errors
    /// Every fault found, each once.
    pub fn reply(&self, text: &str) -> Result<(), Vec<Fault>> {
        let mut faults = self.look(text, true);
        let mut seen = Vec::new();
        faults.retain(|f| {
            !seen.contains(f) && {
                seen.push(*f);
                true
            }
        });
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }

    fn look(&self, text: &str, done: bool) -> Vec<Fault> {
        let language = self.sources.language;
        // Cut before it is taken apart: a model that never stops costs no more than one that is a little too long.
        let (text, too_long) = match text.char_indices().nth(self.longest) {
            Some((end, _)) => (&text[..end], true),
            None => (text, false),
        };
        let mut faults = Vec::new();
        if too_long {
            faults.push(Fault::TooLong);
        }
        if self
            .inside
            .is_in(language, text, |word| self.sources.is_known(word))
        {
            faults.push(Fault::Leak);
        }
        faults.extend(surface::look(text, &self.sources.known));
        let sentences = text::sentences(language, text, done);
        if done && sentences.is_empty() {
            faults.push(Fault::Empty);
        }
        fences::look(&self.sources, &sentences, done, &mut faults);
        if !sentences.is_empty() {
            anchor::look(&self.sources, &sentences, done, &mut faults);
        }
        faults
    }
}

/// `text` up to its last white space or punctuation: everything behind may still become another word.
fn complete_words(text: &str) -> &str {
    let joins =
        |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '.' | '@' | '/' | '_');
    text.trim_end_matches(joins)
}

/// Whether `text`, everything that came so far, may be the beginning of a reply; see [`Check::prefix`].
///
/// # Errors
/// The first fault found.
pub fn check_prefix(check: &Check, text: &str) -> Result<(), Fault> {
    check.prefix(text)
}

/// Whether the whole reply may be said; see [`Check::reply`].
///
/// # Errors
/// Every fault found, each once.
pub fn check_reply(check: &Check, text: &str) -> Result<(), Vec<Fault>> {
    check.reply(text)
}

#[cfg(test)]
mod tests;
