// The chips, and what is pointed at in the charts. Charts come and go as runs train: the document is
// listened to, not they.
const STILL = 5; // pixels that a click may move
const LATE = 10000; // milliseconds in which what the server knew before a click may still come
const HINT = matchMedia("(hover: none)").matches ? "Tap a run and it stands out." : "Point at a run and it stands out; click to keep it.";

class RunLegend {
  constructor(parent) {
    const find = (selector) => parent.querySelector(selector);
    [this.list, this.said, this.release] = [".chips", "[role=status]", ".release"].map(find);
    this.root = find(".legend");
    this.style = document.head.appendChild(document.createElement("style"));
    [this.runs, this.charts, this.at, this.only, this.until] = [[], "", null, null, 0];
    this.release.onclick = () => this.isolate(null);
    this.listeners = new AbortController();
    const on = (kind, heard) => document.addEventListener(kind, heard, { capture: true, passive: true, signal: this.listeners.signal });
    on("pointermove", (event) => this.moved(event));
    on("pointerdown", (event) => { this.pressed = { chart: this.chartOf(event), x: event.clientX, y: event.clientY }; });
    on("pointerup", (event) => this.clicked(event));
    on("pointercancel", () => { this.pressed = null; });
    window.addEventListener("popstate", () => { this.until = 0; }, { signal: this.listeners.signal });
    document.addEventListener("keydown", (event) => this.key(event), { signal: this.listeners.signal });
  }

  take({ data, setTriggerValue }) {
    this.trigger = setTriggerValue;
    this.charts = data.charts;
    const same = data.runs === this.told;
    [this.told, this.runs] = [data.runs, JSON.parse(data.runs)];
    if (!same) this.draw();
    const only = this.numberOf(data.only);
    if (Date.now() > this.until || only === this.only) [this.only, this.until] = [only, 0];
    this.paint();
    this.root.dataset.ready = "";
  }

  end() {
    this.listeners.abort();
    cancelAnimationFrame(this.frame);
    this.style.remove();
  }

  numberOf(text, key = "name") {
    const found = this.runs.findIndex((run) => run[key] === text);
    return found < 0 ? null : found;
  }

  draw() {
    const focused = this.chips?.findIndex((chip) => chip === chip.getRootNode().activeElement) ?? -1;
    this.at = null;
    this.list.replaceChildren(...this.runs.map((run, number) => this.row(run, number)));
    this.chips = [...this.list.querySelectorAll("button")];
    this.chips[focused]?.focus();
  }

  row({ label, figure, colour }, number) {
    const [row, chip] = [document.createElement("li"), document.createElement("button")];
    chip.type = "button";
    chip.style.setProperty("--run", colour);
    for (const [tag, text] of [["i", ""], ["span", label], ["small", figure]]) {
      const part = chip.appendChild(document.createElement(tag));
      part.textContent = text;
      part.hidden = tag === "small" && !text;
    }
    chip.onpointerenter = ({ pointerType }) => { if (pointerType !== "touch") this.point(number); };
    chip.onpointerleave = () => this.point(null);
    chip.onfocus = () => { if (chip.matches(":focus-visible")) this.point(number); };
    chip.onblur = () => this.point(null);
    chip.onclick = () => this.isolate(number === this.only ? null : number);
    row.append(chip);
    return row;
  }

  chartOf({ target }) {
    return target?.closest?.(`[class*="st-key-${this.charts}"] .js-plotly-plot`) ?? null;
  }

  runAt(chart, event) {
    return nearestRun(chart, event, (name) => this.numberOf(name, "label"));
  }

  moved(event) {
    const chart = this.chartOf(event);
    if (event.pointerType === "touch" || (!chart && !this.inChart)) return;
    this.inChart = chart;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.point(chart && this.runAt(chart, event)));
  }

  clicked(event) {
    const { chart, x, y } = this.pressed ?? {};
    this.pressed = null;
    if (!chart || event.button || Math.hypot(event.clientX - x, event.clientY - y) > STILL) return;
    const run = this.runAt(chart, event);
    if (run !== null) this.isolate(run === this.only ? null : run);
  }

  key(event) {
    if (event.key !== "Escape" || event.defaultPrevented || this.only === null) return;
    const target = event.composedPath()[0];
    if (target.closest?.("dialog, [role=dialog], [role=listbox], input, textarea")) return;
    this.isolate(null);
  }

  point(number) {
    if (number === this.at) return;
    this.at = number;
    this.paint();
  }

  isolate(number) {
    [this.only, this.until] = [number, Date.now() + LATE];
    this.paint();
    this.trigger("only", this.runs[number]?.name ?? "");
  }

  paint() {
    const lit = new Set([this.at, this.only].filter((number) => number !== null));
    this.style.textContent = lightOf(this, lit, this.only);
    for (const [number, chip] of this.chips.entries()) {
      chip.setAttribute("aria-pressed", number === this.only);
      chip.classList.toggle("lit", lit.has(number));
      chip.classList.toggle("away", this.at !== null && !lit.has(number));
    }
    const alone = this.only !== null;
    this.release.hidden = !alone;
    this.said.textContent = alone ? `${this.runs[this.only].label} stands out.` : this.runs.length > 1 ? HINT : "";
  }
}
