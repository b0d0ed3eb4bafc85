// Sealing a report, and opening what is answered; the same as `intake::reporter`.
import { sha256 } from "@noble/hashes/sha2.js";
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";
import { archive } from "./archive.js";
import { base64nopad } from "@scure/base";
import { bytesToHex, digest, random, utf8ToBytes } from "./bytes.js";
import { boundTo, decode, encode } from "./message.js";
import { BLOB_BYTES_MIN, padded } from "./padding.js";

const ATTACHMENTS_MAX = 32;
const BLOB_BYTES_MAX = 5 * 2 ** 30;
const BODY_BYTES_MAX = 1 << 20;
const NAME_BYTES_MAX = 4 << 10;
/** What is sealed is handed to the browser in pieces of this length, which it may keep on the disk. */
const PIECE_BYTES = 8 << 20;

/** Why a draft is not sealed: the id of the words that say so. */
export class Refusal extends Error {}

/** Seals a draft and its files for the channel's key of today; returns the archive. */
export async function sealReport(draft, channel, keys) {
  const today = new Date().toISOString().slice(0, 10);
  const isInUse = ({ number, from, until }) =>
    number >= channel.first_epoch && from <= today && today < until;
  const epoch = channel.epochs.find(isInUse);
  if (epoch === undefined) throw new Refusal("page-error-closed");
  if (draft.text.trim() === "" || new Blob([draft.text]).size > BODY_BYTES_MAX) {
    throw new Refusal("page-error-text");
  }
  if (draft.files.length > ATTACHMENTS_MAX || draft.files.some(({ size }) => size > BLOB_BYTES_MAX)) {
    throw new Refusal("page-error-upload");
  }
  const attachments = [];
  const entries = [];
  for (const file of draft.files) {
    const { attachment, sealed } = await sealFile(file);
    attachments.push(attachment);
    entries.push([`blobs/${attachment.blob}.age`, sealed]);
  }
  const { mailbox, recipient, signer: sign } = keys;
  const header = {
    v: 1,
    kind: draft.kind,
    channel: channel.id,
    seq: 1,
    to: boundTo(epoch.recipient),
    day: today,
    ...(draft.item && { item: draft.item }),
    answers: draft.answers,
    attachments,
    reply_to: { mailbox, recipient, sign },
    salt: bytesToHex(random(16)),
    ...(draft.identity && { identity: await sealName(draft.identity, channel) }),
  };
  const message = await sealFor(epoch.recipient, encode(header, draft.text, keys.sign));
  return archive([...entries, ["message.age", new Blob([message])]]);
}

/** Seals who the reporter is for the custodian alone, inside of what handlers open. */
async function sealName(name, channel) {
  if (channel.custodian === undefined || new Blob([name]).size > NAME_BYTES_MAX) throw new Refusal("page-error-text");
  return base64nopad.encode(await sealFor(channel.custodian.recipient, utf8ToBytes(name)));
}

function sealFor(recipient, content) {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(content);
}

/** Seals a file under a key of its own, piece by piece. */
async function sealFile(file) {
  const key = await generateHybridIdentity();
  const hash = sha256.create();
  const stream = await sealFor(await identityToRecipient(key), paddedStream(file, hash));
  const sealed = await gather(stream);
  const attachment = {
    name: [...file.name].slice(0, 200).join(""),
    blob: bytesToHex(random(16)),
    size: file.size,
    sha256: bytesToHex(hash.digest()),
    key,
  };
  return { attachment, sealed };
}

/** The content of a file, which is hashed as it passes, and zeros behind it. */
function paddedStream(file, hash) {
  const reader = file.stream().getReader();
  let read = 0;
  let left = padded(file.size, BLOB_BYTES_MIN) - file.size;
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (!done) {
        hash.update(value);
        read += value.length;
        controller.enqueue(value);
        return;
      }
      if (read !== file.size) throw new Error("the file changed meanwhile");
      const zeros = Math.min(left, 1 << 16);
      left -= zeros;
      if (zeros > 0) controller.enqueue(new Uint8Array(zeros));
      if (left === 0) controller.close();
    },
  });
}

/** Gathers a stream in little memory. */
async function gather(stream) {
  const blobs = [];
  let pieces = [];
  let bytes = 0;
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return new Blob([...blobs, ...pieces]);
    pieces.push(value);
    bytes += value.length;
    if (bytes >= PIECE_BYTES) {
      blobs.push(new Blob(pieces));
      pieces = [];
      bytes = 0;
    }
  }
}

/** Opens what lies in a mailbox: answers in their order, how many things are none, and gaps. */
export async function openAnswers(sealed, channel, keys) {
  const answers = new Map();
  let doubted = 0;
  for (const bytes of sealed) {
    try {
      const opened = await openAnswer(bytes, channel, keys);
      answers.set(opened.header.seq, opened);
    } catch {
      doubted += 1;
    }
  }
  const ordered = [...answers.values()].sort((one, other) => one.header.seq - other.header.seq);
  const isOpen = ({ header }, place) =>
    header.seq === place + 1 && header.prev === ordered[place - 1]?.digest;
  return { answers: ordered, doubted, hasGap: !ordered.every(isOpen) };
}

async function openAnswer(bytes, channel, keys) {
  const decrypter = new Decrypter();
  decrypter.addIdentity(keys.identity);
  const opened = decode(await decrypter.decrypt(bytes));
  const { header } = opened;
  const signers = [...channel.handlers.map(({ sign }) => sign), ...(channel.former ?? [])];
  const isOurs =
    header.kind === "reply" &&
    header.channel === channel.id &&
    header.to === boundTo(keys.recipient) &&
    header.reply_to?.mailbox === keys.mailbox &&
    signers.some(opened.isSignedBy);
  if (!isOurs) throw new Error("not an answer of a handler to this reporter");
  return { ...opened, digest: digest(bytes) };
}
