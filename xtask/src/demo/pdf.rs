//! A decision with a line that is invisible and an author who should not be named.

/// A page of text with an invisible line.
pub(super) fn decision() -> Vec<u8> {
    let content = "BT /F1 14 Tf 72 770 Td (TOP SECRET//NOFORN) Tj ET\n\
        BT /F1 12 Tf 72 720 Td (Decision on the request of May 2030 \\(fictitious\\)) Tj ET\n\
        BT /F1 12 Tf 72 690 Td (The fee is paid to account NL91 ABNA 0417 1643 00.) Tj ET\n\
        BT 3 Tr /F1 12 Tf 72 660 Td (Refused because of the informant at phone +1 202 555 0143) Tj ET\n";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}endstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_owned(),
        "<< /Author (Robin Sample) /Producer (demonstration) >>".to_owned(),
    ];
    write(&objects)
}

/// Writes objects numbered from 1, the first of which is the catalogue and the last the
/// information dictionary (ISO 32000-2, 7.5).
fn write(objects: &[String]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(bytes.len());
        bytes.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", index + 1).as_bytes());
    }
    let table = bytes.len();
    let count = objects.len() + 1;
    let entries: String = offsets.iter().map(|offset| format!("{offset:010} 00000 n \n")).collect();
    let info = objects.len();
    let end = format!(
        "xref\n0 {count}\n0000000000 65535 f \n{entries}trailer\n\
         << /Size {count} /Root 1 0 R /Info {info} 0 R >>\nstartxref\n{table}\n%%EOF\n"
    );
    bytes.extend_from_slice(end.as_bytes());
    bytes
}
