/** What a shared device must not do: remember, lead away, hide the place to write behind its keyboard. */
import { ApiError } from "../api.js";
import { forgetAll } from "../store.js";
import { byId } from "../view/dom.js";

const RETRY_MS = 5000;
/** Ways to carry words of one person to the next, or out of the page. */
const REFUSED = ["contextmenu", "copy", "cut", "dragstart"];

export function guardDevice() {
  for (const event of REFUSED) document.addEventListener(event, (happens) => happens.preventDefault());
  for (const event of ["click", "auxclick"]) document.addEventListener(event, stayHere, { capture: true });
  if (window.visualViewport) visualViewport.addEventListener("resize", clearOfKeyboard);
}

/** A kiosk has no way back from another page, and no telephone. @param {Event} event */
function stayHere(event) {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (link && !(link.getAttribute("href") || "").startsWith("#")) event.preventDefault();
}

/** Where the keyboard on the screen lies over the page instead of making it smaller, the page ends above it. */
function clearOfKeyboard() {
  const seen = /** @type {VisualViewport} */ (visualViewport);
  const covered = seen.scale > 1 ? 0 : Math.max(0, window.innerHeight - seen.height - seen.offsetTop);
  document.documentElement.style.setProperty("--covered", `${Math.round(covered)}px`);
}

/** Takes from the page what a person has left in it, and what they have set. */
export function wipe() {
  forgetAll();
  if ("speechSynthesis" in window) speechSynthesis.cancel();
  for (const id of ["panel-body", "panel-title", "suggestions"]) byId(id).replaceChildren();
  delete byId("suggestions").dataset.typed;
  const draft = byId("draft");
  draft.replaceWith(draft.cloneNode(false)); // not every browser forgets what can be undone in a field
  window.scrollTo(0, 0);
}

/** Tells the server until it has heard: then the token opens nothing any more. @param {{end: () => Promise<void>}} conversation */
export async function endForGood(conversation) {
  try {
    await conversation.end();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.passing) setTimeout(() => endForGood(conversation), RETRY_MS);
  }
}
