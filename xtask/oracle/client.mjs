// A desk of a team, and people who use it over HTTP without a browser.
import { spawn } from "node:child_process";
import { code } from "./totp.mjs";

export const password = "four quiet harbours";

/** Starts a desk; says where it is, the path of its first link, and what it tells until then and later. */
export async function start(program, folder, more = []) {
  const child = spawn(program, ["--lang", "en", "serve", `${folder}/data`, "--listen", "127.0.0.1:0", ...more], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let told = "";
  const exited = new Promise((resolve) => child.once("exit", resolve));
  await new Promise((resolve, reject) => {
    child.stderr.on("data", (data) => {
      told += data;
      if (/desk is at http\S+/.test(told)) setTimeout(resolve, 20);
    });
    exited.then(() => reject(new Error(`the desk did not start: ${told}`)));
  });
  const address = told.match(/desk is at (http:\/\/[0-9.:]+)/)[1];
  const link = told.match(/http\S+\/join\/\w+/)?.[0];
  return { child, exited, address, first: link && new URL(link).pathname, told: () => told };
}

/** Ends a desk as suddenly as a power cut does. */
export async function kill(desk) {
  desk.child.kill("SIGKILL");
  await desk.exited;
}

export const get = async (desk, path, who) =>
  (await fetch(desk.address + path, { headers: { cookie: who?.cookie ?? "" }, redirect: "manual" })).text();

/** Sends a form. */
export const post = (desk, path, fields, who) =>
  fetch(desk.address + path, {
    method: "POST",
    headers: { cookie: who?.cookie ?? "", "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(who ? { form: who.form, ...fields } : fields),
    redirect: "manual",
  });

/** Makes an account by a link, and signs in; says the secret of its codes too. */
export async function join(desk, path, name) {
  const secret = (await get(desk, path)).match(/<code>([A-Z2-7]+)<\/code>/)[1];
  await post(desk, path, { name, shown: name, password, again: password, code: await code(secret, -1) });
  const answer = await post(desk, "/login", { name, password, code: await code(secret, 0) });
  const cookie = answer.headers.get("set-cookie").split(";")[0];
  const form = (await get(desk, "/me", { cookie })).match(/name="form" value="(\w+)"/)[1];
  return { cookie, form, secret };
}

/** Invites someone into a role, who makes an account of that name. */
export async function invite(desk, root, role, name = role) {
  const made = await post(desk, "/accounts/invite", { role }, root);
  if (made.status !== 303) throw new Error(`invited: ${made.status} ${await made.text()}`);
  const page = await get(desk, made.headers.get("location"), root);
  return join(desk, page.match(/\/join\/\w+/)[0], name);
}

/** Hands files in, as pairs of name and content; returns the path of the batch. */
export async function handIn(desk, submitter, files) {
  const upload = new FormData();
  upload.set("form", submitter.form);
  for (const [name, content] of files) upload.append("file", new Blob([content]), name);
  const handed = await fetch(`${desk.address}/batches/new`, {
    method: "POST",
    headers: { cookie: submitter.cookie },
    body: upload,
    redirect: "manual",
  });
  if (handed.status !== 303) throw new Error(`handed in: ${handed.status} ${await handed.text()}`);
  return handed.headers.get("location").replace(/\/$/, "");
}

/** Waits until a page has something, and looks again after a pause in milliseconds. */
export async function until(desk, path, who, wanted, seconds = 20, pause = 50) {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    if ((await get(desk, path, who)).includes(wanted)) return;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  throw new Error(`${wanted} never came on ${path}`);
}
