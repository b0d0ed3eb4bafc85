//! Scratch.
use std::time::Instant;
fn cpu() -> f64 { let s = std::fs::read_to_string("/proc/self/stat").unwrap(); let f: Vec<&str> = s.rsplit(')').next().unwrap().split_whitespace().collect(); (f[11].parse::<f64>().unwrap() + f[12].parse::<f64>().unwrap()) / 100.0 }
fn main() {
    let rules = detect::RuleSet::built_in();
    let t = Instant::now();
    let engine = detect::Engine::new(&rules);
    println!("{} rules, engine {:?}", rules.rules().len(), t.elapsed());
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap();
        let text = std::str::from_utf8(&bytes).unwrap();
        let mb = bytes.len() as f64 / 1e6;
        let mut scratch = detect::Scratch::default();
        let mut found = Vec::new();
        let c = cpu();
        for chunk in bytes.chunks(1 << 20) { found.clear(); engine.matches(chunk, &mut scratch, &mut found); }
        let e = cpu() - c;
        let c = cpu();
        let mut n = 0; let mut at = 0;
        while at < text.len() { let mut end = (at + (1 << 20)).min(text.len()); while !text.is_char_boundary(end) { end -= 1 } n += document::fold(&text[at..end]).text.len(); at = end; }
        let f = cpu() - c;
        let c = cpu();
        let mut scanner = detect::Scanner::new(&engine, detect::Budget::default());
        document::read(&mut std::fs::File::open(&path).unwrap(), "x.txt", &document::Limits::default(), &mut scanner);
        let scan = scanner.finish();
        let s = cpu() - c;
        println!("{path}: {mb:.0} MB engine {:.0} MB/s ({} in the last), fold {:.0} MB/s ({n}), whole scan {:.0} MB/s ({} findings)", mb / e, found.len(), mb / f, mb / s, scan.findings.len());
    }
}
