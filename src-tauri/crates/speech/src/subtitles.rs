//! Segments as SRT, `WebVTT` and plain text.

use std::fmt::Write as _;

use candor_domain::Word;

use crate::file::Segment;

/// Characters in one line of a subtitle.
pub const LINE: usize = 42;
/// Longest time one subtitle stands.
const CUE_MS: u64 = 7_000;
/// Characters in one line of plain text.
const TEXT_LINE: usize = 100;

/// `SubRip`: numbered cues of at most two lines.
pub fn to_srt(segments: &[Segment]) -> String {
    srt(&cues(segments))
}

/// `SubRip` of these cues. It knows no voices: who speaks has to stand in the lines.
pub fn srt(cues: &[Cue]) -> String {
    let mut out = String::new();
    for (number, cue) in cues.iter().enumerate() {
        let (from, to) = (time(cue.start_ms, ','), time(cue.end_ms, ','));
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "{}\n{from} --> {to}\n{}\n",
            number + 1,
            // The arrow of a time line may stand nowhere else.
            cue.lines.join("\n").replace("-->", "→")
        );
    }
    out
}

/// `WebVTT`, with `&`, `<` and `>` escaped.
pub fn to_vtt(segments: &[Segment]) -> String {
    vtt("", &[], &cues(segments))
}

/// `WebVTT` of these cues, with a title and notes no player shows.
pub fn vtt(title: &str, notes: &[String], cues: &[Cue]) -> String {
    let mut out = String::from("WEBVTT");
    // A title or note is one line that must not look like the times of a cue.
    let plain = |text: &str| {
        let line: Vec<&str> = text.split_whitespace().collect();
        line.join(" ").replace("-->", "→")
    };
    if !title.is_empty() {
        let _ = write!(out, " {}", plain(title));
    }
    out.push_str("\n\n");
    for note in notes {
        let _ = writeln!(out, "NOTE {}\n", plain(note));
    }
    for cue in cues {
        let (from, to) = (time(cue.start_ms, '.'), time(cue.end_ms, '.'));
        let voice = match &cue.voice {
            Some(voice) => format!("<v {}>", escaped(&plain(voice))),
            None => String::new(),
        };
        let text = escaped(&cue.lines.join("\n"));
        let _ = writeln!(out, "{from} --> {to}\n{voice}{text}\n");
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// One paragraph for each segment, wrapped.
pub fn to_txt(segments: &[Segment]) -> String {
    let paragraphs: Vec<String> = segments
        .iter()
        .map(|s| wrap(s.text.split_whitespace(), TEXT_LINE).join("\n"))
        .filter(|p| !p.is_empty())
        .collect();
    if paragraphs.is_empty() {
        String::new()
    } else {
        paragraphs.join("\n\n") + "\n"
    }
}

/// One subtitle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// When it appears.
    pub start_ms: u64,
    /// When it goes.
    pub end_ms: u64,
    /// Who speaks, for forms that name voices.
    pub voice: Option<String>,
    /// What it says.
    pub lines: Vec<String>,
}

/// The segments as subtitles a person can read: at most two lines of [`LINE`] characters, cut at sentences and clauses.
pub fn cues(segments: &[Segment]) -> Vec<Cue> {
    let mut cues = Vec::new();
    for segment in segments {
        if segment.words.is_empty() {
            // Text without word times, as an import may have it.
            let lines = wrap(segment.text.split_whitespace(), LINE);
            if !lines.is_empty() {
                cues.push(Cue {
                    start_ms: segment.start_ms,
                    end_ms: segment.end_ms,
                    voice: None,
                    lines,
                });
            }
            continue;
        }
        let mut rest = segment.words.as_slice();
        while !rest.is_empty() {
            let (head, tail) = rest.split_at(cue_length(rest));
            cues.push(Cue {
                start_ms: head[0].start_ms,
                end_ms: head[head.len() - 1].end_ms,
                voice: None,
                lines: wrap(head.iter().map(|w| w.text.as_str()), LINE),
            });
            rest = tail;
        }
    }
    cues
}

/// How many of these words go into the next cue: as many as fit, or up to the last sentence or clause end in
/// the second half of them.
fn cue_length(words: &[Word]) -> usize {
    let fits = (1..=words.len())
        .take_while(|n| {
            let head = &words[..*n];
            let lines = wrap(head.iter().map(|w| w.text.as_str()), LINE);
            lines.len() <= 2 && head[n - 1].end_ms - head[0].start_ms <= CUE_MS
        })
        .last()
        .unwrap_or(1);
    if fits == words.len() {
        return fits;
    }
    let ends = |marks: &'static [char]| {
        (fits.div_ceil(2)..=fits)
            .rev()
            .find(|n| words[n - 1].text.ends_with(marks))
    };
    ends(&['.', '?', '!', '…'])
        .or_else(|| ends(&[',', ';', ':', '–', '—']))
        .unwrap_or(fits)
}

/// Breaks between words so that no line is longer than `width` characters, save for a longer word.
fn wrap<'a>(words: impl Iterator<Item = &'a str>, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn time(ms: u64, separator: char) -> String {
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60);
    format!(
        "{hours:02}:{minutes:02}:{seconds:02}{separator}{:03}",
        ms % 1_000
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(start_ms: u64, text: &str) -> Segment {
        let words = text
            .split(' ')
            .enumerate()
            .map(|(n, text)| Word {
                text: text.to_owned(),
                start_ms: start_ms + n as u64 * 300,
                end_ms: start_ms + n as u64 * 300 + 250,
                probability: 0.9,
            })
            .collect();
        Segment::from_words(words).unwrap()
    }

    fn segments() -> Vec<Segment> {
        vec![
            segment(400, "My name is Oliver & I earn <50k."),
            segment(
                3_599_100,
                "First we fixed the payment system, then we rewrote the website, and when that was done we began to \
                 look after the customers who had waited for so long. It took us six weeks.",
            ),
        ]
    }

    #[test]
    fn srt() {
        insta::assert_snapshot!(to_srt(&segments()));
    }

    #[test]
    fn vtt() {
        insta::assert_snapshot!(to_vtt(&segments()));
    }

    #[test]
    fn txt() {
        insta::assert_snapshot!(to_txt(&segments()));
    }

    #[test]
    fn nothing_said_is_nothing_written() {
        assert_eq!(to_srt(&[]), "");
        assert_eq!(to_vtt(&[]), "WEBVTT\n\n");
        assert_eq!(to_txt(&[]), "");
    }

    #[test]
    fn cues_keep_every_word_and_stay_readable() {
        let text = "a somewhat interminable monologue without any stop ".repeat(30);
        let long = segment(0, text.trim_end());
        let cues = cues(std::slice::from_ref(&long));
        assert!(
            cues.iter()
                .all(|c| c.lines.len() <= 2 && c.end_ms - c.start_ms <= CUE_MS)
        );
        assert!(
            cues.iter()
                .flat_map(|c| &c.lines)
                .all(|l| l.chars().count() <= LINE)
        );
        let words: Vec<&str> = cues
            .iter()
            .flat_map(|c| &c.lines)
            .flat_map(|l| l.split(' '))
            .collect();
        assert_eq!(words.join(" "), long.text);
    }
}
