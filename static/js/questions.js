// What the server is asked when a reader looks inside or compares. What lacks a part that is needed is no answer.

import { ApiError, ask, json, parseTrace, post, segment, unpacked, whole } from "./api.js";

/** @import { Card, Control, Decoded, Explanation, Facts, Gradient, Reading, WireHold } from "./types.js" */

const DIGITS = 5; // of how likely a word is: more than is ever shown

/**
 * What was answered, if all of these parts are in it.
 * @template {object} T
 * @param {T} answer
 * @param {(keyof T)[]} parts
 */
function complete(answer, ...parts) {
  const missing = parts.find((part) => answer[part] === undefined);
  if (missing !== undefined) throw new TypeError(`an answer without ${String(missing)}`);
  return answer;
}

/**
 * What a network says after each token, and nothing of its inside.
 * @param {string} model
 * @param {string} text
 * @param {number} top
 * @param {AbortSignal} signal
 * @returns {Promise<Reading>}
 */
export async function fetchReading(model, text, top, signal) {
  const answer = await post("/api/trace", { model, text, nodes: [], top, digits: DIGITS }, signal);
  return whole(async () => complete(/** @type {Reading} */ (await answer.json()), "tokens", "predictions"));
}

/**
 * How much an answer hangs on every number before it, all digits.
 * @param {string} model
 * @param {({text: string} | {inputs: number[][]}) & {t: number, target: string | number | null, nodes: string[], attribution: boolean, check?: import("./types.js").Spot}} what
 * @param {AbortSignal} signal
 * @returns {Promise<Gradient>}
 */
export async function fetchGradient(model, what, signal) {
  const answer = await post("/api/gradient?format=safetensors", { model, ...what }, signal);
  return whole(async () => complete(parseTrace(await answer.arrayBuffer()), "target", "norms", "attribution", "check"));
}

/**
 * One number taken apart.
 * @param {string} model
 * @param {({text: string} | {inputs: number[][]}) & {t: number, layer: number, node: string, unit: number, hold?: WireHold[]}} what
 * @param {AbortSignal} signal
 * @returns {Promise<Explanation>}
 */
export async function fetchExplanation(model, what, signal) {
  const answer = await post("/api/explain", { model, ...what }, signal);
  return whole(async () => complete(/** @type {Explanation} */ (await answer.json()), "parts", "net", "value", "residual"));
}

/**
 * A vector read as if it were the answer.
 * @param {string} model
 * @param {({text: string} | {inputs: number[][]}) & {t: number, layer: number, node: string, top: number, hold?: WireHold[]}} what
 * @param {AbortSignal} signal
 * @returns {Promise<Decoded>}
 */
export async function fetchDecoded(model, what, signal) {
  const answer = await post("/api/decode", { model, ...what }, signal);
  return whole(async () => complete(/** @type {Decoded} */ (await answer.json()), "node", "prediction"));
}

/**
 * The same holds on units chosen at random.
 * @param {string} model
 * @param {({text: string} | {inputs: number[][]}) & {hold: WireHold[], at: number}} what
 * @param {AbortSignal} signal
 * @returns {Promise<Control>}
 */
export async function fetchControl(model, what, signal) {
  const answer = await post("/api/control", { model, ...what }, signal);
  return whole(async () => complete(/** @type {Control} */ (await answer.json()), "without", "held", "draws"));
}

/**
 * All models.
 * @returns {Promise<Card[]>} without their vocabularies
 */
export async function fetchCards() {
  const answer = await json("/api/models");
  return whole(async () => complete(/** @type {{models: Card[]}} */ (answer), "models").models);
}

/**
 * What the network remembers.
 * @param {string} name
 * @returns {Promise<Facts>}
 */
export async function fetchFacts(name) {
  const facts = await json(`/api/models/${segment(name)}/facts`);
  return whole(async () => complete(/** @type {Facts} */ (facts), "units", "readout", "gradient"));
}

/**
 * Another run's numbers put into this one, place by place: told line by line, as they are found.
 * @param {string} model
 * @param {object} what
 * @param {AbortSignal} signal
 * @param {(line: any) => void} take the head, which says how many places there are, then one of them a line
 */
export async function fetchScan(model, what, signal, take) {
  const answer = await post("/api/scan", { model, ...what }, signal);
  let left = NaN; // places, which the first line tells
  /** @param {string} text */
  const read = (text) => {
    if (!text.trim()) return;
    const line = JSON.parse(text);
    if ("error" in line) throw new ApiError(line.error);
    left = "total" in line ? line.total : left - 1;
    take(line);
  };
  await whole(async () => {
    const reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader();
    const decoder = new TextDecoder();
    let rest = "";
    for (let done = false; !done;) {
      const chunk = await reader.read();
      done = chunk.done;
      const lines = (rest + decoder.decode(chunk.value, { stream: !done })).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach(read);
    }
    read(rest);
    if (left !== 0) throw new TypeError("an answer that breaks off");
  });
}

/**
 * A network's weights.
 * @param {string} model
 */
export async function fetchWeights(model) {
  const answer = await ask(`/api/models/${segment(model)}/weights`);
  return whole(async () => {
    const { tensors } = unpacked(await answer.arrayBuffer());
    complete(tensors, "linear.weight");
    return tensors;
  });
}
