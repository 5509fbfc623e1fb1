// A tour through six pages: a card in the corner that goes along, by mouse or arrow keys; it ends for good.
const [AT, DONE, ASKED] = ["embedscope-tour-at", "embedscope-tour-done", "tour"];

class Tour {
  constructor(root, asked, go) {
    this.card = root.querySelector(".tour");
    this.begin = root.querySelector(".begin");
    [this.asked, this.go] = [asked, go];
    const find = (selector) => this.card.querySelector(selector);
    [this.title, this.text, this.count, this.back, this.next] = [".title", ".text", ".count", ".back", ".next"].map(find);
    this.begin.onclick = () => this.move(0);
    this.back.onclick = () => this.move(this.at - 1);
    this.next.onclick = () => this.move(this.at + 1);
    find(".skip").onclick = () => this.end();
    this.card.onkeydown = (event) => this.pressed(event);
  }

  get at() { return Number(sessionStorage.getItem(AT) ?? -1); }

  // The page is new, or the same again: begin where the address asks for it, else go on
  async show(onHome) {
    if (new URLSearchParams(location.search).has(ASKED) && this.at < 0) sessionStorage.setItem(AT, 0);
    this.begin.hidden = !onHome || this.at >= 0 || Boolean(localStorage.getItem(DONE));
    if (this.at < 0) { this.card.hidden = true; return; }
    try { this.stops ??= await this.asked("tour.json"); } catch { return; }
    const stop = this.stops[this.at];
    if (!stop) return;
    this.title.textContent = stop.title;
    this.text.textContent = stop.text;
    this.count.textContent = `${this.at + 1} of ${this.stops.length}`;
    this.back.disabled = this.at === 0;
    this.next.textContent = this.at + 1 < this.stops.length ? "Next" : "Done";
    if (this.card.hidden) { this.card.hidden = false; this.next.focus({ preventScroll: true }); }
  }

  async move(to) {
    sessionStorage.setItem(AT, Math.max(to, 0));
    const was = this.stops;
    await this.show(false);
    if (to >= this.stops.length) this.end();
    else if (was || to > 0) this.go(this.stops[to]);
  }

  pressed(event) {
    event.stopPropagation();
    if (event.key === "Escape") this.end();
    else if (event.key === "ArrowRight") this.move(this.at + 1);
    else if (event.key === "ArrowLeft" && this.at > 0) this.move(this.at - 1);
  }

  end() {
    sessionStorage.removeItem(AT);
    localStorage.setItem(DONE, "1");
    this.card.hidden = true;
    this.begin.hidden = true;
  }
}
