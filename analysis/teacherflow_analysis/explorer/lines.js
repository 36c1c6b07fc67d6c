// Paths over the years: one panel for each place, one line for each scenario, bands around them.

/** Draw panels side by side; a panel is {name, meta, series: [{scenario, mean, low, high}]}; `all` set the scale. */
function linePanels(svg, top, width, panels, years, meta, signed, all) {
  const across = Math.max(1, Math.min(panels.length, Math.floor(width / 340), 3));
  const wide = (width - 24 * (across - 1)) / across;
  const high = panels.length === 1 ? Math.max(240, Math.min(440, width * 0.5)) : Math.max(220, wide * 0.62);
  const ticks = extentOf(all, signed);
  let y = top;
  panels.forEach((panel, i) => {
    const name = panels.length > 1 ? panel.name : "";
    const at = { x: (i % across) * (wide + 24), y: top + Math.floor(i / across) * (high + 56), wide, high };
    linePanel(svg, at, name, panel, years, ticks, meta, signed);
    y = at.y + high + 30;
  });
  return y - top;
}

function extentOf(panels, signed) {
  const values = panels.flatMap((panel) => [
    ...panel.series.flatMap((one) => [...one.mean, ...one.low, ...one.high]),
    ...(panel.limit ? [panel.limit] : []),
  ]).filter((one) => one !== null);
  if (signed) values.push(0);
  return ticksOf(Math.min(...values), Math.max(...values));
}

function linePanel(svg, at, name, panel, years, ticks, meta, signed) {
  const texts = ticks.map((tick) => tickText(meta.shown, ticks, tick, signed));
  const left = at.x + 8 + Math.max(...texts.map((text) => widthOf(text, 12)));
  const right = at.x + at.wide - 10;
  const up = at.y + 26, down = at.y + at.high;
  const alone = years.length === 1;
  const x = (year) => alone ? (left + right) / 2 : left + ((right - left) * (year - years[0])) / (years[years.length - 1] - years[0]);
  const beside = (k) => (year) => x(year) + (alone ? (k - (panel.series.length - 1) / 2) * Math.min(20, (right - left) / panel.series.length) : 0);
  const y = (v) => down - ((down - up) * (v - ticks[0])) / (ticks[ticks.length - 1] - ticks[0]);
  const unit = say(signed ? meta.change_unit : meta.unit);
  const head = unit ? joinUnit(name, unit) : name;
  svg.append(words(at.x, at.y + 13, head, { "font-size": 12.5, "font-weight": name ? 600 : 400 }));
  ticks.forEach((tick, i) => {
    const zero = signed && Math.abs(tick) < 1e-12;
    svg.append(el("line", { x1: left, x2: right, y1: y(tick), y2: y(tick), stroke: zero ? "var(--ink)" : "var(--rule)", "stroke-width": zero ? 1.2 : 1 }));
    svg.append(words(left - 5, y(tick) + 4, texts[i], { "font-size": 12, "text-anchor": "end", fill: "var(--muted)" }));
  });
  if (panel.limit) {
    svg.append(el("line", { x1: left, x2: right, y1: y(panel.limit), y2: y(panel.limit), stroke: "var(--limit)", "stroke-width": 1.2, "stroke-dasharray": "2 3" }));
  }
  yearTicks(svg, years, x, down, right - left);
  panel.series.forEach((one, k) => band(svg, one, years, beside(k), y, panel.series.length > 5));
  panel.series.forEach((one, k) => path(svg, one, years, beside(k), y, { name, meta, signed }));
  if (panel.limit) {
    svg.append(words(right, y(panel.limit) - 4, `${t("official")} ${fixed(panel.limit, 2)}`, { "font-size": 11.5, "text-anchor": "end", fill: "var(--limit)", stroke: "var(--page)", "stroke-width": 3, "paint-order": "stroke" }));
  }
}

/** A name with its unit in the brackets of the language, in those at its end if it has some. */
function joinUnit(name, unit) {
  if (!name) return unit;
  const last = name.slice(-1);
  if (last === ")" || last === "）") return `${name.slice(0, -1)}${comma()}${unit}${last}`;
  return state.l === "zh" ? `${name}（${unit}）` : `${name} (${unit})`;
}

function yearTicks(svg, years, x, down, room) {
  const step = Math.max(1, Math.ceil((years.length * 42) / room));
  years.forEach((year, i) => {
    if ((years.length - 1 - i) % step) return;
    svg.append(el("line", { x1: x(year), x2: x(year), y1: down, y2: down + 4, stroke: "var(--muted)" }));
    const end = i > 0 && i === years.length - 1;
    svg.append(words(x(year), down + 17, String(year), { "font-size": 12, "text-anchor": end ? "end" : "middle", dx: end ? 10 : 0, fill: "var(--muted)" }));
  });
}

/** Runs of years in which all of some arrays have values. */
function stretches(years, arrays) {
  const found = [[]];
  years.forEach((_, i) => {
    if (arrays.every((array) => array[i] !== null)) found[found.length - 1].push(i);
    else if (found[found.length - 1].length) found.push([]);
  });
  return found.filter((run) => run.length);
}

/** The interval as shading, paler where many lie on each other, or as an upright line where no year beside has one. */
function band(svg, one, years, x, y, many) {
  for (const run of stretches(years, [one.low, one.high])) {
    if (run.length === 1) {
      const [i] = run, at = x(years[i]).toFixed(1);
      svg.append(el("line", { class: "interval", x1: at, x2: at, y1: y(one.low[i]).toFixed(1), y2: y(one.high[i]).toFixed(1), stroke: colourOf(one.scenario), "stroke-width": 2 }));
      continue;
    }
    const upper = run.map((i) => `${x(years[i]).toFixed(1)},${y(one.high[i]).toFixed(1)}`);
    const lower = run.map((i) => `${x(years[i]).toFixed(1)},${y(one.low[i]).toFixed(1)}`).reverse();
    svg.append(el("polygon", { points: [...upper, ...lower].join(" "), fill: colourOf(one.scenario), "fill-opacity": many ? 0.09 : 0.16 }));
  }
}

function path(svg, one, years, x, y, { name, meta, signed }) {
  for (const run of stretches(years, [one.mean])) {
    const points = run.map((i) => `${x(years[i]).toFixed(1)},${y(one.mean[i]).toFixed(1)}`).join(" ");
    svg.append(el("polyline", { points, fill: "none", stroke: colourOf(one.scenario), "stroke-width": 2, "stroke-dasharray": dashOf(one.scenario) }));
  }
  years.forEach((year, i) => {
    if (one.mean[i] === null) return;
    const number = estimate(meta.shown, one.mean[i], one.low[i], one.high[i], signed);
    const told = [name, say(one.scenario.label), `${year}${colon()}${number}`].filter(Boolean).join(" · ");
    svg.append(mark(one.scenario, x(year), y(one.mean[i]), years.length > 25 ? 2 : 3.2, true, told));
  });
}
