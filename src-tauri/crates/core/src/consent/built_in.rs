//! The consent text Candor comes with.

use candor_domain::Language;

use super::words::{ConsentTexts, ConsentWords, SectionKind};

/// Name of this version. A change of the words below is a new version.
pub(super) const VERSION: &str = "2026-11";

/// The headings of the sections.
pub(super) fn title(kind: SectionKind, language: Language) -> &'static str {
    use SectionKind as S;
    match (language, kind) {
        (Language::En, S::Interviewer) => "Who interviews you",
        (Language::En, S::Recorded) => "What is recorded",
        (Language::En, S::Kept) => "Where it is kept",
        (Language::En, S::Ai) => "Use of artificial intelligence",
        (Language::En, S::Retention) => "How long it is kept",
        (Language::En, S::Viewers) => "Who sees it",
        (Language::En, S::Withdrawal) => "How to withdraw",
        (Language::En, S::Additional) => "Also",
        (Language::De, S::Interviewer) => "Wer das Gespräch führt",
        (Language::De, S::Recorded) => "Was aufgezeichnet wird",
        (Language::De, S::Kept) => "Wo es liegt",
        (Language::De, S::Ai) => "Einsatz künstlicher Intelligenz",
        (Language::De, S::Retention) => "Wie lange es aufbewahrt wird",
        (Language::De, S::Viewers) => "Wer es sieht",
        (Language::De, S::Withdrawal) => "Wie Sie widerrufen",
        (Language::De, S::Additional) => "Außerdem",
        (Language::Ru, S::Interviewer) => "Кто проводит собеседование",
        (Language::Ru, S::Recorded) => "Что записывается",
        (Language::Ru, S::Kept) => "Где это хранится",
        (Language::Ru, S::Ai) => "Использование искусственного интеллекта",
        (Language::Ru, S::Retention) => "Как долго это хранится",
        (Language::Ru, S::Viewers) => "Кто это увидит",
        (Language::Ru, S::Withdrawal) => "Как отозвать согласие",
        (Language::Ru, S::Additional) => "Дополнительно",
    }
}

/// What is said where nothing was entered about the organisation.
pub(super) struct General {
    /// In German in the dative, in Russian in the genitive, as the texts below need it.
    pub(super) organisation: &'static str,
    pub(super) contact: &'static str,
    pub(super) retention: &'static str,
    pub(super) viewers: &'static str,
}

/// The general words of a language.
pub(super) fn general(language: Language) -> General {
    match language {
        Language::En => General {
            organisation: "the organisation that invited you",
            contact: "your contact there",
            retention: "until the organisation deletes it according to its rules",
            viewers: "the people at {organisation} who decide about this position",
        },
        Language::De => General {
            organisation: "der Organisation, die Sie eingeladen hat",
            contact: "Ihre Ansprechperson dort",
            retention: "so lange, bis die Organisation es nach ihren Regeln löscht",
            viewers: "die Personen bei {organisation}, die über diese Stelle entscheiden",
        },
        Language::Ru => General {
            organisation: "пригласившей вас организации",
            contact: "ваше контактное лицо в организации",
            retention: "пока организация не удалит запись по своим правилам",
            viewers: "сотрудники {organisation}, которые принимают решение по этой вакансии",
        },
    }
}

/// A fixed time of keeping, in words.
pub(super) fn retention(days: u32, language: Language) -> String {
    match language {
        Language::En if days == 1 => {
            "for 1 day after the interview; then the organisation deletes it".to_owned()
        }
        Language::En => {
            format!("for {days} days after the interview; then the organisation deletes it")
        }
        Language::De if days == 1 => {
            "für 1 Tag nach dem Gespräch; danach löscht es die Organisation".to_owned()
        }
        Language::De => {
            format!("für {days} Tage nach dem Gespräch; danach löscht es die Organisation")
        }
        Language::Ru => {
            let unit = match (days % 10, days % 100) {
                (1, rest) if rest != 11 => "день",
                (2..=4, rest) if !(12..=14).contains(&rest) => "дня",
                _ => "дней",
            };
            format!("{days} {unit} после собеседования, затем организация удаляет запись")
        }
    }
}

/// The text itself.
pub(super) fn texts() -> ConsentTexts {
    ConsentTexts {
        en: words(EN),
        de: words(DE),
        ru: words(RU),
    }
}

fn words([interviewer, recorded, kept, retention, viewers, withdrawal]: [&str; 6]) -> ConsentWords {
    ConsentWords {
        interviewer: interviewer.to_owned(),
        recorded: recorded.to_owned(),
        kept: kept.to_owned(),
        retention: retention.to_owned(),
        viewers: viewers.to_owned(),
        withdrawal: withdrawal.to_owned(),
        additional: String::new(),
    }
}

const EN: [&str; 6] = [
    "An automated interviewer holds this conversation, not a person. It asks prepared questions; people decide about your application.",
    "Your voice from the microphone, what is understood of it as text, and what you type. Nothing is recorded before you agree. \
     The picture of your camera, should you switch it on, is only shown on this screen and never recorded.",
    "Encrypted on this computer. Your speech is turned into text on this computer; the recording does not leave it.",
    "It is kept {retention}.",
    "It is seen by: {viewers}. They also receive the transcript as a file.",
    "At any time, during the interview or later, without giving a reason: press “Withdraw consent”, or turn to {contact}. \
     The recording stops at once and nothing more is recorded. The organisation sees that you withdrew and can erase what was \
     recorded until then.\nYou can also pause, end the interview early, or answer by typing instead of speaking.",
];

const DE: [&str; 6] = [
    "Dieses Gespräch führt ein automatisiertes System, kein Mensch. Es stellt vorbereitete Fragen; über Ihre Bewerbung entscheiden Menschen.",
    "Ihre Stimme über das Mikrofon, der daraus erkannte Text und was Sie eintippen. Vor Ihrer Zustimmung wird nichts aufgezeichnet. \
     Ihr Kamerabild wird, falls Sie die Kamera einschalten, nur auf diesem Bildschirm gezeigt und nie aufgezeichnet.",
    "Verschlüsselt auf diesem Computer. Ihre Sprache wird auf diesem Computer in Text umgewandelt; die Aufnahme verlässt ihn nicht.",
    "Es wird aufbewahrt {retention}.",
    "Es sehen: {viewers}. Sie erhalten auch das Transkript als Datei.",
    "Jederzeit, während des Gesprächs oder später, ohne Angabe von Gründen: Drücken Sie „Einwilligung widerrufen“ oder wenden Sie \
     sich an {contact}. Die Aufnahme endet sofort, und es wird nichts mehr aufgezeichnet. Die Organisation sieht, dass Sie \
     widerrufen haben, und kann löschen, was bis dahin aufgezeichnet wurde.\nSie können auch unterbrechen, früher aufhören oder \
     tippen statt sprechen.",
];

const RU: [&str; 6] = [
    "Это собеседование проводит автоматизированная система, а не человек. Она задаёт подготовленные вопросы; решение о вашей кандидатуре принимают люди.",
    "Ваш голос с микрофона, распознанный по нему текст и то, что вы печатаете. До вашего согласия ничего не записывается. \
     Изображение с камеры, если вы её включите, показывается только на этом экране и никогда не записывается.",
    "В зашифрованном виде на этом компьютере. Речь превращается в текст на этом же компьютере; запись его не покидает.",
    "Срок хранения: {retention}.",
    "Доступ имеют: {viewers}. Они также получают расшифровку в виде файла.",
    "В любой момент, во время собеседования или позже, без объяснения причин: нажмите «Отозвать согласие» или обратитесь в \
     организацию. Контакт: {contact}. Запись сразу прекратится, и больше ничего записано не будет. Организация увидит, что вы \
     отозвали согласие, и сможет стереть записанное до этого.\nВы также можете сделать паузу, закончить раньше или отвечать \
     письменно вместо речи.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_in_good_russian() {
        for (days, words) in [
            (1, "1 день "),
            (3, "3 дня "),
            (11, "11 дней "),
            (14, "14 дней "),
            (22, "22 дня "),
            (180, "180 дней "),
            (121, "121 день "),
        ] {
            assert!(retention(days, Language::Ru).starts_with(words), "{days}");
        }
        assert!(retention(1, Language::En).contains("1 day after"));
    }
}
