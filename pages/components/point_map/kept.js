// What a browser tab keeps of each embedding set's view, so that a reload changes nothing.
const KEPT = 2400000; // points of which a selection has room there

function remember(app) {
  const kept = {
    view: app.view, bits: app.chosen && app.flags.length < KEPT ? packBits(app.flags) : null, named: app.find(".named").checked,
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
