// The receipt: words that only the reporter has, and the keys that come out of them; the same as
// `intake::receipt`.
import { ed25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bech32 } from "@scure/base";
import { identityToRecipient } from "age-encryption";
import { argon2id } from "./argon2.js";
import { bytesToHex, concatBytes, random, u32, utf8ToBytes, writeSigner } from "./bytes.js";

/** A list of words, and how a receipt is made of it. */
export class WordList {
  constructor(words, isChinese) {
    this.words = words;
    this.secretWords = isChinese ? 8 : 7;
    this.separator = isChinese ? "" : " ";
    this.places = new Map(words.map((word, place) => [word, place]));
  }

  /** Draws a new receipt. */
  draw() {
    const secret = Array.from({ length: this.secretWords }, () => below(this.words.length));
    return [...secret, this.check(secret)].map((place) => this.words[place]);
  }

  /** Reads words as people write them; none when they are no receipt. */
  parse(text) {
    const written = text.normalize("NFKC").toLowerCase();
    const words = this.separator === "" ? [...written].filter((letter) => /[\p{L}\p{N}]/u.test(letter)) : this.split(written);
    const places = words.map((word) => this.places.get(word));
    const isWhole = places.length === this.secretWords + 1 && places.every((place) => place !== undefined);
    return isWhole && this.check(places.slice(0, -1)) === places.at(-1) ? words : undefined;
  }

  /** Splits at what people put between words; a few words of the list have a hyphen of their own. */
  split(text) {
    const pieces = text.split(/[\s,.;·_]+/u).filter((piece) => piece !== "");
    return pieces.flatMap((piece) => (this.places.has(piece) ? [piece] : piece.split(/[-–]+/u).filter((word) => word !== "")));
  }

  /** The place of the word that checks the others. */
  check(secret) {
    const hash = sha256(concatBytes(utf8ToBytes("obelus/receipt-check/v1"), ...secret.map(u32)));
    const number = new DataView(hash.buffer, hash.byteOffset).getBigUint64(0);
    return Number(number % BigInt(this.words.length));
  }

  /** The one form that keys are made from. */
  text(words) {
    return words.join(this.separator);
  }
}

/** Returns a number below `count`, each as likely as the others. */
function below(count) {
  const whole = 0xffffffff - (0xffffffff % count);
  for (;;) {
    const [drawn] = crypto.getRandomValues(new Uint32Array(1));
    if (drawn < whole) return drawn % count;
  }
}

/** Derives the reporter's keys in a channel; takes 64 MiB and a second or two. */
export async function deriveKeys(text, channel) {
  const id = Uint8Array.from(channel.id.replaceAll("-", "").match(/../g), (pair) => parseInt(pair, 16));
  const salt = sha256(concatBytes(utf8ToBytes("obelus/receipt/v1"), id)).subarray(0, 16);
  const main = await argon2id(utf8ToBytes(text), salt, { kib: 64 << 10, passes: 3, bytes: 32 });
  const derive = (label) => hkdf(sha256, main, undefined, utf8ToBytes(label), 32);
  const locator = derive("mailbox").subarray(0, 16);
  const sign = derive("sign");
  const identity = bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", derive("seal")).toUpperCase();
  return {
    locator: bytesToHex(locator),
    mailbox: bytesToHex(sha256(concatBytes(utf8ToBytes("obelus/mailbox/v1"), locator))),
    sign,
    signer: writeSigner(ed25519.getPublicKey(sign)),
    identity,
    recipient: await identityToRecipient(identity),
  };
}
