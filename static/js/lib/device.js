// What this device keeps for its reader: what it is asked to remember, and what is copied; nothing where that is not allowed.

const SAID = 1600; // ms

/** @param {string} key */
export function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @param {string} key @param {string | null} value null to forget */
export function remember(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // it holds until the page is left
  }
}

/**
 * Copy, and say for a while that it was done.
 * @param {string} text
 * @param {{done: string, failed: string}} words
 * @param {(said: string) => void} show called with the words, and with none when the while is over
 */
export async function copy(text, { done, failed }, show) {
  try {
    await navigator.clipboard.writeText(text);
    show(done);
  } catch {
    show(failed); // not allowed here
  }
  setTimeout(() => show(""), SAID);
}
