// The server's answers as data. One question of a kind at a time: a new one ends the one before.

/** @import { Card, Cell, Notation, Placement, Problem, Trace, WireHold, Words } from "./types.js" */

const SHOWN = 5; // next words
const DIGITS = 5; // of every number: more than is ever shown

/** An answer that is an error, in the server's one shape or for want of an answer. */
export class ApiError extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** What is told where no answer of ours came. @param {unknown} error @returns {Problem} */
export const unreached = (error) => ({ code: "no_connection", message: String(error), params: {} });

/**
 * Run a network over a text, or over numbers: all vectors of all steps, in binary.
 * @param {string} model
 * @param {{text: string} | {inputs: number[][]}} what
 * @param {AbortSignal} signal
 * @param {WireHold[]} [hold]
 * @returns {Promise<Trace>}
 */
export async function fetchTrace(model, what, signal, hold = []) {
  const answer = await post("/api/trace?format=safetensors", { model, ...what, hold, top: SHOWN, digits: DIGITS }, signal);
  return whole(async () => {
    const trace = parseTrace(await answer.arrayBuffer());
    if (!trace.predictions.length) throw new TypeError("a trace of nothing");
    return trace;
  });
}

/**
 * @param {string} path
 * @param {unknown} body
 * @param {AbortSignal} signal
 */
export const post = (path, body, signal) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal });

/**
 * A trace out of a safetensors file, or gradients in its form; the vectors are views on its bytes.
 * @param {ArrayBuffer} buffer
 */
export function parseTrace(buffer) {
  const { metadata, tensors } = unpacked(buffer);
  const trace = JSON.parse(metadata.trace);
  trace.layers = trace.layers.map(() => ({}));
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    const [, layer, node] = name.match(/^layers\.(\d+)\.(\w+)$/) ?? [];
    if (node) trace.layers[layer][node] = { size: shape[1], values };
  }
  return trace;
}

/**
 * What a safetensors file of float32 holds.
 * @param {ArrayBuffer} buffer
 */
export function unpacked(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const { __metadata__: metadata, ...rest } = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  /** @type {import("./rerun.js").Tensors} */
  const tensors = {};
  for (const [name, { dtype, shape, data_offsets: [from, to] }] of Object.entries(rest)) {
    if (dtype !== "F32") throw new TypeError(`${name} holds ${dtype}`);
    tensors[name] = { shape, values: new Float32Array(buffer, 8 + length + from, (to - from) / 4) };
  }
  return { metadata, tensors };
}

/**
 * @param {string} path
 * @returns {Promise<any>}
 */
export async function json(path) {
  const answer = await ask(path);
  return whole(() => answer.json());
}

/**
 * An answer that breaks off, or is none of ours, is as good as none.
 * @template T
 * @param {() => Promise<T>} parse
 * @returns {Promise<T>}
 */
export async function whole(parse) {
  try {
    return await parse();
  } catch (error) {
    if (error instanceof ApiError || (error instanceof DOMException && error.name === "AbortError")) throw error;
    throw new ApiError(unreached(error));
  }
}

/** @param {string} name @returns {Promise<Card>} */
export const fetchCard = async (name) => json(`/api/models/${segment(name)}`);
/** @param {string} name @returns {Promise<Cell>} */
export const fetchCell = (name) => json(`/api/cells/${encodeURIComponent(name)}`);
/** @param {string} base @param {string} cell @returns {Promise<Placement>} */
export const fetchPlacement = (base, cell) => json(`${base}/diagrams/${encodeURIComponent(cell)}.json`);
/** @param {string} base @returns {Promise<Notation>} */
export const fetchNotation = (base) => json(`${base}/notation.json`);
/** @param {string} base @param {string} language @param {string} of a page, lstm or lstm.class, or a view that is fetched later @returns {Promise<Words>} */
export const fetchWords = (base, language, of) => json(`${base}/locales/${language}/${encodeURIComponent(of)}.json`);

/**
 * A model's name in a path. One that would lead elsewhere is the name of no model.
 * @param {string} name
 */
export function segment(name) {
  if (/^\.*$|[/\\]/.test(name)) throw new ApiError({ code: "unknown_model", message: name, params: { name } });
  return encodeURIComponent(name);
}

/**
 * @param {string} path
 * @param {RequestInit} [options]
 */
export async function ask(path, options) {
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(path, options);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(unreached(error));
  }
  if (answer.ok) return answer;
  const body = await answer.json().catch(() => null);
  const ours = typeof body?.error?.code === "string";
  throw new ApiError(ours ? body.error : { code: "internal", message: `status ${answer.status}`, params: {} });
}
