//! Pages to a PDF: embedded fonts, structure for readers who hear it, bookmarks, title and language.

use std::num::NonZeroU16;

use jiff::Zoned;
use krilla::{
    Document, SerializeSettings,
    color::rgb,
    configure::{Accessibility, Archival, Configuration, ConfigurationBuilder},
    destination::XyzDestination,
    error::KrillaError,
    geom::{PathBuilder, Point, Rect},
    metadata::{DateTime, Metadata},
    num::NormalizedF32,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::{Fill, FillRule},
    surface::Surface,
    tagging::{
        Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, Node, SpanTag,
        TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
    },
    text::Font,
};

use super::{
    flow::{Flow, Item, Kind, PAGE},
    type_setter::{Ink, Line},
};

/// What a document says about itself.
pub(super) struct About {
    pub(super) title: String,
    pub(super) language: &'static str,
    pub(super) software: String,
    pub(super) written: Zoned,
}

/// Why a PDF could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the PDF could not be made: {0}")]
pub(crate) struct PdfError(String);

/// What each page repeats: drawn last, for only then is their number known.
pub(super) type Frame<'f> = &'f mut dyn FnMut(usize, usize) -> Vec<Item>;

/// Writes the PDF: archival and accessible (PDF/A-2a, PDF/UA-1) where the text allows it.
///
/// Letters no font of ours has, and characters that mean nothing to anybody, do not: then it is a plain tagged PDF.
pub(super) fn draw(
    flow: &Flow,
    fonts: &[(u64, &'static [u8])],
    about: &About,
    frame: Frame<'_>,
) -> Result<Vec<u8>, PdfError> {
    let strict = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| PdfError(format!("{error:?}")))?;
    match write(flow, fonts, about, frame, strict) {
        Err(KrillaError::Validation(_)) => {
            write(flow, fonts, about, frame, Configuration::default())
        }
        other => other,
    }
    .map_err(|error| PdfError(format!("{error:?}")))
}

fn write(
    flow: &Flow,
    fonts: &[(u64, &'static [u8])],
    about: &About,
    frame: Frame<'_>,
    configuration: Configuration,
) -> Result<Vec<u8>, KrillaError> {
    let fonts: Vec<Font> = fonts
        .iter()
        .filter_map(|(_, data)| Font::new((*data).into(), 0))
        .collect();
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    let mut texts: Vec<Vec<Identifier>> = vec![Vec::new(); flow.parts.len()];
    for (number, items) in flow.pages.iter().enumerate() {
        let Some(settings) = PageSettings::from_wh(PAGE.0, PAGE.1) else {
            continue;
        };
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        let repeated = frame(number, flow.pages.len());
        for (item, artifact) in items.iter().map(|item| (item, ArtifactType::Layout)).chain(
            repeated
                .iter()
                .map(|item| (item, ArtifactType::PaginationOther)),
        ) {
            match item {
                Item::Text {
                    x,
                    y,
                    line,
                    part: Some(part),
                } => {
                    let tag = ContentTag::Span(SpanTag::empty());
                    texts[*part].push(surface.start_tagged(tag));
                    draw_line(&mut surface, *x, *y, line, &fonts);
                }
                Item::Text { x, y, line, .. } => {
                    surface.start_tagged(seen(artifact));
                    draw_line(&mut surface, *x, *y, line, &fonts);
                }
                Item::Box {
                    x,
                    y,
                    width,
                    height,
                    ink,
                } => {
                    surface.start_tagged(seen(artifact));
                    if let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) {
                        let mut path = PathBuilder::new();
                        path.push_rect(rect);
                        surface.set_fill(Some(fill(*ink)));
                        if let Some(path) = path.finish() {
                            surface.draw_path(&path);
                        }
                    }
                }
            }
            surface.end_tagged();
        }
        surface.finish();
        page.finish();
    }
    let mut tree = TagTree::new().with_lang(Some(about.language.to_owned()));
    for root in &flow.roots {
        tree.push(group(*root, flow, &mut texts));
    }
    document.set_tag_tree(tree);
    document.set_outline(outline(flow));
    document.set_metadata(metadata(about));
    document.finish()
}

fn seen(kind: ArtifactType) -> ContentTag<'static> {
    ContentTag::Artifact(Artifact::with_kind(kind))
}

fn fill(ink: Ink) -> Fill {
    Fill {
        paint: rgb::Color::new(ink[0], ink[1], ink[2]).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::default(),
    }
}

fn draw_line(surface: &mut Surface<'_>, x: f32, y: f32, line: &Line, fonts: &[Font]) {
    for run in &line.runs {
        if let Some(font) = fonts.get(run.font) {
            surface.set_fill(Some(fill(run.ink)));
            let start = Point::from_xy(x + run.x, y + line.baseline);
            surface.draw_glyphs(
                start,
                &run.glyphs,
                font.clone(),
                &line.text,
                run.size,
                false,
            );
        }
    }
}

fn group(place: usize, flow: &Flow, texts: &mut [Vec<Identifier>]) -> Node {
    let part = &flow.parts[place];
    let tag: TagKind = match part.kind {
        Kind::Heading(level) => {
            let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
            Tag::Hn(level, part.title.clone()).into()
        }
        Kind::Section => Tag::Section.into(),
        Kind::Paragraph => Tag::P.into(),
        Kind::Quote => Tag::BlockQuote.into(),
        Kind::List => Tag::L(ListNumbering::None).into(),
        Kind::Item => Tag::LI.into(),
        Kind::Label => Tag::Lbl.into(),
        Kind::Body => Tag::LBody.into(),
        Kind::Table => Tag::Table.into(),
        Kind::Row => Tag::TR.into(),
        Kind::HeadingCell => Tag::TH(TableHeaderScope::Column).into(),
        Kind::Cell => Tag::TD.into(),
    };
    let mut group = TagGroup::new(tag);
    for identifier in std::mem::take(&mut texts[place]) {
        group.push(identifier);
    }
    for child in &part.children {
        group.push(self::group(*child, flow, texts));
    }
    Node::Group(group)
}

fn outline(flow: &Flow) -> Outline {
    let node = |bookmark: &super::flow::Bookmark| {
        let place = Point::from_xy(0.0, (bookmark.y - 24.0).max(0.0));
        let destination = XyzDestination::new(bookmark.page, place);
        OutlineNode::new(bookmark.title.clone(), destination).with_open(true)
    };
    let mut outline = Outline::new();
    let mut section: Option<OutlineNode> = None;
    for bookmark in &flow.bookmarks {
        match &mut section {
            Some(open) if bookmark.level > 0 => open.push_child(node(bookmark)),
            _ => {
                if let Some(done) = section.replace(node(bookmark)) {
                    outline.push_child(done);
                }
            }
        }
    }
    if let Some(done) = section {
        outline.push_child(done);
    }
    outline
}

fn metadata(about: &About) -> Metadata {
    let at = &about.written;
    let minutes = at.offset().seconds() / 60;
    let part = |n: i8| n.unsigned_abs();
    Metadata::new()
        .title(about.title.clone())
        .language(about.language.to_owned())
        .creator(about.software.clone())
        .producer(about.software.clone())
        .creation_date(
            DateTime::new(at.year().unsigned_abs())
                .month(part(at.month()))
                .day(part(at.day()))
                .hour(part(at.hour()))
                .minute(part(at.minute()))
                .second(part(at.second()))
                .utc_offset_hour((minutes / 60) as i8)
                .utc_offset_minute((minutes % 60).unsigned_abs() as u8),
        )
}
