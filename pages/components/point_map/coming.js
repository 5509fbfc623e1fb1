// The labels as they come; those of a large set part by part, each drawn when it is here.
const MEANWHILE = 120; // ms between two pictures while more is coming

class Coming extends Choice {
  fetchLabels() {
    const { base, data: { part, count }, order } = this;
    if (!part) { fetchArray(`${base}labels.npy`).then(({ values }) => this.labelled(values, count)); return; }
    const { labels, all } = labelsInParts(base, { order, part, more: (...slots) => this.more(labels, ...slots) });
    this.labels = labels;
    all.then(() => this.labelled(labels, count)).catch((error) => this.panes[0]?.say(`Not all classes could be loaded (${error.message}). Reload the page.`));
  }

  // The classes of all points are here.
  labelled(labels, count) {
    if (count !== this.data.count || (this.labels && labels !== this.labels)) return; // another set is shown by now
    Object.assign(this, { labels, named: count });
    this.refresh();
    this.drawCard();
  }

  // Those of slots from `first` to before `last` are.
  more(labels, first, last) {
    if (labels !== this.labels) return;
    this.named = last;
    if (first === 0) { this.refresh(); return; }
    if (this.shade !== "class") return;
    coloured(this.column("class"), this.order, this.pixels, first, last);
    this.skin.paint(this.pixels, first, last);
    this.came();
  }

  // More is here: a picture of it soon, and at most every so often.
  came() {
    this.meanwhile ??= setTimeout(() => {
      this.meanwhile = null;
      if (this.panes.some((pane) => pane.from && pane.wanting)) this.draw(); else this.panes.forEach((pane) => pane.from && pane.tellShare());
    }, MEANWHILE);
  }
}
