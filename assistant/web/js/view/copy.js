/** Everything that is stored about the person, to read, to print and to keep. Like the page to take along it lives on the screen only. */
import { ApiError } from "../api.js";
import { t } from "../texts.js";
import { button, byId, h } from "./dom.js";
import { fill, headed, pairs, printer, rowView } from "./slip.js";

/** @typedef {import("../types.js").Copy} Copy */
/** @typedef {import("../types.js").Row} Row */
/** @typedef {import("./slip.js").Say} Say */

/** @param {{copy: () => Promise<Copy>}} source @param {() => void} back */
export async function open(source, back) {
  const leave = button(t("ui.back"), back, { icon: "back", choice: "slip-back" });
  byId("slip").hidden = false;
  window.scrollTo(0, 0);
  byId("slip-note").textContent = t("ui.beginning");
  byId("slip-tools").replaceChildren(leave);
  try {
    const copy = await source.copy();
    if (byId("slip").hidden || !leave.isConnected) return; // gone back meanwhile
    const print = printer();
    if (print) byId("slip-tools").append(print);
    byId("slip-note").textContent = t("ui.copy_explained");
    fill(copy, sheet(copy));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    byId("slip-note").textContent = error.text || t("ui.offline");
  }
}

/** @param {Copy} copy @returns {Node[]} */
function sheet(copy) {
  const say = pairs(copy.language, copy.direction);
  const rows = (/** @type {Row[]} */ all) => all.map((row) => rowView(say, row));
  const consents = copy.consents.map((agreed) => h("div", { class: "agreed" }, [...rows(agreed.rows), say("p", agreed.text)]));
  /** @type {[import("../types.js").Line, Node[], string][]} */
  const sections = [
    [copy.answers_label, rows(copy.answers), "copy-answers"], [copy.earlier_label, rows(copy.earlier), "copy-earlier"],
    [copy.consents_label, consents, "copy-consents"], [copy.handovers_label, rows(copy.handovers), "copy-handovers"],
    [copy.messages_label, copy.messages.map((said) => saidView(say, said)), "copy-messages"],
  ];
  const shown = sections.filter(([, content]) => content.length).map(([label, content, look]) => headed(say, label, content, look));
  return [h("header", {}, [say("h1", copy.title), say("p", copy.made, "soft")]), ...shown];
}

/** Own words run as they were written, whatever the page does. @param {Say} say @param {import("../types.js").Said} said */
function saidView(say, { who, at, text, language, direction }) {
  const words = text.german ? say("p", text) : h("p", { class: "own-words", lang: language, dir: direction }, [text.own]);
  return h("div", { class: "said" }, [say("p", at, "soft row", who), words]);
}
