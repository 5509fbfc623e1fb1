// What Streamlit calls with each new data; see `point_map` in point_map.py.
export default lasting((parent) => new PointMap(parent), (view, { data, setStateValue }) => {
  view.send = setStateValue;
  view.take(JSON.parse(new TextDecoder().decode(data)));
});
