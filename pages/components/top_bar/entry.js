export default lasting((parent) => new TopBar(parent), (view, call) => view.take(call));
