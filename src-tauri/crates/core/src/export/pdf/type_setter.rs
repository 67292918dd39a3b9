//! Text to lines of glyphs: shaping, direction of writing, breaking, and another font where the first has no letter.

use std::{borrow::Cow, ops::Range, rc::Rc, sync::Arc};

use krilla::text::{GlyphId, KrillaGlyph};
use parley::{
    Alignment, AlignmentOptions, FontContext, FontFamily, FontFamilyName, FontWeight, Layout,
    LayoutContext, LineHeight, OverflowWrap, StyleProperty,
    fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache},
};

/// Latin and Cyrillic, in two weights; SIL Open Font License, see `fonts/LICENSE-Inter.txt`.
const REGULAR: &[u8] = include_bytes!("../../../fonts/Inter-Regular.ttf");
const SEMI_BOLD: &[u8] = include_bytes!("../../../fonts/Inter-SemiBold.ttf");
const FAMILY: &str = "Candor Inter";
/// Steps in for other scripts and signs; its licence is in `fonts/LICENSE-DejaVu.txt`.
const FALLBACK: &str = "Candor DejaVu";

/// A colour: red, green, blue.
pub(super) type Ink = [u8; 3];

/// How a stretch of text looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Face {
    /// Height of the letters, in points.
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) ink: Ink,
    /// Figures and signs of one width, for what stands in columns.
    pub(super) tabular: bool,
}

/// Text broken into lines.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) lines: Vec<Line>,
}

impl Block {
    pub(super) fn height(&self) -> f32 {
        self.lines.iter().map(|line| line.height).sum()
    }
}

/// One line, ready to be drawn.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// The text the glyphs' ranges point into.
    pub(super) text: Rc<str>,
    pub(super) height: f32,
    /// From the line's top to the feet of its letters.
    pub(super) baseline: f32,
    /// How wide the letters are, blanks at the end aside.
    pub(super) width: f32,
    pub(super) runs: Vec<Run>,
}

/// Glyphs of one font and colour.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// Place of the font in [`TypeSetter::fonts`].
    pub(super) font: usize,
    pub(super) size: f32,
    pub(super) ink: Ink,
    pub(super) x: f32,
    pub(super) glyphs: Vec<KrillaGlyph>,
}

/// Sets text in the fonts that come with Candor; what is installed on the machine plays no part.
pub(super) struct TypeSetter {
    fonts: FontContext,
    layouts: LayoutContext<Ink>,
    /// The fonts' data with the number parley knows each by.
    pub(super) data: Vec<(u64, &'static [u8])>,
}

impl TypeSetter {
    pub(super) fn new() -> Self {
        let mut collection = Collection::new(CollectionOptions {
            shared: false,
            system_fonts: false,
        });
        let mut data = Vec::new();
        for (bytes, family, weight) in [
            (REGULAR, FAMILY, FontWeight::NORMAL),
            (SEMI_BOLD, FAMILY, FontWeight::SEMI_BOLD),
            (dejavu::sans::regular(), FALLBACK, FontWeight::NORMAL),
        ] {
            let blob = Blob::new(Arc::new(bytes));
            data.push((blob.id(), bytes));
            let named = FontInfoOverride {
                family_name: Some(family),
                weight: Some(weight),
                ..FontInfoOverride::default()
            };
            collection.register_fonts(blob, Some(named));
        }
        Self {
            fonts: FontContext {
                collection,
                source_cache: SourceCache::default(),
            },
            layouts: LayoutContext::new(),
            data,
        }
    }

    /// The stretches one after the other, in lines of at most `width` points.
    pub(super) fn set(&mut self, stretches: &[(&str, Face)], width: f32, leading: f32) -> Block {
        let mut text = String::new();
        let mut ranges: Vec<(Range<usize>, Face)> = Vec::new();
        // Nothing has no looks: parley takes no empty stretches.
        for (words, face) in stretches.iter().filter(|(words, _)| !words.is_empty()) {
            let start = text.len();
            text.push_str(words);
            ranges.push((start..text.len(), *face));
        }
        if text.is_empty() {
            return Block { lines: Vec::new() };
        }
        let mut builder = self
            .layouts
            .ranged_builder(&mut self.fonts, &text, 1.0, false);
        let families = [FAMILY, FALLBACK].map(|name| FontFamilyName::Named(Cow::Borrowed(name)));
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(Cow::Borrowed(
            &families,
        ))));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(
            leading,
        )));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        // Nothing written is turned into another sign.
        builder.push_default(StyleProperty::FontFeatures("\"calt\" off".into()));
        for (range, face) in ranges {
            let weight = if face.bold {
                FontWeight::SEMI_BOLD
            } else {
                FontWeight::NORMAL
            };
            builder.push(StyleProperty::FontSize(face.size), range.clone());
            builder.push(StyleProperty::FontWeight(weight), range.clone());
            if face.tabular {
                let features = "\"tnum\" on, \"calt\" off";
                builder.push(StyleProperty::FontFeatures(features.into()), range.clone());
            }
            builder.push(StyleProperty::Brush(face.ink), range);
        }
        let mut layout = builder.build(&text);
        layout.break_all_lines(Some(width));
        layout.align(Alignment::Start, AlignmentOptions::default());
        self.lines(&layout, &text.into())
    }

    fn lines(&self, layout: &Layout<Ink>, text: &Rc<str>) -> Block {
        let mut top = 0.0;
        let mut lines = Vec::new();
        for line in layout.lines() {
            let metrics = line.metrics();
            let mut x = metrics.offset;
            let mut runs: Vec<Run> = Vec::new();
            for run in line.runs() {
                let font = self.place(run.font().data.id());
                let size = run.font_size();
                let mut current: Option<u16> = None;
                for cluster in run.visual_clusters() {
                    let range = cluster.text_range();
                    // A line break is a new line, not a letter.
                    if text.get(range.clone()) == Some("\n") {
                        continue;
                    }
                    if cluster.is_ligature_continuation() {
                        if let Some(glyph) = runs.last_mut().and_then(|r| r.glyphs.last_mut()) {
                            glyph.text_range.start = glyph.text_range.start.min(range.start);
                            glyph.text_range.end = glyph.text_range.end.max(range.end);
                        }
                        continue;
                    }
                    for glyph in cluster.glyphs() {
                        if current != Some(glyph.style_index) {
                            current = Some(glyph.style_index);
                            runs.push(Run {
                                font,
                                size,
                                ink: layout.styles()[glyph.style_index()].brush,
                                x,
                                glyphs: Vec::new(),
                            });
                        }
                        if let Some(run) = runs.last_mut() {
                            run.glyphs.push(KrillaGlyph::new(
                                GlyphId::new(glyph.id),
                                glyph.advance / size,
                                glyph.x / size,
                                -glyph.y / size,
                                0.0,
                                range.clone(),
                                None,
                            ));
                        }
                        x += glyph.advance;
                    }
                }
            }
            lines.push(Line {
                text: Rc::clone(text),
                height: metrics.line_height,
                baseline: metrics.baseline - top,
                width: metrics.advance - metrics.trailing_whitespace,
                runs,
            });
            top += metrics.line_height;
        }
        Block { lines }
    }

    fn place(&self, id: u64) -> usize {
        let known = |(blob, _): &(u64, &[u8])| *blob == id;
        self.data.iter().position(known).unwrap_or(0)
    }
}
