//! Whether what the candidate said asks the interviewer something, usually about the job.
//!
//! Careful rather than complete: a question that goes unnoticed stands in the record like any other words; a story
//! taken for a question would be interrupted. Told questions (“I asked him why”), tags (“…, right?”) and questions
//! that the speaker answers are no questions to us.
// Length: phrases of three languages, one a line.

use candor_domain::Language;

use crate::words::words;

/// Whether some sentence of the finished answer asks something.
pub fn asks_something(language: Language, text: &str) -> bool {
    let sentences = sentences(text);
    let last = sentences.len();
    (1..)
        .zip(sentences)
        .any(|(n, sentence)| asks(language, sentence, n == last))
}

/// The answer without the sentences that ask something.
pub fn without_questions(language: Language, text: &str) -> String {
    let sentences = sentences(text);
    let last = sentences.len();
    let own: Vec<&str> = (1..)
        .zip(sentences)
        .filter(|(n, sentence)| !asks(language, sentence, *n == last))
        .map(|(_, sentence)| sentence)
        .collect();
    own.join(" ")
}

/// Sentences with their punctuation, quoted ones whole.
fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut ended = false;
    for (at, c) in text.char_indices() {
        let closes = matches!(c, '"' | '”' | '“' | '»' | '’' | ')');
        if c == '\n' || (ended && c.is_whitespace()) {
            sentences.push(text[start..at].trim());
            start = at;
            ended = false;
        } else if !(ended && closes) {
            ended = matches!(c, '.' | '!' | '?' | '…');
        }
    }
    sentences.push(text[start..].trim());
    sentences.retain(|s| !s.is_empty());
    sentences
}

fn asks(language: Language, sentence: &str, is_last: bool) -> bool {
    if sentence.contains(['"', '“', '”', '„', '«', '»']) {
        return false;
    }
    let all = words(language, sentence);
    let words = without_openers(language, &all);
    if words.is_empty() || has_any(words, told(language)) {
        return false;
    }
    if begins_with_any(words, requests(language)) {
        return true;
    }
    let marked = sentence
        .trim_end_matches(|c: char| c.is_whitespace() || c == ')')
        .ends_with(['?', '？']);
    if !marked {
        return begins_with_any(words, questions(language))
            && words.iter().any(|w| is_topic(language, w));
    }
    let tag = sentence.rsplit([',', '–', '—']).next().unwrap_or(sentence);
    if is_one_of(&crate::words::words(language, tag), tags(language))
        || begins_with_any(words, rhetorical(language))
    {
        return false;
    }
    // In the middle of an answer people ask themselves, and go on to say it.
    is_last
        || words
            .iter()
            .any(|w| addresses(language).contains(&w.as_str()) || is_topic(language, w))
}

fn phrase(text: &str) -> impl Iterator<Item = &str> + Clone {
    text.split(' ')
}

fn begins_with(words: &[String], text: &str) -> bool {
    let length = phrase(text).count();
    words.len() >= length && words.iter().zip(phrase(text)).all(|(w, p)| w == p)
}

fn begins_with_any(words: &[String], phrases: &[&str]) -> bool {
    phrases.iter().any(|p| begins_with(words, p))
}

fn has_any(words: &[String], phrases: &[&str]) -> bool {
    (0..words.len()).any(|at| begins_with_any(&words[at..], phrases))
}

fn is_one_of(words: &[String], phrases: &[&str]) -> bool {
    phrases
        .iter()
        .any(|p| begins_with(words, p) && phrase(p).count() == words.len())
}

fn is_topic(language: Language, word: &str) -> bool {
    topics(language).iter().any(|stem| word.starts_with(stem))
}

/// What people begin a question with before they ask it.
fn without_openers(language: Language, mut words: &[String]) -> &[String] {
    let openers: &[&str] = match language {
        Language::En => &[
            "and", "so", "but", "well", "okay", "ok", "um", "uh", "sorry", "excuse", "me", "now",
            "also", "by", "the", "way", "actually", "please",
        ],
        Language::De => &[
            "und",
            "also",
            "aber",
            "ja",
            "okay",
            "ok",
            "ahm",
            "entschuldigung",
            "bitte",
            "ubrigens",
            "eigentlich",
            "dann",
            "noch",
        ],
        Language::Ru => &[
            "а",
            "и",
            "но",
            "ну",
            "так",
            "простите",
            "извините",
            "кстати",
            "еще",
            "вот",
        ],
    };
    while let Some((first, rest)) = words.split_first()
        && openers.contains(&first.as_str())
    {
        words = rest;
    }
    words
}

/// Ways to ask that need no question mark. Words as [`words`] folds them.
const fn requests(language: Language) -> &'static [&'static str] {
    match language {
        Language::En => &[
            "can you tell me",
            "could you tell me",
            "would you tell me",
            "can you explain",
            "could you explain",
            "may i ask",
            "can i ask",
            "could i ask",
            "let me ask",
            "i would like to know",
            "id like to know",
            "i wanted to ask",
            "i would like to ask",
            "id like to ask",
            "i have a question",
            "i also have a question",
            "my question is",
        ],
        Language::De => &[
            "konnen sie mir",
            "konnten sie mir",
            "wurden sie mir",
            "konnen sie erklaren",
            "konnten sie erklaren",
            "darf ich fragen",
            "darf ich sie fragen",
            "kann ich fragen",
            "ich wurde gern wissen",
            "ich wurde gerne wissen",
            "ich mochte gern wissen",
            "ich mochte gerne wissen",
            "ich mochte wissen",
            "ich wollte fragen",
            "ich wollte noch fragen",
            "ich hatte eine frage",
            "ich hatte noch eine frage",
            "ich habe eine frage",
            "ich habe noch eine frage",
            "meine frage ist",
            "mich wurde interessieren",
        ],
        Language::Ru => &[
            "скажите пожалуйста",
            "скажите",
            "подскажите",
            "расскажите",
            "можете сказать",
            "можете рассказать",
            "могли бы вы",
            "не могли бы вы",
            "не подскажете",
            "можно узнать",
            "можно спросить",
            "могу я узнать",
            "могу я спросить",
            "могу ли я",
            "хотел бы узнать",
            "хотела бы узнать",
            "хотел бы спросить",
            "хотела бы спросить",
            "я хотел бы узнать",
            "я хотела бы узнать",
            "я хотел бы спросить",
            "я хотела бы спросить",
            "хочу спросить",
            "я хочу спросить",
            "у меня вопрос",
            "у меня есть вопрос",
            "мой вопрос",
            "интересно узнать",
            "хотелось бы узнать",
        ],
    }
}

/// How a question begins; without a question mark only about the job.
const fn questions(language: Language) -> &'static [&'static str] {
    match language {
        Language::En => &[
            "what is",
            "whats",
            "what are",
            "what about",
            "what kind",
            "what would",
            "what will",
            "how is",
            "how are",
            "how much",
            "how many",
            "how long",
            "how big",
            "how large",
            "how often",
            "how soon",
            "how does",
            "how do",
            "when is",
            "when does",
            "when would",
            "when will",
            "where is",
            "where are",
            "who is",
            "who would",
            "who will",
            "is there",
            "are there",
            "is the",
            "do you",
            "does the",
            "will i",
            "will there",
            "would i",
            "can i",
            "could i",
            "do i",
            "is it possible",
        ],
        Language::De => &[
            "wie hoch",
            "wie viel",
            "wie viele",
            "wie lange",
            "wie gross",
            "wie oft",
            "wie sieht",
            "wie sind",
            "wie ist",
            "wie funktioniert",
            "wie lauft",
            "was ist",
            "was sind",
            "was verdient",
            "was zahlen",
            "was erwartet",
            "wann beginnt",
            "wann ware",
            "wann fangt",
            "wann ist",
            "wo ist",
            "wo liegt",
            "wer ist",
            "wer ware",
            "gibt es",
            "kann ich",
            "konnte ich",
            "darf ich",
            "bieten sie",
            "haben sie",
            "ist die",
            "ist das",
            "welche",
            "welches",
            "welchen",
        ],
        Language::Ru => &[
            "какая",
            "какой",
            "какие",
            "какую",
            "каков",
            "какова",
            "каковы",
            "сколько",
            "когда начинается",
            "когда нужно",
            "когда можно",
            "где находится",
            "кто будет",
            "как устроен",
            "как устроена",
            "как организован",
            "как организована",
            "есть ли",
            "есть у вас",
            "у вас есть",
            "можно ли",
            "будет ли",
            "будут ли",
            "нужно ли",
            "возможна ли",
            "возможно ли",
            "возможен ли",
            "предусмотрен ли",
            "предусмотрена ли",
            "предусмотрены ли",
        ],
    }
}

/// Questions that are told, not asked.
const fn told(language: Language) -> &'static [&'static str] {
    match language {
        Language::En => &[
            "i asked",
            "i have asked",
            "he asked",
            "she asked",
            "they asked",
            "we asked",
            "customer asked",
            "was asked",
            "asked myself",
            "i thought",
            "i wondered",
            "i was wondering whether to",
        ],
        Language::De => &[
            "ich fragte",
            "fragte ich",
            "er fragte",
            "sie fragte",
            "wir fragten",
            "fragte mich",
            "habe ich gefragt",
            "habe ich mich gefragt",
            "habe mich gefragt",
            "hat er gefragt",
            "hat sie gefragt",
            "haben wir uns gefragt",
            "wurde gefragt",
            "dachte ich",
            "ich dachte",
        ],
        Language::Ru => &[
            "я спросил",
            "я спросила",
            "он спросил",
            "она спросила",
            "они спросили",
            "мы спросили",
            "спросил меня",
            "спросила меня",
            "меня спросили",
            "я подумал",
            "я подумала",
            "думаю себе",
        ],
    }
}

/// Tags that ask for nothing but a nod.
const fn tags(language: Language) -> &'static [&'static str] {
    match language {
        Language::En => &[
            "right",
            "okay",
            "ok",
            "you know",
            "you see",
            "isnt it",
            "arent they",
            "wasnt it",
            "dont you think",
            "doesnt it",
            "huh",
            "eh",
            "no",
            "yes",
            "yeah",
            "correct",
            "what can i say",
            "what else",
            "how should i say",
            "how do you say",
        ],
        Language::De => &[
            "oder",
            "nicht wahr",
            "ne",
            "gell",
            "ja",
            "nicht",
            "okay",
            "ok",
            "stimmts",
            "richtig",
            "wie soll ich sagen",
            "wie sagt man",
            "was noch",
            "was soll ich sagen",
        ],
        Language::Ru => &[
            "да",
            "нет",
            "так",
            "верно",
            "правда",
            "не так ли",
            "понимаете",
            "знаете",
            "ладно",
            "хорошо",
            "что еще",
            "как сказать",
            "как это сказать",
            "как это называется",
            "что еще сказать",
        ],
    }
}

/// Beginnings of questions that the speaker answers.
const fn rhetorical(language: Language) -> &'static [&'static str] {
    match language {
        Language::En => &[
            "you know what",
            "do you know what",
            "guess what",
            "you know",
            "why not",
            "why did i",
            "what did i do",
            "what did we do",
            "how did i",
            "how did we",
            "what happened",
            "what have i",
            "what was",
            "who knows",
            "how do i say",
            "how should i put",
        ],
        Language::De => &[
            "wissen sie was",
            "wissen sie",
            "warum nicht",
            "warum habe ich",
            "was habe ich",
            "was haben wir",
            "wie habe ich",
            "was ist passiert",
            "was war",
            "wer weiss",
            "wie soll ich",
        ],
        Language::Ru => &[
            "знаете что",
            "знаете",
            "почему бы",
            "почему я",
            "что я сделал",
            "что я сделала",
            "что мы сделали",
            "как я",
            "как мы",
            "что произошло",
            "что было",
            "кто знает",
            "как бы это",
        ],
    }
}

/// Words that speak to whoever listens.
const fn addresses(language: Language) -> &'static [&'static str] {
    match language {
        Language::En => &["you", "your", "yours"],
        Language::De => &["sie", "ihr", "ihre", "ihrem", "ihren", "ihrer", "ihnen"],
        Language::Ru => &[
            "вы",
            "вас",
            "вам",
            "вами",
            "ваш",
            "ваша",
            "ваше",
            "ваши",
            "вашей",
            "вашу",
            "вашем",
            "вашего",
        ],
    }
}

/// Beginnings of words that speak of a job.
const fn topics(language: Language) -> &'static [&'static str] {
    match language {
        Language::En => &[
            "salar",
            "pay",
            "wage",
            "compensation",
            "bonus",
            "vacation",
            "holiday",
            "remote",
            "hours",
            "shift",
            "schedule",
            "overtime",
            "team",
            "colleague",
            "compan",
            "position",
            "role",
            "job",
            "office",
            "contract",
            "probation",
            "benefit",
            "training",
            "onboarding",
            "travel",
            "stack",
            "tools",
            "manager",
            "workplace",
        ],
        Language::De => &[
            "gehalt",
            "gehalter",
            "verdien",
            "lohn",
            "urlaub",
            "homeoffice",
            "arbeitszeit",
            "arbeitsplatz",
            "uberstund",
            "schicht",
            "team",
            "firma",
            "unternehmen",
            "stelle",
            "position",
            "aufgabe",
            "vertrag",
            "probezeit",
            "einarbeitung",
            "dienstreise",
            "buro",
            "standort",
            "kolleg",
            "bonus",
            "weiterbildung",
            "vorgesetzt",
        ],
        Language::Ru => &[
            "зарплат",
            "оклад",
            "отпуск",
            "удален",
            "график",
            "смен",
            "переработ",
            "команд",
            "компани",
            "должност",
            "ваканси",
            "обязанност",
            "договор",
            "испытательн",
            "обучени",
            "командировк",
            "офис",
            "коллег",
            "преми",
            "бонус",
            "соцпакет",
            "дмс",
            "начальник",
            "руководител",
        ],
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn questions_about_the_job_are_noticed_with_and_without_punctuation() {
        for (language, text) in [
            (Language::En, "What is the salary?"),
            (Language::En, "how many people are in the team"),
            (
                Language::En,
                "I worked there for three years. By the way, is remote work possible?",
            ),
            (Language::En, "Could you tell me more about the shifts."),
            (
                Language::En,
                "Yes, I did. How big is your team? I like small ones.",
            ),
            (
                Language::En,
                "I have a question. When would I have to start",
            ),
            (Language::De, "Wie hoch ist das Gehalt?"),
            (Language::De, "gibt es homeoffice bei dieser stelle"),
            (
                Language::De,
                "Das habe ich gemacht. Könnten Sie mir sagen, wie groß das Team ist?",
            ),
            (
                Language::De,
                "Und ich würde gerne wissen wann es losgehen soll",
            ),
            (Language::Ru, "Какая зарплата на этой должности?"),
            (Language::Ru, "а есть ли возможность удалённой работы"),
            (Language::Ru, "Подскажите, пожалуйста, какой график."),
            (
                Language::Ru,
                "Я работал там три года. А сколько у вас дней отпуска?",
            ),
        ] {
            assert!(asks_something(language, text), "{text}");
        }
    }

    #[test]
    fn stories_told_questions_and_tags_are_no_questions() {
        for (language, text) in [
            (
                Language::En,
                "I looked after the whole project with five colleagues.",
            ),
            (
                Language::En,
                "The customer said: “Where is my order?” I looked it up.",
            ),
            (
                Language::En,
                "I asked him, what is the matter? And he told me.",
            ),
            (Language::En, "It worked out in the end, right?"),
            (
                Language::En,
                "Why did I do that? Because nobody else would.",
            ),
            (Language::En, "What the team did was great."),
            (Language::En, ""),
            (Language::En, " … ?"),
            (Language::De, "Das war gut so, oder?"),
            (
                Language::De,
                "Ich fragte sie: Was ist los? Sie sagte nichts.",
            ),
            (
                Language::De,
                "Was habe ich gemacht? Ich habe das Team angerufen.",
            ),
            (
                Language::De,
                "Im Team gab es Streit, und ich habe vermittelt.",
            ),
            (Language::Ru, "Это было правильно, не так ли?"),
            (Language::Ru, "Я спросила его: что случилось? Он ответил."),
            (
                Language::Ru,
                "Когда команда распалась, я осталась в компании.",
            ),
            (Language::Ru, "Клиент сказал: «Где мой заказ?»"),
        ] {
            assert!(!asks_something(language, text), "{text}");
        }
    }

    #[test]
    fn what_is_no_question_remains() {
        let own = |text| without_questions(Language::En, text);
        assert_eq!(
            own("I led a team. What is the salary?  I like numbers."),
            "I led a team. I like numbers."
        );
        assert_eq!(own("What is the salary?"), "");
        assert_eq!(own("I led a team of five"), "I led a team of five");
    }

    proptest! {
        #[test]
        fn nothing_that_asks_remains_and_nothing_is_made_up(
            text in "(I led it|What is the salary|Ну да|\\PC{0,8})([.?!…] ?|\n)(\\PC{0,12}[.?!] ){0,4}",
            language in prop::sample::select(&Language::ALL),
        ) {
            let own = without_questions(language, &text);
            prop_assert!(own.chars().count() <= text.chars().count());
            if !asks_something(language, &text) {
                prop_assert_eq!(own.split_whitespace().collect::<String>(), text.split_whitespace().collect::<String>());
            }
        }
    }
}
