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

  // A block has every step from its first to its last.
  put(block) {
    const { lane } = this.lane;
    const first = beyond(lane.steps, block.steps[0] - 1);
    const count = beyond(lane.steps, block.steps.at(-1)) - first;
    for (const name of ["steps", "radius", "extent", "accuracy", "frames"]) lane[name].splice(first, count, ...block[name]);
    this.lane.app.soon();
  }
}

// Where the first of ascending `steps` behind one is.
function beyond(steps, step) {
  const at = steps.findIndex((one) => one > step);
  return at < 0 ? steps.length : at;
}
