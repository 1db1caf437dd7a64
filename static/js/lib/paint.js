// Trees of an SVG painted into a canvas: groups that are moved, rectangles, paths. So a vector looks the same at rest and on its way.

/** @import { Tree } from "../types.js" */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Tree} tree
 * @param {(name: string) => string} color the value of a colour's variable
 */
export function paint(context, tree, color) {
  const { tag, attributes } = tree;
  context.save();
  const [, x, y] = String(attributes.transform ?? "").match(/^translate\(([-\d.]+) ([-\d.]+)\)$/) ?? [];
  if (x !== undefined) context.translate(Number(x), Number(y));
  if (tag === "g") for (const child of tree.children) typeof child === "string" || paint(context, child, color);
  const shape = new Path2D(tag === "path" ? String(attributes.d) : undefined);
  if (tag === "rect") shape.rect(...sides(attributes));
  for (const way of /** @type {const} */ (["fill", "stroke"])) {
    const value = shade(attributes[way], color);
    if (tag === "g" || !value) continue;
    context[`${way}Style`] = value;
    context.globalAlpha = Number(attributes[`${way}-opacity`] ?? 1);
    context.lineWidth = Number(attributes["stroke-width"] ?? 1);
    context[way](shape);
  }
  context.restore();
}

/**
 * @param {Tree["attributes"]} attributes
 * @returns {[number, number, number, number]}
 */
const sides = ({ x, y, width, height }) => [Number(x), Number(y), Number(width), Number(height)];

/**
 * @param {Tree["attributes"][string]} value `var(--color-name)` or none
 * @param {(name: string) => string} color
 */
function shade(value, color) {
  const [, name] = String(value ?? "none").match(/^var\(--color-([\w-]+)\)$/) ?? [];
  return name === undefined ? null : color(name);
}
