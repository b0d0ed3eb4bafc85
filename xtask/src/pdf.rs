//! Pages as a PDF, for demonstrations and stories.

/// Returns a PDF of one page, as wide as A4, that `content` draws with the font `/F1`, and with what
/// a dictionary says of it.
pub(crate) fn page(height: u32, content: &str, information: Option<&str>) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 {height}] /Contents 4 0 R \
             /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        format!("<< /Length {} >>\nstream\n{content}endstream", content.len()),
        FONT.to_owned(),
    ];
    let mut trailer = String::new();
    if let Some(information) = information {
        objects.push(information.to_owned());
        trailer = format!(" /Info {} 0 R", objects.len());
    }
    write(&objects, &trailer)
}

/// Returns a PDF of pages of A4, each drawn by its content with the font `/F1`.
pub(crate) fn pages(contents: &[String]) -> Vec<u8> {
    let kids: String = (0..contents.len()).map(|index| format!("{} 0 R ", 4 + index * 2)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", contents.len()),
        FONT.to_owned(),
    ];
    for content in contents {
        let next = objects.len() + 2;
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {next} 0 R \
             /Resources << /Font << /F1 3 0 R >> >> >>"
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}endstream", content.len()));
    }
    write(&objects, "")
}

const FONT: &str =
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";

/// Writes objects numbered from 1, the first of which is the catalogue (ISO 32000-2, 7.5).
fn write(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(bytes.len());
        bytes.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", index + 1).as_bytes());
    }
    let table = bytes.len();
    let count = objects.len() + 1;
    let entries: String = offsets.iter().map(|offset| format!("{offset:010} 00000 n \n")).collect();
    let end = format!(
        "xref\n0 {count}\n0000000000 65535 f \n{entries}trailer\n\
         << /Size {count} /Root 1 0 R{trailer} >>\nstartxref\n{table}\n%%EOF\n"
    );
    bytes.extend_from_slice(end.as_bytes());
    bytes
}
