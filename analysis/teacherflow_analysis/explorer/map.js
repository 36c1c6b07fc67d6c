// The schools of one run: place, size, and one measure by shade.

const SHADES = ["#fdf0c0", "#c9d39b", "#7fb08f", "#3c7f8f", "#274b7a", "#1d2350"];
const GROUND = "#fbfbf9";
const PLACES = { seat: "s", town: "^", village: "o" };

/** Five round borders between six shades: quantiles of all that may be shown. */
function classesOf(values) {
  const sorted = values.filter((v) => v !== null).sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  const step = Number(((at(0.95) - at(0.05)) / 20 || 1).toPrecision(1));
  const cuts = [1, 2, 3, 4, 5].map((k) => Number((Math.round(at(k / 6) / step) * step).toPrecision(6)));
  return [...new Set(cuts)].filter((cut) => cut > sorted[0]);
}

/** Radius of a mark per root of pupils, such that the largest school of a small county is seen too. */
const growth = (largest) => Math.min(0.4, Math.max(0.13, 8 / Math.sqrt(Math.max(1, largest))));

function mapPanels(svg, top, width, panels, cuts, digits, largest) {
  const across = Math.max(1, Math.min(panels.length, Math.floor(width / 300), 3));
  const wide = (width - 16 * (across - 1)) / across;
  const every = panels.flatMap((panel) => panel.places);
  const xs = every.map((one) => one.x), ys = every.map((one) => one.y);
  const extent = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
  const pad = Math.max(0.04 * extent, (1 - extent) / 2);  // of a single school, a kilometre
  const box = [Math.min(...xs) - pad, Math.max(...xs) + pad, Math.min(...ys) - pad, Math.max(...ys) + pad];
  const limit = panels.length === 1 ? 640 : wide;
  const side = Math.min(wide, limit);
  const high = Math.min(1.1, Math.max(0.5, (box[3] - box[2]) / (box[1] - box[0]))) * side;
  let y = top + shadeLegend(svg, top, width, cuts, digits) + 8;
  const start = y;
  panels.forEach((panel, i) => {
    const at = { x: (i % across) * (wide + 16), y: start + Math.floor(i / across) * (high + 52) };
    const name = folded(panel.name, wide, 13, 600);
    svg.append(words(at.x, at.y + 13, name[0] + (name.length > 1 ? "…" : ""), { "font-weight": 600 }));
    oneMap(svg, at.x, at.y + 20, side, high, box, panel, cuts, growth(largest));
    y = at.y + high + 52;
  });
  return y - top;
}

function oneMap(svg, left, top, wide, high, box, panel, cuts, grown) {
  svg.append(el("rect", { x: left, y: top, width: wide, height: high, fill: GROUND, stroke: "var(--rule)" }));
  const scale = Math.min(wide / (box[1] - box[0]), high / (box[3] - box[2]));
  const x = (v) => left + wide / 2 + (v - (box[0] + box[1]) / 2) * scale;
  const y = (v) => top + high / 2 - (v - (box[2] + box[3]) / 2) * scale;
  const places = panel.places.slice().sort((a, b) => (b.pupils || 0) - (a.pupils || 0));
  for (const one of places) {
    const r = one.pupils === null ? 2 : Math.max(2, grown * Math.sqrt(one.pupils) * Math.sqrt(wide / 300));
    const shade = one.value === null ? null : SHADES[Math.round((cuts.filter((cut) => one.value >= cut).length * (SHADES.length - 1)) / Math.max(1, cuts.length))];
    svg.append(telling(el("path", {
      d: MARKS[PLACES[one.zone] || "o"](r), transform: `translate(${x(one.x).toFixed(1)},${y(one.y).toFixed(1)})`,
      fill: shade || "none", stroke: "#77808a", "stroke-width": one.pupils === null ? 1 : 0.7,
      "stroke-dasharray": one.pupils === null ? "1.5 1.5" : null,
    }), `${panel.name} · ${one.told}`));
  }
  const km = [50, 20, 10, 5, 2, 1, 0.5, 0.2].find((k) => k * scale < wide / 3) || 0.1;
  svg.append(el("line", { x1: left + 6, x2: left + 6 + km * scale, y1: top + high + 10, y2: top + high + 10, stroke: "var(--ink)", "stroke-width": 2 }));
  svg.append(words(left + 12 + km * scale, top + high + 14, `${km} km`, { "font-size": 11.5 }));
}

function shadeLegend(svg, top, width, cuts, digits) {
  let x = 0, y = top + 4;
  for (let i = 0; i <= cuts.length; i++) {
    const text = i === 0 ? `< ${fixed(cuts[0] || 0, digits)}` : i === cuts.length ? `≥ ${fixed(cuts[i - 1], digits)}` : `${fixed(cuts[i - 1], digits)}–${fixed(cuts[i], digits)}`;
    const wide = 22 + widthOf(text, 12) + 14;
    if (x + wide > width) { x = 0; y += 20; }
    const shade = SHADES[Math.round((i * (SHADES.length - 1)) / Math.max(1, cuts.length))];
    svg.append(el("rect", { x, y, width: 16, height: 12, fill: shade, stroke: "#77808a" }), words(x + 21, y + 10.5, text.replace("-", "−"), { "font-size": 12 }));
    x += wide;
  }
  return y + 18 - top;
}
