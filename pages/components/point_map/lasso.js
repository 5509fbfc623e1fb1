// What is drawn round points: rings of few corners in the map's own coordinates, and their text for
// the address, `a0_12.31_-3.2_...`: added or removed, on which pane, then x and y of each corner. In
// three dimensions two angles come first: it is drawn on the plane that is seen under them.
const CORNERS = 40; // at most, of a ring
const RINGS = 6;
const RING = /^([ar])([0-3])((?:_-?[\d.]+(?:e-?\d+)?)+)$/;

// The line by at most `most` of its corners, as near to it as can be (Douglas and Peucker 1973).
function simplified(line, most = CORNERS) {
  const far = farness(line);
  const order = [...line.keys()].sort((a, b) => far[b] - far[a]);
  const kept = order.slice(0, most).filter((i) => far[i] > 0.7);
  return kept.length < 3 ? line.filter((_, i) => far[i] > 0 || i === 0).slice(0, most) : kept.sort((a, b) => a - b).map((i) => line[i]);
}

// How far each corner lies from the line without it, and no farther than the corner that called for it.
function farness(line) {
  const far = new Float64Array(line.length);
  const [first, last] = [0, line.length - 1];
  far[first] = far[last] = Infinity;
  const todo = [[first, last, Infinity]];
  while (todo.length) {
    const [from, to, most] = todo.pop();
    if (to - from < 2) continue;
    let [best, away] = [from + 1, -1];
    for (let i = from + 1; i < to; i += 1) {
      const here = awayFrom(line[i], line[from], line[to]);
      if (here > away) [best, away] = [i, here];
    }
    far[best] = Math.min(away, most);
    todo.push([from, best, far[best]], [best, to, far[best]]);
  }
  return far;
}

function awayFrom([x, y], [a, b], [c, d]) {
  const [dx, dy] = [c - a, d - b];
  const along = Math.max(0, Math.min(1, ((x - a) * dx + (y - b) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - a - along * dx, y - b - along * dy);
}

// Numbers as short as a thousandth of the ring's size allows: the text and the ring say the same.
function rounded(line) {
  const [wide, high] = [0, 1].map((axis) => Math.max(...line.map((at) => at[axis])) - Math.min(...line.map((at) => at[axis])));
  const step = 10 ** (Math.floor(Math.log10(Math.max(wide, high, 1e-30))) - 3);
  return line.map((at) => at.map((value) => +(Math.round(value / step) * step).toPrecision(12)));
}

function lassoText(rings) {
  return rings.map(({ how, pane, angles, line }) => [`${how === "remove" ? "r" : "a"}${pane}`, ...(angles ?? []), ...line.flat()].join("_")).join("~");
}

// The rings of a text; null where it says none. `widths` are the dimensions of the panes.
function ringsOf(text, widths) {
  const rings = text.split("~").map((part) => {
    const [, how, pane, rest] = part.match(RING) ?? [];
    const numbers = rest?.split("_").slice(1).map(Number) ?? [];
    const angles = widths[pane] > 2 ? numbers.splice(0, 2) : null;
    const line = Array.from({ length: numbers.length >> 1 }, (_, i) => numbers.slice(2 * i, 2 * i + 2));
    const fits = widths[pane] && line.length > 2 && line.length <= CORNERS && numbers.every(Number.isFinite);
    return fits ? { how: how === "r" ? "remove" : "add", pane: +pane, angles, line } : null;
  });
  return rings.length <= RINGS && rings.every(Boolean) ? rings : null;
}
