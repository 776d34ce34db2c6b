/** The page to take along: looked at first, then printed. It lives on the screen only, and nothing of it is kept. */
import { ApiError } from "../api.js";
import { canPrint } from "../kiosk/mode.js";
import { t } from "../texts.js";
import { bdi, button, byId, h, icon } from "./dom.js";
import { withNames } from "./names.js";

/** @typedef {import("../types.js").Slip} Slip */
/** @typedef {import("../types.js").Line} Line */
/** @typedef {import("../types.js").Row} Row */
/** @typedef {{slip: (answers: boolean) => Promise<Slip>}} Source */

/** @param {Source} source @param {() => void} back */
export async function open(source, back) {
  byId("slip").hidden = false;
  window.scrollTo(0, 0);
  await show(source, back, false);
}

/** Nothing of it stays in the page. @returns {boolean} whether it was open */
export function close() {
  const wasOpen = !byId("slip").hidden;
  byId("slip").hidden = true;
  for (const id of ["slip-tools", "slip-note", "sheet"]) byId(id).replaceChildren();
  return wasOpen;
}

/** @param {Source} source @param {() => void} back @param {boolean} answers whether they stand on it */
async function show(source, back, answers) {
  const leave = button(t("ui.back"), back, { icon: "back", choice: "slip-back" });
  byId("slip-note").textContent = t("ui.beginning");
  byId("slip-tools").replaceChildren(leave);
  try {
    const slip = await source.slip(answers);
    if (byId("slip").hidden || !leave.isConnected) return; // gone back meanwhile
    draw(slip, tools(slip, answers, () => show(source, back, !answers)));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    byId("slip-note").textContent = error.text || t("ui.offline");
  }
}

/** @param {Slip} slip @param {(Node|null)[]} tools */
function draw(slip, tools) {
  byId("slip-note").textContent = t(slip.kept_back ? "ui.slip_guarded" : "ui.slip_explained");
  byId("slip-tools").append(...tools.filter((tool) => tool !== null));
  fill(slip, sheet(slip));
}

/** Puts a page of two languages where it can be read and printed. @param {{language: string, direction: string}} of @param {Node[]} content */
export function fill({ language, direction }, content) {
  byId("sheet").replaceChildren(...content);
  byId("sheet").lang = language;
  byId("sheet").dir = direction;
  const heading = /** @type {HTMLElement} */ (byId("sheet").querySelector("h1"));
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/** @param {Slip} slip @param {boolean} answers @param {() => void} change */
function tools(slip, answers, change) {
  const switched = slip.guarded ? null : button(t("ui.slip_answers"), change, { icon: answers ? "yes" : null, choice: "slip-answers" });
  if (switched) switched.setAttribute("aria-pressed", String(answers));
  return [printer(), switched];
}

export function printer() {
  return canPrint ? button(t("ui.slip_print"), () => window.print(), { style: "primary", icon: "print", choice: "slip-print" }) : null;
}

/** @param {Slip} slip @returns {Node[]} */
function sheet(slip) {
  const say = pairs(slip.language, slip.direction);
  const parts = [
    h("header", { class: "sheet-head" }, [
      h("div", {}, [say("h1", slip.title), say("p", slip.made, "soft"), slip.speaks ? say("p", slip.speaks, "strong") : null]),
      h("figure", { class: "sheet-code" }, [
        h("img", { src: slip.code, alt: slip.address, width: 116, height: 116 }),
        h("figcaption", {}, [say("p", slip.address_label), bdi(slip.address.replace(/^https?:\/\//, ""), "ltr")])]),
    ]),
    framed(slip.notices.map((notice) => say("p", notice))),
    framed(slip.dates.map((row) => rowView(say, row))),
    headed(say, slip.steps_label, [h("ul", { class: "steps" }, slip.steps.map((step) => h("li", {}, [say("p", step)])))]),
    headed(say, slip.places_label, [h("ol", { class: "places" }, slip.places.map((place) => placeView(say, place)))]),
    slip.references.length ? headed(say, slip.references_label, slip.references.map((row) => rowView(say, row)), "sheet-references") : null,
    slip.answers.length ? headed(say, slip.answers_label, slip.answers.map((row) => rowView(say, row)), "sheet-answers") : null,
    headed(say, slip.emergency_label, slip.emergency.map((row) => rowView(say, row)), "sheet-emergency"),
  ];
  return parts.filter((part) => part !== null);
}

/** @typedef {(tag: string, line: Line, look?: string, label?: Line) => HTMLElement} Say */

/**
 * How a line is shown: in the person's language, and in German for whoever reads it at a counter. What is the same in
 * both, as an address, stands there once, with its label in both.
 * @param {string} language @param {string} direction @returns {Say}
 */
export function pairs(language, direction) {
  const own = (/** @type {(Node|string|null)[]} */ words) => h("span", { class: "own", lang: language, dir: direction }, words);
  const german = (/** @type {(Node|string|null)[]} */ words) => h("span", { class: "german", lang: "de", dir: "ltr" }, words);
  return (tag, line, look = "", label = undefined) => {
    const words = tag === "h3" ? [line.own] : withNames(line.own, language); // a name as a whole keeps its order by itself
    const before = label ? h("b", {}, withNames(label.own, language)) : null;
    const said = label ? h("b", {}, [label.german || label.own]) : null;
    const cells = line.german ? [own([before, " ", ...words]), german([said, " ", line.german])]
      : [own([before, " ", label && label.german ? h("b", { class: "german", lang: "de", dir: "ltr" }, [label.german]) : null, " ", bdi(line.own)])];
    return h(tag, { class: `pair ${look}`.trim() }, cells);
  };
}

/** @param {Node[]} content what must not be overlooked */
function framed(content) {
  return content.length ? h("div", { class: "framed" }, content) : null;
}

/** @param {Say} say @param {Line} heading @param {Node[]} content @param {string} [look] */
export function headed(say, heading, content, look = "") {
  return h("section", { class: look || null }, [say("h2", heading), ...content]);
}

/** @param {Say} say @param {import("../types.js").Place} place */
function placeView(say, { name, phone, tel, rows }) {
  const call = phone ? h("p", { class: "place-call" }, [icon("phone"), h("a", { href: tel, dir: "ltr" }, [phone])]) : null;
  return h("li", { class: "place" }, [say("h3", name), call, ...rows.map((row) => rowView(say, row))]);
}

/** @param {Say} say @param {Row} row */
export function rowView(say, { label, text }) {
  return say("p", text, "row", label);
}
