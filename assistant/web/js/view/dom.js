/** Building blocks of the page. Text only ever enters as text: no markup is made from strings. */
import { symbol } from "./pictograms.js";

/**
 * @param {string} tag
 * @param {Record<string, any>} [props] attributes; `on` listeners by event name; false and null leave an attribute out
 * @param {(Node|string|null|false|undefined)[]} [children]
 * @returns {HTMLElement}
 */
export function h(tag, props = {}, children = []) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child) node.append(child);
  return node;
}

/** @param {string} id @returns {any} the element that the page's markup promises */
export function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`index.html lacks #${id}`);
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

/** @param {string|null|undefined} name @returns {SVGElement|null} null when the sprite has no such picture */
export function icon(name) {
  const id = symbol(name);
  if (!id) return null;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#${id}`);
  svg.append(use);
  return svg;
}

/**
 * @param {string} label
 * @param {() => void} press
 * @param {{icon?: string|null, style?: string, name?: string, lang?: string, dir?: string, choice?: string, wide?: boolean}} [look]
 *   name: accessible name, if it says more; choice: the API's id of what it stands for; wide: its words need a row of their own on a phone
 * @returns {HTMLButtonElement}
 */
export function button(label, press, look = {}) {
  const { style = "secondary", name = null, lang = null, dir = null, choice = null } = look;
  const node = h("button", { type: "button", class: `button button-${style}${look.wide ? " is-wide" : ""}`, "aria-label": name, "data-choice": choice, lang, dir, on: { click: press } },
    [icon(look.icon), h("span", {}, [label])]);
  return /** @type {HTMLButtonElement} */ (node);
}

/** @param {string} text @param {string} [dir] @returns {HTMLElement} text that cannot disturb the direction around it */
export const bdi = (text, dir) => h("bdi", { dir: dir || null }, [text]);
