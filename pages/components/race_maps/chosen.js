// What is chosen in a race: rows, drawn round on any lane or searched for. All lanes show them, at every
// step: chosen at the end, the replay shows where they came from.
class LaneChoice {
  // What a race of other points forgets.
  forget() {
    const { data } = this;
    Object.assign(this, { only: null, hover: null, pinned: null, chosen: 0, shown: FIRST_TILES, flags: new Uint8Array(data.count), names: null });
    this.labels = data.labels;
    data.noun = "image";
  }

  use(tool) {
    this.tool = tool;
    this.find(".lasso").setAttribute("aria-pressed", tool === "lasso");
    this.root.style.setProperty("--touch", tool === "lasso" ? "none" : "pan-y"); // one finger scrolls the page
  }

  select(rows, how) {
    const { flags } = this;
    if (how === "new") flags.fill(0);
    for (const row of rows) flags[row] = how === "remove" ? 0 : 1;
    this.chosen = flags.reduce((sum, one) => sum + one, 0);
    this.shown = FIRST_TILES;
    if (!this.chosen) this.pinned = null;
    this.mark();
    this.draw();
  }

  pin(row) {
    this.pinned = row === this.pinned ? null : row;
    this.drawTiles();
    this.drawAbove();
  }

  state(row) {
    const { only, chosen, flags, data } = this;
    if (only && !only.has(data.labels[row])) return FAINT;
    return !chosen ? PLAIN : flags[row] ? CHOSEN : FAINT;
  }

  drawTiles() {
    this.find(".picked").hidden = !this.chosen && this.tool !== "lasso" && !this.find(".search").value;
    fillPicked(this);
  }

  drawAbove() { this.lanes.forEach((lane) => lane.drawAbove()); }

  classOf(row) { return this.data.classes[this.labels[row]] ?? ""; }

  nameOf(row) { return `image ${row}`; }

  colourOf(row) {
    const at = 4 * this.skin.order.slot(row);
    return `rgb(${this.pixels[at]} ${this.pixels[at + 1]} ${this.pixels[at + 2]})`;
  }
}

// The pointer over a lane: it looks, and draws round points, with Shift held or Lasso chosen.
class LaneHand {
  constructor(lane) {
    Object.assign(this, { lane, app: lane.app, path: null });
    const { above } = lane;
    above.onpointerdown = (event) => this.down(event);
    above.onpointermove = (event) => this.move(event);
    above.onpointerup = (event) => this.up(event);
    above.onpointercancel = () => { this.path = null; lane.drawAbove(); };
    above.onpointerleave = () => { if (!this.path) this.app.point(null); };
  }

  down(event) {
    const { app, lane } = this;
    if (!lane.from || event.button > 0) return;
    if (app.tool !== "lasso" && !event.shiftKey) { app.point(lane.nearest(lane.place(event)), event); return; }
    lane.above.setPointerCapture(event.pointerId);
    app.head.stop(); // what is drawn round stays where it is
    this.path = [lane.place(event)];
    app.point(null);
  }

  move(event) {
    const { app, lane, path } = this;
    if (!path) { app.point(lane.nearest(lane.place(event)), event); return; }
    path.push(lane.place(event));
    lane.drawAbove();
  }

  up(event) {
    const { app, lane, path } = this;
    if (!path) return;
    this.path = null;
    const how = event.altKey ? "remove" : event.shiftKey && app.chosen ? "add" : "new";
    const row = lane.nearest(lane.place(event));
    const rows = path.length > 3 ? lane.within(path.map((at) => lane.unseen(at))) : row == null ? [] : [row];
    app.select(rows, how);
  }
}
