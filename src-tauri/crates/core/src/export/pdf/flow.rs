//! Lines onto pages: what fits, what stays together, and what every page repeats.

use super::type_setter::{Block, Ink, Line};

/// A4, in points.
pub(super) const PAGE: (f32, f32) = (595.28, 841.89);
pub(super) const LEFT: f32 = 62.0;
pub(super) const RIGHT: f32 = PAGE.0 - 62.0;
pub(super) const WIDTH: f32 = RIGHT - LEFT;
const TOP: f32 = 80.0;
const BOTTOM: f32 = PAGE.1 - 72.0;

/// What something is, for readers who hear the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Heading(u16),
    Section,
    Paragraph,
    Quote,
    List,
    Item,
    Label,
    Body,
    Table,
    Row,
    HeadingCell,
    Cell,
}

/// A node of the document's structure; only those without children hold text.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) kind: Kind,
    /// What a heading says, for a list of them.
    pub(super) title: Option<String>,
    pub(super) children: Vec<usize>,
}

/// Something on a page.
#[derive(Debug)]
pub(super) enum Item {
    /// A line of text that belongs to a part; without one it is only seen.
    Text {
        x: f32,
        y: f32,
        line: Line,
        part: Option<usize>,
    },
    /// A filled rectangle, only seen.
    Box {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        ink: Ink,
    },
}

/// An entry of the table of contents.
#[derive(Debug)]
pub(super) struct Bookmark {
    pub(super) title: String,
    pub(super) page: usize,
    pub(super) y: f32,
    /// 0 for a section, 1 for what is inside one.
    pub(super) level: u8,
}

/// Pages being filled.
#[derive(Debug)]
pub(super) struct Flow {
    pub(super) pages: Vec<Vec<Item>>,
    pub(super) parts: Vec<Part>,
    pub(super) roots: Vec<usize>,
    pub(super) bookmarks: Vec<Bookmark>,
    y: f32,
}

/// What is drawn beside each line of a block, so that it goes on where a page ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Backdrop {
    pub(super) x: f32,
    pub(super) width: f32,
    pub(super) ink: Ink,
}

impl Flow {
    pub(super) fn new() -> Self {
        Self {
            pages: vec![Vec::new()],
            parts: Vec::new(),
            roots: Vec::new(),
            bookmarks: Vec::new(),
            y: TOP,
        }
    }

    /// A new part of the structure, at its end or inside another.
    pub(super) fn part(&mut self, kind: Kind, inside: Option<usize>) -> usize {
        let place = self.parts.len();
        self.parts.push(Part {
            kind,
            title: None,
            children: Vec::new(),
        });
        match inside {
            Some(parent) => self.parts[parent].children.push(place),
            None => self.roots.push(place),
        }
        place
    }

    /// A heading, at the end of the structure.
    pub(super) fn heading(&mut self, level: u16, title: &str) -> usize {
        let place = self.part(Kind::Heading(level), None);
        self.parts[place].title = Some(title.to_owned());
        place
    }

    pub(super) fn y(&self) -> f32 {
        self.y
    }

    /// Leaves `height` points empty, though not at the top of a page.
    pub(super) fn space(&mut self, height: f32) {
        if self.y > TOP {
            self.y += height;
        }
    }

    /// Begins a page unless `height` points are free. True if it did.
    pub(super) fn need(&mut self, height: f32) -> bool {
        let full = self.y + height > BOTTOM && self.y > TOP;
        if full {
            self.pages.push(Vec::new());
            self.y = TOP;
        }
        full
    }

    pub(super) fn bookmark(&mut self, title: String, level: u8) {
        self.bookmarks.push(Bookmark {
            title,
            page: self.pages.len() - 1,
            y: self.y,
            level,
        });
    }

    /// Puts a block's lines below what is there. Neither its first nor its last line stands alone on a page.
    pub(super) fn put(&mut self, x: f32, block: Block, part: usize, behind: &[Backdrop]) {
        let count = block.lines.len();
        let heights: Vec<f32> = block.lines.iter().map(|line| line.height).collect();
        for (place, line) in block.lines.into_iter().enumerate() {
            let stays = place == 0 || place + 2 == count;
            let next = if stays { heights.get(place + 1) } else { None };
            self.need(heights[place] + next.copied().unwrap_or(0.0));
            for backdrop in behind {
                self.fill(
                    backdrop.x,
                    self.y,
                    backdrop.width,
                    line.height,
                    backdrop.ink,
                );
            }
            let height = line.height;
            self.add(Item::Text {
                x,
                y: self.y,
                line,
                part: Some(part),
            });
            self.y += height;
        }
    }

    /// Puts blocks beside each other as one row, on one page if it fits on one.
    pub(super) fn row(&mut self, cells: Vec<(f32, Block, usize)>) {
        let tallest = cells
            .iter()
            .map(|(_, block, _)| block.height())
            .fold(0.0, f32::max);
        self.need(tallest.min(BOTTOM - TOP));
        let (top, first) = (self.y, self.pages.len() - 1);
        let mut end = (first, top);
        for (x, block, part) in cells {
            // A cell taller than a page goes on; the others begin where it began.
            let (mut page, mut y) = (first, top);
            for line in block.lines {
                if y + line.height > BOTTOM {
                    page += 1;
                    y = TOP;
                    if page == self.pages.len() {
                        self.pages.push(Vec::new());
                    }
                }
                let height = line.height;
                let part = Some(part);
                self.pages[page].push(Item::Text { x, y, line, part });
                y += height;
            }
            if (page, y) > end {
                end = (page, y);
            }
        }
        self.y = end.1;
    }

    /// Moves on by `height` points of backdrop.
    pub(super) fn pad(&mut self, height: f32, behind: &[Backdrop]) {
        for backdrop in behind {
            self.fill(backdrop.x, self.y, backdrop.width, height, backdrop.ink);
        }
        self.y += height;
    }

    /// A line across the page.
    pub(super) fn rule(&mut self, ink: Ink) {
        self.fill(LEFT, self.y, WIDTH, 0.6, ink);
        self.y += 0.6;
    }

    /// A filled rectangle on the present page.
    pub(super) fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, ink: Ink) {
        self.add(Item::Box {
            x,
            y,
            width,
            height,
            ink,
        });
    }

    /// A line that is only seen, for instance a heading repeated on the next page.
    pub(super) fn repeat(&mut self, x: f32, block: &Block) {
        for line in &block.lines {
            self.add(Item::Text {
                x,
                y: self.y,
                line: line.clone(),
                part: None,
            });
        }
    }

    /// Puts a line beside what follows, without moving on.
    pub(super) fn put_at(&mut self, x: f32, y: f32, line: Line, part: usize) {
        let part = Some(part);
        self.add(Item::Text { x, y, line, part });
    }

    /// Moves on by `height` points.
    pub(super) fn advance(&mut self, height: f32) {
        self.y += height;
    }

    fn add(&mut self, item: Item) {
        if let Some(page) = self.pages.last_mut() {
            page.push(item);
        }
    }
}
