// One map: its points, its camera, the pointer over it, and what is drawn above the points.
const NEAR = 14; // pixels within which a point is under the pointer
const PICTURES = 350; // at most so many points in view: then they are drawn as pictures
const STOP_SECONDS = 1.2;

class Pane {
  constructor(app, spec) {
    Object.assign(this, { app, spec, camera: new Camera(), stops: [], at: 0, drag: null, pointers: new Map() });
    this.figure = document.createElement("figure");
    this.figure.className = "pane";
    this.figure.innerHTML =
      "<figcaption><span></span><small></small></figcaption>" +
      '<div class="stage"><canvas class="points"></canvas><canvas class="above" role="img"></canvas><div class="word">loading the points…</div></div>' +
      '<div class="time" hidden><button type="button" class="play" title="Play (space)" aria-label="Play">▶</button>' +
      '<input type="range" min="0" step="any" aria-label="Along the way"><output></output></div>';
    this.find = (name) => this.figure.querySelector(name);
    this.stage = this.find(".stage");
    [this.below, this.above] = this.figure.querySelectorAll("canvas");
    // WebGL draws aside and is copied: shown itself, a browser without a graphics card cuts it off where the page is scrolled.
    this.aside = document.createElement("canvas");
    this.find(".play").onclick = () => this.play();
    this.find("input").oninput = (event) => { this.stopPlaying(); this.seek(+event.target.value); };
    this.listen();
    try {
      this.layer = new PointLayer(this.aside);
    } catch (error) {
      this.say(`This browser cannot draw the points (${error.message}). Switch on hardware acceleration, or open this page ` +
        "in a current Firefox, Chrome, Edge or Safari. Search, legend and tables work without it.");
    }
    this.sizes = new ResizeObserver(() => this.later());
    this.sizes.observe(this.stage);
  }

  say(text) { if (this.layer || text) this.find(".word").textContent = text; }

  end() { this.sizes.disconnect(); cancelAnimationFrame(this.next); cancelAnimationFrame(this.playing); }

  // ---- the points
  async take(spec) {
    this.spec = spec;
    this.figure.querySelector("figcaption span").textContent = spec.title;
    const urls = spec.stops.map((stop) => (stop.url.startsWith("/") ? stop.url : this.app.base + stop.url));
    const known = JSON.stringify([urls, spec.stops.map((stop) => stop.turn)]);
    if (known === this.known) return;
    const before = this.known ? this.stops.length : 0;
    this.known = known;
    this.urls = urls;
    this.loaded ??= new Map();
    const last = urls.length - 1;
    if (!this.layer) return;
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
    if (spec.live && before) this.glide(last); else this.seek(last);
    this.app.refresh();
  }

  // The points of a stop, brought to -1..1 by its own extent: stops differ in scale.
  async load(stop) {
    const [url, turn] = [this.urls[stop], this.spec.stops[stop].turn];
    const name = `${url} ${turn ?? ""}`;
    if (!this.loaded.has(name)) this.loaded.set(name, fetchArray(url).then((points) => normalised(points, turn)));
    return this.loaded.get(name);
  }

  async seek(at) {
    const last = this.stops.length - 1;
    this.at = Math.min(Math.max(at, 0), last);
    const [low, high] = [Math.floor(this.at), Math.ceil(this.at)];
    const [from, to] = await Promise.all([this.load(low), this.load(high)]);
    if (Math.floor(this.at) !== low) return; // it went on meanwhile
    Object.assign(this, { from, to, share: this.at - low, width: from.width, screen: null });
    this.layer?.places(from.values, to.values, from.width);
    this.find("input").value = this.at;
    const stop = this.spec.stops[Math.round(this.at)];
    this.find("output").textContent = stop?.label ?? "";
    this.find("small").textContent = this.share ? "" : (from.extent ? `spans ${short(from.extent)} · ` : "") + `${this.app.data.count.toLocaleString("en")} points`;
    this.draw();
  }

  play() {
    if (this.playing) { this.stopPlaying(); return; }
    if (this.at >= this.stops.length - 1) this.at = 0;
    this.glide(this.stops.length - 1);
  }

  stopPlaying() { cancelAnimationFrame(this.playing); this.playing = null; this.find(".play").textContent = "▶"; }

  glide(goal) {
    this.stopPlaying();
    this.find(".play").textContent = "❚❚";
    let before = performance.now();
    const pace = Math.max(1 / STOP_SECONDS, (goal - this.at) / 12);
    const tick = async (now) => {
      await this.seek(Math.min(goal, this.at + (pace * Math.min(now - before, 250)) / 1000));
      before = now;
      if (this.playing && this.at < goal) this.playing = requestAnimationFrame(tick); else this.stopPlaying();
    };
    this.playing = requestAnimationFrame(tick);
  }

  // ---- the picture
  later() { this.next ??= requestAnimationFrame(() => { this.next = null; this.draw(); }); }

  get size() { return [this.stage.clientWidth, this.stage.clientHeight]; }

  get dotSize() {
    const base = Math.max(1.4, Math.min(7, 5.2 - 1.15 * Math.log10(Math.max(1, this.app.data.count / 1000))));
    return Math.min(14, base * this.camera.zoom ** 0.25);
  }

  draw(coarse = false) {
    const [width, height] = this.size;
    if (!width || !this.from) return;
    const ratio = Math.min(window.devicePixelRatio || 1, this.app.data.count > MANY ? 1 : 2);
    for (const canvas of [this.aside, this.below, this.above]) {
      const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
      if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
    }
    this.screen = null;
    const count = this.app.data.count;
    this.layer?.draw({
      matrix: this.camera.matrix(width, height, this.width), share: this.share, coarse,
      size: this.dotSize * ratio, alpha: count > 100000 ? 0.55 : count > 20000 ? 0.7 : 0.85, faint: count > 20000 ? 0.06 : 0.14,
    });
    const pen = this.below.getContext("2d");
    pen.clearRect(0, 0, this.below.width, this.below.height);
    if (this.layer) pen.drawImage(this.aside, 0, 0);
    this.drawAbove(coarse);
    this.above.setAttribute("aria-label", `${this.spec.title}: ${count} points, ${this.app.chosen} selected`);
    this.app.painted();
  }

  drawAbove(moving) {
    const [width, height] = this.size;
    const pen = this.above.getContext("2d");
    const ratio = this.above.width / width;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    if (!moving) this.drawPictures(pen);
    const { app } = this;
    pen.strokeStyle = app.ink;
    for (const [row, radius] of [[app.pinned, 9], [app.hover, 7]]) {
      if (row == null || !this.from) continue;
      const [x, y] = this.at2d(row);
      pen.lineWidth = 2;
      pen.beginPath();
      pen.arc(x, y, radius, 0, 6.2832);
      pen.stroke();
    }
    if (this.drag?.path?.length > 1) {
      pen.lineWidth = 1.5;
      pen.setLineDash([5, 4]);
      pen.beginPath();
      this.outline().forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.closePath();
      pen.stroke();
      pen.globalAlpha = 0.08;
      pen.fillStyle = app.ink;
      pen.fill();
      pen.globalAlpha = 1;
      pen.setLineDash([]);
    }
  }

  // Zoomed in far enough, points are drawn as what they are.
  drawPictures(pen) {
    const { app } = this;
    if (!app.sheets || !app.find(".tiny").checked || !this.from || this.camera.zoom < 1.5) return;
    const [width, height] = this.size;
    const places = this.places();
    const seen = [];
    for (let row = 0; row < app.data.count; row += 1) {
      const [x, y] = [places[2 * row], places[2 * row + 1]];
      if (x > -20 && y > -20 && x < width + 20 && y < height + 20 && app.states[row] !== FAINT) {
        seen.push(row);
        if (seen.length > PICTURES) return;
      }
    }
    const side = Math.max(20, Math.min(56, Math.sqrt((width * height) / Math.max(seen.length, 1)) * 0.55));
    for (const row of seen) {
      if (!app.sheets.paint(pen, row, places[2 * row], places[2 * row + 1], side)) continue;
      pen.strokeStyle = app.colourOf(row);
      pen.lineWidth = 2;
      pen.strokeRect(places[2 * row] - side / 2, places[2 * row + 1] - side / 2, side, side);
    }
  }

  at2d(row) {
    const [width, height] = this.size;
    const scale = this.camera.scale(width, height);
    const axes = this.camera.axes(this.width);
    const { from, to, share } = this;
    let [x, y] = [0, 0];
    for (let part = 0; part < this.width; part += 1) {
      const value = from.values[row * this.width + part] * (1 - share) + to.values[row * this.width + part] * share;
      x += axes[part] * value;
      y += axes[3 + part] * value;
    }
    return [width / 2 + (x - this.camera.x) * scale, height / 2 - (y - this.camera.y) * scale];
  }

  // Where every point lies on the screen, float [2n]; kept until the picture changes.
  places() {
    if (this.screen) return this.screen;
    const [width, height] = this.size;
    const scale = this.camera.scale(width, height);
    const [a, b, c, d, e, f] = this.camera.axes(this.width);
    const { from: { values: from }, to: { values: to }, share, width: parts } = this;
    const [ox, oy] = [width / 2 - this.camera.x * scale, height / 2 + this.camera.y * scale];
    const screen = (this.screen = this.room?.length === 2 * this.app.data.count ? this.room : (this.room = new Float32Array(2 * this.app.data.count)));
    const still = share === 0;
    for (let row = 0, at = 0; row < screen.length; row += 2, at += parts) {
      const x = still ? from[at] : from[at] + (to[at] - from[at]) * share;
      const y = still ? from[at + 1] : from[at + 1] + (to[at + 1] - from[at + 1]) * share;
      const z = parts < 3 ? 0 : still ? from[at + 2] : from[at + 2] + (to[at + 2] - from[at + 2]) * share;
      screen[row] = ox + (a * x + b * y + c * z) * scale;
      screen[row + 1] = oy - (d * x + e * y + f * z) * scale;
    }
    return screen;
  }

  // ---- the pointer
  listen() {
    const { above } = this;
    above.onpointerdown = (event) => this.down(event);
    above.onpointermove = (event) => this.move(event);
    above.onpointerup = (event) => this.up(event);
    above.onpointercancel = (event) => { this.pointers.delete(event.pointerId); this.drag = null; this.draw(); };
    above.onpointerleave = () => { if (!this.drag) this.app.point(null); };
    above.ondblclick = () => { this.camera.reset(); this.draw(); this.app.remember(); };
    above.oncontextmenu = (event) => event.preventDefault();
    above.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  place(event) {
    const box = this.above.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  down(event) {
    if (!this.from) return;
    this.above.setPointerCapture(event.pointerId);
    this.app.root.dataset.pointer = "";
    this.app.root.focus({ preventScroll: true });
    const place = this.place(event);
    this.pointers.set(event.pointerId, place);
    if (this.pointers.size > 1) { this.drag = { tool: "pinch" }; return; }
    const tool = event.button > 0 ? "pan" : this.app.tool === "move" && event.shiftKey ? "lasso" : this.app.tool;
    const how = event.altKey ? "remove" : event.shiftKey ? "add" : "new";
    this.drag = { tool, how, start: place, last: place, path: tool === "lasso" || tool === "box" ? [place] : null, moved: false };
    this.app.point(null);
  }

  move(event) {
    const place = this.place(event);
    if (!this.drag) { this.hoverAt(place, event); return; }
    if (this.drag.tool === "pinch") { this.pinch(event.pointerId, place); return; }
    const { drag } = this;
    const [dx, dy] = [place[0] - drag.last[0], place[1] - drag.last[1]];
    if (Math.hypot(place[0] - drag.start[0], place[1] - drag.start[1]) > 4) drag.moved = true;
    if (!drag.moved) return;
    drag.last = place;
    if (drag.path) {
      drag.path.push(place);
      this.app.soon(() => this.drawAbove(true));
      return;
    }
    if (this.width > 2 && drag.tool === "move") this.camera.turn(dx, dy); else this.camera.pan(dx, dy, ...this.size);
    this.app.soon(() => this.draw(true));
  }

  up(event) {
    this.pointers.delete(event.pointerId);
    const { drag } = this;
    this.drag = null;
    if (!drag || drag.tool === "pinch") { this.draw(); return; }
    if (!drag.moved) { this.click(this.place(event), event); return; }
    if (drag.path) {
      this.app.select(this.inside(this.outline(drag)), drag.how);
    } else {
      this.draw();
      this.app.remember();
    }
  }

  click(place, event) {
    const row = this.nearest(place);
    if (row != null && (event.shiftKey || event.altKey)) this.app.select([row], event.altKey ? "remove" : "add");
    else if (row != null) this.app.pin(row);
    else this.drawAbove(false);
  }

  wheel(event) {
    if (!this.from) return;
    event.preventDefault();
    this.camera.zoomAt(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), ...this.place(event), ...this.size);
    this.app.soon(() => this.draw(true));
    clearTimeout(this.settle);
    this.settle = setTimeout(() => { this.draw(); this.app.remember(); }, 160);
  }

  pinch(id, place) {
    const [a, b] = [...this.pointers.values()];
    this.pointers.set(id, place);
    const [c, d] = [...this.pointers.values()];
    if (!b || !d) return;
    const apart = (p, q) => Math.hypot(p[0] - q[0], p[1] - q[1]) || 1;
    const middle = [(c[0] + d[0]) / 2, (c[1] + d[1]) / 2];
    this.camera.zoomAt(apart(c, d) / apart(a, b), ...middle, ...this.size);
    this.camera.pan(middle[0] - (a[0] + b[0]) / 2, middle[1] - (a[1] + b[1]) / 2, ...this.size);
    this.app.soon(() => this.draw(true));
  }

  hoverAt(place, event) {
    if (!this.from) return;
    this.app.soon(() => this.app.point(this.nearest(place), event));
  }

  nearest([x, y]) {
    const places = this.places();
    const { states } = this.app;
    let [best, away] = [null, NEAR ** 2];
    for (let row = 0, at = 0; at < places.length; row += 1, at += 2) {
      const dx = places[at] - x;
      if (dx > NEAR || dx < -NEAR) continue;
      const far = dx * dx + (places[at + 1] - y) ** 2;
      if (far < away && states[row] !== HIDDEN) [best, away] = [row, far];
    }
    return best;
  }

  // What was drawn, as a closed line of screen points.
  outline(drag = this.drag) {
    if (drag.tool !== "box") return drag.path;
    const [[a, b], [c, d]] = [drag.start, drag.last];
    return [[a, b], [c, b], [c, d], [a, d]];
  }

  // Rows of the points within a closed line (even-odd rule).
  inside(line) {
    const xs = line.map(([x]) => x);
    const ys = line.map(([, y]) => y);
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const places = this.places();
    const { states } = this.app;
    const rows = [];
    for (let row = 0, at = 0; at < places.length; row += 1, at += 2) {
      const [x, y] = [places[at], places[at + 1]];
      if (!(x >= left && x <= right && y >= top && y <= bottom) || states[row] === HIDDEN) continue;
      let within = false;
      for (let i = 0, j = line.length - 1; i < line.length; j = i, i += 1) {
        if (ys[i] > y !== ys[j] > y && x < ((xs[j] - xs[i]) * (y - ys[i])) / (ys[j] - ys[i]) + xs[i]) within = !within;
      }
      if (within) rows.push(row);
    }
    return rows;
  }
}

function normalised({ values: given, shape: [count, width] }, turn) {
  const values = turn ? turned(given, width, turn) : given;
  const spans = Array.from({ length: width }, (_, axis) => span(values, width, axis));
  const half = Math.max(...spans.map(([low, high]) => (high - low) / 2));
  const result = new Float32Array(count * width);
  const centres = spans.map(([low, high]) => (low + high) / 2);
  const scale = half > 0 ? 1 / half : 0;
  for (let i = 0; i < result.length; i += 1) result[i] = (values[i] - centres[i % width]) * scale;
  return { values: result, width, extent: 2 * half };
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

function short(value) {
  return value >= 1e-2 && value < 1e4 ? String(+value.toPrecision(3)) : value.toExponential(1);
}
