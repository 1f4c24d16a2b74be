// Keeps what is typed into an application: at once on this device, a moment later on the server, section by section.
// The form works without this file.
(() => {
  // A question that depends on an earlier answer is there when that was given.
  const follow = () => {
    for (const one of document.querySelectorAll("[data-if]")) {
      const { if: name, is } = one.dataset;
      const given = [...document.getElementsByName(name)].filter((other) => other.checked ?? true);
      const isIdle = given.some((other) => other.closest("[data-if][hidden]"));
      one.hidden = isIdle || !given.some((other) => is.split(" ").includes(other.value));
    }
  };
  for (const when of ["change", "pageshow"]) addEventListener(when, follow);
  const form = document.querySelector("form[data-draft]");
  follow();
  if (!form) return;
  const { draft, saved, offline, waiting, signedOut, both } = form.dataset;
  const told = document.getElementById("kept");
  const { revision, csrfmiddlewaretoken: token } = form.elements;
  const sections = [...form.querySelectorAll("fieldset[id^=section-]")];
  const nameOf = (section) => section.id.slice("section-".length);
  const page = Math.random().toString(36).slice(2); // so that a page is never in its own way
  const before = {}; // section → the page that typed it, where this one took it over
  const waits = new Set(); // sections to be saved
  const refused = new Set();
  let saving = false;
  let later;
  let goes; // the button was pressed: the whole form goes, after what is on its way

  const say = (text) => {
    if (told.textContent !== text) told.textContent = text;
  };
  const pairsOf = (section) => {
    const names = new Set([...section.elements].map((one) => one.name));
    return [...new FormData(form)].filter(([name]) => names.has(name));
  };

  // --- This device: for each page an entry, {section: [revision, pairs]} ---
  const store = (key, value) => {
    try {
      if (value) localStorage.setItem(key, JSON.stringify(value));
      else localStorage.removeItem(key);
      return true;
    } catch {
      return false; // switched off, or full
    }
  };
  const stored = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  };
  const ownKey = `${draft} ${page}`;
  const foreign = document.getElementById("foreign");
  const keep = () => {
    if (foreign.checked) return false;
    const kept = [...waits, ...refused].map((section) => [nameOf(section), [revision.value, pairsOf(section)]]);
    return store(ownKey, kept.length && Object.fromEntries(kept));
  };
  const drafts = () => {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(`${draft} `));
    } catch {
      return [];
    }
  };
  foreign.checked = stored("foreign") === 1;
  foreign.addEventListener("change", () => {
    store("foreign", foreign.checked && 1);
    if (foreign.checked) for (const key of drafts()) store(key);
    else keep();
  });
  foreign.closest("[hidden]").hidden = false;

  // --- The server ---
  const lost = () => say(keep() ? offline : waiting);
  const send = async (section, how) => {
    const pairs = JSON.stringify(pairsOf(section));
    const body = new URLSearchParams(JSON.parse(pairs));
    body.append("csrfmiddlewaretoken", token.value);
    body.append("revision", revision.value);
    body.append("page", page);
    if (before[nameOf(section)]) body.append("page", before[nameOf(section)]);
    const answer = await fetch(`${location.pathname}save/${nameOf(section)}/`, { method: "POST", body, signal: AbortSignal.timeout?.(15000), ...how });
    if (!answer.headers.get("Content-Type")?.includes("json")) {
      if (answer.redirected || answer.status === 403) say(signedOut);
      else lost();
      return false;
    }
    const said = await answer.json();
    if (said.refused) {
      refused.add(section); // the button shows more; until then this device keeps it
      waits.delete(section);
      say(`${said.refused} ${said.stale ? both : ""}`);
      return true;
    }
    delete before[nameOf(section)];
    if (pairs === JSON.stringify(pairsOf(section))) waits.delete(section);
    keep();
    document.querySelector(".seats span").textContent = said.progress;
    if (!waits.size && !refused.size) say(saved);
    return true;
  };
  const save = async (how) => {
    clearTimeout(later);
    later = undefined;
    if (saving || goes) return;
    saving = true;
    let isWell = true;
    try {
      for (const section of [...waits]) if (!goes) isWell = (await send(section, how)) && isWell;
    } catch {
      isWell = false;
      lost();
    }
    saving = false;
    if (goes) goes();
    else if (waits.size) later ??= setTimeout(() => save(), isWell ? 3000 : 5000);
  };
  const changed = ({ target }) => {
    const section = target.closest("fieldset[id^=section-]");
    if (!section) return;
    refused.delete(section);
    waits.add(section);
    keep();
    later ??= setTimeout(() => save(), 3000);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    if (saving) event.preventDefault();
    goes = saving ? () => form.requestSubmit(event.submitter) : () => {};
  });
  addEventListener("pageshow", () => (goes = undefined)); // back from the next page
  addEventListener("online", () => save());
  addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save({ keepalive: true }));

  // --- What was typed here before and never arrived ---
  const restore = (section, pairs) => {
    for (const one of section.elements) {
      const values = pairs.filter(([name]) => name === one.name).map(([, value]) => value);
      if (one.type === "checkbox" || one.type === "radio") one.checked = values.includes(one.value);
      else if (values.length) one.value = values[0];
    }
  };
  for (const key of drafts()) {
    const kept = stored(key) || {};
    for (const section of sections) {
      const [typedOn, pairs] = kept[nameOf(section)] || [];
      if (!pairs || JSON.stringify(pairs) === JSON.stringify(pairsOf(section))) continue;
      restore(section, pairs);
      before[nameOf(section)] = key.slice(draft.length + 1);
      revision.value = Math.min(revision.value, typedOn);
      waits.add(section);
    }
    store(key);
  }
  follow();
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "page", value: page }));
  keep();
  if (waits.size) save();
})();
