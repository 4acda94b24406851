// Answers wait on this phone while the line is down, where the respondent asked for it. They go out
// in order, each with the key that it was given with first; what somebody changed meanwhile is asked.

import { begin, cacheName, forget, read, write } from "./kept.js";

const box = document.getElementById("keeping");
const words = box.dataset;
const form = document.getElementById("answers");
const choice = document.getElementById("keep-here");
const told = document.getElementById("keeping-state");
const list = document.getElementById("keeping-list");
const RETRY_MS = 5000;
let timer = null;

function mine() {
  const kept = read();
  return kept?.assessment === words.assessment ? kept : null;
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function questionOf(code) {
  return document.getElementById(`question-${code}`);
}

function showVersion(code, version) {
  const field = questionOf(code)?.querySelector(`[name="v_${code}"]`);
  if (field) field.value = version;
}

// An answer that may have arrived stays, so that its key tells; all others give way to the newer.
function add({ code, body, tries }) {
  const kept = mine();
  if (!kept) return false;
  const fields = [...body].filter(([name]) => name !== "csrf_token" && name !== "key");
  kept.queue = kept.queue.filter((one) => one.code !== code || (one.tried && !one.conflict && !one.fault));
  const label = questionOf(code)?.querySelector("legend")?.textContent.trim() ?? code;
  kept.queue.push({ code, key: body.get("key"), fields, label, page: location.pathname, tried: tries > 0 });
  return write(kept);
}

async function drain() {
  clearTimeout(timer);
  timer = null;
  if (!mine()?.queue.length) return show();
  if (!navigator.locks) return sendAll();
  return navigator.locks.request("crest-kept", { ifAvailable: true }, (lock) => (lock ? sendAll() : again()));
}

function again() {
  timer ??= setTimeout(drain, RETRY_MS);
}

async function sendAll() {
  for (;;) {
    const kept = mine();
    const entry = kept?.queue.find((one) => !one.conflict && !one.fault);
    if (!entry) break;
    entry.tried = true;
    write(kept);
    if (!(await send(entry))) {
      again();
      break;
    }
  }
  show();
}

// Returns whether the server has decided about the answer.
async function send(entry) {
  const body = new URLSearchParams(entry.fields);
  body.set("key", entry.key);
  body.set("csrf_token", document.querySelector("[name=csrf_token]").value);
  let reply;
  let said = {};
  try {
    reply = await fetch(words.answers.replace("CODE", entry.code), {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      redirect: "error",
    });
    said = await reply.json();
  } catch {
    if (!reply || reply.ok) return false;
  }
  if (reply.status >= 500 || [400, 401, 429].includes(reply.status)) {
    if (reply.status < 429) told.dataset.signedOut = "yes";
    return false;
  }
  delete told.dataset.signedOut;
  settle(entry, said);
  return true;
}

function settle(entry, said) {
  const kept = mine();
  const found = kept?.queue.find((one) => one.key === entry.key);
  if (!found) return;
  if (said.saved) {
    kept.queue = kept.queue.filter((one) => one !== found);
    remember(kept, entry.code, entry.fields, said.version);
    for (const later of kept.queue.filter((one) => one.code === entry.code)) setVersion(later, said.version);
    showVersion(entry.code, said.version);
  } else if ("theirs" in said) {
    found.conflict = { message: said.message, ours: said.ours, theirs: said.theirs, current: said.current };
  } else {
    found.fault = said.message || words.refused;
  }
  write(kept);
  show();
}

function remember(kept, code, fields, version) {
  kept.saved = [...kept.saved.filter((one) => one.code !== code), { code, fields, version }];
}

function setVersion(entry, version) {
  entry.fields = entry.fields.map(([name, value]) => [name, name === `v_${entry.code}` ? String(version) : value]);
}

function show() {
  const kept = mine();
  const waiting = kept?.queue.length ?? 0;
  choice.checked = Boolean(kept);
  let text = "";
  if (waiting) text = told.dataset.signedOut ? words.signedOut : words.waiting.replace("NUM", waiting);
  else if (kept) text = words.nothingWaits;
  told.textContent = text;
  told.dataset.kind = waiting ? "problem" : "saved";
  const line = document.getElementById("save-state");
  if (waiting) say(text, "kept");
  else if (line?.dataset.kind === "kept") say(words.allSent, "saved");
  list.replaceChildren(...(kept?.queue ?? []).filter((one) => one.conflict || one.fault).map(asked));
}

function say(text, kind) {
  const line = document.getElementById("save-state");
  if (!line) return;
  line.textContent = text;
  line.dataset.kind = kind;
}

// Nothing is decided for the person: both answers stand side by side until one is chosen.
function asked(entry) {
  const item = document.createElement("li");
  const title = document.createElement("p");
  const link = document.createElement("a");
  link.href = `${entry.page}#question-${entry.code}`;
  link.textContent = entry.label;
  title.append(link);
  item.append(title, paragraph(entry.conflict?.message ?? entry.fault, "field-error"));
  if (entry.conflict) {
    const pairs = document.createElement("dl");
    pairs.className = "summary conflict";
    pairs.append(pair(words.ours, entry.conflict.ours), pair(words.theirs, entry.conflict.theirs));
    item.append(pairs, button(words.keepMine, () => insist(entry.key)));
  }
  item.append(button(entry.conflict ? words.keepTheirs : words.drop, () => giveWay(entry.key)));
  return item;
}

function paragraph(text, kind) {
  const line = document.createElement("p");
  line.className = kind;
  line.textContent = text;
  return line;
}

function pair(label, value) {
  const both = document.createElement("div");
  const name = document.createElement("dt");
  const text = document.createElement("dd");
  name.textContent = label;
  text.textContent = value || words.nothing;
  both.append(name, text);
  return both;
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-second button-small";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function insist(key) {
  const kept = mine();
  const entry = kept?.queue.find((one) => one.key === key);
  if (!entry) return;
  setVersion(entry, entry.conflict.current);
  entry.key = newKey();
  entry.tried = false;
  delete entry.conflict;
  write(kept);
  drain();
}

function giveWay(key) {
  const kept = mine();
  const entry = kept?.queue.find((one) => one.key === key);
  if (!entry) return;
  kept.queue = kept.queue.filter((one) => one.code !== entry.code);
  kept.saved = kept.saved.filter((one) => one.code !== entry.code);
  write(kept);
  if (questionOf(entry.code)) location.reload();
  else show();
}

// A page shown from this phone is older than the answers that were given since.
function overlay() {
  const kept = mine();
  if (!kept || !form) return;
  for (const question of form.querySelectorAll(".question")) {
    const { code } = question.dataset;
    const version = Number(question.querySelector(`[name="v_${code}"]`).value);
    const saved = kept.saved.find((one) => one.code === code);
    const waiting = kept.queue.findLast((one) => one.code === code);
    if (waiting) fill(question, waiting.fields);
    else if (saved && saved.version > version) {
      fill(question, saved.fields);
      showVersion(code, saved.version);
    }
  }
}

function fill(question, fields) {
  const left = fields.map(([name, value]) => ({ name, value }));
  for (const field of question.querySelectorAll("input, select, textarea")) {
    if (!field.name.startsWith("q_")) continue;
    if (field.type === "radio" || field.type === "checkbox") {
      field.checked = left.some(({ name, value }) => name === field.name && value === field.value);
      continue;
    }
    const place = left.findIndex(({ name }) => name === field.name);
    if (place >= 0) field.value = left.splice(place, 1)[0].value;
  }
}

async function keepPages() {
  const cache = await caches.open(cacheName(words.assessment));
  const home = await textOf(cache, words.home);
  const paths = [...home.querySelectorAll("ol.steps a")].map((link) => link.getAttribute("href"));
  const assets = new Set(performance.getEntriesByType("resource").map((one) => new URL(one.name).pathname));
  for (const path of paths) {
    const page = await textOf(cache, path);
    for (const part of page.querySelectorAll("link[href], script[src]"))
      assets.add(part.getAttribute("href") ?? part.getAttribute("src"));
  }
  for (const path of assets) {
    if (path.startsWith("/static/") && !(await cache.match(path))) await cache.add(path);
  }
}

async function textOf(cache, path) {
  const reply = await fetch(path, { headers: { Accept: "text/html" } });
  if (!reply.ok || reply.redirected) throw new Error("no page to keep");
  await cache.put(path, reply.clone());
  return new DOMParser().parseFromString(await reply.text(), "text/html");
}

async function start() {
  if (read()?.assessment !== words.assessment && !begin(words.assessment)) return;
  told.textContent = words.loading;
  try {
    await navigator.serviceWorker.register(words.worker, { scope: words.home });
    await keepPages();
    const kept = mine();
    if (kept) write({ ...kept, version: words.version });
  } catch {
    // the line is down already: the answers are kept, the pages follow when it is back
  }
  show();
}

async function choose() {
  const waiting = read()?.queue.length;
  if (choice.checked && waiting && !mine()) {
    choice.checked = false;
    told.textContent = words.other;
  } else if (choice.checked) {
    await forget();
    await start();
  } else if (!waiting || window.confirm(words.lose)) {
    await forget();
    show();
  } else {
    choice.checked = true;
  }
}

// Each answer is saved or kept by now: what is left of the step is the way to the next page.
function goOn(event) {
  const { submitter } = event;
  const isPlainStep = !submitter?.name || submitter.name === "go";
  if (event.target !== form || !mine() || !isPlainStep || form.querySelector(".has-error")) return;
  const isWhole = document.dispatchEvent(new CustomEvent("crest:flush", { cancelable: true }));
  const isDown = !navigator.onLine || mine().queue.length;
  if (!isWhole && !isDown) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!isWhole) return say(words.half, "problem");
  const wait = setInterval(() => {
    if (Number(form.dataset.waiting)) return;
    clearInterval(wait);
    location.assign(submitter?.name === "go" ? words.home : words.after);
  }, 50);
}

// What waits goes out before anything ends for good.
function holdBack(event) {
  const waiting = mine()?.queue.length;
  if (!waiting || event.target === form || event.target.method !== "post") return;
  const isLeaving = event.target.action.endsWith("/logout");
  if (isLeaving && window.confirm(words.lose)) return;
  if (!isLeaving && !event.target.action.endsWith("/submit")) return;
  event.preventDefault();
  box.scrollIntoView();
  drain();
}

if (words.over) {
  if (mine()) forget();
} else if ("serviceWorker" in navigator && "caches" in window) {
  box.hidden = false;
  overlay();
  document.addEventListener("crest:unsent", (event) => {
    const { detail } = event;
    const mustWait = detail.tries > 0 || mine()?.queue.some((one) => !one.conflict && !one.fault);
    if (mustWait && add(detail)) {
      event.preventDefault();
      show();
      again();
    }
  });
  document.addEventListener("crest:saved", ({ detail }) => {
    const kept = mine();
    if (!kept) return;
    const fields = [...detail.body].filter(([name]) => name.startsWith("q_"));
    remember(kept, detail.code, fields, detail.version);
    write(kept);
  });
  document.addEventListener("submit", goOn, true);
  document.addEventListener("submit", holdBack, true);
  choice.addEventListener("change", choose);
  window.addEventListener("online", drain);
  window.addEventListener("storage", show);
  drain();
  const kept = mine();
  if (kept && kept.version !== words.version) start();
}
