//! What of this machine computes: instruction sets of the processor, and a graphics card where there is one.
//!
//! whisper.cpp is compiled for the instruction sets the build names. Running it on a processor without them ends the
//! program on the spot, so that is found out before anything of it is run.

use whisper_rs::{WhisperContext, WhisperContextParameters, WhisperError, WhisperState};

use crate::{error::SpeechError, graphics_card::Computing, models::VerifiedModel};

/// An instruction set whisper.cpp may be compiled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InstructionSet {
    /// Its name, as processors are described with.
    pub name: &'static str,
    /// This build cannot do without it.
    pub needed: bool,
    /// This processor has it.
    pub here: bool,
}

/// What the build says of one of whisper.cpp's switches: they are on unless it turns them off.
const fn is_on(switch: Option<&str>) -> bool {
    !matches!(switch, Some(value) if matches!(value.as_bytes(), b"OFF" | b"off" | b"0"))
}

/// The instruction sets this build of whisper.cpp uses, and whether they are here. Empty on other processors than
/// x86, which have what they need.
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
pub fn instruction_sets() -> Vec<InstructionSet> {
    let set = |name, needed, here| InstructionSet { name, needed, here };
    vec![
        set(
            "SSE4.2",
            is_on(option_env!("GGML_SSE42")),
            is_x86_feature_detected!("sse4.2"),
        ),
        set(
            "AVX",
            is_on(option_env!("GGML_AVX")),
            is_x86_feature_detected!("avx"),
        ),
        set(
            "AVX2",
            is_on(option_env!("GGML_AVX2")),
            is_x86_feature_detected!("avx2"),
        ),
        set(
            "BMI2",
            is_on(option_env!("GGML_BMI2")),
            is_x86_feature_detected!("bmi2"),
        ),
        set(
            "FMA",
            is_on(option_env!("GGML_FMA")),
            is_x86_feature_detected!("fma"),
        ),
        set(
            "F16C",
            is_on(option_env!("GGML_F16C")),
            is_x86_feature_detected!("f16c"),
        ),
    ]
}

/// The instruction sets this build of whisper.cpp uses, and whether they are here. Empty on other processors than
/// x86, which have what they need.
#[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
pub fn instruction_sets() -> Vec<InstructionSet> {
    const _: bool = is_on(None);
    Vec::new()
}

/// Whether whisper.cpp may be run here at all.
///
/// # Errors
/// [`SpeechError::ProcessorTooOld`].
pub fn check() -> Result<(), SpeechError> {
    refuse(&instruction_sets())
}

fn refuse(sets: &[InstructionSet]) -> Result<(), SpeechError> {
    let missing: Vec<&str> = sets
        .iter()
        .filter(|set| set.needed && !set.here)
        .map(|set| set.name)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(SpeechError::ProcessorTooOld {
        missing: missing.join(", "),
    })
}

/// Whether this build can compute on a graphics card at all.
pub const fn is_for_graphics_cards() -> bool {
    cfg!(any(feature = "cuda", feature = "vulkan", feature = "metal"))
}

/// Loads a model on a graphics card if that is allowed, this build can and there is one with room for it; on the
/// processor otherwise.
pub(crate) fn load(
    model: &VerifiedModel,
    graphics_card: bool,
) -> Result<((WhisperContext, WhisperState), Computing), WhisperError> {
    with_fallback(
        graphics_card && is_for_graphics_cards(),
        |on_graphics_card| {
            let mut parameters = WhisperContextParameters::default();
            parameters.use_gpu(on_graphics_card);
            let context = WhisperContext::new_with_params(model.path(), parameters)?;
            let state = context.create_state()?;
            Ok((context, state))
        },
    )
}

/// Tries on the graphics card first, if there may be one, and then without.
fn with_fallback<T>(
    graphics_card: bool,
    load: impl Fn(bool) -> Result<T, WhisperError>,
) -> Result<(T, Computing), WhisperError> {
    if !graphics_card {
        return Ok((load(false)?, Computing::Processor));
    }
    match load(true) {
        Ok(loaded) => Ok((loaded, Computing::GraphicsCard)),
        Err(error) => {
            tracing::warn!(%error, "the graphics card cannot be used for speech; the processor is");
            Ok((load(false)?, Computing::ProcessorInstead))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// What whisper.cpp says it was compiled for. It asks itself, not the processor.
    fn compiled() -> Vec<&'static str> {
        whisper_rs::print_system_info()
            .split(['|', ':'])
            .filter_map(|part| part.trim().strip_suffix(" = 1"))
            .collect()
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn nothing_beyond_avx2_is_compiled_in_and_what_is_was_looked_for() {
        let compiled = compiled();
        for name in &compiled {
            assert!(
                [
                    "SSE3",
                    "SSSE3",
                    "AVX",
                    "AVX2",
                    "BMI2",
                    "FMA",
                    "F16C",
                    "REPACK",
                    "LLAMAFILE",
                    "OPENMP"
                ]
                .contains(name),
                "whisper.cpp was compiled for {name}, which not every supported processor has: {compiled:?}"
            );
        }
        // It says nothing of SSE4.2 itself; SSSE3 comes with it.
        for set in instruction_sets().iter().filter(|set| set.name != "SSE4.2") {
            assert_eq!(
                compiled.contains(&set.name),
                set.needed,
                "{} is needed, or is not, and the check before loading believes otherwise: {compiled:?}",
                set.name
            );
        }
        assert_eq!(compiled.contains(&"SSSE3"), instruction_sets()[0].needed);
    }

    #[test]
    fn a_processor_that_lacks_what_is_needed_is_told_so() {
        let set = |name, needed, here| InstructionSet { name, needed, here };
        let sets = [
            set("SSE4.2", true, true),
            set("AVX2", true, false),
            set("FMA", true, false),
            set("F16C", false, false),
        ];
        let error = refuse(&sets).unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("AVX2, FMA") && !text.contains("F16C"),
            "{text}"
        );
        assert!(text.contains("older processors"), "{text}");
        assert!(refuse(&sets[..1]).is_ok());
    }

    #[test]
    fn switches_are_on_unless_they_are_turned_off() {
        assert!(is_on(None) && is_on(Some("ON")) && is_on(Some("1")));
        assert!(!is_on(Some("OFF")) && !is_on(Some("0")));
    }

    #[test]
    fn without_a_usable_graphics_card_the_processor_computes() {
        let tried = RefCell::new(Vec::new());
        let load = |works: fn(bool) -> bool| {
            tried.borrow_mut().clear();
            let tried = &tried;
            move |gpu: bool| {
                tried.borrow_mut().push(gpu);
                if works(gpu) {
                    Ok(gpu)
                } else {
                    Err(WhisperError::InitError)
                }
            }
        };
        let computing = with_fallback(true, load(|_| true));
        assert_eq!(computing.unwrap(), (true, Computing::GraphicsCard));
        assert_eq!(*tried.borrow(), [true]);
        let computing = with_fallback(true, load(|gpu| !gpu));
        assert_eq!(computing.unwrap(), (false, Computing::ProcessorInstead));
        assert_eq!(*tried.borrow(), [true, false]);
        let computing = with_fallback(false, load(|_| true));
        assert_eq!(computing.unwrap(), (false, Computing::Processor));
        assert_eq!(*tried.borrow(), [false]);
        assert!(with_fallback(true, load(|_| false)).is_err());
        assert_eq!(
            is_for_graphics_cards(),
            cfg!(any(feature = "cuda", feature = "vulkan", feature = "metal"))
        );
    }
}
