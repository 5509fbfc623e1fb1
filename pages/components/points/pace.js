// How many points a picture can have that must come quickly: measured on those before.
const QUICK = 26; // ms for the points: with what the browser does besides, a picture takes at most 40
const FEWEST = 20000; // points, however long they take
const FEW = 2000; // of fewer points nothing can be learned

class Pace {
  constructor(points) { this.points = points; }

  took(points, ms) {
    if (points < FEW) return;
    this.points = Math.max(FEWEST, 0.6 * this.points + 0.4 * Math.min(points * (QUICK / Math.max(ms, 0.1)), 4 * this.points));
  }
}
