// Enter belongs to whatever is focused, letters to whatever is typed into.
const TYPED = "input, textarea, select, [contenteditable=true]";
const PRESSED = `${TYPED}, button, a, summary, [role]`;

class ButtonKeys {
  constructor() {
    this.keys = {};
    this.listeners = new AbortController();
    window.addEventListener("keydown", (event) => this.pressed(event), { capture: true, signal: this.listeners.signal });
  }

  take(keys) {
    this.keys = JSON.parse(keys);
  }

  end() {
    this.listeners.abort();
  }

  pressed(event) {
    const name = this.keys[event.key.toLowerCase()];
    if (!name || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const at = event.composedPath()[0];
    if (at.closest?.(event.key === "Enter" ? PRESSED : TYPED)) return;
    const button = document.querySelector(`[class*="st-key-${name}"] button:not(:disabled)`);
    if (!button) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    button.click();
  }
}
