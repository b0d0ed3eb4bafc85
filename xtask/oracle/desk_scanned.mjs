// A desk of a team before scanners of web pages that know nothing of it.
//   desk_scanned.mjs SCANNER COMMAND PROGRAM FOLDER TABLE
// SCANNER is `schemathesis`, `sqlmap` or `wapiti`, and COMMAND starts it; TABLE is the source of the
// table of routes. Every route is asked as one of the roles that may use it, and as nobody. Prints
// what was found and what of the desk failed, a line each, and then a line of counts to the error
// stream.
import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as client from "./client.mjs";
import { ROLES, read, requests } from "./desk_routes.mjs";
import { provider } from "./provider.mjs";

const [scanner, command, program, folder, table] = process.argv.slice(2);
/** What the desk says of itself when something in it failed. */
const FAULT = /fault of the desk|panicked/;

/** Roles that are asked at the same time: all of them, since the session of one that waits would end. */
const AT_ONCE = 8;
/** Seconds for all requests of a role; what was not asked then was not looked at. */
const SQLMAP_SECONDS = 3_600;
/** Seconds for what wapiti looks for as a role, for one of its modules, and for all of it. */
const WAPITI_SECONDS = { pages: 900, module: 7_200, all: 36_000 };
/** Starts wapiti. */
const WAPITI = fileURLToPath(new URL("wapiti.py", import.meta.url));
/** What wapiti says when its time for something is over. */
const CUT_OFF = /Max (scan|attack) time was reached/;
/** The modules of wapiti that need nothing of the network. */
const MODULES = "timesql,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,methods,permanentxss,redirect,shellshock,sql,upload,xss,xxe";
/** What wapiti tells that is none. */
const JUDGED = [
  // It knows tokens by names of fields, and not ours. A test sends every form without its token and
  // from another site; forms without a session are refused from other sites.
  /^Cross Site Request Forgery$/,
  // The desk is asked without TLS here, where cookies cannot have the flag; a test has it with TLS.
  /^Secure Flag cookie$/,
];
/** What schemathesis does not ask as someone: it ends the session, or has a test of its own. */
const LEFT_OUT = /^\/(logout|api\/)/;
/** What stands between requests in the log of a proxy. */
const BORDER = `\n${"=".repeat(54)}\n`;

/** Runs a program to its end; it may fail. What it says goes to a file too, while it runs. */
function run(args, program = command, seconds = 3600, log) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], cwd: folder });
    let late = false;
    const over = setTimeout(() => { late = child.kill("SIGKILL"); }, seconds * 1000);
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        said += data;
        if (log) appendFileSync(log, data);
      });
    }
    child.once("exit", (status) => {
      clearTimeout(over);
      resolve({ status, said, late });
    });
  });
}

/** Does something for each, a few at the same time. */
async function each(all, action) {
  const waiting = [...all];
  const one = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await action(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

/** A channel whose reports are handled at the desk. */
function channel() {
  const obelus = (...args) => {
    const { status, stderr } = spawnSync(program, ["report", ...args], { cwd: folder });
    if (status !== 0) throw new Error(String(stderr));
  };
  for (const key of ["one", "two", "keeper"]) obelus("keygen", key, "--name", `Records ${key}`);
  const people = ["--handler", "one.card", "--handler", "two.card", "--custodian", "keeper.card"];
  obelus("channel", "new", "channel", "--name", "Desk", ...people);
}

/** A desk with an account of each role, and two batches: one that is decided, one that is out. */
async function populate(desk) {
  const people = { administrator: await client.join(desk, desk.first, "root") };
  for (const role of ROLES.slice(0, -1)) people[role] = await client.invite(desk, people.administrator, role);
  const content = "Minutes\n\nMail kim@example.com or lee@example.com, by the harbour.\n";
  const text = [["minutes.txt", content], ["list.csv", "name,mail\nKim,kim@example.com\n"]];
  const batches = [];
  for (const [first, ...rest] of [text, text]) {
    const batch = await client.handIn(desk, people.submitter, [first, ...rest]);
    await client.until(desk, `${batch}/`, people.reviewer, "/take");
    batches.push(batch);
    await client.post(desk, `${batch}/take`, {}, people.reviewer);
  }
  const out = batches[1];
  const fields = /name="item" value="(\d+)">\s*<input type="hidden" name="seen" value="(\d+)"/g;
  for (const file of [0, 1]) {
    for (const [, item, seen] of (await client.get(desk, `${out}/file/${file}`, people.reviewer)).matchAll(fields)) {
      const decision = { item, seen, scope: "this", choice: "remove", ground: "personal-data" };
      await client.post(desk, `${out}/decide`, decision, people.reviewer);
    }
  }
  for (const [role, action] of [["reviewer", "sign"], ["approver", "sign"], ["approver", "release"]]) {
    const { status } = await client.post(desk, `${out}/${action}`, {}, people[role]);
    if (status !== 303) throw new Error(`${action}: ${status}`);
  }
  await client.until(desk, `${out}/`, people.approver, "/copy/1");
  const page = await (await client.post(desk, "/tokens", { label: "site" }, people.submitter)).text();
  const invited = await client.post(desk, "/accounts/invite", { role: "auditor" }, people.administrator);
  const link = await client.get(desk, invited.headers.get("location"), people.administrator);
  // Taking a tie away ends the sessions of its account, which nobody else here has.
  await client.invite(desk, people.administrator, "reviewer", "tied");
  const accounts = await client.get(desk, "/accounts", people.administrator);
  const account = accounts.match(/<option value="(\d+)">tied</)[1];
  await client.post(desk, "/accounts/tie", { account, subject: "kim-7" }, people.administrator);
  const ids = { id: batches[0].split("/").pop(), number: 0, page: 1, name: "none" };
  return { people, program: page.match(/obelus-check-\w+/)[0], ids: { ...ids, token: link.match(/\/join\/(\w+)/)[1] } };
}

const cookieOf = (people, role) => people[role]?.cookie ?? "";
const query = (fields) => String(new URLSearchParams(fields));

/** A description of every route, for a tester that reads OpenAPI. */
function described(desk, asked) {
  const paths = {};
  for (const { route, method, fields } of asked) {
    const named = [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name, in: "path", required: true, schema: { type: "string", minLength: 1, maxLength: 40 },
    }));
    const own = Object.entries(fields).map(([name, value]) => [
      name,
      name === "form" ? { const: value } : { anyOf: [{ const: value }, { type: "string", maxLength: 300 }] },
    ]);
    const operation = { responses: { default: { description: "a page" } }, parameters: named };
    if (method === "POST") {
      const schema = { type: "object", properties: Object.fromEntries(own), required: fields.form ? ["form"] : [] };
      operation.requestBody = { content: { "application/x-www-form-urlencoded": { schema } } };
    } else {
      for (const [name, schema] of own) operation.parameters.push({ name, in: "query", schema });
    }
    paths[route] = { ...paths[route], [method.toLowerCase()]: operation };
  }
  return { openapi: "3.1.0", info: { title: "desk", version: "1" }, servers: [{ url: desk.address }], paths };
}

const SCANNERS = {
  /** The interface of programs as its description has it, and every route for errors of the server. */
  async schemathesis(desk, { people, program: token }, asked) {
    const found = [];
    const tell = (what, { status, said }) => {
      if (status !== 0) found.push(`${what}: ${said.slice(-4000)}`);
      return Number(said.match(/(\d+) generated/)?.[1] ?? 0);
    };
    const seed = ["--seed", "7", "--phases", "examples,coverage,fuzzing", "--no-color"];
    let cases = tell("/api/openapi.json", await run([
      "run", `${desk.address}/api/openapi.json`, "--url", desk.address, ...seed,
      "--header", `Authorization: Bearer ${token}`, "--rate-limit", "55/m", "--max-examples", "40",
    ]));
    for (const role of [...ROLES, "nobody"]) {
      const own = asked.filter((request) => request.role === role && !LEFT_OUT.test(request.route));
      const file = join(folder, `routes-${role}.json`);
      writeFileSync(file, JSON.stringify(described(desk, own)));
      const checks = ["--checks", "not_a_server_error", "--max-examples", "30", "--continue-on-failure"];
      const signed = role === "nobody" ? [] : ["--header", `Cookie: ${cookieOf(people, role)}`];
      const ended = await run(["run", file, "--url", desk.address, ...seed, ...checks, ...signed]);
      cases += tell(role, ended);
    }
    return { found, counts: `${cases} cases` };
  },

  /** Every field and every number in an address, of every route; and the cookie, once. */
  async sqlmap(desk, { people }, asked) {
    const results = join(folder, "sqlmap");
    mkdirSync(results);
    const found = [];
    let tested = 0;
    const scan = async (name, requests, role, options) => {
      const log = requests.map((request) => raw(desk, cookieOf(people, role), request)).join(BORDER);
      const file = join(folder, `requests-${name}.log`);
      writeFileSync(file, `${BORDER}${log}${BORDER}`);
      const { said, late } = await run([
        "-l", file, "--batch", "--flush-session", "--risk", "2", "--technique", "BEUSTQ", "--threads", "2", "--skip-waf",
        "--dbms", "sqlite", "--ignore-code", "*", "--ignore-redirects", "--disable-coloring", "--ignore-stdin", ...options,
        "--output-dir", join(results, name), "--results-file", join(results, `${name}.csv`), "--timeout", "10",
      ], command, SQLMAP_SECONDS);
      if (late) found.push(`${name}: it did not come to its end in ${SQLMAP_SECONDS} seconds`);
      tested += said.split("does not seem to be injectable").length - 1;
      for (const line of said.split("\n").filter((line) => /is vulnerable|injectable\b.*(?<!not seem to be )injectable$|Type: /.test(line))) {
        found.push(`${name}: ${line}`);
      }
      writeFileSync(join(results, `${name}.txt`), said);
    };
    // One place reads the cookie for all routes; it is asked before someone signs out.
    const cookie = cookieOf(people, "reviewer").split("=")[0];
    const home = { method: "GET", path: "/batches", fields: {} };
    await scan("cookie", [home], "reviewer", ["--level", "2", "-p", cookie, "--param-filter", "COOKIE"]);
    await each([...ROLES, "nobody"], async (role) => {
      const own = asked.filter((request) => request.role === role);
      await scan(role, own, role, ["--level", "2", "--skip", "form", "--param-filter", "GET,POST,URI"]);
    });
    return { found, counts: `${tested} fields` };
  },

  /** What it reaches by itself, and every route besides. */
  async wapiti(desk, { people }, asked) {
    const found = [];
    let [attacked, judged] = [0, 0];
    const python = join(dirname(command), "python3");
    await each([...ROLES, "nobody"], async (role) => {
      const own = asked.filter(({ role: who, method, route }) => who === role && method === "GET" && !LEFT_OUT.test(route));
      const starts = own.map(({ path, fields }) => `${desk.address}${path}?${query(fields)}`.replace(/\?$/, ""));
      const report = join(folder, `wapiti-${role}.json`);
      const ended = await run([
        WAPITI, "--url", `${desk.address}/`, "--scope", "domain", ...starts.flatMap((url) => ["--start", url]),
        ...["logout", "progress", "accounts/open"].flatMap((part) => ["--exclude", `${desk.address}/*${part}*`]),
        ...(role === "nobody" ? [] : ["--header", `Cookie: ${cookieOf(people, role)}`]),
        "--module", MODULES, "--skip", "form", "--scan-force", "sneaky", "--max-links-per-page", "60", "--max-files-per-dir", "60",
        "--max-scan-time", String(WAPITI_SECONDS.pages), "--max-attack-time", String(WAPITI_SECONDS.module),
        "--flush-session", "--tasks", "4", "--no-bugreport", "--verbose", "1", "--timeout", "10",
        "--store-session", join(folder, `wapiti-${role}`), "--format", "json", "--output", report,
      ], python, WAPITI_SECONDS.all, join(folder, `wapiti-${role}.txt`));
      if (!existsSync(report)) throw new Error(`wapiti failed as ${role}: ${ended.said.slice(-2000)}`);
      // What it did not come to was not looked at.
      for (const line of ended.said.split("\n").filter((line) => CUT_OFF.test(line))) found.push(`${role}: ${line}`);
      const { vulnerabilities, anomalies, infos } = JSON.parse(readFileSync(report, "utf8"));
      attacked += infos.crawled_pages_nbr ?? 0;
      for (const [kind, cases] of [...Object.entries(vulnerabilities), ...Object.entries(anomalies)]) {
        for (const { info, method, path, parameter } of cases) {
          if (JUDGED.some((known) => known.test(kind))) judged += 1;
          else found.push(`${role}: ${kind}: ${method} ${path} ${parameter ?? ""}: ${info}`);
        }
      }
    });
    return { found, counts: `${attacked} pages, ${judged} judged to be none` };
  },
};

/** A request as proxies log it, with marks where numbers stand in its address. */
function raw(desk, cookie, { method, path, fields }) {
  const { host, port } = new URL(desk.address);
  const marked = path.replace(/\/(\d+)(?=\/|$)/g, "/$1*");
  const isPost = method === "POST";
  const address = isPost || Object.keys(fields).length === 0 ? marked : `${marked}?${query(fields)}`;
  const body = isPost ? query(fields) : "";
  const headers = [`Host: ${host}`, ...(cookie ? [`Cookie: ${cookie}`] : [])];
  if (isPost) headers.push("Content-Type: application/x-www-form-urlencoded", `Content-Length: ${body.length}`);
  const head = `00:00:00  http://${host}  [127.0.0.1]`;
  return `${head}${BORDER}${method} ${address} HTTP/1.1\n${headers.join("\n")}\n\n${body}`;
}

channel();
const house = await provider("the-desk", "no-real-secret-at-all");
writeFileSync(join(folder, "secret"), "no-real-secret-at-all");
const desk = await client.start(program, folder, [
  ...["--reports", join(folder, "channel"), "--openid-issuer", house.issuer],
  ...["--openid-client", "the-desk", "--openid-secret", join(folder, "secret")],
]);
try {
  const there = await populate(desk);
  const asked = await requests(desk, table, there.people, there.ids);
  if (process.env.SHOW) console.error(JSON.stringify(asked, null, 1));
  const { found, counts } = await SCANNERS[scanner](desk, there, asked);
  await client.get(desk, "/login");
  for (const line of found) console.log(line);
  for (const line of desk.told().split("\n").filter((line) => FAULT.test(line))) console.log(`the desk: ${line}`);
  console.error(`${read(table).length} routes, ${asked.length} requests, ${counts}`);
} finally {
  await client.kill(desk);
  house.stop();
}
