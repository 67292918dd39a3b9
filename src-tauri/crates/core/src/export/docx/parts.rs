//! The parts of the package that hardly depend on the interview: types, relations, styles, settings.

use std::fmt::Write as _;

use super::xml::escaped;

pub(super) const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/word/header2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>"#;

pub(super) const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties" Target="docProps/app.xml"/></Relationships>"#;

pub(super) const DOCUMENT_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header2.xml"/><Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>"#;

pub(super) const APP: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Candor</Application></Properties>"#;

/// Title, language and time of writing (RFC 3339, UTC).
pub(super) fn core(title: &str, language: &str, written: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{}</dc:title><dc:creator>Candor</dc:creator><dc:language>{language}</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">{written}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">{written}</dcterms:modified></cp:coreProperties>"#,
        escaped(title)
    )
}

pub(super) fn settings(language: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:zoom w:percent="100"/><w:defaultTabStop w:val="708"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="{language}"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>"#
    )
}

/// The styles. Everything in the document looks the way its style says, so that a template can change it.
pub(super) fn styles(language: &str) -> String {
    let mut styles = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri"/><w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="80" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>"#
    );
    for (id, name, based_on, next, paragraph, run) in PARAGRAPHS {
        let default = if *id == "Normal" {
            r#" w:default="1""#
        } else {
            ""
        };
        let based_on = optional("basedOn", based_on);
        let next = optional("next", next);
        // Writing to a String cannot fail.
        let _ = write!(
            styles,
            r#"<w:style w:type="paragraph"{default} w:styleId="{id}"><w:name w:val="{name}"/>{based_on}{next}<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"#
        );
    }
    for (id, name, run) in CHARACTERS {
        // Writing to a String cannot fail.
        let _ = write!(
            styles,
            r#"<w:style w:type="character" w:customStyle="1" w:styleId="{id}"><w:name w:val="{name}"/><w:qFormat/><w:rPr>{run}</w:rPr></w:style>"#
        );
    }
    styles.push_str(TABLES);
    styles.push_str("</w:styles>");
    styles
}

fn optional(element: &str, value: &str) -> String {
    if value.is_empty() {
        String::new()
    } else {
        format!(r#"<w:{element} w:val="{value}"/>"#)
    }
}

/// Id, name, parent, what follows, properties of the paragraph, properties of its letters.
const PARAGRAPHS: &[(&str, &str, &str, &str, &str, &str)] = &[
    ("Normal", "Normal", "", "", "", ""),
    (
        "Title",
        "Title",
        "Normal",
        "Subtitle",
        r#"<w:keepNext/><w:pBdr><w:top w:val="single" w:sz="24" w:space="8" w:color="6D28D9"/></w:pBdr><w:spacing w:before="0" w:after="60" w:line="240" w:lineRule="auto"/>"#,
        r#"<w:b/><w:bCs/><w:sz w:val="48"/><w:szCs w:val="48"/>"#,
    ),
    (
        "Subtitle",
        "Subtitle",
        "Normal",
        "Normal",
        r#"<w:spacing w:after="240"/>"#,
        r#"<w:color w:val="5D5A68"/><w:sz w:val="26"/><w:szCs w:val="26"/>"#,
    ),
    (
        "Heading1",
        "heading 1",
        "Normal",
        "Normal",
        r#"<w:keepNext/><w:keepLines/><w:spacing w:before="400" w:after="120"/><w:outlineLvl w:val="0"/>"#,
        r#"<w:b/><w:bCs/><w:sz w:val="28"/><w:szCs w:val="28"/>"#,
    ),
    (
        "Speaker",
        "Speaker",
        "Normal",
        "Said",
        r#"<w:keepNext/><w:keepLines/><w:spacing w:before="200" w:after="0"/>"#,
        "<w:b/><w:bCs/>",
    ),
    ("Said", "Said", "Normal", "Speaker", "", ""),
    (
        "Earlier",
        "Earlier wording",
        "Normal",
        "Speaker",
        r#"<w:pBdr><w:left w:val="single" w:sz="12" w:space="8" w:color="6D28D9"/></w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="F6F2FF"/><w:ind w:left="227"/>"#,
        r#"<w:color w:val="5D5A68"/><w:sz w:val="19"/><w:szCs w:val="19"/>"#,
    ),
    (
        "Gap",
        "Missing sound",
        "Normal",
        "Speaker",
        r#"<w:spacing w:before="200"/>"#,
        r#"<w:i/><w:iCs/><w:color w:val="5D5A68"/>"#,
    ),
    (
        "Small",
        "Small print",
        "Normal",
        "",
        "",
        r#"<w:color w:val="5D5A68"/><w:sz w:val="18"/><w:szCs w:val="18"/>"#,
    ),
    (
        "Cell",
        "Table text",
        "Normal",
        "",
        r#"<w:spacing w:before="40" w:after="40" w:line="252" w:lineRule="auto"/>"#,
        r#"<w:sz w:val="20"/><w:szCs w:val="20"/>"#,
    ),
    (
        "Header",
        "header",
        "Normal",
        "",
        r#"<w:tabs><w:tab w:val="right" w:pos="9412"/></w:tabs><w:spacing w:after="0"/>"#,
        r#"<w:color w:val="5D5A68"/><w:sz w:val="16"/><w:szCs w:val="16"/>"#,
    ),
    (
        "Footer",
        "footer",
        "Normal",
        "",
        r#"<w:pBdr><w:top w:val="single" w:sz="4" w:space="6" w:color="E3E1EA"/></w:pBdr><w:tabs><w:tab w:val="right" w:pos="9412"/></w:tabs><w:spacing w:after="0"/>"#,
        r#"<w:color w:val="5D5A68"/><w:sz w:val="16"/><w:szCs w:val="16"/>"#,
    ),
];

/// Id, name, properties.
const CHARACTERS: &[(&str, &str, &str)] = &[
    ("Interviewer", "Interviewer", r#"<w:color w:val="6D28D9"/>"#),
    (
        "Candidate",
        "Candidate",
        r#"<w:b/><w:bCs/><w:color w:val="6D28D9"/>"#,
    ),
    (
        "Remark",
        "Remark",
        r#"<w:b w:val="0"/><w:bCs w:val="0"/><w:color w:val="5D5A68"/><w:sz w:val="18"/><w:szCs w:val="18"/>"#,
    ),
    ("Label", "Label", r#"<w:color w:val="5D5A68"/>"#),
    (
        "Answered",
        "Answered",
        r#"<w:b/><w:bCs/><w:color w:val="6D28D9"/>"#,
    ),
];

const TABLES: &str = r#"<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style><w:style w:type="table" w:customStyle="1" w:styleId="Lines"><w:name w:val="Lines"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="E3E1EA"/><w:bottom w:val="single" w:sz="4" w:space="0" w:color="E3E1EA"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="E3E1EA"/></w:tblBorders><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="113" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/><w:color w:val="5D5A68"/></w:rPr><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="6D28D9"/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>"#;
