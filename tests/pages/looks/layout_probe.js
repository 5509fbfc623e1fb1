/* What is wrong with the layout of a page as it stands: text one letter a line, text cut off with
   nothing to say so, texts over each other, and anything that scrolls sideways. Looks into shadow
   roots and into frames of the same origin. Gives a list of {kind, text, where}. */
() => {
  const ROOM = 1.5, LETTERS = 2.5, SHARED = 0.2;
  const faults = [], texts = [];

  const parentOf = (node) => node.parentElement ?? node.getRootNode().host ?? null;
  const nameOf = (element) => {
    const id = element.dataset?.testid ?? element.getAttribute("class");
    return element.tagName.toLowerCase() + (id ? `[${String(id).trim().slice(0, 60)}]` : "");
  };
  const whereOf = (element) => {
    const path = [];
    for (let at = element; at && path.length < 4; at = parentOf(at)) path.unshift(nameOf(at));
    return path.join(" > ");
  };
  const add = (kind, element, text) =>
    faults.push({ kind, text: text.trim().slice(0, 80), where: whereOf(element) });

  /* Scrolls, or is hidden, or is only read aloud: nothing of it has to be seen where it stands. */
  const isSeen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  function clippedBy(element, box) {
    const fixed = [];
    for (let at = element; at; at = parentOf(at)) {
      const style = getComputedStyle(at);
      if (at.title || at.getAttribute("aria-label") || style.webkitLineClamp !== "none") return null;
      if (style.clipPath !== "none" || style.clip !== "auto") return null;
      if (at instanceof SVGElement || style.overflowX === "visible") continue;
      const edge = at.getBoundingClientRect();
      const out = { x: box.right > edge.right + ROOM || box.left < edge.left - ROOM,
                    y: box.bottom > edge.bottom + ROOM * 2 || box.top < edge.top - ROOM * 2 };
      if (["auto", "scroll"].includes(style.overflowX) && out.x) return null;
      if (["auto", "scroll"].includes(style.overflowY) && out.y) return null;
      if (edge.width <= 1 || edge.height <= 1) return null;
      if (out.x || out.y) fixed.push(at);
    }
    return fixed[0] ?? null;
  }

  function lookAtText(node, element) {
    const words = node.data.trim();
    if (!words || !isSeen(element)) return;
    const style = getComputedStyle(element);
    if (["SCRIPT", "STYLE", "NOSCRIPT", "TITLE", "OPTION"].includes(element.tagName)) return;
    if (parseFloat(style.fontSize) < 1 || /material/i.test(style.fontFamily)) return;
    const range = element.ownerDocument.createRange();
    range.selectNodeContents(node);
    const lines = [...range.getClientRects()].filter((line) => line.width > 0.5 && line.height > 0.5);
    if (!lines.length) return;
    if (!(element instanceof SVGElement)) {
      const count = new Set(lines.map((line) => Math.round(line.top))).size;
      if (/\p{L}{4}/u.test(words) && count > 1 && words.length / count < LETTERS) {
        add("squeezed", element, words);
      }
      const box = range.getBoundingClientRect();
      if (clippedBy(element, box)) return void add("clipped", element, words);
    }
    for (const line of lines) {
      const shown = shownOf(element, line);
      if (shown.width > ROOM && shown.height > ROOM) texts.push({ line: shown, element, words, node });
    }
  }

  /* What of a line of text can be seen where all that scrolls stands now. */
  function shownOf(element, line) {
    let { left, right, top, bottom } = line;
    for (let at = element; at && at !== document.body; at = parentOf(at)) {
      if (at instanceof SVGElement && at.tagName !== "svg") continue;
      const { overflowX, overflowY } = getComputedStyle(at), edge = at.getBoundingClientRect();
      if (overflowX !== "visible") [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
      if (overflowY !== "visible" && at.dataset?.testid !== "stMain")
        [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
    }
    return { left, right, top, bottom, width: right - left, height: bottom - top };
  }

  function walk(root) {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) walk(element.shadowRoot);
      if (element.tagName === "IFRAME" && isSeen(element)) {
        const inside = element.contentDocument?.documentElement;
        if (inside && inside.scrollWidth > inside.clientWidth + ROOM) add("sideways", element, "frame");
        continue; // its places are its own: it is looked at as a page
      }
      for (const node of element.childNodes) if (node.nodeType === 3) lookAtText(node, element);
    }
  }

  /* Texts of what lies over the page (a menu, a tooltip, the bar on top) cover others on purpose. */
  const layers = new Map();
  function layerOf(element) {
    if (!layers.has(element)) {
      const above = parentOf(element);
      const lifted = ["fixed", "sticky"].includes(getComputedStyle(element).position)
        || /tooltip|popover|modebar/i.test(element.getAttribute("class") ?? "");
      layers.set(element, lifted || !above ? element : layerOf(above));
    }
    return layers.get(element);
  }

  function lookForOverlaps() {
    texts.sort((a, b) => a.line.top - b.line.top);
    const said = new Set();
    texts.forEach((one, place) => {
      for (let next = place + 1; next < texts.length; next++) {
        const other = texts[next];
        if (other.line.top >= one.line.bottom) break;
        if (one.node === other.node || layerOf(one.element) !== layerOf(other.element)) continue;
        const wide = Math.min(one.line.right, other.line.right) - Math.max(one.line.left, other.line.left);
        const high = Math.min(one.line.bottom, other.line.bottom) - Math.max(one.line.top, other.line.top);
        const area = (line) => line.width * line.height;
        const least = Math.min(area(one.line), area(other.line));
        if (wide <= ROOM || high <= ROOM || wide * high < SHARED * least || said.has(one.node)) continue;
        said.add(one.node);
        add("overlapping", one.element, `${one.words.slice(0, 38)} / ${other.words.slice(0, 38)}`);
      }
    });
  }

  walk(document);
  lookForOverlaps();
  const page = document.documentElement;
  if (page.scrollWidth > window.innerWidth + ROOM) add("sideways", page, "the page");
  const main = document.querySelector('[data-testid="stMain"]');
  if (main && main.scrollWidth > main.clientWidth + ROOM) add("sideways", main, "the main part");
  return faults;
}
