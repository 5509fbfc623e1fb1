// The slots of points by the cells of a grid in which they lie: what is in view or under the pointer
// is found without looking at all of them. A cell knows the box that its points fill, so points far
// out, which lie in the cells of the edge, are found too.
const FEW_POINTS = 20000; // fewer are looked at one by one
const SIDES = [0, 0, 256, 40]; // cells along each axis of two and of three dimensions, at most
const APIECE = 40; // points in a cell, about, where they lie evenly

class Cells {
  // points: { values: float32 [n * width] between -1 and 1, width }; `slack(value)` is how far one may
  // still lie from where it is said to.
  constructor({ values, width, slack }) {
    const count = values.length / width;
    const side = Math.max(1, Math.min(SIDES[width], Math.ceil((count / APIECE) ** (1 / width))));
    const cells = cellsOf({ values, width }, side);
    const ends = new Uint32Array(side ** width + 1);
    for (let slot = 0; slot < count; slot += 1) if (cells[slot] >= 0) ends[cells[slot] + 1] += 1;
    for (let cell = 1; cell < ends.length; cell += 1) ends[cell] += ends[cell - 1];
    const next = ends.slice();
    this.slots = new Uint32Array(ends[ends.length - 1]); // in each cell ascending
    for (let slot = 0; slot < count; slot += 1) if (cells[slot] >= 0) this.slots[next[cells[slot]]++] = slot;
    Object.assign(this, { ends, width, boxes: boxesOf(values, width, cells, ends.length - 1, slack) });
  }

  // The cells of which something lies between `low` and `high` on the plane along `axes`, and how many
  // points they have. On a plane that is turned a box counts as the rectangle around it.
  within(axes, low, high) {
    const { boxes, ends, width } = this;
    const found = [];
    let count = 0;
    for (let cell = 0; cell < ends.length - 1; cell += 1) {
      if (ends[cell] === ends[cell + 1] || !meets(boxes, 2 * width * cell, width, axes, low, high)) continue;
      found.push(cell);
      count += ends[cell + 1] - ends[cell];
    }
    return { found, count };
  }

  // The slots in these cells before slot `last`.
  slotsOf({ found, count }, last) {
    const { ends, slots } = this;
    const list = new Uint32Array(count);
    let at = 0;
    for (const cell of found) {
      for (let i = ends[cell]; i < ends[cell + 1] && slots[i] < last; i += 1) list[at++] = slots[i];
    }
    return list.subarray(0, at);
  }
}

// The cell of each point, -1 where it has no place: int32 [n]. What lies outside counts to the edge.
function cellsOf({ values, width }, side) {
  const cells = new Int32Array(values.length / width);
  const half = side / 2;
  for (let slot = 0, at = 0; slot < cells.length; slot += 1) {
    let cell = 0;
    for (let part = 0; part < width; part += 1, at += 1) {
      const along = (values[at] + 1) * half;
      cell = along !== along ? -Infinity : cell * side + (along < 0 ? 0 : along >= side ? side - 1 : along | 0);
    }
    cells[slot] = cell >= 0 ? cell : -1;
  }
  return cells;
}

// The lowest and the highest values in each cell: float32 [cells * 2 * width].
function boxesOf(values, width, cells, count, slack = () => 0) {
  const boxes = new Float32Array(2 * width * count);
  for (let at = 0; at < boxes.length; at += 1) boxes[at] = at % (2 * width) < width ? Infinity : -Infinity;
  for (let slot = 0, at = 0; slot < cells.length; slot += 1, at += width) {
    if (cells[slot] < 0) continue;
    for (let part = 0, box = 2 * width * cells[slot]; part < width; part += 1, box += 1) {
      const value = values[at + part];
      if (value < boxes[box]) boxes[box] = value;
      if (value > boxes[box + width]) boxes[box + width] = value;
    }
  }
  for (let at = 0; at < boxes.length; at += 1) {
    if (Number.isFinite(boxes[at])) boxes[at] += (at % (2 * width) < width ? -1 : 1) * slack(boxes[at]);
  }
  return boxes;
}

function meets(boxes, at, width, axes, low, high) {
  for (let axis = 0; axis < 2; axis += 1) {
    let [middle, reach] = [0, 0];
    for (let part = 0; part < width; part += 1) {
      const along = axes[3 * axis + part];
      middle += (along * (boxes[at + part] + boxes[at + width + part])) / 2;
      reach += (Math.abs(along) * (boxes[at + width + part] - boxes[at + part])) / 2;
    }
    if (middle - reach > high[axis] || middle + reach < low[axis]) return false;
  }
  return true;
}
