/**
 * What this device remembers. Private browsing, a full disk or a strict browser must not stop anybody from being
 * helped: where localStorage refuses, the value lives in memory until the page is closed. At a kiosk everything does.
 */
const PREFIX = "lotse.";
/** @type {Map<string, any>} */
const memory = new Map();
let keeps = true;

/** From now on nothing is written to this device, and what was written goes. */
export function keepNothing() {
  keeps = false;
  try {
    localStorage.clear();
    sessionStorage.clear();
  } catch {
    // a browser that refuses has kept nothing
  }
}

/** Everything that is remembered in this page goes. */
export function forgetAll() {
  memory.clear();
}

/** @param {string} key @returns {any} the stored value, or null */
export function read(key) {
  if (memory.has(key)) return memory.get(key);
  if (!keeps) return null;
  try {
    const raw = localStorage.getItem(PREFIX + key);
    return raw === null ? null : JSON.parse(raw);
  } catch {
    return null;
  }
}

/** @param {string} key @param {any} value must survive JSON */
export function write(key, value) {
  if (!keeps) {
    memory.set(key, value);
    return;
  }
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
    memory.delete(key);
  } catch {
    memory.set(key, value);
  }
}

/** @param {string} key */
export function remove(key) {
  memory.delete(key);
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // nothing was stored then
  }
}

/** Removes every trace of the conversation; public texts and the text size may stay, they say nothing about anybody. */
export function forgetConversation() {
  const id = (read("conversation") || {}).id;
  ["conversation", "language", "language.unsent", `draft.${id}`, `outbox.${id}`].forEach(remove);
}

/** @param {(key: string) => void} heard called when another tab of this browser changed a value */
export function onOtherTab(heard) {
  addEventListener("storage", (event) => {
    if (event.key && event.key.startsWith(PREFIX)) heard(event.key.slice(PREFIX.length));
  });
}
