// Keeps one region of a page up to date. The server says that something has changed, the region is read anew;
// every word comes from the server. Focus stays where it was, and screen readers hear of it politely and once.

const RETRY = 30_000;
const region = document.querySelector("[data-live]");
const announcer = document.querySelector("[data-announce]");
const stale = document.querySelectorAll("[data-stale]"); // each names what the page around the region rests on
const atFirst = { ...part()?.dataset };
let reading = false;
let again = false;
let sending = false; // a form is under way: the next page says what has become of it

function part() {
  return region?.querySelector("[data-part]");
}

async function read() {
  if (sending) {
    return;
  }
  if (reading) {
    again = true;
    return;
  }
  reading = true;
  try {
    const { seen } = part().dataset; // the last line shown here: without newer ones the answer is empty (204)
    const address = seen ? `${region.dataset.live}?seen=${seen}` : region.dataset.live;
    const answer = await fetch(address, { redirect: "manual", headers: { Accept: "text/html" } });
    if (answer.type === "opaqueredirect" || answer.status === 404) {
      leave(); // signed out, or the case is no longer ours: the page itself says so
    } else if (answer.status === 200) {
      show(await answer.text());
    }
  } catch {
    // offline: the stream connects again, and reads then
  } finally {
    reading = false;
    if (again) {
      again = false;
      read();
    }
  }
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-part]");
  const old = part();
  if (!fresh || old.innerHTML === fresh.innerHTML) {
    return;
  }
  const focused = region.contains(document.activeElement) ? document.activeElement.id : "";
  const heard = old.dataset.say;
  const ticked = [...old.querySelectorAll("input:checked")].map((box) => box.id);
  old.replaceWith(document.adoptNode(fresh));
  for (const box of ticked.map((id) => document.getElementById(id)).filter(Boolean)) {
    box.checked = true; // what was ticked stays so, as long as it is there
  }
  if (focused) {
    (document.getElementById(focused) ?? document.querySelector("main")).focus({ preventScroll: true });
  }
  if (fresh.dataset.title) {
    document.title = fresh.dataset.title;
  }
  if (fresh.dataset.say !== heard) {
    announcer.textContent = fresh.dataset.say;
  }
  for (const field of document.querySelectorAll("input[data-seen]")) {
    field.value = fresh.dataset.seen; // whoever leaves has seen as much
  }
  for (const notice of stale) {
    if (fresh.dataset[notice.dataset.stale] !== atFirst[notice.dataset.stale]) {
      notice.hidden = false;
    }
  }
}

function leave() {
  const writing = [...document.querySelectorAll("textarea:not([data-kept])")].some((field) => field.value.trim());
  if (!writing && !sending) {
    location.reload(); // what somebody is writing is not thrown away; sending it tells them
  }
}

function listen() {
  const events = new EventSource(region.dataset.events);
  events.addEventListener("changed", read);
  for (const sign of ["here", "types"]) { // of the person, to whoever answers
    events.addEventListener(sign, () => document.dispatchEvent(new Event(`lotse:${sign}`)));
  }
  events.addEventListener("ended", () => {
    events.close();
    leave();
  });
  events.addEventListener("error", () => {
    if (events.readyState === EventSource.CLOSED) {
      read();
      setTimeout(listen, RETRY);
    }
  });
}

document.addEventListener("submit", () => { sending = true; });
window.addEventListener("pageshow", () => { sending = false; });

if (region) {
  listen();
}

const menus = [...document.querySelectorAll("[data-menu]")];
document.addEventListener("keydown", (event) => {
  for (const menu of menus.filter(({ open }) => open && event.key === "Escape")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of menus.filter((one) => one.open && !one.contains(event.target))) {
    menu.open = false;
  }
});
