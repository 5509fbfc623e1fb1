// A moment that can be moved, and that moves on by itself: along frames, or a training's steps.
// `show(at)` draws it and may be waited for; `changed()` is told when it starts and stops.
class Playhead {
  constructor(show, changed) { Object.assign(this, { show, changed, at: 0, run: null }); }

  get moving() { return this.run != null; }

  seek(at) {
    this.stop();
    this.at = at;
    return this.show(at);
  }

  stop() {
    if (!this.run) return;
    cancelAnimationFrame(this.run.frame);
    clearTimeout(this.run.wait);
    this.run = null;
    this.changed();
  }

  // Until `goal()`, by `pace()` a second, with `pause` milliseconds between two pictures.
  glide({ goal, pace, pause = 0, done = () => {} }) {
    this.stop();
    const run = (this.run = {});
    let before = performance.now();
    const next = () => { run.frame = requestAnimationFrame(tick); };
    const tick = async (now) => {
      const seconds = Math.min(Math.max(now - before, 0), 250 + pause) / 1000;
      before = now;
      this.at = Math.min(goal(), this.at + seconds * pace());
      await this.show(this.at);
      if (this.run !== run) return; // stopped, or moved elsewhere
      if (this.at >= goal()) { this.stop(); done(); } else if (pause) run.wait = setTimeout(next, pause); else next();
    };
    next();
    this.changed();
  }
}

// The two of ascending `steps` around one, and how far it lies between them.
function around(steps, step) {
  let [low, high] = [0, steps.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (steps[middle] <= step) low = middle; else high = middle;
  }
  if (step <= steps[low]) return [low, low, 0];
  if (step >= steps[high]) return [high, high, 0];
  return [low, high, (step - steps[low]) / (steps[high] - steps[low])];
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
