// What a browser tab keeps of each embedding set's view, so that a reload changes nothing.
function remember(app) {
  const bits = app.chosen ? packBits(app.flags) : null;
  const kept = {
    view: app.view, bits: bits && bits.length < 400000 ? bits : null, named: app.find(".named").checked,
    cameras: app.panes.map((pane) => pane.camera.keep()),
  };
  try { sessionStorage.setItem(placeOf(app), JSON.stringify(kept)); } catch { /* storage is full or switched off */ }
}

function recall(app) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(placeOf(app)));
    return kept?.view ? kept : null;
  } catch { return null; }
}

function placeOf(app) { return `embedscope-map-${app.data.cloud}`; }
