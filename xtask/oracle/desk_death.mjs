// The desk of a team dies at random while people decide and release.
//   desk_death.mjs PROGRAM FOLDER DEATHS [OPTION…]
// Nothing that was acknowledged is lost, nothing that was not is done twice, and what was released
// is made once. Fails with what does not hold.
import * as client from "./client.mjs";

const [program, folder, deaths, ...more] = process.argv.slice(2);
let desk;
const start = async () => { desk = await client.start(program, folder, more); };
const die = () => client.kill(desk);
const get = (path, who) => client.get(desk, path, who);
const until = (path, who, wanted) => client.until(desk, path, who, wanted);

await start();
const root = await client.join(desk, desk.first, "root");
const submitter = await client.invite(desk, root, "submitter");
const reviewer = await client.invite(desk, root, "reviewer");
const approver = await client.invite(desk, root, "approver");
const numbers = [...Array(20).keys()].map((at) => `mail person${at}@example.com now`);
const batch = await client.handIn(desk, submitter, [["list.txt", numbers.join("\n")]]);
await die();
await start();
await until(`${batch}/`, reviewer, "/take");
const act = (who, action, fields = {}) => client.post(desk, `${batch}/${action}`, fields, who);
await act(reviewer, "take");

const decided = async () => (await get(`${batch}/history`, reviewer)).split("decided: not sensitive").length - 1;
const item = (await get(`${batch}/file/0`, reviewer)).match(/name="item" value="(\d+)"/)[1];
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

const page = await get(`${batch}/file/0`, reviewer);
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
const history = await get(`${batch}/history`, approver);
if (history.split("released it").length !== 2) throw new Error("it was not released once");
if ((await act(approver, "release")).status !== 409) throw new Error("it was released twice");
const copy = await get(`${batch}/copy/0`, approver);
if (copy.includes("person7@")) throw new Error("the copy has what was removed");
await die();
console.log(`${deaths} deaths while deciding, 4 while releasing, ${acknowledged} decisions kept`);
