// A node's formula as MathML, in the letters that the reader has chosen. The twin of app/notation.py.

import { el } from "../lib/tree.js";

/** @import { CellNode, Letters, Tree } from "../types.js" */
/** @typedef {{kind: "node" | "weight" | "word" | "number" | "sign", text: string}} Piece */

const PIECE = /\p{L}[\p{L}\p{N}_]*|\d+(?:\.\d+)?|\S/gu;
const TILDE = "\u0303"; // over the letter before it
const TIMES = "\u2062"; // not seen, but heard: W x is a product
const APPLY = "\u2061"; // likewise: tanh C is tanh of C
const LONG = 16; // pieces

/**
 * A formula cut into what it is made of.
 * @param {CellNode} node
 * @returns {Piece[]}
 */
function pieces(node) {
  const nodes = [node.id, ...node.inputs];
  const weights = [...Object.values(node.weights), node.bias];
  return [...node.formula.matchAll(PIECE)].map(([text]) => {
    if (nodes.includes(text)) return { kind: "node", text };
    if (weights.includes(text)) return { kind: "weight", text };
    return { kind: /\p{L}/u.test(text) ? "word" : /\d/.test(text) ? "number" : "sign", text };
  });
}

/**
 * @param {Letters} letters
 * @param {CellNode} node
 * @returns {Tree}
 */
export function formula(letters, node) {
  const all = pieces(node);
  return math(
    all.flatMap((piece, n) => {
      const joined = n > 0 && operand(all[n - 1]) && operand(piece);
      return joined ? [gap(TIMES), spelled(letters, piece)] : [spelled(letters, piece)];
    }),
  );
}

/**
 * A vector's letter, alone.
 * @param {Letters} letters
 * @param {string} id
 */
export const letter = (letters, id) => math([symbol(letters, id)]);

/**
 * A formula with numbers in the places of its vectors. What stands in a layer's brackets is not known here.
 * @param {CellNode} node
 * @param {(id: string) => string} told a vector's number
 * @returns {(Tree | string)[]}
 */
export function filled(node, told) {
  /** @param {string} id @param {string} [shown] */
  const number = (id, shown = told(id)) => el("span", { "data-symbol": id }, [shown]);
  const all = pieces(node);
  if (node.learned) return [`${all.find(({ kind }) => kind === "word")?.text ?? ""}(…) = `, number(node.id)];
  return all.map(({ kind, text }, n) => {
    if (kind !== "node") return text === "⊙" ? " × " : text === "⊘" ? " ÷ " : kind === "sign" && !"()".includes(text) ? ` ${text} ` : text;
    const follows = n > 0 && !"=(".includes(all[n - 1].text);
    return number(text, follows && told(text).startsWith("−") ? `(${told(text)})` : told(text));
  });
}

/** @param {Piece} piece */
const operand = ({ kind }) => kind === "node" || kind === "weight" || kind === "number";

/**
 * @param {Letters} letters
 * @param {Piece} piece
 */
function spelled(letters, { kind, text }) {
  if (kind === "node") return symbol(letters, text);
  if (kind === "weight") return weight(letters, text);
  if (kind === "word") return el("mi", { mathvariant: "normal" }, [text]);
  if (kind === "number") return el("mn", {}, [text]);
  return el("mo", { stretchy: "false" }, [text]);
}

/**
 * @param {Letters} letters
 * @param {string} id
 */
function symbol(letters, id) {
  const [spelling, index] = letters[id];
  const words = spelling.split(" ");
  const functions = words.slice(0, -1).flatMap((word) => [el("mi", { mathvariant: "normal" }, [word]), gap(APPLY)]);
  return el("mrow", { "data-symbol": id }, [...functions, indexed(base(words[words.length - 1]), index)]);
}

/**
 * W_f: the weight's own letter, and as its index the letter of what it makes, W_C and not W_C̃.
 * @param {Letters} letters
 * @param {string} name
 */
function weight(letters, name) {
  const at = name.indexOf("_");
  if (at < 0) return base(name);
  const of = name.slice(at + 1);
  return indexed(base(name.slice(0, at)), (letters[of]?.[0] ?? of).replace(TILDE, ""));
}

/** @param {string} text */
function base(text) {
  const plain = el("mi", {}, [text.replace(TILDE, "")]);
  return text.endsWith(TILDE) ? el("mover", { accent: "true" }, [plain, el("mo", { stretchy: "false" }, ["~"])]) : plain;
}

/**
 * @param {Tree} letter
 * @param {string} index
 */
function indexed(letter, index) {
  if (!index) return letter;
  const parts = [...index.matchAll(PIECE)].map(([text]) =>
    /\p{L}/u.test(text) ? el("mi", {}, [text]) : /\d/.test(text) ? el("mn", {}, [text]) : el("mo", { lspace: "0", rspace: "0" }, [text]),
  );
  return el("msub", {}, [letter, el("mrow", {}, parts)]);
}

/** @param {string} sign */
const gap = (sign) => el("mo", { lspace: "0", rspace: "0.15em" }, [sign]);

/** @param {Tree[]} children */
const math = (children) => el("math", { lang: "en", class: children.length > LONG ? "is-long" : null }, children);
