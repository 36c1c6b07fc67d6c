// The views (that of parameters: hangs.js) and the page of provenance. Each returns what stands in the view.

const chosenScenarios = () => DATA.scenarios.filter((one) => state.s.includes(one.name));
const chosenReforms = () => chosenScenarios().filter((one) => one.name !== DATA.study.baseline);
const minus = (array, half) => array.map((v, i) => (v === null || half[i] === null ? null : v - half[i]));
const plus = (array, half) => array.map((v, i) => (v === null || half[i] === null ? null : v + half[i]));

/** Mean and interval over the chosen years of one indicator under one scenario. */
function seriesOf(scenario, meta, signed, places) {
  const numbers = DATA.paths[scenario.name][DATA.indicators.indexOf(meta)];
  const [mean, half] = signed ? numbers.slice(2) : numbers;
  const pick = (array) => places.map((i) => array[i]);
  return { scenario, mean: pick(mean), low: pick(minus(mean, half)), high: pick(plus(mean, half)) };
}

function familyMembers() {
  return DATA.indicators.filter((one) => one.family === state.f
    && (state.st === "all" || one.stage === null || one.stage === state.st)
    && (state.zo === "all" || one.zone === null || one.zone === state.zo));
}

function viewTime(width, paper) {
  const signed = state.m === "changes";
  const scenarios = signed ? chosenReforms() : chosenScenarios();
  if (!scenarios.length) return whyNone(signed);
  const places = DATA.study.years.map((year, i) => [year, i]).filter(([year]) => year >= state.y0 && year <= state.y1).map(([, i]) => i);
  const years = places.map((i) => DATA.study.years[i]);
  const panels = familyMembers().map((meta) => ({
    meta, name: placeName(meta), limit: signed ? null : meta.limit,
    series: scenarios.map((one) => seriesOf(one, meta, signed, places)),
  })).filter((panel) => panel.series.some((one) => one.mean.some((v) => v !== null)));
  if (!panels.length) return empty("no_values");
  const first = panels[0].meta;
  const name = panels.length === 1 ? say(first.label) : familyLabel();
  const title = name + (signed ? colon() + within(t("changes")) : "");
  const notes = [directionOf(first), first.one_way ? t("one_way") : "", signed ? against() : "", DATA.study.runs > 1 ? t(signed ? "band_change" : "band_mean", t(years.length > 1 ? "shading" : "upright")) : "", t("axis") + (state.l === "zh" ? "。" : ".")];
  const svgs = inParts(panels, paper, () => PAGE / 4).map((part) =>
    picture({ title, scenarios, notes, width, draw: (svg, top, wide) => linePanels(svg, top, wide, part, years, first, signed, panels) }));
  const head = [t("scenario"), ...(panels.length > 1 ? [t("indicator")] : []), t("year"), t(signed ? "difference" : "mean"), t("low"), t("high")];
  const rows = panels.flatMap((panel) => panel.series.flatMap((one) => years.map((year, i) => [
    say(one.scenario.label), ...(panels.length > 1 ? [say(panel.meta.label)] : []), String(year),
    ...cellsOf(panel.meta.shown, one.mean[i], one.low[i], one.high[i], signed),
  ])));
  const definitions = panels.map((panel) => h("p", { class: "note" }, `${t("definition")}${colon()}${panels.length > 1 ? say(panel.meta.label) + " — " : ""}${say(panel.meta.definition)}`));
  const unit = say(signed ? first.change_unit : first.unit);
  const counted = !signed && first.shown === "percent" ? "%" : unit;
  return h("div", {}, shown(`${state.f}_${state.m}`, svgs, unit ? joinUnit(title, unit) : title, head, rows, counted), ...definitions);
}

const whyNone = (reforms) =>
  empty(reforms ? (DATA.scenarios.length < 2 ? "no_reforms" : "only_baseline") : "none_chosen");

const against = () => t("against", labelOf(DATA.study.baseline));

/** Height of a drawing that a sheet of paper holds beside title, legend and notes, at its width. */
const PAGE = 620;

/** What is drawn, in parts of at most a page each on paper; in one part on a screen. */
function inParts(rows, paper, heightOf) {
  if (!paper) return [rows];
  const parts = [];
  let filled = Infinity;
  for (const row of rows) {
    if (filled + heightOf(row) > PAGE) { parts.push([]); filled = 0; }
    parts[parts.length - 1].push(row);
    filled += heightOf(row);
  }
  return parts;
}

/** A row of a forest: its name, an entry each, its scale. */
const heightOfRow = (row) => 54 + 22 * row.entries.length;

/** Why there is nothing to draw: the tables that it takes and that were not stored. */
function nothingOf(...tables) {
  const missing = tables.filter((one) => !DATA.stored.includes(one));
  return missing.length ? empty("not_stored", missing.join(state.l === "zh" ? "、" : ", ")) : empty("no_rows");
}

const placeName = (meta) => [meta.stage, meta.zone].filter(Boolean).map((key) => t(key)).join(" · ");

function familyLabel() {
  for (const group of DATA.groups) for (const one of group.families) if (one.key === state.f) return say(one.label);
  return state.f;
}

function directionOf(meta) {
  const stop = state.l === "zh" ? "。" : ".";
  return capital(t(meta.better)) + stop;
}

/** Years as text: `2024` or `2024–2030`. */
const span = (years) => (years.length === 1 ? String(years[0]) : `${years[0]}–${years[years.length - 1]}`);

const periodText = (period) => (period === "last5" ? t("last_mean", say(DATA.study.last)) : String(period));

/** Effects of a scenario as objects. */
function effectsOf(name, period) {
  return DATA.effects[name].map((row) => Object.fromEntries(DATA.effect_keys.map((key, i) => [key, row[i]])))
    .filter((one) => String(one.year) === String(period));
}

function viewEnd(width, paper) {
  if (!chosenReforms().length) return whyNone(true);
  const idle = chosenReforms().filter((one) => DATA.unchanged[one.name]), told = idle.map((one) => say(DATA.unchanged[one.name]));
  const reforms = chosenReforms().filter((one) => !idle.includes(one));
  if (!reforms.length) return h("div", {}, ...told.map((text) => h("p", { class: "empty" }, text)));
  const wanted = state.g2 === "selection" ? new Set(DATA.chosen) : new Set(groupMembers(state.g2));
  const found = reforms.map((one) => [one, new Map(effectsOf(one.name, state.p).map((effect) => [effect.indicator, effect]))]);
  const metas = DATA.indicators.filter((meta) => wanted.has(meta.name) && found.some(([, of]) => of.get(meta.name).difference !== null));
  if (!metas.length) return empty("no_values");
  const rows = metas.map((meta) => ({
    name: say(meta.label), unit: say(meta.change_unit), better: meta.better, shown: meta.shown,
    entries: found.map(([scenario, of]) => entryOf(scenario, meta, of.get(meta.name))),
  }));
  const title = t("view_end") + colon() + within(t("changes")) + comma() + within(periodText(state.p));
  const notes = [against(), DATA.study.runs > 1 ? t("bar_change") : "", t("better_side"), lookedAt(rows), metas.some((meta) => meta.one_way) ? t("one_way") : "", ...told];
  const svgs = inParts(rows, paper, heightOfRow).map((part) =>
    picture({ title, scenarios: reforms, notes, width, draw: (svg, top, wide) => forest(svg, top, wide, part, {}) }));
  const head = ["indicator", "unit", "scenario", "baseline", "reform", "difference", "low", "high", "verdict", "pairs"].map((key) => t(key));
  const table = metas.flatMap((meta) => found.map(([scenario, of]) => {
    const e = of.get(meta.name);
    return [say(meta.label), say(meta.change_unit), say(scenario.label), cellOf(meta.shown, e.baseline), cellOf(meta.shown, e.reform),
      ...differenceCells(meta, e), verdictText(e), { text: String(e.n), value: e.n }];
  }));
  return h("div", {}, ...told.map((text) => h("p", { class: "idle" }, text)), shown(`effects_${state.g2}_${state.p}`, svgs, title, head, table));
}

/** How many effects are drawn, and how many intervals would leave out zero by chance. */
function lookedAt(rows) {
  const entries = rows.flatMap((row) => row.entries);
  const intervals = entries.filter((one) => one.low !== null).length;
  return intervals ? t("looked_at", entries.length, fixed(0.05 * intervals, 1)) : "";
}

const verdictText = (effect) => (effect.verdict === "same" ? t("same") : effect.difference === null ? "—" : say(DATA.verdicts[effect.verdict]));

/** Difference and interval; of what is the same in every run an exact 0 without one, as `compare` has it. */
function differenceCells(meta, effect) {
  const cells = cellsOf(meta.shown, effect.difference, effect.low, effect.high, true);
  return effect.verdict === "same" ? cells.map(({ value }, i) => ({ text: i ? "–" : "0", value })) : cells;
}

function entryOf(scenario, meta, effect) {
  const text = effect.difference === null ? "—"
    : `${effect.verdict === "same" ? "0" : estimate(meta.shown, effect.difference, effect.low, effect.high, true)} ${verdictText(effect)}`;
  const clear = ["better", "worse", "changed"].includes(effect.verdict);
  return { scenario, value: effect.difference, low: effect.low, high: effect.high, clear, text };
}

function groupMembers(key) {
  const group = DATA.groups.find((one) => one.key === key);
  const families = new Set(group.families.map((one) => one.key));
  return DATA.indicators.filter((one) => families.has(one.family)).map((one) => one.name);
}

const PEOPLE = {
  welfare: { shown: "number", unit: "yuan_month", better: "higher", kind: "change" },
  effectiveness: { shown: "ratio", unit: "sd_year", better: "higher", kind: "change" },
  net_better_off: { shown: "percent", unit: "points", better: "higher", kind: "change", apart: true },
  better_off: { shown: "percent", unit: "", better: "neither", kind: "level", apart: true },
  worse_off: { shown: "percent", unit: "", better: "neither", kind: "level", apart: true },
};

/** Measures that the page holds: results of earlier versions lack some. */
function peopleMeasures() {
  const [first] = DATA.people ? Object.values(DATA.people.values) : [];
  return Object.keys(PEOPLE).filter((one) => !first || one in first);
}

function viewPeople(width, paper) {
  const reforms = chosenReforms();
  if (!DATA.people) return nothingOf("groups_year");
  if (!reforms.length) return whyNone(true);
  const about = PEOPLE[state.ms];
  const keys = DATA.people.by.flatMap((way) => way.values.map((one) => [way.key, one]));
  const time = state.pp === "last5" ? DATA.study.years.length : DATA.study.years.indexOf(Number(state.pp));
  const read = (name, measure, kind, part, group) => DATA.people.values[name][measure][kind][part][time * keys.length + group];
  const signed = about.kind === "change";
  const rows = [];
  const table = [];
  keys.forEach(([by, one], group) => {
    if (by !== state.by) return;
    const entries = reforms.map((scenario) => {
      const [value, half] = [0, 1].map((part) => read(scenario.name, state.ms, about.kind, part, group));
      const known = value !== null && half !== null;
      const [low, high] = known ? [value - half, value + half] : [null, null];
      const text = estimate(about.shown, value, low, high, signed);
      table.push([say(one.label), say(scenario.label), ...cellsOf(about.shown, value, low, high, signed), persons(read(scenario.name, "n", "level", 0, group))]);
      return { scenario, value, low, high, clear: low !== null && !(low <= 0 && high >= 0), text };
    });
    if (entries.some((entry) => entry.value !== null)) rows.push({ name: say(one.label), unit: "", better: signed ? about.better : "neither", entries });
  });
  if (!rows.length) return empty("no_values");
  const way = DATA.people.by.find((one) => one.key === state.by);
  const unit = about.unit ? t(about.unit) : "";
  const what = joinUnitOrNot(t(state.ms), unit);
  const title = what + colon() + (signed ? within(t("changes")) + comma() : "") + within(periodText(state.pp)) + (state.l === "zh" ? "，按" : ", by ") + say(way.label);
  const notes = [against(), DATA.study.runs > 1 ? t(signed ? "bar_change" : "bar_mean") : "", about.apart ? t("apart_note") : "", ...(signed ? [lookedAt(rows)] : [directionOf(about), t("one_way")])];
  const svgs = inParts(rows, paper, heightOfRow).map((part) =>
    picture({ title, scenarios: reforms, notes, width, draw: (svg, top, wide) => forest(svg, top, wide, part, { common: rows, bars: !signed, shown: about.shown }) }));
  const head = [capital(say(way.label)), t("scenario"), t(signed ? "difference" : "mean"), t("low"), t("high"), t("persons")];
  return shown(`${state.ms}_by_${state.by}_${state.pp}`, svgs, title, head, table, unit || "%");
}

/** A mean of persons: whole ones to a reader. */
const persons = (n) => ({ text: n === null ? "—" : fixed(n, 0), value: n });

const joinUnitOrNot = (name, unit) => (unit ? joinUnit(name, unit) : name);

/** The key of what a scenario spends in all, a row where one has several lines. */
const SUM = "sum";
const payKey = (line) => `${line.policy}\n${line.payer}`;

/** Policy and payer of a key in words. */
function payNames(key) {
  if (key === SUM) return [t("total"), ""];
  const [policy, payer] = key.split("\n");
  return [say(DATA.spending.policies[policy]), say(DATA.spending.payers[payer])];
}

/** A line of spending in a year or over all years, as it is drawn. */
function spent(line, time) {
  const [value, half] = [line.mean[time], line.half[time]];
  const [low, high] = half === null ? [null, null] : [value - half, value + half];
  return { scenario: scenarioOf(line.scenario), value, low, high, clear: true, text: estimate("money", value, low, high, false) };
}

function viewMoney(width, paper) {
  if (!DATA.spending) return nothingOf("spending");
  if (!DATA.spending.lines.length) return empty("no_spending");
  if (!state.s.length) return whyNone(false);
  const [mine, totals] = [DATA.spending.lines, DATA.spending.totals].map((lines) => lines.filter((line) => state.s.includes(line.scenario)));
  if (!mine.length) return empty("no_lines");
  const keys = [...new Set(mine.map(payKey))].sort();
  if (mine.length > totals.length) keys.push(SUM);
  const years = DATA.study.years;
  const time = state.mp === "whole" ? years.length : years.indexOf(Number(state.mp));
  const rows = keys.map((key) => {
    const [policy, payer] = payNames(key);
    const name = payer ? joinUnit(policy, t("paid_by") + colon() + payer) : policy;
    const lines = key === SUM ? totals : mine.filter((line) => payKey(line) === key);
    return { name, policy, payer, unit: "", better: "neither", entries: lines.map((line) => spent(line, time)) };
  });
  const table = rows.flatMap((row) => row.entries.map((one) => [row.policy, row.payer, say(one.scenario.label), ...cellsOf("money", one.value, one.low, one.high, false)]));
  const period = state.mp === "whole" ? t("whole", span(years)) : state.mp;
  const title = joinUnit(t("money_title") + colon() + within(period), t("yuan"));
  const notes = [DATA.study.runs > 1 ? t("bar_mean") : "", t("money_note")];
  const scenarios = totals.map((line) => scenarioOf(line.scenario));
  const svgs = inParts(rows, paper, heightOfRow).map((part) =>
    picture({ title, scenarios, notes, width, draw: (svg, top, wide) => forest(svg, top, wide, part, { common: rows, bars: true, shown: "money" }) }));
  return shown(`spending_${state.mp}`, svgs, title, [t("policy"), t("payer"), t("scenario"), t("mean"), t("low"), t("high")], table, t("yuan"));
}

/** Measures of a school: what is divided by what, and decimals. */
const SCHOOL = {
  m_backbone100: { of: "backbone", per: "pupils", times: 100, digits: 1 },
  m_on_duty100: { of: "on_duty", per: "pupils", times: 100, digits: 1 },
  m_degree100: { of: "degree", per: "pupils", times: 100, digits: 1 },
  m_midsenior100: { of: "midsenior", per: "pupils", times: 100, digits: 1 },
  m_artspe100: { of: "artspe", per: "pupils", times: 100, digits: 1 },
  m_novices: { of: "novices", per: "on_duty", times: 100, digits: 0 },
  m_vacancies: { of: "vacancies", digits: 0 },
  m_surplus: { of: "surplus", digits: 0 },
  m_effectiveness: { of: "mean_effectiveness", per: "on_duty", weighted: true, times: 0.001, digits: 3 },
  m_pupils: { of: "pupils", digits: 0 },
};

/** Sums over the sections of each school that the chosen stage has; null if none is open. */
function schoolSums(scenario, column, year, weight) {
  const s = DATA.schools, years = s.years.length;
  const numbers = (name) => DATA.schools.values[scenario][name] || DATA.schools.values[DATA.study.baseline][name];
  const values = numbers(column), weights = weight ? numbers(weight) : null;
  const sums = new Map(), hidden = new Set(), pupils = numbers("pupils");
  s.sections.forEach(([school, stage], i) => {
    if (state.mst !== "all" && stage !== state.mst) return;
    const value = values[i * years + year];
    if (value === null) {
      if (s.suppressed && pupils[i * years + year] !== null) hidden.add(school);
      return;
    }
    sums.set(school, (sums.get(school) || 0) + value * (weights ? weights[i * years + year] : 1));
  });
  hidden.forEach((school) => sums.delete(school));  // a part of a school would tell the other part
  return sums;
}

/** The measure at every school; null where nothing can be said. */
function schoolValues(scenario, year) {
  const about = SCHOOL[state.mm];
  const upper = schoolSums(scenario, about.of, year, about.weighted ? about.per : null);
  const lower = about.per ? schoolSums(scenario, about.per, year) : null;
  const found = new Map();
  for (const [school, value] of upper) {
    if (!about.per) found.set(school, value);
    else if (lower.get(school) > 0) found.set(school, (about.times * value) / lower.get(school));
  }
  return found;
}

function viewSchools(width, paper) {
  const s = DATA.schools;
  if (!s) return nothingOf("schools", "section_year");
  const scenarios = chosenScenarios();
  if (!scenarios.length) return whyNone(false);
  const year = s.years.indexOf(Number(state.my));
  const about = SCHOOL[state.mm];
  const every = DATA.scenarios.flatMap((one) => [0, s.years.length - 1].flatMap((at) => [...schoolValues(one.name, at).values()]));
  if (!every.length) return empty("no_values");
  const cuts = state.mm === "m_backbone100" ? [0.5, 1, 1.5] : classesOf(every);
  const inZone = (zone) => state.mz === "all" || zone === state.mz;
  const table = s.schools.map(([, name, , , zone]) => [name, t(zone)]);
  const head = [t("school"), t("zone"), t("pupils")];
  const panels = scenarios.map((scenario, k) => {
    const values = schoolValues(scenario.name, year);
    const pupils = schoolSums(scenario.name, "pupils", year);
    head.push(say(scenario.label));
    const places = s.schools.map(([id, name, x, y, zone], i) => {
      const value = values.has(id) ? values.get(id) : null, n = pupils.has(id) ? pupils.get(id) : null;
      const text = value === null ? "—" : fixed(value, about.digits).replace("-", "−");
      if (k === 0) table[i].push({ text: n === null ? "—" : fixed(n, 0), value: n });
      table[i].push({ text, value: value === null ? null : Number(value.toFixed(6)) });
      return { x, y, zone, value, pupils: n, told: `${name} · ${t("pupils")} ${n === null ? "—" : n} · ${t(state.mm)} ${text}` };
    });
    return { name: say(scenario.label), places: places.filter((one) => (state.mst === "all" || one.pupils !== null) && inZone(one.zone)) };
  });
  const narrowed = [state.mst, state.mz].filter((key) => key !== "all").map((key) => within(t(key)));
  const title = [t(state.mm), ...narrowed, state.my].join(comma());
  const notes = [t("map_note", say(s.title), s.draw, s.replication, t(s.suppressed ? "places_listed" : "places_made_up")), state.mm === "m_backbone100" ? t("minimum") : "",
    s.suppressed ? t("small_cells") : "", DATA.study.counties.length > 1 ? t("only_first", say(s.title)) : ""];
  if (panels.every((panel) => !panel.places.length)) return empty("no_values");
  const largest = s.values[DATA.study.baseline].pupils.reduce((most, one) => Math.max(most, one || 0), 0);
  const digits = cuts.some((cut) => !Number.isInteger(cut)) ? Math.max(1, about.digits) : 0;
  const svgs = inParts(panels, paper, () => PAGE / 4).map((part) =>
    picture({ title, scenarios: null, notes, width, single: true, draw: (svg, top, wide) => mapPanels(svg, top + 4, wide, part, cuts, digits, largest) }));
  return shown(`schools_${state.mm}_${state.my}`, svgs, title, head, table.filter((_, i) => inZone(s.schools[i][4])));
}

/** Scenarios, each by its title and as tables and commands call it. */
const titled = (names) => names.map((name) => {
  const one = scenarioOf(name);
  const both = one && say(one.label) !== name;
  return h("div", {}, ...(both ? [`${say(one.label)} `] : []), h("code", {}, name));
});

function viewAbout() {
  const p = DATA.provenance;
  const items = [];
  for (const [key, value] of Object.entries(p.record)) {
    if (key === "artefact" || key === "note") continue;
    const text = Array.isArray(value) ? (key === "years" ? value.join("–") : value.join(state.l === "zh" ? "、" : ", "))
      : typeof value === "object" ? say(value) : String(value);
    const told = ["scenarios", "baseline"].includes(key) ? titled([value].flat()) : [text];
    items.push(h("dt", {}, say(p.labels[key])), h("dd", {}, ...told));
  }
  items.push(h("dt", {}, t("versions")), h("dd", {}, Object.entries(p.versions).map(([name, one]) => `${name} ${one}`).join(", ")));
  return h("div", {}, h("p", {}, t("about_what")), h("p", {}, standing()), h("dl", {}, ...items), h("p", { class: "note" }, t("share_link")));
}

const VIEWS = { time: viewTime, end: viewEnd, people: viewPeople, money: viewMoney, schools: viewSchools, hangs: viewHangs, about: viewAbout };
