// A component whose view outlives the calls: Streamlit calls it anew for whatever new data comes.
// A call that another overtook while this script was loading is still made, before the other or after
// it, and ended at once. So each waits a moment for its end; a view ends where its element is gone.
function lasting(make, take) {
  const views = new WeakMap();
  return (call) => {
    const { parentElement: parent } = call;
    const taking = setTimeout(() => {
      if (!views.has(parent)) views.set(parent, make(parent));
      take(views.get(parent), call);
    });
    return () => {
      clearTimeout(taking);
      if (parent.isConnected) return;
      views.get(parent)?.end();
      views.delete(parent);
    };
  };
}
