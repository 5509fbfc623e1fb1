// One lane of a race: its frames as a map at its own scale, with a ruler and what is to be known.
const FULL = 32767; // as in race_maps.py
const NOT_A_NUMBER = -32768;

class Lane extends Plot {
  constructor(app) {
    const figure = document.createElement("figure");
    figure.className = "lane";
    figure.innerHTML =
      '<figcaption><span class="swatch"></span><span class="name"></span><span class="score"></span></figcaption>' +
      '<div class="stage"></div><div class="note"></div>';
    super(figure.querySelector(".stage"), app.skin);
    Object.assign(this, { app, figure, frames: new Map() });
    this.find = (name) => figure.querySelector(name);
    this.hand = new LaneHand(this);
  }

  // lane: { name, colour, note, steps, radius, extent, accuracy, frames: int16 [2n] each }, and of a
  // long run `every` step, of which these are some, `more` and `block`: see Finer.
  take(lane) {
    this.lane = lane;
    this.frames.clear();
    this.finer = lane.more ? new Finer(this) : null;
    this.find(".swatch").style.background = lane.colour;
    this.find(".name").textContent = lane.name;
    if (!lane.steps.length) this.from = null;
    if (this.works) this.say(lane.steps.length ? "" : "waiting for the first picture");
  }

  // A frame in the embedding's own units.
  frame(number) {
    const step = this.lane.steps[number];
    if (!this.frames.has(step)) {
      const scale = this.lane.radius[number] / FULL;
      const values = Float32Array.from(this.lane.frames[number], (value) => (value === NOT_A_NUMBER ? NaN : value * scale));
      this.frames.set(step, { values, width: 2 });
    }
    return this.frames.get(step);
  }

  // Where the points are at a training step; `draw` shows it.
  moment(step) {
    const { lane } = this;
    if (!lane.steps.length) return;
    this.finer?.at(step);
    const [a, b, share] = around(lane.steps, step);
    this.last = a;
    this.extent = lane.extent[a] * (1 - share) + lane.extent[b] * share;
    this.show(this.frame(a), this.frame(b), share);
    const accuracy = lane.accuracy[share < 0.5 ? a : b];
    this.score = accuracy == null ? "" : `k-NN ${accuracy.toFixed(2).replace(/^0/, "")}`;
    this.find(".score").textContent = this.score;
  }

  prepare() {
    if (!this.from) return false;
    this.look = this.app.style;
    this.camera.reach = this.half();
    return super.prepare();
  }

  drawn(moving) {
    super.drawn(moving);
    this.remark();
    const said = [this.score, this.find(".note").textContent].filter(Boolean).join(", ");
    this.above.setAttribute("aria-label", `${this.lane.name}, step ${Math.round(this.app.head.at)}: ${said}`);
  }

  // The largest that the map has been so far.
  get largest() { return Math.max(this.extent, ...this.lane.extent.slice(0, this.last + 1)); }

  // Half the width that is shown, in the embedding's own units. A lane's own scale is the largest it
  // has been so far: growing fills the map, shrinking shows.
  half() {
    const { scale, data } = this.app;
    if (scale === "fit") return this.extent || 1e-12;
    if (scale === "own") return Math.max(1e-12, this.largest);
    return Math.max(1e-12, ...data.lanes.flatMap((one) => one.extent));
  }

  // What the map alone could hide: that it shrank, is magnified, or does not show all.
  remark() {
    const { extent, largest, count } = this;
    const { reach } = this.camera;
    const outside = this.outside() / count;
    const parts = [this.lane.note];
    if (extent < 0.2 * largest) parts.push(`shrunk to ${short((100 * extent) / largest, 2)} % of its largest`);
    if (reach < 0.5 * largest) parts.push(`magnified ${short(largest / reach, 2)}x`);
    if (outside > 0.01) parts.push(`${Math.round(100 * outside)} % of the points outside`);
    this.find(".note").textContent = parts.filter(Boolean).join(" · ");
  }

  outside() {
    const [width, height] = this.size;
    const screen = this.onScreen();
    let outside = 0;
    for (let at = 0; at < screen.length; at += 2) {
      const [x, y] = [screen[at], screen[at + 1]];
      if (!(x >= 0 && x <= width && y >= 0 && y <= height)) outside += 1;
    }
    return outside;
  }

  rings() { return [[this.app.pinned, 9], [this.app.hover, 7]]; }

  // A ruler of a round length in the embedding's own units.
  over(pen) {
    if (this.hand.path?.length > 1) drawRing(pen, this.hand.path, this.look);
    const [, high] = this.size;
    const length = roundLength(0.6 * this.camera.reach);
    const end = 10 + length * this.camera.scale(...this.size);
    pen.lineWidth = 1.5;
    pen.beginPath();
    [[10, high - 14], [10, high - 10], [end, high - 10], [end, high - 14]].forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    pen.stroke();
    pen.fillStyle = this.look.ink;
    pen.font = `12px ${this.look.font}`;
    pen.fillText(short(length, 2), 14, high - 17);
  }
}

function roundLength(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].map((n) => n * power).find((length) => length <= most) ?? power;
}
