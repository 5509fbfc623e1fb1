// Curves below the maps, in a file that travels alone: a line stands at the step that the maps show,
// and a press on a curve goes to the step there. See core/figures/curve_svg.py.
function followCurves(maps) {
  const charts = [...document.querySelectorAll("svg.curve")].map((svg) => {
    const [first, last] = svg.dataset.steps.split(" ").map(Number);
    const [left, right] = svg.dataset.plot.split(" ").map(Number);
    svg.onclick = (event) => {
      const box = svg.getBoundingClientRect();
      const x = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
      maps.seek(first + ((x - left) / (right - left)) * (last - first));
    };
    const line = svg.querySelector(".now");
    return (step) => {
      const x = left + ((Math.min(last, Math.max(first, step)) - first) / (last - first)) * (right - left);
      for (const end of ["x1", "x2"]) line.setAttribute(end, x);
    };
  });
  maps.moved = (step) => charts.forEach((mark) => mark(step));
}
