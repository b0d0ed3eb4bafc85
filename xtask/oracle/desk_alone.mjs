// The desk for one person in a real browser: files are added on the first page, everything equal is
// removed, and the copies are let out.
//   desk_alone.mjs LINK LANGUAGE MODE WIDTH FILE…
// MODE is `script` (the first file is dropped on the page) or `bare` (no JavaScript: all are chosen).
// With `script` both checkers look at every page; what they find is printed, a line each. The steps
// that a person takes go to the error stream.
import { readFileSync } from "node:fs";
import { basename, join as path } from "node:path";
import * as shared from "./browser.mjs";
import { fail } from "./browser.mjs";

const [link, language, mode, width, ...files] = process.argv.slice(2);
const hasScript = mode === "script";
const browser = await shared.start();
const viewport = { width: Number(width), height: 800 };
const context = await browser.newContext({ bypassCSP: hasScript, javaScriptEnabled: hasScript, viewport });
const page = await context.newPage();
let steps = 0;

/** Does what a person does, and waits for the page that follows. */
async function step(action) {
  await action();
  await page.waitForLoadState();
  steps += 1;
}

/** Looks at a page: nothing may be wider than the window. */
async function look(name) {
  if (process.env.SHOTS) {
    await page.screenshot({ path: path(process.env.SHOTS, `alone-${name}-${language}-${width}-${mode}.png`), fullPage: true });
  }
  if (!hasScript) return;
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > viewport.width) console.log(`${language} ${name}: ${wide} pixels wide`);
  await shared.look(page, language, name);
}

/** Drops a file on the page, as a file manager does. */
async function drop(file) {
  const content = [...readFileSync(file)];
  const data = await page.evaluateHandle(
    ([name, bytes]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], name));
      return data;
    },
    [basename(file), content],
  );
  await Promise.all([page.waitForEvent("load"), page.dispatchEvent("main", "drop", { dataTransfer: data })]);
}

await page.goto(link);
await look("empty");
const [first, ...others] = files;
if (hasScript) await step(() => drop(first));
const rest = hasScript ? others : files;
await step(() => page.setInputFiles("[name=file]", rest));
await step(() => page.click('form[action$="/add"] button'));
if ((await page.locator("tbody tr").count()) !== files.length) fail("not every file is on the list");
if (language === "zh-Hans") await step(() => page.click(".language button"));
await look("list");
await step(() => page.locator("tbody a").first().click());
await look("file");
// A reason for keeping is typed and Enter pressed: nothing is decided, least of all that it goes.
const opened = await page.locator(".findings li.open").count();
const reason = page.locator(".findings li.open [name=reason]").first();
await reason.fill("known");
await reason.press("Enter");
await new Promise((resolve) => setTimeout(resolve, 300));
if ((await page.locator(".findings li.open").count()) !== opened) fail("Enter decides");
await reason.fill("");
for (let decided = 0; decided < 100; decided += 1) {
  const open = page.locator(".findings li.open").first();
  if ((await open.count()) > 0) {
    const equal = open.locator("option[value=file], option[value=batch]");
    if ((await equal.count()) > 0) {
      const scope = await equal.last().getAttribute("value");
      await step(() => open.locator("[name=scope]").selectOption(scope));
    }
    await step(() => open.locator("[value=remove]").click());
  } else if ((await page.locator("a[rel=next]").count()) > 0) {
    await step(() => page.click("a[rel=next]"));
  } else break;
}
await step(() => page.locator("main > nav a").first().click());
await look("decided");
await step(() => page.click('form[action$="/release"] button'));
// A slow machine shows how far it is first; with a script or without, the page then loads again.
await page.waitForSelector('a[href="/copies.zip"]', { timeout: 120_000 });
await page.waitForLoadState();
await look("released");
if ((await page.locator("tbody code").count()) !== files.length) fail("not every file has a copy");
if (language === "zh-Hans" && /PROVEN|Name of a person/.test(await page.textContent("main"))) fail("English words");
console.error(`${steps} steps`);
await browser.close();
