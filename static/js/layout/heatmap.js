// A vector over the sentence as pixels: one row a unit, one column a step. Numbers in, bytes out.

/** @typedef {[number, number, number]} Rgb */

/**
 * @param {{size: number, values: Float32Array}} vector
 * @param {number} T
 * @param {(value: number) => number} scale
 * @param {{plate: Rgb, ink: Rgb, negative: Rgb, positive: Rgb}} colors
 * @param {boolean} gate
 */
export function pixels({ size, values }, T, scale, colors, gate) {
  const bytes = new Uint8ClampedArray(4 * T * size);
  for (let unit = 0; unit < size; unit++) {
    for (let t = 0; t < T; t++) {
      const share = scale(values[t * size + unit]);
      const full = gate ? colors.ink : share < 0 ? colors.negative : colors.positive;
      const at = 4 * (unit * T + t);
      for (let k = 0; k < 3; k++) bytes[at + k] = colors.plate[k] + (full[k] - colors.plate[k]) * Math.abs(share);
      bytes[at + 3] = 255;
    }
  }
  return bytes;
}
