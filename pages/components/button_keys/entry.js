// What Streamlit calls with each new data; see `button_keys` in button_keys.py.
export default lasting(() => new ButtonKeys(), (view, { data }) => view.take(data.keys));
