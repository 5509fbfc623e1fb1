// Points drawn by WebGL2, or in plain memory: two places to move between, a colour and a state for each.
// What draws is one for all maps of a page. A picture that must come quickly shows as many points as
// that leaves time for, and the whole follows when the map rests.
const FAINT = 0, PLAIN = 1, CHOSEN = 2; // a point's state
const SETTLED = 160; // ms without movement, after which all points are drawn
const SOON = 30; // ms, where nothing moves

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i; // no graphics card

let shared = null;

// What draws this page's points; throws where the browser can draw nothing at all.
function painter() {
  if (!shared || shared.lost) {
    try { shared = new GlPainter(); } catch { shared = new PlainPainter(); }
  }
  return shared;
}

function rendererOf(gl) {
  const told = gl.getExtension("WEBGL_debug_renderer_info");
  return String(gl.getParameter(told ? told.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

// Several maps in one go, with no more points together than can be drawn quickly; the rest later.
function drawTogether(plots, moving = false) {
  const ready = plots.filter((plot) => plot.prepare());
  if (!ready.length) return;
  const brush = painter();
  const begun = performance.now();
  for (const plot of ready) plot.choose(brush.pace.points / ready.length);
  brush.draw(ready);
  brush.pace.took(ready.reduce((sum, { picked }) => sum + picked.count, 0), performance.now() - begun);
  for (const plot of ready) {
    if (!plot.picked.all && plot.complete) plot.rest(moving ? SETTLED : SOON);
    plot.drawn(moving || !plot.picked.all);
  }
}

// All points of them, at once: for a picture that is kept.
function drawWhole(plots) {
  const ready = plots.filter((plot) => plot.prepare());
  for (const plot of ready) plot.choose(Infinity);
  painter().draw(ready);
  for (const plot of ready) plot.drawn(false);
}

// An array that also lies on the graphics card, brought there when it is next drawn.
class Held {
  put(values) {
    if (values !== this.values) Object.assign(this, { values, gl: null, low: 0, high: values.length });
  }

  // Values from `first` to before `last` are others.
  touch(first, last) { Object.assign(this, { low: Math.min(this.low, first), high: Math.max(this.high, last) }); }

  bind(gl, kind = gl.ARRAY_BUFFER) {
    const { values } = this;
    if (this.gl !== gl || this.size !== values.byteLength) {
      if (this.owner !== gl) Object.assign(this, { owner: gl, buffer: gl.createBuffer() });
      gl.bindBuffer(kind, this.buffer);
      gl.bufferData(kind, values.byteLength, gl.STATIC_DRAW);
      Object.assign(this, { gl, size: values.byteLength, low: 0, high: values.length });
    } else gl.bindBuffer(kind, this.buffer);
    if (this.low < this.high) gl.bufferSubData(kind, this.low * values.BYTES_PER_ELEMENT, values, this.low, this.high - this.low);
    Object.assign(this, { low: values.length, high: 0 });
  }

  drop() { this.owner?.deleteBuffer(this.buffer); this.gl = this.owner = null; }
}

// How the points look, the same on every map of them, by slots: uint8 [4n] colours, uint8 [n] states.
class Skin {
  constructor(order) {
    Object.assign(this, { order, colours: new Held(), states: new Held() });
  }

  // All colours, or those of slots from `first` to before `last`.
  paint(colours, first = 0, last = colours.length / 4) {
    this.colours.put(colours);
    this.colours.touch(4 * first, 4 * last);
  }

  mark(states) {
    this.states.put(states);
    this.states.touch(0, states.length);
    this.some = states.includes(FAINT);
  }

  drop() { for (const part of ["colours", "states"]) this[part].drop(); }
}
