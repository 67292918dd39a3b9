//! Data as it may stand in a prompt.

use unicode_normalization::UnicodeNormalization;

/// Longest first name that is sent, in characters.
const LONGEST_NAME: usize = 24;

/// `text` between marks that only whoever knows the boundary can write, at most `most` characters of it.
pub fn marked(label: &str, text: &str, boundary: &str, most: usize) -> String {
    let text = clean(text, boundary, most);
    format!("⟦{boundary} begin {label}⟧\n{text}\n⟦{boundary} end {label}⟧")
}

/// `text` without anything that looks like a mark between the parts of a prompt, invisible characters or the
/// boundary itself; at most `most` characters of it, white space at its ends aside.
///
/// Brackets that marks and chat templates are made of become round or single ones, so that the words stay readable.
pub fn clean(text: &str, boundary: &str, most: usize) -> String {
    let folded: String = text
        .nfkc()
        .filter(|c| !is_invisible(*c))
        .map(harmless)
        .collect();
    let whole = without(&folded, boundary);
    let trimmed = whole.trim();
    let mut kept: String = trimmed.chars().take(most).collect();
    if kept.len() < trimmed.len() {
        kept.push_str(" …");
    }
    kept
}

/// Removes the boundary, however it is written, until none is left.
fn without(text: &str, boundary: &str) -> String {
    let boundary = boundary.to_ascii_lowercase();
    let mut text = text.to_owned();
    if boundary.is_empty() {
        return text;
    }
    while let Some(at) = text.to_ascii_lowercase().find(&boundary) {
        text.replace_range(at..at + boundary.len(), "…");
    }
    text
}

fn harmless(c: char) -> char {
    match c {
        '⟦' | '[' | '〚' | '【' | '「' | '『' | '⦗' | '〔' | '⁅' => '(',
        '⟧' | ']' | '〛' | '】' | '」' | '』' | '⦘' | '〕' | '⁆' => ')',
        '<' | '«' | '≪' | '⟨' | '〈' | '《' | '⟪' => '‹',
        '>' | '»' | '≫' | '⟩' | '〉' | '》' | '⟫' => '›',
        '`' => '’',
        '|' | '¦' | 'ǀ' | '│' | '∣' => '/',
        '#' => '№',
        c if c.is_whitespace() && c != '\n' => ' ',
        c => c,
    }
}

/// Control characters, zero-width and direction marks, variation selectors and tag characters: nothing a person says.
pub(crate) fn is_invisible(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// A name as entered, of which no more than the first word may be sent: lines of the interviewer that hold it are not.
pub(super) struct EnteredName {
    /// In lower case, with single spaces; empty when the whole of it may be sent.
    folded: String,
}

impl EnteredName {
    pub(super) fn of(name: &str) -> Self {
        let folded = folded(name);
        let is_sent = folded == self::folded(&first_name(name));
        Self {
            folded: if is_sent { String::new() } else { folded },
        }
    }

    /// Whether this line holds it.
    pub(super) fn is_in(&self, line: &str) -> bool {
        !self.folded.is_empty() && folded(line).contains(&self.folded)
    }
}

fn folded(text: &str) -> String {
    let visible: String = text.nfkc().filter(|c| !is_invisible(*c)).collect();
    let words: Vec<String> = visible.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

/// The first word of a name, letters only; empty when it is too long to be one or has anything else in it.
pub fn first_name(name: &str) -> String {
    let name: String = name.nfc().collect();
    let first = name.split_whitespace().next().unwrap_or_default();
    let first = first.trim_matches(|c: char| !c.is_alphabetic());
    let is_name = first
        .chars()
        .all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'));
    if is_name && first.chars().count() <= LONGEST_NAME {
        first.to_owned()
    } else {
        String::new()
    }
}
