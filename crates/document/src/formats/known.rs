//! Formats that are recognised and not read yet, so that a person hears their name.
//!
//! One table; a line leaves it when the format gets a reader. What is a package of files in a
//! ZIP archive has its members read, and is told to be unread all the same.

use std::io::{Read, SeekFrom};

use super::ole::sniff as ole;
use super::{archive, iwork};
use crate::format::{Format, Probe, not_read};
use crate::out::Out;
use crate::{Input, ProblemCode};

macro_rules! known {
    (@read) => { not_read };
    (@read $read:expr) => { $read };
    ($($name:literal, $title:literal, [$($extension:literal),*], $matches:expr $(, $read:expr)?;)*) => {
        &[$(Format {
            name: $name,
            title: $title,
            extensions: &[$($extension),*],
            reads: "",
            in_process: false,
            matches: $matches,
            read: known!(@read $($read)?),
        }),*]
    };
}

/// Formats of files, by their first bytes. Endings that texts have too (`.ts`, `.key`) are left
/// out, since those names would seem to lie.
pub(super) const KNOWN: &[Format] = known! {
    // Office documents.
    "biff", "Excel sheet of before 1993", [], |p| is_biff(p);
    "vsd", "Visio 2003-2010 drawing", ["vsd", "vss", "vst"], |p| ole::has(p, &["VisioDocument"]);
    "pub", "Publisher document", [], |p| ole::has(p, &["Quill"]);
    "hwp", "Hangul word processor document", ["hwp"],
        |p| ole::has(p, &["HwpSummaryInformation", "\u{5}HwpSummaryInformation"])
            || starts(p, &[b"HWP Document File"]);
    "mpp", "Project plan", ["mpp"], |p| ole::has(p, &["   114", "   112", "   19", "   1"]);
    "msi", "Windows installer", ["msi"],
        |p| ole::has(p, &["\u{4840}\u{3F3F}\u{4577}\u{446C}\u{3B6A}\u{45E4}\u{4824}"]);
    "one", "OneNote section", ["one", "onetoc2"],
        |p| starts(p, &[b"\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3",
            b"\xA1\x2F\xFF\x43\xD9\xEF\x76\x4C\x9E\xE2\x10\xEA\x57\x22\x76\x5F"]);
    "wri", "Windows Write document", ["wri"],
        |p| starts(p, &[b"\x31\xBE\0\0\0\xAB", b"\x32\xBE\0\0\0\xAB"]);
    "old-word", "Word document from before 1997", ["doc"],
        |p| starts(p, &[b"\xDB\xA5\x2D\0", b"\x9B\xA5\x21\0", b"\xFE\x37\0\x1C",
            b"\xFE\x37\0\x23"]);
    "lotus", "Lotus 1-2-3 or Quattro Pro sheet", ["wk1", "wk3", "wk4", "wks", "wq1", "wq2", "wb1"],
        |p| starts(p, &[b"\0\0\x02\0\x04\x04", b"\0\0\x02\0\x06\x04", b"\0\0\x1A\0",
            b"\0\0\x02\0\x20\x51", b"\0\0\x02\0\x21\x51", b"\0\0\x02\0\x01\x10",
            b"\0\0\x02\0\x02\x10"]);
    "wordperfect", "WordPerfect document", ["wpd", "wpg"], |p| starts(p, &[b"\xFFWPC"]);
    "mdb", "Access database", ["mdb", "accdb"],
        |p| starts(p, &[b"\0\x01\0\0Standard Jet DB", b"\0\x01\0\0Standard ACE DB"]);
    "chm", "Windows help", ["chm"], |p| starts(p, &[b"ITSF"]);
    "djvu", "DjVu document", ["djvu", "djv"], |p| starts(p, &[b"AT&TFORM"]);
    "mobi", "Kindle book", ["mobi", "azw", "azw3", "prc"], |p| at(p, 60, b"BOOKMOBI");
    "lit", "Microsoft Reader book", ["lit"], |p| starts(p, &[b"ITOLITLS"]);
    "lrf", "Sony book", ["lrf"], |p| starts(p, &[b"L\0R\0F\0\0\0"]);
    "postscript", "PostScript", ["eps"],
        |p| starts(p, &[b"%!PS", b"\xC5\xD0\xD3\xC6", b"\x04%!PS"]);
    // Archives.
    "rar", "RAR archive", ["rar"], |p| starts(p, &[b"Rar!\x1A\x07"]);
    "lz4", "LZ4 compressed file", ["lz4"],
        |p| starts(p, &[b"\x04\x22\x4D\x18"]) || starts(p, &[b"LZ4Block"]);
    "zlib", "zlib compressed data", ["zlib", "zz"],
        |p| starts(p, &[b"\x78\x01", b"\x78\x9C", b"\x78\xDA"]);
    "compress", "Unix compressed file", [], |p| starts(p, &[b"\x1F\x9D", b"\x1F\xA0", b"\x1F\x1E"]);
    "snappy", "Snappy compressed file", ["snappy"], |p| starts(p, &[b"\xFF\x06\0\0sNaPpY"]);
    "cab", "Windows cabinet", ["cab"], |p| starts(p, &[b"MSCF\0\0\0\0"]);
    "arj", "ARJ archive", ["arj"], |p| starts(p, &[b"\x60\xEA"]);
    "lha", "LHA archive", ["lzh", "lha"], |p| at(p, 2, b"-lh") && at(p, 6, b"-");
    "ar", "Unix archive", ["deb", "ar"], |p| starts(p, &[b"!<arch>\n"]);
    "cpio", "cpio archive", ["cpio"],
        |p| starts(p, &[b"070701", b"070702", b"070707", b"\xC7\x71"]);
    "rpm", "RPM package", ["rpm"], |p| starts(p, &[b"\xED\xAB\xEE\xDB"]);
    "iso", "disc image", ["iso"], |p| at(p, 0x8001, b"CD001");
    "macbinary", "Mac resource fork", [],
        |p| starts(p, &[b"\0\x05\x16\x07\0\x02\0\0", b"\0\x05\x16\0\0\x02\0\0"]);
    // Drawings and models.
    "dwg", "AutoCAD drawing", ["dwg"], |p| starts(p, &[b"AC10", b"AC1.", b"AC2.", b"MC0.0"]);
    "dxf-binary", "AutoCAD exchange drawing", [], |p| starts(p, &[b"AutoCAD Binary DXF\r\n"]);
    "prt", "CAD model", [],
        |p| at(p, 8, b"0M3C") || starts(p, &[b"#UGC"]) || starts(p, &[b"\x2A\x2A PLEASE"]);
    "swf", "Flash", ["swf"],
        |p| starts(p, &[b"FWS", b"CWS",
            b"ZWS"]) && p.head.get(3).is_some_and(|version| *version < 64);
    // Pictures.
    "jxl", "JPEG XL picture", ["jxl"], |p| starts(p, &[b"\xFF\x0A", b"\0\0\0\x0CJXL "]);
    "xcf", "GIMP picture", ["xcf"], |p| starts(p, &[b"gimp xcf"]);
    "psp", "Paint Shop picture", ["psp", "pspimage"],
        |p| starts(p, &[b"Paint Shop Pro Image File"]);
    "pcx", "PCX picture", ["pcx"],
        |p| starts(p, &[b"\x0A\x02\x01", b"\x0A\x03\x01", b"\x0A\x05\x01"]);
    "pnm", "portable bitmap", [], |p| starts(p, &[b"P4\n", b"P5\n", b"P6\n", b"P5 ", b"P6 "]);
    "hdr", "Radiance picture", [], |p| starts(p, &[b"#?RADIANCE", b"#?RGBE"]);
    "exr", "OpenEXR picture", ["exr"], |p| starts(p, &[b"\x76\x2F\x31\x01"]);
    "flif", "FLIF picture", ["flif"], |p| starts(p, &[b"FLIF"]);
    "bpg", "BPG picture", ["bpg"], |p| starts(p, &[b"BPG\xFB"]);
    "raf", "Fujifilm raw picture", ["raf"], |p| starts(p, &[b"FUJIFILMCCD-RAW"]);
    "crw", "Canon raw picture", ["crw"], |p| at(p, 6, b"HEAPCCDR");
    "x3f", "Sigma raw picture", ["x3f"], |p| starts(p, &[b"FOVb"]);
    "mrw", "Minolta raw picture", ["mrw"], |p| starts(p, &[b"\0MRM"]);
    "r3d", "Red raw video", ["r3d"], |p| at(p, 4, b"RED1") || at(p, 4, b"RED2");
    "dicom", "medical picture", ["dcm"], |p| at(p, 128, b"DICM");
    "fits", "astronomical picture", ["fits", "fit", "fts"], |p| starts(p, &[b"SIMPLE  ="]);
    "czi", "Zeiss microscope picture", ["czi"], |p| starts(p, &[b"ZISRAWFILE"]);
    "icc", "colour profile", ["icc", "icm"], |p| at(p, 36, b"acsp");
    // Sound and video.
    "cdr", "CorelDraw drawing", ["cdr"], |p| starts(p, &[b"RIFF"]) && at(p, 8, b"CDR");
    "aac", "AAC sound", ["aac"], |p| starts(p, &[b"\xFF\xF1", b"\xFF\xF9"]);
    "aiff", "AIFF sound", ["aif", "aiff"],
        |p| starts(p, &[b"FORM"]) && (at(p, 8, b"AIFF") || at(p, 8, b"AIFC"));
    "iff", "IFF picture", ["iff", "lbm"], |p| starts(p, &[b"FORM"]) && at(p, 8, b"ILBM");
    "au", "Sun sound", ["snd"], |p| starts(p, &[b".snd"]);
    "midi", "MIDI", ["mid", "midi"], |p| starts(p, &[b"MThd"]);
    "ape", "Monkey's Audio", ["ape"], |p| starts(p, &[b"MAC "]);
    "musepack", "Musepack sound", ["mpc"], |p| starts(p, &[b"MPCK", b"MP+"]);
    "wavpack", "WavPack sound", ["wv"], |p| starts(p, &[b"wvpk"]);
    "dss", "dictation", ["dss", "ds2"], |p| starts(p, &[b"\x02dss", b"\x03dss", b"\x03ds2"]);
    "audible", "Audible book", [], |p| at(p, 4, b"\x57\x90\x75\x36");
    "asf", "Windows media", ["asf", "wma", "wmv"],
        |p| starts(p, &[b"\x30\x26\xB2\x75\x8E\x66\xCF\x11"]);
    "wtv", "Windows recorded television", ["wtv"],
        |p| starts(p, &[b"\xB7\xD8\0\x20\x37\x49\xDA\x11"]);
    "realmedia", "RealMedia", ["rm", "rmvb"], |p| starts(p, &[b".RMF", b".ra\xFD"]);
    "flv", "Flash video", ["flv"], |p| starts(p, &[b"FLV\x01"]);
    "mpeg", "MPEG video", ["mpg", "mpeg", "vob"],
        |p| starts(p, &[b"\0\0\x01\xBA", b"\0\0\x01\xB3"]);
    "mpeg-ts", "MPEG transport stream", ["mts", "m2ts"], |p| is_transport_stream(p);
    "dv", "DV video", ["dv"], |p| starts(p, &[b"\x1F\x07\0"]);
    // Data.
    "sqlite", "SQLite database", ["sqlite", "sqlite3"], |p| starts(p, &[b"SQLite format 3\0"]);
    "berkeley-db", "Berkeley database", ["bdb"],
        |p| at(p, 12, b"\x62\x31\x05\0") || at(p, 12, b"\x61\x15\x06\0");
    "parquet", "Parquet table", ["parquet"], |p| starts(p, &[b"PAR1"]);
    "hdf", "HDF data", ["hdf", "h5", "hdf5"],
        |p| starts(p, &[b"\x89HDF\r\n\x1A\n", b"\x0E\x03\x13\x01"]);
    "netcdf", "NetCDF data", [], |p| starts(p, &[b"CDF\x01", b"CDF\x02"]);
    "sas", "SAS data", ["sas7bdat", "xpt"],
        |p| at(p, 12, b"\xC2\xEA\x81\x60\xB3\x14\x11\xCF") || starts(p, &[b"HEADER RECORD*******"]);
    "spss", "SPSS data", [], |p| starts(p, &[b"$FL2", b"$FL3"]);
    "matlab", "MATLAB data", [], |p| starts(p, &[b"MATLAB 5.0 MAT-file"]);
    "dbase", "dBASE table", ["dbf"], |p| is_dbase(p);
    "pcap", "recorded network traffic", ["pcap", "pcapng"],
        |p| starts(p, &[b"\xD4\xC3\xB2\xA1", b"\xA1\xB2\xC3\xD4", b"\x0A\x0D\x0D\x0A"]);
    "mo", "compiled translations", ["mo", "gmo"],
        |p| starts(p, &[b"\xDE\x12\x04\x95", b"\x95\x04\x12\xDE"]);
    "evtx", "Windows event log", ["evtx"], |p| starts(p, &[b"ElfFile\0"]);
    "registry", "Windows registry", ["hiv"], |p| starts(p, &[b"regf"]);
    "lnk", "Windows shortcut", ["lnk"], |p| starts(p, &[b"L\0\0\0\x01\x14\x02\0"]);
    "luks", "encrypted volume", [], |p| starts(p, &[b"LUKS\xBA\xBE"]), encrypted;
    "pgp", "PGP message or key", [],
        |p| starts(p, &[b"\x85\x01", b"\x85\x02", b"\x84\x5E", b"\x8C\x0D\x04", b"\x99\x01\x0D",
            b"\x99\x02\x0D"]);
    "warc", "web archive", ["warc"], |p| starts(p, &[b"WARC/1.", b"WARC/0."]);
    // Programs and fonts.
    "exe", "Windows program", ["exe", "dll", "scr"], |p| starts(p, &[b"MZ"]) && p.head.len() >= 64;
    "elf", "Unix program", ["elf"], |p| starts(p, &[b"\x7FELF"]);
    "mach-o", "Mac program", ["dylib"],
        |p| starts(p, &[b"\xCF\xFA\xED\xFE", b"\xCE\xFA\xED\xFE", b"\xFE\xED\xFA\xCE",
            b"\xFE\xED\xFA\xCF"]);
    "class", "Java class", ["class"], |p| starts(p, &[b"\xCA\xFE\xBA\xBE"]);
    "wasm", "WebAssembly", ["wasm"], |p| starts(p, &[b"\0asm"]);
    "pyc", "compiled Python", ["pyc"],
        |p| at(p, 2, b"\r\n\0\0\0\0") || at(p, 2, b"\r\n") && p.extension() == "pyc";
    "font", "font", ["ttf", "otf", "ttc", "woff", "woff2", "pfb", "pfm", "eot"], |p| is_font(p);
};

/// Packages whose members are read one by one, though the whole is not understood.
pub(super) const PACKAGES: &[Format] = &[
    package("hwpx", "Hangul word processor document", &["hwpx"], |p| {
        is_typed(p, "application/hwp+zip")
    }),
    iwork::IWORK,
    package("opc", "package of Office or another program", &["dwfx", "3mf"], |p| {
        is_zip_with(p, &[b"[Content_Types].xml"])
    }),
];

const fn package(
    name: &'static str,
    title: &'static str,
    extensions: &'static [&'static str],
    matches: fn(&mut Probe<'_>) -> bool,
) -> Format {
    Format {
        name,
        title,
        extensions,
        reads: "members, not their layout",
        in_process: false,
        matches,
        read: read_package,
    }
}

fn encrypted(_input: &mut dyn Input, out: &mut Out<'_>) {
    out.problem(ProblemCode::Encrypted);
}

fn read_package(input: &mut dyn Input, out: &mut Out<'_>) {
    out.problem(ProblemCode::FormatNotRead);
    (archive::ZIP.read)(input, out);
}

fn starts(probe: &Probe<'_>, magics: &[&[u8]]) -> bool {
    magics.iter().any(|magic| probe.head.starts_with(magic))
}

fn at(probe: &Probe<'_>, at: usize, magic: &[u8]) -> bool {
    probe.head.get(at..).is_some_and(|rest| rest.starts_with(magic))
}

/// A package that names its type in a first member without compression.
pub(super) fn is_typed(probe: &Probe<'_>, media_type: &str) -> bool {
    let head = probe.head.get(..probe.head.len().min(256)).unwrap_or_default();
    starts(probe, &[b"PK\x03\x04"])
        && at(probe, 30, b"mimetype")
        && memchr::memmem::find(head, media_type.as_bytes()).is_some()
}

/// A ZIP archive that has one of these names in its directory.
pub(super) fn is_zip_with(probe: &mut Probe<'_>, names: &[&[u8]]) -> bool {
    if !starts(probe, &[b"PK\x03\x04"]) {
        return false;
    }
    let directory = tail(probe.input);
    let has = |name: &[u8]| memchr::memmem::find(&directory, name).is_some();
    // Half a package is a damaged archive, whatever it was.
    has(b"PK\x05\x06") && names.iter().any(|name| has(name))
}

/// A ZIP archive behind other bytes, as programs that unpack themselves are.
pub(super) fn is_zip_behind(probe: &mut Probe<'_>) -> bool {
    if memchr::memmem::find(probe.head, b"PK\x03\x04").is_none() {
        return false;
    }
    let directory = tail(probe.input);
    // The record at the end names the directory before it.
    memchr::memmem::rfind(&directory, b"PK\x05\x06").is_some_and(|end| {
        let number = |at: usize| {
            let bytes = directory.get(end + at..)?.first_chunk::<4>()?;
            Some(u32::from_le_bytes(*bytes) as usize)
        };
        let start = number(12).and_then(|length| end.checked_sub(length));
        start.and_then(|start| directory.get(start..)).is_some_and(|d| d.starts_with(b"PK\x01\x02"))
    })
}

/// The end of a file, where a ZIP archive has its directory.
fn tail(input: &mut dyn Input) -> Vec<u8> {
    let mut tail = Vec::new();
    let len = input.seek(SeekFrom::End(0)).unwrap_or(0);
    if input.seek(SeekFrom::Start(len.saturating_sub(TAIL_BYTES))).is_ok() {
        let _unread = input.take(TAIL_BYTES).read_to_end(&mut tail);
    }
    tail
}

const TAIL_BYTES: u64 = 128 << 10;

pub(super) fn is_iwork(probe: &mut Probe<'_>) -> bool {
    let names: [&[u8]; 4] =
        [b"Index/Document.iwa", b"index.apxl", b"buildVersionHistory.plist", b"Index.zip"];
    is_zip_with(probe, &names)
}

/// Packets of 188 bytes, or 192 with a time before each.
fn is_transport_stream(probe: &Probe<'_>) -> bool {
    [(0, 188), (4, 192)].iter().any(|(first, step)| {
        probe.head.len() > first + 4 * step
            && (0..4).all(|packet| probe.head.get(first + packet * step) == Some(&0x47))
    })
}

/// Sheets of Excel 2 to 4, which are no compound files.
fn is_biff(probe: &Probe<'_>) -> bool {
    starts(probe, &[b"\x09\0\x04\0", b"\x09\x02\x06\0", b"\x09\x04\x06\0"])
        && probe.head.get(5) == Some(&0)
}

fn is_dbase(probe: &Probe<'_>) -> bool {
    let Some([version, _, month, day, ..]) = probe.head.first_chunk::<32>() else { return false };
    matches!(version, 0x03 | 0x30 | 0x83 | 0x8B | 0xF5)
        && (1..=12).contains(month)
        && (1..=31).contains(day)
        && at(probe, 12, b"\0\0")
}

fn is_font(probe: &Probe<'_>) -> bool {
    starts(probe, &[b"OTTO\0", b"ttcf\0", b"wOFF", b"wOF2", b"true\0", b"\x80\x01"])
        || starts(probe, &[b"\0\x01\0\0\0"]) && probe.head.get(5).is_some_and(|count| *count > 3)
        || starts(probe, &[b"\0\x01"]) && at(probe, 6, b"Copyright")
        || starts(probe, &[b"%!PS-AdobeFont", b"%!FontType1"])
}

#[cfg(test)]
mod tests;
