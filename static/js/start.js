// The first script: the first view stands as the server wrote it before all the others are fetched and read. On two cores they
// would make it wait: fifty files that come in while fonts are looked for and a thousand boxes are laid out.

function begin() {
  const named = /** @type {HTMLTemplateElement} */ (document.getElementById("modules"));
  document.head.append(named.content);
  import("./main.js").catch((error) => {
    const message = /** @type {HTMLElement} */ (document.getElementById("message"));
    message.textContent = document.body.dataset.failed ?? ""; // the first view stays
    throw error;
  });
}

if (document.hidden) begin(); // where nobody looks there is no frame to wait for
else {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = begin; // when the frame is drawn, which has only begun
    port2.postMessage(null);
  });
}
