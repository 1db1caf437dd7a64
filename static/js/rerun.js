// A network run once more, here, from its weights alone: what the server says can be checked without the server.

/** @import { Cell, CellNode, WireHold } from "./types.js" */
/** @typedef {Record<string, {shape: number[], values: Float32Array}>} Tensors of the weights' file, under PyTorch's names */
/** @typedef {Record<string, Float64Array>} Values node id → its vector at one step */

const sigmoid = (/** @type {number} */ a) => 1 / (1 + Math.exp(-a));

/** @type {Record<string, (a: number, b: number) => number>} */
const OPS = {
  linear: (a) => a, sigmoid, tanh: Math.tanh, one_minus: (a) => 1 - a, plus_one: (a) => 1 + a,
  mul: (a, b) => a * b, add: (a, b) => a + b, div: (a, b) => a / b,
};

/**
 * All vectors of every layer at step t, from zeros on; float64, from the cell's graph. The twin of model/hold.py where
 * something is held.
 * @param {Cell} cell
 * @param {Tensors} tensors
 * @param {number} layers
 * @param {Float64Array[]} inputs one vector a step
 * @param {number} t
 * @param {WireHold[]} [hold] what takes the place of what is computed, one after the other
 * @returns {Values[]} one a layer
 */
export function rerun(cell, tensors, layers, inputs, t, hold = []) {
  const H = tensors["linear.weight"].shape[1];
  const holds = hold.map((one) => ({ ...one, own: one.step === undefined ? null : rerun(cell, tensors, layers, inputs, one.step)[one.layer][one.node] }));
  /** @type {Values[]} */
  let before = Array.from({ length: layers }, () => ({}));
  for (let step = 0; step <= t; step++) {
    let x = inputs[step];
    before = before.map((last, layer) => {
      const now = holds.filter((one) => one.layer === layer && one.t <= step && step <= (one.until ?? step));
      /** @type {Values} */
      const values = {};
      for (const node of cell.nodes) {
        const carried = cell.carry[node.id];
        const own = carried ? (last[carried] ?? new Float64Array(H)) : node.op === "input" ? x : compute(cell, node, values, tensors, layer, H);
        values[node.id] = now.filter((one) => one.node === node.id).reduce(held, own);
      }
      x = values.h;
      return values;
    });
  }
  return before;
}

/**
 * A vector with units of it held.
 * @param {Float64Array} vector
 * @param {WireHold & {own: Float64Array | null}} hold its own vector of the step that it names, if it names one
 */
function held(vector, { units, value, add, own }) {
  const out = Float64Array.from(vector);
  for (const [n, unit] of (units ?? [...out.keys()]).entries()) {
    if (own) out[unit] = own[unit];
    else if (add !== undefined) out[unit] += add;
    else out[unit] = Number(Array.isArray(value) ? value[n] : value);
  }
  return out;
}

/**
 * @param {Cell} cell
 * @param {CellNode} node
 * @param {Values} values
 * @param {Tensors} tensors
 * @param {number} layer
 * @param {number} H
 */
function compute(cell, node, values, tensors, layer, H) {
  const [a, b] = node.inputs.map((id) => values[id]);
  const act = OPS[node.op];
  if (!node.learned) return Float64Array.from({ length: H }, (_, u) => act(a[u], b?.[u] ?? NaN));
  const products = node.inputs.map((id) => product(cell, node.weights[id], values[id], tensors, layer, H));
  const bias = node.bias;
  return Float64Array.from({ length: H }, (_, u) => act(products.reduce((sum, one) => sum + one(u), bias ? biasOf(cell, bias, tensors, layer, H, u) : 0), NaN));
}

/**
 * One input's part of each unit's sum.
 * @param {Cell} cell
 * @param {string | undefined} weight W_f, U_f, or a peephole's p_f; none where it is added as it is
 * @param {Float64Array} vector
 * @param {Tensors} tensors
 * @param {number} layer
 * @param {number} H
 * @returns {(unit: number) => number}
 */
function product(cell, weight, vector, tensors, layer, H) {
  if (!weight) return (u) => vector[u];
  const [kind, row] = [weight[0], weight.slice(2)];
  if (kind === "p") {
    const order = cell.rows.filter((name) => cell.nodes.some(({ weights }) => Object.values(weights).includes(`p_${name}`)));
    const { values } = tensors[`${cell.name}.weight_peephole_l${layer}`];
    const from = order.indexOf(row) * H;
    return (u) => values[from + u] * vector[u];
  }
  const { values } = tensors[`${cell.name}.weight_${kind === "W" ? "ih" : "hh"}_l${layer}`];
  const from = cell.rows.indexOf(row) * H;
  return (u) => {
    let sum = 0;
    for (let n = 0, at = (from + u) * vector.length; n < vector.length; n++) sum += values[at + n] * vector[n];
    return sum;
  };
}

/**
 * PyTorch adds two biases; the one inside the GRU's reset, b_hn, stands alone.
 * @param {Cell} cell
 * @param {string} bias b_f, b_hn
 * @param {Tensors} tensors
 * @param {number} layer
 * @param {number} H
 * @param {number} u
 */
function biasOf(cell, bias, tensors, layer, H, u) {
  const [ours, theirs] = ["ih", "hh"].map((kind) => tensors[`${cell.name}.bias_${kind}_l${layer}`].values);
  const row = bias.slice(2);
  if (!cell.rows.includes(row)) return theirs[cell.rows.indexOf(row.slice(1)) * H + u];
  const at = cell.rows.indexOf(row) * H + u;
  return ours[at] + (cell.nodes.some((node) => node.bias === `b_h${row}`) ? 0 : theirs[at]);
}
