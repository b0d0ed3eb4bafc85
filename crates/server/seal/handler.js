// A handler's side: the key, the record of a case, and its messages; the same as `intake::handler`,
// `intake::case` and the commands of `obelus report`.
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64nopad } from "@scure/base";
import { Decrypter, Encrypter, armor, generateHybridIdentity, identityToRecipient, webauthn } from "age-encryption";
import { bytesToHex, concatBytes, digest, hexToBytes, readSigner, utf8ToBytes, writeSigner } from "./bytes.js";
import { boundTo, decode, encode } from "./message.js";

const ACT = "obelus/act/v1";
const DELIVERY = "obelus/delivery/v1";
const KEY_TYPE = "obelus-handler-key";
const ARMORED = "-----BEGIN AGE ENCRYPTED FILE-----";

/** Days are those of UTC, as on the command line. */
const today = () => new Date().toISOString().slice(0, 10);

/** Reads a handler's key file; one that is sealed is opened with its passphrase, or with a passkey. */
export async function readKey(bytes, passphrase) {
  let text = new TextDecoder().decode(bytes);
  if (text.startsWith(ARMORED)) {
    const sealed = armor.decode(text);
    const isForPhrase = new TextDecoder("latin1").decode(sealed.subarray(0, 64)).includes("\n-> scrypt ");
    const decrypter = new Decrypter();
    if (isForPhrase) decrypter.addPassphrase(passphrase);
    else decrypter.addIdentity(new webauthn.WebAuthnIdentity({ rpId: location.hostname }));
    text = await decrypter.decrypt(sealed, "text");
  }
  const key = JSON.parse(text);
  if (key.v !== 1 || key.type !== KEY_TYPE) throw new Error("no key");
  const seed = hexToBytes(key.sign_seed);
  return { text, name: key.name, identity: key.identity, seed, signer: writeSigner(ed25519.getPublicKey(seed)) };
}

/** Seals a key under a phrase. */
export async function sealKey(key, phrase) {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(phrase);
  return armor.encode(await encrypter.encrypt(key.text));
}

/** Seals a key for a new passkey, which gives a secret of its own (WebAuthn PRF). */
export async function sealKeyForPasskey(key) {
  const identity = await webauthn.createCredential({ keyName: `Obelus: ${key.name}`, rpId: location.hostname });
  const encrypter = new Encrypter();
  encrypter.addRecipient(new webauthn.WebAuthnRecipient({ identity }));
  return armor.encode(await encrypter.encrypt(key.text));
}

/** Seals something for several. */
export async function sealForAll(recipients, content) {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(content);
}

/** Opens what one of these opens. */
export function unseal(identities, sealed, form) {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  return decrypter.decrypt(sealed, form);
}

const signFor = (purpose, text, key) =>
  bytesToHex(ed25519.sign(concatBytes(utf8ToBytes(`${purpose}\0`), utf8ToBytes(text)), key.seed));

const holds = (purpose, text, { by, signature }) =>
  ed25519.verify(hexToBytes(signature), concatBytes(utf8ToBytes(`${purpose}\0`), utf8ToBytes(text)), readSigner(by), {
    zip215: false,
  });

/** The keys whose signatures count in a channel. */
export const signersOf = (channel) => [
  ...channel.handlers.map(({ sign }) => sign),
  ...(channel.former ?? []),
  ...(channel.custodian ? [channel.custodian.sign] : []),
];

/** Those for whom secrets of a channel are sealed. */
const keepersOf = (channel) => [
  ...channel.handlers.map(({ recipient }) => recipient),
  ...(channel.escrow ? [channel.escrow.recipient] : []),
];

/** The record of a case. */
export class Record {
  constructor(id, text) {
    this.id = id;
    this.lines = text.split("\n").filter((line) => line !== "");
    this.signed = this.lines.map((line) => JSON.parse(line));
  }

  /** The acts, in their order. */
  get acts() {
    return this.signed.map(({ act }) => act);
  }

  /** True when each line follows the one before it, and someone of the channel signed it. */
  isSound(signers) {
    return this.signed.every(({ act, signatures }, place) => {
      const before = place === 0 ? undefined : digest(utf8ToBytes(this.lines[place - 1]));
      const isHis = (signature) => signers.includes(signature.by) && holds(ACT, JSON.stringify(act), signature);
      return act.case === this.id && act.seq === place + 1 && act.prev === before && signatures.some(isHis);
    });
  }

  get state() {
    return this.acts.findLast(({ act }) => act.deed === "moved")?.act.to ?? "received";
  }

  /** How many acts of a kind there are. */
  count(deed) {
    return this.acts.filter(({ act }) => act.deed === deed).length;
  }

  /** Signs a deed as the next line, by one or several, and returns the line. */
  add(deed, ...keys) {
    const last = this.lines.at(-1);
    const act = {
      v: 1,
      seq: this.lines.length + 1,
      case: this.id,
      day: today(),
      act: deed,
      ...(last !== undefined && { prev: digest(utf8ToBytes(last)) }),
    };
    const text = JSON.stringify(act);
    const signed = { act, signatures: keys.map((key) => ({ by: key.signer, signature: signFor(ACT, text, key) })) };
    this.signed.push(signed);
    this.lines.push(JSON.stringify(signed));
    return this.lines.at(-1);
  }
}

/** Opens a case: its record, its messages, and whether each is of whom it says. */
export async function openCase(id, sealed, channel, key) {
  const record = new Record(id, sealed.acts);
  const signers = signersOf(channel);
  if (!record.isSound(signers)) throw new Error("the record was changed");
  const secret = await unseal([key.identity], sealed.key, "text");
  const messages = [];
  for (const bytes of sealed.messages) messages.push(decode(await unseal([secret], bytes)));
  const reporter = messages[0].header.reply_to;
  for (const message of messages) {
    const isOfReporter = ["report", "follow-up"].includes(message.header.kind);
    message.isSound = isOfReporter ? message.isSignedBy(reporter.sign) : signers.some(message.isSignedBy);
  }
  return { id, record, secret, recipient: await identityToRecipient(secret), messages, reporter, sealed };
}

/** Seals a message of a handler for the case alone. */
async function keepIn(opened, kind, text, channel, key) {
  const header = { v: 1, kind, channel: channel.id, seq: 1, to: boundTo(opened.recipient), day: today(), by: key.name };
  return sealForAll([opened.recipient], encode(header, text, key.seed));
}

/** Makes a note: what is to be sent. */
export async function note(opened, text, channel, key) {
  const message = await keepIn(opened, "note", text, channel, key);
  return { lines: [opened.record.add({ deed: "noted", message: digest(message) }, key)], message };
}

/** Makes an answer to the reporter; the first one acknowledges the report and proves its delivery. */
export async function reply(opened, text, channel, key) {
  const { record, reporter, sealed } = opened;
  const place = sealed.answers + 1;
  const header = {
    v: 1,
    kind: "reply",
    channel: channel.id,
    seq: place,
    ...(sealed.last_answer && { prev: sealed.last_answer }),
    to: boundTo(reporter.recipient),
    day: today(),
    reply_to: reporter,
    by: key.name,
    arrived: record.count("followed-up") + 1,
    ...(place === 1 && { delivery: proofOf(opened, key) }),
  };
  const answer = await sealForAll([reporter.recipient], encode(header, text, key.seed));
  const message = await keepIn(opened, "reply", text, channel, key);
  const lines = [record.add({ deed: "replied", message: digest(answer) }, key)];
  if (record.state === "received") lines.push(record.add({ deed: "moved", to: "acknowledged" }, key));
  return { lines, message, answer: { place, sealed: answer } };
}

/** Opens who the reporter is, with the custodian's key; the act, and a word of it to the reporter. */
export async function openIdentity(opened, notice, channel, key, custodian) {
  if (custodian.signer !== channel.custodian?.sign) throw new Error("not the custodian");
  const { identity } = opened.messages[0].header;
  const name = await unseal([custodian.identity], base64nopad.decode(identity), "text");
  const line = opened.record.add({ deed: "identity-opened" }, key, custodian);
  const told = await reply(opened, notice, channel, key);
  return { name, acts: { ...told, lines: [line, ...told.lines] } };
}

/** Signs that the report arrived on the day that the record says. */
function proofOf({ record, messages }, key) {
  const { day, act } = record.acts[0];
  const { salt } = messages[0].header;
  const signature = signFor(DELIVERY, leafOf(salt, act.message, day), key);
  return { v: 1, type: "obelus-delivery", day, salt, sealed: act.message, by: key.signer, signature };
}

/** What stands for a report in a log. */
function leafOf(salt, sealed, day) {
  const parts = [DELIVERY, salt, sealed, day].flatMap((part) => [utf8ToBytes(part), new Uint8Array(1)]);
  return bytesToHex(sha256(concatBytes(...parts)));
}

/** Opens a sealed report that has arrived; throws when it is none for this channel. */
export async function openArrival(sealed, channel, secrets) {
  const clear = await unseal(secrets, sealed);
  const opened = decode(clear);
  const { header } = opened;
  const isOurs =
    header.channel === channel.id &&
    channel.epochs.some(({ recipient }) => header.to === boundTo(recipient)) &&
    /^[0-9a-f]{64}$/.test(header.reply_to?.mailbox ?? "") &&
    opened.isSignedBy(header.reply_to.sign);
  if (!isOurs) throw new Error("not a report for this channel");
  return { ...opened, clear, digest: digest(sealed) };
}

/** Makes a new case of a report: what is to be sent. */
export async function newCase(arrival, door, channel, key) {
  const { header } = arrival;
  const secret = await generateHybridIdentity();
  const id = bytesToHex(crypto.getRandomValues(new Uint8Array(6)));
  const deed = {
    deed: "received",
    mailbox: header.reply_to.mailbox,
    message: arrival.digest,
    door,
    leaf: leafOf(header.salt ?? "", arrival.digest, today()),
  };
  return {
    case: id,
    key: await sealForAll(keepersOf(channel), secret),
    message: await sealForAll([await identityToRecipient(secret)], arrival.clear),
    line: new Record(id, "").add(deed, key),
    blobs: blobsOf(header),
  };
}

/** Puts a follow-up to the case that it follows: what is to be sent. */
export async function followUp(arrival, opened, key) {
  if (!arrival.isSignedBy(opened.reporter.sign)) throw new Error("not of whoever wrote the report");
  return {
    case: opened.id,
    message: await sealForAll([opened.recipient], arrival.clear),
    line: opened.record.add({ deed: "followed-up", message: arrival.digest }, key),
    blobs: blobsOf(arrival.header),
  };
}

const blobsOf = (header) => (header.attachments ?? []).map(({ blob }) => blob);

/** Opens an attachment, and cuts its padding off. */
export async function openBlob(attachment, sealed) {
  const stream = await unseal([attachment.key], sealed);
  const hash = sha256.create();
  const pieces = [];
  let left = attachment.size;
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    const piece = value.subarray(0, Math.min(left, value.length));
    left -= piece.length;
    hash.update(piece);
    pieces.push(new Blob([piece]));
  }
  if (left > 0 || bytesToHex(hash.digest()) !== attachment.sha256) throw new Error("the attachment was changed");
  return new Blob(pieces);
}
