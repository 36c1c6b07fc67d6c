// Bars from the outcome at the low to that at the high end of each parameter, one below the other.

const SIDE_BY_SIDE = 480;  // pixels that a panel takes at least where two stand side by side
const ONE_LINE = 700;  // from here on a parameter stands beside its bar, else above it
const SWING_COLOURS = { clear: "var(--ink)", other: "var(--edge)" };

/** A share of the variance as whole per cent; only what is exactly 0 or 1 is written so (`written.py`). */
function shareText(v) {
  if (v > 0 && v < 0.005) return "<1";
  return v > 0.995 && v < 1 ? ">99" : fixed(100 * v, 0);
}

/** From end to end with its interval, and the share. */
function changeText(panel, bar) {
  const change = estimate(panel.meta.shown, bar.swing, bar.swing - bar.half, bar.swing + bar.half, true);
  return `${change}${comma()}${shareText(bar.share)}%`;
}

/** Where the difference changes its sign, if that is told. */
const zeroText = (bar) => (bar.zero ? t("zero_there", bar.zero[1]) : "");

/** What stands beside a bar, in lines; below it they are one. */
const besideText = (panel, bar) => [changeText(panel, bar), zeroText(bar)].filter(Boolean);

/**
 * Where everything of a row {name, extent, panels, all} stands in so many pixels. Its panels have one
 * scale; `all` are those that have it, of which on paper a row shows one.
 */
function swingLayout(row, width) {
  const across = Math.max(1, Math.min(row.panels.length, Math.floor((width + 32) / (SIDE_BY_SIDE + 32))));
  const wide = (width - 32 * (across - 1)) / across;
  const above = wide < ONE_LINE, below = wide < 440;
  const bars = row.all.flatMap((panel) => panel.bars.map((bar) => [panel, bar]));
  const widest = (texts, size) => Math.max(0, ...texts.map((text) => widthOf(text, size)));
  const beside = below ? 0 : widest(bars.flatMap(([panel, bar]) => besideText(panel, bar)), 12) + 10;
  const left = above ? 0 : Math.min(300, wide * 0.34, widest(bars.map(([, bar]) => say(bar.parameter.title)), 12.5) + 4) + 10;
  const x = swingMap(bars.map(([, bar]) => bar), row.extent, left, wide - beside);
  const lay = { across, wide, above, below, left, right: wide - beside, x };
  return { ...lay, panels: row.panels.map((panel) => panelLayout(panel, lay)) };
}

/** Texts of a panel in lines, and the heights they take. */
function panelLayout(panel, { wide, above, below, left }) {
  const names = panel.bars.map((bar) => folded(say(bar.parameter.title), above ? wide : left - 8, 12.5));
  const head = folded(panelTold(panel), wide, 12);
  const lanes = panel.bars.map((bar) => (bar.zero && !below ? 34 : 20));
  const heights = names.map((lines, i) => (above ? lines.length * 16 + lanes[i] + (below ? 22 : 4) : Math.max(lanes[i] + 4, lines.length * 16 + 6)));
  const first = 30 + head.length * 17;
  return { names, head, lanes, heights, first, high: first + (heights.length ? heights.reduce((sum, one) => sum + one, 26) : 0) + 16 };
}

/** From values to pixels, such that the values of parameters beside the ends of bars have room. */
function swingMap(bars, [low, high], from, to) {
  const labels = bars.flatMap((bar) => {
    const up = bar.at_high >= bar.at_low, wide = bar.parameter.written.map((text) => widthOf(text, 11) + 12);
    return [[bar.at_low, !up, wide[0]], [bar.at_high, up, wide[1]]];
  });
  let before = 6, after = 6;
  const x = (v) => from + before + ((to - from - before - after) * (v - low)) / (high - low);
  for (let i = 0; i < 4; i++) {  // room that is made moves the ends a little
    const short = labels.map(([v, right, wide]) => (right ? 0 : from + wide - x(v)));
    const over = labels.map(([v, right, wide]) => (right ? x(v) + wide - to : 0));
    before += Math.max(0, ...short);
    after += Math.max(0, ...over);
  }
  return x;
}

/** Heights of the lines of panels of a row. */
function lineHeights(lay) {
  const highs = [];
  lay.panels.forEach((one, i) => {
    const line = Math.floor(i / lay.across);
    highs[line] = Math.max(highs[line] || 0, one.high);
  });
  return highs;
}

const heightOfSwings = (row, width) => lineHeights(swingLayout(row, width)).reduce((sum, one) => sum + one, row.name ? 24 : 0);

/** Draw rows of panels below what their marks mean. */
function swingRows(svg, top, width, rows) {
  svg.dataset.keys = "rows";
  const samples = swingSamples(top, width);
  svg.append(samples.group);
  let y = top + samples.height + 6;
  for (const row of rows) {
    const lay = swingLayout(row, width), highs = lineHeights(lay);
    if (row.name) svg.append(words(0, y + 14, row.name, { "font-size": 13.5, "font-weight": 600 }));
    y += row.name ? 24 : 0;
    row.panels.forEach((panel, i) => {
      const place = { left: (i % lay.across) * (lay.wide + 32), top: y };
      swingPanel(svg, place, panel, { ...lay, ...lay.panels[i] }, row.extent);
      if ((i + 1) % lay.across === 0 || i + 1 === row.panels.length) y += highs[Math.floor(i / lay.across)];
    });
  }
  return y - top;
}

/** What marks, shade and dashes are. */
function swingSamples(top, room) {
  const dot = (filled) => (x, y) => circle(x + 13, y, SWING_COLOURS.clear, filled);
  const line = (colour, dash, size) => (x, y) => el("line", { x1: x, x2: x + 26, y1: y, y2: y, stroke: colour, "stroke-width": size, "stroke-dasharray": dash });
  const items = [["end_low", dot(false)], ["end_high", dot(true)], ["bar_decisive", line(SWING_COLOURS.clear, null, 3.5)], ["bar_chance", line(SWING_COLOURS.other, null, 1.5)],
    ["nine_in_ten", (x, y) => el("rect", { x, y: y - 7, width: 26, height: 14, fill: "var(--shade)" })], ["mean_of_draws", line("var(--muted)", "5 3", 1.2)]];
  const group = el("g");
  let x = 0, y = top + 10;
  for (const [key, draw] of items) {
    const wide = 32 + widthOf(t(key)) + 18;
    if (x && x + wide > room) { x = 0; y += 21; }
    group.append(draw(x, y), words(x + 32, y + 4.5, t(key)));
    x += wide;
  }
  return { group, height: y + 14 - top };
}

/** The mark of an end of a bar; hollow at the low end of the parameter. */
function circle(x, y, colour, filled, told = null) {
  const drawn = el("path", {
    d: MARKS.o(4), transform: `translate(${x.toFixed(1)},${y.toFixed(1)})`,
    fill: filled ? colour : "var(--page)", stroke: colour, "stroke-width": 1.5,
  });
  return told ? telling(drawn, told) : drawn;
}

/** Draw a panel at a place; an outcome that does not vary has no bars. */
function swingPanel(svg, { left, top }, panel, lay, extent) {
  svg.append(sample(panel.scenario, left, top + 9), words(left + 34, top + 14, say(panel.scenario.label), { "font-weight": 600 }));
  lay.head.forEach((line, i) => svg.append(words(left, top + 34 + 17 * i, line, { "font-size": 12, fill: "var(--muted)" })));
  if (!panel.bars.length) return;
  const x = (v) => left + lay.x(v);
  let y = top + lay.first;
  const rows = lay.heights.map((high, i) => {
    const up = y, lane = up + (lay.above ? lay.names[i].length * 16 + (lay.below ? 16 : 0) : 0);
    y += high;
    return { up, lane: [lane, lay.above ? lane + lay.lanes[i] : y] };
  });
  for (const lane of lay.above ? rows.map((row) => row.lane) : [[top + lay.first, y]]) ground(svg, panel, lane, x);
  panel.bars.forEach((bar, i) => swingBar(svg, panel, bar, { ...lay, ...rows[i], left, x, lines: lay.names[i], to: left + lay.right }));
  swingScale(svg, panel, extent, x, y, [left, left + lay.wide]);
}

/** Nine draws in ten, their mean, and zero of a difference. */
function ground(svg, panel, [up, down], x) {
  const upright = (v, more) => el("line", { x1: x(v), x2: x(v), y1: up, y2: down, ...more });
  svg.append(el("rect", { class: "nine", x: x(panel.low), y: up, width: Math.max(0.5, x(panel.high) - x(panel.low)), height: down - up, fill: "var(--shade)" }));
  svg.append(upright(panel.mean, { stroke: "var(--muted)", "stroke-width": 1.2, "stroke-dasharray": "5 3" }));
  if (panel.signed) svg.append(upright(0, { class: "zero", stroke: "var(--ink)" }));
}

function swingBar(svg, panel, bar, { up, lane, left, x, lines, to, above, below }) {
  const middle = (lane[0] + lane[1]) / 2, first = above ? up : middle - lines.length * 8;
  const [colour, ink] = bar.decisive ? [SWING_COLOURS.clear, "var(--ink)"] : [SWING_COLOURS.other, "var(--muted)"];
  lines.forEach((line, k) => svg.append(words(left, first + 12 + 16 * k, line, { "font-size": 12.5, fill: ink })));
  const ends = [x(bar.at_low), x(bar.at_high)];
  svg.append(el("line", { x1: ends[0], x2: ends[1], y1: middle, y2: middle, stroke: colour, "stroke-width": bar.decisive ? 3.5 : 1.5 }));
  ends.forEach((end, k) => {
    const right = end > ends[1 - k] || (k === 1 && end === ends[0]);
    svg.append(words(end + (right ? 7 : -7), middle + 4, bar.parameter.written[k], { "font-size": 11, fill: "var(--muted)", "text-anchor": right ? "start" : "end", stroke: "var(--page)", "stroke-width": 2, "paint-order": "stroke" }));
  });
  ends.forEach((end, k) => svg.append(circle(end, middle, colour, k === 1, barTold(panel, bar, k))));
  const beside = besideText(panel, bar);
  if (below) svg.append(words(left, lane[0] - 4, beside.join(comma()), { "font-size": 12, fill: ink }));
  else beside.forEach((line, k) => svg.append(words(to + 6, middle + 4 + 15 * (k - (beside.length - 1) / 2), line, { "font-size": 12, fill: ink })));
}

/** What an end of a bar tells: the parameter and its value, the outcome there, the way to the other end. */
function barTold(panel, bar, end) {
  const value = bar.parameter.written[end] + (bar.parameter.unit ? ` ${say(bar.parameter.unit)}` : "");
  const outcome = written(panel.meta.shown, end ? bar.at_high : bar.at_low, panel.signed);
  const chance = t(bar.decisive ? "bar_decisive" : "bar_chance");
  return [say(panel.scenario.label), `${say(bar.parameter.title)}${comma()}${value.trim()}${colon()}${outcome}`, `${t("swing")} ${changeText(panel, bar)}`, zeroText(bar), chance].filter(Boolean).join(" · ");
}

/** Numbers below a panel, at ticks that lie inside it. */
function swingScale(svg, panel, extent, x, down, [from, to]) {
  const [low, high] = extent;
  const inside = (ticks) => ticks.filter((one) => one >= low && one <= high);
  let count = Math.max(2, Math.min(6, Math.floor((x(high) - x(low)) / 80)));
  while (count < 12 && inside(ticksOf(low, high, count)).length < 2) count += 1;
  const ticks = ticksOf(low, high, count);
  svg.append(el("line", { x1: x(low), x2: x(high), y1: down, y2: down, stroke: "var(--muted)" }));
  for (const tick of inside(ticks)) {
    svg.append(el("line", { x1: x(tick), x2: x(tick), y1: down, y2: down + 4, stroke: "var(--muted)" }));
    const text = tickText(panel.meta.shown, ticks, tick, panel.signed, largest(low, high));
    const half = widthOf(text, 11) / 2;
    svg.append(words(Math.min(Math.max(x(tick), from + half), to - half), down + 16, text, { "font-size": 11, "text-anchor": "middle", fill: "var(--muted)" }));
  }
}
