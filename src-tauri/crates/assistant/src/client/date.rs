//! Dates as HTTP writes them.

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Days from the first of March of the year 0 to 1970.
const BEFORE: u64 = 719_468;

/// Seconds since 1970 of a date such as `Fri, 20 Nov 2026 18:30:00 GMT`; `None` for every other form: two more are
/// obsolete, and nobody writes them.
pub(super) fn read(text: &str) -> Option<u64> {
    let (_, rest) = text.split_once(", ")?;
    let words: Vec<&str> = rest.split(' ').collect();
    let [day, month, year, time, "GMT"] = words[..] else {
        return None;
    };
    let number = |text: &str, length: usize, most: u64| {
        let is_number = text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
        let number: u64 = text.parse().ok()?;
        (is_number && number <= most).then_some(number)
    };
    let month = MONTHS.iter().position(|name| *name == month)? as u64 + 1;
    let (day, year) = (number(day, 2, 31)?, number(year, 4, 9_999)?);
    if day == 0 || year < 1970 {
        return None;
    }
    let time: Vec<&str> = time.split(':').collect();
    let [hours, minutes, seconds] = time[..] else {
        return None;
    };
    // A leap second is the 60th.
    let (hours, minutes) = (number(hours, 2, 23)?, number(minutes, 2, 59)?);
    let seconds = number(seconds, 2, 60)?;
    // Years begin in March here: the day that is not always there is the last one.
    let (year, month) = match month {
        1 | 2 => (year - 1, month + 9),
        _ => (year, month - 3),
    };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
    Some((((days - BEFORE) * 24 + hours) * 60 + minutes) * 60 + seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_form_is_read_and_no_other() {
        for (text, seconds) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Thu, 29 Feb 2024 12:00:00 GMT", 1_709_208_000),
            ("Fri, 01 Mar 2024 00:00:00 GMT", 1_709_251_200),
            ("Fri, 20 Nov 2026 00:00:00 GMT", 1_795_132_800),
        ] {
            assert_eq!(read(text), Some(seconds), "{text}");
        }
        for other in [
            "",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Sun, 06 Nov 1994 08:49:37 +0200",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1066 08:49:37 GMT",
            "Sun, +6 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
