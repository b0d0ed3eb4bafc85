// Bytes, and how they are written as text.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { base64nopad } from "@scure/base";

export { bytesToHex, concatBytes, hexToBytes, utf8ToBytes };

/** Returns the digest of bytes in hexadecimal digits. */
export const digest = (bytes) => bytesToHex(sha256(bytes));

/** Returns a number as four bytes, the greatest first. */
export function u32(number) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

/** Writes a key that checks signatures. */
export const writeSigner = (bytes) => `ed25519:${base64nopad.encode(bytes)}`;

/** Reads a key that checks signatures. */
export const readSigner = (text) => base64nopad.decode(text.replace(/^ed25519:/, ""));

/** Returns `count` random bytes. */
export const random = (count) => crypto.getRandomValues(new Uint8Array(count));
