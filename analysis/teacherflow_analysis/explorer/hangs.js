// The view of what outcomes hang on, for studies that drew their uncertain parameters.

const ALL_REFORMS = "*";  // no name of a scenario

/** Scenarios whose outcomes can be looked at: all reforms that are ticked, or one of the ticked. */
const outcomeKeys = () => [...(chosenReforms().length || !state.s.length ? [ALL_REFORMS] : []), ...state.s];

const outcomeWords = (key) =>
  key === ALL_REFORMS ? t("all_reforms") : joinUnit(labelOf(key), within(t(key === DATA.study.baseline ? "levels" : "difference")));

/** Outcomes of the period that is looked at. */
const outcomesNow = () => DATA.swings.periods[state.op];

/** A row of the data as an object; what a short row lacks is undefined. */
const keyed = (keys, row) => Object.fromEntries(keys.map((key, i) => [key, row[i]]));

/** The outcome of an indicator under a scenario with its bars; null if too few draws have a value. */
function panelOf(scenario, meta) {
  const s = DATA.swings, row = outcomesNow().outcomes[scenario.name][DATA.indicators.indexOf(meta)];
  if (!row) return null;
  const found = keyed(s.outcome_keys, row);
  const bars = found.swings.map((one) => {
    const bar = keyed(s.swing_keys, one);
    return { ...bar, parameter: s.parameters[bar.parameter], swing: bar.at_high - bar.at_low };
  });
  return { ...found, scenario, meta, signed: scenario.name !== DATA.study.baseline, bars };
}

/** The draws in a sentence: mean, nine in ten, and how many are above zero. */
function panelTold(panel) {
  const write = (v) => written(panel.meta.shown, v, panel.signed, 0, largest(panel.low, panel.high));
  if (!panel.bars.length) return t("varies_not", write(panel.mean));
  const told = t("draws_told", write(panel.mean), write(panel.low), write(panel.high));
  return joined([told, panel.signed ? t("draws_above", panel.above, panel.draws) : ""]);
}

/** Ends of the scale that panels share; differences have zero in it. */
function extentOfSwings(panels) {
  const values = panels.flatMap((one) => [one.mean, one.low, one.high, ...one.bars.flatMap((bar) => [bar.at_low, bar.at_high])]);
  if (panels.some((one) => one.signed)) values.push(0);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return high > low ? [low, high] : [low - 1, low + 1];
}

function viewHangs(width, paper) {
  if (DATA.swings.why) return h("p", { class: "empty" }, say(DATA.swings.why));
  const scenarios = state.o === ALL_REFORMS ? chosenReforms() : [scenarioOf(state.o)];
  if (!scenarios.length) return whyNone(true);
  const members = familyMembers();
  const rows = members.map((meta) => {
    const panels = scenarios.map((one) => panelOf(one, meta)).filter(Boolean);
    return { meta, name: members.length > 1 ? placeName(meta) : "", extent: extentOfSwings(panels), panels, all: panels };
  }).filter((row) => row.panels.length);
  if (!rows.length) return empty("no_values");
  const first = rows[0].panels[0], meta = first.meta;
  const unit = say(first.signed ? meta.change_unit : meta.unit);
  const counted = !first.signed && meta.shown === "percent" ? "%" : unit;
  const name = joinUnitOrNot(rows.length === 1 ? say(rows[0].meta.label) : familyLabel(), unit);
  const what = first.signed ? t("changes") : labelOf(DATA.study.baseline);
  const title = t("view_hangs") + colon() + [within(name), first.signed ? within(what) : what, within(periodText(state.op))].join(comma());
  const parts = inParts(paper ? apart(rows) : rows, paper, (row) => heightOfSwings(row, width));
  const svgs = parts.map((part) =>
    picture({ title, scenarios: null, notes: hangsNotes(first), width, draw: (svg, top, wide) => swingRows(svg, top, wide, part) }));
  const [table, saved] = [swingTable(rows, readCells, READ), swingTable(rows, savedCells, SAVED)];
  const told = members.map((one) => h("p", { class: "note" }, `${t("definition")}${colon()}${members.length > 1 ? say(one.label) + " — " : ""}${say(one.definition)}`));
  return h("div", {}, shown(`hangs_${state.f}_${state.o === ALL_REFORMS ? "reforms" : state.o}_${state.op}`, svgs, title, ...table, counted, saved), ...told);
}

/** On paper every panel is a row of its own, in the scale of those that it stood beside. */
const apart = (rows) => rows.flatMap((row) => row.panels.map((panel) => ({ ...row, panels: [panel] })));

function hangsNotes(panel) {
  const now = outcomesNow();
  return [panel.signed ? against() : "", t("hangs_ends"), panel.signed ? t("hangs_zero") : "", t("hangs_most", now.varied, DATA.swings.most), t("hangs_decisive", fixed(now.looked_at, 0)), t("hangs_unseen")];
}

/** A row for each bar: values of the parameter, outcome there, change, share, what is known of it. */
function swingTable(rows, cells, keys) {
  const panels = rows.flatMap((row) => row.panels);
  const several = new Set(panels.map((one) => one.scenario)).size > 1;
  const before = (panel) => [...(several ? [say(panel.scenario.label)] : []), ...(rows.length > 1 ? [say(panel.meta.label)] : [])];
  const head = [...(several ? ["scenario"] : []), ...(rows.length > 1 ? ["indicator"] : []), ...keys].map((key) => t(key));
  return [head, panels.flatMap((panel) => panel.bars.map((bar) => [...before(panel), ...cells(panel, bar)]))];
}

const known = (text) => (text ? say(text) : "—");

const READ = ["parameter", "values", "there", "zero_at", "change_95", "share", "decisive", "evidence", "evidence_source"];

/** A row of the table: from the low to the high end in one cell. */
function readCells(panel, bar) {
  const { parameter } = bar, form = panel.meta.shown;
  const outcome = (v) => written(form, v, panel.signed, 0, largest(bar.at_low, bar.at_high));
  const unit = parameter.unit ? ` ${say(parameter.unit)}` : "";
  const values = parameter.written.join("\u00a0→\u00a0") + unit;
  const texts = [`${outcome(bar.at_low)} → ${outcome(bar.at_high)}`, bar.zero ? bar.zero[1] : "—", estimate(form, bar.swing, bar.swing - bar.half, bar.swing + bar.half, true), shareText(bar.share)];
  return [say(parameter.title), values.trim(), ...texts.map((text) => ({ text })), t(bar.decisive ? "yes" : "no"), known(parameter.kind), known(parameter.source)];
}

const SAVED = ["parameter", "name_in_files", "value_low", "value_high", "unit_of_values", "there_low", "there_high", "zero_at", "swing", "low", "high", "share", "decisive", "evidence", "evidence_source"];

/** A row of the CSV: a number in each cell. */
function savedCells(panel, bar) {
  const { parameter } = bar, cell = (v) => cellOf(panel.meta.shown, v);
  return [
    say(parameter.title), parameter.name, ...parameter.ends.map((value) => ({ value })), known(parameter.unit),
    ...[bar.at_low, bar.at_high].map(cell), bar.zero ? { value: bar.zero[0] } : "", ...[bar.swing, bar.swing - bar.half, bar.swing + bar.half].map(cell),
    { value: inUnits("percent", bar.share) }, t(bar.decisive ? "yes" : "no"), known(parameter.kind), known(parameter.source),
  ];
}
