/** What opens over the page: emergency numbers, languages, menu, "are you sure". One dialog, so that never two lie on each other. */
import { isKiosk } from "../kiosk/mode.js";
import { t } from "../texts.js";
import { read, write } from "../store.js";
import { sayInGerman } from "./contact.js";
import { button, byId, h, icon } from "./dom.js";
import { languageButton, orderedBy } from "./start.js";

const SIZES = 4;
/** The two numbers that work everywhere in Germany. A picture tells them apart before any text has arrived. */
const NUMBERS = [["112", "ambulance"], ["110", "police"]];

/** @param {string} title @param {Node[]} body */
export function openPanel(title, body) {
  const panel = /** @type {HTMLDialogElement} */ (byId("panel"));
  byId("panel-title").textContent = title;
  byId("panel-body").replaceChildren(...body);
  if (!panel.open) panel.showModal();
  byId("panel-title").focus();
}

export function closePanel() {
  const panel = /** @type {HTMLDialogElement} */ (byId("panel"));
  if (panel.open) panel.close();
}

export function preparePanel() {
  const panel = byId("panel");
  byId("panel-close").addEventListener("click", closePanel);
  panel.addEventListener("click", (/** @type {Event} */ event) => {
    if (event.target === panel) closePanel(); // a tap beside it
  });
}

export function openEmergency() {
  const german = t("ui.emergency_say", {}, "de");
  openPanel(t("ui.emergency_numbers"), [
    ...(isKiosk ? [h("p", { class: "emergency-here" }, [t("ui.kiosk_emergency")])] : []),
    h("ul", { class: "emergency-list" }, NUMBERS.map(([number, picture]) => h("li", {}, [
      h(isKiosk ? "p" : "a", { class: "emergency-call", href: isKiosk ? null : `tel:${number}` }, [
        icon(picture), h("bdi", { class: "emergency-number", dir: "ltr" }, [number]), " ",
        h("span", { class: "emergency-what" }, [t(`ui.emergency_${number}`)])]),
    ]))),
    h("p", {}, [t("ui.emergency_free")]),
    german ? sayInGerman(german, t("ui.emergency_say")) : h("p"),
  ]);
}

/** @param {import("../types.js").Language[]} languages @param {string} current @param {(code: string) => void} choose */
export function openLanguages(languages, current, choose) {
  const buttons = orderedBy(languages, [current]).map((language) => {
    const node = languageButton(language, (code) => {
      closePanel();
      choose(code);
    });
    if (language.code === current) node.setAttribute("aria-current", "true");
    return h("li", {}, [node]);
  });
  openPanel(t("ui.change_language"), [h("ul", { class: "wall" }, buttons)]);
}

/**
 * @param {{reference: string|null, talking: boolean, anew: () => void, erase: () => void, takeAlong: (() => void)|null,
 *   copy: (() => void)|null}} menu takeAlong: null as long as there is nothing to take along; copy: null where nobody could keep it
 */
export function openMenu({ reference, talking, anew, erase, takeAlong, copy }) {
  const sizes = h("div", { class: "sizes", role: "group", "aria-labelledby": "size-label" }, [
    button("A−", () => resize(-1), { name: t("ui.smaller"), dir: "ltr" }), button("A+", () => resize(1), { name: t("ui.larger"), dir: "ltr" })]);
  openPanel(t("ui.menu"), [
    reference ? h("p", { class: "reference" }, [t("ui.your_reference"), " ", h("bdi", { dir: "ltr" }, [reference])]) : h("p", { hidden: true }),
    h("div", { class: "menu-row" }, [h("span", { id: "size-label" }, [t("ui.text_size")]), sizes]),
    readAloud(),
    ...(takeAlong ? [button(t("ui.slip_open"), takeAlong, { icon: "print" })] : []),
    ...(copy ? [button(t("ui.copy_open"), copy, { icon: "asylum_procedure", choice: "copy" })] : []),
    ...(talking && !isKiosk ? [button(t("ui.start_anew"), anew, { icon: "renew" })] : []),
    ...(talking ? [button(t("ui.delete_data"), erase, { icon: "trash" })] : []),
    ...(isKiosk ? [] : [h("p", { class: "hint" }, [t("ui.leave_explained")])]),
  ]);
}

/** Whether every new message is read out by itself. */
function readAloud() {
  const switched = button(t("ui.read_all"), () => {
    write("aloud", read("aloud") ? null : true);
    switched.setAttribute("aria-pressed", String(Boolean(read("aloud"))));
  }, { icon: "listen" });
  switched.setAttribute("aria-pressed", String(Boolean(read("aloud"))));
  return switched;
}

/**
 * @param {{title: string, text: string, yes: string, danger?: boolean}} ask
 * @param {() => void} agreed
 */
export function confirmWith({ title, text, yes, danger = false }, agreed) {
  openPanel(title, [
    h("p", {}, [text]),
    h("div", { class: "menu-row" }, [
      button(t("ui.cancel"), closePanel),
      button(yes, () => {
        closePanel();
        agreed();
      }, { style: danger ? "danger" : "primary" })]),
  ]);
}

/** @param {number} by steps @returns {void} */
export function resize(by) {
  const size = Math.min(SIZES, Math.max(1, (Number(read("size")) || 1) + by));
  document.documentElement.dataset.size = String(size);
  write("size", size);
}
