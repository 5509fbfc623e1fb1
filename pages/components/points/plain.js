// Points drawn in plain memory, for browsers without a graphics card: there WebGL is computed by the
// processor too, and takes ten times as long for points of a few pixels.
const PLAIN_POINTS = 250000; // that are drawn quickly before it was measured
const SLICE = 24; // ms of drawing the whole, between which the browser does something else
const PHASES = 4; // places of a dot within a pixel, along each axis

class PlainPainter {
  constructor() {
    if (!document.createElement("canvas").getContext("2d")) throw new Error("neither WebGL2 nor a plain canvas is there");
    this.pace = new Pace(PLAIN_POINTS);
  }

  get lost() { return false; }

  // What each plot has picked.
  draw(plots) {
    for (const plot of plots) {
      const picture = new PlainPicture(plot, plot.picked);
      while (picture.goesOn()) picture.step();
      picture.show();
    }
  }

  shrink() {} // each map has its own picture, which the next drawing makes small again

  // The whole, a slice at a time; `done` is called when it is there. A new drawing ends it.
  finish(plot, done) {
    plot.choose(Infinity);
    const picture = new PlainPicture(plot, plot.picked);
    const slice = () => {
      const begun = performance.now();
      while (picture.goesOn() && performance.now() - begun < SLICE) picture.step();
      if (picture.goesOn()) { plot.resting.frame = requestAnimationFrame(slice); return; }
      picture.show();
      done();
    };
    slice();
  }
}

// One picture while it is drawn: of slots up to `last`, or of those in `list`.
class PlainPicture {
  constructor(plot, { last, list }) {
    const { pixels: [w, h], inks: { size, alpha, faint }, skin } = plot;
    Object.assign(this, { plot, list, w, h, at: 0, end: list ? list.length : last });
    this.passes = skin.some ? [0, 1] : [1]; // faint points first, the others over them
    if (plot.image?.width !== w || plot.image.height !== h) Object.assign(plot, { image: new ImageData(w, h), ink: new Int32Array(w * h) });
    this.ink = plot.ink.fill(0); // premultiplied, as bytes of red, green, blue and alpha
    this.colours = new Int32Array(skin.colours.values.buffer);
    this.stamps = [faint, alpha, Math.max(alpha, 0.9)].map((opaque) => stampsOf(size, opaque, w));
    this.room = new Float32Array(2 * BLOCK);
  }

  goesOn() { return this.passes.length > 0; }

  step() {
    const { plot, list, at } = this;
    const next = Math.min(this.end, at + BLOCK);
    const slots = list ? list.subarray(at, next) : null;
    plot.placed(this.room, at, next, slots);
    this.stamp(this.passes[0], at, next - at, slots);
    this.at = next;
    if (next < this.end) return;
    this.at = 0;
    this.passes.shift();
  }

  stamp(pass, first, count, slots) {
    const { ink, w, h, colours, stamps, room, plot: { skin, ratio } } = this;
    const states = skin.states.values;
    const { reach } = stamps[FAINT];
    const [right, low] = [w + reach, h + reach];
    for (let i = 0; i < count; i += 1) {
      const slot = slots ? slots[i] : first + i;
      const state = states[slot];
      if (pass !== (state === FAINT ? 0 : 1)) continue;
      const x = room[2 * i] * ratio - 0.5, y = room[2 * i + 1] * ratio - 0.5;
      if (!(x > -reach && y > -reach && x < right && y < low)) continue;
      // its pixel and the phase within that, counted from where no number is negative
      const across = ((x + reach + 1) * PHASES + 0.5) | 0, down = ((y + reach + 1) * PHASES + 0.5) | 0;
      const left = (across >> 2) - reach - 1, top = (down >> 2) - reach - 1;
      const { starts, dx, dy, far, weight } = stamps[state];
      const phase = (down & 3) * PHASES + (across & 3);
      const inside = left >= reach && top >= reach && left < w - reach && top < h - reach;
      const paint = colours[slot], middle = top * w + left;
      const redBlue = paint & 0xff00ff, greenAlpha = (paint >>> 8) & 0xff | 0xff0000;
      for (let k = starts[phase], end = starts[phase + 1]; k < end; k += 1) {
        if (!inside && !(left + dx[k] >= 0 && left + dx[k] < w && top + dy[k] >= 0 && top + dy[k] < h)) continue;
        const at = middle + far[k], strength = weight[k], rest = 256 - strength;
        const before = ink[at]; // two channels in one number, each with eight bits to spare
        const one = (Math.imul(redBlue, strength) + Math.imul(before & 0xff00ff, rest) | 0) + 0x800080 | 0;
        const other = (Math.imul(greenAlpha, strength) + Math.imul((before >>> 8) & 0xff00ff, rest) | 0) + 0x800080 | 0;
        ink[at] = ((one >>> 8) & 0xff00ff) | (other & 0xff00ff00);
      }
    }
  }

  // Onto the canvas, which wants colours that are not weighed by alpha.
  show() {
    const { ink, plot: { image, below } } = this;
    const out = new Int32Array(image.data.buffer);
    for (let at = 0; at < ink.length; at += 1) {
      const paint = ink[at];
      const whole = paint >>> 24;
      if (whole === 0 || whole === 255) { out[at] = paint; continue; }
      const more = 255 / whole;
      const blue = Math.min(255, ((paint >>> 16) & 255) * more), green = Math.min(255, ((paint >>> 8) & 255) * more);
      out[at] = (whole << 24) | (blue << 16) | (green << 8) | Math.min(255, (paint & 255) * more);
    }
    below.getContext("2d").putImageData(image, 0, 0);
  }
}

// The pixels of a dot around the one it lies in, with their weights of 256, for each of its places
// within that pixel, one behind the other; `far` is where they lie in a picture that is `wide`.
function stampsOf(size, opaque, wide) {
  const half = size / 2;
  const reach = Math.ceil(half + 1);
  const [dots, starts] = [[], []];
  for (let phase = 0; phase < PHASES ** 2; phase += 1) {
    const [x, y] = [(phase % PHASES) / PHASES, Math.floor(phase / PHASES) / PHASES];
    starts.push(dots.length);
    for (let dy = -reach; dy <= reach; dy += 1) for (let dx = -reach; dx <= reach; dx += 1) {
      const square = dx >= x - half && dx < x + half && dy >= y - half && dy < y + half;
      const edge = size < 2.5 ? 1 : Math.max(0, Math.min(1, half + 0.5 - Math.hypot(dx - x, dy - y)));
      const weight = square ? Math.round(256 * opaque * edge) : 0;
      if (weight > 0) dots.push([dx, dy, weight, dy * wide + dx]);
    }
  }
  const [dx, dy, weight, far] = [0, 1, 2, 3].map((part) => Int32Array.from(dots, (dot) => dot[part]));
  return { reach, starts: Int32Array.of(...starts, dots.length), dx, dy, weight, far };
}
