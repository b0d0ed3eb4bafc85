// The desk of a team dies at random while people decide and release.
//   desk_death.mjs PROGRAM FOLDER DEATHS
// Nothing that was acknowledged is lost, nothing that was not is done twice, and what was released
// is made once. Fails with what does not hold.
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";

const [program, folder, deaths] = process.argv.slice(2);
const password = "four quiet harbours";
let desk;

/** Starts the desk, and says where it is. */
async function start() {
  const child = spawn(program, ["--lang", "en", "serve", `${folder}/data`, "--listen", "127.0.0.1:0"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let told = "";
  const exited = new Promise((resolve) => child.once("exit", resolve));
  await new Promise((resolve, reject) => {
    child.stderr.on("data", (data) => {
      told += data;
      if (/desk is at http\S+/.test(told)) setTimeout(resolve, 20);
    });
    exited.then(() => reject(new Error(`the desk did not start: ${told}`)));
  });
  const address = told.match(/desk is at (http:\/\/[0-9.:]+)/)[1];
  desk = { child, exited, address, link: told.match(/http\S+\/join\/\w+/)?.[0] };
}

async function die() {
  desk.child.kill("SIGKILL");
  await desk.exited;
}

const code = (secret, steps) => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((char) => alphabet.indexOf(char).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac("sha1", key).update(counter).digest();
  return String((hash.readUInt32BE(hash.at(-1) & 0xf) & 0x7fffffff) % 1_000_000).padStart(6, "0");
};

const get = async (path, cookie = "") =>
  (await fetch(desk.address + path, { headers: { cookie }, redirect: "manual" })).text();
const post = (path, fields, cookie = "") =>
  fetch(desk.address + path, {
    method: "POST",
    headers: { cookie, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields),
    redirect: "manual",
  });

/** Makes an account by a link, and signs in. */
async function join(path, name) {
  const secret = (await get(path)).match(/<code>([A-Z2-7]+)<\/code>/)[1];
  await post(path, { name, shown: name, password, again: password, code: code(secret, -1) });
  const answer = await post("/login", { name, password, code: code(secret, 0) });
  const cookie = answer.headers.get("set-cookie").split(";")[0];
  const form = (await get("/me", cookie)).match(/name="form" value="(\w+)"/)[1];
  return { cookie, form };
}

await start();
const root = await join(new URL(desk.link).pathname, "root");
const people = {};
for (const role of ["submitter", "reviewer", "approver"]) {
  const page = await (await post("/accounts/invite", { form: root.form, role }, root.cookie)).text();
  people[role] = await join(page.match(/\/join\/\w+/)[0], role);
}
const { submitter, reviewer, approver } = people;
const upload = new FormData();
upload.set("form", submitter.form);
const numbers = [...Array(20).keys()].map((at) => `mail person${at}@example.com now`);
upload.set("file", new Blob([numbers.join("\n")]), "list.txt");
const handed = await fetch(`${desk.address}/batches/new`, {
  method: "POST",
  headers: { cookie: submitter.cookie },
  body: upload,
  redirect: "manual",
});
const batch = handed.headers.get("location").replace(/\/$/, "");
await die();
await start();
const until = async (path, who, wanted) => {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await get(path, who.cookie)).includes(wanted)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${wanted} never came on ${path}`);
};
await until(`${batch}/`, reviewer, "/take");
const act = (who, action, fields = {}) => post(`${batch}/${action}`, { form: who.form, ...fields }, who.cookie);
await act(reviewer, "take");

const decided = async () => (await get(`${batch}/history`, reviewer.cookie)).split("decided: not sensitive").length - 1;
const item = (await get(`${batch}/file/0`, reviewer.cookie)).match(/name="item" value="(\d+)"/)[1];
const decision = { item, seen: 0, scope: "file", choice: "not-sensitive" };
let acknowledged = 0;
let sent = 0;
for (let death = 0; death < Number(deaths); death += 1) {
  const dies = new Promise((resolve) => setTimeout(resolve, Math.random() * 120)).then(die);
  let alive = true;
  dies.then(() => { alive = false; });
  while (alive) {
    sent += 1;
    try {
      if ((await act(reviewer, "decide", decision)).status === 303) acknowledged += 1;
    } catch {
      break;
    }
  }
  await dies;
  await start();
  const kept = await decided();
  if (kept < acknowledged || kept > sent) throw new Error(`${acknowledged} acknowledged, ${kept} kept, ${sent} sent`);
  acknowledged = sent = kept;
}

const page = await get(`${batch}/file/0`, reviewer.cookie);
for (const [, item, seen] of page.matchAll(/name="item" value="(\d+)">\s*<input type="hidden" name="seen" value="(\d+)"/g)) {
  await act(reviewer, "decide", { item, seen, scope: "this", choice: "remove", ground: "personal-data" });
}
for (const [who, action] of [[reviewer, "sign"], [approver, "sign"]]) {
  const { status } = await act(who, action);
  if (status !== 303) throw new Error(`${action}: ${status}`);
}
const released = act(approver, "release").catch(() => null);
await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
await Promise.all([released, die()]);
await start();
await act(approver, "release");
for (let death = 0; death < 3; death += 1) {
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 200));
  await die();
  await start();
}
await until(`${batch}/`, approver, "/copy/0");
const history = await get(`${batch}/history`, approver.cookie);
if (history.split("released it").length !== 2) throw new Error("it was not released once");
if ((await act(approver, "release")).status !== 409) throw new Error("it was released twice");
const copy = await get(`${batch}/copy/0`, approver.cookie);
if (copy.includes("person7@")) throw new Error("the copy has what was removed");
await die();
console.log(`${deaths} deaths while deciding, 4 while releasing, ${acknowledged} decisions kept`);
