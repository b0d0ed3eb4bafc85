// Files with a protective marking at the desk of a team: they go out by two officers alone, and their
// copies show the marking struck through.
//   desk_marked.mjs PROGRAM FOLDER FILE… [-- OPTION…]
// Writes each copy, and its proof where there is one, into FOLDER as copy-NUMBER. Fails with what does
// not hold.
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join as path } from "node:path";
import { get, handIn, invite, join, kill, post, start, until } from "./client.mjs";

const [program, folder, ...rest] = process.argv.slice(2);
const end = rest.indexOf("--");
const files = end < 0 ? rest : rest.slice(0, end);
const desk = await start(program, folder, end < 0 ? [] : rest.slice(end + 1));
const root = await join(desk, desk.first, "root");
const submitter = await invite(desk, root, "submitter");
const reviewer = await invite(desk, root, "reviewer");
const approver = await invite(desk, root, "approver");
const officers = [await invite(desk, root, "officer", "officer-1"), await invite(desk, root, "officer", "officer-2")];

const batch = await handIn(desk, submitter, files.map((file) => [basename(file), readFileSync(file)]));
await until(desk, `${batch}/`, reviewer, "/take", 60);
const act = (who, action, fields = {}) => post(desk, `${batch}/${action}`, fields, who);
const must = async (wanted, who, action, fields) => {
  const { status } = await act(who, action, fields);
  if (status !== wanted) throw new Error(`${action}: ${status} instead of ${wanted}`);
};
await must(303, reviewer, "take");
const fields = /name="item" value="(\d+)">\s*<input type="hidden" name="seen" value="(\d+)"/g;
for (let file = 0; file < files.length; file += 1) {
  for (const [, item, seen] of (await get(desk, `${batch}/file/${file}`, reviewer)).matchAll(fields)) {
    await must(303, reviewer, "decide", { item, seen, scope: "this", choice: "remove", ground: "personal-data" });
  }
}
await must(303, reviewer, "sign");
await must(303, approver, "sign");
const authority = { authority: "Archive board", date: "2026-03-01" };
await must(409, approver, "release");
await must(303, officers[0], "authorise", authority);
await must(409, officers[0], "authorise", authority);
await must(409, approver, "release");
await must(303, officers[1], "authorise", authority);
await must(303, approver, "release");
await until(desk, `${batch}/`, approver, `/copy/${files.length - 1}`, 60);
const certificate = await get(desk, `${batch}/certificate`, approver);
if (certificate.split("Archive board").length !== 3) throw new Error("the certificate does not name both");
const download = async (kind, number) =>
  Buffer.from(await (await fetch(`${desk.address}${batch}/${kind}/${number}`, { headers: { cookie: approver.cookie } })).arrayBuffer());
for (let file = 0; file < files.length; file += 1) {
  const copy = path(folder, `copy-${file}`);
  writeFileSync(copy, await download("copy", file));
  if ((await get(desk, `${batch}/`, approver)).includes(`/proof/${file}`)) {
    writeFileSync(`${copy}.tlog-proof`, await download("proof", file));
  }
}
await kill(desk);
process.exit(0);
