// A sheet of styles that not everybody needs, fetched when it is asked for.

/** @type {Map<string, Promise<unknown>>} */
const sheets = new Map();

/**
 * @param {string} href
 * @returns {Promise<unknown>} settled when it applies
 */
export function sheet(href) {
  const known = sheets.get(href);
  if (known) return known;
  const link = document.createElement("link");
  Object.assign(link, { rel: "stylesheet", href });
  const there = new Promise((resolve, reject) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", () => {
      link.remove();
      sheets.delete(href); // the server was not there: next time
      reject(new Error(`no ${href}`));
    });
  });
  sheets.set(href, there);
  document.head.append(link);
  return there;
}
