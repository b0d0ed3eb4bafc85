// The reporter's pages where there is script: the same steps, but the receipt is drawn, the report
// sealed and answers opened in the browser; the server gets what is sealed, and nothing else.
//
// Nothing is stored, and nothing of a step is in its address. Forms of these steps have no address
// to be sent to: when something here fails, nothing goes out in another way.
import { deriveKeys } from "./receipt.js";
import { Refusal, openAnswers, sealReport } from "./seal.js";
import * as service from "./service.js";

const language = document.documentElement.lang;
const main = document.querySelector("main");
const isChinese = language.startsWith("zh");

/** True when the browser has what is needed; without it the pages stay as they are. */
function isAble() {
  const streams = [globalThis.ReadableStream, globalThis.TransformStream, Blob.prototype.stream];
  return streams.every((one) => one !== undefined) && globalThis.crypto?.getRandomValues !== undefined;
}

if (isAble()) {
  const isTaken = on("form[data-step=receipt]", showReceipt) || on("form[data-step=mailbox]", openMailbox);
  // Pages say that the browser seals only where it does.
  const shown = isTaken ? "browser" : "server";
  for (const way of document.querySelectorAll("[data-way]")) way.hidden = way.dataset.way !== shown;
  for (const link of document.querySelectorAll("a.leave")) link.addEventListener("click", leave);
}

/** Does a step when a form is submitted, which itself goes nowhere; false when there is no such form. */
function on(selector, step) {
  const form = document.querySelector(selector);
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = new FormData(form);
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      await step(fields, form);
    } catch (error) {
      say(form, error instanceof Refusal ? error.message : "page-error-script", "alert");
    }
    button.disabled = false;
  });
  return form !== null;
}

/** Goes away without a trace in the history of this tab. */
function leave(event) {
  event.preventDefault();
  document.documentElement.replaceChildren();
  location.replace("/leave");
}

/** Shows a step from its template. */
function show(step) {
  const template = document.querySelector(`template[data-step=${step}]`);
  main.replaceChildren(template.content.cloneNode(true));
  const title = main.querySelector("h1");
  document.title = title.textContent;
  title.tabIndex = -1;
  title.focus();
}

const word = (id) =>
  document.querySelector("template[data-step=words]").content.querySelector(`[data-id=${id}]`).textContent;

/** Says something in a form, in place of what was said before. */
function say(form, id, role) {
  form.querySelector("[data-said]")?.remove();
  const line = document.createElement("p");
  line.dataset.said = "";
  line.setAttribute("role", role);
  if (role === "alert") line.className = "alert";
  line.textContent = word(id);
  form.append(line);
}

async function showReceipt() {
  const [list, channel] = await Promise.all([service.words(isChinese), service.channel()]);
  const receipt = list.draw();
  show("receipt");
  main.querySelector(".receipt").textContent = list.text(receipt);
  on("main form", (fields, form) => {
    const asked = [receipt[1], receipt.at(-1)];
    const typed = ["first", "second"].map((name) => fields.get(name).trim().toLowerCase());
    if (!asked.every((word, place) => word === typed[place])) {
      say(form, "page-wrong-words", "alert");
      return;
    }
    // Begun while the person writes.
    const keys = deriveKeys(list.text(receipt), channel);
    keys.catch(() => {});
    show("write");
    on("main form", (fields, form) => seal("report", fields, form, { list, channel, keys }));
  });
}

async function seal(kind, fields, form, { list, channel, keys }) {
  const text = fields.get("text").replaceAll("\r\n", "\n");
  if (list.parse(text) !== undefined) throw new Refusal("page-error-text");
  say(form, "page-sealing", "status");
  const draft = {
    kind,
    text,
    item: item(fields),
    answers: answers(form, fields),
    identity: (fields.get("identity") ?? "").trim(),
    files: fields.getAll("file").filter(({ name, size }) => name !== "" || size > 0),
  };
  const sealed = await sealReport(draft, channel, await keys);
  const ticket = await service.ticket();
  say(form, "page-sending", "status");
  await service.send(sealed, ticket);
  show("sent");
}

function item(fields) {
  const name = (fields.get("item-name") ?? "").trim();
  return name === "" ? undefined : { kind: fields.get("item-kind"), name };
}

/** Answers to the questions of the form. */
function answers(form, fields) {
  const names = [...form.querySelectorAll("details input")].map(({ name }) => name);
  const given = names.map((name) => [name, fields.get(name).trim()]);
  return Object.fromEntries(given.filter(([, answer]) => answer !== ""));
}

async function openMailbox(fields, form) {
  const typed = fields.get("receipt");
  const list = await service.words(/[\u2e80-\uffff]/u.test(typed.normalize("NFKC")));
  const receipt = list.parse(typed);
  if (receipt === undefined) throw new Refusal("page-error-receipt");
  say(form, "page-deriving", "status");
  const channel = await service.channel();
  const keys = await deriveKeys(list.text(receipt), channel);
  const found = await openAnswers(await service.answers(keys.locator), channel, keys);
  show("mailbox");
  const place = main.querySelector("[data-answers]");
  const line = (id, isAlert) => {
    const text = document.createElement("p");
    text.textContent = word(id);
    if (isAlert) {
      text.className = "alert";
      text.setAttribute("role", "alert");
    }
    place.append(text);
  };
  if (found.doubted > 0) line("page-doubt", true);
  if (found.hasGap) line("page-gap", true);
  if (found.answers.length === 0) line("page-mailbox-none", false);
  for (const answer of found.answers) place.append(article(answer));
  on("main form", (fields, form) => seal("follow-up", fields, form, { list, channel, keys }));
}

/** Shows an answer as text; nothing of it becomes part of the page. */
function article({ header, text }) {
  const article = document.createElement("article");
  const title = document.createElement("h2");
  title.textContent = `${word("page-answer")} ${[header.seq, header.day, header.by ?? ""].join(", ")}`;
  const body = document.createElement("p");
  body.className = "body";
  body.textContent = text;
  article.append(title, body);
  if (header.delivery !== undefined) article.append(proof(header.delivery));
  return article;
}

/** A link that saves the proof of delivery. */
function proof(delivery) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${JSON.stringify(delivery, null, 2)}\n`]));
  link.download = "proof.json";
  link.textContent = word("page-proof");
  return link;
}
