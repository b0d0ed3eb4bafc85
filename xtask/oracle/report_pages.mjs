// The reporter's pages in a real browser; WAY is `browser` (with script) or `server` (without).
// With PROXY in the environment, through it.
//   check ADDRESS WAY                   axe and pa11y's checker on every page, in both languages; prints what it finds
//   send ADDRESS WAY TEXT FILE          a report; prints the receipt
//   read ADDRESS WAY RECEIPT TEXT       the mailbox, and a follow-up; prints what the mailbox says
import { chromium } from "playwright-core";
import { faults } from "./accessible.mjs";

const [task, address, way, ...rest] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
  ...(process.env.PROXY && { proxy: { server: process.env.PROXY } }),
});

/** Presses the one button, and waits for the page or the step that follows. */
async function next(page) {
  const before = await page.textContent("h1");
  const address = page.url();
  await page.click("main form button");
  const isOther = (before) => document.querySelector("h1")?.textContent !== before;
  if (way !== "browser") return;
  await page.waitForFunction(isOther, before, { timeout: 120_000 });
  if (page.url() !== address) {
    console.error(`the step was left to the server: ${page.url()}`);
    process.exit(1);
  }
}

/** True on the page that says that it has arrived: nothing to fill in, and no complaint. */
const hasArrived = async (page) => (await page.locator("main form, [role=alert]").count()) === 0;

/** Goes to the form of a report and returns the receipt. */
async function begin(page, language, seen = async () => {}) {
  await page.goto(`${address}/${language}/`);
  await seen("begin");
  await next(page);
  await seen("receipt");
  const receipt = (await page.textContent(".receipt")).trim();
  const words = language.startsWith("zh") ? [...receipt] : receipt.split(" ");
  await page.fill("#first", words[1]);
  await page.fill("#second", words[words.length - 1]);
  await next(page);
  await seen("write");
  return receipt;
}

/** Opens the mailbox of a receipt. */
async function open(page, language, receipt) {
  await page.goto(`${address}/${language}/mailbox`);
  await page.fill("#receipt", receipt);
  await page.click("main form button");
  await page.waitForSelector("#text", { timeout: 120_000 });
}

/** Notes what leaves the browser, and fails when a secret is in it. */
function watch(page, secrets) {
  page.on("request", (request) => {
    const body = request.postDataBuffer()?.toString("latin1") ?? "";
    // Forms write a space in a way of their own.
    const sent = `${request.url()}\n${body}\n${body.replaceAll("+", " ")}`;
    const told = secrets().find((secret) => sent.includes(Buffer.from(secret).toString("latin1")));
    if (told !== undefined) {
      console.error(`${request.url()} carries what should be sealed`);
      process.exit(1);
    }
  });
  const fail = (reason) => {
    console.error(reason);
    process.exit(1);
  };
  page.on("pageerror", (error) => fail(`the page fails: ${error}`));
  page.on("console", (line) => line.type() === "error" && fail(line.text()));
}

async function check() {
  // The checkers are scripts of their own, which the pages' policy forbids.
  const page = await (await browser.newContext({ bypassCSP: true })).newPage();
  if (way === "server") await page.route("**/seal.js", (route) => route.abort());
  let pages = 0;
  for (const language of ["en", "zh-Hans"]) {
    const seen = async (name) => {
      pages += 1;
      for (const fault of await faults(page)) console.log(`${language} ${name}: ${fault}`);
    };
    const receipt = await begin(page, language, seen);
    await page.fill("#text", "text");
    await next(page);
    await seen("sent");
    await page.goto(`${address}/${language}/mailbox`);
    await seen("mailbox");
    await open(page, language, receipt);
    await seen("answers");
    await page.goto(`${address}/${language}/mailbox`);
    await page.fill("#receipt", "no receipt");
    await page.click("main form button");
    await page.waitForSelector("[role=alert]");
    await seen("error");
  }
  console.error(`${pages} pages`);
}

if (task === "check") {
  await check();
} else {
  const page = await (await browser.newContext({ javaScriptEnabled: way === "browser" })).newPage();
  let receipt = task === "read" ? rest[0] : "";
  const text = task === "read" ? rest[1] : rest[0];
  if (way === "browser") watch(page, () => [text, receipt].filter((secret) => secret !== ""));
  if (task === "send") {
    receipt = await begin(page, "en");
    await page.fill("#text", text);
    await page.setInputFiles("#file", rest[1]);
    if (await page.isVisible("#identity")) await page.fill("#identity", "Robin Example, 555-0100");
    await next(page);
    console.log((await hasArrived(page)) ? receipt : "");
  } else {
    await open(page, "en", receipt);
    console.log(await page.textContent("main"));
    await page.fill("#text", text);
    await next(page);
    if (!(await hasArrived(page))) console.log("no follow-up");
    // Whoever has to leave is gone at once.
    await page.click("a.leave");
    await page.waitForURL("about:blank", { timeout: 10_000 });
  }
}
await browser.close();
