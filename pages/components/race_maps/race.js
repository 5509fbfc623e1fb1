// The lanes of a race as moving maps. Everything after the data's arrival happens in the browser.
// All lanes share one playhead, in training steps.
const LIVE_PAUSE = 120; // ms between two pictures of a live race: it trains on the same cores
const REPLAY_SECONDS = 8;
const ROUNDS = 5; // of a race that plays by itself
const REST = 2000; // ms between two of them

// One buffer as `packed` in race_maps.py makes it.
function unpack(data) {
  const buffer = data.slice().buffer;
  const length = new DataView(buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  let at = 4 + length;
  const next = (count) => { const part = new Int16Array(buffer, at, count); at += 2 * count; return part; };
  head.labels = next(head.count);
  for (const lane of head.lanes) lane.frames = lane.steps.map(() => next(2 * head.count));
  return head;
}

class RaceMaps extends LaneChoice {
  constructor(parent) {
    super();
    this.root = parent.querySelector(".race");
    this.find = (name) => this.root.querySelector(name);
    Object.assign(this, { lanes: [], skin: new Skin(null), following: false, style: lookOf(this.root) });
    this.head = new Playhead(() => this.moment(), () => this.playing());
    this.gap = 1.5; // seconds between arrivals of new frames, about
    this.find(".play").onclick = () => this.toggle();
    this.find(".live").onclick = () => this.follow();
    this.find(".time").oninput = (event) => this.seek(+event.target.value);
    this.find(".scale").onchange = () => this.draw();
    this.find(".save").onclick = () => this.picture();
    this.find(".lasso").onclick = () => { this.use(this.tool === "lasso" ? "look" : "lasso"); this.drawTiles(); };
    this.find(".clear").onclick = () => this.select([], "new");
    this.find(".more").onclick = () => { this.shown += MORE_TILES; this.drawTiles(); };
    searches(this.find(".search"), this);
    this.use("look");
    new Takeaway(this);
    this.root.onkeydown = (event) => this.pressed(event);
  }

  end() {
    this.touched();
    this.head.stop();
    this.lanes.forEach((lane) => lane.end());
    this.skin.drop();
  }

  take(data) {
    const { data: before, last: known, head } = this;
    this.data = data;
    const ends = data.lanes.map((lane) => lane.steps.at(-1) ?? 0);
    this.last = data.lanes.some((lane) => lane.steps.length) ? Math.min(...ends) : null;
    const sort = (one) => JSON.stringify([one?.name, one?.lanes.map((lane) => lane.name), one?.classes, one?.count]);
    if (sort(before) !== sort(data)) this.build();
    this.lanes.forEach((lane, number) => lane.take(data.lanes[number]));
    if (!before || before.name !== data.name || known == null) {
      head.stop();
      head.at = this.last ?? 0;
      this.following = data.live;
      if (data.plays && !calm()) this.round(ROUNDS);
    } else if (data.live && !before.live && !head.moving && head.at >= known) {
      this.following = true; // resumed
    }
    head.at = Math.min(head.at, this.last ?? 0);
    if (this.last !== known) {
      const now = performance.now();
      if (this.arrived) this.gap = 0.6 * this.gap + 0.4 * Math.min(6, Math.max(0.3, (now - this.arrived) / 1000));
      this.arrived = now;
      this.pace = (this.last - head.at) / this.gap;
    }
    this.find(".time").max = data.live ? Math.max(data.total, this.last ?? 0, 1) : this.last || 1;
    requestAnimationFrame(() => this.draw()); // once a changed theme is in place
    this.catchUp();
  }

  // Other lanes or other points than before.
  build() {
    const { data } = this;
    this.forget();
    this.lanes.forEach((lane) => lane.end());
    this.skin.order = new Order(data.count);
    this.lanes = data.lanes.map(() => new Lane(this));
    this.find(".lanes").replaceChildren(...this.lanes.map((lane) => lane.figure));
    this.find(".lanes").style.setProperty("--lanes", this.lanes.length);
    this.sheets = data.sheet && new Sheets(data.sheet, () => data.sheet.url);
    this.mark();
  }

  mark() {
    const { only, data } = this;
    const few = areMany(data) ? [...new Set([...(only ?? []), ...data.classes.keys()])].slice(0, COLOURED) : [];
    const colours = few.length ? fewColours(data.colours, few) : data.colours;
    this.pixels = coloured({ kind: "class", values: data.labels, colours }, this.skin.order);
    this.skin.paint(this.pixels);
    this.skin.mark(Uint8Array.from(data.labels, (_, row) => this.state(row)));
    this.drawTiles();
    const pick = (label, several) => {
      this.only = picked(only, label, several);
      this.mark();
      this.draw();
      this.send?.("_only", [...(this.only ?? [])]);
    };
    drawLegend(this.find(".legend"), { ...data, colours, first: few, only, pick });
  }

  // ---- the playhead
  get active() { return this.following ? this.data?.live : this.head.moving; }

  // By itself, until it is touched; not where a person asks for less motion.
  round(left) {
    this.head.at = 0;
    this.replay(() => { if (left > 1) this.again = setTimeout(() => this.round(left - 1), REST); });
  }

  touched() {
    clearTimeout(this.again);
  }

  toggle() {
    this.touched();
    const play = !this.active;
    this.following = false;
    this.head.stop();
    if (play) this.replay();
    this.playing();
  }

  replay(then = () => {}) {
    const last = () => this.last ?? 0;
    if (this.head.at >= last()) this.head.at = 0;
    const pace = () => (last() / REPLAY_SECONDS) * +this.find(".speed").value;
    this.head.glide({ goal: last, pace, done: () => { this.following = this.data.live; this.playing(); then(); } });
  }

  // A live race is followed: what is new is reached about when more of it comes.
  catchUp() {
    if (!this.following || !this.data.live || this.last == null || this.head.at >= this.last) return;
    if (calm()) this.head.seek(this.last);
    else if (!this.head.moving) this.head.glide({ goal: () => this.last, pace: () => this.pace, pause: LIVE_PAUSE });
  }

  follow() { this.seek(this.last ?? 0); }

  seek(step) {
    this.touched();
    const at = Math.min(Math.max(step, 0), this.last ?? 0);
    this.following = this.data.live && at >= (this.last ?? 0);
    this.head.seek(at);
    this.playing();
  }

  pressed(event) {
    const inside = event.target.closest("button, select");
    const first = this.data?.lanes.find((lane) => lane.steps.length);
    const steps = first?.every ?? first?.steps ?? [0];
    const { at } = this.head;
    const act = {
      " ": () => this.toggle(),
      ArrowLeft: () => this.seek(steps.findLast((step) => step < at) ?? 0),
      ArrowRight: () => this.seek(steps.find((step) => step > at) ?? this.last),
      Home: () => this.seek(0),
      End: () => this.seek(this.last ?? 0),
      l: () => this.find(".lasso").click(),
      Escape: () => this.select([], "new"),
    }[event.key];
    if (!act || event.ctrlKey || event.metaKey || (inside && (event.key === " " || inside.tagName === "SELECT"))) return;
    event.preventDefault();
    act();
  }

  // ---- the picture
  get scale() { return this.find(".scale").value; }

  // Once, however many lanes have more to show.
  soon() { this.waiting ??= requestAnimationFrame(() => { this.waiting = null; this.draw(); }); }

  draw() {
    if (!this.data) return;
    this.style = lookOf(this.root);
    this.moment();
    this.playing();
  }

  moment() {
    const { at } = this.head;
    this.lanes.forEach((lane) => lane.moment(at));
    drawTogether(this.lanes);
    this.find(".time").value = at;
    this.moved?.(at); // what stands elsewhere and shows the same step
    this.find(".where").textContent = this.last == null ? "no frame yet" : `step ${Math.round(at)}`;
    this.send?.("step", at);
  }

  playing() {
    const play = this.find(".play");
    play.textContent = this.active ? "❚❚" : "▶";
    play.setAttribute("aria-label", this.active ? "Pause" : "Play");
    const live = this.find(".live");
    live.classList.toggle("there", Boolean(this.data?.live));
    live.classList.toggle("on", this.following);
  }

  point(row, event) {
    if (row === this.hover && row == null) return;
    this.hover = row;
    this.drawAbove();
    const text = row == null ? "" : this.classOf(row);
    showTip(this.find(".tip"), this.root, { row, text, sheets: this.sheets, event });
  }

  // What a picture shows: the lanes under their titles, at this step.
  get pictured() {
    const titled = (lane) => [lane.lane.name, `step ${Math.round(this.head.at)}`, lane.score].filter(Boolean).join(" · ");
    return this.lanes.map((lane) => ({ title: titled(lane), plot: lane }));
  }

  picture() { this.still(null); }

  still(form) {
    if (this.data) return savePicture(`race-step-${Math.round(this.head.at)}`, this.pictured, this.data, this, form);
  }

  film() {
    if (!this.last) return null;
    return {
      name: "race",
      seconds: REPLAY_SECONDS / +this.find(".speed").value,
      show: (share) => {
        this.touched();
        this.following = false;
        this.head.seek(share * this.last);
      },
      shown: () => this.pictured.filter(({ plot }) => plot.from),
      legend: () => this.data,
    };
  }
}
