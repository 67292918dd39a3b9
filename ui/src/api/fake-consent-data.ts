import type { ConsentTexts, SectionKind } from "./consent";
import type { Language } from "./types";

/** Sections in the order they are shown. */
export const KINDS: readonly Exclude<SectionKind, "ai">[] = [
  "interviewer",
  "recorded",
  "kept",
  "retention",
  "viewers",
  "withdrawal",
  "additional",
];

/** The words the real app comes with. */
export const BUILT_IN: ConsentTexts = {
  en: {
    interviewer:
      "An automated interviewer holds this conversation, not a person. It asks prepared questions; people decide about your application.",
    recorded:
      "Your voice from the microphone, what is understood of it as text, and what you type. Nothing is recorded before you agree. The picture of your camera, should you switch it on, is only shown on this screen and never recorded.",
    kept: "Encrypted on this computer. Your speech is turned into text on this computer; the recording does not leave it.",
    retention: "It is kept {retention}.",
    viewers: "It is seen by: {viewers}. They also receive the transcript as a file.",
    withdrawal:
      "At any time, during the interview or later, without giving a reason: press “Withdraw consent”, or turn to {contact}. The recording stops at once and nothing more is recorded. The organisation sees that you withdrew and can erase what was recorded until then.\nYou can also pause, end the interview early, or answer by typing instead of speaking.",
    additional: "",
  },
  de: {
    interviewer:
      "Dieses Gespräch führt ein automatisiertes System, kein Mensch. Es stellt vorbereitete Fragen; über Ihre Bewerbung entscheiden Menschen.",
    recorded:
      "Ihre Stimme über das Mikrofon, der daraus erkannte Text und was Sie eintippen. Vor Ihrer Zustimmung wird nichts aufgezeichnet. Ihr Kamerabild wird, falls Sie die Kamera einschalten, nur auf diesem Bildschirm gezeigt und nie aufgezeichnet.",
    kept: "Verschlüsselt auf diesem Computer. Ihre Sprache wird auf diesem Computer in Text umgewandelt; die Aufnahme verlässt ihn nicht.",
    retention: "Es wird aufbewahrt {retention}.",
    viewers: "Es sehen: {viewers}. Sie erhalten auch das Transkript als Datei.",
    withdrawal:
      "Jederzeit, während des Gesprächs oder später, ohne Angabe von Gründen: Drücken Sie „Einwilligung widerrufen“ oder wenden Sie sich an {contact}. Die Aufnahme endet sofort, und es wird nichts mehr aufgezeichnet. Die Organisation sieht, dass Sie widerrufen haben, und kann löschen, was bis dahin aufgezeichnet wurde.\nSie können auch unterbrechen, früher aufhören oder tippen statt sprechen.",
    additional: "",
  },
  ru: {
    interviewer:
      "Это собеседование проводит автоматизированная система, а не человек. Она задаёт подготовленные вопросы; решение о вашей кандидатуре принимают люди.",
    recorded:
      "Ваш голос с микрофона, распознанный по нему текст и то, что вы печатаете. До вашего согласия ничего не записывается. Изображение с камеры, если вы её включите, показывается только на этом экране и никогда не записывается.",
    kept: "В зашифрованном виде на этом компьютере. Речь превращается в текст на этом же компьютере; запись его не покидает.",
    retention: "Срок хранения: {retention}.",
    viewers: "Доступ имеют: {viewers}. Они также получают расшифровку в виде файла.",
    withdrawal:
      "В любой момент, во время собеседования или позже, без объяснения причин: нажмите «Отозвать согласие» или обратитесь в организацию. Контакт: {contact}. Запись сразу прекратится, и больше ничего записано не будет. Организация увидит, что вы отозвали согласие, и сможет стереть записанное до этого.\nВы также можете сделать паузу, закончить раньше или отвечать письменно вместо речи.",
    additional: "",
  },
};

export const TITLES: Record<Language, Record<SectionKind, string>> = {
  en: {
    interviewer: "Who interviews you",
    recorded: "What is recorded",
    kept: "Where it is kept",
    ai: "Use of artificial intelligence",
    retention: "How long it is kept",
    viewers: "Who sees it",
    withdrawal: "How to withdraw",
    additional: "Also",
  },
  de: {
    interviewer: "Wer das Gespräch führt",
    recorded: "Was aufgezeichnet wird",
    kept: "Wo es liegt",
    ai: "Einsatz künstlicher Intelligenz",
    retention: "Wie lange es aufbewahrt wird",
    viewers: "Wer es sieht",
    withdrawal: "Wie Sie widerrufen",
    additional: "Außerdem",
  },
  ru: {
    interviewer: "Кто проводит собеседование",
    recorded: "Что записывается",
    kept: "Где это хранится",
    ai: "Использование искусственного интеллекта",
    retention: "Как долго это хранится",
    viewers: "Кто это увидит",
    withdrawal: "Как отозвать согласие",
    additional: "Дополнительно",
  },
};

/** What is said where nothing was entered about the organisation. */
export const GENERAL: Record<Language, Record<string, string>> = {
  en: {
    organisation: "the organisation that invited you",
    contact: "your contact there",
    retention: "until the organisation deletes it according to its rules",
    viewers: "the people at {organisation} who decide about this position",
  },
  de: {
    organisation: "der Organisation, die Sie eingeladen hat",
    contact: "Ihre Ansprechperson dort",
    retention: "so lange, bis die Organisation es nach ihren Regeln löscht",
    viewers: "die Personen bei {organisation}, die über diese Stelle entscheiden",
  },
  ru: {
    organisation: "пригласившей вас организации",
    contact: "ваше контактное лицо в организации",
    retention: "пока организация не удалит запись по своим правилам",
    viewers: "сотрудники {organisation}, которые принимают решение по этой вакансии",
  },
};

/** What is said of AI services outside of this computer that word and rate. */
export const AI: Record<Language, string> = {
  en: "A language model (artificial intelligence) words what the interviewer says. For this, the text of the conversation is sent to {hosts}: the questions and the description of the position, what you say as text, what you type, and your first name.\nAfter the interview, a language model drafts ratings of your answers. For this, the transcript is sent to {hosts}.\nNo sound is sent there: the recording of your voice does not leave this computer.\nPeople decide about your application: a person reads every draft, may change or reject it, and decides; the language model decides nothing.",
  de: "Ein Sprachmodell (künstliche Intelligenz) formuliert, was das System im Gespräch sagt. Dafür wird der Text des Gesprächs an {hosts} gesendet: die Fragen und die Stellenbeschreibung, was Sie sagen (als Text), was Sie tippen, und Ihr Vorname.\nNach dem Gespräch entwirft ein Sprachmodell Bewertungen Ihrer Antworten. Dafür wird das Transkript an {hosts} gesendet.\nTon wird dorthin nicht gesendet: Die Aufnahme Ihrer Stimme verlässt diesen Computer nicht.\nÜber Ihre Bewerbung entscheiden Menschen: Eine Person liest jeden Entwurf, kann ihn ändern oder verwerfen und entscheidet selbst; das Sprachmodell entscheidet nichts.",
  ru: "Реплики системы в беседе формулирует языковая модель (искусственный интеллект). Для этого текст беседы отправляется на {hosts}: вопросы и описание вакансии, сказанное вами в виде текста, то, что вы печатаете, и ваше имя без фамилии.\nПосле собеседования языковая модель составляет черновик оценок ваших ответов. Для этого расшифровка отправляется на {hosts}.\nЗвук туда не отправляется: запись вашего голоса не покидает этот компьютер.\nРешение о вашей кандидатуре принимают люди: человек читает каждый черновик, может изменить или отклонить его и решает сам; языковая модель ничего не решает.",
};
