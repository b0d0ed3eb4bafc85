// The handlers' pages in a real browser, with reports that came in by the reporter's pages.
//   handlers.mjs DESK LINK FOLDER LANGUAGE MARKER
// Two handlers with the keys of FOLDER. The first takes a report in, opens it, saves its attachment
// into FOLDER, answers, and leaves the key sealed under a phrase; prints `answered` and waits for a
// line, so that the reporter can follow up. Another day the phrase opens the key, the case is closed,
// one handler alone exports and destroys nothing, and two do. axe and pa11y's checker look at the pages;
// what they find is printed, a line each. MARKER must never leave the browser.
import { readFileSync } from "node:fs";
import { join as path } from "node:path";
import { gotoWithoutScript } from "./accessible.mjs";
import * as shared from "./browser.mjs";
import { fail, join } from "./browser.mjs";

const [address, link, folder, language, marker] = process.argv.slice(2);
const phrase = "harbour violet ladder seven quiet mornings";
const browser = await shared.start();
const look = (page, name) => shared.look(page, language, name);

/** Fails when what a report says, or a key, goes out in clear. */
function watch(page) {
  page.on("request", (request) => {
    const sent = `${request.url()}\n${request.postDataBuffer()?.toString("latin1") ?? ""}`;
    const told = [marker, "AGE-SECRET-KEY", "sign_seed", "Robin Example", phrase].find((secret) => sent.includes(secret));
    if (told !== undefined) fail(`${request.url()} carries ${told}`);
  });
  page.on("pageerror", (error) => fail(`the page fails: ${error}`));
}

/** A device whose passkeys keep secrets (WebAuthn PRF), and which always finds its person there. */
async function addPasskeys(page) {
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  const options = { protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal", hasPrf: true };
  const person = { hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  await client.send("WebAuthn.addVirtualAuthenticator", { options: { ...options, ...person } });
}

async function person() {
  const context = await browser.newContext({ bypassCSP: true, acceptDownloads: true });
  await context.addCookies([{ name: "obelus-language", value: language, url: address }]);
  const page = await context.newPage();
  watch(page);
  return page;
}

/** Waits until something was said, and returns it; fails when it is a complaint. */
async function said(page) {
  const done = () => {
    const [said, alert] = ["#said", "#alert"].map((id) => document.querySelector(id).textContent);
    const working = document.querySelector("#words").content.querySelector("[data-id=cases-working]").textContent;
    return alert !== "" ? `! ${alert}` : said !== "" && said !== working && said;
  };
  const text = await (await page.waitForFunction(done, undefined, { timeout: 120_000 })).jsonValue();
  // What comes next is told anew.
  await page.evaluate(() => (document.querySelector("#said").textContent = ""));
  return text;
}

async function good(page) {
  const text = await said(page);
  if (text.startsWith("!")) fail(text);
  return text;
}

/** Sends a form of the page. */
async function submit(page, form, fields = {}) {
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`#${form} [name=${name}]`);
    if ((await field.evaluate(({ tagName }) => tagName)) === "SELECT") await field.selectOption(value);
    else await field.fill(value);
  }
  await page.click(`#${form} button`);
}

async function openFirst(page) {
  await page.click("[data-place] button");
  await good(page);
}

/** Makes the copy for those who mend it: refused with the reporter's words until someone accepts them. */
async function handOver() {
  await one.click("#case details summary");
  await submit(one, "hand-over", {});
  if (!(await said(one)).startsWith("!")) fail("words of the reporter go out unread");
  if (!(await one.textContent("#own-words")).includes(marker)) fail("they are not shown");
  await look(one, "copy");
  await one.check("#hand-over [name=accepted]");
  const copy = one.waitForEvent("download");
  await one.click("#hand-over button");
  await (await copy).saveAs(path(folder, "copy.txt"));
  await good(one);
  if (!readFileSync(path(folder, "copy.txt"), "utf8").includes(marker)) fail("another copy was saved");
}

const key = (name) => path(folder, name);
const root = await person();
await join(root, link, "root");
const handlers = [];
for (const name of ["one", "two"]) {
  await root.goto(`${address}/accounts`);
  await root.check("[value=handler]");
  await root.click("form[action$='/accounts/invite'] button");
  const page = await person();
  await join(page, (await root.textContent(".made code")).trim(), name);
  handlers.push(page);
}
const [one, two] = handlers;
await gotoWithoutScript(one, `${address}/cases`);
await look(one, "without script");
await one.goto(`${address}/cases`);
await look(one, "locked");
await submit(one, "unlock", {});
if (!(await said(one)).startsWith("!")) fail("no key opens something");
await one.setInputFiles("#unlock [name=key]", key("one"));
await submit(one, "unlock", {});
await good(one);
await openFirst(one);
await look(one, "case");
if (!(await one.textContent("#messages")).includes(marker)) fail("the report is not shown");
const download = one.waitForEvent("download");
await one.click("#messages article button");
await (await download).saveAs(path(folder, "attachment"));
await good(one);
await submit(one, "reply", { text: "Thank you. The plan is being taken down." });
await good(one);
await submit(one, "assess", { detriment: "possible" });
await good(one);
await submit(one, "assign", { to: "Records 1", deputy: "Records 2" });
await good(one);
await submit(one, "note", { text: `A note on ${marker}` });
await good(one);
await submit(one, "move", { to: "action" });
await good(one);
if (await one.isHidden("#takedown")) fail("the check-list is not shown");
await one.setInputFiles("#identity [name=key]", key("two"));
await submit(one, "identity", {});
if (!(await said(one)).startsWith("!")) fail("someone else opens the name");
await one.setInputFiles("#identity [name=key]", key("keeper"));
await submit(one, "identity", {});
await good(one);
if (!(await one.textContent("#identity-name")).includes("Robin Example")) fail("the name is not shown");
await handOver();
await submit(one, "keep", { phrase });
await good(one);
console.log("answered");
// The reporter reads and follows up meanwhile.
await new Promise((resolve) => process.stdin.once("data", resolve));
await one.goto(`${address}/cases`);
await submit(one, "unlock", { phrase });
await good(one);
await addPasskeys(one);
await submit(one, "passkey", {});
await good(one);
await one.goto(`${address}/cases`);
await submit(one, "unlock", {});
await good(one);
await openFirst(one);
if (!(await one.textContent("#messages")).includes(`${marker} again`)) fail("the follow-up is not shown");
if (!(await one.textContent("#messages")).includes(`A note on ${marker}`)) fail("the note is not shown");
await submit(one, "close", { outcome: "substantiated" });
await good(one);
await one.click("#case details summary");
await submit(one, "destroy", {});
const alone = await said(one);
if (!alone.startsWith("!")) fail(`one handler alone destroyed it: ${alone}`);
await look(one, "proposed");
const card = readFileSync(key("keeper.card"), "utf8");
await submit(one, "export", { recipient: card });
if (!(await said(one)).startsWith("!")) fail("one handler alone exports it");
await two.goto(`${address}/cases`);
await two.setInputFiles("#unlock [name=key]", key("two"));
await submit(two, "unlock", {});
await good(two);
await openFirst(two);
await look(two, "waiting");
await two.click("#case details summary");
const exported = two.waitForEvent("download");
await submit(two, "export", { recipient: card });
await (await exported).saveAs(path(folder, "case.obc"));
await good(two);
await two.click("#waiting button");
await good(two);
if (await two.isVisible("#case")) fail("the destroyed case is still shown");
await look(two, "destroyed");
await browser.close();
process.exit(0);
