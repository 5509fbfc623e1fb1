// The lanes of a race as moving maps. Everything after the data's arrival happens in the browser.
// data: one buffer, see `packed` in race_maps.py. All lanes share one playhead, in training steps.
// What is painted on a lane's canvas stands in race_maps_paint.js, which comes before this.
const LIVE_PAUSE = 120; // ms between two pictures of a live race: it trains on the same cores
const REPLAY_SECONDS = 8;

export default lasting((parent) => new RaceMaps(parent), (view, { data }) => view.take(unpack(data)));

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

class RaceMaps {
  constructor(parent) {
    this.root = parent.querySelector(".race");
    this.find = (name) => this.root.querySelector(name);
    Object.assign(this, { at: 0, playing: false, following: false, moving: 0, hover: null, only: null });
    this.gap = 1.5; // seconds between arrivals of new frames, about
    this.calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.sizes = new ResizeObserver(() => this.draw());
    this.find(".play").onclick = () => this.toggle();
    this.find(".live").onclick = () => this.follow();
    this.find(".time").oninput = (event) => this.seek(+event.target.value);
    this.find(".scale").onchange = () => this.draw();
    this.find(".save").onclick = () => this.data && savePicture(this);
    this.root.onkeydown = (event) => this.pressed(event);
  }

  end() {
    cancelAnimationFrame(this.moving);
    this.sizes.disconnect();
  }

  take(data) {
    const before = this.data;
    const known = this.last;
    this.data = data;
    const ends = data.lanes.map((lane) => lane.steps.at(-1) ?? 0);
    this.last = data.lanes.some((lane) => lane.steps.length) ? Math.min(...ends) : null;
    const names = (one) => JSON.stringify([one?.name, one?.lanes.map((lane) => lane.name), one?.classes]);
    if (names(before) !== names(data)) this.build();
    if (!before || before.name !== data.name || known == null) {
      this.at = this.last ?? 0;
      this.following = data.live;
      this.playing = false;
    } else if (data.live && !before.live && !this.playing && this.at >= known) {
      this.following = true; // resumed
    }
    this.at = Math.min(this.at, this.last ?? 0);
    if (this.last !== known) {
      const now = performance.now();
      if (this.arrived) this.gap = 0.6 * this.gap + 0.4 * Math.min(6, Math.max(0.3, (now - this.arrived) / 1000));
      this.arrived = now;
      this.pace = (this.last - this.at) / this.gap;
    }
    this.find(".time").max = data.live ? Math.max(data.total, this.last ?? 0, 1) : this.last || 1;
    requestAnimationFrame(() => this.draw()); // once a changed theme is in place
    this.move();
  }

  build() {
    this.sizes.disconnect();
    this.hover = this.only = null;
    this.maps = this.data.lanes.map((lane, number) => {
      const figure = document.createElement("figure");
      figure.className = "lane";
      figure.innerHTML =
        '<figcaption><span class="swatch"></span><span class="name"></span><span class="score"></span></figcaption>' +
        '<canvas role="img"></canvas><div class="note"></div>';
      const part = (name) => figure.querySelector(name);
      part(".swatch").style.background = lane.colour;
      part(".name").textContent = lane.name;
      const canvas = part("canvas");
      canvas.onpointermove = canvas.onpointerdown = (event) => this.point(event, number);
      canvas.onpointerleave = () => this.point(null, number);
      this.sizes.observe(canvas);
      return { figure, canvas, score: part(".score"), note: part(".note"), places: new Float32Array(0) };
    });
    this.find(".lanes").replaceChildren(...this.maps.map((map) => map.figure));
    this.find(".lanes").style.setProperty("--lanes", this.maps.length);
    const legend = this.data.classes.map((name, number) => {
      const button = document.createElement("button");
      button.type = "button";
      button.title = "Show this class alone";
      button.append(document.createElement("i"), name);
      button.firstChild.style.background = this.data.colours[number];
      button.onclick = () => { this.only = this.only === number ? null : number; this.draw(); };
      return button;
    });
    this.find(".legend").replaceChildren(...legend);
  }

  // ---- the playhead
  toggle() {
    this.playing = !(this.playing || (this.following && this.data.live));
    this.following = false;
    if (this.playing && this.at >= (this.last ?? 0)) this.at = 0;
    this.move();
    this.draw();
  }

  follow() {
    Object.assign(this, { following: true, playing: false, at: this.last ?? 0 });
    this.draw();
  }

  seek(step) {
    this.at = Math.min(Math.max(step, 0), this.last ?? 0);
    this.playing = false;
    this.following = this.data.live && this.at >= this.last;
    this.draw();
  }

  pressed(event) {
    const inside = event.target.closest("button, select");
    const steps = this.data.lanes.find((lane) => lane.steps.length)?.steps ?? [0];
    const [low] = around(steps, this.at);
    const previous = steps[low] < this.at ? steps[low] : steps[Math.max(low - 1, 0)];
    const next = steps.find((step) => step > this.at) ?? this.last;
    const act = {
      " ": () => this.toggle(),
      ArrowLeft: () => this.seek(previous),
      ArrowRight: () => this.seek(next),
      Home: () => this.seek(0),
      End: () => this.seek(this.last ?? 0),
    }[event.key];
    if (!act || (inside && (event.key === " " || inside.tagName === "SELECT"))) return;
    event.preventDefault();
    act();
  }

  move() {
    cancelAnimationFrame(this.moving);
    let before = performance.now();
    const tick = (now) => {
      if (!this.playing && now - before < LIVE_PAUSE) {
        this.moving = requestAnimationFrame(tick);
        return;
      }
      const seconds = Math.min((now - before) / 1000, 0.25);
      before = now;
      if (this.last == null) return;
      if (this.playing) {
        this.at += seconds * (this.last / REPLAY_SECONDS) * +this.find(".speed").value;
        if (this.at >= this.last) Object.assign(this, { at: this.last, playing: false, following: this.data.live });
      } else if (this.following && this.at < this.last) {
        this.at = this.calm ? this.last : Math.min(this.last, this.at + seconds * this.pace);
      } else return;
      this.draw();
      this.moving = requestAnimationFrame(tick);
    };
    this.moving = requestAnimationFrame(tick);
  }

  // ---- the picture
  draw() {
    if (!this.data) return;
    const style = getComputedStyle(this.root);
    this.ink = style.color;
    this.font = style.fontFamily;
    this.maps.forEach((map, number) => this.drawLane(map, this.data.lanes[number]));
    const active = this.playing || (this.following && this.data.live);
    const play = this.find(".play");
    play.textContent = active ? "❚❚" : "▶";
    play.setAttribute("aria-label", active ? "Pause" : "Play");
    this.find(".time").value = this.at;
    this.find(".where").textContent = this.last == null ? "no frame yet" : `step ${Math.round(this.at)}`;
    const live = this.find(".live");
    live.classList.toggle("there", this.data.live);
    live.classList.toggle("on", this.following);
    const legend = this.find(".legend");
    legend.classList.toggle("some", this.only != null);
    [...legend.children].forEach((button, i) => button.setAttribute("aria-pressed", this.only === i));
    this.showTip();
  }

  // Half the width that a lane's map shows, in the embedding's own units. A lane's own scale is the
  // largest it has been so far: growing fills the map, shrinking shows.
  half(lane, extent, last) {
    const mode = this.find(".scale").value;
    if (mode === "fit") return extent || 1e-12;
    if (mode === "own") return Math.max(1e-12, extent, ...lane.extent.slice(0, last + 1));
    return Math.max(1e-12, ...this.data.lanes.flatMap((one) => one.extent));
  }

  drawLane(map, lane) {
    const { canvas } = map;
    const ratio = window.devicePixelRatio || 1;
    const size = canvas.clientWidth;
    if (!size) return;
    const pixels = Math.round(size * ratio);
    if (canvas.width !== pixels) canvas.width = canvas.height = pixels;
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, size, size);
    if (!lane.steps.length) {
      write(pen, "waiting for the first picture", size / 2, size / 2, "center", this);
      return;
    }
    const [a, b, share] = around(lane.steps, this.at);
    const mix = (values) => values[a] * (1 - share) + values[b] * share;
    const extent = mix(lane.extent);
    const half = this.half(lane, extent, a);
    const outside = placePoints(map, lane, [a, b, share], size, half);
    paintPoints(pen, map.places, { size, ink: this.ink, only: this.only, hover: this.hover, ...this.data });
    paintScale(pen, size, half, this);
    const accuracy = lane.accuracy[share < 0.5 ? a : b];
    map.score.textContent = accuracy == null ? "" : `k-NN ${accuracy.toFixed(2)}`;
    map.note.textContent = remark(lane, a, extent, half, outside / this.data.count);
    canvas.setAttribute("aria-label", `${lane.name}, step ${Math.round(this.at)}: ${map.score.textContent} ${map.note.textContent}`);
  }

  // ---- pointing
  point(event, number) {
    this.hover = null;
    if (event) {
      const { places, canvas } = this.maps[number];
      const box = canvas.getBoundingClientRect();
      const [x, y] = [event.clientX - box.left, event.clientY - box.top];
      let nearest = 14 ** 2;
      for (let i = 0; i < places.length; i += 2) {
        const away = (places[i] - x) ** 2 + (places[i + 1] - y) ** 2;
        if (away < nearest) [nearest, this.hover] = [away, i / 2];
      }
      const home = this.root.getBoundingClientRect();
      this.cursor = [event.clientX - home.left, event.clientY - home.top, home.width];
    }
    this.draw();
  }

  showTip() {
    const tip = this.find(".tip");
    tip.hidden = this.hover == null;
    if (tip.hidden) return;
    const { sheet, classes, labels } = this.data;
    tip.querySelector(".text").textContent = classes[labels[this.hover]] ?? "";
    const picture = tip.querySelector(".picture");
    if (sheet && this.hover < sheet.count) {
      const scale = 56 / Math.max(sheet.width, sheet.height);
      const [wide, high] = [sheet.width * scale, sheet.height * scale];
      const [column, row] = [this.hover % sheet.columns, Math.floor(this.hover / sheet.columns)];
      Object.assign(picture.style, {
        width: `${wide}px`, height: `${high}px`,
        backgroundImage: `url("${sheet.url}")`,
        backgroundSize: `${wide * sheet.columns}px ${high * Math.ceil(sheet.count / sheet.columns)}px`,
        backgroundPosition: `${-column * wide}px ${-row * high}px`,
      });
    } else picture.style.width = "0";
    const [x, y, width] = this.cursor;
    tip.style.left = `${Math.max(0, Math.min(x + 14, width - tip.offsetWidth))}px`;
    tip.style.top = `${y + 14}px`;
  }
}
