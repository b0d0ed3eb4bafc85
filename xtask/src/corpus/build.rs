//! From a readable source to the bytes of a file.

use std::io::{Cursor, Read as _, Write as _};

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::Source;
use super::mailbox::mailbox;

/// A file that was built, in pieces that can be changed one by one.
#[derive(Debug, Clone)]
pub(crate) enum Made {
    /// Members of a package.
    Package(Vec<(String, Vec<u8>)>),
    /// A file that is one piece.
    Whole(Vec<u8>),
}

impl Made {
    /// Takes a file that is there already; one that is a package by its members.
    pub(crate) fn of_file(bytes: &[u8]) -> Self {
        Self::members_of(bytes).map_or_else(|| Self::Whole(bytes.to_vec()), Self::Package)
    }

    fn members_of(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut members = Vec::new();
        for index in 0..archive.len() {
            let mut member = archive.by_index(index).ok()?;
            let mut content = Vec::new();
            member.read_to_end(&mut content).ok()?;
            members.push((member.name().ok()?.into_owned(), content));
        }
        Some(members)
    }

    /// Returns the bytes of the file.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>> {
        let members = match self {
            Self::Whole(bytes) => return Ok(bytes.clone()),
            Self::Package(members) => members,
        };
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in members {
            let options =
                SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
            archive.start_file(name.as_str(), options)?;
            archive.write_all(content)?;
        }
        Ok(archive.finish()?.into_inner())
    }
}

/// Builds the file of a source.
pub(super) fn build(source: &Source) -> Result<Made> {
    let sections = source.sections.iter();
    match source.format.as_str() {
        "docx" | "xlsx" | "pptx" => {
            let mut members = members(sections)?;
            office(&source.format, &mut members)?;
            Ok(Made::Package(members))
        }
        "odt" | "ods" | "odp" | "odg" => {
            let mut members = members(sections)?;
            members.insert(0, ("mimetype".into(), open_document_type(&source.format).into()));
            Ok(Made::Package(members))
        }
        "epub" => {
            let mut members = members(sections)?;
            members.insert(0, ("mimetype".into(), b"application/epub+zip".into()));
            Ok(Made::Package(members))
        }
        "zip" | "3mf" | "hwpx" | "xlsb" | "vsdx" | "pages" | "ofd" | "oxps" => {
            Ok(Made::Package(members(sections)?))
        }
        "pdf" => Ok(Made::Whole(pdf(sections)?)),
        "png" => Ok(Made::Whole(png(sections)?)),
        "msg" | "ole" => Ok(Made::Whole(compound(sections)?)),
        "pst" => Ok(Made::Whole(mailbox(sections)?)),
        "mp4" => {
            let named = |(name, content): &(String, String)| {
                Ok((name.split('/').map(str::to_owned).collect(), bytes_of(content)?))
            };
            Ok(Made::Whole(boxes(&sections.map(named).collect::<Result<Vec<_>>>()?)))
        }
        _ => {
            let mut bytes = Vec::new();
            for (name, content) in sections {
                bytes.extend(match name.as_str() {
                    "file" => content.clone().into_bytes(),
                    "bytes" => bytes_of(content)?,
                    "packed" => unpacked(content)?,
                    other => bail!("`{other}` is no section of this format"),
                });
            }
            Ok(Made::Whole(bytes))
        }
    }
}

fn members<'a>(
    sections: impl Iterator<Item = &'a (String, String)>,
) -> Result<Vec<(String, Vec<u8>)>> {
    sections
        .map(|(name, content)| match name.strip_suffix(" bytes") {
            Some(name) => Ok((name.to_owned(), bytes_of(content)?)),
            None => Ok((name.clone(), content.clone().into_bytes())),
        })
        .collect()
}

/// Bytes as two digits each, and text in quotes.
pub(super) fn bytes_of(text: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for line in text.lines() {
        let mut rest = line.trim_start();
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('"') {
                let (text, after) = after.split_once('"').context("a quote has no end")?;
                bytes.extend_from_slice(text.as_bytes());
                rest = after.trim_start();
            } else {
                let (digits, after) = rest.split_once(' ').unwrap_or((rest, ""));
                let byte = u8::from_str_radix(digits, 16);
                bytes.push(byte.with_context(|| format!("`{digits}` is no byte"))?);
                rest = after.trim_start();
            }
        }
    }
    Ok(bytes)
}

/// What another program wrote: deflated (RFC 1951), in Base64.
fn unpacked(content: &str) -> Result<Vec<u8>> {
    let packed: String = content.split_whitespace().collect();
    let packed = base64::engine::general_purpose::STANDARD.decode(packed)?;
    let mut bytes = Vec::new();
    flate2::read::DeflateDecoder::new(packed.as_slice()).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Streams of a compound file ([MS-CFB]), with folders in their names; text is UTF-16.
fn compound<'a>(sections: impl Iterator<Item = &'a (String, String)>) -> Result<Vec<u8>> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new()))?;
    for (name, content) in sections {
        let (path, bytes) = match name.strip_suffix(" bytes") {
            Some(path) => (path, bytes_of(content)?),
            None => {
                let units = content.trim_end_matches('\n').encode_utf16();
                (name.as_str(), units.flat_map(u16::to_le_bytes).collect())
            }
        };
        if let Some((folder, _)) = path.rsplit_once('/') {
            file.create_storage_all(format!("/{folder}"))?;
        }
        file.create_stream(format!("/{path}"))?.write_all(&bytes)?;
    }
    file.flush()?;
    Ok(file.into_inner().into_inner())
}

/// Adds the types and relationships that a source leaves out.
fn office(format: &str, members: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    let (main, kind) = match format {
        "docx" => ("word/document.xml", "wordprocessingml.document"),
        "xlsx" => ("xl/workbook.xml", "spreadsheetml.sheet"),
        _ => ("ppt/presentation.xml", "presentationml.presentation"),
    };
    let folder = main.split_once('/').map_or("", |(folder, _)| folder);
    let names: Vec<String> = members.iter().map(|(name, _)| name.clone()).collect();
    let mut add = |name: &str, content: String| {
        if !names.iter().any(|known| known == name) {
            members.insert(0, (name.to_owned(), content.into_bytes()));
        }
    };
    let inner = names.iter().filter_map(|name| {
        let path = name.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'))?;
        Some((path.to_owned(), relationship(path)?))
    });
    let custom = names.iter().filter(|name| name.starts_with("customXml/item"));
    let custom = custom.map(|name| (format!("../{name}"), "customXml"));
    let (_, file) = main.split_once('/').context("the main part has a folder")?;
    add(&format!("{folder}/_rels/{file}.rels"), relationships(inner.chain(custom)));
    let package = names.iter().filter_map(|name| {
        let kind = match name.as_str() {
            "docProps/core.xml" => "metadata/core-properties",
            "docProps/app.xml" => "extended-properties",
            "docProps/custom.xml" => "custom-properties",
            "docProps/thumbnail.jpeg" => "metadata/thumbnail",
            name if name == main => "officeDocument",
            _ => return None,
        };
        Some((name.clone(), kind))
    });
    add("_rels/.rels", relationships(package));
    add(
        "[Content_Types].xml",
        format!(
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
             <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package\
             .relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>\
             <Override PartName=\"/{main}\" ContentType=\"application/vnd.openxmlformats-\
             officedocument.{kind}.main+xml\"/></Types>"
        ),
    );
    Ok(())
}

/// The kind of a relationship, by the name of the part that it leads to.
fn relationship(path: &str) -> Option<&'static str> {
    const KINDS: &[(&str, &str)] = &[
        ("comments", "comments"),
        ("header", "header"),
        ("footer", "footer"),
        ("footnotes", "footnotes"),
        ("endnotes", "endnotes"),
        ("settings", "settings"),
        ("styles", "styles"),
        ("glossary/document", "glossaryDocument"),
        ("media/", "image"),
        ("embeddings/", "package"),
        ("charts/chart", "chart"),
        ("vbaProject", "vbaProject"),
        ("worksheets/sheet", "worksheet"),
        ("macrosheets/sheet", "xlMacrosheet"),
        ("sharedStrings", "sharedStrings"),
        ("externalLinks/externalLink", "externalLink"),
        ("pivotCache/pivotCacheDefinition", "pivotCacheDefinition"),
        ("connections", "connections"),
        ("slides/slide", "slide"),
    ];
    let is_relations = path.contains("_rels/");
    let known = KINDS.iter().find(|(beginning, _)| path.starts_with(beginning) && !is_relations);
    known.map(|(_, kind)| *kind)
}

/// A file of relationships, each of which has the name of its part for an id.
fn relationships(targets: impl Iterator<Item = (String, &'static str)>) -> String {
    let mut text = String::from(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    );
    for (target, kind) in targets {
        let file = target.rsplit('/').next().unwrap_or_default();
        let id = file.split('.').next().unwrap_or_default();
        let base = match kind.starts_with("metadata/") {
            true => "http://schemas.openxmlformats.org/package/2006/relationships",
            false => "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        };
        text += &format!("<Relationship Id=\"{id}\" Type=\"{base}/{kind}\" Target=\"{target}\"/>");
    }
    text + "</Relationships>"
}

fn open_document_type(format: &str) -> &'static str {
    match format {
        "odt" => "application/vnd.oasis.opendocument.text",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        "odg" => "application/vnd.oasis.opendocument.graphics",
        _ => "application/vnd.oasis.opendocument.presentation",
    }
}

/// Objects by their numbers (ISO 32000-2, 7.5), with lengths and cross-references put in.
///
/// `=== 4` is an object, of which the lines between `stream` and `endstream` are its data;
/// `=== loose` stands between objects as it is; `=== update` ends a revision.
fn pdf<'a>(sections: impl Iterator<Item = &'a (String, String)>) -> Result<Vec<u8>> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places: Vec<(u32, usize)> = Vec::new();
    let mut trailer = "/Root 1 0 R".to_owned();
    let mut last = None;
    for (name, content) in sections {
        match name.as_str() {
            "loose" => file.extend_from_slice(content.as_bytes()),
            "trailer" => trailer = content.trim().to_owned(),
            "update" => last = Some(end_revision(&mut file, &mut places, &trailer, last)),
            number => {
                let number = number.parse().with_context(|| format!("`{number}` is no object"))?;
                places.push((number, file.len()));
                let object = with_length(content)?;
                file.extend_from_slice(format!("{number} 0 obj\n{object}endobj\n").as_bytes());
            }
        }
    }
    end_revision(&mut file, &mut places, &trailer, last);
    Ok(file)
}

/// Puts the length of a stream into its dictionary, which stands before it.
fn with_length(object: &str) -> Result<String> {
    let Some((dictionary, rest)) = object.split_once("\nstream\n") else {
        return Ok(object.to_owned());
    };
    let (data, _) = rest.split_once("\nendstream").context("a stream has no end")?;
    let entries = dictionary.trim().strip_prefix("<<").context("a stream has a dictionary")?;
    Ok(format!("<</Length {} {entries}\nstream\n{data}\nendstream\n", data.len()))
}

fn end_revision(
    file: &mut Vec<u8>,
    places: &mut Vec<(u32, usize)>,
    trailer: &str,
    before: Option<usize>,
) -> usize {
    places.sort_unstable();
    let start = file.len();
    let mut table = String::from("xref\n");
    if before.is_none() {
        table += "0 1\n0000000000 65535 f \n";
    }
    for (number, place) in places.drain(..) {
        table += &format!("{number} 1\n{place:010} 00000 n \n");
    }
    let before = before.map_or(String::new(), |start| format!("/Prev {start}"));
    let end = format!("trailer\n<</Size 100 {trailer} {before}>>\nstartxref\n{start}\n%%EOF\n");
    file.extend_from_slice(table.as_bytes());
    file.extend_from_slice(end.as_bytes());
    start
}

/// A grey picture with the chunks that are named (PNG, 5.3), with bytes after its `pixels` in the same
/// compressed stream, and with what follows its end.
fn png<'a>(sections: impl Iterator<Item = &'a (String, String)>) -> Result<Vec<u8>> {
    let mut file = b"\x89PNG\r\n\x1A\n".to_vec();
    chunk(&mut file, *b"IHDR", &[0, 0, 0, 4, 0, 0, 0, 4, 8, 0, 0, 0, 0]);
    // Four pixels on four.
    let mut pixels = vec![0_u8; 20];
    let (mut chunks, mut after) = (Vec::new(), Vec::new());
    for (name, content) in sections {
        match name.as_bytes() {
            b"after" => after.extend(bytes_of(content)?),
            b"pixels" => pixels.extend(bytes_of(content)?),
            kind => {
                let kind = kind.try_into().with_context(|| format!("`{name}` is no chunk"))?;
                chunk(&mut chunks, kind, &bytes_of(content)?);
            }
        }
    }
    chunk(&mut file, *b"IDAT", &stored(&pixels));
    file.extend(chunks);
    chunk(&mut file, *b"IEND", &[]);
    file.extend(after);
    Ok(file)
}

/// A zlib stream of one block that is stored as it is (RFC 1950, RFC 1951).
fn stored(bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len() as u16;
    let mut stream = vec![0x78, 0x01, 0x01];
    stream.extend_from_slice(&length.to_le_bytes());
    stream.extend_from_slice(&(!length).to_le_bytes());
    stream.extend_from_slice(bytes);
    stream.extend_from_slice(&adler(bytes).to_be_bytes());
    stream
}

/// Boxes within boxes (ISO/IEC 14496-12, 4.2): the content of one, and then those inside it.
fn boxes(named: &[(Vec<String>, Vec<u8>)]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut rest = named;
    while let Some(((path, own), after)) = rest.split_first() {
        let is_leaf = path.len() == 1;
        let same =
            |(other, _): &&(Vec<String>, Vec<u8>)| other.first() == path.first() && other.len() > 1;
        let count = after.iter().take_while(same).count();
        let inner = if is_leaf { after } else { rest };
        let inner: Vec<(Vec<String>, Vec<u8>)> = inner
            .iter()
            .take(if is_leaf { count } else { count + 1 })
            .map(|(path, content)| (path.iter().skip(1).cloned().collect(), content.clone()))
            .collect();
        let mut content = if is_leaf { own.clone() } else { Vec::new() };
        content.extend(boxes(&inner));
        file.extend_from_slice(&(content.len() as u32 + 8).to_be_bytes());
        // A blank in a name would be lost from the source.
        let kind = path.first().map(|name| name.replace('_', " ")).unwrap_or_default();
        file.extend_from_slice(kind.as_bytes());
        file.extend(content);
        rest = after.get(count..).unwrap_or_default();
    }
    file
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    file.extend_from_slice(&(data.len() as u32).to_be_bytes());
    let start = file.len();
    file.extend_from_slice(&kind);
    file.extend_from_slice(data);
    let sum = crc(file.get(start..).unwrap_or_default());
    file.extend_from_slice(&sum.to_be_bytes());
}

/// The checksum of chunks (PNG, annex D).
fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _| if sum & 1 == 1 { 0xEDB8_8320 ^ (sum >> 1) } else { sum >> 1 };
    !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step))
}

/// The checksum of zlib streams (RFC 1950, 8.2).
fn adler(bytes: &[u8]) -> u32 {
    let (low, high) = bytes.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    high << 16 | low
}
