/** The list of messages: draws what is new, keeps the reading place, tells which buttons work. */
import { messageView, setActive, waitingView } from "./message.js";
import { byId } from "./dom.js";

const TURN_MS = 5000; // messages that follow each other faster belong to one answer
const NEAR_PX = 80;

/** @typedef {import("../types.js").Message} Message */
export class Log {
  /** @param {import("./message.js").Does} does */
  constructor(does) {
    this.does = does;
    this.root = byId("log");
    this.pending = byId("pending");
    this.toNewest = byId("to-newest");
    /** the first message of the assistant's latest turn: reading starts there, however many follow */
    /** @type {HTMLElement|null} */
    this.turn = null;
    this.lastAdd = 0;
    /** where the page was put by us; anywhere else, the person has moved it, and it must not move under their eyes */
    this.expectedY = 0;
    this.moved = false;
    this.atEnd = true;
    this.noteScroll = this.noteScroll.bind(this);
    this.keepPlace = this.keepPlace.bind(this);
    this.jump = this.jump.bind(this);
    addEventListener("scroll", this.noteScroll, { passive: true });
    addEventListener("resize", this.keepPlace); // the keyboard of a phone opens
    this.toNewest.addEventListener("click", this.jump);
  }

  close() {
    removeEventListener("scroll", this.noteScroll);
    removeEventListener("resize", this.keepPlace);
    this.toNewest.removeEventListener("click", this.jump);
    this.root.replaceChildren();
    this.pending.replaceChildren();
    this.toNewest.hidden = true;
  }

  /** Draws everything anew without reading it all out. @param {Message[]} messages @param {boolean} [fromTop] */
  redraw(messages, fromTop = false) {
    const focused = this.focusedId();
    this.root.setAttribute("aria-busy", "true");
    this.root.replaceChildren();
    for (const message of messages) { // they come in order: only a translation is put before what stands there already
      this.root.insertBefore(messageView(message, this.does), message.original ? this.place(message) : null);
    }
    this.turn = fromTop ? /** @type {HTMLElement|null} */ (this.root.firstElementChild) : null;
    requestAnimationFrame(() => this.root.setAttribute("aria-busy", "false"));
    const again = focused && this.find(focused);
    if (again) again.focus({ preventScroll: true });
    else this.keepPlace();
  }

  focusedId() {
    const article = document.activeElement && this.root.contains(document.activeElement)
      ? document.activeElement.closest("article") : null;
    return article ? article.getAttribute("data-id") : null;
  }

  /** @param {string} id @returns {HTMLElement|undefined} */
  find(id) {
    return [...this.root.children].find((node) => node.dataset.id === id);
  }

  /** @param {Message} message put in its place by number */
  add(message) {
    const view = messageView(message, this.does);
    this.root.insertBefore(view, this.place(message));
    const now = Date.now();
    if (message.sender === "person") this.turn = null;
    else if (!this.turn || (this.atEnd && now - this.lastAdd > TURN_MS)) this.turn = view;
    if (message.sender === "person" || (this.turn === view && this.atEnd)) this.moved = false;
    this.lastAdd = now;
    this.keepPlace();
    return view;
  }

  /** What the message stands before: a translation follows its original, however much was said meanwhile.
   *  @param {Message} message @returns {Element|null} */
  place(message) {
    const original = message.original && this.find(message.original);
    if (original) return original.nextElementSibling;
    return [...this.root.children].find((node) => Number(node.dataset.seq) > message.seq) || null;
  }

  /** Long answers are read from their beginning; whoever has moved the page is left in peace. */
  keepPlace() {
    if (this.isAway()) return;
    if (this.moved) {
      if (this.atEnd) this.toEnd();
    } else if (this.turn) this.turn.scrollIntoView({ block: "start" });
    else this.toEnd();
    this.expectedY = window.scrollY;
    this.look();
  }

  /** @param {Set<string>} ids */
  activate(ids) {
    for (const article of this.root.children) setActive(article, ids.has(article.dataset.id || ""));
  }

  /** @param {import("../types.js").Waiting[]} items @param {{retry: (id: string) => void, drop: (id: string) => void}} does */
  wait(items, does) {
    this.pending.replaceChildren(...items.map((item) =>
      waitingView(item, { retry: () => does.retry(item.client_id), drop: () => does.drop(item.client_id) })));
  }

  /** Another page is looked at, which nobody may move. */
  isAway() {
    return byId("chat").hidden;
  }

  toEnd() {
    window.scrollTo(0, document.documentElement.scrollHeight);
  }

  /** The person has sent something: they look at the end now. */
  sent() {
    this.turn = null;
    this.moved = false;
    this.keepPlace();
  }

  jump() {
    this.toEnd();
    if (this.turn) this.turn.focus({ preventScroll: true });
  }

  noteScroll() {
    if (this.isAway()) return;
    if (Math.abs(window.scrollY - this.expectedY) > 2) this.moved = true;
    this.expectedY = window.scrollY;
    this.look();
  }

  look() {
    const below = document.documentElement.scrollHeight - window.innerHeight - window.scrollY;
    this.atEnd = below <= NEAR_PX;
    this.toNewest.hidden = this.atEnd;
  }
}
