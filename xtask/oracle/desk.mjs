// The desk of a team in a real browser, from the first link to the copy.
//   desk.mjs ADDRESS LINK FILE FOLDER LANGUAGE MODE
// MODE is `script` (decides by keys alone) or `bare` (no JavaScript). With `script`, axe looks at
// every page, light and dark; what it finds is printed, a line each. Writes the copy into FOLDER.
import { chromium } from "playwright-core";
import { createRequire } from "node:module";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join as path } from "node:path";

const [address, link, file, folder, language, mode] = process.argv.slice(2);
const password = "four quiet harbours";
const hasScript = mode === "script";
const axe = hasScript && readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const seenPages = new Set();

/** The six digits of a secret (RFC 6238), some steps from now. */
function code(secret, steps) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((char) => alphabet.indexOf(char).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac("sha1", key).update(counter).digest();
  const number = hash.readUInt32BE(hash.at(-1) & 0xf) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** Has axe look at a page, once for each name, in light and dark. */
async function look(page, name) {
  if (!hasScript || seenPages.has(name)) return;
  seenPages.add(name);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const check = async () => {
      await page.waitForLoadState();
      await page.evaluate(axe);
      return page.evaluate(() => window.axe.run());
    };
    const { violations } = (await steadily(check)) ?? (await check());
    for (const { id, help, nodes } of violations) {
      console.log(`${language} ${colorScheme} ${name}: ${id}: ${help} (${nodes.length} x, ${nodes[0].html})`);
    }
  }
  if (process.env.SHOTS) {
    for (const width of [320, 1280, 3840]) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: path(process.env.SHOTS, `${name}-${language}-${width}-${colorScheme}.png`) });
      }
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  }
}

/** A browser of its own for each person. */
async function person() {
  const context = await browser.newContext({ bypassCSP: hasScript, javaScriptEnabled: hasScript });
  await context.addCookies([{ name: "obelus-language", value: language, url: address }]);
  return context.newPage();
}

/** Makes an account by a link, and signs in. */
async function join(page, link, name) {
  await page.goto(link);
  await look(page, "join");
  const secret = (await page.textContent("#code-text code")).trim();
  await page.fill("[name=name]", name);
  await page.fill("[name=shown]", name.toUpperCase());
  await page.fill("[name=password]", password);
  await page.fill("[name=again]", password);
  await page.fill("[name=code]", code(secret, -1));
  await page.click("main form button");
  await look(page, "login");
  await page.fill("[name=name]", name);
  await page.fill("[name=password]", password);
  await page.fill("[name=code]", code(secret, 0));
  await page.click("main form button");
}

/** Sends the form of an address, and waits for the page that follows. */
async function send(page, action) {
  await page.click(`form[action$="${action}"] button`);
  await page.waitForLoadState();
}

/** Returns what an action gives; nothing when the page's own script goes elsewhere meanwhile. */
async function steadily(action) {
  try {
    return await action();
  } catch (error) {
    if (!/navigation|ERR_ABORTED/.test(error.message)) throw error;
    return undefined;
  }
}

/** Waits until a page has something, with and without scripts. */
async function until(page, selector) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await steadily(() => page.$(selector))) return page.waitForLoadState();
    await page.waitForTimeout(300);
    await steadily(() => page.goto(page.url()));
  }
  throw new Error(`${selector} never came on ${page.url()}`);
}

const root = await person();
await join(root, link, "root");
await look(root, "accounts");
const people = {};
for (const role of ["submitter", "reviewer", "approver", "auditor"]) {
  await root.goto(`${address}/accounts`);
  await root.check(`[value=${role}]`);
  await send(root, "/accounts/invite");
  await look(root, "invited");
  people[role] = await person();
  await join(people[role], (await root.textContent(".made code")).trim(), role);
}
const { submitter, reviewer, approver, auditor } = people;

await submitter.goto(`${address}/batches/new`);
await look(submitter, "new");
await submitter.fill("[name=title]", "Minutes");
await submitter.setInputFiles("[name=file]", file);
await send(submitter, "/batches/new");
await until(submitter, "table");
await look(submitter, "batch-of-submitter");
const batch = submitter.url();
await submitter.goto(`${address}/tokens`);
await look(submitter, "tokens");
await submitter.goto(`${address}/me`);
await look(submitter, "me");

await reviewer.goto(`${address}/batches`);
await look(reviewer, "batches");
await reviewer.goto(batch);
await send(reviewer, "/take");
await look(reviewer, "batch");
await reviewer.goto(`${batch}file/0`);
await look(reviewer, "file");
const items = await reviewer.locator(".findings li").count();
if (items === 0) throw new Error("there is nothing to decide");
if (hasScript) {
  // Each finding by keys alone: to it, and remove it; the help opens and closes.
  await reviewer.keyboard.press("?");
  await look(reviewer, "keys");
  await reviewer.keyboard.press("Escape");
  for (let item = 0; item < items; item += 1) {
    for (let steps = 0; steps < item; steps += 1) await reviewer.keyboard.press("j");
    await Promise.all([reviewer.waitForEvent("load"), reviewer.keyboard.press("a")]);
    await reviewer.goto(`${batch}file/0`);
  }
} else {
  for (let item = 0; item < items; item += 1) {
    await reviewer.locator(".findings li").nth(item).locator("[value=remove]").click();
    await reviewer.goto(`${batch}file/0`);
  }
}
for (const view of ["copy", "extract"]) {
  await reviewer.goto(`${batch}file/0?view=${view}`);
  await look(reviewer, `file-${view}`);
}
await reviewer.goto(`${batch}index`);
await look(reviewer, "index");
await reviewer.goto(batch);
await send(reviewer, "/sign");
await approver.goto(batch);
await look(approver, "batch-decided");
await send(approver, "/sign");
await send(approver, "/release");
await until(approver, "a[download]");
await look(approver, "batch-released");
const [download] = await Promise.all([approver.waitForEvent("download"), approver.click('a[href*="/copy/"]')]);
await download.saveAs(path(folder, "copy"));
const proof = await approver.$('a[href*="/proof/"]');
if (proof) {
  const [download] = await Promise.all([approver.waitForEvent("download"), proof.click()]);
  await download.saveAs(path(folder, "copy.tlog-proof"));
}
await approver.goto(`${batch}certificate`);
await look(approver, "certificate");
await auditor.goto(`${address}/record`);
await look(auditor, "record");
await auditor.goto(`${batch}history`);
await look(auditor, "history");
if (!(await auditor.textContent("main")).includes("APPROVER")) throw new Error("the record names nobody");
await auditor.goto(`${batch}file/0`);
await look(auditor, "refused");
if ((await auditor.$(".findings"))) throw new Error("an auditor sees a document");
console.error(`${items} findings, ${seenPages.size} pages`);
await browser.close();
