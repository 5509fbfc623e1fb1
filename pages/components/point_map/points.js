// Points drawn by WebGL2: two positions to move between, a colour and a state for each.
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
  bool shown = pass == 0 ? state < 0.5 : state > 0.5 && state < 2.5;
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
const FAINT = 0, PLAIN = 1, CHOSEN = 2, HIDDEN = 3; // a point's state
const MANY = 200000; // while a larger map moves, a part of it is drawn

class PointLayer {
  constructor(canvas) {
    const gl = canvas.getContext("webgl2", { antialias: false, alpha: true, premultipliedAlpha: true });
    if (!gl) throw new Error("WebGL2 is missing or switched off");
    this.gl = gl;
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
    const names = ["view", "share", "size", "alpha", "faint", "pass"];
    this.where = Object.fromEntries(names.map((name) => [name, gl.getUniformLocation(program, name)]));
    this.buffers = [0, 1, 2, 3].map(() => gl.createBuffer());
    [0, 1, 2, 3].forEach((place) => gl.enableVertexAttribArray(place));
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  // Which two stops are mixed; float [n * width].
  places(from, to, width) {
    this.width = width;
    if (this.from !== from) this.fill(0, (this.from = from));
    if (this.to !== to) this.fill(1, (this.to = to));
  }

  colours(values) { this.fill(2, values); this.count = values.length / 4; }

  states(values) {
    this.fill(3, values);
    for (const list of [this.faint, this.shown]) if (list) this.gl.deleteBuffer(list.buffer);
    this.faint = this.rows(values, (state) => state === FAINT);
    this.shown = this.faint && this.rows(values, (state) => state === PLAIN || state === CHOSEN);
  }

  // The rows that are drawn in one pass, when there are others too; else null: no list is needed.
  rows(values, wanted) {
    const rows = new Uint32Array(values.length);
    let count = 0;
    for (let row = 0; row < values.length; row += 1) if (wanted(values[row])) rows[count++] = row;
    if (!count) return null;
    const { gl } = this;
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, rows.subarray(0, count), gl.STATIC_DRAW);
    return { buffer, count };
  }

  fill(place, values) {
    const { gl } = this;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[place]);
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
  }

  draw({ matrix, share, size, alpha, faint, coarse }) {
    const { gl, where, width } = this;
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (!this.from || !this.count) return;
    const every = coarse && this.count > MANY ? Math.ceil(this.count / MANY) : 1;
    const layout = [[width, gl.FLOAT, 4 * width], [width, gl.FLOAT, 4 * width], [4, gl.UNSIGNED_BYTE, 4], [1, gl.UNSIGNED_BYTE, 1]];
    layout.forEach(([parts, kind, bytes], place) => {
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[place]);
      gl.vertexAttribPointer(place, parts, kind, place === 2, every * bytes, 0);
    });
    gl.uniformMatrix4fv(where.view, false, matrix);
    gl.uniform1f(where.share, share);
    gl.uniform1f(where.size, size);
    gl.uniform1f(where.alpha, alpha);
    gl.uniform1f(where.faint, faint);
    if (this.faint) this.pass(0, this.faint, every);
    if (!this.faint || this.shown) this.pass(1, this.shown, every);
  }

  // Faint points first, the others over them. A list spares looking at those that are not drawn.
  pass(number, rows, every) {
    const { gl, where } = this;
    gl.uniform1i(where.pass, number);
    if (!rows || every > 1) { gl.drawArrays(gl.POINTS, 0, Math.floor(this.count / every)); return; }
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, rows.buffer);
    gl.drawElements(gl.POINTS, rows.count, gl.UNSIGNED_INT, 0);
  }
}
