//! What looks like the marks between the parts of a prompt, or like a program's commands.

use candor_domain::AttemptKind;

use super::{Found, disguise::place};

/// Marks of chat templates, prompts and tool calls. In lower case; found anywhere.
const MARKS: &[&str] = &[
    "<|",
    "|>",
    "[inst]",
    "[/inst]",
    "<<sys",
    "<sys>",
    "</s>",
    "<s>[",
    "<start_of_turn",
    "<end_of_turn",
    "im_start",
    "im_end",
    "⟦",
    "⟧",
    "### instruction",
    "### system",
    "### response",
    "### new",
    "###system",
    "###instruction",
    "### anweisung",
    "### инструкц",
    "### новы",
    "### neue",
    "### систем",
    "\"role\":",
    "'role':",
    "role: system",
    "role=system",
    "\"role\" :",
    "[system",
    "[/system",
    "[assistant",
    "[admin",
    "{{#",
    "{system",
    "(system)",
    "[end of",
    "[begin",
    "[ende ",
    "[конец",
    "[начало",
    "[система",
    "[систем",
    "{\"system",
    "<!--",
    "%%%",
    "endoftext",
    "--- end",
    "---end",
    "--- begin",
    "=== end",
    "===end",
    "=== begin",
    "=== system",
    "--- system",
    "*** system",
    "***system",
    "begin system",
    "end system",
    "end of system prompt",
    "begin prompt",
    "end prompt",
    "end of prompt",
    "end of context",
    "end of data",
    "--- ende",
    "=== ende",
    "--- конец",
    "=== конец",
    "*** конец",
    "=== новы",
    "=== new",
    "--- new",
    "=== neue",
    "--- neue",
    "end candidate",
    "end knowledge",
    "begin candidate",
    "begin knowledge",
    "task:",
];
/// Names of tags and speakers that only a prompt has.
const NAMES: &[&str] = &[
    "system",
    "assistant",
    "user",
    "instruction",
    "instructions",
    "prompt",
    "context",
    "candidate",
    "knowledge",
    "data",
    "sys",
    "inst",
    "admin",
    "developer",
    "tool",
    "function",
    "answer",
    "human",
    "system_prompt",
    "system-prompt",
    "rules",
    "rating",
    "override",
    "system message",
    "new instructions",
    "interviewer",
    "anweisung",
    "anweisungen",
    "kandidat",
    "ki",
    "ai",
    "система",
    "инструкция",
    "инструкции",
    "пользователь",
    "ассистент",
    "кандидат",
    "админ",
    "entwickler",
    "systemprompt",
    "score",
    "evaluation",
    "end",
    "document",
    "input",
    "conversation",
];
/// Speakers whose lines are not the candidate's to write.
const SPEAKERS: &[&str] = &[
    "system",
    "assistant",
    "developer",
    "human",
    "user",
    "ai",
    "interviewer",
    "system message",
    "system prompt",
    "admin",
    "система",
    "ассистент",
    "systemnachricht",
    "assistent",
    "системное сообщение",
    "разработчик",
    "администратор",
    "entwickler",
    "ki",
    "ии",
    "new instructions",
    "neue anweisung",
    "neue anweisungen",
    "новая инструкция",
    "новые инструкции",
    "instruction",
    "instructions",
    "anweisung",
    "инструкция",
    "override",
    "sudo",
    "note to ai",
    "systemanweisung",
];
/// Commands no answer about somebody's work is.
const COMMANDS: &[&str] = &[
    "rm -rf /",
    "os.system(",
    "subprocess.",
    "<script",
    "javascript:",
    "onerror=",
    "eval(",
    "exec(",
    "tool_call",
    "function_call",
    "' or '1'='1",
    "'; drop table",
    "; drop table",
    "drop table candidates",
    "drop table interviews",
    "curl http",
    "curl -",
    "wget http",
    "${jndi",
    "$(",
    "![](http",
    "](http",
    "<img",
    "<iframe",
    "powershell -",
    "data:text",
    "set_rating(",
    "set_score(",
    "hire(",
    "rate(",
    "finish_interview(",
    "sudo rm",
    "update scorecards set",
    "update ratings set",
    "insert into ",
    "../..",
    "file://",
];

/// Finds marks and commands.
pub(super) fn look(chars: &[char], found: &mut Vec<Found>) {
    // One character stays one: places are those of the original.
    let lower: Vec<char> = chars
        .iter()
        .map(|c| c.to_lowercase().next().unwrap_or(*c))
        .collect();
    for (signs, kind) in [
        (MARKS, AttemptKind::Markup),
        (COMMANDS, AttemptKind::Command),
    ] {
        for sign in signs {
            let sign: Vec<char> = sign.chars().collect();
            for at in 0..lower.len() {
                if lower[at..].starts_with(&sign) && begins_word(&lower, at, sign[0]) {
                    found.push(place(vec![kind], at, at + sign.len()));
                }
            }
        }
    }
    tags(&lower, found);
    speakers(&lower, found);
}

fn begins_word(chars: &[char], at: usize, first: char) -> bool {
    !first.is_alphabetic() || at == 0 || !chars[at - 1].is_alphanumeric()
}

/// “<system>”, “</data>”, “[[user]]”, “{{prompt}}”.
fn tags(chars: &[char], found: &mut Vec<Found>) {
    for (at, open) in chars.iter().enumerate() {
        let close = match open {
            '<' => '>',
            '[' => ']',
            '{' => '}',
            '«' | '‹' => '›',
            _ => continue,
        };
        let inside: String = chars[at + 1..]
            .iter()
            .take(40)
            .take_while(|c| **c != close && **c != '\n')
            .collect();
        let end = at + 1 + inside.chars().count();
        if chars.get(end) != Some(&close) {
            continue;
        }
        let name = inside.trim_matches(|c: char| !c.is_alphanumeric());
        let bare = name.split([':', ' ', '=']).next().unwrap_or_default();
        if NAMES.contains(&name) || NAMES.contains(&bare) {
            found.push(place(vec![AttemptKind::Markup], at, end + 1));
        }
    }
}

/// “System: …” at the beginning of a line or sentence.
fn speakers(chars: &[char], found: &mut Vec<Found>) {
    let mut begins = true;
    for at in 0..chars.len() {
        let c = chars[at];
        if begins && c.is_alphabetic() {
            begins = false;
            let word: String = chars[at..]
                .iter()
                .take(24)
                .take_while(|c| **c != ':' && **c != '\n')
                .collect();
            let length = word.chars().count();
            if chars.get(at + length) == Some(&':') && SPEAKERS.contains(&word.trim()) {
                found.push(place(vec![AttemptKind::Markup], at, at + length + 1));
            }
        } else if matches!(
            c,
            '\n' | '.' | '!' | '?' | ';' | '|' | ')' | '"' | '#' | '*'
        ) {
            begins = true;
        } else if c.is_alphanumeric() {
            begins = false;
        }
    }
}
