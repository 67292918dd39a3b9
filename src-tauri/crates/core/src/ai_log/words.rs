//! Every word the log's table says by itself, in the three languages.

use candor_domain::{AiOutcome, AiTask, AttemptKind, AttemptSource, Language};

/// Columns of the table.
pub(super) const WIDTH: usize = 19;

/// The words of one language.
pub(super) struct Words {
    pub(super) headings: [&'static str; WIDTH],
    pub(super) call: &'static str,
    pub(super) attempt: &'static str,
}

/// The words of this language.
pub(super) fn words(language: Language) -> &'static Words {
    match language {
        Language::En => &Words {
            headings: [
                "Part",
                "Number",
                "Time",
                "Task",
                "Outcome",
                "Reasons",
                "Connection",
                "Host",
                "Model",
                "Version of the instructions",
                "Times sent",
                "First token (ms)",
                "Total time (ms)",
                "Tokens sent",
                "Tokens received",
                "Estimated cost",
                "Message",
                "Sent",
                "Received",
            ],
            call: "request",
            attempt: "attempt to instruct the AI",
        },
        Language::De => &Words {
            headings: [
                "Teil",
                "Nummer",
                "Zeit",
                "Aufgabe",
                "Ergebnis",
                "Gründe",
                "Verbindung",
                "Server",
                "Modell",
                "Fassung der Anweisungen",
                "Gesendet (Anzahl)",
                "Erstes Token (ms)",
                "Gesamtdauer (ms)",
                "Gesendete Token",
                "Empfangene Token",
                "Geschätzte Kosten",
                "Nachricht",
                "Gesendet",
                "Empfangen",
            ],
            call: "Anfrage",
            attempt: "Versuch, die KI anzuweisen",
        },
        Language::Ru => &Words {
            headings: [
                "Часть",
                "Номер",
                "Время",
                "Задача",
                "Итог",
                "Причины",
                "Подключение",
                "Сервер",
                "Модель",
                "Версия инструкций",
                "Сколько раз отправлено",
                "Первый токен (мс)",
                "Всего (мс)",
                "Отправлено токенов",
                "Получено токенов",
                "Оценка стоимости",
                "Реплика",
                "Отправлено",
                "Получено",
            ],
            call: "запрос",
            attempt: "попытка дать указания ИИ",
        },
    }
}

fn one_of(language: Language, [en, de, ru]: [&'static str; 3]) -> &'static str {
    match language {
        Language::En => en,
        Language::De => de,
        Language::Ru => ru,
    }
}

/// What a model was asked for.
pub(super) fn task(task: AiTask, language: Language) -> &'static str {
    let names = match task {
        AiTask::Question => ["question", "Frage", "вопрос"],
        AiTask::FollowUp => ["follow-up", "Nachfrage", "уточнение"],
        AiTask::Reply => [
            "answer to the candidate",
            "Antwort auf eine Rückfrage",
            "ответ кандидату",
        ],
        AiTask::Scorecard => [
            "draft of ratings",
            "Entwurf der Bewertung",
            "черновик оценок",
        ],
        AiTask::Summary => ["summary", "Zusammenfassung", "сводка"],
    };
    one_of(language, names)
}

/// What became of a request.
pub(super) fn outcome(outcome: AiOutcome, language: Language) -> &'static str {
    let names = match outcome {
        AiOutcome::Used => ["used", "verwendet", "использован"],
        AiOutcome::Replaced => [
            "replaced by the scripted words",
            "durch die vorgegebenen Worte ersetzt",
            "заменён словами по сценарию",
        ],
        AiOutcome::CutOff => ["broken off", "abgebrochen", "оборвался"],
        AiOutcome::Refused => ["refused", "verweigert", "отказ"],
        AiOutcome::Failed => ["failed", "fehlgeschlagen", "ошибка"],
        AiOutcome::Cancelled => [
            "no longer needed",
            "nicht mehr gebraucht",
            "больше не нужен",
        ],
        AiOutcome::OverBudget => [
            "not sent: budget used up",
            "nicht gesendet: Budget aufgebraucht",
            "не отправлен: бюджет исчерпан",
        ],
    };
    one_of(language, names)
}

/// Where an attempt stood.
pub(super) fn attempt_source(source: AttemptSource, language: Language) -> &'static str {
    let names = match source {
        AttemptSource::Message => ["message", "Nachricht", "реплика"],
        AttemptSource::Name => ["name or number", "Name oder Nummer", "имя или номер"],
        AttemptSource::Knowledge => [
            "description or knowledge base",
            "Beschreibung oder Wissensbasis",
            "описание или база знаний",
        ],
    };
    one_of(language, names)
}

/// What an attempt looks like.
pub(super) fn attempt_kind(kind: AttemptKind, language: Language) -> &'static str {
    let names = match kind {
        AttemptKind::Override => [
            "override of instructions",
            "Anweisungen aufheben",
            "отмена инструкций",
        ],
        AttemptKind::RolePlay => ["role play", "Rollenspiel", "ролевая игра"],
        AttemptKind::Extraction => [
            "asks for instructions or data",
            "fragt nach Anweisungen oder Daten",
            "запрос инструкций или данных",
        ],
        AttemptKind::Rating => [
            "asks for a rating",
            "fragt nach einer Bewertung",
            "просьба об оценке",
        ],
        AttemptKind::Markup => ["markup", "Steuerzeichen", "разметка"],
        AttemptKind::Encoded => ["hidden words", "verborgene Worte", "скрытые слова"],
        AttemptKind::Command => ["command", "Befehl", "команда"],
    };
    one_of(language, names)
}
