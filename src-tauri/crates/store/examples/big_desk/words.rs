//! Who is interviewed, for what, and what they are asked and say: in English, German and Russian.

pub(crate) const NAMES: [[&str; 6]; 3] = [
    [
        "Ada Byron",
        "Grace Hopper",
        "Alan Kay",
        "Barbara Liskov",
        "Donald Knuth",
        "Frances Allen",
    ],
    [
        "Jürgen Weiß",
        "Käthe Müller",
        "Konrad Zuse",
        "Emmy Noether",
        "Grete Hermann",
        "Björn Groß",
    ],
    [
        "Пётр Ёлкин",
        "Софья Ковалевская",
        "Алексей Ляпунов",
        "Ольга Ладыженская",
        "Иван Петров",
        "Анна Королёва",
    ],
];
pub(crate) const TITLES: [&str; 3] = [
    "Harbour clerk",
    "Schichtleitung Lager",
    "Специалист поддержки",
];
pub(crate) const QUESTIONS: [[&str; 3]; 3] = [
    [
        "What did you do in your last job?",
        "Tell me about a mistake you noticed before it did harm.",
        "How do you settle a disagreement with a colleague?",
    ],
    [
        "Was haben Sie in Ihrer letzten Stelle gemacht?",
        "Erzählen Sie von einem Fehler, den Sie bemerkt haben, bevor er Schaden anrichtete.",
        "Wie lösen Sie eine Meinungsverschiedenheit im Team?",
    ],
    [
        "Чем вы занимались на последней работе?",
        "Расскажите об ошибке, которую вы заметили до того, как она навредила.",
        "Как вы решаете разногласия с коллегами?",
    ],
];
pub(crate) const ANSWERS: [[&str; 6]; 3] = [
    [
        "I worked at the harbour office for six years and kept the books of the pilots there.",
        "Once I noticed a wrong date on a contract two days before it was to be signed.",
        "I called the client at once, and we corrected it together on the same afternoon.",
        "We sat down, each of us said what mattered most, and then we tried both ways for a week.",
        "Before that I repaired weaving looms in a small workshop with three colleagues.",
        "I prefer to ask when something does not add up, even if it takes longer.",
    ],
    [
        "Ich habe sechs Jahre im Lager gearbeitet und zuletzt eine Schicht mit zwölf Leuten geführt.",
        "Einmal ist mir zwei Tage vor der Auslieferung ein falsches Maß auf der Straßenkarte aufgefallen.",
        "Ich habe sofort angerufen, und wir haben es noch am selben Nachmittag gemeinsam geändert.",
        "Wir haben uns zusammengesetzt, und jeder hat gesagt, was ihm am wichtigsten ist.",
        "Davor habe ich in einer kleinen Werkstatt Webstühle repariert.",
        "Ich frage lieber nach, wenn etwas nicht stimmt, auch wenn es länger dauert.",
    ],
    [
        "Шесть лет я вела книги в портовой конторе и отвечала на письма клиентов.",
        "Однажды за два дня до подписания я заметила в договоре неверную дату.",
        "Я сразу позвонила клиенту, и мы исправили её вместе в тот же день.",
        "Мы сели вместе, и каждый сказал, что для него важнее всего.",
        "До этого я ремонтировала ткацкие станки в маленькой мастерской.",
        "Если что-то не сходится, я предпочитаю спросить, даже если это дольше.",
    ],
];
