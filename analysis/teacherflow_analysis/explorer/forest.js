// Differences and amounts with their intervals, row by row.

/**
 * Draw rows {name, unit, better, entries: [{scenario, value, low, high, clear, text}]}.
 * With `common` the scale is that of all these rows; with `bars` amounts are bars from zero.
 */
function forest(svg, top, width, rows, { common, bars, shown }) {
  const texts = rows.flatMap((row) => row.entries.map((one) => one.text));
  const beside = Math.min(Math.max(...texts.map((text) => widthOf(text, 12))) + 12, width * 0.62);
  const narrow = width < 560;
  const right = narrow ? width - 4 : width - beside;
  const step = narrow ? 40 : 22;
  const every = common ? extentOfRows(common, bars, true) : null;
  let y = top + 6;
  svg.dataset.keys = "rows";
  for (const row of rows) {
    const [low, high] = every || extentOfRows([row], bars);
    const x = (v) => 4 + ((right - 8) * (v - low)) / (high - low);
    const name = block(0, y, row.unit ? joinUnit(row.name, row.unit) : row.name, width, 13, { "font-weight": 600 });
    svg.append(name.group);
    y += name.height + 4;
    const down = y + row.entries.length * step;
    if (row.better === "higher" || row.better === "lower") {
      const from = row.better === "higher" ? x(0) : 4, to = row.better === "higher" ? right - 4 : x(0);
      svg.append(el("rect", { x: from, y, width: Math.max(0, to - from), height: down - y, fill: "var(--shade)" }));
    }
    const lanes = narrow ? row.entries.map((_, i) => [y + i * step, y + i * step + 20]) : [[y, down]];
    for (const [y1, y2] of lanes) svg.append(el("line", { x1: x(0), x2: x(0), y1, y2, stroke: "var(--muted)" }));
    row.entries.forEach((one, i) => entry(svg, row, one, y + i * step, step, x, { narrow, right, bars }));
    scale(svg, row, low, high, x, down, row.shown || shown, !bars);
    y = down + 30;
  }
  return y - top;
}

/** Ends of a scale: around zero, or (`apart`) no wider than the values need. */
function extentOfRows(rows, bars, apart = false) {
  const values = rows.flatMap((row) => row.entries.flatMap((one) => [one.value, one.low, one.high])).filter((v) => v !== null);
  const most = Math.max(0, ...values), least = Math.min(0, ...values);
  if (most === 0 && least === 0) return bars ? [0, 1] : [-1, 1];
  const pad = 0.06 * (most - least);
  if (bars) return [least < 0 ? least - pad : 0, most > 0 ? most + pad : 0];
  if (apart) return [Math.min(1.08 * least, -0.12 * most), Math.max(1.08 * most, -0.12 * least)];
  const size = Math.max(most, -least) * 1.08;
  return [-size, size];
}

function entry(svg, row, one, top, step, x, { narrow, right, bars }) {
  const y = top + 11;
  const colour = colourOf(one.scenario);
  if (one.value !== null) {
    if (bars) {
      const [from, to] = [x(0), x(one.value)].sort((a, b) => a - b);
      svg.append(el("rect", { x: from, y: y - 6, width: Math.max(0.5, to - from), height: 12, fill: colour, "fill-opacity": 0.45, stroke: colour }));
    }
    if (one.low !== null)
      svg.append(el("line", { x1: x(one.low), x2: x(one.high), y1: y, y2: y, stroke: colour, "stroke-width": 2 }));
    svg.append(mark(one.scenario, x(one.value), y, 4, one.clear, `${row.name} · ${say(one.scenario.label)}${colon()}${one.text}`));
  }
  if (narrow) svg.append(words(4, y + 22, one.text, { "font-size": 12 }));
  else svg.append(words(right + 6, y + 4, one.text, { "font-size": 12 }));
}

/** Three numbers under a row: the ends of its scale and zero; which side is better. */
function scale(svg, row, low, high, x, down, shown, signed) {
  const put = (text, at, anchor) =>
    svg.append(words(at, down + 13, text, { "font-size": 11, "text-anchor": anchor, fill: "var(--muted)" }));
  const number = (v) => {
    const round = Number(v.toPrecision(2));
    const text = tickText(shown, [round, 0.9 * round], round, signed, largest(low, high));
    return text.replace(/(\.\d*?)0+(?=$|%|m|万)/, "$1").replace(/\.(?=$|%|m|万)/, "");
  };
  put("0", x(0), low < 0 ? "middle" : "start");
  const flat = row.entries.every((one) => !one.value && !one.low && !one.high);
  const fits = (v) => widthOf(number(v), 11) + 8 < Math.abs(x(v) - x(0));  // beside the zero
  if (low < 0 && !flat && fits(low)) put(number(low), x(low), "start");
  if (high > 0 && !flat && fits(high)) put(number(high), x(high), "end");
  const better = say(DATA.verdicts.better);
  if (row.better === "lower") put(`← ${better}`, (x(low) + x(0)) / 2, "middle");
  if (row.better === "higher") put(`${better} →`, (x(high) + x(0)) / 2, "middle");
}
