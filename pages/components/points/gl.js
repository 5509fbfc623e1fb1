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
const GL_POINTS = 4000000; // that a graphics card is trusted with before it was measured
const MEASURED = 200000; // points from which its time is measured, which takes time itself

class GlPainter {
  constructor() {
    this.canvas = document.createElement("canvas");
    const gl = (this.gl = this.canvas.getContext("webgl2", { antialias: false, alpha: true, premultipliedAlpha: true }));
    if (!gl) throw new Error("WebGL2 is missing or switched off");
    if (SOFTWARE.test(rendererOf(gl))) throw new Error("WebGL2 is computed by the processor");
    Object.assign(this, { pace: new Pace(GL_POINTS), few: new Held() });
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

  // What each plot has picked, one above the other; copying waits until all of it is there.
  draw(plots) {
    const { canvas, gl } = this;
    const [wide, high] = [Math.max(...plots.map(({ pixels }) => pixels[0])), plots.reduce((sum, { pixels }) => sum + pixels[1], 0)];
    if (canvas.width < wide) canvas.width = wide; // it grows, and never shrinks
    if (canvas.height < high) canvas.height = high;
    let top = 0;
    const tops = plots.map((plot) => { this.one(plot, top); top += plot.pixels[1]; return top - plot.pixels[1]; });
    plots.forEach(({ below, pixels }, i) => {
      const pen = below.getContext("2d");
      pen.clearRect(0, 0, ...pixels);
      pen.drawImage(canvas, 0, tops[i], ...pixels, 0, 0, ...pixels);
    });
    if (plots.some(({ picked }) => picked.count > MEASURED)) gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
  }

  // After a picture far larger than the screen: the room is given back.
  shrink() { this.canvas.width = this.canvas.height = 1; }

  // The whole, at once; `done` is called when it is there.
  finish(plot, done) {
    plot.choose(Infinity);
    this.draw([plot]);
    done();
  }

  one({ places: [from, to], skin, width, pixels: [w, h], picked, inks, share, camera, size }, top) {
    const { gl, where, canvas } = this;
    for (const set of ["viewport", "scissor"]) gl[set](0, canvas.height - top - h, w, h);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const layout = [[from, width, gl.FLOAT], [to, width, gl.FLOAT], [skin.colours, 4, gl.UNSIGNED_BYTE], [skin.states, 1, gl.UNSIGNED_BYTE]];
    layout.forEach(([held, parts, kind], place) => {
      held.bind(gl);
      gl.vertexAttribPointer(place, parts, kind, place === 2, 0, 0);
    });
    gl.uniformMatrix4fv(where.view, false, camera.matrix(...size, width));
    for (const [name, value] of Object.entries({ share, size: inks.size, alpha: inks.alpha, faint: inks.faint })) gl.uniform1f(where[name], value);
    if (picked.list) {
      this.few.put(picked.list);
      this.few.bind(gl, gl.ELEMENT_ARRAY_BUFFER);
    }
    for (const pass of skin.some ? [0, 1] : [1]) { // faint points first, the others over them
      gl.uniform1i(where.pass, pass);
      if (picked.list) gl.drawElements(gl.POINTS, picked.list.length, gl.UNSIGNED_INT, 0);
      else gl.drawArrays(gl.POINTS, 0, picked.last);
    }
  }
}
