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

/**
 * A number as a reader of an indicator reads it; `signed` for differences, with `more` digits.
 * Money has the form of the larger of the number and what stands `beside` it.
 */
function written(shown, x, signed = false, more = 0, beside = 0) {
  if (x === null || x === undefined) return "—";
  const plus = (text) => (signed && x >= 0 ? "+" + text : text);
  let text;
  if (shown === "percent") text = plus(fixed(100 * x, 1 + more, false)) + (signed ? "" : "%");
  else if (shown === "ratio") text = plus(fixed(x, 3 + more, false));
  else if (shown === "money" && x === 0) text = "0";
  else if (shown === "money" && largest(x, beside) >= 1e5)
    text = state.l === "zh" ? plus(fixed(x / 1e4, more)) + "万" : plus(fixed(x / 1e6, 2 + more)) + "m";
  else text = plus(fixed(x, more + (Math.abs(x) >= 1000 ? 0 : 1)));
  if (!/[1-9]/.test(text)) text = text.replace(/^[+-]/, "");
  return text.replace("-", "−");
}

/** The largest size among numbers that stand side by side; some may be null. */
const largest = (...numbers) => Math.max(...numbers.map((x) => Math.abs(x || 0)));

/** With how many digits more than usual a number is not written as zero. */
const seenWith = (shown, x, beside) =>
  [0, 1, 2, 3, 4, 5].find((more) => /[1-9]/.test(written(shown, x, true, more, beside))) ?? 6;

/** Digits more than usual, and the ends of the interval of a difference (`clear_digits.py`). */
function endsOf(shown, low, high, beside) {
  const write = (x, more) => written(shown, x, true, more, beside);
  if (low <= 0 && high >= 0) return [0, write(low, 0), write(high, 0)];
  const more = seenWith(shown, Math.min(Math.abs(low), Math.abs(high)), beside);
  const seen = seenWith(shown, Math.max(Math.abs(low), Math.abs(high)), beside);
  if (more <= 2 || seen > 2) return [more, write(low, more), write(high, more)];
  return low > 0 ? [seen, ">0", write(high, seen)] : [seen, write(low, seen), "<0"];
}

/** A value and the ends of its interval in one form; those of a difference (`signed`) show what is clear. */
function alike(shown, value, low, high, signed) {
  const beside = largest(value, low, high);
  if (!signed || !Number.isFinite(low)) return [value, low, high].map((x) => written(shown, x, signed, 0, beside));
  const [more, ...ends] = endsOf(shown, low, high, beside);
  return [written(shown, value, true, more, beside), ...ends];
}

/** A value, and its interval in brackets if it has one. */
function estimate(shown, value, low, high, signed) {
  const [text, from, to] = alike(shown, value, low, high, signed);
  return low === null ? text : `${text} [${from}, ${to}]`;
}

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
  else if (s.runs < s.draws * s.replications && !single) lines.push(t("runs_left", s.runs, s.draws * s.replications));
  else if (s.draws > 1 && s.replications === 1 && !single) lines.push(t("draws_alone", s.draws));
  else if (s.draws > 1 && !single) lines.push(t("runs_draws", s.draws, s.replications));
  else if (!single) lines.push(t("runs", s.replications));
  if (s.counties.length > 1 && !single) lines.push(t("counties_mean", s.counties.length));
  if (s.part_of) lines.push(t("one_of_several", say(s.county), s.part_of));
  const options = DATA.scenarios.length - 1;
  if (s.chosen_of) lines.push(options ? t("some_of_all", s.chosen_of - 1, options) : t("baseline_alone", s.chosen_of - 1));
  if (s.lost) lines.push(say(s.lost).trim());
  if (s.estimated) lines.push(t("estimated"));
  if (s.failed) lines.push(t("failed", s.failed));
  return joined(lines);
}

/** That some scenarios are left out, if so. */
function partShown() {
  const [all, some] = [DATA.scenarios.length, state.s.length];
  return some && some < all ? t("part_shown", all, some) : "";
}

function source() {
  const r = DATA.provenance.record;
  return `${say(r.study)} · ${t("source", r.teacherflow, r.study_hash.slice(0, 12), r.seed)}`;
}
