// Elements, measures and marks of drawings. Colours are variables of the page, light or dark.

const SVG = "http://www.w3.org/2000/svg";
const FONT = '"Noto Sans SC","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif';
const measure = document.createElement("canvas").getContext("2d");

/** An element of SVG; text children are text, never markup. */
function el(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== null && value !== undefined) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** An element of HTML; keys that start with "on" are listeners. */
function h(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

function widthOf(text, size = 13, weight = 400) {
  measure.font = `${weight} ${size}px ${FONT}`;
  return measure.measureText(text).width;
}

/** Lines of at most `room` pixels; Latin words stay whole, Chinese breaks between characters. */
function folded(text, room, size = 13, weight = 400) {
  const pieces = text.match(/[\u2e80-\uffef][，。；：、）”！？]*|[^\s\u2e80-\uffef]+\s*|\s+/g) || [""];
  const lines = [];
  let line = "";
  for (const piece of pieces) {
    if (line && widthOf((line + piece).trimEnd(), size, weight) > room) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line += piece;
  }
  lines.push(line.trimEnd());
  return lines;
}

function words(x, y, text, more = {}) {
  return el("text", { x, y, fill: "var(--ink)", "font-size": 13, ...more }, text);
}

/** A text of several lines from `top` down; returns the group and the height it takes. */
function block(x, top, text, room, size = 13, more = {}) {
  const lines = folded(text, room, size, more["font-weight"] || 400);
  const step = size * 1.4;
  const group = el("g");
  lines.forEach((line, i) =>
    group.append(words(x, top + size + i * step, line, { "font-size": size, ...more })));
  return { group, height: lines.length * step };
}

/** Round steps that cover an extent, about `count` of them. */
function ticksOf(low, high, count = 5) {
  if (!(high > low)) [low, high] = low === 0 ? [0, 1] : [low - Math.abs(low) * 0.1, high + Math.abs(high) * 0.1];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * power).find((one) => one >= rough * 0.999);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  const ticks = [];
  for (let k = first; k <= last; k++) ticks.push(k * step);
  return ticks;
}

/** A tick in words, with as many decimals as the step needs and money as what is `beside`; differences of shares are points. */
function tickText(shown, ticks, x, signed = false, beside = 0) {
  const step = Math.abs(ticks[1] - ticks[0]) * (shown === "percent" ? 100 : 1);
  const digits = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
  const value = shown === "percent" ? 100 * x : x;
  if (shown === "money" && largest(...ticks, beside) >= 1e5) {
    const [unit, name] = state.l === "zh" ? [1e4, "万"] : [1e6, "m"];
    const decimals = Math.max(0, -Math.floor(Math.log10(step / unit) + 1e-9));
    return value === 0 ? "0" : fixed(value / unit, decimals).replace("-", "−") + name;
  }
  const text = fixed(Math.abs(value) < step / 1e6 ? 0 : value, digits);
  return text.replace("-", "−") + (shown === "percent" && !signed ? "%" : "");
}

const MARKS = {
  o: (r) => `M${-r},0a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`,
  s: (r) => `M${-r * 0.9},${-r * 0.9}h${1.8 * r}v${1.8 * r}h${-1.8 * r}Z`,
  "^": (r) => `M0,${-1.2 * r}L${1.1 * r},${0.8 * r}H${-1.1 * r}Z`,
  v: (r) => `M0,${1.2 * r}L${1.1 * r},${-0.8 * r}H${-1.1 * r}Z`,
  D: (r) => `M0,${-1.25 * r}L${1.25 * r},0L0,${1.25 * r}L${-1.25 * r},0Z`,
  P: (r) => { const a = 0.4 * r, b = 1.15 * r; return `M${-a},${-b}h${2 * a}v${b - a}h${b - a}v${2 * a}h${a - b}v${b - a}h${-2 * a}v${a - b}h${a - b}v${-2 * a}h${b - a}Z`; },
  "<": (r) => `M${-1.2 * r},0L${0.8 * r},${-1.1 * r}V${1.1 * r}Z`,
  ">": (r) => `M${1.2 * r},0L${-0.8 * r},${-1.1 * r}V${1.1 * r}Z`,
  X: (r) => { const a = 0.45 * r, b = 1.1 * r; return `M0,${-a}L${b - a},${-b}L${b},${a - b}L${a},0L${b},${b - a}L${b - a},${b}L0,${a}L${a - b},${b}L${-b},${b - a}L${-a},0L${-b},${a - b}L${a - b},${-b}Z`; },
};

/** The mark of a scenario; hollow if what it marks is not clear. */
function mark(scenario, x, y, r = 4, filled = true, told = null) {
  const colour = colourOf(scenario);
  const drawn = el("path", {
    d: MARKS[scenario.marker](r), transform: `translate(${x.toFixed(1)},${y.toFixed(1)})`,
    fill: filled ? colour : "var(--page)", stroke: colour, "stroke-width": 1.5,
  });
  return told ? telling(drawn, told) : drawn;
}

const colourOf = (scenario) => `var(--s${DATA.scenarios.indexOf(scenario)})`;
const dashOf = (scenario) => (scenario.dash.length ? scenario.dash.map((k) => k * 1.6).join(" ") : null);

/** A sample of line and mark, as it stands in legends. */
function sample(scenario, x, y) {
  const line = { x1: x, x2: x + 26, y1: y, y2: y, stroke: colourOf(scenario), "stroke-width": 2 };
  return el("g", {}, el("line", { ...line, "stroke-dasharray": dashOf(scenario) }), mark(scenario, x + 13, y, 4));
}

/** The legend of scenarios in lines; returns the group and the height it takes. */
function legend(scenarios, top, room) {
  const group = el("g");
  let x = 0, y = top + 10;
  for (const one of scenarios) {
    const wide = 34 + widthOf(say(one.label)) + 18;
    if (x && x + wide > room) { x = 0; y += 21; }
    const lines = folded(say(one.label), room - 34);
    group.append(sample(one, x, y));
    lines.forEach((line, i) => group.append(words(x + 34, y + 4.5 + 18 * i, line)));
    y += 18 * (lines.length - 1);
    x += wide;
  }
  return { group, height: y + 14 - top };
}

/** A picture that can stand alone: title, legend, drawing, notes, source; `single`: of one run. */
function picture({ title, scenarios, notes, width, draw, single = false }) {
  const svg = el("svg", { xmlns: SVG, role: "group", "aria-label": title, "aria-describedby": "hint", "font-family": FONT });
  const head = block(0, 0, title, width, 16, { "font-weight": 600 });
  let y = head.height + 4;
  svg.append(head.group);
  if (scenarios) {
    const names = legend(scenarios, y, width);
    svg.append(names.group);
    y += names.height;
  }
  y += draw(svg, y, width);
  for (const note of [joined([...notes, partShown(), standing(single)]), source()]) {
    const told = block(0, y, note, width, 11.5, { fill: "var(--muted)" });
    svg.append(told.group);
    y += told.height + 2;
  }
  const high = Math.ceil(y + 4);
  for (const [key, value] of Object.entries({ viewBox: `0 0 ${width} ${high}`, width, height: high }))
    svg.setAttribute(key, value);
  return svg;
}
