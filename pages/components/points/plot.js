// One map: its points, where it looks, what is drawn above them, and what lies under the pointer.
// The points lie in the slots of two arrays that are mixed, `{ values: float32 [n * width], width }`; one
// of NaN is not drawn. Of points that are still coming, the first `here` are there. Whoever shows the
// map overrides `rings`, `under` and `over`. While it is `printing` ({ size, ratio }) it is as large as
// on paper, whatever the page says.
const NEAR = 14; // pixels within which a point is under the pointer
const MANY = 200000; // of more points no picture is finer than the page's own pixels
const BLOCK = 16384; // points that are placed at a time
const INSIDE = 0.6; // of the points: where fewer are in view, only those are looked at

class Plot {
  constructor(stage, skin) {
    Object.assign(this, { stage, skin, camera: new Camera(), share: 0, look: { ink: "gray", font: "sans-serif" } });
    stage.innerHTML = '<canvas class="points"></canvas><canvas class="above" role="img"></canvas><div class="word"></div><div class="part" hidden></div>';
    [this.below, this.above] = stage.querySelectorAll("canvas");
    this.places = [new Held(), new Held()];
    try {
      painter();
      this.works = true;
    } catch (error) {
      this.say(`This browser cannot draw the points (${error.message}). Switch on hardware acceleration, or open this page ` +
        "in a current Firefox, Chrome, Edge or Safari. Numbers, legend and tables work without it.");
    }
    this.sizes = new ResizeObserver(() => this.later());
    this.sizes.observe(stage);
  }

  end() {
    this.sizes.disconnect();
    cancelAnimationFrame(this.next);
    this.rested();
    this.places.forEach((held) => held.drop());
  }

  say(text) { this.stage.querySelector(".word").textContent = text; }

  // What share of the points the picture has, where that is not all of them.
  tellShare() {
    const [count, here, drawn] = [this.count, this.here, this.picked.last].map((number) => number.toLocaleString("en"));
    const said = this.stage.querySelector(".part");
    said.hidden = this.picked.all && this.here === this.count;
    said.textContent = this.here < this.count ? `${here} of ${count} points are here; more are coming` : `Drawn: ${drawn} of ${count} points while the map moves`;
  }

  // ---- what is drawn
  show(from, to = from, share = 0) {
    const { places } = this;
    if (places[0].values !== from.values && places[1].values === from.values) places.reverse(); // it went on
    places[0].put(from.values);
    places[1].put(to.values);
    clearTimeout(this.sorting);
    Object.assign(this, { from, to, share, width: from.width, screen: null });
  }

  get count() { return this.from ? this.from.values.length / this.width : 0; }

  // How many of them are there to be drawn.
  get here() { return this.from ? Math.min(this.from.here ?? this.count, this.to.here ?? this.count) : 0; }

  // Whether all that is to be drawn is here.
  get complete() { return this.here === this.count; }

  // Values of `points` from `first` to before `last` came or changed.
  grew(points, first, last) {
    for (const held of this.places) if (held.values === points.values) held.touch(first, last);
    if (this.from === points || this.to === points) this.screen = null;
  }

  // Asking the page is slow, so it is asked once a picture.
  get size() { return this.printing?.size ?? (this.sized ??= [this.stage.clientWidth, this.stage.clientHeight]); }

  // Smaller where there are many points or little room, larger where they are looked at closely.
  get dotSize() {
    const base = Math.max(1.4, Math.min(7, 5.2 - 1.15 * Math.log10(Math.max(1, this.count / 1000))));
    const room = Math.min(1, Math.max(this.printing ? 0.4 : 0.65, Math.min(...this.size) / 320)); // paper has finer dots
    return Math.min(14, base * room * this.camera.zoom ** 0.25);
  }

  // How strongly points are drawn that others stand out from.
  get faint() { return this.count > 20000 ? 0.06 : 0.14; }

  later() { this.sized = null; this.next ??= requestAnimationFrame(() => { this.next = null; this.draw(); }); }

  draw(moving = false) { drawTogether([this], moving); }

  // The canvases as large as the place on the screen; whether there is something to draw.
  prepare() {
    this.rested();
    this.sized = null;
    const [width, height] = this.size;
    if (!width || !height || !this.from || !this.works) return false;
    this.ratio = this.printing?.ratio ?? Math.min(window.devicePixelRatio || 1, this.count > MANY ? 1 : 2);
    this.pixels = [Math.round(width * this.ratio), Math.round(height * this.ratio)];
    for (const canvas of [this.below, this.above]) {
      if (canvas.width !== this.pixels[0] || canvas.height !== this.pixels[1]) [canvas.width, canvas.height] = this.pixels;
    }
    this.screen = null;
    this.inks = {
      size: this.dotSize * this.ratio, faint: this.faint,
      alpha: this.count > 100000 ? 0.55 : this.count > 20000 ? 0.7 : 0.85,
    };
    return true;
  }

  // What is drawn of it when `most` points can be: slots up to `last`, of these only those in `list`
  // where few are in view; `all` says whether nothing is missing.
  choose(most) {
    const { here } = this;
    const seen = this.inView();
    const part = Math.min(1, most / Math.max(1, seen ? seen.count : here));
    const last = part < 1 ? Math.floor(here * part) : here;
    const list = seen ? this.cells.slotsOf(seen, last) : null;
    this.picked = { last, list, all: last === here, count: list ? list.length : last };
  }

  // The cells in view, where they have few of the points.
  inView() {
    const { cells } = this;
    if (!cells) return null;
    const [width, height] = this.size;
    const edge = this.dotSize;
    const seen = this.cellsBetween([-edge, -edge], [width + edge, height + edge]);
    return seen.count < INSIDE * this.here ? seen : null;
  }

  // The cells that have points between two corners of the screen, upper left and lower right.
  cellsBetween([left, top], [right, bottom]) {
    return this.cells.within(this.camera.axes(this.width), this.unseen([left, bottom]), this.unseen([right, top]));
  }

  // What is known of where points lie at the stop that is shown; null on the way, and of few points.
  get cells() { return this.share === 0 && this.from.cells?.of === this.here ? this.from.cells : null; }

  // Sort the points into cells, once they are there and nothing moves.
  sort() {
    const { from, here } = this;
    if (this.share !== 0 || here < FEW_POINTS || here < this.count || this.cells) return;
    from.cells = Object.assign(new Cells(from), { of: here });
  }

  // The whole, after a while; until then nothing else is drawn.
  rest(wait) {
    const resting = (this.resting = {});
    resting.wait = setTimeout(() => painter().finish(this, () => this.drawn(false)), wait);
  }

  rested() {
    clearTimeout(this.resting?.wait);
    cancelAnimationFrame(this.resting?.frame);
    clearTimeout(this.sorting);
  }

  // A picture is there, of all points or of a part of them.
  drawn(moving) {
    this.tellShare();
    this.drawAbove(moving);
    if (!moving) this.sorting = setTimeout(() => this.sort(), SETTLED);
  }

  drawAbove(moving = false) {
    const [width, height] = this.size;
    if (!width || !this.from || !this.works) return;
    const pen = this.above.getContext("2d");
    const ratio = this.above.width / width;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    this.overlay(pen, moving);
  }

  // What is drawn above the points.
  overlay(pen, moving = false) {
    this.under(pen, moving);
    pen.strokeStyle = this.look.ink;
    pen.lineWidth = 2;
    for (const [row, radius] of this.rings()) {
      if (row == null) continue;
      pen.beginPath();
      pen.arc(...this.at2d(row), radius, 0, 6.2832);
      pen.stroke();
    }
    this.over(pen, moving);
  }

  rings() { return []; } // [row, radius] of the points that stand out

  under() {} // drawn above the points and under the rings

  over() {} // drawn above all

  // ---- where points lie
  at2d(row) {
    const slot = this.skin.order.slot(row);
    return this.placed(new Float64Array(2), slot, slot + 1);
  }

  // Every point on the screen by its slot, float [2n]; kept until the picture changes.
  onScreen() {
    if (this.screen) return this.screen;
    const room = (this.room = this.room?.length === 2 * this.count ? this.room : new Float32Array(2 * this.count));
    return (this.screen = this.placed(room, 0, this.count));
  }

  // Where slots from `first` to before `last`, or those in `slots`, lie on the screen, into `room`.
  placed(room, first, last, slots = null) {
    const [width, height] = this.size;
    const scale = this.camera.scale(width, height);
    const [ox, oy] = [width / 2 - this.camera.x * scale, height / 2 + this.camera.y * scale];
    return this.laid(room, first, last, slots, [this.camera.axes(this.width), ox, oy, scale, -scale]);
  }

  laid(room, first, last, slots, [[a, b, c, d, e, f], ox, oy, sx, sy]) {
    const { from: { values: from }, to: { values: to }, share, width: parts } = this;
    const still = share === 0;
    for (let i = 0; i < last - first; i += 1) {
      const at = (slots ? slots[i] : first + i) * parts;
      const x = still ? from[at] : from[at] + (to[at] - from[at]) * share;
      const y = still ? from[at + 1] : from[at + 1] + (to[at + 1] - from[at + 1]) * share;
      const z = parts < 3 ? 0 : still ? from[at + 2] : from[at + 2] + (to[at + 2] - from[at + 2]) * share;
      room[2 * i] = ox + (a * x + b * y + c * z) * sx;
      room[2 * i + 1] = oy + (d * x + e * y + f * z) * sy;
    }
    return room;
  }

  // Of places on that plane: where they lie on the screen, and back.
  seen([u, v]) {
    const [width, height] = this.size;
    const scale = this.camera.scale(width, height);
    return [width / 2 + (u - this.camera.x) * scale, height / 2 - (v - this.camera.y) * scale];
  }

  unseen([x, y]) {
    const [width, height] = this.size;
    const scale = this.camera.scale(width, height);
    return [this.camera.x + (x - width / 2) / scale, this.camera.y + (height / 2 - y) / scale];
  }

  place(event) {
    const box = this.above.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  // The row of the point that is nearest to a place on the screen, where one is near.
  nearest([x, y]) {
    if (!this.from) return null;
    const slots = this.cells?.slotsOf(this.cellsBetween([x - NEAR, y - NEAR], [x + NEAR, y + NEAR]), this.here);
    const screen = slots ? this.placed(new Float32Array(2 * slots.length), 0, slots.length, slots) : this.onScreen();
    const { order } = this.skin;
    let [best, away] = [null, NEAR ** 2];
    const count = slots ? slots.length : this.here;
    for (let i = 0, at = 0; i < count; i += 1, at += 2) {
      const dx = screen[at] - x;
      if (dx > NEAR || dx < -NEAR) continue;
      const far = dx * dx + (screen[at + 1] - y) ** 2;
      if (far > away || far === away && best == null) continue;
      const row = order.row(slots ? slots[i] : i);
      if (far < away || row < best) [best, away] = [row, far];
    }
    return best;
  }

  // Rows of the points within a closed line on the plane that is seen along `axes` (even-odd rule).
  within(line, axes = this.camera.axes(this.width)) {
    const [xs, ys] = [0, 1].map((axis) => line.map((at) => at[axis]));
    const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const { cells, here, skin: { order } } = this;
    const slots = cells?.slotsOf(cells.within(axes, [left, low], [right, high]), here);
    const count = slots ? slots.length : here;
    const room = new Float32Array(2 * BLOCK);
    const rows = [];
    for (let first = 0; first < count; first += BLOCK) {
      const last = Math.min(count, first + BLOCK);
      this.laid(room, first, last, slots?.subarray(first, last), [axes, 0, 0, 1, 1]);
      for (let i = 0; i < last - first; i += 1) {
        const x = room[2 * i], y = room[2 * i + 1];
        if (!(x >= left && x <= right && y >= low && y <= high)) continue;
        let within = false;
        for (let k = 0, j = line.length - 1; k < line.length; j = k, k += 1) {
          if (ys[k] > y !== ys[j] > y && x < ((xs[j] - xs[k]) * (y - ys[k])) / (ys[j] - ys[k]) + xs[k]) within = !within;
        }
        if (within) rows.push(order.row(slots ? slots[first + i] : first + i));
      }
    }
    return rows;
  }
}

function lookOf(root) {
  const style = getComputedStyle(root);
  return { ink: style.color, font: style.fontFamily, ground: style.getPropertyValue("--st-background-color") || "white" };
}
