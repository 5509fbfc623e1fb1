// What is chosen on the map: rows, how they were drawn round, and what of it stands in the address.
class Choice {
  // Select within a closed line on the screen. It stands in the address where that can say it all.
  async draws(pane, path, how) {
    const ring = pane.ring(path, how);
    const before = how === "new" ? [] : this.rings;
    const said = pane.settled && before.length < RINGS && (how === "new" || !this.chosen || before.length);
    const exact = pane.exact();
    if (exact) await exact;
    this.select(pane.rowsIn(ring), how, said ? [...before, ring] : []);
  }

  select(rows, how, rings = []) {
    if (how === "new") this.flags.fill(0);
    this.rings = rings;
    this.flag(rows, how);
    this.chose();
  }

  flag(rows, how) {
    for (const row of rows) if (row < this.flags.length) this.flags[row] = how === "remove" ? 0 : 1;
  }

  chose() {
    this.chosen = counted(this.flags);
    if (!this.chosen) this.rings = [];
    this.shown = FIRST_TILES;
    this.mark();
    this.tell();
    remember(this);
  }

  // The lasso as text; null where nothing is selected, or more than a lasso says.
  lassoText() { return this.rings.length ? lassoText(this.rings) : this.asked ?? null; }

  tell() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      this.send("selection", this.chosen ? { cloud: this.data.cloud, count: this.chosen, bits: packBits(this.flags) } : null);
      this.tellView();
    }, 30);
  }

  // What stands in the address.
  get view() {
    return { colour: this.wanted ?? this.shade, only: this.only && [...this.only], pinned: this.pinned, lasso: this.lassoText() };
  }

  tellView() {
    const said = JSON.stringify(this.view);
    if (said !== this.viewed) this.send("view", { at: this.at, cloud: this.data.cloud, ...this.view });
    this.viewed = said;
  }

  // The page said what the address has.
  heard() {
    const { at, view: { colour, only, pinned, lasso } } = this.data;
    Object.assign(this, { at, viewed: JSON.stringify({ colour, only, pinned, lasso }) });
  }

  pin(row) {
    this.pinned = row;
    this.draw();
    this.drawCard();
    this.look();
  }

  look() { this.tellView(); remember(this); }

  // The address changed by itself (a link, a step back): show what it says.
  follow() {
    this.heard();
    const { colour, only, pinned, lasso } = this.data.view;
    const other = (lasso ?? "") !== (this.lassoText() ?? "");
    Object.assign(this, { shade: "class", wanted: colour, only: only && new Set(only), pinned: pinned ?? null });
    if (other && lasso) [this.asked, this.rings] = [lasso, []];
    if (other && !lasso) this.select([], "new");
    this.arrived();
    this.refresh();
    remember(this);
  }

  // A pane is to show other points: what was drawn there is not said of them.
  leave(pane) {
    if (!this.rings.some((ring) => this.panes[ring.pane] === pane)) return;
    this.rings = [];
    this.look();
  }

  // Once all points are there: draw the lasso that the address asks for.
  arrived() {
    if (!this.asked || !this.panes.length || !this.panes.every((pane) => pane.settledIn)) return;
    const exact = this.panes.map((pane) => pane.exact()).filter(Boolean);
    if (exact.length) { Promise.all(exact).then(() => this.arrived()); return; }
    const rings = ringsOf(this.asked, this.panes.map((pane) => pane.width));
    this.asked = null;
    this.flags.fill(0);
    this.rings = rings ?? [];
    for (const ring of rings ?? []) this.flag(this.panes[ring.pane].rowsIn(ring), ring.how);
    this.chose();
  }
}

function counted(flags) {
  let count = 0;
  for (let row = 0; row < flags.length; row += 1) count += flags[row];
  return count;
}
