// The labels as they come; those of a large set part by part, each drawn when it is here.
const MEANWHILE = 120; // ms between two pictures while more is coming

class Coming extends Choice {
  fetchLabels() {
    const { base, data: { part, cloud }, order } = this;
    if (!part) { fetchArray(`${base}labels.npy`).then(({ values }) => this.labelled(values, cloud)); return; }
    const { labels, all } = labelsInParts(base, { order, part, more: (...slots) => this.more(labels, ...slots) });
    this.labels = labels;
    all.then(() => this.labelled(labels, cloud)).catch((error) => this.panes[0]?.say(`Not all classes could be loaded (${error.message}). Reload the page.`));
  }

  // The classes of all points are here.
  labelled(labels, cloud) {
    const { part } = this.data;
    if (cloud !== this.data.cloud) return; // another set is shown by now
    Object.assign(this, { labels, named: this.data.count });
    if (!part || areMany(this.given("class"))) this.refresh(); else this.mark();
    this.drawCard();
  }

  // Those of some slots are: `values`, from slot `first` on.
  more(labels, values, first) {
    if (labels !== this.labels) return;
    const last = (this.named = first + values.length);
    if (this.shade !== "class") return;
    const asTheyCome = { row: () => 0, after: (at) => at + 1 };
    coloured({ ...this.column("class"), values }, asTheyCome, this.pixels, first, last);
    this.skin.paint(this.pixels, first, last);
    if (first === 0) this.refresh(); else if (last < this.order.count) this.came();
  }

  // More is here: a picture of it soon, and at most every so often.
  came() {
    this.meanwhile ??= setTimeout(() => {
      this.meanwhile = null;
      if (this.panes.some((pane) => pane.from && pane.wanting)) this.draw(); else this.panes.forEach((pane) => pane.from && pane.tellShare());
    }, MEANWHILE);
  }
}
