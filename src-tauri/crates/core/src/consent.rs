//! What candidates are told before the first sample is recorded.

use candor_domain::Language;
use serde::Serialize;

/// A consent text; its version is logged with the consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ConsentText {
    /// Version of the text.
    pub version: String,
    /// Language it is in.
    pub language: Language,
    /// The text, paragraphs separated by blank lines.
    pub text: String,
}

const VERSION: &str = "2026-11";

/// The text in force, in this language.
pub fn text(language: Language) -> ConsentText {
    let text = match language {
        Language::En => EN,
        Language::De => DE,
        Language::Ru => RU,
    };
    ConsentText {
        version: VERSION.to_owned(),
        language,
        text: text.to_owned(),
    }
}

const EN: &str = "\
This interview is conducted by an automated interviewer, not by a person.

What is recorded: your voice from the microphone, what is understood of it as text, and what you type. Nothing is recorded before you agree.

Where it is kept: encrypted on this computer. Your speech is turned into text on this computer; the recording does not leave it.

Who sees it: the people of the organisation that invited you who decide about this position. They also receive the transcript as a file.

How long: until the organisation deletes it according to its rules. Ask your contact there.

You can pause or end the interview at any time, answer by typing instead of speaking, and withdraw this consent later without giving a reason.";

const DE: &str = "\
Dieses Gespräch führt ein automatisiertes System, kein Mensch.

Was aufgezeichnet wird: Ihre Stimme über das Mikrofon, der daraus erkannte Text und was Sie eintippen. Vor Ihrer Zustimmung wird nichts aufgezeichnet.

Wo es liegt: verschlüsselt auf diesem Computer. Ihre Sprache wird auf diesem Computer in Text umgewandelt; die Aufnahme verlässt ihn nicht.

Wer es sieht: die Personen der einladenden Organisation, die über diese Stelle entscheiden. Sie erhalten auch das Transkript als Datei.

Wie lange: bis die Organisation es nach ihren Regeln löscht. Fragen Sie dort Ihre Ansprechperson.

Sie können jederzeit unterbrechen oder beenden, tippen statt sprechen und diese Zustimmung später ohne Angabe von Gründen widerrufen.";

const RU: &str = "\
Это собеседование проводит автоматизированная система, а не человек.

Что записывается: ваш голос с микрофона, распознанный по нему текст и то, что вы печатаете. До вашего согласия ничего не записывается.

Где хранится: в зашифрованном виде на этом компьютере. Речь превращается в текст на этом же компьютере; запись его не покидает.

Кто это увидит: сотрудники пригласившей вас организации, которые принимают решение по этой вакансии. Они также получают расшифровку в виде файла.

Как долго: пока организация не удалит запись по своим правилам. Спросите об этом своё контактное лицо.

Вы можете в любой момент сделать паузу или закончить, отвечать письменно вместо речи и позже отозвать это согласие без объяснения причин.";
