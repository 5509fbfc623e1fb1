// A large set's arrays, part by part; see core/embeddings/parts.py. Coordinates come by the upper half
// of their codes, with which the whole is seen; the lower half is fetched for a close look.
const INNER = 24576; // codes for what lies within WIDE of the middle, and OUTER for what lies beyond
const OUTER = 8190;
const WIDE = 2;
const NOWHERE = -32768;
const CLASSLESS = 255;
const AHEAD = 4; // parts on their way at a time

// Calls `take(array, number)` for every part, in order.
async function inParts(url, parts, take) {
  const coming = [];
  for (let number = 0; number < parts; number += 1) {
    while (coming.length < AHEAD && number + coming.length < parts) coming.push(fetchArray(url(number + coming.length)));
    take((await coming.shift()).values, number);
  }
}

const numbered = (folder) => (number) => `${folder}/${String(number).padStart(3, "0")}.npy`;

// The labels of all rows as they come: int16 [count], -1 where none is known. `more(values, first)` is
// told of those that came, from slot `first`.
function labelsInParts(base, { order, part, more }) {
  const labels = new Int16Array(order.count).fill(-1);
  const all = inParts(numbered(`${base}labels`), Math.ceil(order.count / part), (values, number) => {
    const first = number * part;
    const none = values instanceof Uint8Array ? CLASSLESS : -1;
    for (let at = 0, row = order.row(first); at < values.length; at += 1, row = order.after(row)) {
      labels[row] = values[at] === none ? -1 : values[at];
    }
    more(values, first);
  });
  return { labels, all };
}

// The points of one file, once the first part is here: as `normalised` gives them, in slots. `more`
// is told where values came or changed; `refine()` fetches the lower halves.
async function pointsInParts(url, { order, part, turn, more }) {
  const folder = url.replace(/\.npy$/, "");
  const span = await fetch(`${folder}/span.json`).then((answer) => {
    if (!answer.ok) throw new Error(`${answer.status} for ${folder}`);
    return answer.json();
  });
  const points = new PointsInParts(span, { order, part, turn, folder, more });
  await new Promise((first, failed) => { points.coming = points.fetch(first).catch(failed); });
  return points;
}

class PointsInParts {
  constructor({ centres, half, far, dimensions }, { order, part, turn, folder, more }) {
    const width = dimensions;
    Object.assign(this, { width, order, part, turn, folder, more, extent: 2 * half, here: 0, scale: half > 0 ? 1 / half : 0 });
    this.centres = turn ? [...turned(centres, width, turn)] : centres;
    this.values = new Float32Array(order.count * width);
    this.codes = new Int16Array(order.count * width);
    this.steps = [WIDE / INNER, (far - WIDE) / OUTER]; // what one code is wide, inside and outside
  }

  get parts() { return Math.ceil(this.order.count / this.part); }

  get whole() { return this.here === this.order.count; }

  // How far a value may still be from what it is said to be: half a code, and a whole one is safe.
  get slack() {
    const [inside, outside] = this.steps;
    if (this.exact) return () => 0;
    if (this.turn) return () => 2 * Math.max(inside, outside);
    return (value) => (Math.abs(value) < WIDE - inside ? inside : inside + outside);
  }

  fetch(first) {
    return inParts(numbered(`${this.folder}/high`), this.parts, (codes, number) => {
      const at = number * this.part * this.width;
      this.codes.set(codes, at);
      this.place(at, codes, null);
      this.here += codes.length / this.width;
      first();
      this.more(this, at, at + codes.length);
    });
  }

  // Places as exact as they are known, once all are here; asked again, the same promise.
  refine() {
    this.refining ??= this.coming.then(() => inParts(numbered(`${this.folder}/low`), this.parts, (low, number) => {
      const at = number * this.part * this.width;
      this.place(at, this.codes.subarray(at, at + low.length), low);
    })).then(() => {
      if (this.turn) this.cells = null; // they were looser than need be
      Object.assign(this, { exact: true, codes: null });
      this.more(this, 0, this.values.length);
    });
    return this.refining;
  }

  place(first, high, low) {
    const [inside, outside] = this.steps;
    const room = this.values.subarray(first, first + high.length);
    for (let at = 0; at < room.length; at += 1) {
      const code = high[at] + (low ? (low[at] + 0.5) / 65536 : 0.5);
      if (high[at] === NOWHERE) room[at] = NaN;
      else if (code <= INNER && code >= -INNER) room[at] = code * inside;
      else room[at] = code > 0 ? WIDE + (code - INNER) * outside : -WIDE + (code + INNER) * outside;
    }
    if (this.turn) room.set(turned(room, this.width, this.turn));
  }
}
