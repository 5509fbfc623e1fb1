// Points drawn by WebGL2, or in plain memory: two places to move between, a colour and a state for each.
// One WebGL context serves all maps of a page: it draws aside, and each map copies its picture.
// Browsers lose contexts beyond eight, and one that is shown itself is cut off where a page without
// a graphics card is scrolled.
const VERTEX = `#version 300 es
layout(location = 0) in vec3 from;
layout(location = 1) in vec3 to;
layout(location = 2) in vec4 colour;
layout(location = 3) in float state;
uniform mat4 view;
uniform float share, size, alpha, faint;
uniform int pass;
out vec4 paint;
void main() {
  bool shown = pass == 0 ? state < 0.5 : state > 0.5;
  vec3 place = mix(from, to, share);
  gl_Position = shown && place.x == place.x ? view * vec4(place, 1.0) : vec4(9.0, 9.0, 9.0, 1.0);
  gl_PointSize = size;
  paint = vec4(colour.rgb, pass == 0 ? faint : state > 1.5 ? max(alpha, 0.9) : alpha);
}`;
const FRAGMENT = `#version 300 es
precision highp float;
in vec4 paint;
uniform float size;
out vec4 result;
void main() {
  float away = length(gl_PointCoord - 0.5) * size;
  float edge = size < 2.5 ? 1.0 : clamp(size * 0.5 - away + 0.5, 0.0, 1.0);
  float strength = paint.a * edge;
  if (strength <= 0.0) discard;
  result = vec4(paint.rgb * strength, strength);
}`;
const UNIFORMS = ["view", "share", "size", "alpha", "faint", "pass"];
const FAINT = 0, PLAIN = 1, CHOSEN = 2; // a point's state
const MANY = 200000; // while a larger map moves, a part of it is drawn

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

// Several maps in one go: copying from a canvas waits until all that was drawn on it is there.
function drawTogether(plots, coarse = false) {
  const ready = plots.filter((plot) => plot.prepare());
  if (!ready.length) return;
  const { canvas } = painter();
  const [wide, high] = [Math.max(...ready.map(({ pixels }) => pixels[0])), ready.reduce((sum, { pixels }) => sum + pixels[1], 0)];
  if (canvas.width < wide) canvas.width = wide; // it grows, and never shrinks
  if (canvas.height < high) canvas.height = high;
  let top = 0;
  for (const plot of ready) {
    plot.paint(top, coarse);
    top += plot.pixels[1];
  }
  for (const plot of ready) plot.copy(coarse);
}

// An array that also lies on the graphics card, brought there when it is first drawn.
class Held {
  put(values) { if (values !== this.values) Object.assign(this, { values, stale: true }); }

  bind(gl, kind = gl.ARRAY_BUFFER) {
    if (this.gl !== gl) Object.assign(this, { gl, buffer: gl.createBuffer(), stale: true });
    gl.bindBuffer(kind, this.buffer);
    if (this.stale) gl.bufferData(kind, this.values, gl.STATIC_DRAW);
    this.stale = false;
  }

  drop() { this.gl?.deleteBuffer(this.buffer); this.gl = null; }
}

// How the points look, the same on every map of them: uint8 [4n] colours, uint8 [n] states.
class Skin {
  constructor() { for (const part of ["colours", "states", "faint", "plain"]) this[part] = new Held(); }

  paint(colours) { this.colours.put(colours); this.colours.stale = true; }

  // The rows of each pass, where there are both: a list spares looking at those not drawn.
  mark(states) {
    this.states.put(states);
    this.states.stale = true;
    this.some = states.includes(FAINT);
    const lists = [0, 1].map(() => new Uint32Array(this.some ? states.length : 0));
    const counts = [0, 0];
    for (let row = 0; this.some && row < states.length; row += 1) {
      const pass = states[row] === FAINT ? 0 : 1;
      lists[pass][counts[pass]++] = row;
    }
    [this.faint, this.plain].forEach((held, pass) => held.put(lists[pass].subarray(0, counts[pass])));
  }

  drop() { for (const part of ["colours", "states", "faint", "plain"]) this[part].drop(); }
}

class GlPainter {
  constructor() {
    this.canvas = document.createElement("canvas");
    const gl = (this.gl = this.canvas.getContext("webgl2", { antialias: false, alpha: true, premultipliedAlpha: true }));
    if (!gl) throw new Error("WebGL2 is missing or switched off");
    if (SOFTWARE.test(rendererOf(gl))) throw new Error("WebGL2 is computed by the processor");
    const program = gl.createProgram();
    for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program));
    gl.useProgram(program);
    this.where = Object.fromEntries(UNIFORMS.map((name) => [name, gl.getUniformLocation(program, name)]));
    [0, 1, 2, 3].forEach((place) => gl.enableVertexAttribArray(place));
    gl.enable(gl.BLEND);
    gl.enable(gl.SCISSOR_TEST);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  get lost() { return this.gl.isContextLost(); }

  // Into `pixels` [width, height] of the canvas, `top` pixels from its upper edge.
  draw({ from, to, skin, width }, { pixels: [w, h], top, matrix, share, size, alpha, faint, coarse }) {
    const { gl, where, canvas } = this;
    for (const set of ["viewport", "scissor"]) gl[set](0, canvas.height - top - h, w, h);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const count = Math.min(skin.states.values.length, from.values.length / width);
    const every = coarse && count > MANY ? Math.ceil(count / MANY) : 1;
    const layout = [[from, width, gl.FLOAT, 4], [to, width, gl.FLOAT, 4], [skin.colours, 4, gl.UNSIGNED_BYTE, 1], [skin.states, 1, gl.UNSIGNED_BYTE, 1]];
    layout.forEach(([held, parts, kind, bytes], place) => {
      held.bind(gl);
      gl.vertexAttribPointer(place, parts, kind, place === 2, every * parts * bytes, 0);
    });
    gl.uniformMatrix4fv(where.view, false, matrix);
    for (const [name, value] of Object.entries({ share, size, alpha, faint })) gl.uniform1f(where[name], value);
    const passes = skin.some ? [skin.faint, skin.plain] : [null, skin.plain];
    passes.forEach((rows, number) => {
      if (!rows || (skin.some && !rows.values.length)) return;
      gl.uniform1i(where.pass, number); // faint points first, the others over them
      if (!skin.some || every > 1) { gl.drawArrays(gl.POINTS, 0, Math.floor(count / every)); return; }
      rows.bind(gl, gl.ELEMENT_ARRAY_BUFFER);
      gl.drawElements(gl.POINTS, rows.values.length, gl.UNSIGNED_INT, 0);
    });
  }
}

// The same in plain memory, for browsers without a graphics card: there WebGL is computed by the
// processor too, and takes ten times as long for points of a few pixels.
class PlainPainter {
  constructor() {
    this.canvas = document.createElement("canvas");
    this.pen = this.canvas.getContext("2d");
    if (!this.pen) throw new Error("neither WebGL2 nor a plain canvas is there");
  }

  get lost() { return false; }

  draw({ skin }, { pixels: [w, h], top, places, ratio, size, alpha, faint, coarse }) {
    if (this.image?.width !== w || this.image.height !== h) this.image = this.pen.createImageData(w, h);
    const paint = this.image.data;
    paint.fill(0);
    const [screen, colours, states] = [places(), skin.colours.values, skin.states.values];
    const every = coarse && states.length > MANY ? Math.ceil(states.length / MANY) : 1;
    const [round, reach] = [size >= 2.5, size / 2];
    for (const pass of skin.some ? [0, 1] : [1]) { // faint points first, the others over them
      for (let row = 0; row < states.length; row += every) {
        if (pass !== (states[row] === FAINT ? 0 : 1)) continue;
        const [x, y] = [screen[2 * row] * ratio - 0.5, screen[2 * row + 1] * ratio - 0.5];
        if (!(x > -reach && y > -reach && x < w + reach && y < h + reach)) continue;
        const opaque = pass === 0 ? faint : states[row] === CHOSEN ? Math.max(alpha, 0.9) : alpha;
        const [red, green, blue] = [colours[4 * row], colours[4 * row + 1], colours[4 * row + 2]];
        const [left, right] = [Math.max(0, Math.ceil(x - reach)), Math.min(w - 1, Math.ceil(x + reach) - 1)];
        const low = Math.min(h - 1, Math.ceil(y + reach) - 1);
        for (let j = Math.max(0, Math.ceil(y - reach)); j <= low; j += 1) {
          for (let i = left, at = 4 * (j * w + left); i <= right; i += 1, at += 4) {
            let strength = opaque;
            if (round) {
              const edge = reach + 0.5 - Math.sqrt((i - x) * (i - x) + (j - y) * (j - y));
              if (edge <= 0) continue;
              if (edge < 1) strength *= edge;
            }
            const rest = 1 - strength;
            paint[at] = red * strength + paint[at] * rest;
            paint[at + 1] = green * strength + paint[at + 1] * rest;
            paint[at + 2] = blue * strength + paint[at + 2] * rest;
            paint[at + 3] = 255 * strength + paint[at + 3] * rest;
          }
        }
      }
    }
    for (let at = 0; at < paint.length; at += 4) { // a canvas wants colours that are not weighed by alpha
      const whole = paint[at + 3];
      if (whole === 0 || whole === 255) continue;
      for (let part = at; part < at + 3; part += 1) paint[part] = (paint[part] * 255) / whole;
    }
    this.pen.putImageData(this.image, 0, top);
  }
}
