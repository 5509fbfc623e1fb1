// One map among its stops: the points there and between two of them, with pictures when near.
const PICTURES = 350; // at most so many points in view: then they are drawn as pictures
const SEEN = 100000; // points by which it is found where the classes lie
const STOP_SECONDS = 1.2;
const CLOSE = 4; // zoomed in farther, the upper halves of the coordinates are too coarse
const SLIDE_SECONDS = 12; // at most, for the whole way

class Pane extends Plot {
  constructor(app, spec) {
    const figure = document.createElement("figure");
    figure.className = "pane";
    figure.innerHTML =
      '<figcaption><span></span><small></small></figcaption><div class="stage"></div>' +
      '<div class="time" hidden><button type="button" class="play" title="Play (space)" aria-label="Play">▶</button>' +
      '<input type="range" min="0" step="any" aria-label="Along the way"><output></output></div>';
    super(figure.querySelector(".stage"), app.skin);
    Object.assign(this, { app, spec, figure, stops: [], loaded: new Map() });
    this.find = (name) => figure.querySelector(name);
    this.head = new Playhead((at) => this.moment(at), () => this.playing());
    this.hand = new Hand(this);
    this.find(".play").onclick = () => this.play();
    this.find("input").oninput = (event) => this.head.seek(+event.target.value);
    this.find("input").onkeydown = (event) => this.step(event);
    if (this.works) this.say("loading the points…");
  }

  end() { super.end(); this.head.stop(); this.figure.remove(); this.ended = true; }

  // ---- the points
  async take(spec) {
    this.spec = spec;
    this.find("figcaption span").textContent = spec.title;
    const urls = spec.stops.map((stop) => (/^(\/|data:)/.test(stop.url) ? stop.url : this.app.base + stop.url));
    const known = JSON.stringify([urls, spec.stops.map((stop) => stop.turn)]);
    if (known === this.known || !this.works) return;
    const before = this.known ? this.stops.length : 0;
    if (before) this.app.leave(this);
    Object.assign(this, { known, urls, settledIn: false });
    const last = urls.length - 1;
    if (last < 0) { this.say(spec.waiting || "No points yet."); return; }
    try {
      await this.load(last);
    } catch (error) {
      this.say(`The points could not be loaded (${error.message}). Reload the page.`);
      return;
    }
    if (known !== this.known) return; // newer ones came meanwhile
    this.say("");
    this.stops = urls;
    this.find(".time").hidden = urls.length < 2;
    this.find("input").max = last;
    if (spec.live && before && !calm()) this.glide(last); else await this.head.seek(last);
    this.settledIn = true;
    this.app.refresh();
    this.app.arrived();
  }

  // The points of a stop, brought to -1..1 by its own extent: stops differ in scale. Those of a large
  // set are here once their first part is.
  async load(stop) {
    const [url, turn] = [this.urls[stop], this.spec.stops[stop].turn];
    const name = `${url} ${turn ?? ""}`;
    if (!this.loaded.has(name)) this.loaded.set(name, this.fetch(url, turn));
    return this.loaded.get(name);
  }

  async fetch(url, turn) {
    const { order, data: { part } } = this.app;
    if (!part) return normalised(await fetchArray(url), turn, order);
    const points = await pointsInParts(url, { order, part, turn, more: (...came) => this.grew(...came) });
    points.coming.catch((error) => this.say(`Not all points could be loaded (${error.message}). Reload the page.`));
    return points;
  }

  grew(points, first, last) {
    super.grew(points, first, last);
    if (!this.ended) this.app.came();
  }

  get complete() { return super.complete && Boolean(this.app.column(this.app.shade).whole); }

  // Whether all is seen; and whether a picture by now would show more than the last did.
  get whole() { return this.from != null && this.complete && Boolean(this.picked?.all); }

  get wanting() { return !this.picked || this.complete || this.picked.all || this.picked.named < this.picked.last; }

  // Where the points lie exactly: at once, or a promise of it.
  exact() { return this.from?.refine && !this.from.exact ? this.from.refine() : null; }

  nearest(place) {
    this.exact(); // from the next time on
    return super.nearest(place);
  }

  async moment(at) {
    const [low, high] = [Math.floor(at), Math.ceil(at)];
    const [from, to] = await Promise.all([this.load(low), this.load(high)]);
    if (this.head.at !== at) return; // it went on meanwhile
    this.show(from, to, at - low);
    this.find("input").value = at;
    const stop = this.spec.stops[Math.round(at)];
    this.find("output").textContent = stop?.label ?? "";
    const wide = from.extent ? `${short(from.extent)} units wide · ` : "";
    this.find("small").textContent = this.share ? "" : `${wide}${this.app.data.count.toLocaleString("en")} points`;
    this.draw();
  }

  play() {
    const last = this.stops.length - 1;
    if (this.head.moving) { this.head.stop(); return; }
    if (this.head.at >= last) this.head.at = 0;
    this.glide(last);
  }

  glide(last) {
    const pace = Math.max(1 / STOP_SECONDS, (last - this.head.at) / SLIDE_SECONDS);
    this.head.glide({ goal: () => last, pace: () => pace });
  }

  playing() {
    const button = this.find(".play");
    button.textContent = this.head.moving ? "❚❚" : "▶";
    button.setAttribute("aria-label", this.head.moving ? "Pause" : "Play");
  }

  // With the slider focused, the arrows go from stop to stop.
  step(event) {
    const { at } = this.head;
    const goal = { ArrowLeft: Math.ceil(at) - 1, ArrowRight: Math.floor(at) + 1 }[event.key];
    if (goal == null) return;
    event.preventDefault();
    this.head.seek(Math.max(0, Math.min(this.stops.length - 1, goal)));
  }

  // ---- the picture
  prepare() {
    this.look = this.app.style;
    return super.prepare();
  }

  choose(most) {
    super.choose(most);
    this.picked.named = this.app.named;
  }

  drawn(moving) {
    super.drawn(moving);
    if (this.camera.zoom > CLOSE) this.exact();
    this.above.setAttribute("aria-label", `${this.spec.title}: ${this.count} points, ${this.app.chosen} selected`);
    this.app.painted();
  }

  // Round a selection the islands can still be seen.
  get faint() { return super.faint * (this.app.only ? 1 : 2.5); }

  rings() { return [[this.app.pinned, 9], [this.app.hover, 7]]; }

  // Zoomed in far enough, points are drawn as what they are.
  under(pen, moving) {
    const { app } = this;
    if (moving || !app.sheets || !app.find(".tiny").checked || this.camera.zoom < 1.5) return;
    const [width, height] = this.size;
    const seen = this.shownBetween([-20, -20], [width + 20, height + 20], PICTURES);
    if (!seen) return;
    const side = Math.max(20, Math.min(56, Math.sqrt((width * height) / Math.max(seen.length, 1)) * 0.55));
    for (const [row, x, y] of seen) {
      if (!app.sheets.paint(pen, row, x, y, side)) continue;
      pen.strokeStyle = app.colourOf(row);
      pen.lineWidth = 2;
      pen.strokeRect(x - side / 2, y - side / 2, side, side);
    }
  }

  // [row, x, y] of the points between two corners of the screen that are not faint; null for more than
  // `most`.
  shownBetween([left, top], [right, bottom], most) {
    const { app: { order, states }, cells, here } = this;
    const slots = cells?.slotsOf(this.cellsBetween([left, top], [right, bottom]), here);
    const room = new Float32Array(2 * BLOCK);
    const seen = [];
    for (let first = 0, count = slots ? slots.length : here; first < count; first += BLOCK) {
      const last = Math.min(count, first + BLOCK);
      this.placed(room, first, last, slots?.subarray(first, last));
      for (let i = 0; i < last - first; i += 1) {
        const [x, y, slot] = [room[2 * i], room[2 * i + 1], slots ? slots[first + i] : first + i];
        if (!(x > left && y > top && x < right && y < bottom) || states[slot] === FAINT) continue;
        if (seen.push([order.row(slot), x, y]) > most) return null;
      }
    }
    return seen;
  }

  over(pen) {
    this.named = drawNames(pen, this.names(), this.size, this.look);
    const drawn = this.hand.outline();
    for (const line of drawn ? [drawn] : this.outlines()) drawRing(pen, line, this.look);
  }

  // The islands' names; on the way from one stop to the next they move along. Under the colours of what
  // a page found out, which has no islands, they are the classes'.
  names() {
    const { app, from, to, share } = this;
    if (!app.find(".named").checked) return [];
    const given = app.data.columns.some((one) => one.name === app.shade && one.url);
    const { kind, values, classes } = app.column(given ? "class" : app.shade);
    if (kind !== "class" || values?.length !== this.count) return [];
    const later = share ? new Map(this.islands(to, values, classes).map((one) => [one.label, one.place])) : null;
    const axes = this.camera.axes(this.width);
    return this.islands(from, values, classes).filter(({ label }) => given || !app.only || app.only.has(label)).map(({ label, place }) => {
      const goal = later?.get(label) ?? place;
      const [x, y] = this.seen([0, 3].map((axis) => place.reduce((sum, value, part) => sum + axes[axis + part] * (value + (goal[part] - value) * share), 0)));
      return { text: classes[label], x, y };
    });
  }

  // By a fair sample of the points, where they are very many.
  islands(points, values, classes) {
    const { app: { order }, width } = this;
    const some = Math.min(points.here ?? this.count, SEEN);
    if (points.named?.values !== values || points.named.some !== some) {
      const seen = { values: points.values.subarray(0, some * width), width };
      points.named = { values, some, found: islandsOf(seen, order.taken(values, 0, some), classes.length) };
    }
    return points.named.found;
  }

  // ---- what is drawn round points, in the map's own coordinates
  // Whether it would be found again: at the last stop, and not on the way.
  get settled() { return this.share === 0 && this.head.at === this.stops.length - 1; }

  // The ring of a closed line on the screen.
  ring(path, how) {
    const angles = this.width > 2 ? rounded([[this.camera.yaw, this.camera.pitch], [0, 1]])[0] : null;
    const line = rounded(simplified(path).map((at) => this.own(this.unseen(at), 1)));
    return { how: how === "remove" ? "remove" : "add", pane: this.app.panes.indexOf(this), angles, line };
  }

  rowsIn({ line, angles }) {
    return this.within(line.map((at) => this.own(at, -1, this.axesAt(angles))), this.axesAt(angles));
  }

  // The rings on this pane as lines on the screen, where they are seen as they were drawn.
  outlines() {
    const { yaw, pitch } = this.camera;
    const shown = ({ pane, angles }) => this.app.panes[pane] === this && this.settled && (!angles || Math.hypot(angles[0] - yaw, angles[1] - pitch) < 0.01);
    return this.app.rings.filter(shown).map(({ line, angles }) => line.map((at) => this.seen(this.own(at, -1, this.axesAt(angles)))));
  }

  axesAt(angles) { return Object.assign(new Camera(), angles && { yaw: angles[0], pitch: angles[1] }).axes(this.width); }

  // A place on the plane that is seen, in the map's own units (`way` 1), and back (-1).
  own(at, way, axes = this.camera.axes(this.width)) {
    const { centres, scale } = this.from;
    const middle = [0, 3].map((axis) => centres.reduce((sum, centre, part) => sum + axes[axis + part] * centre, 0));
    return at.map((value, axis) => (way > 0 ? value / (scale || 1) + middle[axis] : (value - middle[axis]) * scale));
  }
}

// A whole file's points in slots; NaN for rows that it lacks.
function normalised({ values: given, shape: [count, width] }, turn, order) {
  const values = turn ? turned(given, width, turn) : given;
  const spans = Array.from({ length: width }, (_, axis) => span(values, width, axis));
  const half = Math.max(...spans.map(([low, high]) => (high - low) / 2));
  const result = new Float32Array(order.count * width);
  const centres = spans.map(([low, high]) => (low + high) / 2);
  const scale = half > 0 ? 1 / half : 0;
  for (let slot = 0, row = 0; slot < order.count; slot += 1, row = order.after(row)) {
    for (let part = 0; part < width; part += 1) {
      result[slot * width + part] = row < count ? (values[row * width + part] - centres[part]) * scale : NaN;
    }
  }
  return { values: result, width, extent: 2 * half, centres, scale };
}

// Each point, a row, times the matrix.
function turned(values, width, turn) {
  const result = new Float32Array(values.length);
  for (let at = 0; at < values.length; at += width) {
    for (let to = 0; to < width; to += 1) {
      for (let from = 0; from < width; from += 1) result[at + to] += values[at + from] * turn[from][to];
    }
  }
  return result;
}
