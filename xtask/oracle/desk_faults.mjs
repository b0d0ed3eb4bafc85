// What goes wrong around the desk of a team: uploads, sessions, its disk, its database.
//   desk_faults.mjs KIND PROGRAM FOLDER [COMMANDS [OPTION…]]
// KIND is `uploads`, `sessions`, `disk` (FOLDER is on a small one) or `database`. COMMANDS is JSON:
// how to stop and to start the database. Nothing that was acknowledged is lost and nothing is left
// behind. Fails with what does not hold; says what was tried in a line.
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import * as client from "./client.mjs";
import { code } from "./totp.mjs";

const [kind, program, folder, commands = "null", ...more] = process.argv.slice(2);
const MEBIBYTE = 1 << 20;
/** Bytes of an upload that is far too long, and the memory that it may take. */
const LONG = 5 * 1024 * MEBIBYTE;
const MEMORY_MIB = 400;
/** Seconds for which the database is gone. */
const GONE = 60;

const holds = (is, what) => { if (!is) throw new Error(what); };
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const files = () => readdirSync(`${folder}/data/files`);

let desk = await client.start(program, folder, more);
const root = await client.join(desk, desk.first, "root");
const submitter = await client.invite(desk, root, "submitter");
const reviewer = await client.invite(desk, root, "reviewer");

/** Waits until something holds. */
async function until(is, what, seconds = 20) {
  for (let tries = 0; tries < seconds * 10; tries += 1) {
    if (await is()) return;
    await pause(100);
  }
  throw new Error(what);
}

/** Head of an upload, and of each of its files. */
const BORDER = "------border";
const part = (name, more = "") => `--${BORDER}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`;
const begin = `${part("form")}${submitter.form}\r\n`;
const file = (name) => part("file", `; filename="${name}"`);
const head = { cookie: submitter.cookie, "content-type": `multipart/form-data; boundary=${BORDER}` };

/** An upload whose sender goes away in the midst of its second file leaves nothing behind. */
async function cutOff() {
  const before = files().length;
  const { port } = new URL(desk.address);
  const socket = connect(Number(port), "127.0.0.1");
  const headers = Object.entries({ host: `127.0.0.1:${port}`, ...head, "content-length": 64 * MEBIBYTE });
  socket.write(`POST /batches/new HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`);
  socket.write(`${begin}${file("one.txt")}${"whole ".repeat(200_000)}\r\n${file("two.txt")}${"half ".repeat(200_000)}`);
  await until(() => files().length >= before + 2, "the upload never began");
  socket.destroy();
  await until(() => files().length === before, "an upload that was cut off left files behind");
}

/** An upload of 5 GB is refused before it has arrived, in little memory, and leaves nothing behind. */
async function far() {
  const before = files().length;
  const zeros = Buffer.alloc(MEBIBYTE);
  let sent = 0;
  const status = await new Promise((resolve) => {
    const sending = request(`${desk.address}/batches/new`, { method: "POST", headers: head });
    sending.on("response", (response) => { resolve(response.statusCode); sending.destroy(); });
    sending.on("error", () => resolve(0));
    sending.write(`${begin}${file("long.bin")}`);
    const send = () => {
      while (sent < LONG && !sending.destroyed) {
        sent += zeros.length;
        if (!sending.write(zeros)) return void sending.once("drain", send);
      }
      sending.end(`\r\n--${BORDER}--\r\n`);
    };
    send();
  });
  holds(status === 0 || status === 409, `5 GB are answered with ${status}`);
  holds(sent < LONG / 4, `${sent} bytes were taken before it was refused`);
  await until(() => files().length === before, "an upload that was too long left files behind");
  const peak = Number(readFileSync(`/proc/${desk.child.pid}/status`, "utf8").match(/VmHWM:\s+(\d+)/)[1]) / 1024;
  holds(peak < MEMORY_MIB, `${peak} MiB were used`);
  return { sent, peak };
}

/** Files whose names lie, and files that are made to hurt, are read for what they are, or not at all. */
async function hostile() {
  const text = "身份证号 11010519491231002X\n";
  const deep = `${"[".repeat(300_000)}"${text.trim()}"`;
  const bomb = gzipSync(Buffer.alloc(512 * MEBIBYTE));
  const noise = Buffer.from([...Array(4096).keys()].map((at) => (at * 7919) % 251));
  const given = [
    ["renamed.pdf", text], ["renamed.docx", text], ["cut.pdf", "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R"],
    ["deep.json", deep], ["bomb.gz", bomb], ["noise.xlsx", noise], ["../../../name.txt", text], ["a\u202etxt.exe", text],
  ];
  const batch = await client.handIn(desk, submitter, given);
  await client.until(desk, `${batch}/`, reviewer, "/take", 120);
  const page = await client.get(desk, `${batch}/`, reviewer);
  holds((page.match(/class="verdict/g) ?? []).length === given.length, "not every file is on the list");
  holds(!page.includes("../"), "a name leads out of its folder");
  const verdicts = [...page.matchAll(/class="verdict ([a-z-]+)"/g)].map(([, verdict]) => verdict);
  const quiet = given.map(([name]) => name).filter((_, at) => verdicts[at] === "nothing-found");
  holds(quiet.length === 0, `${quiet.join(", ")}: nothing was found`);
  return given.length;
}

async function uploads() {
  await cutOff();
  const { sent, peak } = await far();
  const count = await hostile();
  const mib = Math.round(sent / MEBIBYTE);
  return `cut off: nothing left; 5 GB: refused after ${mib} MiB, peak ${Math.round(peak)} MiB; ${count} hostile files read`;
}

/** True when a cookie opens the page of one's account. */
async function isIn(cookie) {
  const answer = await fetch(`${desk.address}/me`, { headers: { cookie }, redirect: "manual" });
  return answer.status === 200;
}

/** Signs in with a cookie that is there already; says what cookie there is then. */
async function signIn(name, secret, step, cookie = "") {
  const fields = { name, password: client.password, code: await code(secret, step) };
  const answer = await client.post(desk, "/login", fields, cookie && { cookie, form: "" });
  return { status: answer.status, cookie: answer.headers.get("set-cookie")?.split(";")[0] ?? "" };
}

/** Sessions that someone fixed before, replays, or stole. */
async function sessions() {
  const [name] = reviewer.cookie.split("=");
  const fixed = `${name}=${"f".repeat(43)}`;
  const second = await signIn("reviewer", reviewer.secret, 1, fixed);
  holds(second.cookie && second.cookie !== fixed, "a session that was fixed before is used");
  holds(await isIn(second.cookie), "nobody is signed in");
  holds(!(await isIn(fixed)), "the session that was fixed lets someone in");
  const again = await signIn("reviewer", reviewer.secret, 1);
  holds(!again.cookie, "a code is taken twice");
  // Whoever stole the first session is thrown out by its owner in the second, with a fresh code.
  holds(await isIn(reviewer.cookie), "the first session is over too early");
  const form = (await client.get(desk, "/me", second)).match(/name="form" value="(\w+)"/)[1];
  const stolen = (await client.get(desk, "/me", second)).match(/name="session" value="([^"]+)"/)[1];
  await pause(31_000);
  const end = { session: stolen, code: await code(reviewer.secret, 1) };
  const ended = await client.post(desk, "/me/sessions", end, { ...second, form });
  holds(ended.status === 303, `the session was not ended: ${ended.status}`);
  holds(!(await isIn(reviewer.cookie)), "the stolen session goes on");
  await client.post(desk, "/logout", {}, { ...second, form });
  holds(!(await isIn(second.cookie)), "a session is replayed after signing out");
  return "fixed, replayed and stolen sessions let nobody in; a code is taken once";
}

/** Decides once; true when it was acknowledged. */
async function decide(batch, item) {
  const decision = { item, seen: 0, scope: "file", choice: "not-sensitive" };
  try {
    const answer = await client.post(desk, `${batch}/decide`, decision, reviewer);
    return answer.status === 303 && answer.headers.get("location").startsWith(batch);
  } catch {
    return false;
  }
}

const kept = async (batch) =>
  (await client.get(desk, `${batch}/history`, reviewer)).split("decided: not sensitive").length - 1;

/** A batch in hand, with the number of its first item. */
async function inHand() {
  const batch = await client.handIn(desk, submitter, [["list.txt", "mail person@example.com now\n"]]);
  await client.until(desk, `${batch}/`, reviewer, "/take");
  await client.post(desk, `${batch}/take`, {}, reviewer);
  const item = (await client.get(desk, `${batch}/file/0`, reviewer)).match(/name="item" value="(\d+)"/)[1];
  return [batch, item];
}

/** While the disk is full nothing is acknowledged; what was before is kept, and then it goes on. */
async function disk() {
  const [batch, item] = await inHand();
  let acknowledged = 0;
  let refused = 0;
  for (let tries = 0; tries < 20; tries += 1) acknowledged += await decide(batch, item);
  const filler = `${folder}/filler`;
  for (let size = MEBIBYTE; size >= 512; size /= 2) {
    for (let full = false, at = 0; !full; at += 1) {
      try {
        writeFileSync(`${filler}-${size}-${at}`, Buffer.alloc(size));
      } catch {
        full = true;
      }
    }
  }
  for (let tries = 0; tries < 60; tries += 1) {
    if (await decide(batch, item)) acknowledged += 1;
    else refused += 1;
  }
  holds(refused > 0, "the disk was never full");
  const upload = await client.handIn(desk, submitter, [["more.bin", Buffer.alloc(8 * MEBIBYTE)]]).then(() => true, () => false);
  holds(!upload, "a file was taken while the disk was full");
  await client.kill(desk);
  for (const name of readdirSync(folder).filter((name) => name.startsWith("filler"))) rmSync(`${folder}/${name}`);
  desk = await client.start(program, folder, more);
  holds((await kept(batch)) === acknowledged, `${acknowledged} acknowledged, ${await kept(batch)} kept`);
  holds(await decide(batch, item), "it does not go on with room again");
  return `${acknowledged} decisions acknowledged and kept, ${refused} refused while the disk was full, then it went on`;
}

/** While the database is gone everything is refused and nothing hangs; then it goes on by itself. */
async function database() {
  const { stop, start } = JSON.parse(commands);
  const [batch, item] = await inHand();
  let acknowledged = 0;
  let refused = 0;
  let longest = 0;
  for (let tries = 0; tries < 20; tries += 1) acknowledged += await decide(batch, item);
  execFileSync(stop[0], stop.slice(1), { stdio: "ignore" });
  for (const over = performance.now() + GONE * 1000; performance.now() < over; await pause(500)) {
    const begun = performance.now();
    if (await decide(batch, item)) acknowledged += 1;
    else refused += 1;
    longest = Math.max(longest, performance.now() - begun);
  }
  holds(refused > 20, `only ${refused} were refused`);
  holds(longest < 5000, `someone waited for ${longest} milliseconds`);
  execFileSync(start[0], start.slice(1), { stdio: "ignore" });
  await until(() => decide(batch, item), "it does not go on");
  acknowledged += 1;
  holds((await kept(batch)) === acknowledged, `${acknowledged} acknowledged, ${await kept(batch)} kept`);
  // The queue goes on as well.
  await inHand();
  return `gone for ${GONE} s: ${refused} refused, the longest wait ${Math.round(longest)} ms; ${acknowledged} acknowledged and kept`;
}

console.log(await { uploads, sessions, disk, database }[kind]());
await client.kill(desk);
process.exit(0);
