// A message in clear; the same as `intake::message`.
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, digest, readSigner, u32, utf8ToBytes } from "./bytes.js";
import { MESSAGE_BYTES_MIN, padded } from "./padding.js";

const MAGIC = "OBRM1\n";
const PURPOSE = "obelus/message/v1\0";
const SIGNATURE_BYTES = 64;

const signed = (header, body) => concatBytes(utf8ToBytes(PURPOSE), sha256(header), sha256(body));

/** Returns the digest that binds a message to whom it was sealed for. */
export const boundTo = (recipient) => digest(utf8ToBytes(recipient));

/** Signs a message and pads it. */
export function encode(header, text, key) {
  const [head, body] = [utf8ToBytes(JSON.stringify(header)), utf8ToBytes(text)];
  const signature = ed25519.sign(signed(head, body), key);
  const parts = [utf8ToBytes(MAGIC), u32(head.length), u32(body.length), head, signature, body];
  const clear = concatBytes(...parts);
  return concatBytes(clear, new Uint8Array(padded(clear.length, MESSAGE_BYTES_MIN) - clear.length));
}

/** Splits a message; throws when it is none. */
export function decode(clear) {
  const start = MAGIC.length + 8;
  const view = new DataView(clear.buffer, clear.byteOffset, clear.length);
  const [headBytes, bodyBytes] = [view.getUint32(MAGIC.length), view.getUint32(MAGIC.length + 4)];
  const text = new TextDecoder("utf-8", { fatal: true });
  const ends = [headBytes, SIGNATURE_BYTES, bodyBytes].map(((sum) => (size) => (sum += size))(start));
  const isOurs = text.decode(clear.subarray(0, MAGIC.length)) === MAGIC && ends[2] <= clear.length;
  if (!isOurs || clear.subarray(ends[2]).some((byte) => byte !== 0)) throw new Error("no message");
  const [head, body] = [clear.subarray(start, ends[0]), clear.subarray(ends[1], ends[2])];
  const header = JSON.parse(text.decode(head));
  if (header.v !== 1) throw new Error("another version");
  const signature = clear.subarray(ends[0], ends[1]);
  const isSignedBy = (signer) =>
    ed25519.verify(signature, signed(head, body), readSigner(signer), { zip215: false });
  return { header, text: text.decode(body), isSignedBy };
}
