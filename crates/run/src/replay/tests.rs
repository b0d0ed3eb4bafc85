use document::{Collector, Coverage, Hidden};

use super::*;
use crate::wire::{Glyph, Map, Run, Source, Window};

const TEXT: &str = "ab号cd";

fn open() -> Event<'static> {
    Event::Open { name: None, format: "text", size_bytes: None }
}

fn close() -> Event<'static> {
    Event::Close { coverage: wire::Coverage::Whole }
}

fn part(id: u32) -> Event<'static> {
    Event::Part(wire::Part {
        id,
        kind: "page",
        label: "page 1",
        hidden: None,
        page: Some(1),
        page_size: Some((f32::NAN, 10.0)),
        sheet: None,
        has_lines: false,
    })
}

fn window(change: impl FnOnce(&mut Window<'static>)) -> Event<'static> {
    let mut window = Window {
        part: 0,
        text: TEXT,
        offset: 0,
        line: 1,
        column: 1,
        owned: (0, TEXT.len()),
        runs: vec![run(0, 2, Source::Unknown), run(2, 5, Source::Unknown)],
        table: None,
        last: true,
    };
    change(&mut window);
    Event::Window(window)
}

fn run(start: usize, end: usize, source: Source<'static>) -> Run<'static> {
    Run { start, end, hidden: None, label: None, source }
}

/// Replays events; the rule that they break, or what the sink then holds.
fn replayed(events: Vec<Event<'_>>) -> Result<Collector, Violation> {
    let limits = Limits { depth_max: 1, parts_max: 3, entries_max: 2, ..Limits::default() };
    let mut collector = Collector::default();
    let mut replay = Replay::new(&mut collector, &limits);
    for event in events {
        replay.event(event)?;
    }
    Ok(collector)
}

/// The events break that rule.
fn check(events: Vec<Event<'_>>, rule: &'static str) {
    assert_eq!(replayed(events).err(), Some(Violation(rule)));
}

#[test]
fn what_a_reader_says_passes() {
    let inner = Event::Open { name: Some("inner.txt"), format: "unknown", size_bytes: Some(1) };
    let problem = Event::Problem { part: Some(0), code: "damaged", number: Some(7) };
    let events = vec![
        open(),
        part(0),
        window(|_| {}),
        inner,
        part(1),
        problem,
        close(),
        close(),
        Event::Done,
    ];
    let document = replayed(events).unwrap().document;
    assert_eq!(document.coverage, Some(Coverage::Whole));
    assert_eq!(document.parts[0].text, TEXT);
    assert_eq!(document.parts[0].part.page_size, Some((0.0, 10.0)));
    assert_eq!(document.parts[1].part.path.as_ref(), ["inner.txt"]);
    assert_eq!(document.problems[0].path.as_ref(), ["inner.txt"]);
}

#[test]
fn documents_nest_and_end() {
    let named = || Event::Open { name: Some("x"), format: "text", size_bytes: None };
    check(vec![named()], "only members have names");
    check(vec![open(), open()], "only members have names");
    check(vec![open(), named(), named()], "depth");
    check(vec![close()], "close without open");
    check(vec![open(), close(), open()], "open after the file was closed");
    check(vec![open(), Event::Done], "done before the file was closed");
    check(vec![Event::Open { name: None, format: "odd", size_bytes: None }], "format");
}

#[test]
fn parts_are_counted() {
    check(vec![part(0)], "part outside of a document");
    check(vec![open(), part(1)], "number of a part");
    check(vec![open(), part(0), part(1), part(2), part(3)], "number of parts");
}

#[test]
fn documents_are_counted_once_and_briefly() {
    let count = |change: fn(&mut wire::Examined<'static>)| {
        let mut examined = wire::Examined::from(&Examined::default());
        change(&mut examined);
        Event::Examined(examined)
    };
    let document = replayed(vec![open(), count(|_| {}), close(), Event::Done]).unwrap().document;
    assert_eq!(document.examined.len(), 1);
    check(vec![count(|_| {})], "count outside of a document");
    check(vec![open(), count(|_| {}), count(|_| {})], "a document counted twice");
    check(vec![open(), count(|told| told.gaps = vec![(0, 1); 101])], "length of a list");
    check(vec![open(), count(|told| told.limits = vec!["odd"])], "code of a limit");
}

#[test]
fn windows_leave_nothing_out() {
    let open_part = || vec![open(), part(0)];
    let breaks = |change: fn(&mut Window<'static>), rule| {
        check([open_part(), vec![window(change)]].concat(), rule);
    };
    check(vec![open(), window(|_| {})], "window outside of a part");
    check(vec![open(), part(0), window(|_| {}), window(|_| {})], "window after the last");
    breaks(|window| window.part = 1, "window of another part");
    breaks(|window| window.offset = 1, "gap between windows");
    breaks(|window| window.owned.0 = 1, "gap between windows");
    breaks(|window| window.owned.1 = TEXT.len() + 1, "owned range");
    breaks(|window| window.line = u64::MAX, "position");
    let first = window(|window| (window.last, window.owned) = (false, (0, 2)));
    let second = window(|window| (window.offset, window.owned) = (1, (0, 2)));
    check([open_part(), vec![first, second]].concat(), "gap between windows");
}

#[test]
fn runs_lie_in_the_text_in_order() {
    let breaks = |run: Run<'static>, rule| {
        check(vec![open(), part(0), window(|window| window.runs[1] = run)], rule);
    };
    breaks(run(1, 5, Source::Unknown), "order of runs");
    breaks(run(5, 2, Source::Unknown), "order of runs");
    breaks(run(2, 4, Source::Unknown), "range of a run");
    breaks(run(2, TEXT.len() + 1, Source::Unknown), "range of a run");
    breaks(Run { hidden: Some("odd"), ..run(2, 5, Source::Unknown) }, "way of hiding");
    let far = Map { base: u64::MAX, stretches: Vec::new() };
    breaks(run(2, 5, Source::Bytes(far)), "position of a source");
    let mixed = Map { base: 0, stretches: vec![(4, 0, 1, 1), (2, 0, 1, 1)] };
    breaks(run(2, 5, Source::Bytes(mixed)), "order of stretches");
}

#[test]
fn problems_are_of_known_kinds_and_numbers() {
    let problem = |part, code| Event::Problem { part, code, number: None };
    check(vec![problem(None, "damaged")], "problem outside of a document");
    check(vec![open(), problem(Some(0), "damaged")], "part of a problem");
    check(vec![open(), problem(None, "odd")], "code of a problem");
    let flood = (0..6).map(|_| problem(None, "damaged"));
    check([open()].into_iter().chain(flood).collect(), "number of problems");
}

#[test]
fn messages_come_back_as_they_went() {
    let glyph = Glyph { end: 3, quad: [1.5; 8], operator: 7, index: 1 };
    let map = Map { base: 9, stretches: vec![(0, 1, 2, 3)] };
    let hidden = Run { hidden: Some(Hidden::Tiny.name()), ..run(5, 6, Source::Bytes(map.clone())) };
    let sent = window(|window| {
        window.runs = vec![
            run(0, 2, Source::Glyphs(vec![glyph])),
            run(2, 5, Source::Cell { row: 1, column: 2 }),
            hidden,
            run(6, 7, Source::Member { name: "x.xml", map }),
        ];
        window.table = Some(wire::Table { delimiter: b';', columns: vec!["Name".to_owned()] });
    });
    let mut bytes = Vec::new();
    let mut writer = wire::FrameWriter::new(&mut bytes);
    writer.write(&sent).unwrap();
    let mut reader = wire::FrameReader::new(bytes.as_slice());
    assert_eq!(reader.read::<Event<'_>>().unwrap(), sent);
}

#[test]
fn frames_are_whole_and_full() {
    let read = |bytes: &[u8]| {
        let mut reader = wire::FrameReader::new(bytes);
        reader.read::<Event<'_>>().map(|_| ()).map_err(|error| error.kind())
    };
    assert_eq!(read(&[1, 0, 0, 0, 5]), Ok(()));
    assert_eq!(read(&[2, 0, 0, 0, 5]), Err(std::io::ErrorKind::UnexpectedEof));
    assert_eq!(read(&[2, 0, 0, 0, 5, 5]), Err(std::io::ErrorKind::InvalidData));
    assert_eq!(read(&[1, 0, 0, 0, 99]), Err(std::io::ErrorKind::InvalidData));
    assert_eq!(read(&[0xFF; 8]), Err(std::io::ErrorKind::InvalidData));
}
