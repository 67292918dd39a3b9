//! What people entered, made fit for a document: nothing in it steers, hides or turns what stands around it.

/// One line: line breaks, control and direction characters become single spaces.
pub(crate) fn one_line(text: &str) -> String {
    let kept: String = text.chars().filter_map(|c| fit(c, ' ')).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines stay lines; what is between them is cleaned.
pub(crate) fn paragraphs(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let lines: Vec<&str> = text
        .split(['\n', '\r', '\u{2028}', '\u{2029}'])
        .map(str::trim_end)
        .collect();
    lines
        .join("\n")
        .trim_matches('\n')
        .chars()
        .filter_map(|c| fit(c, c))
        .collect()
}

/// The character as a document may hold it. XML and fonts know no control characters, and marks that override
/// the direction of writing can make text look like other text.
fn fit(c: char, line_break: char) -> Option<char> {
    match c {
        '\n' => Some(line_break),
        '\t' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        // Overrides of the direction, the byte order mark, and what is no character at all.
        '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}'
        | '\u{fffe}'
        | '\u{ffff}' => None,
        c if c.is_control() => None,
        c => Some(c),
    }
}

/// The items in one line, each after the separator.
pub(super) fn each_after(separator: &str, items: &[impl AsRef<str>]) -> String {
    let parts = items.iter().flat_map(|item| [separator, item.as_ref()]);
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_on_one_line_and_turns_nothing() {
        assert_eq!(one_line(" a\r\n\tb\u{0}\u{202e}c\u{2028}d "), "a bc d");
        assert_eq!(one_line("Zoë Иванова مرحبا 🦩"), "Zoë Иванова مرحبا 🦩");
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(
            paragraphs("\none\r\n\r\ntwo \rthree\u{2029}\tfour\u{7}\n"),
            "one\n\ntwo\nthree\n four"
        );
        assert_eq!(paragraphs(""), "");
    }
}
