//! Paragraphs, letters and tables in the XML of word processors.

/// Text and attribute values. What XML cannot hold at all was taken out when the report was made.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Letters of one character style; line breaks stay breaks.
pub(super) fn run(style: &str, text: &str) -> String {
    let style = if style.is_empty() {
        String::new()
    } else {
        format!(r#"<w:rPr><w:rStyle w:val="{style}"/></w:rPr>"#)
    };
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| format!(r#"<w:t xml:space="preserve">{}</w:t>"#, escaped(line)))
        .collect();
    format!("<w:r>{style}{}</w:r>", lines.join("<w:br/>"))
}

/// A tab.
pub(super) const TAB: &str = "<w:r><w:tab/></w:r>";

/// A number the word processor knows: `PAGE` or `NUMPAGES`.
pub(super) fn field(name: &str) -> String {
    format!(r#"<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>"#)
}

/// A paragraph of one style.
pub(super) fn paragraph(style: &str, runs: &str) -> String {
    format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>"#)
}

/// A table with columns of these widths (twentieths of a point); the cells hold paragraphs.
pub(super) fn table(widths: &[u32], head: Option<&[String]>, rows: &[Vec<String>]) -> String {
    let grid: Vec<String> = widths
        .iter()
        .map(|width| format!(r#"<w:gridCol w:w="{width}"/>"#))
        .collect();
    let grid = grid.concat();
    let row = |cells: &[String], properties: &str| {
        let cells: Vec<String> = cells
            .iter()
            .zip(widths)
            .map(|(cell, width)| {
                format!(
                    r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>"#
                )
            })
            .collect();
        let cells = cells.concat();
        format!("<w:tr><w:trPr><w:cantSplit/>{properties}</w:trPr>{cells}</w:tr>")
    };
    let look = if head.is_some() { "0620" } else { "0600" };
    let first = u8::from(head.is_some());
    let head = head
        .map(|cells| row(cells, "<w:tblHeader/>"))
        .unwrap_or_default();
    let rows: String = rows.iter().map(|cells| row(cells, "")).collect();
    let total: u32 = widths.iter().sum();
    format!(
        r#"<w:tbl><w:tblPr><w:tblStyle w:val="Lines"/><w:tblW w:w="{total}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="{look}" w:firstRow="{first}" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"#
    )
}
