/** From the first look at the page to the last: choosing a language, beginning, coming back, leaving, deleting. */
import * as api from "./api.js";
import { Chat } from "./chat.js";
import { endForGood } from "./kiosk/device.js";
import { Kiosk } from "./kiosk/kiosk.js";
import { canPrint, isKiosk } from "./kiosk/mode.js";
import { labelLanguage, labelPage } from "./labels.js";
import { forgetConversation, keepNothing, read, write } from "./store.js";
import * as texts from "./texts.js";
import * as copies from "./view/copy.js";
import { byId } from "./view/dom.js";
import * as panels from "./view/panels.js";
import * as slip from "./view/slip.js";
import { orderedBy, showWall, startNote } from "./view/start.js";

const { t } = texts;
const RETRY_MS = 3000;
if (isKiosk) keepNothing();
document.documentElement.toggleAttribute("data-kiosk", isKiosk);
const link = new URLSearchParams(location.search);
/** @type {import("./types.js").Language[]} */
let languages = read("languages") || [];
/** @type {Chat|null} */
let chat = null;
let beginning = false;
/** @type {import("./types.js").State|null} */
let state = null;
const kiosk = isKiosk ? new Kiosk({
  talking: () => chat !== null,
  reading: () => chat !== null && chat.reader.reading !== null,
  toNoteDown: () => (chat ? chat.toNoteDown(state && state.reference) : []),
  end,
}) : null;

async function fetchLanguages() {
  try {
    languages = await api.languages();
    write("languages", languages);
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error;
  }
  languages = inOrder(languages);
}

/** @param {import("./types.js").Language[]} unordered */
const inOrder = (unordered) => orderedBy(unordered, [link.get("l"), ...navigator.languages]);

/** @param {string} code */
function speak(code) {
  closeSlip();
  texts.use(code);
  labelPage();
  const spoken = languages.find((language) => language.code === code);
  labelLanguage(spoken ? spoken.name : code);
}

/**
 * What the device keeps of the texts is shown at once: on a bad network nobody waits for words that are here already.
 * @param {() => string} [note] said above the wall, in the language used so far
 */
async function showStart(note) {
  byId("chat").hidden = byId("skip").hidden = byId("open-languages").hidden = true;
  byId("start").hidden = false;
  byId("leave").hidden = isKiosk; // nothing has been said yet
  languages = inOrder(languages);
  const shown = languages.map(({ code }) => code).join();
  const kept = languages.length > 0 && languages.every(({ code }) => texts.recall(code));
  if (kept) drawStart(note);
  await fetchLanguages();
  await Promise.all(languages.map(({ code }) => texts.load(code)));
  if (!kept || shown !== languages.map(({ code }) => code).join()) drawStart(note);
  if (!languages.length) setTimeout(() => chat === null && showStart(note), RETRY_MS);
}

/** @param {() => string} [note] */
function drawStart(note) {
  if (byId("start").hidden || chat !== null) return; // they have begun meanwhile
  speak(note || !languages.length ? texts.language() : languages[0].code);
  if (kiosk) kiosk.welcome(languages, begin);
  else showWall(languages, begin);
  startNote(note ? note() : "");
}

/** A link with a wrong town or origin must not keep anybody out: then it is left aside. @param {string} language */
async function open(language) {
  /** @type {"web"|"kiosk"} */
  const channel = isKiosk ? "kiosk" : "web";
  try {
    return await api.begin({ language, channel, municipality: link.get("m") || undefined, origin: link.get("o") || undefined });
  } catch (error) {
    if (!(error instanceof api.ApiError) || error.passing) throw error;
    return api.begin({ language, channel });
  }
}

/** @param {string} code */
async function begin(code) {
  if (beginning) return;
  beginning = true;
  speak(code);
  startNote(t("ui.beginning"));
  try {
    const { id, token, state, messages } = await open(code);
    write("conversation", { id, token });
    write("language", code);
    enter({ id, token }).open(messages, state);
    byId("chat-heading").focus({ preventScroll: true });
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error;
    startNote(error.text || t("ui.begin_failed"), "problem");
  } finally {
    beginning = false;
  }
}

/** @param {import("./types.js").Credentials} credentials */
function enter(credentials) {
  byId("start").hidden = true;
  byId("leave").hidden = byId("chat").hidden = byId("skip").hidden = byId("open-languages").hidden = false;
  const showState = (/** @type {import("./types.js").State} */ now) => {
    state = now;
    follow(now.language);
  };
  chat = new Chat(credentials, { lost: () => finish(() => t("ui.conversation_gone")), state: showState, takeAlong });
  return chat;
}

/** Comes back to the conversation that this device remembers. @param {import("./types.js").Credentials} credentials */
async function resume(credentials) {
  const code = read("language") || "de";
  texts.recall(code);
  speak(code);
  byId("resumed").hidden = false;
  enter(credentials).resume();
  await Promise.all([texts.load(code), texts.load("de"), fetchLanguages()]);
  if (!chat) return;
  speak(texts.language());
  chat.redraw();
  syncLanguage();
}

/** Ends what this device knows of the conversation. @param {() => string} [note] for the first page */
function finish(note) {
  slip.close();
  if (chat) chat.close();
  chat = null;
  state = null;
  forgetConversation();
  byId("resumed").hidden = true;
  if (kiosk) kiosk.wipe();
  showStart(note);
}

/** At a kiosk: nobody can come back to this conversation with this device. */
function end() {
  if (chat) endForGood(chat.api);
  finish();
}

/** @param {string} code the page changes at once, the messages as soon as the server has been reached */
async function changeLanguage(code) {
  const here = chat;
  await texts.load(code);
  if (chat !== here) return; // they have finished meanwhile
  speak(code);
  write("language", code);
  write("language.unsent", code);
  if (chat) chat.redraw();
  syncLanguage();
}

/** The language was changed in the conversation: the page goes along. @param {string} code */
async function follow(code) {
  const elsewhere = () => !chat || code === texts.language() || read("language.unsent");
  if (elsewhere()) return;
  await texts.load(code);
  if (elsewhere() || !chat) return;
  speak(code);
  write("language", code);
  try {
    await chat.reread();
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error;
    chat.redraw(); // the next visit shows the messages in the new language, too
  }
}

async function syncLanguage() {
  const code = read("language.unsent");
  if (!chat || !code) return;
  try {
    await chat.speak(code);
    if (read("language.unsent") === code) write("language.unsent", null);
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error;
    if (error.passing) setTimeout(syncLanguage, RETRY_MS);
    else write("language.unsent", null);
  }
}

/** Empty first, then gone: what was on the screen must not be seen while another page loads. */
function leave() {
  if (chat) chat.close();
  forgetConversation();
  document.body.replaceChildren();
  document.title = "";
  location.replace(navigator.onLine ? leaveFor : "about:blank");
}

/** A page to look at and to print, in place of the conversation. @param {typeof slip|typeof copies} page */
function show(page) {
  if (!chat) return;
  panels.closePanel();
  byId("chat").hidden = byId("skip").hidden = true;
  page.open(chat.api, closeSlip);
}

const takeAlong = () => show(slip);

/** Back to the conversation, where it was. */
function closeSlip() {
  if (!slip.close() || !chat) return;
  byId("chat").hidden = byId("skip").hidden = false;
  chat.log.keepPlace();
  byId("chat-heading").focus({ preventScroll: true });
}

function askAnew() {
  panels.confirmWith({ title: t("ui.start_anew"), text: t("ui.start_anew_explained"), yes: t("ui.start_anew") }, () => finish());
}

function askErase() {
  const ask = { title: t("ui.delete_data"), text: t("ui.delete_explained"), yes: t("ui.delete_yes"), danger: true };
  panels.confirmWith(ask, erase);
}

async function erase() {
  if (!chat) return;
  try {
    await chat.api.erase();
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error;
    if (!error.unknown) {
      panels.confirmWith({ title: t("ui.delete_data"), text: t("ui.delete_failed"), yes: t("ui.retry") }, erase);
      return;
    }
  }
  finish(() => t("ui.deleted"));
}

const leaveFor = byId("leave").dataset.exit;
byId("leave").addEventListener("click", () => (kiosk ? kiosk.finish() : leave()));
byId("open-emergency").addEventListener("click", panels.openEmergency);
byId("open-languages").addEventListener("click", () => panels.openLanguages(languages, texts.language(), changeLanguage));
byId("open-menu").addEventListener("click", () =>
  panels.openMenu({
    reference: state && state.reference, talking: chat !== null, anew: askAnew, erase: askErase,
    takeAlong: state && state.result ? takeAlong : null, copy: chat && canPrint ? () => show(copies) : null,
  }));
byId("resumed-anew").addEventListener("click", askAnew);
panels.preparePanel();
panels.resize(0);
const known = read("conversation");
if (known) resume(known);
else showStart();
