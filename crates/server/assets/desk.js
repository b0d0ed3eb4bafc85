// Keys for those who decide all day, and progress as it happens; every page works without them.
"use strict";
(() => {
  const store = "obelus-desk-keys";
  const items = [...document.querySelectorAll(".findings li")];
  const keys = document.getElementById("keys");
  const said = document.getElementById("keys-said");
  let at = Math.max(0, items.findIndex((item) => "#" + item.id === location.hash));

  const go = (index) => {
    if (items.length === 0) return;
    items[at].classList.remove("here");
    at = Math.min(items.length - 1, Math.max(0, index));
    items[at].classList.add("here");
    items[at].focus();
    items[at].scrollIntoView({ block: "nearest" });
    const place = document.getElementById(items[at].id.replace("item-", "text-"));
    if (place) place.scrollIntoView({ block: "center" });
  };
  const press = (key) => {
    const own = items[at] && items[at].querySelector(`[data-key="${key}"]`);
    const target = own || document.querySelector(`main > nav [data-key="${key}"], .undo [data-key="${key}"]`);
    if (target) target.click();
  };
  const search = () => {
    const field = document.querySelector('[data-key="/"]');
    if (field) field.focus();
  };
  const isOff = () => localStorage.getItem(store) === "off";
  const switchKeys = () => {
    localStorage.setItem(store, isOff() ? "on" : "off");
    said.textContent = isOff() ? said.dataset.off : said.dataset.on;
    said.classList.remove("unseen");
  };
  const acts = {
    j: () => go(at + 1),
    n: () => go(at + 1),
    p: () => go(at - 1),
    a: () => press("a"),
    k: () => press("k"),
    d: () => press("d"),
    u: () => press("u"),
    r: () => press("r"),
    f: () => press("f"),
    "/": search,
    "?": () => keys.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || keys.open) return;
    if (event.target.closest("input, select, textarea")) return;
    if (event.key === "!") {
      switchKeys();
      return;
    }
    const act = acts[event.key];
    if (act && !isOff()) {
      event.preventDefault();
      act();
    }
  });
  if (location.hash.startsWith("#item-")) go(at);

  // A page that waits is loaded again when there is more to see; one that is worked on says so.
  const watched = document.querySelector("[data-progress]");
  if (watched) {
    let first = null;
    new EventSource(watched.dataset.progress).onmessage = ({ data }) => {
      const [state, , , number] = data.split(" ");
      const waits = watched.dataset.state === "reading" || "releasing" in watched.dataset;
      if (waits && ((first !== null && data !== first) || state === "ready" && watched.dataset.state)) {
        location.reload();
      } else if (!waits && number !== watched.dataset.number) {
        watched.hidden = false;
      }
      first ??= data;
    };
  }
})();
