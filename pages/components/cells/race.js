// Moving maps in a notebook's cell: what they show is a model's trait (embedscope/notebook/race_cell.py).
const TELLS = 200; // ms between two words to the kernel, at least

export default {
  render({ model, el }) {
    const race = new RaceMaps(roomIn(el, model.get("_told")));
    const tell = (name, value) => {
      model.set(name, value);
      race.telling ??= setTimeout(() => { race.telling = null; model.save_changes(); }, TELLS);
    };
    race.send = tell;
    const take = () => race.take(unpack(bytesOf(model.get("_data"))));
    const end = heard(model, { _data: take });
    take();
    return () => {
      end();
      race.end();
    };
  },
};
