// About how wide text runs, and how to make it fit: the same estimate as the server's writer.

const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const MOST_LETTERS = 40; // more never fit anywhere
const NARROW = " .,'il|";

/**
 * @param {string} text
 * @param {number} size
 */
export function textWidth(text, size) {
  let ems = 0;
  for (const ch of text) ems += /\p{Mn}/u.test(ch) ? 0 : WIDE.test(ch) ? 1 : NARROW.includes(ch) ? 0.32 : 0.62;
  return size * ems;
}

/**
 * A text and a font size so that it fits: smaller down to `least`, then cut with an ellipsis.
 * @param {string} text
 * @param {number} room
 * @param {number} size
 * @param {number} least
 * @returns {[string, number]}
 */
export function fit(text, room, size, least) {
  const letters = [...text.slice(0, 2 * MOST_LETTERS)].slice(0, MOST_LETTERS);
  const whole = letters.join("") === text;
  const width = textWidth(letters.join(""), size);
  if (whole && width <= room) return [text, size];
  if (whole && width * least <= room * size) return [text, (size * room) / width];
  while (letters.length > 1 && textWidth(`${letters.join("")}…`, least) > room) letters.pop();
  return [`${letters.join("")}…`, least];
}
