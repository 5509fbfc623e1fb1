// What Streamlit calls with each new data; see `run_legend` in run_legend.py.
export default lasting((parent) => new RunLegend(parent), (view, call) => view.take(call));
