/** One running conversation: brings what is heard, sent and typed together with what is shown. */
import { ApiError, conversationApi } from "./api.js";
import { Conversation } from "./conversation.js";
import { Outbox } from "./outbox.js";
import { Reader } from "./reader.js";
import { Receiver } from "./receiver.js";
import { onOtherTab, read } from "./store.js";
import { language, t } from "./texts.js";
import { Composer } from "./view/composer.js";
import { byId } from "./view/dom.js";
import { Log } from "./view/log.js";
import { Presence } from "./view/presence.js";
import { suggestTowns } from "./view/suggestions.js";

const BANNER_AFTER_MS = 3000; // a short gap worries nobody
const OVERDUE_MS = 6000; // no answer by then: look whether the stream has swallowed it
const WRITING_MS = 3000; // between two signs that the person is writing

/** What is said when something was passed on; it has the numbers that open the case again. */
const PASSED_ON = new Set(["handover.done", "handover.on_its_way"]);

/** @typedef {import("./types.js").Message} Message */
export class Chat {
  /**
   * @param {import("./types.js").Credentials} credentials
   * @param {{lost: () => void, state: (state: import("./types.js").State) => void, takeAlong: () => void}} tells
   *   lost: the server knows it no more; takeAlong: the page to take along is wanted
   */
  constructor(credentials, tells) {
    this.tells = tells;
    this.api = conversationApi(credentials);
    this.model = new Conversation();
    this.reader = new Reader((message, part) => this.api.speech(message, part));
    this.log = new Log({
      choose: (message, choice, label) => this.choose(message, choice, label),
      listen: (article) => this.reader.toggle(article),
      takeAlong: () => tells.takeAlong(),
    });
    this.composer = new Composer(credentials.id, (text) => this.say(text), (text) => this.typed(text));
    this.presence = new Presence(() => this.log.keepPlace());
    this.toldWriting = 0;
    this.outbox = new Outbox(credentials.id, {
      post: (item) => this.api.post(item),
      sent: (message, item) => this.sent(message, item),
      changed: () => this.showWaiting(),
      known: () => this.isKnown(),
    });
    this.receiver = new Receiver(this.api, {
      cursor: () => this.model.cursor,
      heard: (messages, state) => this.heard(messages, state),
      sign: (sign) => this.presence.heard(sign),
      link: (link) => this.linked(link),
      lost: () => this.lost(),
    });
    /** @type {import("./types.js").Link} */
    this.link = "live";
    this.closed = false;
    this.bannerTimer = 0;
    this.overdueTimer = 0;
    this.showBanner = this.showBanner.bind(this);
    addEventListener("online", this.showBanner);
    addEventListener("offline", this.showBanner);
    onOtherTab((key) => !this.closed && key === this.outbox.key && this.showWaiting());
  }

  /** A conversation that has just begun. @param {Message[]} messages @param {import("./types.js").State} state */
  open(messages, state) {
    this.model.deliver(messages);
    this.log.redraw(this.model.ordered(), true);
    this.takeState(state);
    this.showWaiting();
    this.receiver.open();
    this.outbox.flush();
  }

  /** Comes back to a conversation of which only the credentials are known. */
  async resume() {
    this.showWaiting();
    try {
      await this.reread();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.unknown) return this.lost();
    }
    if (this.closed) return;
    this.receiver.open();
    this.outbox.flush();
  }

  close() {
    this.closed = true;
    this.reader.stop();
    clearTimeout(this.bannerTimer);
    clearTimeout(this.overdueTimer);
    removeEventListener("online", this.showBanner);
    removeEventListener("offline", this.showBanner);
    for (const part of [this.receiver, this.outbox, this.composer, this.presence, this.log]) part.close();
    byId("suggestions").hidden = true;
    for (const id of ["working", "banner", "mode"]) byId(id).textContent = "";
  }

  lost() {
    if (this.closed) return;
    this.close();
    this.tells.lost();
  }

  /** Reads the whole conversation again, as it is worded now. */
  async reread() {
    const { messages, state } = await this.api.messages(0);
    if (this.closed) return;
    this.model.replace(messages);
    this.redraw();
    this.takeState(state);
  }

  /** @param {string} code @throws {ApiError} */
  async speak(code) {
    await this.api.speak(code);
    await this.reread();
  }

  redraw() {
    this.reader.stop();
    this.log.redraw(this.model.ordered());
    this.presence.show(); // in the language that is spoken now
    this.refresh();
  }

  /** @type {import("./receiver.js").Hearing["heard"]} */
  heard(messages, state) {
    for (const message of this.model.deliver(messages)) this.show(message);
    if (state) this.takeState(state);
    else this.refresh();
  }

  /** @param {Message} message */
  show(message) {
    if (message.client_id) this.outbox.drop(message.client_id);
    if (message.sender !== "person" && !message.original) clearTimeout(this.overdueTimer);
    if (message.sender === "staff") this.presence.wrote();
    const view = this.log.add(message);
    if (read("aloud") && message.sender !== "person") this.reader.add(view);
  }

  /** @param {import("./types.js").State} state */
  takeState(state) {
    this.model.state = state;
    this.tells.state(state);
    this.presence.answeredBy(state.team);
    this.refresh();
  }

  /** @param {string} text in the box now */
  typed(text) {
    this.suggest();
    const { state } = this.model;
    if (!text.trim() || !state || state.owner !== "person" || Date.now() - this.toldWriting < WRITING_MS) return;
    this.toldWriting = Date.now();
    this.api.types().catch((error) => {
      if (!(error instanceof ApiError)) throw error; // whoever misses it misses nothing that was said
    });
  }

  /** @param {string} text */
  say(text) {
    byId("resumed").hidden = true;
    this.outbox.put({ text, label: text, language: language() });
    this.log.sent();
  }

  /** @param {Message} message @param {string} choiceId @param {string} label */
  choose(message, choiceId, label) {
    byId("resumed").hidden = true;
    this.reader.stop();
    this.model.lock(message.id);
    this.outbox.put({ choice: { message_id: message.id, choice_id: choiceId }, label, language: message.language });
    this.refresh();
    this.log.sent();
  }

  /** @param {Message} message @param {import("./types.js").Waiting} item */
  sent(message, item) {
    if (item.choice) this.model.settle(item.choice.message_id, message.seq);
    if (this.model.add(message)) this.show(message);
    clearTimeout(this.overdueTimer);
    this.overdueTimer = window.setTimeout(() => this.receiver.catchUp(), OVERDUE_MS);
    this.refresh();
  }

  async isKnown() {
    try {
      await this.api.messages(this.model.cursor);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.unknown) this.lost();
      return !error.unknown;
    }
    return true;
  }

  /** Numbers that open the case again, as they were told; the code is told once only. @param {string|null} reference */
  toNoteDown(reference) {
    const told = this.model.ordered().filter(({ key, items }) => PASSED_ON.has(key || "") && items.length > 0).pop();
    return told ? told.items : reference ? [{ label: t("ui.your_reference"), value: reference }] : [];
  }

  showWaiting() {
    const items = this.outbox.items();
    for (const { choice, failed } of items) {
      if (choice && failed) this.model.unlock(choice.message_id);
      else if (choice && !this.model.answered.has(choice.message_id)) this.model.lock(choice.message_id);
    }
    this.log.wait(items, { retry: (id) => this.outbox.retry(id), drop: (id) => this.outbox.drop(id) });
    this.refresh();
  }

  refresh() {
    const { state } = this.model;
    const asking = this.model.asking();
    this.log.activate(this.model.active());
    this.composer.suit(asking ? asking.input : null);
    this.suggest();
    byId("working").textContent = state && state.assistant === "working" && state.owner === "assistant" ? t("ui.working") : "";
    byId("mode").textContent = state ? t(state.owner === "person" ? "ui.owner_person" : `ui.mode_${state.mode}`) : "";
    this.showBanner();
    this.log.keepPlace();
  }

  suggest() {
    const asking = this.model.asking();
    const typed = this.composer.field.value;
    const listed = asking && asking.choices.length > 0; // the towns near by stand there to be tapped already
    const wanted = Boolean(asking && asking.input === "municipality" && (typed.trim() || !listed));
    suggestTowns(wanted, typed, (name) => this.composer.suggest(name));
  }

  /** @param {import("./types.js").Link} link */
  linked(link) {
    if (link === this.link) return;
    this.link = link;
    clearTimeout(this.bannerTimer);
    if (link === "live") {
      this.showBanner();
      this.outbox.flush();
    } else this.bannerTimer = window.setTimeout(() => this.showBanner(), BANNER_AFTER_MS);
  }

  showBanner() {
    const down = this.model.state && this.model.state.assistant === "down";
    const broken = this.outbox.stuck || (this.link === "broken" && this.receiver.failures > 1);
    const offline = broken || !navigator.onLine;
    const text = offline ? t("ui.offline") : down ? t("ui.assistant_down") : "";
    if (byId("banner").textContent !== text) byId("banner").textContent = text; // a status is read out when it is set
  }
}
