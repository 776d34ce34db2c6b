/** Names of towns to tap while typing. They only fill the field: the person looks, then sends. */
import * as api from "../api.js";
import { button, byId } from "./dom.js";

const SHOWN = 6;
/** @type {{key: string, name: string}[]} */
let towns = [];

/** @param {string} text @returns {string} comparable: without case, accents, ß */
const plain = (text) => text.toLowerCase().replace(/ß/g, "ss").normalize("NFD").replace(/\p{M}/gu, "");

/**
 * @param {boolean} wanted whether a town is being asked for
 * @param {string} typed
 * @param {(name: string) => void} pick
 */
export async function suggestTowns(wanted, typed, pick) {
  const root = byId("suggestions");
  root.dataset.typed = typed;
  if (wanted && !towns.length) await fetchTowns();
  if (root.dataset.typed !== typed) return; // typed on while the list was on its way
  const beginning = plain(typed.trim());
  const fitting = wanted ? towns.filter(({ name }) => plain(name).includes(beginning) && name !== typed) : [];
  fitting.sort((one, other) => Number(plain(other.name).startsWith(beginning)) - Number(plain(one.name).startsWith(beginning)));
  root.replaceChildren(...fitting.slice(0, SHOWN).map(({ name }) =>
    button(name, () => pick(name), { style: "chip", icon: "place", lang: "de", dir: "ltr" })));
  root.hidden = fitting.length === 0;
}

async function fetchTowns() {
  try {
    towns = await api.municipalities();
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error; // without the list, the name is typed by hand
  }
}
