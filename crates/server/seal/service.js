// What is asked of the server: public keys, words, a place for what is sealed.
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "./bytes.js";
import { WordList } from "./receipt.js";
import { Refusal } from "./seal.js";

/** How many numbers are tried before the page may breathe. */
const TRIES_AT_ONCE = 2_000;

/** Asks, and takes a refusal as the words that the server names. */
async function ask(path, request = {}) {
  const answer = await fetch(path, { ...request, credentials: "omit", redirect: "error" });
  if (answer.ok) return answer;
  throw new Refusal(answer.headers.get("x-reason") ?? "page-error-upload");
}

/** Returns what the channel's file says. */
export async function channel() {
  const note = await (await ask("/channel")).text();
  return JSON.parse(note.slice(0, note.lastIndexOf("\n\n")));
}

/** Returns the list of words of a language. */
export async function words(isChinese) {
  const text = await (await ask(isChinese ? "/words/zh" : "/words/en")).text();
  return new WordList(text.trimEnd().split("\n"), isChinese);
}

/** Gets a ticket and does the work that it asks for. */
export async function ticket() {
  const [token, bits] = (await (await ask("/ticket", { method: "POST" })).text()).split(" ");
  return { token, work: await work(token, Number(bits)) };
}

/** Finds a number whose digest with the token begins with so many zeros. */
async function work(token, bits) {
  const start = utf8ToBytes(`obelus/effort/v1\0${token}\0`);
  for (let number = 0; ; number += 1) {
    const hash = sha256(concatBytes(start, utf8ToBytes(String(number))));
    if (new DataView(hash.buffer, hash.byteOffset).getUint32(0) >>> (32 - bits) === 0 || bits === 0) {
      return String(number);
    }
    if (number % TRIES_AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve));
  }
}

/** Hands a sealed report over. */
export async function send(sealed, { token, work }) {
  const headers = { "content-type": "application/x-obelus-report", "x-token": token, "x-work": work };
  await ask("/sealed", { method: "POST", headers, body: sealed });
}

/** Returns what lies in a mailbox. */
export async function answers(locator) {
  const answer = await ask("/answers", { method: "POST", body: locator });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const view = new DataView(bytes.buffer);
  const found = [];
  for (let place = 0; place < bytes.length; ) {
    const end = place + 4 + view.getUint32(place);
    found.push(bytes.subarray(place + 4, end));
    place = end;
  }
  return found;
}
