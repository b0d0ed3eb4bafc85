// Keys for those who decide all day; every page works without them.
"use strict";
(() => {
  const items = [...document.querySelectorAll(".findings li")];
  if (items.length === 0) return;
  const store = "obelus-desk-keys";
  let at = Math.max(0, items.findIndex((item) => "#" + item.id === location.hash));
  const go = (index) => {
    items[at].classList.remove("here");
    at = Math.min(items.length - 1, Math.max(0, index));
    items[at].classList.add("here");
    items[at].focus();
    items[at].scrollIntoView({ block: "nearest" });
    const place = document.getElementById(items[at].id.replace("item-", "text-"));
    if (place) place.scrollIntoView({ block: "center" });
  };
  const press = (selector) => {
    const button = items[at].querySelector(selector) || document.querySelector(".undo " + selector);
    if (button) button.click();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) return;
    if (event.key === "!") {
      const off = localStorage.getItem(store) === "off";
      localStorage.setItem(store, off ? "on" : "off");
      return;
    }
    if (localStorage.getItem(store) === "off") return;
    const keys = {
      j: () => go(at + 1),
      n: () => go(at + 1),
      p: () => go(at - 1),
      a: () => press('[data-key="a"]'),
      k: () => press('[data-key="k"]'),
      d: () => press('[data-key="d"]'),
      u: () => press('[data-key="u"]'),
    };
    const act = keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
  if (location.hash.startsWith("#item-")) go(at);
})();
