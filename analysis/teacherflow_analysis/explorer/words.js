// Words and numbers. Numbers are written as `compare` writes them.

const DATA = JSON.parse(document.getElementById("data").textContent);
const state = { l: document.documentElement.lang.startsWith("zh") ? "zh" : "en" };

const say = (text) => text[state.l];

/** A word of the page; every {} is replaced by what is given, in order. */
function t(key, ...given) {
  let i = 0;
  return say(DATA.words[key]).replace(/\{\}/g, () => String(given[i++]));
}

/** Sentences side by side: Chinese needs no space. */
const joined = (sentences) => sentences.filter(Boolean).join(state.l === "zh" ? "" : " ");

/** x with so many decimals, exact ties to the even digit (as Python rounds), thousands apart. */
function fixed(x, digits, grouped = true) {
  const size = Math.abs(x);
  const doubled = size * 2 ** (digits + 1);
  let text = size.toFixed(digits);
  if (Number.isInteger(doubled) && doubled % 2 === 1 && size < 1e9) {
    const below = Math.floor(size * 10 ** digits);
    text = ((below + (below % 2)) / 10 ** digits).toFixed(digits);
  }
  if (grouped) text = text.replace(/\B(?=(\d{3})+(?=\.|$))(?<!\.\d*)/g, ",");
  return (x < 0 ? "-" : "") + text;
}

/** A number as a reader of an indicator reads it; `signed` for differences. */
function written(shown, x, signed = false) {
  if (x === null || x === undefined) return "—";
  const plus = (text) => (signed && x >= 0 ? "+" + text : text);
  let text;
  if (shown === "percent") text = plus(fixed(100 * x, 1, false)) + (signed ? "" : "%");
  else if (shown === "ratio") text = plus(fixed(x, 3, false));
  else if (shown === "money" && x === 0) text = "0";
  else if (shown === "money" && Math.abs(x) >= 1e5)
    text = state.l === "zh" ? plus(fixed(x / 1e4, 0)) + "万" : plus(fixed(x / 1e6, 2)) + "m";
  else text = plus(fixed(x, Math.abs(x) >= 1000 ? 0 : 1));
  if (!/[1-9]/.test(text)) text = text.replace(/^[+-]/, "");
  return text.replace("-", "−");
}

/** The ends of an interval in brackets. */
const between = (shown, low, high, signed) =>
  low === null ? "—" : `[${written(shown, low, signed)}, ${written(shown, high, signed)}]`;

/** Words in the middle of a sentence; Chinese has no capitals. */
const within = (text) => text.charAt(0).toLowerCase() + text.slice(1);
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const colon = () => (state.l === "zh" ? "：" : ": ");
const comma = () => (state.l === "zh" ? "，" : ", ");

const scenarioOf = (name) => DATA.scenarios.find((one) => one.name === name);
const labelOf = (name) => say(scenarioOf(name).label);
const indicatorOf = (name) => DATA.indicators.find((one) => one.name === name);

/** What stands behind every mean, and what limits it; a picture of one run has no mean. */
function standing(single = false) {
  const s = DATA.study;
  const lines = [t("simulated")];
  if (s.runs === 1 && !single) lines.push(t("one_run"));
  else if (s.draws > 1 && !single) lines.push(t("runs_draws", s.draws, s.replications));
  else if (!single) lines.push(t("runs", s.replications));
  if (s.counties.length > 1 && !single) lines.push(t("counties_mean", s.counties.length));
  if (s.part_of) lines.push(t("one_of_several", s.counties[0], s.part_of));
  if (s.estimated) lines.push(t("estimated"));
  if (s.failed) lines.push(t("failed", s.failed));
  return joined(lines);
}

function source() {
  const r = DATA.provenance.record;
  return `${say(r.study)} · ${t("source", r.teacherflow, r.study_hash.slice(0, 12), r.seed)}`;
}
