// The frames of a long run that did not come at once: blocks of them are fetched where the playhead
// rests or is drawn along, and put between those that are here (pages/serving/frames.py).
class Finer {
  // lane: a Lane whose `lane` has `every` step and `more`, where the blocks of `block` steps lie.
  constructor(lane) { Object.assign(this, { lane, asked: new Set(), busy: false }); }

  // The playhead is at a step: fetch the block there, then the one before it or behind it, whichever
  // is nearer. One request at a time: drawn along quickly, most blocks are passed over.
  at(step) {
    const { more, every, block } = this.lane.lane;
    this.step = step;
    if (this.busy || this.lane.app.head.moving) return;
    const place = around(every, step)[0] / block;
    const next = Math.floor(place) + (place % 1 < 0.5 ? -1 : 1);
    const wanted = [Math.floor(place), next].find((number) => number >= 0 && number * block < every.length && !this.asked.has(number));
    if (wanted == null) return;
    this.asked.add(wanted);
    this.busy = true;
    this.fetch(`${more}/${wanted}`);
  }

  async fetch(url) {
    const { lane } = this;
    const of = lane.lane;
    try {
      const answer = await fetch(url);
      if (answer.ok && lane.lane === of) this.put(unpack(new Uint8Array(await answer.arrayBuffer())).lanes[0]);
    } catch { /* the server is away: what is here is shown */ }
    this.busy = false;
    if (lane.lane === of && this.step != null) this.at(this.step);
  }

  put(block) {
    const { lane } = this.lane;
    const here = new Set(lane.steps);
    const rows = [lane, block].flatMap((one, later) => one.steps
      .map((step, i) => [step, one.radius[i], one.extent[i], one.accuracy[i], one.frames[i]])
      .filter(([step]) => !later || !here.has(step)));
    rows.sort((a, b) => a[0] - b[0]);
    ["steps", "radius", "extent", "accuracy", "frames"].forEach((name, part) => { lane[name] = rows.map((row) => row[part]); });
    this.lane.app.soon();
  }
}
