// What stands beside the pointer: a word about the point under it, and its picture.
function showTip(tip, root, { row, text, sheets, event }) {
  tip.hidden = row == null;
  if (row == null) return;
  tip.querySelector(".text").textContent = text;
  const picture = tip.querySelector(".picture");
  if (sheets && row < sheets.count) sheets.dress(picture, row, 64); else picture.style.width = "0";
  const home = root.getBoundingClientRect();
  const [x, y] = [event.clientX - home.left, event.clientY - home.top];
  tip.style.left = `${Math.max(0, Math.min(x + 16, home.width - tip.offsetWidth))}px`;
  tip.style.top = `${y + 16}px`;
}
