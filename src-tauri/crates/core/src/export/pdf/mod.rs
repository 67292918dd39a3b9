//! PDF: A4, set in fonts that come with Candor, readable by eye, by ear and by search.

mod draw;
mod flow;
mod type_setter;

use jiff::{Timestamp, tz::TimeZone};

use super::{Report, report::Turn, words::each_after};
pub(crate) use draw::PdfError;
use draw::{About, draw};
use flow::{Backdrop, Flow, Item, Kind, LEFT, PAGE, RIGHT, WIDTH};
use type_setter::{Block, Face, Ink, TypeSetter};

const INK: Ink = [0x0c, 0x0b, 0x10];
const QUIET: Ink = [0x5d, 0x5a, 0x68];
const RULE: Ink = [0xe3, 0xe1, 0xea];
const VIOLET: Ink = [0x6d, 0x28, 0xd9];
const MIST: Ink = [0xf6, 0xf2, 0xff];

const BODY: Face = face(10.0, false, INK);
const SMALL: Face = face(8.5, false, QUIET);
const TIME: Face = Face {
    tabular: true,
    ..SMALL
};
const LEADING: f32 = 1.5;
/// Width of the column with the times.
const TIMES: f32 = 62.0;
const LABELS: f32 = 150.0;

const fn face(size: f32, bold: bool, ink: Ink) -> Face {
    Face {
        size,
        bold,
        ink,
        tabular: false,
    }
}

/// Writes the document.
pub(super) fn write(
    report: &Report,
    written: Timestamp,
    zone: &TimeZone,
) -> Result<Vec<u8>, PdfError> {
    let mut paper = Paper {
        setter: TypeSetter::new(),
        flow: Flow::new(),
    };
    paper.front(report);
    paper.conversation(report);
    paper.coverage(report);
    paper.evidence(report);
    let Paper { mut setter, flow } = paper;
    let about = About {
        title: format!("{} · {}", report.labels.title, report.candidate),
        language: report.labels.language.code(),
        software: report.colophon.clone(),
        written: written.to_zoned(zone.clone()),
    };
    let fonts = setter.data.clone();
    let mut frame = |page: usize, pages: usize| frame(&mut setter, report, page, pages);
    draw(&flow, &fonts, &about, &mut frame)
}

struct Paper {
    setter: TypeSetter,
    flow: Flow,
}

impl Paper {
    fn text(&mut self, words: &str, face: Face, width: f32) -> Block {
        self.setter.set(&[(words, face)], width, LEADING)
    }

    fn front(&mut self, report: &Report) {
        self.flow
            .fill(LEFT, self.flow.y() - 16.0, 34.0, 4.0, VIOLET);
        let title = self.flow.heading(1, report.labels.title);
        self.flow.bookmark(report.labels.title.to_owned(), 0);
        let block = self
            .setter
            .set(&[(report.labels.title, face(24.0, true, INK))], WIDTH, 1.25);
        self.flow.put(LEFT, block, title, &[]);
        self.flow.space(4.0);
        let who = [
            (report.candidate.as_str(), face(13.0, true, VIOLET)),
            (" · ", face(13.0, false, QUIET)),
            (report.position.as_str(), face(13.0, false, QUIET)),
        ];
        let block = self.setter.set(&who, WIDTH, 1.4);
        let part = self.flow.part(Kind::Paragraph, None);
        self.flow.put(LEFT, block, part, &[]);
        self.flow.space(14.0);
        self.facts(&report.facts, 9.5);
        if let Some(about) = &report.about {
            self.heading(report.labels.about);
            let block = self.text(about, BODY, WIDTH);
            let part = self.flow.part(Kind::Paragraph, None);
            self.flow.put(LEFT, block, part, &[]);
        }
    }

    fn facts(&mut self, facts: &[(&'static str, String)], size: f32) {
        let list = self.flow.part(Kind::List, None);
        for (label, value) in facts {
            let label = self.text(label, face(size, false, QUIET), LABELS - 12.0);
            let value = self.text(value, face(size, false, INK), WIDTH - LABELS);
            let item = self.flow.part(Kind::Item, Some(list));
            let parts = [Kind::Label, Kind::Body].map(|kind| self.flow.part(kind, Some(item)));
            self.flow.need(label.height().max(value.height()) + 6.0);
            self.flow.rule(RULE);
            self.flow.advance(3.0);
            self.flow.row(vec![
                (LEFT, label, parts[0]),
                (LEFT + LABELS, value, parts[1]),
            ]);
            self.flow.advance(3.0);
        }
        self.flow.rule(RULE);
    }

    fn heading(&mut self, words: &str) {
        self.flow.space(24.0);
        self.flow.need(80.0);
        self.flow.bookmark(words.to_owned(), 0);
        let part = self.flow.heading(2, words);
        let block = self
            .setter
            .set(&[(words, face(14.0, true, INK))], WIDTH, 1.4);
        self.flow.put(LEFT, block, part, &[]);
        self.flow.advance(8.0);
    }

    fn conversation(&mut self, report: &Report) {
        self.heading(report.labels.conversation);
        if report.turns.is_empty() {
            let block = self.text(report.labels.nothing_said, SMALL, WIDTH);
            let part = self.flow.part(Kind::Paragraph, None);
            self.flow.put(LEFT, block, part, &[]);
        }
        for turn in &report.turns {
            self.turn(turn);
        }
    }

    fn turn(&mut self, turn: &Turn) {
        let x = LEFT + TIMES;
        let width = WIDTH - TIMES;
        if turn.number.is_none() {
            let words = match &turn.position {
                Some(at) => format!("{} ({at})", turn.text),
                None => turn.text.clone(),
            };
            let block = self.text(&words, SMALL, width);
            let part = self.flow.part(Kind::Paragraph, None);
            self.flow.put(x, block, part, &[]);
            self.flow.space(9.0);
            return;
        }
        let candidate = turn.role == Some(candor_domain::Role::Candidate);
        let name = face(10.0, true, if candidate { INK } else { VIOLET });
        let remarks = each_after("  ·  ", &turn.remarks);
        let mut who = vec![(turn.speaker.as_str(), name)];
        if !remarks.is_empty() {
            who.push((remarks.as_str(), SMALL));
        }
        let head = self.setter.set(&who, width, LEADING);
        let at = match &turn.position {
            Some(position) => format!("{}\n{position}", turn.clock),
            None => turn.clock.clone(),
        };
        let at = self.text(&at, TIME, TIMES - 8.0);
        let said = self.text(&turn.text, BODY, width);
        // The speaker's name is never left behind at the end of a page.
        let first: f32 = said.lines.iter().take(2).map(|line| line.height).sum();
        self.flow.need((head.height() + first).max(at.height()));
        if let Some(title) = &turn.bookmark {
            self.flow.bookmark(title.clone(), 1);
        }
        let section = self.flow.part(Kind::Section, None);
        let [when, by, words] =
            [Kind::Paragraph; 3].map(|kind| self.flow.part(kind, Some(section)));
        let top = self.flow.y();
        let mut beside = top;
        for line in at.lines {
            let height = line.height;
            self.flow.put_at(LEFT, beside + 0.9, line, when);
            beside += height;
        }
        self.flow.put(x, head, by, &[]);
        self.flow.put(x, said, words, &[]);
        for (what, text) in &turn.earlier {
            self.flow.space(4.0);
            let block = self.setter.set(
                &[
                    (what.as_str(), face(8.5, true, QUIET)),
                    ("  ", SMALL),
                    (text.as_str(), face(9.0, false, QUIET)),
                ],
                width - 18.0,
                LEADING,
            );
            let part = self.flow.part(Kind::Quote, Some(section));
            let behind = [
                Backdrop {
                    x,
                    width,
                    ink: MIST,
                },
                Backdrop {
                    x,
                    width: 2.0,
                    ink: VIOLET,
                },
            ];
            let first = block.lines.first().map_or(0.0, |line| line.height);
            self.flow.need(2.0 * first + 3.0);
            self.flow.pad(3.0, &behind);
            self.flow.put(x + 10.0, block, part, &behind);
            self.flow.pad(3.0, &behind);
        }
        self.flow.space(9.0);
    }

    fn coverage(&mut self, report: &Report) {
        if report.coverage.is_empty() {
            return;
        }
        self.heading(report.labels.coverage);
        let table = self.flow.part(Kind::Table, None);
        let head = self.flow.part(Kind::Row, Some(table));
        let cells = [0; 3].map(|_| self.flow.part(Kind::HeadingCell, Some(head)));
        let titles = ["№", report.labels.question, report.labels.outcome];
        let columns = [
            (LEFT, 26.0),
            (LEFT + 30.0, 300.0),
            (LEFT + 344.0, WIDTH - 344.0),
        ];
        let bold = face(8.5, true, QUIET);
        let mut row = Vec::new();
        for ((title, (x, width)), cell) in titles.iter().zip(columns).zip(cells) {
            row.push((x, self.text(title, bold, width), cell));
        }
        self.flow.row(row);
        self.flow.advance(3.0);
        self.flow.rule(VIOLET);
        for (place, asked) in report.coverage.iter().enumerate() {
            let quiet = face(9.5, false, QUIET);
            let state = face(9.5, true, if asked.answered { VIOLET } else { QUIET });
            let more = each_after(", ", &asked.remarks);
            let [number, question, outcome] = columns.map(|(_, width)| width);
            let blocks = vec![
                self.text(&(place + 1).to_string(), quiet, number),
                self.text(&asked.question, face(9.5, false, INK), question),
                self.setter
                    .set(&[(asked.outcome, state), (&more, quiet)], outcome, LEADING),
            ];
            let tallest = blocks.iter().map(Block::height).fold(0.0, f32::max);
            if self.flow.need(tallest + 12.0) {
                for (title, (x, width)) in titles.iter().zip(columns) {
                    let block = self.text(title, bold, width);
                    self.flow.repeat(x, &block);
                }
                self.flow.advance(bold.size * LEADING + 3.0);
                self.flow.rule(VIOLET);
            }
            let part = self.flow.part(Kind::Row, Some(table));
            self.flow.advance(4.0);
            let mut cells = Vec::new();
            for (block, (x, _)) in blocks.into_iter().zip(columns) {
                let cell = self.flow.part(Kind::Cell, Some(part));
                cells.push((x, block, cell));
            }
            self.flow.row(cells);
            self.flow.advance(4.0);
            self.flow.rule(RULE);
        }
    }

    fn evidence(&mut self, report: &Report) {
        // Short enough to stand on one page, whole.
        self.flow.need(210.0);
        self.heading(report.labels.evidence);
        let block = self.text(report.labels.evidence_words, SMALL, WIDTH);
        let part = self.flow.part(Kind::Paragraph, None);
        self.flow.put(LEFT, block, part, &[]);
        self.flow.space(8.0);
        self.facts(&report.evidence, 8.5);
        self.flow.space(14.0);
        let block = self.text(&report.colophon, SMALL, WIDTH);
        let part = self.flow.part(Kind::Paragraph, None);
        self.flow.put(LEFT, block, part, &[]);
    }
}

/// Head and foot of a page; the first page has no head, it has a title.
fn frame(setter: &mut TypeSetter, report: &Report, page: usize, pages: usize) -> Vec<Item> {
    let small = face(8.0, false, QUIET);
    let mut items = Vec::new();
    let mut line = |words: &str, y: f32, to_the_right: bool| {
        let block = setter.set(&[(words, small)], WIDTH * 0.7, 1.3);
        let Some(line) = block.lines.into_iter().next() else {
            return;
        };
        let x = if to_the_right {
            RIGHT - line.width
        } else {
            LEFT
        };
        items.push(Item::Text {
            x,
            y,
            line,
            part: None,
        });
    };
    if page > 0 {
        line(
            &format!("{} · {}", report.candidate, report.position),
            40.0,
            false,
        );
        line(report.labels.title, 40.0, true);
    }
    let [of_page, of] = report.labels.page;
    line(
        &format!("{} {}", report.labels.interview_id, report.interview_id),
        PAGE.1 - 48.0,
        false,
    );
    line(
        &format!("{of_page} {} {of} {pages}", page + 1),
        PAGE.1 - 48.0,
        true,
    );
    let rules = if page > 0 {
        vec![56.0, PAGE.1 - 58.0]
    } else {
        vec![PAGE.1 - 58.0]
    };
    for y in rules {
        items.push(Item::Box {
            x: LEFT,
            y,
            width: WIDTH,
            height: 0.6,
            ink: RULE,
        });
    }
    items
}
