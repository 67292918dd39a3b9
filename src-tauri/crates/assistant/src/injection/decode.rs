//! Encoded text: base64, hexadecimal, binary, escapes, Morse.

use candor_domain::AttemptKind;

use super::{Found, disguise::place, kinds_in};

/// Fewest characters of base64 that are looked at.
const BASE64: usize = 16;
/// Fewest characters that decoded text has, to be text at all.
const TEXT: usize = 6;
/// Fewest groups of dots and dashes.
const MORSE: usize = 10;

/// Finds encoded text, whatever it says: people do not speak or type like that.
pub(super) fn look(chars: &[char], found: &mut Vec<Found>) {
    let mut start = 0;
    while start < chars.len() {
        let end = start
            + chars[start..]
                .iter()
                .take_while(|c| !c.is_whitespace())
                .count();
        let token = &chars[start..end];
        for decoded in [base64(token), hex(token), escapes(token)]
            .into_iter()
            .flatten()
        {
            report(&decoded, start, end, found);
        }
        start = end.max(start) + 1;
    }
    for (decode, sign) in [
        (
            hex as fn(&[char]) -> Option<String>,
            &(|c: char| c.is_ascii_hexdigit()) as &dyn Fn(char) -> bool,
        ),
        (binary, &|c| matches!(c, '0' | '1')),
        (decimal, &|c| c.is_ascii_digit()),
    ] {
        groups(chars, sign, |start, end, digits| {
            if let Some(decoded) = decode(digits) {
                report(&decoded, start, end, found);
            }
        });
    }
    morse(chars, found);
}

fn report(decoded: &str, start: usize, end: usize, found: &mut Vec<Found>) {
    let decoded: Vec<char> = decoded.chars().collect();
    let mut kinds = vec![AttemptKind::Encoded];
    kinds.extend(kinds_in(&decoded));
    found.push(place(kinds, start, end));
}

/// Text, not random bytes: letters and spaces above all.
fn text(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(bytes).ok()?;
    let all = text.chars().count();
    let readable = text.chars().all(|c| {
        c.is_alphanumeric()
            || c.is_ascii_punctuation()
            || c == ' '
            || c == '\n'
            || "„“”«»’–—…".contains(c)
    });
    let letters = text
        .chars()
        .filter(|c| c.is_alphabetic() || *c == ' ')
        .count();
    (all >= TEXT && readable && letters * 4 >= all * 3).then_some(text)
}

fn base64(token: &[char]) -> Option<String> {
    let value = |c: char| match c {
        'A'..='Z' => Some(c as u32 - 'A' as u32),
        'a'..='z' => Some(c as u32 - 'a' as u32 + 26),
        '0'..='9' => Some(c as u32 - '0' as u32 + 52),
        '+' | '-' => Some(62),
        '/' | '_' => Some(63),
        _ => None,
    };
    let first = token.iter().position(|c| value(*c).is_some())?;
    let digits: Vec<u32> = token[first..].iter().map_while(|c| value(*c)).collect();
    if digits.len() < BASE64 {
        return None;
    }
    let mut bytes = Vec::new();
    for group in digits.chunks(4) {
        let bits = group.iter().fold(0, |bits, d| bits << 6 | d) << (6 * (4 - group.len()));
        let four = bits.to_be_bytes();
        bytes.extend(&four[1..group.len().max(1)]);
    }
    text(bytes)
}

fn hex(token: &[char]) -> Option<String> {
    let token = match token {
        ['0', 'x' | 'X', rest @ ..] => rest,
        token => token,
    };
    let digits: Option<Vec<u32>> = token.iter().map(|c| c.to_digit(16)).collect();
    let digits = digits.filter(|d| d.len() >= 2 * TEXT && d.len().is_multiple_of(2))?;
    text(
        digits
            .chunks(2)
            .map(|pair| (pair[0] * 16 + pair[1]) as u8)
            .collect(),
    )
}

fn binary(digits: &[char]) -> Option<String> {
    if digits.len() < 8 * TEXT || !digits.len().is_multiple_of(8) {
        return None;
    }
    let byte = |bits: &[char]| {
        bits.iter()
            .fold(0_u8, |byte, c| byte << 1 | u8::from(*c == '1'))
    };
    text(digits.chunks(8).map(byte).collect())
}

/// Codes of letters as groups of two or three digits, handed over as one run per group.
fn decimal(digits: &[char]) -> Option<String> {
    let codes: Option<Vec<u8>> = digits
        .split(|c| *c == ' ')
        .map(|code| code.iter().collect::<String>().parse().ok())
        .collect();
    let codes = codes.filter(|c| c.len() >= 2 * TEXT && c.iter().all(|c| (32..127).contains(c)))?;
    text(codes)
}

/// Runs of digits in groups: “69 67 6e …”. `decimal` needs the groups, the others only the digits.
fn groups(
    chars: &[char],
    sign: &dyn Fn(char) -> bool,
    mut each: impl FnMut(usize, usize, &[char]),
) {
    let separates = |c: char| matches!(c, ' ' | ',' | ':' | '-');
    let mut start = 0;
    while start < chars.len() {
        let run = chars[start..]
            .iter()
            .take_while(|c| sign(**c) || separates(**c))
            .count();
        let part = &chars[start..start + run];
        if part.iter().any(|c| separates(*c)) {
            let groups: Vec<&[char]> = part
                .split(|c| separates(*c))
                .filter(|g| !g.is_empty())
                .collect();
            let even = groups.first().map(|g| g.len());
            if even.is_some() && groups.iter().all(|g| Some(g.len()) == even) {
                each(start, start + run, &groups.concat());
            } else {
                each(start, start + run, &groups.join(&' '));
            }
        }
        start += run.max(1);
    }
}

/// “%69%67…”, “\u0069…”, “\x69…”, “&#105;…”.
fn escapes(token: &[char]) -> Option<String> {
    let token: String = token.iter().collect();
    for (sign, radix, length) in [
        ("%", 16, 2),
        ("\\u", 16, 4),
        ("\\x", 16, 2),
        ("&#x", 16, 2),
        ("&#", 10, 4),
    ] {
        let codes: Vec<u32> = token
            .split(sign)
            .skip(1)
            .filter_map(|code| {
                let digits: String = code
                    .chars()
                    .take(length)
                    .take_while(|c| c.is_digit(radix))
                    .collect();
                u32::from_str_radix(&digits, radix).ok()
            })
            .collect();
        if codes.len() < TEXT {
            continue;
        }
        // Two hexadecimal digits are a byte of UTF-8, more are a character.
        let bytes: Option<Vec<u8>> = codes.iter().map(|c| u8::try_from(*c).ok()).collect();
        let characters = || {
            codes
                .iter()
                .filter_map(|c| char::from_u32(*c))
                .collect::<String>()
        };
        if let Some(decoded) = bytes
            .and_then(text)
            .or_else(|| text(characters().into_bytes()))
        {
            return Some(decoded);
        }
    }
    None
}

fn morse(chars: &[char], found: &mut Vec<Found>) {
    let is_sign = |c: &char| matches!(c, '.' | '-' | '·' | '−' | '–');
    let mut start = 0;
    while start < chars.len() {
        let run = chars[start..]
            .iter()
            .take_while(|c| is_sign(c) || matches!(c, ' ' | '/'))
            .count();
        let groups = chars[start..start + run]
            .split(|c| !is_sign(c))
            .filter(|g| !g.is_empty())
            .count();
        if groups >= MORSE {
            found.push(place(vec![AttemptKind::Encoded], start, start + run));
        }
        start += run.max(1);
    }
}
