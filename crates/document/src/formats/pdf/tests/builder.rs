//! Writes small PDF files, for tests.

use std::fmt::Write as _;

/// The objects that every file made here has; more follow from number 6 on.
///
/// 1 is the catalogue, 2 the page tree, 3 the page, 4 its content, 5 Helvetica (`/F1`).
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Sheet<'t> {
    /// Content of the page.
    pub(in super::super) content: &'t str,
    /// Entries of the page's dictionary.
    pub(in super::super) page: &'t str,
    /// Entries of the page's resources, besides the font.
    pub(in super::super) resources: &'t str,
    /// Fonts besides Helvetica.
    pub(in super::super) fonts: &'t str,
    /// Entries of the catalogue.
    pub(in super::super) catalog: &'t str,
    /// Entries of the trailer.
    pub(in super::super) trailer: &'t str,
    /// Further objects.
    pub(in super::super) objects: &'t [Vec<u8>],
}

impl Sheet<'_> {
    /// Returns the file.
    pub(in super::super) fn bytes(&self) -> Vec<u8> {
        let Self { content, page, resources, fonts, catalog, .. } = self;
        let mut objects = vec![
            format!("<</Type/Catalog/Pages 2 0 R {catalog}>>").into_bytes(),
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
            format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R \
                 /Resources<</Font<</F1 5 0 R {fonts}>> {resources}>> {page}>>"
            )
            .into_bytes(),
            stream("", content.as_bytes()),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
        ];
        objects.extend_from_slice(self.objects);
        assemble(&objects, self.trailer)
    }
}

/// Returns a stream object with these entries and this data.
pub(in super::super) fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<</Length {} {entries}>>\nstream\n", data.len()).into_bytes();
    object.extend_from_slice(data);
    object.extend_from_slice(b"\nendstream");
    object
}

pub(in super::super) fn assemble(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (object, number) in objects.iter().zip(1..) {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        file.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let start = file.len();
    let size = objects.len() + 1;
    let end = format!(
        "{table}trailer\n<</Root 1 0 R/Size {size} {trailer}>>\nstartxref\n{start}\n%%EOF\n"
    );
    file.extend_from_slice(end.as_bytes());
    file
}
