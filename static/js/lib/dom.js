// The only file that makes elements. A tree is drawn once; after that only what differs is touched.

/** @import { Tree, Value } from "../types.js" */

/** @type {Record<string, string>} */
const NAMESPACES = { svg: "http://www.w3.org/2000/svg", math: "http://www.w3.org/1998/Math/MathML" };

/**
 * The values that the colours of tokens.css have on an element, asked for once.
 * @param {Element} element
 * @returns {(name: string) => string}
 */
export function palette(element) {
  const style = getComputedStyle(element);
  /** @type {Map<string, string>} */
  const known = new Map();
  return (name) => {
    const value = known.get(name) ?? style.getPropertyValue(`--color-${name}`).trim();
    known.set(name, value);
    return value;
  };
}

/**
 * Give an element a class, or take it away so that it is as it was drawn.
 * @param {Element} element
 * @param {string} name
 * @param {boolean} on
 */
export function mark(element, name, on) {
  element.classList.toggle(name, on);
  if (!element.classList.length) element.removeAttribute("class");
}

/**
 * A region of the page that is always what the last tree said.
 * @param {Element} container emptied at the first drawing
 * @returns {(children: (Tree | string)[]) => void}
 */
export function region(container) {
  /** @type {Tree} */
  let before = { tag: "", attributes: {}, children: [] };
  let first = true;
  return (children) => {
    if (first) container.replaceChildren();
    first = false;
    const after = { tag: "", attributes: {}, children };
    patchChildren({ found: container, around: null, n: 0 }, before, after);
    before = after;
  };
}

/**
 * @param {Tree | string} tree
 * @param {string | null} around the namespace of the parent
 * @returns {Node}
 */
function make(tree, around) {
  if (typeof tree === "string") return document.createTextNode(tree);
  const namespace = NAMESPACES[tree.tag] ?? around;
  const element = /** @type {HTMLElement} */ (document.createElementNS(namespace, tree.tag));
  for (const [name, value] of Object.entries(tree.attributes)) set(element, name, value);
  for (const child of tree.children) element.append(make(child, namespace));
  return element;
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {Value} value
 */
function set(element, name, value) {
  if (name === "style") /** @type {HTMLElement} */ (element).style.cssText = String(value ?? ""); // the attribute is forbidden
  else if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : String(value));
}

/**
 * Where an element stands: it is looked up only when something in it differs.
 * @typedef {{found: Element | null, around: Place | null, n: number}} Place
 */

/**
 * @param {Place} place
 * @returns {Element}
 */
function at(place) {
  place.found ??= /** @type {Element} */ (at(/** @type {Place} */ (place.around)).childNodes[place.n]);
  return place.found;
}

/**
 * @param {Place} place
 * @param {Tree} before
 * @param {Tree} after
 */
function patch(place, before, after) {
  for (const name in after.attributes) {
    if (after.attributes[name] !== before.attributes[name]) set(at(place), name, after.attributes[name]);
  }
  for (const name in before.attributes) if (!(name in after.attributes)) at(place).removeAttribute(name);
  patchChildren(place, before, after);
}

/**
 * @param {Place} place
 * @param {Tree} before
 * @param {Tree} after
 */
function patchChildren(place, before, after) {
  const { children } = after;
  for (let n = 0; n < children.length; n++) {
    const [child, old] = [children[n], before.children[n]];
    if (old === child) continue;
    if (old === undefined) at(place).append(make(child, at(place).namespaceURI));
    else if (typeof child === "string" && typeof old === "string") at(place).childNodes[n].nodeValue = child;
    else if (typeof child !== "string" && typeof old !== "string" && child.tag === old.tag && same(old, child)) {
      patch({ found: null, around: place, n }, old, child);
    } else at(place).childNodes[n].replaceWith(make(child, at(place).namespaceURI));
  }
  for (let n = before.children.length; n > children.length; n--) at(place).lastChild?.remove();
}

/**
 * Elements with different keys are different things, whatever their tag.
 * @param {Tree} one
 * @param {Tree} two
 */
function same(one, two) {
  return one.attributes["data-key"] === two.attributes["data-key"];
}
