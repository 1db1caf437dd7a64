// Copying, and saying for a while that it was done.

const SAID = 1600; // ms

/**
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
