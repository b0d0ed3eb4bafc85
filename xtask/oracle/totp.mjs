// Codes of an authenticator (RFC 6238).
import { createHmac } from "node:crypto";

const STEP = 30_000;
/** A code of the step before is wrong as soon as this one ends: so much of it must be left. */
const LEFT = 8_000;

/** The six digits of a secret (RFC 6238), some steps from now. Waits where a step is about to end. */
export async function code(secret, steps) {
  const left = STEP - (Date.now() % STEP);
  if (left < LEFT) await new Promise((done) => setTimeout(done, left));
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((char) => alphabet.indexOf(char).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / STEP) + steps));
  const hash = createHmac("sha1", key).update(counter).digest();
  const number = hash.readUInt32BE(hash.at(-1) & 0xf) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}
