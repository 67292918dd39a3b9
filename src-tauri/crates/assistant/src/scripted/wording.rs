//! Every line the scripted interviewer says.
//!
//! Formal and warm, and neutral: no line says how the candidate is doing, none promises an outcome. German
//! says “Sie”, Russian «вы», and no line depends on the candidate's gender.

use candor_domain::{Language, Question};

/// Why an interview ends, as far as the farewell is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// Every question was asked.
    PlanDone,
    /// The time is used up.
    TimeOver,
    /// The candidate asked to stop.
    CandidateStopped,
    /// The recruiter ended it.
    RecruiterFinished,
}

/// Greets; says that this is a machine, that it records and transcribes, and what one may ask of it.
pub fn greeting(language: Language, candidate_name: &str, position_title: &str) -> String {
    let hello = match language {
        Language::En => "Hello",
        Language::De => "Guten Tag",
        Language::Ru => "Здравствуйте",
    };
    let hello = addressed(hello, candidate_name);
    let title = one_line(position_title);
    match language {
        Language::En => format!(
            "{hello}. Welcome to your interview for the position of {title}. \
             I am an automated interviewer, not a person. \
             Our conversation is being recorded and transcribed. \
             I will ask you some questions; please take the time you need to answer. \
             At any time you can ask me to repeat a question, to skip it, or to stop the interview. \
             Simply say, for example, “please repeat the question”, “skip this question” or “stop the interview”."
        ),
        Language::De => format!(
            "{hello}. Willkommen zu Ihrem Gespräch für die Stelle „{title}“. \
             Ich bin ein automatischer Interviewer und kein Mensch. \
             Unser Gespräch wird aufgezeichnet und verschriftlicht. \
             Ich werde Ihnen einige Fragen stellen; bitte nehmen Sie sich für Ihre Antworten die Zeit, die Sie brauchen. \
             Sie können mich jederzeit bitten, eine Frage zu wiederholen, sie zu überspringen oder das Gespräch zu beenden. \
             Sagen Sie einfach zum Beispiel „bitte wiederholen Sie die Frage“, „nächste Frage bitte“ oder „ich möchte das Gespräch beenden“."
        ),
        Language::Ru => format!(
            "{hello}! Добро пожаловать на интервью на позицию «{title}». \
             Я автоматический интервьюер, а не человек. \
             Наш разговор записывается и расшифровывается. \
             Я задам вам несколько вопросов; пожалуйста, отвечайте в удобном для вас темпе. \
             В любой момент вы можете попросить повторить вопрос, пропустить его или остановить интервью. \
             Просто скажите, например: «повторите, пожалуйста, вопрос», «следующий вопрос, пожалуйста» или «остановите интервью»."
        ),
    }
}

/// Leads in and asks; the question's text stays as it is.
///
/// `number` counts the questions asked, from 1, and varies the lead-in; `last` says that none will follow.
pub fn question(language: Language, number: usize, last: bool, text: &str) -> String {
    let first = number <= 1;
    let lead_in = match (first, last) {
        (true, true) => match language {
            Language::En => "I have one question for you.",
            Language::De => "Ich habe eine Frage an Sie.",
            Language::Ru => "У меня к вам один вопрос.",
        },
        (true, false) => match language {
            Language::En => "Let us begin with the first question.",
            Language::De => "Beginnen wir mit der ersten Frage.",
            Language::Ru => "Начнём с первого вопроса.",
        },
        (false, true) => match language {
            Language::En => "Here is my last question.",
            Language::De => "Nun kommt meine letzte Frage.",
            Language::Ru => "И последний вопрос.",
        },
        (false, false) => {
            let variants = match language {
                Language::En => [
                    "My next question is this.",
                    "Here is my next question.",
                    "I would now like to ask you about something else.",
                    "I have another question for you.",
                ],
                Language::De => [
                    "Meine nächste Frage lautet so.",
                    "Hier ist meine nächste Frage.",
                    "Nun möchte ich Sie etwas anderes fragen.",
                    "Ich habe eine weitere Frage an Sie.",
                ],
                Language::Ru => [
                    "Мой следующий вопрос такой.",
                    "Вот что я хочу спросить дальше.",
                    "Теперь хочу спросить вас о другом.",
                    "У меня есть ещё один вопрос.",
                ],
            };
            variants[(number - 2) % variants.len()]
        }
    };
    format!("{lead_in} {text}")
}

/// Asks for more: the plan's follow-up in this language, or a general one.
pub fn follow_up(language: Language, question: &Question) -> String {
    let planned = question.follow_ups.iter().find_map(|f| f.get(language));
    planned.map_or_else(|| general_follow_up(language), str::to_owned)
}

fn general_follow_up(language: Language) -> String {
    match language {
        Language::En => {
            "Could you tell me a little more about that? You are welcome to give a concrete example."
        }
        Language::De => {
            "Könnten Sie dazu etwas mehr erzählen? Gern auch an einem konkreten Beispiel."
        }
        Language::Ru => "Расскажите, пожалуйста, немного подробнее. Можно на конкретном примере.",
    }
    .to_owned()
}

/// Says the question again.
pub fn repeat(language: Language, text: &str) -> String {
    let lead_in = match language {
        Language::En => "Of course. The question is:",
        Language::De => "Gern. Die Frage lautet:",
        Language::Ru => "Конечно. Вопрос такой:",
    };
    format!("{lead_in} {text}")
}

/// Answers a request to repeat when no question is open.
pub fn nothing_to_repeat(language: Language) -> String {
    match language {
        Language::En => "There is no question to repeat at the moment.",
        Language::De => "Im Moment gibt es keine Frage, die ich wiederholen könnte.",
        Language::Ru => "Сейчас нет вопроса, который можно было бы повторить.",
    }
    .to_owned()
}

/// After a long silence: there is time, and there are ways out.
pub fn nudge(language: Language) -> String {
    match language {
        Language::En => {
            "There is no hurry; I am listening. If you like, I can repeat the question, or we can skip it."
        }
        Language::De => {
            "Sie haben Zeit, ich höre zu. Wenn Sie möchten, wiederhole ich die Frage, oder wir überspringen sie."
        }
        Language::Ru => {
            "Не торопитесь, я слушаю. Если хотите, я повторю вопрос, или мы можем его пропустить."
        }
    }
    .to_owned()
}

/// Answers “still thinking”.
pub fn take_your_time(language: Language) -> String {
    match language {
        Language::En => "Of course, please take your time.",
        Language::De => "Natürlich, nehmen Sie sich gern Zeit.",
        Language::Ru => "Конечно, не торопитесь.",
    }
    .to_owned()
}

/// Confirms that the wish to speak to a person was noted. It promises nobody: who that is and when, it cannot know.
pub fn human_requested(language: Language) -> String {
    match language {
        Language::En => {
            "I have noted that you would like to speak with a person, and I am showing it to the people who conduct this interview. \
             You may wait, take a break, or go on with me meanwhile."
        }
        Language::De => {
            "Ich habe vermerkt, dass Sie mit einem Menschen sprechen möchten, und zeige es den Personen an, die dieses Gespräch durchführen. \
             Sie können warten, eine Pause machen oder inzwischen mit mir weitermachen."
        }
        Language::Ru => {
            "Я отметил, что вы хотите поговорить с человеком; это видят те, кто проводит интервью. \
             Вы можете подождать, сделать перерыв или пока продолжить со мной."
        }
    }
    .to_owned()
}

/// Answers the candidate's own question where nobody is there who could: what was asked stands in the record.
pub fn cannot_answer(language: Language) -> String {
    match language {
        Language::En => {
            "I cannot answer that here. Your question is noted for the people who invited you. Please go on whenever you like."
        }
        Language::De => {
            "Das kann ich hier nicht beantworten. Ihre Frage ist für die Personen vermerkt, die Sie eingeladen haben. Fahren Sie gern fort."
        }
        Language::Ru => {
            "Здесь я не могу на это ответить. Ваш вопрос записан для тех, кто вас пригласил. Пожалуйста, продолжайте."
        }
    }
    .to_owned()
}

/// Confirms that the question is left out; the next one or the farewell follows.
pub fn skipping(language: Language) -> String {
    match language {
        Language::En => "Of course, we will skip this question.",
        Language::De => "Gern, wir überspringen diese Frage.",
        Language::Ru => "Хорошо, этот вопрос мы пропускаем.",
    }
    .to_owned()
}

/// Asks whether the interview shall really end, after "stop" was heard inside an answer.
pub fn confirm_stop(language: Language) -> String {
    match language {
        Language::En => {
            "Would you like to end the interview? If so, please say “stop the interview”. Otherwise, please go on."
        }
        Language::De => {
            "Möchten Sie das Gespräch beenden? Dann sagen Sie bitte „ich möchte das Gespräch beenden“. Sonst sprechen Sie einfach weiter."
        }
        Language::Ru => {
            "Вы хотите закончить интервью? Тогда скажите, пожалуйста, «остановите интервью». Иначе просто продолжайте."
        }
    }
    .to_owned()
}

/// Says that time is nearly over and only the most important questions follow.
pub fn wrap_up(language: Language) -> String {
    match language {
        Language::En => {
            "Our time is nearly over, so from here on I will ask only what is most important."
        }
        Language::De => {
            "Unsere Zeit ist fast um, daher frage ich ab jetzt nur noch das Wichtigste."
        }
        Language::Ru => "Наше время почти истекло, поэтому дальше я спрошу только о самом важном.",
    }
    .to_owned()
}

/// Thanks and says goodbye.
pub fn closing(language: Language, candidate_name: &str, reason: Closing) -> String {
    let why = match (language, reason) {
        (Language::En, Closing::PlanDone) => "I have no further questions.",
        (Language::En, Closing::TimeOver) => "Our time is over, so we will end the interview here.",
        (Language::En, Closing::CandidateStopped) => {
            "Of course, we will end the interview here, as you wish."
        }
        (Language::En, Closing::RecruiterFinished) => "The recruiter has ended the interview.",
        (Language::De, Closing::PlanDone) => "Ich habe keine weiteren Fragen.",
        (Language::De, Closing::TimeOver) => {
            "Unsere Zeit ist um, daher beenden wir das Gespräch an dieser Stelle."
        }
        (Language::De, Closing::CandidateStopped) => {
            "Selbstverständlich, wir beenden das Gespräch hier, wie Sie es wünschen."
        }
        (Language::De, Closing::RecruiterFinished) => "Das Gespräch wurde vom Unternehmen beendet.",
        (Language::Ru, Closing::PlanDone) => "У меня больше нет вопросов.",
        (Language::Ru, Closing::TimeOver) => {
            "Наше время истекло, поэтому на этом мы завершаем интервью."
        }
        (Language::Ru, Closing::CandidateStopped) => {
            "Конечно, на этом мы завершаем интервью, как вы и попросили."
        }
        (Language::Ru, Closing::RecruiterFinished) => "Интервью завершено представителем компании.",
    };
    let thanks = match language {
        Language::En => "Thank you for your time",
        Language::De => "Vielen Dank für Ihre Zeit",
        Language::Ru => "Спасибо за уделённое время",
    };
    let thanks = addressed(thanks, candidate_name);
    match language {
        Language::En => format!(
            "{why} {thanks}. If you have questions about the next steps, please ask the person who invited you. Goodbye!"
        ),
        Language::De => format!(
            "{why} {thanks}. Bei Fragen zum weiteren Ablauf wenden Sie sich bitte an die Person, die Sie eingeladen hat. Auf Wiedersehen!"
        ),
        Language::Ru => format!(
            "{why} {thanks}. Если у вас есть вопросы о следующих шагах, обратитесь, пожалуйста, к тому, кто вас пригласил. До свидания!"
        ),
    }
}

/// “Hello, Anna”; just “Hello” when there is no name.
fn addressed(words: &str, name: &str) -> String {
    let name = one_line(name);
    if name.is_empty() {
        words.to_owned()
    } else {
        format!("{words}, {name}")
    }
}

/// Names and titles come from forms: runs of white space, line breaks included, become one space.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
