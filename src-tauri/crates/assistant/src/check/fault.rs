//! What may be wrong with a reply.

macro_rules! faults {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// Why a reply may not be said.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Fault { $($(#[$doc])* $variant),+ }

        impl Fault {
            /// Every fault.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Stable name, as logged.
            pub fn as_str(self) -> &'static str { match self { $(Self::$variant => $name),+ } }
        }
    };
}

faults! {
    /// It says nothing.
    Empty = "empty",
    /// It is longer than a line may be.
    TooLong = "too_long",
    /// It is not in the interview's language.
    WrongLanguage = "wrong_language",
    /// It says “du” or «ты».
    Familiar = "familiar",
    /// The planned question's sense is not in it.
    OffPlan = "off_plan",
    /// It says something that neither the plan nor the conversation calls for.
    OffTopic = "off_topic",
    /// It says goodbye or ends the interview, which is not the model's to do.
    Farewell = "farewell",
    /// It asks nothing although it should.
    NoQuestion = "no_question",
    /// It asks more than the plan does.
    TooManyQuestions = "too_many_questions",
    /// It judges or praises, or speaks of emotion, voice, accent, appearance or personality.
    Judgement = "judgement",
    /// It tells a rating or a decision.
    Rating = "rating",
    /// It promises something.
    Promise = "promise",
    /// It asks for what may not be asked.
    PersonalData = "personal_data",
    /// A link, an address or a telephone number.
    Contact = "contact",
    /// Markup, code or signs that are not spoken.
    Markup = "markup",
    /// Words that are none: encoded or scrambled text.
    Scrambled = "scrambled",
    /// It reads out instructions or the marks between data.
    Leak = "leak",
    /// It claims to be a person.
    ClaimsHuman = "claims_human",
    /// A number, date, name or statement that is in no source.
    Ungrounded = "ungrounded",
}
