/** Whether the page stands at a kiosk, which its address says: `/?kiosk`, or `/?kiosk=120` for another patience in seconds. */
const USUAL = 90;
const LEAST = 30;
const MOST = 600;

const settings = new URLSearchParams(location.search);
const asked = settings.get("kiosk");

/** A device that many strangers use one after the other: nothing of one may be seen by the next. */
export const isKiosk = asked !== null;

/** Whether a printer stands beside the screen (`/?kiosk&print`); any other device has its own ways. */
export const canPrint = !isKiosk || settings.has("print");

/** Seconds without a touch until the person is asked whether they are still there. */
export const patience = Math.min(MOST, Math.max(LEAST, Math.round(Number(asked)) || USUAL));
