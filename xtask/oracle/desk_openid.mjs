// Someone signs in at the desk of a team by a provider on another site, in a browser.
//   desk_openid.mjs PROGRAM FOLDER LANGUAGE MODE
// MODE is `script` or `bare` (no JavaScript). With `script` both checkers look at every page; what they
// find is printed, a line each. Fails with what does not hold.
import { writeFileSync } from "node:fs";
import { join as path } from "node:path";
import * as shared from "./browser.mjs";
import * as client from "./client.mjs";
import { provider } from "./provider.mjs";
import { code } from "./totp.mjs";

/** Seconds before the desk looks for new keys again, and a little more. */
const KEYS_AGAIN_AFTER = 10.5;

const [program, folder, language, mode] = process.argv.slice(2);
const hasScript = mode === "script";
const [id, secret] = ["the-desk", "no-real-secret-at-all"];
const house = await provider(id, secret);
writeFileSync(path(folder, "secret"), secret);
const desk = await client.start(program, folder, [
  ...["--openid-issuer", house.issuer, "--openid-client", id, "--openid-secret", path(folder, "secret")],
  ...["--openid-name", "Example House", "--openid-two-factors", "mfa"],
]);
const root = await client.join(desk, desk.first, "root");
const reviewer = await client.invite(desk, root, "reviewer");

const browser = await shared.start();
const context = await browser.newContext({
  bypassCSP: hasScript,
  javaScriptEnabled: hasScript,
  viewport: { width: 320, height: 700 },
});
const page = await context.newPage();
const look = async (name) => {
  if (process.env.SHOTS) {
    const file = path(process.env.SHOTS, `openid-${name}-${language}-${mode}.png`);
    await page.screenshot({ path: file, fullPage: true });
  }
  if (!hasScript) return;
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > 320) console.log(`${language} ${name}: ${wide} pixels wide`);
  await shared.look(page, language, name);
};
const toProvider = async () => {
  await page.goto(`${desk.address}/login`);
  await page.click('a[href="/login/provider"]');
  await page.waitForSelector("#yes");
};
/** Goes to the provider and back; returns the address that it came back to. */
const way = async () => {
  await toProvider();
  const back = await page.getAttribute("#yes", "href");
  await page.click("#yes");
  await page.waitForSelector("header .language");
  await speaks();
  return back;
};
const holds = (what, reason) => what || shared.fail(`${language} ${mode}: ${reason}: ${page.url()}`);
const speaks = async () => holds((await page.getAttribute("html", "lang")) === language, "another language");
const has = async (selector) => (await page.locator(selector).count()) > 0;

await page.goto(`${desk.address}/login`);
if (language !== "en") await page.click(`button[value="${language}"]`);
await look("login");
await way();
holds((await page.textContent("main code")) === "kim-7", "a stranger is not told their name");
await look("unknown");

const accounts = await client.get(desk, "/accounts", root);
const account = accounts.match(/<option value="(\d+)">reviewer</)[1];
const tied = await client.post(desk, "/accounts/tie", { account, subject: "kim-7" }, root);
holds(tied.status === 303, "the tie was not taken");
const [name, value] = root.cookie.split("=");
await context.addCookies([{ name, value, url: desk.address }]);
await page.goto(`${desk.address}/accounts`);
holds(await has('form[action="/accounts/untie"]'), "the tie is not listed");
await look("accounts");
await context.clearCookies({ name });

await way();
await look("first");
await page.fill("[name=password]", client.password);
await page.fill("[name=code]", await code(reviewer.secret, 1));
await page.click("main form button");
await page.waitForSelector('form[action$="/logout"]');
await page.goto(`${desk.address}/me`);
holds(await has('form[action="/me/sessions"] [name=session]'), "the other session is not listed");
await look("me");
await page.click('form[action$="/logout"] button');
await page.waitForSelector("[name=password]");

const back = await way();
holds(await has('form[action="/login/provider/prove"] [name=code]'), "no code is asked for");
await look("code");
await page.goto(back);
holds(await has("[role=alert]"), "an address to come back to works twice");
await look("again");

house.said.amr = ["pwd", "mfa"];
await way();
await page.waitForSelector('form[action$="/logout"]');
await page.click('form[action$="/logout"] button');
await page.waitForSelector("[name=password]");

await new Promise((resolve) => setTimeout(resolve, KEYS_AGAIN_AFTER * 1000));
house.turn();
await way();
await page.waitForSelector('form[action$="/logout"]');
await page.click('form[action$="/logout"] button');
await page.waitForSelector("[name=password]");

house.said.aud = "another";
await way();
holds(await has("[role=alert]"), "what is said to another is believed");
await look("doubted");
house.stop();
await browser.close();
await client.kill(desk);
