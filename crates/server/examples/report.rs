//! What the reporter's pages carry, one figure a line, for `cargo xtask bench`.
//!
//! Usage: `report FOLDER REPORTS`; everything is written below the folder. Reports come over HTTP on
//! loopback, sealed already, as browsers send them; each is acknowledged when it is on the disk.

#![expect(clippy::print_stdout, reason = "a program that prints figures")]

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use intake::channel::{Channel, Plan};
use intake::container::Writer;
use intake::handler::HandlerKey;
use intake::message::Kind;
use intake::receipt::{Receipt, WordList};
use intake::reporter::{self, Draft};
use intake::sign::SigningKey;
use server::report::Site;
use time::OffsetDateTime;

/// Bytes of the text of a report.
const TEXT_BYTES: usize = 8 << 10;
/// Reporters that send at the same time.
const REPORTERS: usize = 48;
/// Synchronisations that the disk is measured by.
const SYNCS: usize = 200;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().context("usage: report FOLDER REPORTS");
    let folder = next()?;
    let reports: usize = next()?.parse()?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder.join("in"))?;
    fs::create_dir_all(folder.join("out"))?;
    tell("report_sync_ms", sync(folder)? * 1e3);
    let (site, report) = site(folder)?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    std::thread::spawn(move || server::report::serve(site, listener));
    let each = reports.div_ceil(REPORTERS);
    let start = Instant::now();
    let times = std::thread::scope(|scope| {
        let send = || send_all(address, &report, each);
        let threads: Vec<_> = (0..REPORTERS).map(|_| scope.spawn(send)).collect();
        let joined = threads.into_iter().map(|thread| thread.join().expect("no thread panics"));
        joined.collect::<Result<Vec<Vec<Duration>>>>()
    })?;
    let seconds = start.elapsed().as_secs_f64();
    let mut times = times.concat();
    times.sort();
    let arrived = fs::read_dir(folder.join("in"))?.count();
    ensure!(arrived == times.len(), "{arrived} of {} reports are there", times.len());
    let at = |share: usize| times.get(times.len() * share / 100).map_or(0.0, Duration::as_secs_f64);
    tell("report_bytes", report.len() as f64);
    tell("reports_per_s", times.len() as f64 / seconds);
    tell("report_p50_ms", at(50) * 1e3);
    tell("report_p99_ms", at(99) * 1e3);
    Ok(())
}

fn tell(name: &str, value: f64) {
    println!("{name} {value:.3}");
}

/// Median seconds of a small append with one synchronisation.
fn sync(folder: &Path) -> Result<f64> {
    let mut plain = OpenOptions::new().create(true).append(true).open(folder.join("plain"))?;
    let mut times = Vec::new();
    for _ in 0..SYNCS {
        let start = Instant::now();
        plain.write_all(&[b'.'; 300])?;
        plain.sync_data()?;
        times.push(start.elapsed());
    }
    times.sort();
    Ok(times.get(SYNCS / 2).map_or(0.0, Duration::as_secs_f64))
}

/// The pages of a channel, and a sealed report for it.
fn site(folder: &Path) -> Result<(Site, Vec<u8>)> {
    let rng = &mut UnwrapErr(SysRng);
    let handler = HandlerKey::generate("Records 1", rng)?;
    let root = SigningKey::generate(rng);
    let handlers = &[handler.card()];
    let plan = Plan { name: "Desk", handlers, alone: true, escrow: None, custodian: None };
    let mut channel = Channel::new(plan, &root)?;
    let today = OffsetDateTime::now_utc().date();
    channel.add_epoch(today, rng)?;
    let keys = Receipt::generate(WordList::English, rng).keys(&channel.id());
    let body = "x".repeat(TEXT_BYTES);
    let draft = Draft {
        kind: Kind::Report,
        item: None,
        answers: BTreeMap::new(),
        body: &body,
        attachments: Vec::new(),
        identity: None,
    };
    let message = reporter::seal(draft, &channel, &keys, today, rng)?;
    let report = Writer::new(Vec::new()).finish(&message)?;
    let site = Site {
        channel_file: channel.sign(&root)?,
        channel,
        arrivals: folder.join("in"),
        answers: folder.join("out"),
        // Work keeps senders slow on purpose; what is measured here is the server.
        script_proof: None,
        work_bits: 0,
        languages: Vec::new(),
    };
    Ok((site, report))
}

/// Sends reports one after the other on one connection, each with a ticket of its own.
fn send_all(address: SocketAddr, report: &[u8], count: usize) -> Result<Vec<Duration>> {
    let mut connection = BufReader::new(TcpStream::connect(address)?);
    connection.get_ref().set_nodelay(true)?;
    let mut times = Vec::new();
    for _ in 0..count {
        let start = Instant::now();
        let ticket = ask(&mut connection, "/ticket", "", &[])?;
        let token = ticket.split(' ').next().unwrap_or_default();
        ask(&mut connection, "/sealed", &format!("x-token: {token}\r\nx-work: 0\r\n"), report)?;
        times.push(start.elapsed());
    }
    Ok(times)
}

/// Posts a body and returns that of the answer.
fn ask(
    connection: &mut BufReader<TcpStream>,
    path: &str,
    headers: &str,
    body: &[u8],
) -> Result<String> {
    let length = body.len();
    let mut request =
        format!("POST {path} HTTP/1.1\r\nhost: bench\r\n{headers}content-length: {length}\r\n\r\n")
            .into_bytes();
    request.extend(body);
    connection.get_mut().write_all(&request)?;
    let mut line = String::new();
    connection.read_line(&mut line)?;
    ensure!(line.contains(" 200 ") || line.contains(" 204 "), "the pages answer {line}");
    let mut length = 0;
    loop {
        line.clear();
        connection.read_line(&mut line)?;
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse()?;
        }
    }
    let mut answer = vec![0; length];
    connection.read_exact(&mut answer)?;
    Ok(String::from_utf8(answer)?)
}
