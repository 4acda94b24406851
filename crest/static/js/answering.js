// Saves each answer as it is given. Without this the form's own button saves them all.

const form = document.getElementById("answers");
const state = document.getElementById("save-state");
const words = form?.dataset;
const pending = new Map(); // question code -> the answer on its way, or waiting for the line
const dirty = new Set(); // codes with typing that no change event has told of yet
const RETRY_MS = [2000, 4000, 8000, 15000, 30000];
const TYPING_MS = 10000;
const PATIENCE_MS = 20000;
const REST_MS = 110 * 60 * 1000; // two hours without a sign end the session

function say(text, kind) {
  state.textContent = text;
  state.dataset.kind = kind;
}

// Ten minutes before the session ends the person is told, and stays with one tap.
let resting = null;

function awake() {
  clearTimeout(resting);
  resting = setTimeout(warn, REST_MS);
}

function warn() {
  say(`${words.ending} `, "problem");
  const stay = document.createElement("button");
  stay.type = "button";
  stay.className = "button button-second button-small";
  stay.textContent = words.stay;
  stay.addEventListener("click", async () => {
    const reply = await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!reply?.ok || reply.redirected) return say(words.signedOut, "problem");
    say("", "saved");
    awake();
  });
  state.append(stay);
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function questionOf(code) {
  return document.getElementById(`question-${code}`);
}

// What the question says now, as the form would post it.
function bodyOf(question) {
  const { code } = question.dataset;
  const body = new URLSearchParams();
  body.set("csrf_token", form.elements.csrf_token.value);
  body.set("key", newKey());
  for (const [name, value] of new FormData(form)) {
    if (name === `q_${code}` || name === `v_${code}` || name.startsWith(`q_${code}__`)) body.append(name, value);
  }
  return body;
}

// Whoever keeps answers while the line is down may take this one; then it is not sent from here.
function isKept(task) {
  const offered = new CustomEvent("crest:unsent", { cancelable: true, detail: task });
  if (document.dispatchEvent(offered)) return false;
  clearFault(questionOf(task.code));
  return true;
}

function count() {
  form.dataset.waiting = pending.size;
}

function save(question) {
  const { code } = question.dataset;
  dirty.delete(code);
  const waiting = pending.get(code);
  if (waiting) {
    waiting.again = true; // the newest state is sent once the one on its way is settled
    return;
  }
  const task = { code, body: bodyOf(question), tries: 0, again: false };
  if (isKept(task)) return;
  pending.set(code, task);
  count();
  say(words.saving, "saving");
  send(task);
}

async function send(task) {
  let reply;
  try {
    reply = await fetch(words.answers.replace("CODE", task.code), {
      method: "POST",
      body: task.body,
      headers: { Accept: "application/json" },
      redirect: "error",
      keepalive: true,
      signal: AbortSignal.timeout?.(PATIENCE_MS),
    });
  } catch {
    return later(task);
  }
  if (reply.status >= 500 || reply.status === 429) return later(task);
  let told = {};
  try {
    told = await reply.json();
  } catch {
    if (reply.ok) return later(task);
  }
  settle(task, reply.status, told);
}

// The same key goes again, so that a reply lost on the way does no harm.
function later(task) {
  const wait = RETRY_MS[Math.min(task.tries, RETRY_MS.length - 1)];
  task.tries += 1;
  if (questionOf(task.code) && isKept(task)) {
    pending.delete(task.code);
    count();
    if (task.again) save(questionOf(task.code));
    return;
  }
  say(words.trying, "problem");
  setTimeout(() => send(task), wait);
}

function settle(task, status, told) {
  const question = questionOf(task.code);
  pending.delete(task.code);
  count();
  awake();
  if (!question) return;
  if (told.saved) {
    document.dispatchEvent(new CustomEvent("crest:saved", { detail: { ...task, version: told.version } }));
    question.querySelector(`[name="v_${task.code}"]`).value = told.version;
    clearFault(question);
    if (told.opened || told.closed) refresh().then(tellDone);
    else tellDone();
    if (task.again) save(question);
    else if (!pending.size) say(words.saved.replace("TIME", clock()), "saved");
  } else if (status === 409 && "theirs" in told) {
    showConflict(question, told);
  } else if (status === 401 || status === 400) {
    say(words.signedOut, "problem");
  } else {
    showFault(question, told.message || words.refused);
  }
}

function clock() {
  // of 24 hours: not every browser has the words of the other clock in Khmer
  return new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

// How many questions of the section are answered, by what the page says and the server took.
function tellDone() {
  const line = document.getElementById("section-done");
  if (!line) return;
  const asked = [...document.querySelectorAll(".question")];
  const given = asked.filter((question) => !question.classList.contains("has-error") && isGiven(question));
  line.textContent = line.dataset.words.replace("DONE", given.length).replace("SHOWN", asked.length);
}

function isGiven(question) {
  const name = `q_${question.dataset.code}`;
  const aside = ["note", "reason", "planned_by", "currency"].map((part) => `${name}__${part}`);
  return [...new FormData(form)].some(([key, value]) =>
    (key === name || key.startsWith(`${name}__`)) && !aside.includes(key) && value !== "");
}

function clearFault(question) {
  question.classList.remove("has-error");
  question.querySelectorAll(".live-fault, .field-error, .conflict").forEach((part) => part.remove());
}

function faultBox(question, text) {
  clearFault(question);
  question.classList.add("has-error");
  const line = document.createElement("p");
  line.className = "field-error live-fault";
  line.textContent = text;
  question.querySelector("legend").after(line);
  return line;
}

function showFault(question, text) {
  faultBox(question, text);
  say(words.refused, "problem");
}

function showConflict(question, told) {
  const line = faultBox(question, told.message);
  const list = document.createElement("dl");
  list.className = "summary conflict live-fault";
  for (const [label, value] of [[words.ours, told.ours], [words.theirs, told.theirs]]) {
    const pair = document.createElement("div");
    const name = document.createElement("dt");
    const text = document.createElement("dd");
    name.textContent = label;
    text.textContent = value || words.nothing;
    pair.append(name, text);
    list.append(pair);
  }
  const keep = document.createElement("button");
  keep.type = "button";
  keep.className = "button button-second button-small live-fault";
  keep.textContent = words.keep;
  keep.addEventListener("click", () => {
    question.querySelector(`[name="v_${question.dataset.code}"]`).value = told.current;
    save(question);
  });
  line.after(list, keep);
  say(words.conflict, "problem");
}

// An answer opened or closed questions: take over those that the server shows now.
async function refresh() {
  let page;
  try {
    const reply = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    if (!reply.ok) return;
    page = new DOMParser().parseFromString(await reply.text(), "text/html");
  } catch {
    return;
  }
  const shown = [...page.querySelectorAll(".question")];
  const codes = new Set(shown.map((question) => question.dataset.code));
  document.querySelectorAll(".question").forEach((question) => {
    if (!codes.has(question.dataset.code) && !pending.has(question.dataset.code)) question.remove();
  });
  let before = null;
  for (const question of shown) {
    const here = questionOf(question.dataset.code);
    if (here) {
      here.querySelector(".question-number").textContent = question.querySelector(".question-number").textContent;
      before = here;
    } else {
      const fresh = document.importNode(question, true);
      if (before) before.after(fresh);
      else document.getElementById("questions").prepend(fresh);
      before = fresh;
    }
  }
}

// Saying something instead of an answer clears the answer, and the other way round.
function untangle(question, field) {
  const stateName = `q_${question.dataset.code}__state`;
  if (field.name === stateName && field.value) {
    question.querySelectorAll(`[name="q_${question.dataset.code}"]`).forEach((other) => {
      if (other.type === "radio" || other.type === "checkbox") other.checked = false;
    });
  } else if (field.name === `q_${question.dataset.code}`) {
    const none = question.querySelector(`[name="${stateName}"][value=""]`);
    if (none) none.checked = true;
    if (field.type === "checkbox" && field.checked) alone(question, field);
  }
}

function alone(question, field) {
  question.querySelectorAll('input[type="checkbox"]').forEach((other) => {
    const clash = "exclusive" in field.dataset || "exclusive" in other.dataset;
    if (other !== field && clash) other.checked = false;
  });
}

// Half of an answer is not saved: a day or a reason is still to come.
function isWhole(question) {
  const chosen = question.querySelector('[name$="__state"]:checked')?.value;
  if (chosen === "planned") return Boolean(question.querySelector('[name$="__planned_by"]').value);
  if (chosen === "not_applicable") return Boolean(question.querySelector('[name$="__reason"]').value);
  return true;
}

function saveTyping() {
  for (const code of dirty) {
    const question = questionOf(code);
    if (question && isWhole(question)) save(question);
  }
}

if (form) {
  document.documentElement.classList.add("scripted");
  form.addEventListener("change", (event) => {
    const question = event.target.closest(".question");
    if (!question) return;
    untangle(question, event.target);
    if (isWhole(question)) save(question);
  });
  form.addEventListener("input", (event) => {
    const question = event.target.closest(".question");
    if (question) dirty.add(question.dataset.code);
  });
  awake();
  setInterval(saveTyping, TYPING_MS);
  document.addEventListener("crest:flush", (event) => {
    saveTyping();
    if (dirty.size) event.preventDefault(); // half of an answer: the form says what is missing
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") saveTyping();
  });
  // What is on its way is saved by the form as well; its own versions would be stale by then.
  form.addEventListener("submit", (event) => {
    if (!pending.size) return;
    event.preventDefault();
    const { submitter } = event;
    const wait = setInterval(() => {
      if (pending.size) return;
      clearInterval(wait);
      delete form.dataset.sent;
      form.requestSubmit(submitter);
    }, 50);
  });
  window.addEventListener("beforeunload", (event) => {
    if (pending.size) event.preventDefault();
  });
}
