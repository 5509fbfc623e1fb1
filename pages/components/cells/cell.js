// A component in a notebook's cell: apart from the notebook's own styles, and in its colours.
function roomIn(el, told) {
  el.dataset.lmSuppressShortcuts = "true"; // JupyterLab leaves the keys to it
  const room = el.shadowRoot ?? el.attachShadow({ mode: "open" });
  room.innerHTML = `<style>${STYLE}</style>${MARKUP}`;
  room.append(Object.assign(document.createElement("p"), { className: "told", textContent: told }));
  return room;
}

const bytesOf = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

// As an address: of a picture, which an editor's policy may let in no other way.
function addressOf(view, kind) {
  const bytes = bytesOf(view);
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return `data:${kind};base64,${btoa(text)}`;
}

// Listen to a model's traits by name; what is returned ends it.
function heard(model, heed) {
  for (const [name, act] of Object.entries(heed)) model.on(`change:${name}`, act);
  return () => { for (const [name, act] of Object.entries(heed)) model.off(`change:${name}`, act); };
}
