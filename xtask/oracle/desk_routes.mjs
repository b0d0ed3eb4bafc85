// Every route of a team's desk, as its one table has them, with requests that its own pages would send.
import { readFileSync } from "node:fs";
import { get } from "./client.mjs";

/** The roles that scanners are signed in as, those last whose forms close accounts. */
export const ROLES = ["reviewer", "approver", "officer", "auditor", "handler", "submitter", "administrator"];
/** What ends sessions, and is asked last. */
const LAST = ["/logout", "/accounts/open", "/accounts/untie"];
/** Pages that are looked at as one role. */
const PAGES_MAX = 120;
/** What is sent where no page shows a form now: fields of those that other stages show. */
const UNSEEN = { item: "1", seen: "0", person: "3", text: "words", authority: "words", date: "2026-01-01", back: "/" };

/** Reads the table: path, method, and the names of the roles that it lets in. */
export function read(table) {
  const source = readFileSync(table, "utf8");
  const groups = new Map();
  for (const [, name, roles] of source.matchAll(/const (\w+): Access = Access::Roles\(&\[([^\]]*)\]\)/g)) {
    groups.set(name, roles.toLowerCase().split(", "));
  }
  const line = /^ {4}(shown|done)\(\s*"([^"]+)",\s*(?:Access::)?(\w+),/gm;
  const routes = [...source.matchAll(line)].map(([, kind, path, access]) => ({
    path,
    method: kind === "done" ? "POST" : "GET",
    access,
    roles: groups.get(access) ?? (access === "SignedIn" ? ROLES : []),
  }));
  const lines = source.match(/^ {4}(shown|done)\(/gm).length;
  if (routes.length !== lines || routes.length === 0) throw new Error(`${routes.length} of ${lines} routes were read`);
  return routes;
}

const unescaped = (text) =>
  text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code)).replace(/&quot;/g, '"').replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/** The forms of a page: method, address and fields, each with what it has or a word of its kind. */
function forms(page) {
  return [...page.matchAll(/<form ([^>]*)>(.*?)<\/form>/gs)].map(([, head, body]) => {
    const fields = {};
    for (const [tag] of body.matchAll(/<(?:input|select|textarea|button)[^>]*>/g)) {
      const name = tag.match(/name="([^"]+)"/)?.[1];
      if (!name || name in fields) continue;
      const date = tag.includes('type="date"') ? "2031-01-01" : "words";
      fields[name] = unescaped(tag.match(/value="([^"]*)"/)?.[1] ?? "") || date;
    }
    for (const [, name, value] of body.matchAll(/<select name="(\w+)">.*?<option value="([^"]+)"/gs)) fields[name] = value;
    const action = unescaped(head.match(/action="([^"]*)"/)?.[1] ?? "");
    return { method: /method="post"/.test(head) ? "POST" : "GET", action, fields };
  });
}

const links = (page) => [...page.matchAll(/href="([^"#]+)/g)].map(([, href]) => unescaped(href));

/** What the pages of a role lead to, breadth first: addresses with queries, and forms. */
async function crawl(desk, who, starts, most) {
  const seen = new Set(starts);
  const found = [];
  let looked = 0;
  for (const address of seen) {
    if ((looked += 1) > most) break;
    const page = await get(desk, address, who);
    const own = (href) => new URL(href, desk.address + address);
    for (const href of links(page)) {
      const url = own(href);
      if (url.origin === desk.address) seen.add(url.pathname + url.search);
    }
    for (const form of forms(page)) {
      const url = own(form.action || address);
      if (url.origin === desk.address) found.push({ ...form, path: url.pathname });
    }
  }
  const addresses = [...seen].filter((address) => address.includes("?"));
  const asked = addresses.map((address) => {
    const url = new URL(address, desk.address);
    return { method: "GET", path: url.pathname, fields: Object.fromEntries(url.searchParams) };
  });
  return [...found, ...asked];
}

const pattern = (path) => new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`);

/** Requests for every route: for each role that may use it as its pages send them, and for nobody. */
export async function requests(desk, table, people, ids) {
  const routes = read(table);
  const filled = (path) => path.replace(/\{(\w+)\}/g, (_, name) => ids[name]);
  const seen = new Map();
  for (const role of [...ROLES, "nobody"]) {
    const isOpen = ({ access, roles }) => roles.includes(role) || access === "Anyone";
    const starts = routes.filter((route) => route.method === "GET" && isOpen(route));
    const paths = starts.map(({ path }) => filled(path)).filter((path) => !/progress|picture|\/copy\//.test(path));
    seen.set(role, await crawl(desk, people[role], paths, PAGES_MAX));
  }
  const all = [];
  // The progress of a batch is an answer that never ends.
  for (const route of routes.filter(({ path }) => !path.endsWith("/progress"))) {
    const able = [...ROLES.filter((role) => route.roles.includes(role)), "nobody"];
    const first = able.find((role) => shownTo(seen.get(role), route)) ?? able[0];
    const shown = shownTo(seen.get(first), route);
    const path = shown?.path ?? filled(route.path);
    const fields = shown?.fields ?? (route.method === "POST" ? { form: people[first]?.form ?? "", ...UNSEEN } : {});
    for (const role of new Set([first, "nobody"])) {
      all.push({ route: route.path, method: route.method, role, path, fields });
    }
  }
  return all.sort((one, other) => LAST.includes(one.route) - LAST.includes(other.route));
}

/** The request of a route that has most fields, among those that were seen. */
function shownTo(found, route) {
  const matching = found.filter(({ method, path }) => method === route.method && pattern(route.path).test(path));
  const size = ({ fields }) => Object.keys(fields).length;
  return matching.sort((one, other) => size(other) - size(one))[0];
}
