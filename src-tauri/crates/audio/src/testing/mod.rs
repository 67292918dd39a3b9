//! The test bench: sound hardware that is not there. Behind the feature `test-bench`, for tests only, on Linux.

mod virtual_microphone;

pub use virtual_microphone::{BenchError, SPARE_NAME, VirtualMicrophone};
