//! Drafting ratings from a transcript, and letting none of it stand that the transcript does not bear out.

pub mod scale;
