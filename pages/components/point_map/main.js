// The map: one or two panes over the same points, with one selection, hover, colouring and card.
// data: JSON as UTF-8 bytes, see `point_map` in point_map.py. Arrays and pictures are fetched.
const NARROW = 900; // pixels of width: narrower, everything lies below the map
const LEAST = 360;
const BELOW = 72; // what is left of the window under the map: the next section's head

class PointMap extends Coming {
  constructor(parent) {
    super();
    this.root = parent.querySelector(".map");
    this.find = (name) => this.root.querySelector(name);
    Object.assign(this, { panes: [], tool: "move", hover: null, pinned: null, chosen: 0, only: null, leading: [], shade: "class", shown: FIRST_TILES, columns: {}, rings: [] });
    this.root.onkeydown = (event) => this.pressed(event);
    for (const button of this.root.querySelectorAll("[data-tool]")) button.onclick = () => this.use(button.dataset.tool);
    this.find(".in").onclick = () => this.zoom(1.4);
    this.find(".out").onclick = () => this.zoom(1 / 1.4);
    this.find(".all").onclick = () => this.showAll();
    this.find(".tiny").onchange = () => this.draw();
    this.find(".named").onchange = () => { this.draw(); remember(this); };
    this.resized = () => this.fit();
    addEventListener("resize", this.resized);
    this.find(".colour").onchange = (event) => { this.shade = event.target.value; this.wanted = this.only = null; this.refresh(); this.look(); };
    searches(this.find(".search"), this);
    this.find(".png").onclick = () => this.picture();
    new Takeaway(this);
    this.find(".csv").onclick = () => saveTable(this);
    this.find(".clear").onclick = () => this.select([], "new");
    this.find(".more").onclick = () => { this.shown += MORE_TILES; this.drawTiles(); };
    this.style = lookOf(this.root);
    this.use("move");
  }

  end() { this.clear(); removeEventListener("resize", this.resized); }

  clear() {
    clearTimeout(this.meanwhile);
    this.meanwhile = null;
    this.panes.forEach((pane) => pane.end()); this.skin?.drop();
  }

  // ---- what the page says
  take(data) {
    const other = this.data?.cloud !== data.cloud;
    const wish = data.wish?.at !== this.wished ? data.wish : null;
    this.wished = data.wish?.at;
    this.data = data;
    this.base = data.base;
    if (other) this.start(); else if (data.at !== this.at) this.follow();
    this.offerColours();
    if (data.columns.some((one) => one.name === this.shade && one.url && one.url !== this.columns[this.shade]?.of)) this.refresh(); // its numbers changed
    this.find(".panes").style.setProperty("--panes", data.panes.length);
    this.root.classList.toggle("bare", Boolean(data.bare));
    this.fit();
    while (this.panes.length > data.panes.length) this.panes.pop().end();
    data.panes.forEach((spec, i) => {
      if (!this.panes[i]) {
        const pane = (this.panes[i] = new Pane(this, spec));
        this.find(".panes").append(pane.figure);
        if (this.kept?.cameras?.[i]) pane.camera.take(this.kept.cameras[i]);
      }
      this.panes[i].take(spec);
    });
    if (wish) this.select(wish.rows, "new");
    this.drawCard();
    requestAnimationFrame(() => { this.fit(); this.draw(); }); // once the page and a changed theme are in place
  }

  // As high as the page says, or as the window leaves room for, with a strip of what is below.
  fit() {
    if (!this.data) return;
    const fills = this.data.height == null;
    const stage = this.find(".panes");
    const room = innerHeight - topOf(stage) - BELOW;
    const narrow = this.root.clientWidth < NARROW;
    this.root.style.setProperty("--high", `${fills ? Math.round(narrow ? 0.7 * innerHeight : Math.max(LEAST, room)) : this.data.height}px`);
  }

  // Another cloud: forget the last one, and come back to where this browser tab left the new one.
  start() {
    const { data } = this;
    this.clear();
    const order = new Order(data.count, data.order);
    Object.assign(this, {
      order, panes: [], skin: new Skin(order), columns: {}, labels: null, named: 0, names: null, hover: null, pinned: null, only: null, chosen: 0, shown: FIRST_TILES,
      flags: new Uint8Array(data.count), states: new Uint8Array(data.count).fill(PLAIN), pixels: new Uint8Array(4 * data.count).fill(UNKNOWN),
    });
    delete this.root.dataset.whole;
    this.kept = recall(this);
    const { kept } = this;
    const view = data.linked || !kept ? data.view : { ...data.view, ...kept.view };
    Object.assign(this, { rings: [], shade: "class", wanted: view.colour, only: view.only && new Set(view.only), pinned: view.pinned ?? null });
    this.asked = view.lasso || null; // drawn as soon as the points are there
    if (!this.asked && kept?.bits && !kept.view.lasso) this.flags = unpackBits(kept.bits, data.count);
    this.find(".named").checked = kept?.named ?? true;
    this.chosen = counted(this.flags);
    this.sheets = data.sheets ? new Sheets(data.sheets, (number) => this.sheet(number), () => this.soon(() => this.draw())) : null;
    this.find(".pictures").hidden = !this.sheets;
    this.refresh();
    this.fetchLabels();
    if (data.names) fetchBytes(`${this.base}names.json`).then((bytes) => { this.names = JSON.parse(new TextDecoder().decode(bytes)); });
    this.heard();
    if (this.chosen) this.tell();
    this.tellView(); // where this tab knows more than the address
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
  // A column; of very many classes only the leading ones have a colour.
  column(name) {
    const of = this.given(name);
    return areMany(of) ? { ...of, colours: fewColours(of.colours, this.leading) } : of;
  }

  given(name) {
    const known = this.data.columns.find((one) => one.name === name);
    if (!known) return { kind: "class", values: this.labels, whole: this.named === this.data.count, classes: this.data.classes, colours: this.data.colours };
    const url = known.url ?? `${this.base}columns/${name}.npy`;
    if (this.columns[name]?.of !== url) {
      const column = (this.columns[name] = { ...known, of: url, values: null });
      fetchArray(url).then(({ values }) => {
        Object.assign(column, { values, whole: true });
        if (column.kind === "number") [column.low, column.high] = span(values, 1, 0);
        this.refresh();
        this.drawCard();
      });
    }
    return this.columns[name];
  }

  // Of very many classes: those that are looked at, then those of the clearest islands.
  lead() {
    const of = this.given(this.shade);
    const pane = this.panes.find((one) => one.from && one.count === of.values?.length);
    const found = areMany(of) && pane ? pane.islands(pane.from, of.values, of.classes).map(({ label }) => label) : [];
    this.leading = [...new Set([...(this.only ?? []), ...found])].slice(0, COLOURED);
  }

  refresh() {
    this.lead();
    const last = this.shade === "class" ? this.named : this.order.count;
    coloured(this.column(this.shade), this.order, this.pixels, 0, last);
    this.skin.paint(this.pixels);
    this.mark();
  }

  mark() {
    const { states, flags, chosen, only, order } = this;
    const of = this.column(this.shade);
    const alone = only && of.values ? Uint8Array.from(of.classes, (_, label) => Number(only.has(label))) : null;
    if (!alone && !chosen) states.fill(PLAIN);
    else {
      for (let slot = 0, row = 0; slot < states.length; slot += 1, row = order.after(row)) {
        const shown = !alone || alone[of.values[row]] === 1;
        states[slot] = !shown ? FAINT : !chosen ? PLAIN : flags[row] ? CHOSEN : FAINT;
      }
    }
    this.skin.mark(states);
    this.draw();
    this.drawLegend();
    this.drawTiles();
  }

  colourOf(row) {
    const at = 4 * this.order.slot(row);
    return `rgb(${this.pixels[at]} ${this.pixels[at + 1]} ${this.pixels[at + 2]})`;
  }

  nameOf(row) { return this.names?.[row] ?? `${this.data.noun} ${row}`; }

  sheet(number) { return located(`${this.base}thumbs/${String(number).padStart(3, "0")}.webp`); }

  classOf(row) { return this.data.classes[this.labels?.[row]] ?? ""; }

  // ---- what the person does
  use(tool) {
    this.tool = tool;
    for (const button of this.root.querySelectorAll("[data-tool]")) button.setAttribute("aria-pressed", button.dataset.tool === tool);
    this.root.style.setProperty("--cursor", tool === "move" ? "grab" : "crosshair");
    this.root.style.setProperty("--touch", tool === "move" ? "pan-y" : "none"); // one finger scrolls the page, two move the map
  }

  point(row, event) {
    if (row === this.hover && row == null) return;
    this.hover = row;
    this.drawAbove();
    const text = row == null ? "" : [this.classOf(row), this.nameOf(row), this.valueOf(row)].filter(Boolean).join(" · ");
    showTip(this.find(".tip"), this.root, { row, text, sheets: this.sheets, event });
  }

  valueOf(row) {
    if (this.shade === "class") return "";
    const column = this.column(this.shade);
    const value = column.values?.[row];
    return value == null ? "" : `${column.title}: ${column.kind === "class" ? column.classes[value] ?? "unknown" : short(value)}`;
  }

  zoom(factor) { this.each((pane) => pane.camera.zoomAt(factor, pane.size[0] / 2, pane.size[1] / 2, ...pane.size)); }

  showAll() { this.each((pane) => pane.camera.reset()); }

  each(look) { this.panes.filter((pane) => pane.from).forEach(look); drawTogether(this.panes); remember(this); }

  pressed(event) {
    delete this.root.dataset.pointer; // from now on the focus shows
    if (event.ctrlKey || event.metaKey || event.target.closest("input, select")) return;
    const pan = (dx, dy) => this.each((pane) => pane.camera.pan(dx, dy, ...pane.size));
    const act = {
      v: () => this.use("move"), l: () => this.use("lasso"), b: () => this.use("box"),
      "+": () => this.zoom(1.4), "=": () => this.zoom(1.4), "-": () => this.zoom(1 / 1.4), 0: () => this.showAll(),
      ArrowLeft: () => pan(60, 0), ArrowRight: () => pan(-60, 0), ArrowUp: () => pan(0, 60), ArrowDown: () => pan(0, -60),
      Escape: () => { this.only = this.pinned = null; this.select([], "new"); this.drawCard(); },
      "/": () => this.find(".search").focus(),
      " ": () => this.panes.forEach((pane) => pane.stops.length > 1 && pane.play()),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || (event.key === " " && event.target.closest("button"))) return;
    event.preventDefault();
    event.stopPropagation(); // "/" is the page's search elsewhere
    act();
  }

  // ---- drawing
  soon(act) {
    this.waiting = act;
    this.frame ??= requestAnimationFrame(() => { this.frame = null; this.waiting(); });
  }

  draw() {
    this.style = lookOf(this.root);
    drawTogether(this.panes);
  }

  drawAbove() { this.panes.forEach((pane) => pane.drawAbove()); }

  painted() {
    this.root.dataset.painted = String(+(this.root.dataset.painted ?? 0) + 1);
    this.root.dataset.ready ??= String(performance.now());
    if (this.column(this.shade).whole && this.panes.every((pane) => pane.whole)) this.root.dataset.whole ??= String(performance.now());
  }

  drawLegend() { fillLegend(this); }

  isolate(label, several) {
    this.only = picked(this.only, label, several);
    if (areMany(this.given(this.shade))) this.refresh(); else this.mark();
    this.look();
  }

  drawTiles() { fillPicked(this); }

  drawCard() { fillCard(this.find(".card"), this); }

  picture() { this.still(null); }

  still(form) { return savePicture(this.data.cloud, shownBy(this), legendOf(this), this, form); }

  film() { return filmOf(this); }
}

// How far an element lies from the top of the page, wherever that is scrolled to.
function topOf(element) {
  let top = element.getBoundingClientRect().top;
  for (let at = element; at; at = at.parentNode ?? at.host) top += at.scrollTop ?? 0;
  return top;
}
