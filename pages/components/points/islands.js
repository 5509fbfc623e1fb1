// Where the classes of a map form islands, and their names drawn there.
const NAMED = 25; // at most: of more classes those with the largest and purest islands
const PURE = 0.5; // of the points around the densest place belong to the class,
const GATHERED = 0.08; // and of its points lie there: else it forms no island
const CELLS = [0, 0, 32, 14]; // along each axis of two and of three dimensions

// points: { values: float32 [n * width] between -1 and 1, width }; labels: [n], -1 where unknown.
// Gives [{ label, place: [width], weight }], the heaviest first.
function islandsOf(points, labels, classes) {
  const side = CELLS[points.width];
  const around = neighbourhood(side, points.width);
  const cells = cellsOf(points, side);
  const counts = Array.from({ length: classes }, () => new Map());
  const totals = new Float64Array(side ** points.width);
  const sizes = new Float64Array(classes);
  for (let row = 0; row < labels.length; row += 1) {
    const [label, cell] = [labels[row], cells[row]];
    if (cell < 0) continue;
    totals[cell] += 1;
    if (!(label >= 0 && label < classes)) continue;
    counts[label].set(cell, (counts[label].get(cell) ?? 0) + 1);
    sizes[label] += 1;
  }
  const peaks = counts.map((own, label) => peakOf(own, totals, around, sizes[label]));
  return placed(peaks, points, labels, cells, around);
}

// Calls `act` for a cell and those that touch it.
function neighbourhood(side, width) {
  return (cell, act) => {
    const at = [];
    for (let part = width - 1, rest = cell; part >= 0; part -= 1, rest = Math.floor(rest / side)) at[part] = rest % side;
    const low = at.map((one) => Math.max(0, one - 1));
    const high = at.map((one) => Math.min(side - 1, one + 1));
    for (let x = low[0]; x <= high[0]; x += 1) for (let y = low[1]; y <= high[1]; y += 1) {
      if (width < 3) act(x * side + y);
      else for (let z = low[2]; z <= high[2]; z += 1) act((x * side + y) * side + z);
    }
  };
}

// The densest pure cell of a class; null where it forms no island.
function peakOf(own, totals, around, size) {
  let [best, most] = [null, 0];
  for (const cell of own.keys()) {
    let [here, all] = [0, 0];
    around(cell, (near) => { here += own.get(near) ?? 0; all += totals[near]; });
    const weight = here ** 2 / all;
    if (weight > most && here >= PURE * all && here >= Math.max(3, GATHERED * size)) [best, most] = [cell, weight];
  }
  return best == null ? null : { cell: best, weight: most };
}

// The middle of each class's points around its peak.
function placed(peaks, { values, width }, labels, cells, around) {
  const found = peaks.map((peak, label) => {
    const near = new Set();
    if (peak) around(peak.cell, (cell) => near.add(cell));
    return peak && { label, weight: peak.weight, near, place: new Array(width).fill(0), count: 0 };
  });
  for (let row = 0; row < labels.length; row += 1) {
    const one = found[labels[row]];
    if (!one?.near.has(cells[row])) continue;
    one.count += 1;
    for (let part = 0; part < width; part += 1) one.place[part] += values[row * width + part];
  }
  return found
    .filter(Boolean)
    .map(({ label, weight, place, count }) => ({ label, weight, place: place.map((sum) => sum / count) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, NAMED);
}

// names: [{ text, x, y }] on the screen, the most important first; one that would lie on another is left out.
function drawNames(pen, names, [width, height], { ink, font, ground }) {
  const taken = [];
  pen.save();
  const size = width < 220 ? 9 : width < 420 ? 12 : 13;
  pen.font = `600 ${size}px ${font}`;
  Object.assign(pen, { textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: size / 3, strokeStyle: ground, fillStyle: ink });
  for (const { text, x, y } of names) {
    if (!(x > 0 && y > 0 && x < width && y < height)) continue;
    const half = pen.measureText(text).width / 2 + 4;
    const middle = Math.max(half, Math.min(width - half, x));
    const base = Math.max(10, Math.min(height - 10, y));
    if (taken.some((box) => Math.abs(box.x - middle) < box.half + half && Math.abs(box.y - base) < 1.4 * size)) continue;
    taken.push({ x: middle, y: base, half, text });
    pen.strokeText(text, middle, base);
    pen.fillText(text, middle, base);
  }
  pen.restore();
  return taken.map(({ text }) => text);
}
