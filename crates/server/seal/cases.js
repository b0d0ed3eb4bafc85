// The handlers' pages: a key is opened, cases are read and acts are signed here in the browser; the
// server gets what is sealed and what is signed, and nothing else.
//
// The key lives in this page alone, and is gone with it. Nothing that a report says becomes part of
// the page but as text.
import { base64 } from "@scure/base";
import { archive } from "./archive.js";
import { digest, utf8ToBytes } from "./bytes.js";
import * as handler from "./handler.js";
import { check, draft } from "./handover.js";

const $ = (selector, place = document) => place.querySelector(selector);
const word = (id) => $("#words").content.querySelector(`[data-id="${id}"]`)?.textContent ?? id;

/** Why something was not done: the id of the words that say so. */
class Refusal extends Error {}

/** The key, the channel, and the case that is open. */
const at = { key: undefined, desk: undefined, channel: undefined, opened: undefined };

/** Asks the server; what it refuses is told in its words. */
async function ask(path, content) {
  const form = $("#form").value;
  const request = content && {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ form, ...content }),
  };
  const answer = await fetch(path, { redirect: "error", ...request });
  if (answer.ok) return answer;
  throw new Refusal(answer.headers.get("x-reason") ?? (answer.status === 409 ? "cases-error-stale" : "cases-error"));
}

/** Says something in the place for it, where screen readers hear it. */
function say(id, isAlert = false) {
  const place = $(isAlert ? "#alert" : "#said");
  for (const one of [$("#alert"), $("#said")]) one.textContent = "";
  place.textContent = word(id);
}

/** Does something and says how it ended. */
async function tryTo(work, done) {
  try {
    say("cases-working");
    await work();
    say(done);
  } catch (error) {
    say(error instanceof Refusal ? error.message : "cases-error", true);
  }
}

/** Makes an element. */
function make(name, text, attributes = {}) {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function button(text, work, done) {
  const made = make("button", text, { type: "button" });
  made.addEventListener("click", () => tryTo(work, done));
  return made;
}

/** Opens the key: a file that was chosen, or the one that is kept here under a phrase. */
async function unlock(fields) {
  const [file, phrase] = [fields.get("key"), fields.get("phrase")];
  const bytes =
    file && file.size > 0
      ? new Uint8Array(await file.arrayBuffer())
      : new Uint8Array(await (await ask("/cases/key")).arrayBuffer());
  try {
    at.key = await handler.readKey(bytes, phrase);
  } catch {
    throw new Refusal("cases-error-key");
  }
  await readDesk();
  if (!at.channel.handlers.some(({ sign }) => sign === at.key.signer)) {
    at.key = undefined;
    throw new Refusal("cases-error-stranger");
  }
  $("#unlock").hidden = true;
  $("#keep").hidden = $("#passkey").hidden = false;
  await takeIn();
}

async function readDesk() {
  at.desk = await (await ask("/cases/desk")).json();
  const note = at.desk.channel;
  at.channel = JSON.parse(note.slice(0, note.lastIndexOf("\n\n")));
}

/** Makes cases of what has arrived. */
async function takeIn() {
  const secrets = [];
  for (const { sealed } of at.desk.epochs) {
    secrets.push(await handler.unseal([at.key.identity], base64.decode(sealed), "text"));
  }
  const refused = [];
  for (const { name, door } of at.desk.arrivals) {
    try {
      await takeInOne(name, door, secrets);
    } catch {
      refused.push(name);
    }
  }
  if (at.desk.arrivals.length > 0) await readDesk();
  await listCases();
  $("#refused").textContent = refused.length === 0 ? "" : `${word("cases-not-taken-in")} ${refused.join(", ")}`;
}

async function takeInOne(name, door, secrets) {
  const path = `/cases/arrival/${encodeURIComponent(name)}`;
  const sealed = new Uint8Array(await (await ask(path)).arrayBuffer());
  const arrival = await handler.openArrival(sealed, at.channel, secrets);
  const known = at.desk.cases.find(({ mailbox }) => mailbox === arrival.header.reply_to.mailbox);
  if ((arrival.header.kind === "follow-up") !== (known !== undefined)) throw new Error("out of order");
  const taken = known
    ? await handler.followUp(arrival, await fetchCase(known.id), at.key)
    : await handler.newCase(arrival, door, at.channel, at.key);
  const text = (bytes) => bytes && base64.encode(bytes);
  await ask(path, { ...taken, key: text(taken.key), message: text(taken.message) });
  if (!known) at.desk.cases.push({ id: taken.case, mailbox: arrival.header.reply_to.mailbox });
}

/** Shows the list anew, with a way into each case. */
async function listCases() {
  const page = new DOMParser().parseFromString(await (await ask("/cases")).text(), "text/html");
  $("#list").replaceChildren(...$("#list", page).childNodes);
  for (const row of document.querySelectorAll("[data-case]")) {
    const open = button(word("cases-open"), () => readCase(row.dataset.case), "cases-opened");
    open.setAttribute("aria-label", `${word("cases-open")} ${row.dataset.case}`);
    if (row.dataset.open === "true") $("[data-place]", row).replaceChildren(open);
  }
}

async function fetchCase(id) {
  const sealed = await (await ask(`/case/${id}`)).json();
  const bytes = { key: base64.decode(sealed.key), messages: sealed.messages.map((one) => base64.decode(one)) };
  return handler.openCase(id, { ...sealed, ...bytes }, at.channel, at.key);
}

/** Opens a case; that it was read is on record. */
async function readCase(id) {
  const opened = await fetchCase(id);
  await send(opened, { lines: [opened.record.add({ deed: "opened" }, at.key)] });
  $("#case-title").focus();
}

/** Hands acts over, and shows the case as it is then. */
async function send(opened, { lines, message, answer }) {
  await ask(`/case/${opened.id}`, {
    lines,
    ...(message && { message: base64.encode(message) }),
    ...(answer && { answer: { place: answer.place, sealed: base64.encode(answer.sealed) } }),
  });
  const isGone = lines.some((line) => JSON.parse(line).act.act.deed === "destroyed");
  at.opened = isGone ? undefined : await fetchCase(opened.id);
  show();
  await listCases();
}

const act = (deed) => send(at.opened, { lines: [at.opened.record.add(deed, at.key)] });

/** What needs two: proposed by the first, done by the second. True when it is done. */
async function byTwo(deed) {
  const text = JSON.stringify(deed);
  const waiting = at.opened.sealed.waiting.find(({ what }) => JSON.stringify(what) === text);
  const isSecond = waiting !== undefined && waiting.by.some((by) => by !== at.key.signer);
  await act(isSecond ? deed : { deed: "proposed", what: deed });
  return isSecond;
}

/** Shows the case that is open. */
function show() {
  $("#case").hidden = at.opened === undefined;
  if (at.opened === undefined) return;
  const { id, record, messages, sealed } = at.opened;
  $("#case-title").textContent = `${word("cases-case")} ${id}`;
  $("#case-state").textContent = word(`state-${record.state}`);
  $("#messages").replaceChildren(...messages.map(article));
  $("#waiting").replaceChildren(...sealed.waiting.map(proposal));
  const options = (at.desk.ways[record.state] ?? []).map((state) => make("option", word(`state-${state}`), { value: state }));
  $("#move select").replaceChildren(...options);
  $("#move").hidden = options.length === 0;
  $("#identity").hidden = messages[0].header.identity === undefined;
  $("#identity-name").textContent = "";
  $("#close").hidden = record.state === "closed";
  $("#takedown").hidden = record.state !== "action";
  const names = at.channel.handlers.map(({ name }) => name);
  $("#assign [name=to]").replaceChildren(...names.map((name) => make("option", name)));
  $("#assign [name=deputy]").replaceChildren(make("option", "–", { value: "" }), ...names.map((name) => make("option", name)));
  $("#hand-over textarea").value = draft(messages, word);
  $("#own-words").replaceChildren();
}

/** A message, as text alone. */
function article(message) {
  const { header, text, isSound } = message;
  const made = make("article");
  const by = header.by ?? word("report-by-reporter");
  made.append(make("h3", `${word(`report-kind-${header.kind}`)}, ${header.day}, ${by}`));
  if (!isSound) {
    made.append(make("p", word("report-message-forged"), { class: "message" }));
    return made;
  }
  if (header.item) made.append(make("p", `${word(`page-item-${header.item.kind}`)}: ${header.item.name}`));
  for (const [question, answer] of Object.entries(header.answers ?? {})) {
    made.append(make("p", `${word(`report-question-${question}`)} ${answer}`));
  }
  made.append(make("p", text, { class: "words" }));
  for (const attachment of header.attachments ?? []) {
    const title = `${word("cases-save")}: ${attachment.name} (${attachment.size} B)`;
    const line = make("p");
    line.append(button(title, () => saveBlob(attachment), "cases-saved"));
    if (attachment.clean_of) line.append(` ${word("cases-clean-copy")}`);
    made.append(line);
  }
  return made;
}

/** What waits for a second person, with a way to sign it. */
function proposal({ what, by }) {
  const line = make("li", `${word(`cases-deed-${what.deed}`)} `);
  const isOwn = by.includes(at.key.signer);
  const done = `cases-done-${what.deed}`;
  const sign = what.deed === "exported" ? undefined : button(word("cases-sign"), () => act(what), done);
  line.append(isOwn || sign === undefined ? word("cases-waits") : sign);
  return line;
}

/** A name that says what the file was called and can be no path. */
const safeName = (name, place) => `${String(place).padStart(2, "0")}-${[...name].map((letter) => (/[\p{L}\p{N}._-]/u.test(letter) ? letter : "_")).slice(0, 80).join("")}`;

function save(blob, name) {
  const link = make("a", name, { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function fetchBlob(attachment) {
  const answer = await ask(`/case/${at.opened.id}/blob/${attachment.blob}`);
  return handler.openBlob(attachment, answer.body);
}

async function saveBlob(attachment) {
  save(await fetchBlob(attachment), safeName(attachment.name, 1));
}

/** Seals all of the case for someone else, once two have signed that. */
async function exportCase(fields) {
  const text = fields.get("recipient").trim();
  const recipient = text.startsWith("{") ? JSON.parse(text).recipient : text;
  await handler.sealForAll([recipient], "").catch(() => {
    throw new Refusal("cases-error-recipient");
  });
  const { record, messages, id } = at.opened;
  if (!(await byTwo({ deed: "exported", to: digest(utf8ToBytes(recipient)) }))) throw new Refusal("cases-proposed");
  const place = (number) => String(number + 1).padStart(4, "0");
  const entries = [["acts.jsonl", new Blob(record.lines.map((line) => `${line}\n`))]];
  for (const [number, { header, text }] of messages.entries()) {
    entries.push([`messages/${place(number)}.json`, new Blob([JSON.stringify(header, null, 2)])]);
    entries.push([`messages/${place(number)}.txt`, new Blob([text])]);
  }
  const attachments = messages.flatMap(({ header }) => header.attachments ?? []);
  for (const [number, attachment] of attachments.entries()) {
    entries.push([`attachments/${safeName(attachment.name, number + 1)}`, await fetchBlob(attachment)]);
  }
  const stream = await handler.sealForAll([recipient], archive(entries).stream());
  save(await new Response(stream).blob(), `${id}.obc`);
}

/** Puts a copy on record and saves it, once what is in doubt in it was accepted. */
async function handOver(fields) {
  const text = fields.get("text").replaceAll("\r\n", "\n");
  const { isNamed, lines } = check(text, at.opened.id, at.opened.messages);
  $("#own-words").replaceChildren(...lines.map((line) => make("li", line)));
  if (isNamed) throw new Refusal("cases-error-named");
  if (lines.length > 0 && !fields.has("accepted")) throw new Refusal("cases-error-own-words");
  await act({ deed: "handed-over", copy: digest(utf8ToBytes(text)) });
  save(new Blob([text]), `${at.opened.id}.txt`);
}

/** Keeps the key here, sealed under a phrase, for other browsers and days. */
async function keep(fields) {
  const phrase = fields.get("phrase");
  if ([...phrase].length < 20) throw new Refusal("cases-error-phrase");
  await ask("/cases/key", { sealed: await handler.sealKey(at.key, phrase) });
}

/** What each form does, and what is said then. */
const FORMS = {
  unlock: [unlock, "cases-unlocked"],
  keep: [keep, "cases-kept"],
  passkey: [keepForPasskey, "cases-kept-passkey"],
  identity: [openIdentity, "cases-identity-opened"],
  reply: [async (fields) => send(at.opened, await handler.reply(at.opened, fields.get("text"), at.channel, at.key)), "cases-replied"],
  note: [async (fields) => send(at.opened, await handler.note(at.opened, fields.get("text"), at.channel, at.key)), "report-noted"],
  move: [(fields) => act({ deed: "moved", to: fields.get("to") }), "cases-moved"],
  assess: [(fields) => act({ deed: "assessed", detriment: fields.get("detriment") }), "cases-assessed"],
  assign: [assign, "cases-assigned"],
  close: [close, "cases-closed"],
  "hand-over": [handOver, "cases-handed-over"],
  export: [exportCase, "cases-exported"],
  destroy: [destroy, "cases-done-destroyed"],
};

function assign(fields) {
  const [to, deputy] = [fields.get("to"), fields.get("deputy")];
  if (to === deputy) throw new Refusal("cases-error-deputy");
  return act({ deed: "assigned", to, ...(deputy !== "" && { deputy }) });
}

/** Opens who the reporter is, with the custodian beside the handler; the reporter is told. */
async function openIdentity(fields) {
  const bytes = new Uint8Array(await fields.get("key").arrayBuffer());
  const custodian = await handler.readKey(bytes, fields.get("phrase")).catch(() => {
    throw new Refusal("cases-error-key");
  });
  const notice = word("cases-identity-notice");
  const { name, acts } = await handler.openIdentity(at.opened, notice, at.channel, at.key, custodian).catch(() => {
    throw new Refusal("cases-error-custodian");
  });
  await send(at.opened, acts);
  $("#identity-name").textContent = name;
}

async function keepForPasskey() {
  const sealed = await handler.sealKeyForPasskey(at.key).catch(() => {
    throw new Refusal("cases-error-passkey");
  });
  await ask("/cases/key", { sealed });
}

async function close(fields) {
  const outcome = fields.get("outcome");
  const deed = { deed: "moved", to: "closed", outcome };
  if (outcome !== "knowingly-false") return act(deed);
  if (!(await byTwo(deed))) throw new Refusal("cases-proposed");
}

async function destroy() {
  if (!(await byTwo({ deed: "destroyed" }))) throw new Refusal("cases-proposed");
}

for (const [name, [work, done]] of Object.entries(FORMS)) {
  const form = $(`form#${name}`);
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const submit = $("button", form);
    submit.disabled = true;
    await tryTo(async () => {
      await work(new FormData(form));
      for (const field of form.querySelectorAll("textarea, input:not([type=hidden])")) {
        if (field.type === "checkbox") field.checked = false;
        else field.value = "";
      }
    }, done);
    submit.disabled = false;
  });
}
$("#unlock").hidden = false;
