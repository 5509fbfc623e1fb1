// The order in which the rows of a set are drawn, in which any first part is a fair sample: slot k
// holds row k * step mod count; see core/embeddings/parts.py. What is drawn lies by slots, all else
// (labels, columns, what is selected) by rows.
class Order {
  constructor(count, [step, back] = [1, 1]) { Object.assign(this, { count, step, back }); }

  row(slot) { return (slot * this.step) % this.count; }

  slot(row) { return (row * this.back) % this.count; }

  // The row in the slot behind that of `row`.
  after(row) {
    const next = row + this.step;
    return next < this.count ? next : next - this.count;
  }

  // The values of the rows in slots from `first` to before `last`, or those in `room`.
  taken(values, first, last, room = new values.constructor(last - first)) {
    for (let at = 0, row = this.row(first); at < last - first; at += 1, row = this.after(row)) room[at] = values[row];
    return room;
  }
}
