//! Server-sent events, cut out of bytes that arrive in pieces of any size.
//!
//! Invariants: where the pieces are cut changes nothing; never more is held than one line and one event of bounded
//! length, however long what is sent.

/// Longest line, in bytes.
const MAX_LINE: usize = 1024 * 1024;
/// Longest data of an event, in bytes.
const MAX_EVENT: usize = 1024 * 1024;
/// Longest name of an event, in bytes; longer ones are nothing we know.
const MAX_NAME: usize = 200;
/// What a text may begin with and what means nothing.
const BOM: &[u8] = "\u{feff}".as_bytes();

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    /// Its name; empty when it has none.
    pub(super) name: String,
    /// Its data, lines joined by `\n`.
    pub(super) data: String,
}

/// What is no stream of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Malformed {
    /// A line or an event does not end.
    TooLong,
    /// Bytes that are no UTF-8.
    NotUtf8,
}

impl Malformed {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::TooLong => "a line of the stream does not end",
            Self::NotUtf8 => "the stream holds bytes that are no text",
        }
    }
}

/// The events of one stream.
#[derive(Default)]
pub(super) struct Events {
    /// The line that has not ended yet.
    line: Vec<u8>,
    /// A CR was the last byte: an LF right after it ends no other line.
    after_cr: bool,
    /// Whether the first line is behind us: a byte order mark may stand before it only.
    begun: bool,
    name: String,
    data: Option<String>,
}

impl Events {
    /// Takes the next bytes and appends the events they complete. After an error nothing more can be taken.
    ///
    /// # Errors
    /// What came is no such stream; the events before that are appended.
    pub(super) fn take(
        &mut self,
        mut bytes: &[u8],
        events: &mut Vec<Event>,
    ) -> Result<(), Malformed> {
        while !bytes.is_empty() {
            if std::mem::take(&mut self.after_cr) && bytes[0] == b'\n' {
                bytes = &bytes[1..];
                continue;
            }
            let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let piece = &bytes[..end.unwrap_or(bytes.len())];
            if self.line.len() + piece.len() > MAX_LINE {
                return Err(Malformed::TooLong);
            }
            self.line.extend_from_slice(piece);
            let Some(end) = end else {
                return Ok(());
            };
            self.after_cr = bytes[end] == b'\r';
            bytes = &bytes[end + 1..];
            self.end_of_line(events)?;
        }
        Ok(())
    }

    /// The stream has ended as it should: what stands there unfinished is an event as well. Whether it is whole shows
    /// when it is read.
    ///
    /// # Errors
    /// Its last line is no text.
    pub(super) fn end(&mut self, events: &mut Vec<Event>) -> Result<(), Malformed> {
        if !self.line.is_empty() {
            self.end_of_line(events)?;
        }
        self.dispatch(events);
        Ok(())
    }

    fn end_of_line(&mut self, events: &mut Vec<Event>) -> Result<(), Malformed> {
        let line = std::mem::take(&mut self.line);
        let mut bytes = line.as_slice();
        if !std::mem::replace(&mut self.begun, true) {
            bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Malformed::NotUtf8)?;
        if text.is_empty() {
            self.dispatch(events);
        } else {
            self.field(text)?;
        }
        // The next line is seldom longer: its room is used again.
        self.line = line;
        self.line.clear();
        Ok(())
    }

    fn field(&mut self, text: &str) -> Result<(), Malformed> {
        let (name, value) = text.split_once(':').unwrap_or((text, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "data" => {
                let length = self.data.as_ref().map_or(0, String::len);
                if length + value.len() > MAX_EVENT {
                    return Err(Malformed::TooLong);
                }
                match &mut self.data {
                    Some(data) => {
                        data.push('\n');
                        data.push_str(value);
                    }
                    None => self.data = Some(value.to_owned()),
                }
            }
            "event" => {
                self.name.clear();
                if value.len() <= MAX_NAME {
                    self.name.push_str(value);
                }
            }
            // Comments (no name), `id`, `retry`, and what may come one day.
            _ => {}
        }
        Ok(())
    }

    fn dispatch(&mut self, events: &mut Vec<Event>) {
        let name = std::mem::take(&mut self.name);
        if let Some(data) = self.data.take() {
            events.push(Event { name, data });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8], cuts: &[usize]) -> Result<Vec<Event>, Malformed> {
        let mut stream = Events::default();
        let mut events = Vec::new();
        let mut rest = bytes;
        for cut in cuts {
            let (now, later) = rest.split_at((*cut).min(rest.len()));
            stream.take(now, &mut events)?;
            rest = later;
        }
        stream.take(rest, &mut events)?;
        stream.end(&mut events)?;
        Ok(events)
    }

    fn event(name: &str, data: &str) -> Event {
        Event {
            name: name.to_owned(),
            data: data.to_owned(),
        }
    }

    #[test]
    fn fields_comments_and_every_end_of_line() {
        let text = "\u{feff}: hello\r\nevent: a\r\ndata: 1\r\ndata:2\r\n\r\nretry: 5\rid: 7\rdata\r\rdata:  x\n\n\n\nevent: lost\n\ndata: last";
        let expected = vec![
            event("a", "1\n2"),
            event("", ""),
            event("", " x"),
            event("", "last"),
        ];
        assert_eq!(read(text.as_bytes(), &[]), Ok(expected.clone()));
        // One byte at a time, inside characters and between CR and LF.
        assert_eq!(read(text.as_bytes(), &vec![1; text.len()]), Ok(expected));
    }

    #[test]
    fn a_byte_order_mark_means_nothing_before_the_first_line_only() {
        let text = "data: 1\n\n\u{feff}data: 2\n\n";
        assert_eq!(read(text.as_bytes(), &[]), Ok(vec![event("", "1")]));
    }

    #[test]
    fn what_is_no_text_is_told_after_the_events_before_it() {
        let mut stream = Events::default();
        let mut events = Vec::new();
        let bytes = b"data: 1\n\ndata: \xff\n\n";
        assert_eq!(stream.take(bytes, &mut events), Err(Malformed::NotUtf8));
        assert_eq!(events, [event("", "1")]);
    }

    #[test]
    fn a_line_that_does_not_end_is_given_up_before_it_fills_the_memory() {
        let mut stream = Events::default();
        let mut events = Vec::new();
        let piece = vec![b'x'; 64 * 1024];
        let taken = (0..1_000)
            .take_while(|_| stream.take(&piece, &mut events).is_ok())
            .count();
        assert_eq!(taken, MAX_LINE / piece.len());
        assert!(stream.line.capacity() <= 2 * MAX_LINE);
    }

    #[test]
    fn an_event_of_many_lines_is_given_up_as_well() {
        let mut stream = Events::default();
        let mut events = Vec::new();
        let line = format!("data: {}\n", "x".repeat(100_000));
        let taken = (0..1_000)
            .take_while(|_| stream.take(line.as_bytes(), &mut events).is_ok())
            .count();
        assert_eq!(taken, MAX_EVENT / 100_000);
    }

    proptest! {
        #[test]
        fn where_it_is_cut_changes_nothing(
            text in "(data: ?[a-zä€😀]{0,6}|event: [a-z]{0,4}|:x|id: 1|)(\r\n|\n|\r|\n\n|\r\r|\r\n\r\n)(data:[0-9а-я]{0,5}(\r\n|\n|\r|\n\n|\r\n\r\n)){0,6}",
            cuts in prop::collection::vec(0_usize..5, 0..60),
        ) {
            prop_assert_eq!(read(text.as_bytes(), &cuts), read(text.as_bytes(), &[]));
        }

        #[test]
        fn no_bytes_make_it_fail_in_any_other_way(bytes in prop::collection::vec(any::<u8>(), 0..400), cuts in prop::collection::vec(0_usize..9, 0..40)) {
            prop_assert_eq!(read(&bytes, &cuts), read(&bytes, &[]));
        }
    }
}
