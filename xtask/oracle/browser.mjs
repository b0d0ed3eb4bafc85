// What the stories in a browser share: its start, a look at pages, and accounts.
import { chromium } from "playwright-core";
import { faults } from "./accessible.mjs";
import { code } from "./totp.mjs";

/** The password of everyone. */
export const password = "four quiet harbours";

/** Browsers give passkeys to names, not to numbers. */
export const named = (text) => text.replace("127.0.0.1", "localhost");

export const start = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });

export function fail(reason) {
  console.error(reason);
  process.exit(1);
}

/** Returns what an action gives; nothing when the page's own script goes elsewhere meanwhile. */
export async function steadily(action) {
  try {
    return await action();
  } catch (error) {
    if (!/navigation|ERR_ABORTED/.test(error.message)) throw error;
    return undefined;
  }
}

/** Has both checkers look at a page, light and dark; what they find is printed, a line each. */
export async function look(page, language, name) {
  const check = async () => {
    await page.waitForLoadState();
    return faults(page);
  };
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const found = (await steadily(check)) ?? (await check());
    for (const fault of found) console.log(`${language} ${colorScheme} ${name}: ${fault}`);
  }
}

/** Makes an account by a link, and signs in; returns the secret of its codes. */
export async function join(page, link, name, seen = async () => {}) {
  await page.goto(named(link));
  await seen("join");
  const secret = (await page.textContent("#code-text code")).trim();
  await page.fill("[name=name]", name);
  await page.fill("[name=shown]", name.toUpperCase());
  await page.fill("[name=password]", password);
  await page.fill("[name=again]", password);
  await page.fill("[name=code]", await code(secret, -1));
  await page.click("main form button");
  await page.waitForSelector("[name=again]", { state: "detached" });
  await seen("login");
  await page.fill("[name=name]", name);
  await page.fill("[name=password]", password);
  await page.fill("[name=code]", await code(secret, 0));
  await page.click("main form button");
  await page.waitForSelector('form[action$="/logout"]');
  return secret;
}
