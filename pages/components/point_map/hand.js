// The pointer over a pane: it pans, turns, zooms, pinches, draws round points, and pins one.
class Hand {
  constructor(pane) {
    Object.assign(this, { pane, app: pane.app, drag: null, pointers: new Map() });
    const { above } = pane;
    above.onpointerdown = (event) => this.down(event);
    above.onpointermove = (event) => this.move(event);
    above.onpointerup = (event) => this.up(event);
    above.onpointercancel = (event) => { this.pointers.delete(event.pointerId); this.drag = null; pane.draw(); };
    above.onpointerleave = () => { if (!this.drag) this.app.point(null); };
    above.ondblclick = () => { pane.camera.reset(); pane.draw(); remember(this.app); };
    above.oncontextmenu = (event) => event.preventDefault();
    above.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  // What is being drawn round points, as a closed line on the screen; else null.
  outline(drag = this.drag) {
    if (!(drag?.path?.length > 1)) return null;
    if (drag.tool !== "box") return drag.path;
    const [[a, b], [c, d]] = [drag.start, drag.last];
    return [[a, b], [c, b], [c, d], [a, d]];
  }

  down(event) {
    const { app, pane } = this;
    if (!pane.from) return;
    pane.above.setPointerCapture(event.pointerId);
    app.root.dataset.pointer = "";
    app.root.focus({ preventScroll: true });
    const place = pane.place(event);
    this.pointers.set(event.pointerId, place);
    if (this.pointers.size > 1) { this.drag = { tool: "pinch" }; return; }
    const tool = event.button > 0 ? "pan" : app.tool === "move" && event.shiftKey ? "lasso" : app.tool;
    const how = event.altKey ? "remove" : event.shiftKey ? "add" : "new";
    this.drag = { tool, how, start: place, last: place, path: tool === "lasso" || tool === "box" ? [place] : null, moved: false };
    app.point(null);
  }

  move(event) {
    const { app, drag, pane } = this;
    const place = pane.place(event);
    if (!drag) { if (pane.from) app.soon(() => app.point(pane.nearest(place), event)); return; }
    if (drag.tool === "pinch") { this.pinch(event.pointerId, place); return; }
    const [dx, dy] = [place[0] - drag.last[0], place[1] - drag.last[1]];
    if (Math.hypot(place[0] - drag.start[0], place[1] - drag.start[1]) > 4) drag.moved = true;
    if (!drag.moved) return;
    drag.last = place;
    if (drag.path) {
      drag.path.push(place);
      app.soon(() => pane.drawAbove(true));
      return;
    }
    if (pane.width > 2 && drag.tool === "move") pane.camera.turn(dx, dy); else pane.camera.pan(dx, dy, ...pane.size);
    app.soon(() => pane.draw(true));
  }

  up(event) {
    const { app, drag, pane } = this;
    this.pointers.delete(event.pointerId);
    this.drag = null;
    if (!drag || drag.tool === "pinch") { pane.draw(); return; }
    if (!drag.moved) { this.click(pane.place(event), event); return; }
    if (drag.path) {
      app.draws(pane, this.outline(drag) ?? drag.path, drag.how);
    } else {
      pane.draw();
      remember(app);
    }
  }

  click(place, event) {
    const row = this.pane.nearest(place);
    if (row != null && (event.shiftKey || event.altKey)) this.app.select([row], event.altKey ? "remove" : "add");
    else if (row != null) this.app.pin(row);
    else this.pane.drawAbove(false);
  }

  wheel(event) {
    const { app, pane } = this;
    if (!pane.from) return;
    event.preventDefault();
    pane.camera.zoomAt(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), ...pane.place(event), ...pane.size);
    app.soon(() => pane.draw(true));
    clearTimeout(this.settle);
    this.settle = setTimeout(() => { pane.draw(); remember(app); }, 160);
  }

  pinch(id, place) {
    const { pane } = this;
    const [a, b] = [...this.pointers.values()];
    this.pointers.set(id, place);
    const [c, d] = [...this.pointers.values()];
    if (!b || !d) return;
    const apart = (p, q) => Math.hypot(p[0] - q[0], p[1] - q[1]) || 1;
    const middle = [(c[0] + d[0]) / 2, (c[1] + d[1]) / 2];
    pane.camera.zoomAt(apart(c, d) / apart(a, b), ...middle, ...pane.size);
    pane.camera.pan(middle[0] - (a[0] + b[0]) / 2, middle[1] - (a[1] + b[1]) / 2, ...pane.size);
    this.app.soon(() => pane.draw(true));
  }
}
