// Where staff write to a person: the draft is kept on the server while it grows, which also tells the person that
// somebody is writing; and what the person does just now is shown until nothing has been heard of it for a while.

const KEEP_MS = 3000; // between two savings of the draft
const SHOWN_MS = { types: 7000, here: 40_000 }; // a sign is given again well within this time

const form = document.querySelector("form[data-draft]");
const field = form?.querySelector("textarea");
const presence = document.querySelector("[data-presence]");
let savedAt = 0;
let timer = 0;
let sent = false;

function changed() {
  field.removeAttribute("data-kept");
  if (!timer) {
    timer = setTimeout(save, Math.max(0, savedAt + KEEP_MS - Date.now()));
  }
}

async function save() {
  clearTimeout(timer);
  timer = 0;
  if (sent) {
    return; // it is on its way, and no draft any more
  }
  savedAt = Date.now();
  const text = field.value;
  const body = new URLSearchParams({ csrf: form.elements.csrf.value, text, after: form.dataset.after });
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body, keepalive: true, redirect: "manual" });
    if (answer.ok && text === field.value) {
      field.dataset.kept = ""; // may leave the screen: it is there again at the next visit
    }
  } catch {
    // offline: the next word tries again
  }
}

const until = { types: 0, here: 0 };

function show() {
  const sign = ["types", "here"].find((name) => until[name] > Date.now());
  const text = sign ? presence.dataset[sign] : "";
  if (presence.textContent !== text) {
    presence.textContent = text; // a status is read out when it is set
  }
}

function heard(sign) {
  until[sign] = Date.now() + SHOWN_MS[sign];
  show();
  setTimeout(show, SHOWN_MS[sign] + 50);
}

if (form) {
  field.addEventListener("input", changed);
  form.addEventListener("submit", () => { sent = true; });
  window.addEventListener("pageshow", () => { sent = false; });
  window.addEventListener("pagehide", () => timer && save());
}
if (presence) {
  for (const sign of Object.keys(SHOWN_MS)) {
    document.addEventListener(`lotse:${sign}`, () => heard(sign));
  }
}
