// How quick the desk of a team is, and what it takes of memory; prints a figure a line.
//   desk_bench.mjs PROGRAM FOLDER FILES OFFICE
// FOLDER is where it works, FILES the number of files of the large batch, OFFICE a folder of office
// documents.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { get, handIn, invite, join, kill, post, start, until } from "./client.mjs";

const [program, folder, files, office] = process.argv.slice(2);
const REVIEWERS = 10;
const DECISIONS = 40;
const FINDINGS = 10_000;
const LISTED = 1_000;
const SESSIONS = 200;
const TRIES = 3;
/** Exit status of a scan that found something. */
const FOUND = 1;

const told = (name, value) => console.log(`${name} ${value.toFixed(2)}`);
const now = () => performance.now();
const share = (times, part) => times.sort((one, other) => one - other)[Math.ceil(times.length * part) - 1];

/** What the process of the desk has of memory, in MiB. */
function memory(name) {
  const status = readFileSync(`/proc/${desk.child.pid}/status`, "utf8");
  return Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))[1]) / 1024;
}

/** Milliseconds that something takes. */
async function timed(action) {
  const begin = now();
  await action();
  return now() - begin;
}

/** A document of one page with a number that the rules find. */
function page(number) {
  const content = `BT /F1 12 Tf 72 260 Td (mail person${number}@example.com now) Tj ET`;
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
    `<</Length ${content.length}>>\nstream\n${content}\nendstream`,
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
  ];
  let file = "%PDF-1.7\n";
  let table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  objects.forEach((object, at) => {
    table += `${String(file.length).padStart(10, "0")} 00000 n \n`;
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
  });
  return `${file}${table}trailer\n<</Root 1 0 R/Size ${objects.length + 1}>>\nstartxref\n${file.length}\n%%EOF\n`;
}

const desk = await start(program, folder);
const root = await join(desk, desk.first, "root");
const submitter = await invite(desk, root, "submitter");
const reviewers = [];
for (let number = 0; number < REVIEWERS; number += 1) {
  reviewers.push(await invite(desk, root, "reviewer", `reviewer-${number}`));
}
const [reviewer] = reviewers;
const ready = (batch, seconds, pause) => until(desk, `${batch}/`, submitter, "data-number", seconds, pause);

// The first page: what a reviewer waits for once it was read, its picture among it.
const paged = await handIn(desk, submitter, [["plan.pdf", page(0)]]);
await ready(paged);
told("first_page_ms", await timed(async () => {
  await get(desk, `${paged}/file/0`, reviewer);
  await get(desk, `${paged}/picture/0/1`, reviewer);
}));

// A batch with very many findings.
const numbers = [...Array(FINDINGS).keys()].map((at) => `mail person${at}@example.com now`);
// A file lists a thousand of one rule at most.
const lists = [...Array(FINDINGS / LISTED).keys()].map((at) => numbers.slice(at * LISTED, (at + 1) * LISTED).join("\n"));
const large = await handIn(desk, submitter, lists.map((list, at) => [`list-${at}.txt`, list]));
await ready(large, 300);
const said = await get(desk, `${large}/`, reviewer);
if (!said.includes(`${FINDINGS} findings`)) throw new Error("not every finding is to be decided");
told("large_batch_ms", await timed(() => get(desk, `${large}/`, reviewer)));
let file = "";
told("large_file_ms", await timed(async () => { file = await get(desk, `${large}/file/0`, reviewer); }));
told("large_file_kib", file.length / 1024);
await post(desk, `${large}/take`, {}, reviewer);
const everything = { item: 1, seen: 0, scope: "kind-in-batch", choice: "remove", ground: "personal-data" };
told("large_decision_ms", await timed(async () => {
  const { status } = await post(desk, `${large}/decide`, everything, reviewer);
  if (status !== 303) throw new Error(`a decision about everything: ${status}`);
}));

// Ten reviewers who decide at once, in one batch.
const list = numbers.slice(0, REVIEWERS * DECISIONS).join("\n");
const common = await handIn(desk, submitter, [["list.txt", list]]);
await ready(common, 60);
await post(desk, `${common}/take`, {}, reviewer);
const times = [];
const decide = async (who, first) => {
  for (let item = first; item < first + DECISIONS; item += 1) {
    const fields = { item, seen: 0, scope: "this", choice: "not-sensitive" };
    times.push(await timed(async () => {
      const { status } = await post(desk, `${common}/decide`, fields, who);
      if (status !== 303) throw new Error(`a decision about ${item}: ${status}`);
    }));
  }
};
await Promise.all(reviewers.map((who, at) => decide(who, 1 + at * DECISIONS)));
told("decision_p50_ms", share(times, 0.5));
told("decision_p99_ms", share(times, 0.99));

// Many people who each have a page open that is told of progress, and ask for another.
const open = [];
const sessions = async (number) => {
  const who = reviewers[number % REVIEWERS];
  const leaving = new AbortController();
  await fetch(`${desk.address}${common}/progress`, { headers: { cookie: who.cookie }, signal: leaving.signal });
  open.push(leaving);
  await get(desk, `${common}/file/0`, who);
};
told("sessions_ms", await timed(() => Promise.all([...Array(SESSIONS).keys()].map(sessions))));
told("sessions_mib", memory("VmRSS"));
open.forEach((leaving) => leaving.abort());

// Very many files in one batch, beside the command on the same files.
const many = [...Array(Number(files)).keys()].map((at) => [`${at}.${at % 2 ? "pdf" : "txt"}`, at % 2 ? page(at) : numbers[at]]);
mkdirSync(`${folder}/many`);
for (const [name, content] of many) writeFileSync(`${folder}/many/${name}`, content);
const scan = (path) => {
  const { status } = spawnSync(program, ["scan", path, "--format", "jsonl"], {
    stdio: ["ignore", "ignore", "ignore"],
    env: { ...process.env, HOME: folder },
  });
  if (![0, FOUND].includes(status)) throw new Error(`the command ended with ${status}`);
};
/** The middle of what some tries take. */
async function middle(action) {
  const times = [];
  for (let tries = 0; tries < TRIES; tries += 1) times.push(await action());
  return share(times, 0.5);
}
const compare = async (name, path, handed) => {
  const command = await middle(() => timed(() => scan(path)));
  const queued = await middle(async () => {
    const batch = await handIn(desk, submitter, handed);
    return timed(() => ready(batch, 600, 10));
  });
  told(`${name}_per_s_command`, handed.length / command * 1000);
  told(`${name}_per_s_desk`, handed.length / queued * 1000);
  told(`${name}_desk_of_command`, command / queued);
};
await compare("files", `${folder}/many`, many);
const documents = readdirSync(office).map((name) => [name, readFileSync(`${office}/${name}`)]);
await compare("documents", office, documents);
told("peak_mib", memory("VmHWM"));
await kill(desk);
process.exit(0);
