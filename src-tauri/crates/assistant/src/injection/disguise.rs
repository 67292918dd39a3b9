//! Words in disguise: look-alike letters, digits for letters, invisible characters, words spelt, turned round or
//! shifted by thirteen letters.

use candor_domain::{AttemptKind, Language};

use super::{
    Found, View, kinds_in,
    phrases::known,
    spans::{self, Span},
};
use crate::prompt::is_invisible;

/// From this many invisible characters between letters on, something is hidden.
const HIDDEN: usize = 3;
/// Fewest letters in a row that spell something.
const SPELT: usize = 8;
/// Fewest words mixed from look-alikes of two alphabets.
const MIXED: usize = 3;

/// The words as they stand.
pub(super) fn plain(chars: &[char]) -> View {
    View {
        spans: read_as(chars, chars),
        disguised: false,
    }
}

/// The words as they may be meant. None where there is no sign of a disguise.
pub(super) fn views(chars: &[char]) -> Vec<View> {
    let mut views = Vec::new();
    let mut add = |read: Vec<char>| {
        if read != chars {
            views.push(View {
                spans: read_as(chars, &read),
                disguised: true,
            });
        }
    };
    let latin = |c: char| homoglyph(c, false);
    let cyrillic = |c: char| homoglyph(c, true);
    add(by_word(chars, |word| {
        word.iter()
            .any(|c| latin(*c) != *c)
            .then(|| word.iter().map(|c| latin(*c)).collect())
    }));
    add(by_word(chars, |word| {
        let native = word
            .iter()
            .filter(|c| matches!(c, '\u{400}'..='\u{52f}'))
            .count();
        let guest = word.iter().any(char::is_ascii_alphanumeric);
        (native > 0 && guest).then(|| word.iter().map(|c| cyrillic(*c)).collect())
    }));
    for one in ['i', 'l'] {
        add(by_word(chars, |word| {
            let letters = word.iter().filter(|c| c.is_alphabetic()).count();
            let other = word.len() - letters;
            (letters > 0 && other > 0).then(|| word.iter().map(|c| leet(*c, one)).collect())
        }));
    }
    add(chars.iter().map(|c| rot13(*c)).collect());
    add(by_word(chars, |word| {
        (word.len() > 2).then(|| word.iter().rev().copied().collect())
    }));
    views
}

fn read_as(original: &[char], read: &[char]) -> Vec<Vec<Span>> {
    Language::ALL
        .iter()
        .map(|language| spans::of(*language, original, read))
        .collect()
}

/// Each word replaced by what `read` makes of it. Signs that stand for letters belong to words here.
fn by_word(chars: &[char], read: impl Fn(&[char]) -> Option<Vec<char>>) -> Vec<char> {
    let belongs = |c: &char| c.is_alphanumeric() || matches!(c, '@' | '$' | '!' | '|' | '€' | '+');
    let mut result = Vec::with_capacity(chars.len());
    let mut rest = chars;
    while let Some(first) = rest.first() {
        let length = rest
            .iter()
            .take_while(|c| belongs(c) == belongs(first))
            .count();
        let (word, behind) = rest.split_at(length);
        // A mark at the end of a word is a mark.
        let end = word
            .iter()
            .rposition(|c| c.is_alphanumeric())
            .map_or(0, |p| p + 1);
        match belongs(first).then(|| read(&word[..end])).flatten() {
            Some(word) if word.len() == end => result.extend(word),
            _ => result.extend(&word[..end]),
        }
        result.extend(&word[end..]);
        rest = behind;
    }
    result
}

/// The Latin letter a Cyrillic, Greek or small capital one looks like, or the other way round.
fn homoglyph(c: char, to_cyrillic: bool) -> char {
    const PAIRS: &[(char, char)] = &[
        ('a', 'а'),
        ('b', 'в'),
        ('c', 'с'),
        ('e', 'е'),
        ('h', 'н'),
        ('k', 'к'),
        ('m', 'м'),
        ('o', 'о'),
        ('p', 'р'),
        ('t', 'т'),
        ('x', 'х'),
        ('y', 'у'),
        ('i', 'і'),
        ('j', 'ј'),
        ('s', 'ѕ'),
        ('A', 'А'),
        ('B', 'В'),
        ('C', 'С'),
        ('E', 'Е'),
        ('H', 'Н'),
        ('K', 'К'),
        ('M', 'М'),
        ('O', 'О'),
        ('P', 'Р'),
        ('T', 'Т'),
        ('X', 'Х'),
        ('Y', 'У'),
        ('I', 'І'),
        ('S', 'Ѕ'),
        ('d', 'ԁ'),
        ('q', 'ԛ'),
        ('w', 'ԝ'),
        ('v', 'ѵ'),
        ('h', 'һ'),
        ('l', 'ӏ'),
        ('g', 'ԍ'),
    ];
    const OTHERS: &[(char, char)] = &[
        ('α', 'a'),
        ('ε', 'e'),
        ('ι', 'i'),
        ('ο', 'o'),
        ('ν', 'v'),
        ('ρ', 'p'),
        ('τ', 't'),
        ('υ', 'u'),
        ('κ', 'k'),
        ('η', 'n'),
        ('Α', 'A'),
        ('Β', 'B'),
        ('Ε', 'E'),
        ('Η', 'H'),
        ('Ι', 'I'),
        ('Κ', 'K'),
        ('Μ', 'M'),
        ('Ν', 'N'),
        ('Ο', 'O'),
        ('Ρ', 'P'),
        ('Τ', 'T'),
        ('Χ', 'X'),
        ('Υ', 'Y'),
        ('ɪ', 'i'),
        ('ɢ', 'g'),
        ('ɴ', 'n'),
        ('ʀ', 'r'),
        ('ʟ', 'l'),
        ('ᴏ', 'o'),
        ('ᴇ', 'e'),
        ('ᴀ', 'a'),
        ('ᴛ', 't'),
        ('ᴜ', 'u'),
        ('ꜱ', 's'),
        ('ᴄ', 'c'),
        ('ᴅ', 'd'),
        ('ᴘ', 'p'),
        ('ᴍ', 'm'),
        ('ʏ', 'y'),
        ('ᴠ', 'v'),
        ('ʜ', 'h'),
        ('ʙ', 'b'),
        ('ꜰ', 'f'),
        ('ᴡ', 'w'),
        ('ᴋ', 'k'),
        ('ᴢ', 'z'),
        ('ı', 'i'),
        ('ɡ', 'g'),
        ('ɑ', 'a'),
        ('ο', 'o'),
    ];
    if to_cyrillic {
        let pair = PAIRS.iter().find(|(latin, _)| *latin == c);
        return match c {
            '0' => 'о',
            '3' => 'з',
            '6' => 'б',
            '4' => 'ч',
            c => pair.map_or(c, |(_, cyrillic)| *cyrillic),
        };
    }
    let pair = PAIRS.iter().find(|(_, cyrillic)| *cyrillic == c);
    let other = OTHERS.iter().find(|(alike, _)| *alike == c);
    pair.map(|(latin, _)| *latin)
        .or(other.map(|(_, latin)| *latin))
        .unwrap_or(c)
}

fn leet(c: char, one: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' | '|' => one,
        '2' => 'z',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '6' | '9' => 'g',
        '7' | '+' => 't',
        '8' => 'b',
        c => c,
    }
}

fn rot13(c: char) -> char {
    let turn = |base: u8| char::from((c as u8 - base + 13) % 26 + base);
    match c {
        'a'..='z' => turn(b'a'),
        'A'..='Z' => turn(b'A'),
        c => c,
    }
}

/// Signs of hiding that need no phrase: invisible characters, letters of two alphabets in many words, orders spelt
/// letter by letter or written backwards.
pub(super) fn look(chars: &[char], found: &mut Vec<Found>) {
    hidden(chars, found);
    mixed(chars, found);
    spelt(chars, found);
    let backwards: Vec<char> = chars.iter().rev().copied().collect();
    let mut kinds = kinds_in(&backwards);
    kinds.retain(|k| *k != AttemptKind::Markup);
    if !kinds.is_empty() {
        kinds.push(AttemptKind::Encoded);
        found.push(place(kinds, 0, chars.len()));
    }
}

pub(super) fn place(kinds: Vec<AttemptKind>, start: usize, end: usize) -> Found {
    Found {
        kinds,
        start: u32::try_from(start).unwrap_or(u32::MAX),
        end: u32::try_from(end).unwrap_or(u32::MAX),
    }
}

fn hidden(chars: &[char], found: &mut Vec<Found>) {
    let tag = |c: &char| matches!(c, '\u{e0020}'..='\u{e007e}');
    let turned = |c: &char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let zero_width =
        |c: &char| matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    for (sign, least) in [
        (&tag as &dyn Fn(&char) -> bool, 4),
        (&turned, 1),
        (&zero_width, HIDDEN),
    ] {
        let between_letters = |place: usize| {
            let letter = |p: Option<usize>| {
                p.and_then(|p| chars.get(p))
                    .is_some_and(|c| c.is_alphanumeric() || sign(c))
            };
            letter(place.checked_sub(1)) || letter(Some(place + 1))
        };
        let places: Vec<usize> = (0..chars.len())
            .filter(|p| sign(&chars[*p]) && between_letters(*p))
            .collect();
        if places.len() >= least {
            let (first, last) = (places[0], places[places.len() - 1]);
            found.push(place(vec![AttemptKind::Encoded], first, last + 1));
        }
    }
    // What tag characters spell.
    let spelt: Vec<char> = chars
        .iter()
        .filter(|c| tag(c))
        .filter_map(|c| char::from_u32(*c as u32 - 0xe0000))
        .collect();
    let kinds = kinds_in(&spelt);
    if let (false, Some(first)) = (kinds.is_empty(), chars.iter().position(tag)) {
        found.push(place(kinds, first, first + 1));
    }
}

/// Words in which only look-alikes of the other alphabet stand among letters of one.
fn mixed(chars: &[char], found: &mut Vec<Found>) {
    let mut places = Vec::new();
    let mut start = 0;
    for word in chars.split(|c| !c.is_alphanumeric()) {
        let latin = word.iter().filter(|c| c.is_ascii_alphabetic()).count();
        let cyrillic = word
            .iter()
            .filter(|c| matches!(c, '\u{400}'..='\u{52f}'))
            .count();
        let alike = if latin >= cyrillic {
            word.iter()
                .filter(|c| matches!(c, '\u{400}'..='\u{52f}'))
                .all(|c| homoglyph(*c, false) != *c)
        } else {
            word.iter()
                .filter(|c| c.is_ascii_alphabetic())
                .all(|c| homoglyph(*c, true) != *c)
        };
        if latin > 0 && cyrillic > 0 && word.len() >= 4 && alike {
            places.push((start, start + word.len()));
        }
        start += word.len() + 1;
    }
    if places.len() >= MIXED {
        let (first, last) = (places[0].0, places[places.len() - 1].1);
        found.push(place(vec![AttemptKind::Encoded], first, last));
    }
}

/// “i g n o r e  a l l …”, “i-g-n-o-r-e”.
fn spelt(chars: &[char], found: &mut Vec<Found>) {
    let spans = spans::of(Language::En, chars, chars);
    let single = |s: &Span| s.word.chars().count() == 1 && s.word.chars().all(char::is_alphabetic);
    let mut from = 0;
    while from < spans.len() {
        let run = spans[from..].iter().take_while(|s| single(s)).count();
        if run >= SPELT {
            let word: String = spans[from..from + run]
                .iter()
                .map(|s| s.word.as_str())
                .collect();
            let known = known().iter().any(|known| {
                let folded = crate::words::words(known.language, &word).concat();
                known.squashed.iter().any(|s| folded.contains(s.as_str()))
            });
            if known {
                let (first, last) = (&spans[from], &spans[from + run - 1]);
                found.push(Found {
                    kinds: vec![AttemptKind::Encoded],
                    start: first.start,
                    end: last.end,
                });
            }
        }
        from += run.max(1);
    }
    // Signs between the letters that the words above are not split at.
    let joined: Vec<usize> = (0..chars.len())
        .filter(|p| !is_invisible(chars[*p]))
        .collect();
    let separated: Vec<&usize> = joined
        .iter()
        .filter(|p| matches!(chars[**p], '_' | '\'' | '´'))
        .collect();
    if separated.len() >= SPELT {
        let word: String = chars.iter().filter(|c| c.is_alphabetic()).collect();
        let known = known().iter().any(|known| {
            let folded = crate::words::words(known.language, &word).concat();
            known.squashed.iter().any(|s| folded.contains(s.as_str()))
        });
        if known {
            found.push(place(vec![AttemptKind::Encoded], 0, chars.len()));
        }
    }
}
