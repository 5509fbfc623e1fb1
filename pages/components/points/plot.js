// One map: its points, where it looks, what is drawn above them, and what lies under the pointer.
// The points are the rows of two arrays that are mixed, `{ values: float32 [n * width], width }`; a
// row of NaN is not drawn. Whoever shows the map overrides `rings`, `under` and `over`.
const NEAR = 14; // pixels within which a point is under the pointer

class Plot {
  constructor(stage, skin) {
    Object.assign(this, { stage, skin, camera: new Camera(), share: 0, look: { ink: "gray", font: "sans-serif" } });
    stage.innerHTML = '<canvas class="points"></canvas><canvas class="above" role="img"></canvas><div class="word"></div>';
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
    this.places.forEach((held) => held.drop());
  }

  say(text) { this.stage.querySelector(".word").textContent = text; }

  // ---- what is drawn
  show(from, to = from, share = 0) {
    const { places } = this;
    if (places[0].values !== from.values && places[1].values === from.values) places.reverse(); // it went on
    places[0].put(from.values);
    places[1].put(to.values);
    Object.assign(this, { from, to, share, width: from.width, screen: null });
  }

  get count() { return this.from ? this.from.values.length / this.width : 0; }

  get size() { return [this.stage.clientWidth, this.stage.clientHeight]; }

  // Smaller where there are many points or little room, larger where they are looked at closely.
  get dotSize() {
    const base = Math.max(1.4, Math.min(7, 5.2 - 1.15 * Math.log10(Math.max(1, this.count / 1000))));
    const room = Math.min(1, Math.max(0.65, Math.min(...this.size) / 320));
    return Math.min(14, base * room * this.camera.zoom ** 0.25);
  }

  // How strongly points are drawn that others stand out from.
  get faint() { return this.count > 20000 ? 0.06 : 0.14; }

  later() { this.next ??= requestAnimationFrame(() => { this.next = null; this.draw(); }); }

  draw(coarse = false) { drawTogether([this], coarse); }

  // The canvases as large as the place on the screen; whether there is something to draw.
  prepare() {
    const [width, height] = this.size;
    if (!width || !height || !this.from || !this.works) return false;
    this.ratio = Math.min(window.devicePixelRatio || 1, this.count > MANY ? 1 : 2);
    this.pixels = [Math.round(width * this.ratio), Math.round(height * this.ratio)];
    for (const canvas of [this.below, this.above]) {
      if (canvas.width !== this.pixels[0] || canvas.height !== this.pixels[1]) [canvas.width, canvas.height] = this.pixels;
    }
    this.screen = null;
    return true;
  }

  // The points onto the painter's canvas, `top` pixels from its upper edge.
  paint(top, coarse) {
    const { count, pixels, ratio, skin, share, width } = this;
    const [from, to] = this.places;
    this.top = top;
    painter().draw({ from, to, skin, width }, {
      pixels, top, coarse, ratio, share, places: () => this.onScreen(),
      matrix: this.camera.matrix(...this.size, width), size: this.dotSize * ratio,
      alpha: count > 100000 ? 0.55 : count > 20000 ? 0.7 : 0.85, faint: this.faint,
    });
  }

  // And from there to where they are seen.
  copy(coarse) {
    const { pixels, top } = this;
    const pen = this.below.getContext("2d");
    pen.clearRect(0, 0, ...pixels);
    pen.drawImage(painter().canvas, 0, top, ...pixels, 0, 0, ...pixels);
    this.drawAbove(coarse);
  }

  drawAbove(moving = false) {
    const [width, height] = this.size;
    if (!width || !this.from || !this.works) return;
    const pen = this.above.getContext("2d");
    const ratio = this.above.width / width;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
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
    const axes = this.camera.axes(this.width);
    const { from, to, share } = this;
    let [u, v] = [0, 0];
    for (let part = 0; part < this.width; part += 1) {
      const value = from.values[row * this.width + part] * (1 - share) + to.values[row * this.width + part] * share;
      u += axes[part] * value;
      v += axes[3 + part] * value;
    }
    return this.seen([u, v]);
  }

  // Every point on the screen, float [2n]; kept until the picture changes.
  onScreen() {
    if (this.screen) return this.screen;
    const [width, height] = this.size;
    const scale = this.camera.scale(width, height);
    const [ox, oy] = [width / 2 - this.camera.x * scale, height / 2 + this.camera.y * scale];
    const room = (this.room = this.room?.length === 2 * this.count ? this.room : new Float32Array(2 * this.count));
    return (this.screen = this.laid(room, this.camera.axes(this.width), ox, oy, scale, -scale));
  }

  // Every point on the plane that is seen along `axes`, float [2n].
  flat(axes) { return this.laid(new Float32Array(2 * this.count), axes, 0, 0, 1, 1); }

  laid(room, [a, b, c, d, e, f], ox, oy, sx, sy) {
    const { from: { values: from }, to: { values: to }, share, width: parts } = this;
    const still = share === 0;
    for (let row = 0, at = 0; row < room.length; row += 2, at += parts) {
      const x = still ? from[at] : from[at] + (to[at] - from[at]) * share;
      const y = still ? from[at + 1] : from[at + 1] + (to[at + 1] - from[at + 1]) * share;
      const z = parts < 3 ? 0 : still ? from[at + 2] : from[at + 2] + (to[at + 2] - from[at + 2]) * share;
      room[row] = ox + (a * x + b * y + c * z) * sx;
      room[row + 1] = oy + (d * x + e * y + f * z) * sy;
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

  nearest([x, y]) {
    if (!this.from) return null;
    const screen = this.onScreen();
    let [best, away] = [null, NEAR ** 2];
    for (let row = 0, at = 0; at < screen.length; row += 1, at += 2) {
      const dx = screen[at] - x;
      if (dx > NEAR || dx < -NEAR) continue;
      const far = dx * dx + (screen[at + 1] - y) ** 2;
      if (far < away) [best, away] = [row, far];
    }
    return best;
  }

  // Rows of the points within a closed line on the plane that is seen along `axes` (even-odd rule).
  within(line, axes = this.camera.axes(this.width)) {
    const xs = line.map(([x]) => x);
    const ys = line.map(([, y]) => y);
    const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const flat = this.flat(axes);
    const rows = [];
    for (let row = 0, at = 0; at < flat.length; row += 1, at += 2) {
      const [x, y] = [flat[at], flat[at + 1]];
      if (!(x >= left && x <= right && y >= low && y <= high)) continue;
      let within = false;
      for (let i = 0, j = line.length - 1; i < line.length; j = i, i += 1) {
        if (ys[i] > y !== ys[j] > y && x < ((xs[j] - xs[i]) * (y - ys[i])) / (ys[j] - ys[i]) + xs[i]) within = !within;
      }
      if (within) rows.push(row);
    }
    return rows;
  }
}

function lookOf(root) {
  const style = getComputedStyle(root);
  return { ink: style.color, font: style.fontFamily, ground: style.getPropertyValue("--st-background-color") || "white" };
}
