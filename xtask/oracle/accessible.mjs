// What two checkers that know nothing of each other find on the page that is open: axe, and the one
// of pa11y (HTML_CodeSniffer, WCAG 2 AA). Returns a line for each fault.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(import.meta.url);
const read = (name) => readFileSync(require.resolve(name), "utf8");
const axe = read("axe-core/axe.min.js");
const sniffer = read("@pa11y/html_codesniffer/build/HTMLCS.js");
/** What the sniffer calls an error; the rest is for people to look at. */
const ERROR = 1;

export async function faults(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  const lines = violations.map(({ id, help, nodes }) => `axe: ${id}: ${help} (${nodes.length} x, ${nodes[0].html})`);
  await page.evaluate(sniffer);
  const errors = await page.evaluate(
    (error) =>
      new Promise((resolve, reject) => {
        const told = () => window.HTMLCS.getMessages().filter(({ type }) => type === error);
        const line = ({ code, msg, element }) => `${code}: ${msg} (${element.outerHTML?.slice(0, 200)})`;
        window.HTMLCS.process("WCAG2AA", document, () => resolve(told().map(line)), reject);
      }),
    ERROR,
  );
  return [...lines, ...errors.map((line) => `pa11y: ${line}`)];
}

/** Goes to a page as it is where there is no script: what stands in `noscript` is part of it. */
export async function gotoWithoutScript(page, address) {
  const html = await (await page.request.get(address)).text();
  const bare = html.replace(/<script[^]*?<\/script>/g, "").replace(/<\/?noscript>/g, "");
  await page.route(address, (route) => route.fulfill({ body: bare, contentType: "text/html" }));
  await page.goto(address);
  await page.unroute(address);
}
