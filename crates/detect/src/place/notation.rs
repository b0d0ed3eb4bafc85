//! Reads a coordinate from the text that a rule has matched.
//!
//! A rule's pattern finds the place in the text and its rough form; here the numbers are understood.
//! What does not add up to a point on the earth is no coordinate.

use super::transverse_mercator::Grid;
use super::{Place, Position};

/// Metres in a degree of latitude, roughly; for precision alone.
const DEGREE_METRES: f64 = 111_000.0;

/// Reads a coordinate in any of the notations that the rules of category `location` match.
#[must_use]
pub fn parse(text: &str) -> Option<Place> {
    plus_code(text)
        .or_else(|| mgrs(text))
        .or_else(|| utm(text))
        .or_else(|| gauss_kruger(text))
        .or_else(|| degrees(&text.replace("!3d", "").replace("!4d", ",")))
}

/// `8Q336FJF+5V`: pairs of symbols refine latitude and longitude by twenty, symbols after the tenth
/// a cell of five by four.
fn plus_code(text: &str) -> Option<Place> {
    const SYMBOLS: &str = "23456789CFGHJMPQRVWX";
    let (head, tail) = text.trim().split_once('+')?;
    if head.len() != 8 || tail.len() > 7 {
        return None;
    }
    let places = head
        .chars()
        .chain(tail.chars())
        .map(|symbol| SYMBOLS.find(symbol.to_ascii_uppercase()).map(|place| place as f64));
    let values = places.collect::<Option<Vec<f64>>>()?;
    let (mut latitude, mut longitude) = (-90.0, -180.0);
    let (mut height, mut width) = (400.0, 400.0);
    let (pairs, cells) = values.split_at(values.len().min(10));
    for pair in pairs.chunks(2) {
        let [north, east] = pair else { return None };
        height /= 20.0;
        width /= 20.0;
        latitude += north * height;
        longitude += east * width;
    }
    for cell in cells {
        height /= 5.0;
        width /= 4.0;
        latitude += (cell / 4.0).floor() * height;
        longitude += cell % 4.0 * width;
    }
    let position = Position::new(latitude + height / 2.0, longitude + width / 2.0)?;
    Some(Place { position, precision_metres: height * DEGREE_METRES })
}

/// `51R UQ 5511 5678`: zone, band, square of a hundred kilometres, easting and northing in it.
fn mgrs(text: &str) -> Option<Place> {
    const ROWS: &str = "ABCDEFGHJKLMNPQRSTUV";
    const COLUMNS: [&str; 3] = ["STUVWXYZ", "ABCDEFGH", "JKLMNPQR"];
    let plain: String = text.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let digits = plain.find(|c: char| !c.is_ascii_digit())?;
    let zone: u32 = plain.get(..digits)?.parse().ok().filter(|zone| (1..=60).contains(zone))?;
    let mut letters = plain.get(digits..digits + 3)?.chars().map(|c| c.to_ascii_uppercase());
    let (band, column, row) = (letters.next()?, letters.next()?, letters.next()?);
    let numbers = plain.get(digits + 3..)?;
    let half = numbers.len() / 2;
    if !numbers.len().is_multiple_of(2)
        || half > 5
        || numbers.contains(|c: char| !c.is_ascii_digit())
    {
        return None;
    }
    let unit = 10_f64.powi(5 - half as i32);
    let metres = |digits: &str| match digits {
        "" => Some(0.0),
        digits => digits.parse::<f64>().ok().map(|number| number * unit),
    };
    let column = COLUMNS.get(zone as usize % 3)?.find(column)?;
    let easting = (column as f64 + 1.0) * 100_000.0 + metres(numbers.get(..half)?)?;
    // The letters of rows begin five later in even zones, and again every two thousand kilometres.
    let row = (ROWS.find(row)? + if zone.is_multiple_of(2) { 15 } else { 0 }) % 20;
    let northing = row as f64 * 100_000.0 + metres(numbers.get(half..)?)?;
    let (south, north) = band_edges(band)?;
    let grid = Grid::utm(zone, south < 0.0);
    let cycles = (0..5).map(|cycle| northing + f64::from(cycle) * 2_000_000.0);
    let position = cycles
        .filter_map(|northing| grid.position(easting + unit / 2.0, northing + unit / 2.0))
        // A square that a band's edge cuts counts for both bands.
        .find(|position| (south - 1.0..north + 1.0).contains(&position.latitude))?;
    Some(Place { position, precision_metres: unit })
}

/// Latitudes between which a band lies.
fn band_edges(band: char) -> Option<(f64, f64)> {
    let place = "CDEFGHJKLMNPQRSTUVWX".find(band.to_ascii_uppercase())?;
    let south = place as f64 * 8.0 - 80.0;
    Some((south, if band == 'X' { 84.0 } else { south + 8.0 }))
}

/// `51R 355108 3456783`, `zone 51N E 355108 N 3456783`.
fn utm(text: &str) -> Option<Place> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let text = text.get(start..)?;
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let zone: u32 = text.get(..end)?.parse().ok().filter(|zone| (1..=60).contains(zone))?;
    let rest = text.get(end..)?.trim_start();
    let band = rest.chars().next().filter(char::is_ascii_alphabetic)?.to_ascii_uppercase();
    let (south, north) = band_edges(band)?;
    let numbers: Vec<&str> = numbers(rest.get(1..)?).collect();
    let [easting, northing] = numbers.as_slice() else { return None };
    let precision_metres = 10_f64.powi(-(decimals(easting).min(decimals(northing)) as i32));
    let (easting, northing): (f64, f64) = (easting.parse().ok()?, northing.parse().ok()?);
    if !(100_000.0..1_000_000.0).contains(&easting) || !(0.0..10_000_000.0).contains(&northing) {
        return None;
    }
    let position = Grid::utm(zone, south < 0.0).position(easting, northing)?;
    // `S` is a band of the north, and for many people the south.
    let position = match band {
        'S' if !(south..north).contains(&position.latitude) => {
            Grid::utm(zone, true).position(easting, northing)?
        }
        _ => position,
    };
    Some(Place { position, precision_metres })
}

/// `X=3456783.12 Y=40355108.45`: the easting begins with the number of its zone.
fn gauss_kruger(text: &str) -> Option<Place> {
    let numbers: Vec<&str> = numbers(text).collect();
    let [first, second] = numbers.as_slice() else { return None };
    let precision_metres = 10_f64.powi(-(decimals(first).min(decimals(second)) as i32));
    let (first, second): (f64, f64) = (first.parse().ok()?, second.parse().ok()?);
    let (northing, easting) = if first < second { (first, second) } else { (second, first) };
    if !(1_000_000.0..7_000_000.0).contains(&northing) || !(1.3e7..4.6e7).contains(&easting) {
        return None;
    }
    let position =
        Grid::gauss_kruger((easting / 1_000_000.0) as u32)?.position(easting, northing)?;
    Some(Place { position, precision_metres })
}

/// The unsigned decimal numbers in a text.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    let pieces = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    pieces.map(|piece| piece.trim_matches('.')).filter(|piece| !piece.is_empty())
}

fn decimals(number: &str) -> usize {
    number.split_once('.').map_or(0, |(_, decimals)| decimals.len())
}

/// Which way an angle is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Axis {
    Latitude,
    Longitude,
}

/// A word or letter that says what the angle beside it is.
#[derive(Debug, Clone, Copy)]
struct Name {
    axis: Axis,
    /// South or west.
    negative: bool,
}

/// Degrees with or without minutes and seconds.
#[derive(Debug, Clone, Copy, Default)]
struct Angle {
    degrees: f64,
    negative: bool,
    axis: Option<Axis>,
    precision_degrees: f64,
    /// Numbers that it is made of.
    count: u32,
    /// True once no number more can belong to it.
    closed: bool,
    /// True once a name that comes now is that of the next angle.
    ended: bool,
}

/// One thing in a coordinate.
#[derive(Debug, Clone, Copy)]
enum Token<'a> {
    Number(&'a str),
    /// The unit of the number before: 0 degrees, 1 minutes, 2 seconds.
    Unit(u32),
    Name(Name),
    /// A comma or another sign that ends an angle.
    End,
}

/// Degrees in any writing: decimal, with minutes, with seconds, with letters before or behind.
fn degrees(text: &str) -> Option<Place> {
    let mut angles: Vec<Angle> = Vec::new();
    let mut pending: Option<Name> = None;
    for token in tokens(text) {
        match (token, angles.last_mut()) {
            (Token::Number(number), Some(angle)) if angle.takes(number) => angle.push(number)?,
            (Token::Number(number), _) => angles.push(Angle::begin(number, pending.take())?),
            (Token::Unit(unit), Some(angle)) => angle.end_number(unit)?,
            (Token::Name(name), Some(angle)) if angle.takes_name() => angle.close_as(name),
            (Token::Name(name), _) => pending = Some(name),
            (Token::End, Some(angle)) => (angle.closed, angle.ended) = (true, true),
            (Token::Unit(_) | Token::End, None) => {}
        }
    }
    let [first, second] = angles.as_slice() else { return None };
    let swapped = match (first.axis, second.axis) {
        (Some(first), Some(second)) if first == second => return None,
        (Some(axis), _) => axis == Axis::Longitude,
        (None, Some(axis)) => axis == Axis::Latitude,
        (None, None) => first.degrees > 90.0,
    };
    let (latitude, longitude) = if swapped { (second, first) } else { (first, second) };
    let position = Position::new(latitude.signed(), longitude.signed())?;
    let precision_degrees = latitude.precision_degrees.max(longitude.precision_degrees);
    Some(Place { position, precision_metres: precision_degrees * DEGREE_METRES })
}

impl Angle {
    fn begin(number: &str, name: Option<Name>) -> Option<Self> {
        let (negative, number) = match number.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, number.trim_start_matches('+')),
        };
        let mut angle = Self {
            negative: negative ^ name.is_some_and(|name| name.negative),
            axis: name.map(|name| name.axis),
            ..Self::default()
        };
        angle.push(number)?;
        Some(angle)
    }

    /// True when a number goes on with this angle as its minutes or seconds.
    fn takes(&self, number: &str) -> bool {
        let whole = self.precision_degrees * 60_f64.powi(self.count as i32 - 1) > 0.5;
        whole
            && !self.closed
            && self.count < 3
            && !number.starts_with(['+', '-'])
            && number.parse::<f64>().is_ok_and(|number| number < 60.0)
    }

    fn push(&mut self, number: &str) -> Option<()> {
        let value: f64 = number.parse().ok()?;
        let unit = 60_f64.powi(-(self.count as i32));
        // `311349N`: degrees, minutes and seconds in one number.
        let compact = self.count == 0 && !number.contains('.') && (4..=7).contains(&number.len());
        if compact {
            return self.push_compact(number);
        }
        self.degrees += value * unit;
        self.precision_degrees = unit * 10_f64.powi(-(decimals(number) as i32));
        self.count += 1;
        Some(())
    }

    fn push_compact(&mut self, number: &str) -> Option<()> {
        let odd = number.len() % 2;
        let (head, mut rest) = number.split_at_checked(2 + odd)?;
        self.push(head)?;
        while let Some((piece, next)) =
            rest.split_at_checked(2).filter(|(piece, _)| !piece.is_empty())
        {
            self.push(piece)?;
            rest = next;
        }
        self.closed = self.count == 3;
        Some(())
    }

    /// A unit must be the one of the number before it; the sign of seconds may be a quotation mark.
    fn end_number(&mut self, unit: u32) -> Option<()> {
        self.closed |= unit == 2;
        (unit + 1 == self.count || unit == 2).then_some(())
    }

    /// True when a name that comes now is this angle's own, which stands behind it.
    fn takes_name(&self) -> bool {
        self.axis.is_none() && !self.ended
    }

    fn close_as(&mut self, name: Name) {
        self.axis = Some(name.axis);
        self.negative ^= name.negative;
        (self.closed, self.ended) = (true, true);
    }

    fn signed(&self) -> f64 {
        if self.negative { -self.degrees } else { self.degrees }
    }
}

/// Splits a text into what its coordinate is made of; other characters are left out.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..)
        && let Some(first) = rest.chars().next()
    {
        let (token, len) = token(rest, first);
        tokens.extend(token);
        at += len;
    }
    tokens
}

/// Returns what `rest` begins with, and its length.
fn token(rest: &str, first: char) -> (Option<Token<'_>>, usize) {
    if let Some(number) = leading_number(rest) {
        return (Some(Token::Number(number)), number.len());
    }
    if first.is_ascii_alphabetic() {
        let len = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        return (word(rest.get(..len).unwrap_or_default()), len);
    }
    if let Some((name, axis, negative)) = CHINESE_NAMES.iter().find(|(n, ..)| rest.starts_with(n)) {
        return (Some(Token::Name(Name { axis: *axis, negative: *negative })), name.len());
    }
    let token = match first {
        '°' | '˚' | 'º' | '度' => Some(Token::Unit(0)),
        '\'' | '′' | '’' | '‘' | '分' => Some(Token::Unit(1)),
        '"' | '″' | '”' | '“' | '秒' => Some(Token::Unit(2)),
        ',' | ';' | '/' | '，' | '；' | '、' | '!' | '|' => Some(Token::End),
        _ => None,
    };
    (token, first.len_utf8())
}

/// Returns what a word of Latin letters says; most say nothing.
fn word(word: &str) -> Option<Token<'static>> {
    let (axis, negative) = match word.to_ascii_lowercase().as_str() {
        "n" | "lat" | "latitude" => (Axis::Latitude, false),
        "s" => (Axis::Latitude, true),
        "e" | "lon" | "lng" | "long" | "longitude" => (Axis::Longitude, false),
        "w" => (Axis::Longitude, true),
        // Folding turns the masculine ordinal, which people take for a degree sign, into `o`.
        "o" => return Some(Token::Unit(0)),
        _ => return None,
    };
    Some(Token::Name(Name { axis, negative }))
}

/// Names of axes in Chinese, and which way they count.
const CHINESE_NAMES: [(&str, Axis, bool); 8] = [
    ("北纬", Axis::Latitude, false),
    ("北緯", Axis::Latitude, false),
    ("南纬", Axis::Latitude, true),
    ("纬度", Axis::Latitude, false),
    ("东经", Axis::Longitude, false),
    ("東經", Axis::Longitude, false),
    ("西经", Axis::Longitude, true),
    ("经度", Axis::Longitude, false),
];

/// Returns the number at the start of a text, with its sign.
fn leading_number(text: &str) -> Option<&str> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let signs = text.len() - unsigned.len();
    let len = unsigned.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let number = unsigned.get(..len)?.trim_end_matches('.');
    let begins = number.starts_with(|c: char| c.is_ascii_digit());
    text.get(..signs + number.len()).filter(|_| begins)
}
