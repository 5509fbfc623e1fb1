// The map in a notebook's cell: what it shows are a model's traits (embedscope/notebook/map_cell.py).
export default {
  render({ model, el }) {
    const { base } = model.get("_head");
    const addresses = Object.entries(model.get("_files")).map(([name, view]) => [base + name, name.endsWith(".webp") ? addressOf(view, "image/webp") : view]);
    globalThis.within = Object.assign(globalThis.within ?? {}, Object.fromEntries(addresses));
    const map = new PointMap(roomIn(el, model.get("_told")));
    const take = () => map.take({ ...model.get("_head"), card: model.get("_card"), wish: model.get("_wish"), height: model.get("height") });
    map.send = (what, said) => {
      if (what === "selection") model.set("_chosen", said?.bits ?? "");
      else model.set("pinned", said?.pinned ?? null);
      model.save_changes();
    };
    const end = heard(model, { _card: take, _wish: take, height: take });
    take();
    return () => {
      end();
      map.end();
    };
  },
};
