/** The language wall: before a language is chosen nothing is sent and nothing is explained in only one language. */
import { t } from "../texts.js";
import { button, byId, h } from "./dom.js";

/**
 * @param {import("../types.js").Language[]} languages
 * @param {(code: string) => void} choose
 */
export function showWall(languages, choose) {
  byId("start-heading").replaceChildren(...languages.map((language) =>
    h("span", { lang: language.code, dir: language.direction }, [t("ui.choose_language", {}, language.code)])));
  byId("language-wall").replaceChildren(...languages.map((language) => h("li", {}, [languageButton(language, choose)])));
  byId("start-promise").replaceChildren(...languages.map((language) =>
    h("span", { lang: language.code, dir: language.direction }, [t("ui.start_promise", {}, language.code)])));
}

/**
 * @param {import("../types.js").Language} language
 * @param {(code: string) => void} choose
 * @returns {HTMLButtonElement}
 */
export function languageButton({ code, name, direction }, choose) {
  return button(name, () => choose(code), { style: "language", lang: code, dir: direction });
}

/** @param {string} text said kindly above the wall; "" removes it @param {string} [mood] */
export function startNote(text, mood = "calm") {
  byId("start-note").textContent = text;
  byId("start-note").dataset.mood = mood;
}

/**
 * Puts first what the link or the device suggests; the others keep their order.
 * @param {import("../types.js").Language[]} languages
 * @param {(string|null)[]} wishes language tags, best first
 */
export function orderedBy(languages, wishes) {
  const tags = wishes.filter(Boolean).flatMap((wish) => {
    const tag = /** @type {string} */ (wish).toLowerCase();
    return [tag, tag.split("-")[0]]; // Leichte Sprache is asked for by name, Swiss German is German
  });
  const rank = (/** @type {{code: string}} */ { code }) => (tags.includes(code) ? tags.indexOf(code) : tags.length);
  return [...languages].sort((one, other) => rank(one) - rank(other));
}
