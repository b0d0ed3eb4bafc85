//! A theme of plain colours and fonts: a presentation needs one.

use super::{DRAWING, XML};

/// Returns the theme.
pub(super) fn theme() -> String {
    let color = |name: &str, rgb: &str| format!("<a:{name}><a:srgbClr val=\"{rgb}\"/></a:{name}>");
    let colors: String = [
        ("dk1", "000000"),
        ("lt1", "FFFFFF"),
        ("dk2", "333333"),
        ("lt2", "EEEEEE"),
        ("accent1", "336699"),
        ("accent2", "993333"),
        ("accent3", "339966"),
        ("accent4", "996633"),
        ("accent5", "663399"),
        ("accent6", "666666"),
        ("hlink", "0000CC"),
        ("folHlink", "660099"),
    ]
    .iter()
    .map(|(name, rgb)| color(name, rgb))
    .collect();
    let font = |name: &str| {
        format!(
            "<a:{name}><a:latin typeface=\"Arial\"/><a:ea typeface=\"\"/><a:cs typeface=\"\"/>\
             </a:{name}>"
        )
    };
    let fill = "<a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill>";
    let line = format!("<a:ln w=\"9525\">{fill}</a:ln>");
    let effect = "<a:effectStyle><a:effectLst/></a:effectStyle>";
    format!(
        "{XML}<a:theme xmlns:a=\"{DRAWING}\" name=\"Theme\"><a:themeElements><a:clrScheme \
         name=\"Theme\">{colors}</a:clrScheme><a:fontScheme name=\"Theme\">{}{}</a:fontScheme>\
         <a:fmtScheme name=\"Theme\"><a:fillStyleLst>{}</a:fillStyleLst><a:lnStyleLst>{}\
         </a:lnStyleLst><a:effectStyleLst>{}</a:effectStyleLst><a:bgFillStyleLst>{}\
         </a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>",
        font("majorFont"),
        font("minorFont"),
        fill.repeat(3),
        line.repeat(3),
        effect.repeat(3),
        fill.repeat(3),
    )
}
