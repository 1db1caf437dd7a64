// Which chapters were read, as this device remembers it.

import { kept } from "./learn/question.js";
import { region } from "./lib/dom.js";
import { remember, remembered } from "./lib/device.js";
import { el } from "./lib/tree.js";

const items = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-chapter]")]);
const told = /** @type {HTMLElement} */ (document.getElementById("read"));
const draw = region(told);

function show() {
  const read = items.filter(({ dataset }) => remembered(kept(dataset.chapter ?? "")) !== null);
  for (const item of items) item.classList.toggle("is-read", read.includes(item));
  told.hidden = !read.length;
  const sentence = (told.dataset.read ?? "").replace("{n}", String(read.length)).replace("{of}", String(items.length));
  draw([`${sentence} `, el("button", { type: "button" }, [told.dataset.forget ?? ""])]);
}
told.addEventListener("click", ({ target }) => {
  if (!(target instanceof HTMLButtonElement)) return;
  for (const { dataset } of items) remember(kept(dataset.chapter ?? ""), null);
  show();
});
show();
document.documentElement.dataset.ready = "";
