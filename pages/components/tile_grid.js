// A grid of images cut from one sheet by background-position; a click returns the image's number.
// data: the JSON, as UTF-8 bytes, of {sheet, columns, width, height, count, size, classes, colours, tiles: [[id, class, note]], chosen}
export default function ({ data: bytes, parentElement, setTriggerValue }) {
  const data = JSON.parse(new TextDecoder().decode(bytes));
  const root = parentElement.querySelector(".tiles");
  const rows = Math.ceil(data.count / data.columns);
  const scale = data.size / Math.max(data.width, data.height);
  const wide = data.width * scale;
  const high = data.height * scale;

  const tile = ([id, label, note]) => {
    const name = data.classes[label] ?? "";
    const button = document.createElement("button");
    button.type = "button";
    button.className = id === data.chosen ? "tile chosen" : "tile";
    button.style.width = `${wide}px`;
    button.title = `${name} · image ${id}${note ? ` · ${note}` : ""}`;
    button.setAttribute("aria-label", button.title);
    button.dataset.id = id;

    const picture = document.createElement("span");
    picture.className = "picture";
    picture.style.width = `${wide}px`;
    picture.style.height = `${high}px`;
    if (data.sheet && id < data.count) {
      const column = id % data.columns;
      const row = Math.floor(id / data.columns);
      picture.style.backgroundImage = `url("${data.sheet}")`;
      picture.style.backgroundSize = `${wide * data.columns}px ${high * rows}px`;
      picture.style.backgroundPosition = `${-column * wide}px ${-row * high}px`;
    }
    const stripe = document.createElement("span");
    stripe.className = "class";
    stripe.style.background = data.colours[label] ?? "gray";
    button.append(picture, stripe);
    if (note) {
      const text = document.createElement("span");
      text.className = "note";
      text.textContent = note;
      button.append(text);
    }
    button.onclick = () => setTriggerValue("clicked", id);
    return button;
  };
  root.replaceChildren(...data.tiles.map(tile));
}
