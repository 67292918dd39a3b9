//! What the candidate is told about AI: what it is used for, who gets the text of the conversation, and who decides.
//!
//! Made of what is set up at the moment, and added to every version of the text, the organisation's own included.

use candor_domain::{AiUse, Language};

use super::{
    built_in,
    words::{Section, SectionKind},
};
use crate::ai::Named;

/// The sentences of a language. `{hosts}` stands for the hosts.
struct Words {
    conversation: &'static str,
    conversation_here: &'static str,
    scorecards: &'static str,
    scorecards_here: &'static str,
    several: &'static str,
    also_here: &'static str,
    no_sound: &'static str,
    decision: &'static str,
    decision_on_drafts: &'static str,
}

fn words(language: Language) -> Words {
    match language {
        Language::En => Words {
            conversation: "A language model (artificial intelligence) words what the interviewer says. For this, the text of the \
                conversation is sent to {hosts}: the questions and the description of the position, what you say as text, \
                what you type, and your first name.",
            conversation_here: "A language model (artificial intelligence) on this computer words what the interviewer says. \
                Nothing is sent anywhere for this.",
            scorecards: "After the interview, a language model drafts ratings of your answers. For this, the transcript is \
                sent to {hosts}.",
            scorecards_here: "After the interview, a language model on this computer drafts ratings of your answers. Nothing is \
                sent anywhere for this.",
            several: "Of several recipients, one is asked after the other when one cannot be reached.",
            also_here: "A language model on this computer may be asked as well.",
            no_sound: "No sound is sent there: the recording of your voice does not leave this computer.",
            decision: "People decide about your application; the language model decides nothing.",
            decision_on_drafts: "People decide about your application: a person reads every draft, may change or reject it, and \
                decides; the language model decides nothing.",
        },
        Language::De => Words {
            conversation: "Ein Sprachmodell (künstliche Intelligenz) formuliert, was das System im Gespräch sagt. Dafür wird der \
                Text des Gesprächs an {hosts} gesendet: die Fragen und die Stellenbeschreibung, was Sie sagen (als Text), was \
                Sie tippen, und Ihr Vorname.",
            conversation_here: "Ein Sprachmodell (künstliche Intelligenz) auf diesem Computer formuliert, was das System im \
                Gespräch sagt. Dafür wird nichts versendet.",
            scorecards: "Nach dem Gespräch entwirft ein Sprachmodell Bewertungen Ihrer Antworten. Dafür wird das Transkript an \
                {hosts} gesendet.",
            scorecards_here: "Nach dem Gespräch entwirft ein Sprachmodell auf diesem Computer Bewertungen Ihrer Antworten. Dafür \
                wird nichts versendet.",
            several: "Von mehreren Empfängern wird einer nach dem anderen gefragt, wenn einer nicht erreichbar ist.",
            also_here: "Auch ein Sprachmodell auf diesem Computer kann gefragt werden.",
            no_sound: "Ton wird dorthin nicht gesendet: Die Aufnahme Ihrer Stimme verlässt diesen Computer nicht.",
            decision: "Über Ihre Bewerbung entscheiden Menschen; das Sprachmodell entscheidet nichts.",
            decision_on_drafts: "Über Ihre Bewerbung entscheiden Menschen: Eine Person liest jeden Entwurf, kann ihn ändern oder \
                verwerfen und entscheidet selbst; das Sprachmodell entscheidet nichts.",
        },
        Language::Ru => Words {
            conversation: "Реплики системы в беседе формулирует языковая модель (искусственный интеллект). Для этого текст беседы \
                отправляется на {hosts}: вопросы и описание вакансии, сказанное вами в виде текста, то, что вы печатаете, и \
                ваше имя без фамилии.",
            conversation_here: "Реплики системы в беседе формулирует языковая модель (искусственный интеллект) на этом компьютере. \
                Для этого никуда ничего не отправляется.",
            scorecards: "После собеседования языковая модель составляет черновик оценок ваших ответов. Для этого расшифровка \
                отправляется на {hosts}.",
            scorecards_here: "После собеседования языковая модель на этом компьютере составляет черновик оценок ваших ответов. Для \
                этого никуда ничего не отправляется.",
            several: "Если получателей несколько, к следующему обращаются, когда предыдущий недоступен.",
            also_here: "Может использоваться и языковая модель на этом компьютере.",
            no_sound: "Звук туда не отправляется: запись вашего голоса не покидает этот компьютер.",
            decision: "Решение о вашей кандидатуре принимают люди; языковая модель ничего не решает.",
            decision_on_drafts: "Решение о вашей кандидатуре принимают люди: человек читает каждый черновик, может изменить или \
                отклонить его и решает сам; языковая модель ничего не решает.",
        },
    }
}

/// Adds the section on AI where it belongs: behind what is said about where everything is kept.
pub(super) fn add(sections: &mut Vec<Section>, named: &Named, language: Language) {
    let place = sections
        .iter()
        .position(|section| section.kind == SectionKind::Kept)
        .map_or(sections.len(), |place| place + 1);
    sections.insert(place, section(named, language));
}

fn section(named: &Named, language: Language) -> Section {
    let words = words(language);
    let hosts = named.hosts.join(", ");
    let leaves = !named.hosts.is_empty();
    let mut lines = Vec::new();
    for one in &named.uses {
        lines.push(match (one, leaves) {
            (AiUse::Conversation, true) => words.conversation,
            (AiUse::Conversation, false) => words.conversation_here,
            (AiUse::Scorecards, true) => words.scorecards,
            (AiUse::Scorecards, false) => words.scorecards_here,
        });
    }
    if named.hosts.len() > 1 {
        lines.push(words.several);
    }
    if leaves && named.local {
        lines.push(words.also_here);
    }
    if leaves {
        lines.push(words.no_sound);
    }
    lines.push(if named.uses.contains(&AiUse::Scorecards) {
        words.decision_on_drafts
    } else {
        words.decision
    });
    Section {
        kind: SectionKind::Ai,
        title: built_in::title(SectionKind::Ai, language).to_owned(),
        text: lines.join("\n").replace("{hosts}", &hosts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(uses: &[AiUse], hosts: &[&str], local: bool, language: Language) -> String {
        let named = Named {
            uses: uses.to_vec(),
            hosts: hosts.iter().map(|&host| host.to_owned()).collect(),
            local,
        };
        section(&named, language).text
    }

    #[test]
    fn hosts_are_named_for_everything_they_are_sent() {
        let uses = [AiUse::Conversation, AiUse::Scorecards];
        for language in Language::ALL {
            let both = text(&uses, &["a.example", "b.example:8443"], true, language);
            assert_eq!(both.matches("a.example, b.example:8443").count(), 2);
            assert_eq!(both.lines().count(), 6, "{both}");
            let one = text(&uses[..1], &["a.example"], false, language);
            assert_eq!(
                (one.matches("a.example").count(), one.lines().count()),
                (1, 3)
            );
            let here = text(&uses, &[], true, language);
            assert_eq!(here.lines().count(), 3, "{here}");
            for text in [both, one, here] {
                assert!(!text.contains(['{', '}']) && !text.contains("  "), "{text}");
            }
        }
    }
}
