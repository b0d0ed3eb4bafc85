// The reporter's pages in a real browser.
//   check ADDRESS                 axe on every page, in both languages; prints what it finds
//   send ADDRESS TEXT FILE        a report without JavaScript; prints the receipt
//   read ADDRESS RECEIPT          the mailbox without JavaScript; prints its text
import { chromium } from "playwright-core";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [task, address, ...rest] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});

/** Goes to the form of a report and returns the receipt. */
async function begin(page, language, seen = async () => {}) {
  await page.goto(`${address}/${language}/`);
  await seen("begin");
  await page.click("main form button");
  await seen("receipt");
  const receipt = (await page.textContent(".receipt")).trim();
  const words = language.startsWith("zh") ? [...receipt] : receipt.split(" ");
  await page.fill("#first", words[1]);
  await page.fill("#second", words[words.length - 1]);
  await page.click("main form button");
  await seen("write");
  return receipt;
}

if (task === "check") {
  const require = createRequire(import.meta.url);
  const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
  // Only the checker runs scripts: the pages have none, and forbid them.
  const page = await (await browser.newContext({ bypassCSP: true })).newPage();
  let pages = 0;
  for (const language of ["en", "zh-Hans"]) {
    const seen = async (name) => {
      pages += 1;
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run());
      for (const { id, help, nodes } of violations) {
        console.log(`${language} ${name}: ${id}: ${help} (${nodes.length} x, ${nodes[0].html})`);
      }
    };
    const receipt = await begin(page, language, seen);
    await page.fill("#text", "text");
    await page.click("main form button");
    await seen("sent");
    await page.goto(`${address}/${language}/mailbox`);
    await seen("mailbox");
    await page.fill("#receipt", receipt);
    await page.click("main form button");
    await seen("answers");
    await page.goto(`${address}/${language}/mailbox`);
    await page.fill("#receipt", "no receipt");
    await page.click("main form button");
    await seen("error");
  }
  console.error(`${pages} pages`);
} else {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  if (task === "send") {
    const receipt = await begin(page, "en");
    await page.fill("#text", rest[0]);
    await page.setInputFiles("#file", rest[1]);
    await page.click("main form button");
    console.log((await page.textContent("h1")).includes("arrived") ? receipt : "");
  } else {
    await page.goto(`${address}/en/mailbox`);
    await page.fill("#receipt", rest[0]);
    await page.click("main form button");
    console.log(await page.textContent("main"));
  }
}
await browser.close();
