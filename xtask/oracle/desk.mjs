// The desk of a team in a real browser, from the first link to the copy.
//   desk.mjs ADDRESS LINK FILE PAGE FOLDER LANGUAGE MODE
// FILE is a text, and PAGE a file of one page on which something is to be drawn around.
// MODE is `script` (decides by keys alone) or `bare` (no JavaScript). With `script`, axe looks at
// every page, light and dark; what it finds is printed, a line each. Writes the copy into FOLDER.
import { join as path } from "node:path";
import * as shared from "./browser.mjs";
import { fail, join, named, password, steadily } from "./browser.mjs";
import { code } from "./totp.mjs";

const [given, first, file, paged, folder, language, mode] = process.argv.slice(2);
const [address, link] = [named(given), named(first)];
const hasScript = mode === "script";
const browser = await shared.start();
const seenPages = new Set();

/** Has axe look at a page, once for each name, in light and dark. */
async function look(page, name) {
  if (!hasScript || seenPages.has(name)) return;
  seenPages.add(name);
  await shared.look(page, language, name);
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

/** Adds a passkey of a virtual authenticator, signs out, and signs in with it. */
async function signInByPasskey(page, secret) {
  const devices = await page.context().newCDPSession(page);
  await devices.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true };
  const user = { hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  await devices.send("WebAuthn.addVirtualAuthenticator", { options: { ...options, ...user } });
  await page.goto(`${address}/me`);
  const form = page.locator("#passkey-add");
  await form.locator("[name=label]").fill("telephone");
  await form.locator("[name=current]").fill(password);
  await form.locator("[name=code]").fill(await code(secret, 1));
  await form.locator("button").click();
  await page.waitForSelector('form[action$="/passkey/remove"]');
  await look(page, "me-with-passkey");
  await send(page, "/logout");
  await page.locator("#passkey-in button").click();
  await page.waitForSelector('form[action$="/logout"]');
}

/** Sends the form of an address, and waits for the page that follows. */
async function send(page, action) {
  await page.click(`form[action$="${action}"] button`);
  await page.waitForLoadState();
}

/** Waits until a page has something, with and without scripts. */
async function until(page, selector) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await steadily(() => page.$(selector))) return page.waitForLoadState();
    await page.waitForTimeout(300);
    await steadily(() => page.goto(page.url()));
  }
  fail(`${selector} never came on ${page.url()}`);
}

/** Takes a text out of a page: by drawing around it, or by typing it where there are no scripts. */
async function drawAround(page) {
  const picture = page.locator(".leaf img");
  if (hasScript && !(await picture.evaluate((image) => image.decode().then(() => image.naturalWidth > 0)))) {
    fail("the picture of the page is none");
  }
  if ((await page.locator(".leaf .outline").count()) === 0) fail("nothing is outlined");
  const before = await page.locator(".findings li").count();
  const form = hasScript ? page.locator("#drawn") : page.locator("form.area");
  if (hasScript) {
    await picture.scrollIntoViewIfNeeded();
    const box = await picture.boundingBox();
    const at = (x, y) => [box.x + (x / 595) * box.width, box.y + (y / 400) * box.height];
    await page.mouse.move(...at(60, 180));
    await page.mouse.down();
    await page.mouse.move(...at(200, 195), { steps: 4 });
    await page.mouse.move(...at(330, 205), { steps: 4 });
    await page.mouse.up();
    await form.waitFor({ state: "visible" });
  } else {
    await form.locator("[name=text]").fill("harbour gate opens at nine");
  }
  await form.locator("[name=harm]").fill("It tells when nobody is there.");
  await form.locator("[name=until]").fill("2031-01-01");
  await form.locator("button").first().click();
  await page.waitForLoadState();
  if ((await page.locator(".findings li").count()) !== before + 1) fail("the area was not taken");
}

const root = await person();
const secret = await join(root, link, "root", (name) => look(root, name));
if (hasScript) await signInByPasskey(root, secret);
await root.goto(`${address}/accounts`);
await look(root, "accounts");
const people = {};
for (const role of ["submitter", "reviewer", "approver", "auditor"]) {
  await root.goto(`${address}/accounts`);
  await root.check(`[value=${role}]`);
  await send(root, "/accounts/invite");
  await look(root, "invited");
  people[role] = await person();
  const seen = (name) => look(people[role], name);
  await join(people[role], (await root.textContent(".made code")).trim(), role, seen);
}
const { submitter, reviewer, approver, auditor } = people;

await submitter.goto(`${address}/batches/new`);
await look(submitter, "new");
await submitter.fill("[name=title]", "Minutes");
await submitter.setInputFiles("[name=file]", [file, paged]);
// The batch answers a request, so that withholding wants more words.
await submitter.click("details summary");
await submitter.fill("[name=reference]", "F-2026-7");
await submitter.fill("[name=requester]", "Kim Asker");
await submitter.fill("[name=names]", "Lee Third");
await submitter.fill("[name=received]", "2026-05-04");
await look(submitter, "new-request");
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
if (hasScript) {
  await reviewer.keyboard.press("?");
  await look(reviewer, "keys");
  await reviewer.keyboard.press("Escape");
}
let items = 0;
for (const number of [0, 1]) {
  await reviewer.goto(`${batch}file/${number}`);
  const count = await reviewer.locator(".findings li").count();
  if (count === 0) fail("there is nothing to decide");
  items += count;
  for (let item = 0; item < count; item += 1) {
    const finding = reviewer.locator(".findings li").nth(item);
    await finding.locator("[name=harm]").fill("It names a person who did not ask.");
    await finding.locator("[name=until]").fill("2031-01-01");
    if (hasScript) {
      // By keys alone: to it, and remove it.
      await reviewer.evaluate(() => document.activeElement.blur());
      for (let steps = 0; steps < count; steps += 1) await reviewer.keyboard.press("p");
      for (let steps = 0; steps < item; steps += 1) await reviewer.keyboard.press("j");
      // Whoever looks where it stands on the way has chosen it all the same.
      const chosen = await finding.getAttribute("id");
      await reviewer.keyboard.press("v");
      await reviewer.waitForURL(`**#${chosen.replace("item", "text")}`);
      const here = await reviewer.locator(".findings li.here").getAttribute("id");
      if (here !== chosen) fail(`${here} is chosen, and not ${chosen}`);
      await finding.locator("[name=harm]").fill("It names a person who did not ask.");
      await finding.locator("[name=until]").fill("2031-01-01");
      await reviewer.evaluate(() => document.activeElement.blur());
      await Promise.all([reviewer.waitForEvent("load"), reviewer.keyboard.press("a")]);
    } else {
      await finding.locator("[value=remove]").click();
    }
    await reviewer.goto(`${batch}file/${number}`);
  }
}
await drawAround(reviewer);
await look(reviewer, "file-page");
await reviewer.goto(`${batch}file/1?as=text`);
await look(reviewer, "file-text");
await reviewer.goto(`${batch}case`);
await look(reviewer, "case");
for (const view of ["copy", "extract"]) {
  await reviewer.goto(`${batch}file/0?view=${view}`);
  await look(reviewer, `file-${view}`);
}
// What was decided last is wished for always, and someone else sees it.
await reviewer.goto(`${batch}file/0`);
const wished = reviewer.locator(".findings li").first();
await wished.locator("[name=scope]").selectOption("always");
await wished.locator("[value=remove]").click();
await reviewer.waitForLoadState();
await approver.goto(`${address}/always`);
if ((await approver.locator('form[action="/always/agree"]').count()) !== 1) fail("the wish is not listed");
await look(approver, "always");
await reviewer.goto(`${batch}index`);
await look(reviewer, "index");
await reviewer.goto(batch);
await send(reviewer, "/sign");
await approver.goto(batch);
await look(approver, "batch-decided");
await send(approver, "/sign");
await send(approver, "/release");
// The page goes on by itself until every copy is made.
await until(approver, 'main:not(:has([data-releasing])) a[href$="/copy/1"]');
await look(approver, "batch-released");
const [download] = await Promise.all([approver.waitForEvent("download"), approver.click('a[href*="/copy/"]')]);
await download.saveAs(path(folder, "copy"));
const proof = await approver.$('a[href*="/proof/"]');
if (proof) {
  const [download] = await Promise.all([approver.waitForEvent("download"), proof.click()]);
  await download.saveAs(path(folder, "copy.tlog-proof"));
}
const [drawnCopy] = await Promise.all([
  approver.waitForEvent("download"),
  approver.locator('a[href$="/copy/1"]').click(),
]);
await drawnCopy.saveAs(path(folder, "copy-of-page.pdf"));
await approver.goto(`${batch}certificate`);
await look(approver, "certificate");
await auditor.goto(`${address}/record`);
await look(auditor, "record");
await auditor.goto(`${batch}history`);
await look(auditor, "history");
if (!(await auditor.textContent("main")).includes("APPROVER")) fail("the record names nobody");
await auditor.goto(`${batch}file/0`);
await look(auditor, "refused");
if ((await auditor.$(".findings"))) fail("an auditor sees a document");
console.error(`${items} findings, ${seenPages.size} pages`);
await browser.close();
