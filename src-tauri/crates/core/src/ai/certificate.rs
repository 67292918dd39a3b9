//! Root certificates of an organisation: read from PEM, with whom they name and how long they are valid.
//!
//! Reads just enough of X.509 (RFC 5280, DER) to show what is being trusted; the TLS library has the last word on
//! whether it is a certificate.

use std::fmt::Write as _;

use candor_domain::UtcMillis;
use jiff::{civil, tz::TimeZone};
use sha2::{Digest as _, Sha256};

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// What a certificate says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Read {
    /// SHA-256 of its bytes, in hexadecimal.
    pub(super) id: String,
    /// Whom it names: common name, organisation and unit, as far as it has them.
    pub(super) subject: String,
    /// Until when it is valid.
    pub(super) expires_at: UtcMillis,
    /// The certificate alone, as PEM.
    pub(super) pem: String,
}

/// Every certificate of a PEM text; `None` if a single one cannot be read, or there is none.
pub(super) fn read_all(text: &str) -> Option<Vec<Read>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(BEGIN) {
        let (body, after) = after.split_once(END)?;
        found.push(read(body)?);
        rest = after;
    }
    (!found.is_empty()).then_some(found)
}

fn read(body: &str) -> Option<Read> {
    let base64: String = body.split_ascii_whitespace().collect();
    let der = decoded(&base64)?;
    let (subject, expires_at) = subject_and_expiry(&der)?;
    // Lines of 64, as RFC 7468 wants them.
    let lines: Vec<&str> = base64
        .as_bytes()
        .chunks(64)
        .filter_map(|line| std::str::from_utf8(line).ok())
        .collect();
    let mut id = String::new();
    for byte in Sha256::digest(&der) {
        // Writing to a String cannot fail.
        let _ = write!(id, "{byte:02x}");
    }
    Some(Read {
        id,
        subject,
        expires_at,
        pem: format!("{BEGIN}\n{}\n{END}\n", lines.join("\n")),
    })
}

/// Base64 with padding, as PEM uses it.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let bytes = text.as_bytes();
    if bytes.is_empty() || !bytes.len().is_multiple_of(4) {
        return None;
    }
    let data = text.trim_end_matches('=');
    if text.len() - data.len() > 2 {
        return None;
    }
    let mut all = Vec::with_capacity(bytes.len() / 4 * 3);
    for four in data.as_bytes().chunks(4) {
        let mut bits = 0_u32;
        for &letter in four {
            let value = match letter {
                b'A'..=b'Z' => letter - b'A',
                b'a'..=b'z' => letter - b'a' + 26,
                b'0'..=b'9' => letter - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                _ => return None,
            };
            bits = bits << 6 | u32::from(value);
        }
        let count = four.len() * 6 / 8;
        bits <<= 24 - four.len() * 6;
        all.extend_from_slice(&bits.to_be_bytes()[1..=count]);
    }
    Some(all)
}

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OBJECT_ID: u8 = 0x06;
const VERSION: u8 = 0xA0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// DER values, one after the other.
struct Values<'d>(&'d [u8]);

impl<'d> Values<'d> {
    /// The next value: its tag and content.
    fn next(&mut self) -> Option<(u8, &'d [u8])> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, mut rest) = rest.split_first()?;
        let mut length = usize::from(first);
        if first >= 0x80 {
            let (bytes, after) = rest.split_at_checked(usize::from(first & 0x7F))?;
            if bytes.is_empty() || bytes.len() > 4 {
                return None;
            }
            length = bytes
                .iter()
                .fold(0, |length, byte| length << 8 | usize::from(*byte));
            rest = after;
        }
        let (content, after) = rest.split_at_checked(length)?;
        self.0 = after;
        Some((tag, content))
    }

    fn expect(&mut self, tag: u8) -> Option<&'d [u8]> {
        self.next()
            .and_then(|(found, content)| (found == tag).then_some(content))
    }
}

fn subject_and_expiry(der: &[u8]) -> Option<(String, UtcMillis)> {
    let certificate = Values(der).expect(SEQUENCE)?;
    let mut fields = Values(Values(certificate).expect(SEQUENCE)?);
    let (tag, _) = fields.next()?;
    if tag == VERSION {
        fields.next()?; // the serial number
    }
    fields.expect(SEQUENCE)?; // the signature's algorithm
    fields.expect(SEQUENCE)?; // the issuer
    let mut validity = Values(fields.expect(SEQUENCE)?);
    validity.next()?;
    let (tag, time) = validity.next()?;
    let expires_at = point_in_time(tag, time)?;
    Some((name(fields.expect(SEQUENCE)?), expires_at))
}

/// Common name, organisation and unit, in this order.
fn name(der: &[u8]) -> String {
    const COMMON_NAME: &[u8] = &[0x55, 4, 3];
    const ORGANISATION: &[u8] = &[0x55, 4, 10];
    const UNIT: &[u8] = &[0x55, 4, 11];
    let mut parts: Vec<(&[u8], String)> = Vec::new();
    let mut names = Values(der);
    while let Some(set) = names.expect(SET) {
        let mut attributes = Values(set);
        while let Some(attribute) = attributes.expect(SEQUENCE) {
            let mut pair = Values(attribute);
            if let (Some(kind), Some((tag, text))) = (pair.expect(OBJECT_ID), pair.next()) {
                parts.push((kind, words(tag, text)));
            }
        }
    }
    let wanted = [COMMON_NAME, ORGANISATION, UNIT];
    let told: Vec<String> = wanted
        .into_iter()
        .filter_map(|kind| parts.iter().find(|part| part.0 == kind))
        .map(|part| part.1.clone())
        .filter(|text| !text.is_empty())
        .collect();
    told.join(", ")
}

/// A string of a certificate. It comes from outside: control characters are left out, and it has an end.
fn words(tag: u8, bytes: &[u8]) -> String {
    const LATIN: u8 = 0x14;
    const WIDE: u8 = 0x1E;
    const LONGEST: usize = 200;
    let text = match tag {
        LATIN => bytes.iter().map(|byte| char::from(*byte)).collect(),
        WIDE => {
            let units = bytes.chunks_exact(2);
            let units: Vec<u16> = units.map(|u| u16::from_be_bytes([u[0], u[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    text.chars()
        .filter(|c| !c.is_control())
        .take(LONGEST)
        .collect()
}

/// `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`.
fn point_in_time(tag: u8, bytes: &[u8]) -> Option<UtcMillis> {
    let digits = bytes.strip_suffix(b"Z")?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| -> Option<i16> {
        std::str::from_utf8(digits.get(range)?).ok()?.parse().ok()
    };
    let (year, at) = match (tag, digits.len()) {
        (UTC_TIME, 12) => {
            let year = number(0..2)?;
            (if year < 50 { 2000 + year } else { 1900 + year }, 2)
        }
        (GENERALIZED_TIME, 14) => (number(0..4)?, 4),
        _ => return None,
    };
    let part = |index: usize| -> Option<i8> {
        i8::try_from(number(at + index * 2..at + index * 2 + 2)?).ok()
    };
    let date = civil::Date::new(year, part(0)?, part(1)?).ok()?;
    let time = civil::Time::new(part(2)?, part(3)?, part(4)?, 0).ok()?;
    let zoned = date.to_datetime(time).to_zoned(TimeZone::UTC).ok()?;
    Some(UtcMillis(zoned.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ROOT: &str = include_str!("../../tests/app/certificates/root.pem");

    #[test]
    fn a_certificate_is_kept_alone_and_as_it_was() {
        let text = format!("issued by us\n{}", ROOT.replace('\n', "\r\n"));
        let read = read_all(&text).unwrap();
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].pem, ROOT);
        assert_eq!(read_all(&read[0].pem).unwrap(), read);
    }

    #[test]
    fn times_are_read_as_the_standard_says() {
        for (tag, text, expected) in [
            (UTC_TIME, "700101000000Z", Some(0)),
            (UTC_TIME, "491231235959Z", Some(2_524_607_999_000)),
            (UTC_TIME, "500101000000Z", Some(-631_152_000_000)),
            (GENERALIZED_TIME, "20500101000000Z", Some(2_524_608_000_000)),
            (UTC_TIME, "701301000000Z", None),
            (UTC_TIME, "7001010000Z", None),
            (UTC_TIME, "700101000000+0100", None),
            (GENERALIZED_TIME, "700101000000Z", None),
        ] {
            let read = point_in_time(tag, text.as_bytes());
            assert_eq!(read, expected.map(UtcMillis), "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_given_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400), at in 0_usize..900, to in any::<u8>()) {
            let _ = subject_and_expiry(&bytes);
            let _ = read_all(&String::from_utf8_lossy(&bytes));
            let body: String = ROOT.lines().filter(|line| !line.starts_with('-')).collect();
            let mut der = decoded(&body).unwrap();
            der[at] = to;
            let _ = subject_and_expiry(&der);
            der.truncate(at);
            let _ = subject_and_expiry(&der);
        }
    }
}
