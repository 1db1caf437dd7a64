// Who wrote the memory: what is left of what each step put into it. Numbers out of a trace; the twin of model/ledger.py.

/** @import { Cell, State } from "../types.js" */

/** How a cell's memory adds up: which node it is, what keeps the old (null: nothing is forgotten), what is written.
 * `sum`: the nodes that must not be held where it is to be such a sum.
 * @typedef {{memory: string, keep: string | null, write: string, sum: string[]}} Writing
 */
/** @typedef {Pick<State, "trace" | "layer">} Where */

/**
 * From the declaration alone; null where the memory is not such a sum.
 * @param {Cell} cell
 * @returns {Writing | null}
 */
export function writing({ nodes, carry, memory }) {
  const of = (/** @type {string} */ id) => nodes.find((node) => node.id === id);
  const previous = Object.keys(carry).find((id) => carry[id] === memory) ?? "";
  const node = of(memory);
  if (node?.op !== "add") return null;
  for (const [kept, write] of [node.inputs, [...node.inputs].reverse()]) {
    const sum = [memory, previous, kept];
    if (kept === previous) return { memory, keep: null, write, sum };
    const source = of(kept);
    if (source?.op === "mul" && source.inputs.includes(previous)) return { memory, keep: source.inputs.find((id) => id !== previous) ?? null, write, sum };
  }
  return null;
}

/**
 * One vector's unit over the sentence.
 * @param {Where} where
 * @param {string} node
 * @param {number} unit
 */
function along({ trace, layer }, node, unit) {
  const { size, values } = trace.layers[layer][node];
  return Float64Array.from(trace.tokens, (_, t) => values[t * size + unit]);
}

/**
 * What is left of each step's writing at each step from then on: row k holds (Π_{j = k+1..t} f_j) write_k for t ≥ k.
 * @param {Where} where
 * @param {Writing} how
 * @param {number} unit
 * @returns {Float64Array[]}
 */
export function shares(where, { keep, write }, unit) {
  const T = where.trace.tokens.length;
  const written = along(where, write, unit);
  const gates = keep === null ? null : along(where, keep, unit);
  return Array.from({ length: T }, (_, k) => {
    const row = new Float64Array(T - k);
    for (let t = k, left = written[k]; t < T; t++) row[t - k] = t === k ? left : (left *= gates ? gates[t] : 1);
    return row;
  });
}

/**
 * How much of the memory's norm at step t each step up to it accounts for: its share along the memory's direction.
 * @param {Where} where
 * @param {Writing} how
 * @param {number} t
 */
export function ofNorm({ trace, layer }, { memory, keep, write }, t) {
  const nodes = trace.layers[layer];
  const H = nodes[memory].size;
  const now = nodes[memory].values.subarray(t * H, (t + 1) * H);
  const norm = Math.hypot(...now);
  const left = new Float64Array(H).fill(1);
  const found = new Float64Array(t + 1);
  for (let k = t; k >= 0; k--) {
    for (let u = 0; u < H; u++) {
      found[k] += norm ? (left[u] * nodes[write].values[k * H + u] * now[u]) / norm : 0;
      if (keep !== null) left[u] *= nodes[keep].values[k * H + u];
    }
  }
  return { norm, steps: found };
}

/**
 * What happened on the way from step k to step t: how many gates kept it, and the smallest of them.
 * @param {Where} where
 * @param {Writing} how
 * @param {number} unit
 * @param {number} k
 * @param {number} t
 */
export function kept(where, { keep }, unit, k, t) {
  const gates = keep === null ? [] : [...along(where, keep, unit).subarray(k + 1, t + 1)];
  return { count: t - k, least: gates.length ? Math.min(...gates) : 1 };
}

/**
 * After how many steps half of what step k wrote is gone for good; null where more than half is there at the end. A gate that
 * is held may be below 0 or above 1: it is the size of what is left that counts, and what comes back later is not gone.
 * @param {Where} where
 * @param {Writing} how
 * @param {number} unit
 * @param {number} k
 */
export function halfLife({ trace, layer }, { keep }, unit, k) {
  if (keep === null) return null;
  const { size, values } = trace.layers[layer][keep];
  const T = trace.tokens.length;
  let there = k; // the last step at which more than half is
  for (let t = k + 1, left = 1; t < T && left; t++) if (Math.abs((left *= values[t * size + unit])) > 0.5) there = t;
  return there < T - 1 ? there + 1 - k : null;
}
