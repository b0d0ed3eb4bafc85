// Keys for those who decide all day, and progress as it happens; every page works without them.
"use strict";
(() => {
  const store = "obelus-desk-keys";
  const items = [...document.querySelectorAll(".findings li")];
  const keys = document.getElementById("keys");
  const said = document.getElementById("keys-said");
  // The chosen finding: that of the address, or that of which a form was refused; at first none, so
  // that no key decides about one that nobody looked at.
  const named = () => {
    const id = location.hash.replace("#text-", "#item-").slice(1);
    return items.findIndex((item) => item.id === id);
  };
  let at = -1;
  const choose = (index) => {
    if (items[at]) items[at].classList.remove("here");
    at = index;
    if (items[at]) items[at].classList.add("here");
  };
  const go = (index) => {
    if (items.length === 0) return;
    choose(Math.min(items.length - 1, Math.max(0, index)));
    items[at].focus();
    items[at].scrollIntoView({ block: "nearest" });
    const place = document.getElementById(items[at].id.replace("item-", "text-"));
    if (place) place.scrollIntoView({ block: "nearest" });
  };
  // Whoever goes on with the mouse or the Tab key chooses, too.
  document.addEventListener("focusin", (event) => {
    const index = items.indexOf(event.target.closest(".findings li"));
    if (index >= 0) choose(index);
  });
  addEventListener("hashchange", () => {
    if (named() >= 0) choose(named());
  });
  // What is taken back or made again leads back to the chosen finding.
  for (const form of document.querySelectorAll(".undo form")) {
    form.addEventListener("submit", () => {
      const { back } = form.elements;
      back.value = back.value.split("#")[0] + (items[at] ? "#" + items[at].id : "");
    });
  }
  const press = (key) => {
    const own = items[at] && items[at].querySelector(`[data-key="${key}"]`);
    if (items[at] === undefined && items.length > 0 && "akd".includes(key)) go(0);
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
    l: () => press("l"),
    v: () => {
      const place = items[at] && items[at].querySelector(".place");
      if (place) place.click();
    },
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
  const refused = items.findIndex((item) => "chosen" in item.dataset);
  if (refused >= 0 || named() >= 0) go(refused >= 0 ? refused : named());

  // A file that is dropped anywhere on the first page is added as if it was chosen.
  const taking = document.querySelector("[data-drop]");
  if (taking) {
    const [chosen, said] = [taking.querySelector("[type=file]"), taking.querySelector("[data-reading]")];
    const over = (event, isOver) => {
      event.preventDefault();
      taking.classList.toggle("over", isOver);
    };
    document.addEventListener("dragover", (event) => over(event, true));
    document.addEventListener("dragleave", (event) => over(event, false));
    document.addEventListener("drop", (event) => {
      over(event, false);
      if (event.dataTransfer.files.length === 0) return;
      chosen.files = event.dataTransfer.files;
      taking.requestSubmit();
    });
    taking.addEventListener("submit", () => { said.textContent = said.dataset.reading; });
  }

  // While copies are made, the page is shown again.
  if (document.querySelector("[data-making]")) setTimeout(() => location.reload(), 1500);

  // An area is drawn with any pointer; typing its text does the same without one.
  const leaf = document.querySelector(".leaf[data-page]");
  const drawn = document.getElementById("drawn");
  if (leaf && drawn) {
    const picture = leaf.querySelector("svg");
    const box = picture.viewBox.baseVal;
    const shape = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    shape.setAttribute("class", "drawing");
    document.querySelector(".drawn-hint").hidden = false;
    let from = null;
    let moved = false;
    const point = ({ clientX, clientY }) => {
      const { left, top, width, height } = picture.getBoundingClientRect();
      return [((clientX - left) / width) * box.width, ((clientY - top) / height) * box.height];
    };
    const sides = (to) => {
      const [left, right] = [from[0], to[0]].sort((one, other) => one - other);
      const [top, bottom] = [from[1], to[1]].sort((one, other) => one - other);
      return [left, top, right, bottom];
    };
    const forget = () => {
      from = null;
      shape.remove();
      drawn.hidden = true;
    };
    picture.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      from = point(event);
      moved = false;
    });
    picture.addEventListener("pointermove", (event) => {
      if (!from) return;
      const [left, top, right, bottom] = sides(point(event));
      if (!moved && right - left < 3 && bottom - top < 3) return;
      if (!moved) {
        moved = true;
        picture.setPointerCapture(event.pointerId);
        picture.append(shape);
      }
      shape.setAttribute("x", left);
      shape.setAttribute("y", top);
      shape.setAttribute("width", right - left);
      shape.setAttribute("height", bottom - top);
    });
    picture.addEventListener("pointerup", (event) => {
      if (!from) return;
      const numbers = sides(point(event)).map((side) => side.toFixed(1));
      from = null;
      if (!moved) return;
      drawn.elements.drawn.value = [leaf.dataset.page, ...numbers].join(" ");
      drawn.hidden = false;
      drawn.elements.ground.focus();
    });
    picture.addEventListener("pointercancel", forget);
    // A link under the area is not followed when an area was drawn over it.
    picture.addEventListener("click", (event) => {
      if (moved) event.preventDefault();
    });
    picture.addEventListener("dragstart", (event) => event.preventDefault());
    drawn.querySelector("[data-cancel]").addEventListener("click", forget);
    drawn.addEventListener("keydown", (event) => {
      if (event.key === "Escape") forget();
    });
  }

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

  // Passkeys, where the browser has them (W3C Web Authentication).
  const encoder = { "+": "-", "/": "_", "=": "" };
  const encoded = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/[+/=]/g, (sign) => encoder[sign]);
  const asks = (form, ask) => {
    if (!form || !window.PublicKeyCredential) return;
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const said = form.querySelector("[data-failed]");
      said.textContent = "";
      try {
        const values = await ask(new TextEncoder().encode(form.dataset.challenge));
        for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
        form.submit();
      } catch {
        said.textContent = said.dataset.failed;
      }
    });
  };
  asks(document.getElementById("passkey-in"), async (challenge) => {
    const publicKey = { challenge, userVerification: "required" };
    const { id, response } = await navigator.credentials.get({ publicKey });
    return {
      id,
      client: encoded(response.clientDataJSON),
      authenticator: encoded(response.authenticatorData),
      signature: encoded(response.signature),
    };
  });
  const adding = document.getElementById("passkey-add");
  asks(adding, async (challenge) => {
    const { name, shown, account } = adding.dataset;
    const publicKey = {
      challenge,
      rp: { name: "Obelus" },
      user: { id: new TextEncoder().encode(`account ${account}`), name, displayName: shown },
      // ES256 alone.
      pubKeyCredParams: [{ type: "public-key", alg: -7 }],
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      attestation: "none",
    };
    const { response } = await navigator.credentials.create({ publicKey });
    return {
      client: encoded(response.clientDataJSON),
      authenticator: encoded(response.getAuthenticatorData()),
      key: encoded(response.getPublicKey()),
    };
  });
})();
