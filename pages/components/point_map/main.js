// The map: one or two panes over the same points, with one selection, hover, colouring and card.
// data: JSON as UTF-8 bytes, see `point_map` in point_map.py. Arrays and pictures are fetched.
const FIRST_TILES = 60;
const MORE_TILES = 240;
const TILE = 44;
const NONE = -1; // no row is pinned
const RAMP = ["#30123b", "#4662d7", "#36aaf9", "#1ae4b6", "#72fe5e", "#c8ef34", "#faba39", "#f66b19", "#cb2a04", "#7a0403"];

export default lasting((parent) => new PointMap(parent), (view, { data, setStateValue }) => {
  view.send = setStateValue;
  view.take(JSON.parse(new TextDecoder().decode(data)));
});

class PointMap {
  constructor(parent) {
    this.root = parent.querySelector(".map");
    this.find = (name) => this.root.querySelector(name);
    Object.assign(this, { panes: [], tool: "move", hover: null, pinned: null, chosen: 0, only: null, shade: "class", shown: FIRST_TILES, columns: {} });
    this.root.onkeydown = (event) => this.pressed(event);
    for (const button of this.root.querySelectorAll("[data-tool]")) button.onclick = () => this.use(button.dataset.tool);
    this.find(".in").onclick = () => this.zoom(1.4);
    this.find(".out").onclick = () => this.zoom(1 / 1.4);
    this.find(".all").onclick = () => this.showAll();
    this.find(".tiny").onchange = () => this.draw();
    this.find(".colour").onchange = (event) => { this.shade = event.target.value; this.wanted = this.only = null; this.refresh(); this.look(); };
    this.find(".search").onkeydown = (event) => { event.stopPropagation(); if (event.key === "Enter") this.search(event.target.value); };
    this.find(".search").onsearch = (event) => this.search(event.target.value);
    this.find(".png").onclick = () => savePicture(this);
    this.find(".csv").onclick = () => saveTable(this);
    this.find(".clear").onclick = () => this.select([], "new");
    this.find(".more").onclick = () => { this.shown += MORE_TILES; this.drawTiles(); };
    this.themes = new MutationObserver(() => this.draw());
    this.use("move");
  }

  end() { this.panes.forEach((pane) => pane.end()); this.themes.disconnect(); }

  // ---- what the page says
  take(data) {
    const other = this.data?.cloud !== data.cloud;
    const wish = data.wish?.at !== this.wished ? data.wish : null;
    this.wished = data.wish?.at;
    this.data = data;
    this.base = data.base;
    if (other) this.start();
    this.offerColours();
    this.find(".panes").style.setProperty("--panes", data.panes.length);
    this.root.style.setProperty("--high", `${data.height}px`);
    this.root.classList.toggle("bare", Boolean(data.bare));
    while (this.panes.length > data.panes.length) { const pane = this.panes.pop(); pane.end(); pane.figure.remove(); }
    data.panes.forEach((spec, i) => {
      if (!this.panes[i]) {
        const pane = (this.panes[i] = new Pane(this, spec));
        this.find(".panes").append(pane.figure);
        if (this.kept?.cameras?.[i]) pane.camera.take(this.kept.cameras[i]);
        if (this.pixels) { pane.layer?.colours(this.pixels); pane.layer?.states(this.states); }
      }
      this.panes[i].take(spec);
    });
    if (wish) this.select(wish.rows, "new");
    this.drawCard();
    requestAnimationFrame(() => this.draw()); // once a changed theme is in place
  }

  // Another cloud: forget the last one, and come back to where this browser tab left the new one.
  start() {
    const { data } = this;
    this.panes.forEach((pane) => { pane.end(); pane.figure.remove(); });
    Object.assign(this, {
      panes: [], columns: {}, labels: null, names: null, hover: null, pinned: null, only: null, chosen: 0, shown: FIRST_TILES,
      flags: new Uint8Array(data.count), states: new Uint8Array(data.count).fill(PLAIN), pixels: null,
    });
    delete this.root.dataset.whole;
    this.kept = this.recall();
    this.wanted = this.kept?.shade ?? data.look?.colour; // it may not be known yet
    this.shade = "class";
    if (data.look?.only != null) this.only = new Set(data.look.only); else if (this.kept?.only) this.only = new Set(this.kept.only);
    this.pinned = data.card?.row ?? this.kept?.pinned ?? null;
    if (this.kept?.bits) this.flags = unpackBits(this.kept.bits, data.count);
    this.chosen = this.flags.reduce((sum, flag) => sum + flag, 0);
    this.sheets = data.sheets ? new Sheets(data.sheets, this.base, () => this.soon(() => this.draw())) : null;
    this.find(".pictures").hidden = !this.sheets;
    this.refresh();
    fetchArray(`${this.base}labels.npy`).then(({ values }) => { this.labels = values; this.refresh(); this.drawCard(); });
    if (data.names) fetch(`${this.base}names.json`).then((answer) => answer.json()).then((names) => { this.names = names; });
    if (this.chosen) this.tell();
    if (this.pinned != null && data.card?.row !== this.pinned) this.send("pinned", this.pinned);
  }

  offerColours() {
    const { data } = this;
    if (data.columns.some((one) => one.name === this.wanted)) {
      [this.shade, this.wanted] = [this.wanted, null];
      this.refresh();
    }
    const options = [["class", data.classes.length ? "class" : "nothing"], ...data.columns.map((one) => [one.name, one.title])];
    this.find(".colour").replaceChildren(...options.map(([value, text]) => new Option(text, value, false, value === this.shade)));
  }

  // ---- colours and states
  column(name) {
    const known = this.data.columns.find((one) => one.name === name);
    if (!known) return { kind: "class", values: this.labels, classes: this.data.classes, colours: this.data.colours };
    if (!this.columns[name]) {
      const column = (this.columns[name] = { ...known, values: null });
      fetchArray(`${this.base}columns/${name}.npy`).then(({ values }) => {
        column.values = values;
        if (column.kind === "number") [column.low, column.high] = span(values, 1, 0);
        this.refresh();
        this.drawCard();
      });
    }
    return this.columns[name];
  }

  refresh() {
    const { count } = this.data;
    const column = this.column(this.shade);
    const paints = (column.kind === "class" ? column.colours ?? [] : RAMP).map(channels);
    const pixels = (this.pixels = new Uint8Array(4 * count).fill(140));
    for (let row = 0; column.values && row < count; row += 1) {
      const paint = column.kind === "class" ? paints[column.values[row]] : blend(paints, (column.values[row] - column.low) / (column.high - column.low || 1));
      if (paint) pixels.set(paint, 4 * row);
    }
    this.panes.forEach((pane) => pane.layer?.colours(pixels));
    this.mark();
  }

  mark() {
    const { states, flags, chosen, only } = this;
    const of = this.column(this.shade);
    for (let row = 0; row < states.length; row += 1) {
      const shown = !only || !of.values || only.has(of.values[row]);
      states[row] = !shown ? FAINT : !chosen ? PLAIN : flags[row] ? CHOSEN : FAINT;
    }
    this.panes.forEach((pane) => pane.layer?.states(states));
    this.draw();
    this.drawLegend();
    this.drawTiles();
  }

  colourOf(row) { return `rgb(${this.pixels[4 * row]} ${this.pixels[4 * row + 1]} ${this.pixels[4 * row + 2]})`; }

  nameOf(row) { return this.names?.[row] ?? `${this.data.noun} ${row}`; }

  classOf(row) { return this.data.classes[this.labels?.[row]] ?? ""; }

  // ---- what the person does
  use(tool) {
    this.tool = tool;
    for (const button of this.root.querySelectorAll("[data-tool]")) button.setAttribute("aria-pressed", button.dataset.tool === tool);
    this.root.style.setProperty("--cursor", tool === "move" ? "grab" : "crosshair");
    this.root.style.setProperty("--touch", tool === "move" ? "pan-y" : "none"); // one finger scrolls the page, two move the map
  }

  select(rows, how) {
    if (how === "new") this.flags.fill(0);
    for (const row of rows) if (row < this.flags.length) this.flags[row] = how === "remove" ? 0 : 1;
    this.chosen = this.flags.reduce((sum, flag) => sum + flag, 0);
    this.shown = FIRST_TILES;
    this.mark();
    this.tell();
    this.remember();
  }

  tell() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.send("selection", this.chosen ? { cloud: this.data.cloud, count: this.chosen, bits: packBits(this.flags) } : null), 30);
  }

  pin(row) {
    this.pinned = row;
    this.send("pinned", row);
    this.draw();
    this.drawCard();
    this.remember();
  }

  look() { this.send("look", { colour: this.shade, only: this.only ? [...this.only] : null }); this.remember(); }

  point(row, event) {
    if (row === this.hover && row == null) return;
    this.hover = row;
    this.panes.forEach((pane) => pane.from && pane.drawAbove(false));
    const tip = this.find(".tip");
    tip.hidden = row == null;
    if (row == null) return;
    tip.querySelector(".text").textContent = [this.classOf(row), this.nameOf(row), this.valueOf(row)].filter(Boolean).join(" · ");
    const picture = tip.querySelector(".picture");
    if (this.sheets && row < this.sheets.count) this.sheets.dress(picture, row, 64); else picture.style.width = "0";
    const home = this.root.getBoundingClientRect();
    const [x, y] = [event.clientX - home.left, event.clientY - home.top];
    tip.style.left = `${Math.max(0, Math.min(x + 16, home.width - tip.offsetWidth))}px`;
    tip.style.top = `${y + 16}px`;
  }

  valueOf(row) {
    if (this.shade === "class") return "";
    const column = this.column(this.shade);
    const value = column.values?.[row];
    return value == null ? "" : `${column.title}: ${column.kind === "class" ? column.classes[value] ?? "unknown" : short(value)}`;
  }

  search(text) {
    const asked = text.trim().toLowerCase();
    if (!asked) return;
    const label = this.data.classes.findIndex((name) => name.toLowerCase() === asked);
    const number = /^\d+$/.test(asked) ? +asked : null;
    if (number != null && number < this.data.count) { this.select([number], "new"); this.pin(number); return; }
    const part = label >= 0 ? label : this.data.classes.findIndex((name) => name.toLowerCase().includes(asked));
    const rows = [];
    for (let row = 0; row < this.data.count; row += 1) {
      if (part >= 0 ? this.labels?.[row] === part : this.names?.[row].toLowerCase().includes(asked)) rows.push(row);
    }
    this.select(rows, "new");
    if (!rows.length) this.find(".count").textContent = `Nothing is called “${text.trim()}”.`;
  }

  zoom(factor) { this.panes.forEach((pane) => pane.from && (pane.camera.zoomAt(factor, pane.size[0] / 2, pane.size[1] / 2, ...pane.size), pane.draw())); this.remember(); }

  showAll() { this.panes.forEach((pane) => { pane.camera.reset(); pane.draw(); }); this.remember(); }

  pressed(event) {
    delete this.root.dataset.pointer; // from now on the focus shows
    if (event.ctrlKey || event.metaKey || event.target.closest("input, select")) return;
    const pan = (dx, dy) => { this.panes.forEach((pane) => pane.from && (pane.camera.pan(dx, dy, ...pane.size), pane.draw())); this.remember(); };
    const act = {
      v: () => this.use("move"), l: () => this.use("lasso"), b: () => this.use("box"),
      "+": () => this.zoom(1.4), "=": () => this.zoom(1.4), "-": () => this.zoom(1 / 1.4), 0: () => this.showAll(),
      ArrowLeft: () => pan(60, 0), ArrowRight: () => pan(-60, 0), ArrowUp: () => pan(0, 60), ArrowDown: () => pan(0, -60),
      Escape: () => { this.only = null; this.pinned = null; this.send("pinned", NONE); this.select([], "new"); this.drawCard(); this.look(); },
      "/": () => this.find(".search").focus(),
      " ": () => this.panes.forEach((pane) => pane.stops.length > 1 && pane.play()),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || (event.key === " " && event.target.closest("button"))) return;
    event.preventDefault();
    act();
  }

  // ---- kept in this tab, so that a reload changes nothing
  remember() {
    const bits = this.chosen ? packBits(this.flags) : null;
    const kept = { bits: bits && bits.length < 400000 ? bits : null, pinned: this.pinned, shade: this.shade, only: this.only && [...this.only], cameras: this.panes.map((pane) => pane.camera.keep()) };
    try { sessionStorage.setItem(`embedscope-map-${this.data.cloud}`, JSON.stringify(kept)); } catch { /* storage is full or switched off */ }
  }

  recall() {
    try { return JSON.parse(sessionStorage.getItem(`embedscope-map-${this.data.cloud}`)); } catch { return null; }
  }

  // ---- drawing
  soon(act) {
    this.waiting = act;
    this.frame ??= requestAnimationFrame(() => { this.frame = null; this.waiting(); });
  }

  draw() {
    const style = getComputedStyle(this.root);
    this.ink = style.color;
    this.font = style.fontFamily;
    this.panes.forEach((pane) => pane.draw());
  }

  painted() {
    this.root.dataset.painted = String(+(this.root.dataset.painted ?? 0) + 1);
    this.root.dataset.ready ??= String(performance.now());
    if (this.column(this.shade).values && this.panes.every((pane) => pane.from)) this.root.dataset.whole ??= String(performance.now());
  }

  drawLegend() {
    const legend = this.find(".legend");
    const column = this.column(this.shade);
    legend.classList.toggle("some", this.only != null);
    if (column.kind === "number") {
      const [low, high] = [column.low, column.high].map((value) => (value == null ? "" : short(value)));
      legend.innerHTML = `<div class="ramp" style="background:linear-gradient(90deg,${RAMP.join(",")})"></div><div class="ends"><span>${low}</span><span>${high}</span></div>`;
      return;
    }
    if (!column.classes.length || !column.values) { legend.replaceChildren(); return; }
    const every = new Uint32Array(column.classes.length);
    const some = new Uint32Array(column.classes.length);
    column.values.forEach((label, row) => { if (label >= 0) { every[label] += 1; some[label] += this.flags[row]; } });
    legend.replaceChildren(...column.classes.map((name, label) => {
      const button = document.createElement("button");
      button.type = "button";
      button.title = "Show this class alone; Shift-click shows several";
      button.setAttribute("aria-pressed", this.only?.has(label) ?? false);
      const [swatch, text, number] = [document.createElement("i"), document.createElement("span"), document.createElement("span")];
      swatch.style.background = column.colours[label];
      text.textContent = name;
      number.textContent = this.chosen ? `${some[label].toLocaleString("en")} / ${every[label].toLocaleString("en")}` : every[label].toLocaleString("en");
      button.append(swatch, text, number);
      button.onclick = (event) => this.isolate(label, event.shiftKey);
      return button;
    }));
  }

  isolate(label, several) {
    const only = new Set(several ? this.only ?? [] : []);
    if (this.only?.has(label)) only.delete(label); else only.add(label);
    this.only = only.size ? only : null;
    this.mark();
    this.look();
  }

  tile(row, side, note) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = row === this.pinned ? "tile on" : "tile";
    button.title = [this.classOf(row), this.nameOf(row), note].filter(Boolean).join(" · ");
    button.setAttribute("aria-label", button.title);
    button.dataset.row = row;
    const picture = document.createElement("span");
    picture.className = "picture";
    if (this.sheets && row < this.sheets.count) this.sheets.dress(picture, row, side);
    else { picture.textContent = this.names ? this.nameOf(row).slice(0, 12) : row; picture.style.width = `${side}px`; }
    const stripe = document.createElement("span");
    stripe.className = "stripe";
    stripe.style.background = this.pixels ? this.colourOf(row) : "gray";
    button.append(picture, stripe);
    if (note) button.append(note);
    button.onclick = () => this.pin(row);
    button.onpointerenter = () => { this.hover = row; this.panes.forEach((pane) => pane.from && pane.drawAbove(false)); };
    button.onpointerleave = () => this.point(null);
    return button;
  }

  drawTiles() {
    const { chosen, shown } = this;
    this.find(".clear").hidden = !chosen;
    this.find(".more").hidden = chosen <= shown;
    const total = this.data.count.toLocaleString("en");
    this.find(".count").textContent = chosen
      ? `${chosen.toLocaleString("en")} of ${total} selected${chosen > shown ? `, the first ${shown}` : ""}`
      : `Nothing is selected of ${total}. Take Lasso or Box, or hold Shift while you drag round an island.`;
    const rows = [];
    for (let row = 0; chosen && row < this.flags.length && rows.length < shown; row += 1) if (this.flags[row]) rows.push(row);
    this.find(".picked .tiles").replaceChildren(...rows.map((row) => this.tile(row, TILE)));
    this.root.dataset.chosen = chosen;
  }

  drawCard() {
    const card = this.find(".card");
    const row = this.pinned;
    if (row == null || row >= this.data.count) {
      card.innerHTML = '<p class="hint">Point at a dot to see it, click it to pin it here with its nearest neighbours in the original space.</p>';
      return;
    }
    const head = document.createElement("div");
    head.className = "head";
    const list = document.createElement("dl");
    const facts = [["class", this.classOf(row)], ...this.data.columns.map((one) => {
      const { values, kind, classes } = this.column(one.name);
      return [one.title, values == null ? "…" : kind === "class" ? classes[values[row]] ?? "unknown" : short(values[row])];
    })];
    for (const [name, value] of facts.filter(([, value]) => value !== "")) {
      list.append(Object.assign(document.createElement("dt"), { textContent: name }), Object.assign(document.createElement("dd"), { textContent: value }));
    }
    if (this.sheets && row < this.sheets.count) {
      const picture = document.createElement("span");
      picture.className = "picture";
      picture.style.flex = "none";
      this.sheets.dress(picture, row, 84);
      head.append(picture);
    }
    head.append(list);
    const title = Object.assign(document.createElement("h4"), { textContent: this.nameOf(row) });
    const near = document.createElement("div");
    near.className = "near";
    const known = this.data.card?.row === row ? this.data.card.near : null;
    if (!known) near.textContent = "Searching its neighbours…";
    else {
      const same = known.filter(([other]) => this.labels && this.labels[other] === this.labels[row]).length;
      const words = this.classOf(row) ? `: ${same} of ${known.length} are ${this.classOf(row)} too` : "";
      near.append(Object.assign(document.createElement("p"), { textContent: `Nearest in the original space${words}.` }));
      const tiles = document.createElement("div");
      tiles.className = "tiles";
      tiles.append(...known.map(([other, away]) => this.tile(other, 48, short(away))));
      near.append(tiles);
    }
    card.replaceChildren(title, head, near);
  }
}

function channels(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)).concat(255);
}

function blend(paints, share) {
  if (!(share >= 0)) return share < 0 ? paints[0] : null;
  const at = Math.min(share, 1) * (paints.length - 1);
  const low = Math.min(Math.floor(at), paints.length - 2);
  return paints[low].map((value, i) => value + (paints[low + 1][i] - value) * (at - low));
}
