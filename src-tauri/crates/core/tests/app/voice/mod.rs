//! Whole interviews whose lines a model words, over real sockets and both dialects, with everything going wrong that can.

mod bench;
mod between;
mod endings;
mod faults;
mod hostile;
mod kept_back;
mod money;
mod streaming;
