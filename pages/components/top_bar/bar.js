// What stands above every page: a search over pages, runs, data sets and settings, and what is at work.
const SHOWN = 12;
const POLL = 3000; // milliseconds

class TopBar {
  constructor(parent) {
    this.root = parent.querySelector(".bar");
    const find = (selector) => this.root.querySelector(selector);
    [this.dialog, this.input, this.list, this.none, this.badge] = ["dialog", "input", ".found", ".none", ".at-work"].map(find);
    this.entries = [];
    this.at = 0;
    find(".open").onclick = () => this.open();
    this.input.oninput = () => this.show();
    this.input.onkeydown = (event) => this.pressed(event);
    this.dialog.onclick = (event) => { if (event.target === this.dialog) this.dialog.close(); };
    // Streamlit has keys of its own; what is typed here is none of them
    for (const kind of ["keydown", "keyup", "keypress"]) this.dialog.addEventListener(kind, (event) => event.stopPropagation());
    this.onkey = (event) => this.key(event);
    document.addEventListener("keydown", this.onkey);
    this.tour = new Tour(this.root, (name) => this.asked(name), (stop) => this.go(stop));
    this.timer = setInterval(() => this.poll(), POLL);
  }

  take({ data, setTriggerValue }) {
    this.data = data;
    this.trigger = setTriggerValue;
    this.poll();
    this.tour.show(data.home);
    this.root.dataset.ready = "";
  }

  end() {
    document.removeEventListener("keydown", this.onkey);
    clearInterval(this.timer);
  }

  key(event) {
    const target = event.composedPath()[0];
    const typing = target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
    const asked = (event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey);
    if (!asked || this.dialog.open || event.defaultPrevented) return; // a map has a search of its own
    event.preventDefault();
    this.open();
  }

  async open() {
    this.input.value = "";
    this.dialog.showModal();
    this.input.focus();
    this.show();
    try {
      this.entries = (await this.asked("search.json")).map((entry) => ({ ...entry, words: `${entry.title} ${entry.kind} ${entry.note} ${entry.more ?? ""}`.toLowerCase() }));
    } catch {
      this.none.textContent = "The server does not answer.";
      return;
    }
    this.show();
  }

  async asked(name) {
    const answer = await fetch(`${this.data.base}${name}`);
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.json();
  }

  show() {
    const words = this.input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const all = (text) => words.every((word) => text.toLowerCase().includes(word));
    const rank = ({ title, more = "" }) => {
      if (!words.length || (all(title) && title.toLowerCase().startsWith(words[0]))) return 0;
      return all(title) ? 1 : all(title + more) ? 2 : 3;
    };
    const fits = this.entries.filter((entry) => words.every((word) => entry.words.includes(word)));
    this.shown = fits.map((entry, order) => [rank(entry), order, entry]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, SHOWN).map(([, , entry]) => entry);
    this.list.replaceChildren(...this.shown.map((entry, order) => this.row(entry, order)));
    const more = fits.length - this.shown.length;
    this.none.textContent = !this.entries.length ? "Looking …" : !fits.length ? "Nothing is called that." : more && words.length ? `and ${more} more` : "";
    this.point(0);
  }

  row(entry, order) {
    const row = document.createElement("a");
    Object.assign(row, { id: `found-${order}`, href: this.href(entry), tabIndex: -1 });
    row.setAttribute("role", "option");
    for (const [tag, text] of [["b", entry.title], ["i", entry.kind], ["small", entry.note]]) {
      const part = document.createElement(tag);
      part.textContent = text;
      row.append(part);
    }
    row.onpointermove = () => this.point(order);
    row.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.go(entry);
    };
    return row;
  }

  pressed(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.point(this.at + step);
    else if (event.key === "Escape") this.dialog.close(); // at once: the browser would empty the field first
    else if (event.key === "Enter" && this.shown[this.at]) this.go(this.shown[this.at]);
    else return;
    event.preventDefault();
  }

  point(order) {
    this.at = Math.min(Math.max(order, 0), this.list.children.length - 1);
    for (const [place, row] of [...this.list.children].entries()) row.setAttribute("aria-selected", place === this.at);
    this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", this.at < 0 ? "" : `found-${this.at}`);
  }

  href({ page, query }) {
    const text = new URLSearchParams(query).toString();
    return `${this.data.root}${page === "home" ? "" : page}${text ? `?${text}` : ""}`;
  }

  go({ page, query }) {
    this.dialog.close();
    this.trigger("go", { page, query: query ?? {} });
  }

  async poll() {
    if (document.hidden) return;
    let at;
    try { at = await this.asked("jobs.json"); } catch { return; } // a server that is away says so itself
    const said = [["running", at.running], ["waiting", at.waiting]].filter(([, count]) => count);
    this.badge.hidden = !said.length;
    this.badge.textContent = said.map(([word, count]) => `${count} ${word}`).join(", ");
    this.badge.href = this.href({ page: "live" });
    this.badge.onclick = (event) => { event.preventDefault(); this.go({ page: "live" }); };
  }
}
