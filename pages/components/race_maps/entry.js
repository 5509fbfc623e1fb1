// What Streamlit calls with each new data; see `packed` in race_maps.py.
export default lasting((parent) => new RaceMaps(parent), (view, { data }) => view.take(unpack(data)));
