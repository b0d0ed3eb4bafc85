use crate::clean::testing::{cleaned, parts};

/// A picture of two colours, with a remark in it.
fn picture(remark: &str) -> Vec<u8> {
    let mut pixels = image::RgbImage::from_pixel(24, 16, image::Rgb([30, 160, 60]));
    for x in 0..16 {
        pixels.put_pixel(x, x, image::Rgb([200, 20, 40]));
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    let mut bytes = bytes.into_inner();
    let said = [b"Comment\0", remark.as_bytes()].concat();
    let length = (said.len() as u32).to_be_bytes();
    let checked = [b"tEXt", said.as_slice()].concat();
    let mut sum = flate2::Crc::new();
    sum.update(&checked);
    let chunk = [&length[..], &checked, &sum.sum().to_be_bytes()].concat();
    // Behind the signature and the head.
    bytes.splice(33..33, chunk);
    bytes
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn rtf(body: &str) -> Vec<u8> {
    format!("{{\\rtf1\\ansi Hall three.\\par {body}}}").into_bytes()
}

fn in_text(remark: &str) -> String {
    let digits = digits(&picture(remark));
    format!("{{\\pict\\pngblip\\picwgoal1440\\pichgoal960 {digits}}}")
}

/// Sizes of the pictures in the copy of a text.
fn pictures(body: &str) -> Vec<(u32, u32)> {
    let copy = cleaned("hall.rtf", &rtf(body));
    assert_eq!(copy.name, "hall.docx");
    let document = parts(&copy.name, &copy.bytes);
    assert!(document.parts.iter().any(|part| part.text.contains("Hall three.")));
    let mut sizes = Vec::new();
    crate::streams(&copy.bytes, &crate::Limits::default(), &mut |stream| {
        assert!(memchr::memmem::find(stream, b"plover").is_none(), "the remark is still there");
        if stream.starts_with(b"\x89PNG")
            && let Ok(picture) = image::load_from_memory(stream)
        {
            sizes.push((picture.width(), picture.height()));
        }
    });
    sizes
}

#[test]
fn a_picture_in_the_text_goes_on_without_its_remarks() {
    assert_eq!(pictures(&in_text("plover")), [(24, 16)]);
    let pair = format!("{{\\*\\shppict{}}}{{\\nonshppict{}}}", in_text("plover"), in_text("x"));
    assert_eq!(pictures(&pair), [(24, 16)]);
}

#[test]
fn what_is_cropped_goes_with_its_pixels() {
    let cropped = in_text("plover").replace("\\pngblip", "\\pngblip\\piccropl720");
    assert_eq!(pictures(&cropped), [(12, 16)]);
    let shape = format!(
        "{{\\shp{{\\*\\shpinst{{\\sp{{\\sn cropFromTop}}{{\\sv 32768}}}}\
         {{\\sp{{\\sn pib}}{{\\sv {}}}}}}}}}",
        in_text("plover")
    );
    assert_eq!(pictures(&shape), [(24, 8)]);
}

#[test]
fn a_picture_that_nobody_sees_stays_behind() {
    let hidden = [
        format!("{{\\v {}}}", in_text("plover")),
        format!("{{\\deleted {}}}", in_text("plover")),
        format!("{{\\*\\annotation {}}}", in_text("plover")),
        format!(
            "{{\\shp{{\\*\\shpinst{{\\sp{{\\sn pib}}{{\\sv {}}}}}{{\\sp{{\\sn fHidden}}\
             {{\\sv 1}}}}}}}}",
            in_text("plover")
        ),
    ];
    for body in hidden {
        assert_eq!(pictures(&body), []);
    }
}

#[test]
fn a_picture_that_a_box_may_lie_upon_stays_behind() {
    let shape = "{\\shp{\\*\\shpinst{\\sp{\\sn shapeType}{\\sv 1}}}}";
    assert_eq!(pictures(&format!("{}{shape}", in_text("plover"))), []);
    let line = shape.replace("\\sv 1}", "\\sv 20}");
    assert_eq!(pictures(&format!("{}{line}", in_text("plover"))), [(24, 16)]);
}
