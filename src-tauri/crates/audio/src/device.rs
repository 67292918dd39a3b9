//! Which microphones there are.

use cpal::{
    ErrorKind, SampleFormat, SupportedStreamConfig,
    traits::{DeviceTrait, HostTrait},
};

use crate::AudioError;

/// PCM plug-ins that ALSA lists among the inputs although nothing can be said into them.
const NOT_MICROPHONES: [&str; 9] = [
    "null",
    "lavrate",
    "samplerate",
    "speexrate",
    "speex",
    "upmix",
    "vdownmix",
    "jack",
    "oss",
];

/// A microphone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputDevice {
    /// Name for people, unique in the list; [`crate::Microphone::open`] takes it.
    pub name: String,
    /// The system's own name for it, which stays the same over restarts; taken as well.
    pub id: String,
    /// Whether it is opened when none is named.
    pub is_default: bool,
    /// Channels it delivers; 0 while another program keeps it to itself.
    pub channels: u16,
    /// Rate it delivers, in hertz; 0 while another program keeps it to itself.
    pub sample_rate: u32,
}

/// The microphones that can be opened now, the default first. May be empty.
///
/// # Errors
/// [`AudioError::NoSoundSystem`] or [`AudioError::OpenFailed`] when the system's sound service does not answer.
pub fn input_devices() -> Result<Vec<InputDevice>, AudioError> {
    let mut devices: Vec<InputDevice> = candidates(&cpal::default_host())?
        .into_iter()
        .filter_map(|candidate| {
            let (channels, sample_rate) = match config(&candidate.device) {
                Ok(config) => (config.channels(), config.sample_rate()),
                Err(e) if e.kind() == ErrorKind::DeviceBusy => (0, 0),
                Err(_) => return None,
            };
            Some(InputDevice {
                name: candidate.name,
                id: candidate.id,
                is_default: candidate.is_default,
                channels,
                sample_rate,
            })
        })
        .collect();
    devices.sort_by_key(|device| !device.is_default);
    Ok(devices)
}

/// The system's own name for the default microphone, as in [`InputDevice::id`]; `None` when there is none. Cheap enough
/// to ask every second. On Linux it is always the same: there the sound service moves the sound of the default by itself.
pub fn default_input_id() -> Option<String> {
    hush();
    let device = cpal::default_host().default_input_device()?;
    device.id().ok().map(|id| id.to_string())
}

/// A device that can be opened.
pub(crate) struct Found {
    pub(crate) device: cpal::Device,
    /// Name for people.
    pub(crate) name: String,
    /// As in [`InputDevice::id`].
    pub(crate) id: String,
}

/// The device with this name or id, or the default one.
pub(crate) fn find(wanted: Option<&str>) -> Result<Found, AudioError> {
    let candidates = candidates(&cpal::default_host())?;
    let found = candidates
        .into_iter()
        .find(|candidate| match wanted {
            None => candidate.is_default,
            Some(wanted) => {
                [&candidate.name, &candidate.id, &candidate.short_id].contains(&&wanted.to_owned())
            }
        })
        .map(|candidate| Found {
            // Who asked for this very device stays with it when another becomes the default.
            device: match candidate.itself {
                Some(itself) if wanted.is_some() => itself,
                _ => candidate.device,
            },
            name: candidate.name,
            id: candidate.id,
        });
    match (found, wanted) {
        (Some(found), _) => Ok(found),
        (None, None) => Err(AudioError::NoDevice),
        (None, Some(wanted)) => Err(AudioError::UnknownDevice {
            name: wanted.to_owned(),
            known: input_devices()?
                .into_iter()
                .map(|device| device.name)
                .collect(),
        }),
    }
}

/// What to ask of a device: its default, or else its best configuration with plain samples.
pub(crate) fn config(device: &cpal::Device) -> Result<SupportedStreamConfig, cpal::Error> {
    let plain = |format: SampleFormat| !format.is_dsd();
    match device.default_input_config() {
        Ok(config) if plain(config.sample_format()) => Ok(config),
        Err(e) if e.kind() != ErrorKind::UnsupportedConfig => Err(e),
        _ => device
            .supported_input_configs()?
            .filter(|range| plain(range.sample_format()))
            .max_by(cpal::SupportedStreamConfigRange::cmp_default_heuristics)
            .map(|range| {
                range
                    .try_with_standard_sample_rate()
                    .unwrap_or_else(|| range.with_max_sample_rate())
            })
            .ok_or_else(|| cpal::Error::new(ErrorKind::UnsupportedConfig)),
    }
}

/// Keeps ALSA from writing every device it cannot open straight to standard error; what matters comes back as an
/// error. Holds for the calling thread; calling it again empties what has been collected.
#[cfg(target_os = "linux")]
fn hush() {
    if let Err(e) = alsa::Output::local_error_handler() {
        tracing::debug!(error = %e, "ALSA's messages go to standard error");
    }
}

#[cfg(not(target_os = "linux"))]
fn hush() {}

struct Candidate {
    device: cpal::Device,
    /// The default device again, as one that stays the same when another becomes the default.
    itself: Option<cpal::Device>,
    name: String,
    id: String,
    /// The id without the name of the host.
    short_id: String,
    is_default: bool,
}

/// Every input the host lists, and the default one even where it is not listed.
fn candidates(host: &cpal::Host) -> Result<Vec<Candidate>, AudioError> {
    hush();
    let listed = host.input_devices().map_err(|e| match e.kind() {
        ErrorKind::HostUnavailable => AudioError::NoSoundSystem,
        _ => AudioError::OpenFailed {
            name: "default".to_owned(),
            reason: e.to_string(),
        },
    })?;
    let default = host.default_input_device();
    let default_id = default.as_ref().and_then(|device| device.id().ok());
    let mut candidates: Vec<Candidate> = Vec::new();
    for device in default.into_iter().chain(listed) {
        // A device unplugged since it was listed has no id any more.
        let Ok(id) = device.id() else { continue };
        let is_default = Some(&id) == default_id.as_ref();
        let (id, short_id) = (id.to_string(), id.id().to_owned());
        if NOT_MICROPHONES.contains(&short_id.as_str()) {
            continue;
        }
        if let Some(known) = candidates.iter_mut().find(|c| c.id == id) {
            known.itself.get_or_insert(device);
            continue;
        }
        candidates.push(Candidate {
            name: device.to_string(),
            device,
            itself: None,
            id,
            short_id,
            is_default,
        });
    }
    let names: Vec<String> = candidates.iter().map(|c| c.name.clone()).collect();
    for candidate in &mut candidates {
        if names.iter().filter(|name| **name == candidate.name).count() > 1 {
            candidate.name = format!("{} ({})", candidate.name, candidate.short_id);
        }
    }
    Ok(candidates)
}
