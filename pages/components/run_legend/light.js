// The page's style sheet by which some runs are lit: a rule holds too for a chart drawn anew later.
const FADED = 0.18;

// `lit` are numbers of runs, `only` the isolated one's or null: then words of runs not lit fold away.
function lightOf({ runs, charts }, lit, only) {
  const within = `[class*="st-key-${charts}"]`;
  const smooth = `@media (prefers-reduced-motion: no-preference) { ${within} .scatterlayer .trace { transition: opacity 0.12s; } }`;
  if (!lit.size) return smooth;
  const rules = [smooth];
  for (const [number, { words, colour }] of runs.entries()) {
    const wrapped = `[data-testid="stLayoutWrapper"]:has(> .st-key-${words})`;
    if (lit.has(number)) {
      rules.push(`${wrapped} { order: ${number === only ? -2 : -1}; }`);
      rules.push(`.st-key-${words} { margin-left: -12px; padding-left: 9px; border-left: 3px solid ${colour}; }`);
      continue;
    }
    const own = painted(colour);
    rules.push(`${within} :is(.scatterlayer .trace:has(${own}), .shapelayer path${own}, .annotation:has(text${own})) { opacity: ${FADED} !important; }`);
    rules.push(`${wrapped} { ${only === null ? "opacity: 0.4" : "display: none"}; }`);
  }
  return rules.join("\n");
}

// What is drawn in the colour `#rrggbb`, which is the run's alone: lines, a star, the line and the word
// of a collapse. (What Plotly's Python writes keeps no other sign of the run that a rule could ask for.)
function painted(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return `[style*="rgb(${red}, ${green}, ${blue})"]`;
}
