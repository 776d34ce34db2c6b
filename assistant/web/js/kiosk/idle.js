/** Notices when nobody touches the device any more. */
const LOOK_MS = 1000;
const SIGNS = ["pointerdown", "keydown", "wheel", "input"];

/** Seconds in which the person may say that they are still there. */
export const GRACE = 20;

/**
 * @typedef {object} Watch
 * @property {() => boolean} busy whether something goes on that needs no touch, such as reading aloud
 * @property {(seconds: number) => boolean} leaving so many seconds are left, told every second; whether somebody is being asked
 * @property {() => void} gone nobody is there any more
 */
export class Idle {
  /** @param {number} patience seconds @param {Watch} watch */
  constructor(patience, watch) {
    this.patience = patience;
    this.watch = watch;
    this.since = Date.now();
    this.used = false; // as long as nobody has come, nobody can have gone
    this.asking = false;
    for (const sign of SIGNS) addEventListener(sign, () => this.touched(), { capture: true, passive: true });
    setInterval(() => this.look(), LOOK_MS);
  }

  /** While it is being asked, only what closes the question counts. */
  touched() {
    this.used = true;
    if (!this.asking) this.since = Date.now();
  }

  /** The person has said that they are there. */
  stay() {
    this.asking = false;
    this.since = Date.now();
  }

  /** Compares with the clock instead of counting: a device that slept wakes up for somebody else. */
  look() {
    if (!this.asking && this.watch.busy()) this.since = Date.now();
    const left = Math.ceil(this.patience + GRACE - (Date.now() - this.since) / 1000);
    if (!this.used || left > GRACE) return;
    if (left > 0) {
      this.asking = this.watch.leaving(left);
      return;
    }
    this.used = this.asking = false;
    this.watch.gone();
  }
}
