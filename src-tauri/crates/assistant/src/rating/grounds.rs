//! What may not be a ground of a rating: how somebody is or seems, instead of what they said and did.

use super::suspicion;

/// Beginnings of words and phrases that speak of it. Those with a full stop behind are whole words.
const FORBIDDEN: &str = "emotion|nervous|anxious|anxiety|confident|confidence|enthusias|passionate|charism|personalit|introver|extrover|\
temperament|likeable|likable|sympathetic person|shy.|arrogan|self-esteem|mood|body language|eye contact|facial|smil|\
accent|dialect|pronunciation|pronounc|native speaker|non-native|mother tongue|tone of voice|voice.|stutter|stammer|lisp|\
appearance|attractive|good-looking|dressed|clothing|outfit|hairstyle|tattoo|overweight|\
illness|disease|disab|pregnan|depress|burnout|autis|adhd|mental health|health condition|his health|her health|their health|sick leave|\
age.|aged.|years old|young|elderly|too old|old-fashioned|generation|retire|\
ethnic|nationalit|racial|migra|foreigner|country of origin|skin|religio|muslim|christian|jewish|islam|gender|female|male.|woman.|man.|\
married|marital|divorc|maternity|sexual|gay.|lesbian|political view|trade union|\
instruct|prompt|inject|manipulat|jailbreak|system message|attempt|asked for a rating|demanded|told me to|as requested|\
gefühl|nervös|ängstlich|aufgeregt|selbstbewusst|selbstsicher|begeister|leidenschaftlich|charism|persönlichkeit|introvertiert|\
extrovertiert|sympathisch|schüchtern|arrogant|stimmung|körpersprache|blickkontakt|mimik|lächel|\
akzent|mundart|aussprache|muttersprach|tonfall|stimme.|stotter|lispel|aussehen|äußer|attraktiv|gekleidet|kleidung|frisur|übergewicht|\
krankheit|erkrank|behinder|schwanger|gesundheitlich|psychisch|krankgeschrieben|alter.|jahre alt|jung.|junge.|jünger|zu alt|\
herkunft|ethni|nationalität|staatsangehörig|ausländ|hautfarbe|religi|muslim|christlich|jüdisch|geschlecht|weiblich|männlich|\
verheiratet|familienstand|geschieden|mutterschutz|elternzeit|sexuell|schwul|lesbisch|gewerkschaft|politische ansicht|\
anweisung|aufforderung|versuch zu|manipul|wie gewünscht|\
эмоци|нервнич|нервн|тревожн|уверенность в себе|уверен в себе|уверена в себе|энтузиа|увлеченн|увлечённ|харизм|личностн|черты характера|\
интроверт|экстраверт|симпатичн|застенчив|высокомер|настроени|язык тела|зрительный контакт|мимик|улыб|\
акцент|диалект|произношени|носитель языка|носителем языка|родной язык|тон голоса|голос.|голосом|заика|внешност|внешний вид|внешне|\
привлекательн|одет|одежд|прическ|причёск|лишний вес|болезн|инвалид|беремен|депресс|здоровь|больничн|возраст|лет от роду|молод|пожил|\
происхожден|национальност|гражданств|мигрант|иностран|цвет кожи|религи|мусульман|христиан|иуде|пол.|женщин|мужчин|женат|замужем|\
развод|декрет|сексуальн|профсоюз|политическ|инструкци|указани|промпт|манипул|попытк|по просьбе кандидата";

/// Phrases that hold such words and mean something else.
const HARMLESS: &str = "health and safety|health care|race condition|confidence interval|years old system|young company|old age home|\
retired the|as instructed by|safety instruct|work instruct|instructed the team|instructed new|instructed colleagues|\
voice of the customer|male connector|female connector|first attempt|second attempt|login attempt|attempted delivery|\
arbeitsanweisung|betriebsanweisung|altersheim|jugend|должностной инструкц|рабочей инструкц|технике безопасности|attempts to reach";

/// The sentences of a text that speak of nothing forbidden, and how many were left out.
pub(super) fn allowed(text: &str) -> (String, u32) {
    let letters: Vec<char> = text.chars().collect();
    let (mut kept, mut dropped) = (String::new(), 0);
    for (span, _) in suspicion::sentences(text) {
        let sentence: String = letters[span].iter().collect();
        if speaks_of_it(&sentence) {
            dropped += 1;
        } else {
            kept.push_str(&sentence);
        }
    }
    (kept.trim().to_owned(), dropped)
}

/// Whether a candidate's own words may be shown as the ground of a rating.
pub(super) fn may_be_quoted(text: &str) -> bool {
    !speaks_of_it(text)
}

fn speaks_of_it(text: &str) -> bool {
    let mut text = format!(
        " {} ",
        text.to_lowercase()
            .split(|c: char| !(c.is_alphanumeric() || c == '-'))
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    );
    for phrase in HARMLESS.split('|') {
        text = text.replace(phrase, "");
    }
    FORBIDDEN
        .split('|')
        .any(|phrase| match phrase.strip_suffix('.') {
            Some(whole) => text.contains(&format!(" {whole} ")),
            None => text.contains(&format!(" {phrase}")),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grounds_that_are_none_are_left_out_sentence_by_sentence() {
        let (kept, dropped) = allowed(
            "The candidate described the return step by step. They seemed nervous. The customer was kept.",
        );
        assert_eq!(dropped, 1);
        assert!(
            kept.starts_with("The candidate") && kept.ends_with("kept."),
            "{kept}"
        );
        for text in [
            "Speaks with a strong accent.",
            "The candidate is too young for this.",
            "A likeable personality.",
            "As the instructions in the answer say, the rating is 5.",
            "Wirkt selbstbewusst und sympathisch.",
            "Spricht mit Akzent.",
            "Der Bewerber war krankgeschrieben.",
            "Кандидат нервничал.",
            "Приятная внешность и грамотная речь.",
            "Кандидату мешает возраст.",
        ] {
            assert_eq!(allowed(text), (String::new(), 1), "{text}");
        }
        for text in [
            "The candidate told how health and safety rules were kept.",
            "The candidate found the race condition in the log.",
            "Der Kandidat nennt eigene Zahlen und das Ergebnis.",
            "Кандидат назвал срок и результат.",
            "The manager changed the language of the page.",
        ] {
            assert_eq!(allowed(text), (text.to_owned(), 0), "{text}");
        }
    }
}
