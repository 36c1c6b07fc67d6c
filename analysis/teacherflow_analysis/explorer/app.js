// State, its form in the address, the controls, and drawing anew.

const PAPER = 760;
const YEARS = DATA.study.years;
const LAST_YEAR = YEARS[YEARS.length - 1];
const PERIODS = [String(LAST_YEAR), "last5"];
const yearTexts = YEARS.map(String);
const familyKeys = DATA.groups.flatMap((group) => group.families.map((one) => one.key));

/** Every choice: what it may be, and what it is at first. Keys are those of the address. */
function choices() {
  const members = DATA.indicators.filter((one) => one.family === state.f);
  const held = (key) => [...new Set(members.map((one) => one[key]).filter(Boolean))];
  const stages = held("stage"), zones = held("zone");
  return {
    v: [Object.keys(VIEWS), "time"],
    l: [["zh", "en"], state.l],
    f: [familyKeys, familyOf(DATA.chosen[2] || DATA.chosen[0]) || familyKeys[0]],
    st: [["all", ...stages], stages[0] || "all"],
    zo: [["all", ...zones], "all"],
    m: [["levels", "changes"], "levels"],
    g2: [["selection", ...DATA.groups.map((one) => one.key)], DATA.chosen.length ? "selection" : DATA.groups[0].key],
    p: [PERIODS, "last5"],
    by: [DATA.people ? DATA.people.by.map((one) => one.key) : ["zone"], "zone"],
    ms: [peopleMeasures(), "welfare"],
    pp: [[...yearTexts, "last5"], "last5"],
    mp: [[...yearTexts, "whole"], "whole"],
    mm: [Object.keys(SCHOOL), "m_backbone100"],
    my: [DATA.schools ? DATA.schools.years.map(String) : yearTexts, String(LAST_YEAR)],
    mst: [["all", "primary", "junior"], "all"],
    mz: [["all", "seat", "town", "village"], "all"],
    o: [outcomeKeys(), outcomeKeys()[0]],
    op: [DATA.swings.order || ["last5"], "last5"],
  };
}

const familyOf = (name) => { const found = name && indicatorOf(name); return found ? found.family : null; };

/** Take the state from the address; what is unknown there falls back to the first choice. */
function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  const named = indicatorOf(given.get("i"));
  const known = DATA.scenarios.map((one) => one.name);
  const wanted = given.has("s") ? given.getAll("s").filter((name) => known.includes(name)) : known.slice(0, 8);
  state.s = known.filter((name) => wanted.includes(name));
  for (const key of ["l", "v", "f"]) settle(key, given.get(key));
  if (named) state.f = named.family;
  for (const key of Object.keys(choices())) if (!["l", "v", "f"].includes(key)) settle(key, given.get(key));
  if (named && !given.has("st")) state.st = named.stage || "all";
  if (named && !given.has("zo")) state.zo = named.zone || "all";
  const [from, to] = (given.get("y") || "").split("-").map(Number);
  state.y0 = YEARS.includes(from) ? from : YEARS[0];
  state.y1 = YEARS.includes(to) && to >= state.y0 ? to : LAST_YEAR;
}

function settle(key, given) {
  const [allowed, first] = choices()[key];
  state[key] = allowed.includes(given) ? given : first;
}

const USED = {
  time: ["f", "st", "zo", "m"], end: ["g2", "p"], people: ["by", "ms", "pp"], money: ["mp"], schools: ["mm", "my", "mst", "mz"], hangs: ["f", "st", "zo", "o", "op"], about: [],
};

/** Write the choice into the address; a change of view is a step that the way back undoes. */
function writeAddress(step) {
  const given = new URLSearchParams({ v: state.v, l: state.l });
  for (const key of USED[state.v]) given.set(key, state[key]);
  if (state.v === "time") given.set("y", `${state.y0}-${state.y1}`);
  if (state.s.length < DATA.scenarios.length || DATA.scenarios.length > 8) {
    if (!state.s.length) given.append("s", "");
    for (const name of state.s) given.append("s", name);
  }
  const hash = "#" + given.toString();
  if (hash === location.hash) return;
  try { history[step ? "pushState" : "replaceState"](null, "", hash); } catch { location.hash = hash; }
}

function change(values) {
  const step = "v" in values && values.v !== state.v;
  Object.assign(state, values);
  for (const key of Object.keys(choices())) settle(key, state[key]);
  writeAddress(step);
  draw();
}

/** A labelled list; `options` are [value, words] or [words, [[value, words], …]] for a group. */
function list(key, label, options, onchange, value = state[key]) {
  const option = ([one, text]) => h("option", { value: one, selected: one === value }, text);
  const children = options.map(([one, inner]) => Array.isArray(inner) ? h("optgroup", { label: one }, ...inner.map(option)) : option([one, inner]));
  const select = h("select", { id: `c-${key}`, onchange: (event) => onchange(event.target.value) }, ...children);
  return h("label", { for: `c-${key}` }, label, select);
}

const simple = (key, label, options) => list(key, label, options, (value) => change({ [key]: value }));

function scenarioChoice() {
  const boxes = DATA.scenarios.map((one, i) => h("label", { for: `s-${i}` },
    h("input", { type: "checkbox", id: `s-${i}`, checked: state.s.includes(one.name), onchange: () => toggle(one.name) }),
    el("svg", { width: 28, height: 14, "aria-hidden": "true" }, sample(one, 1, 7)),
    h("span", {}, say(one.label)),
    one.name === DATA.study.baseline ? h("span", { class: "tag" }, t("baseline")) : null));
  return h("fieldset", {}, h("legend", {}, t("scenarios")), boxes.length > 2 ? allOrNone() : null, h("div", { class: "boxes" }, ...boxes));
}

/** Two buttons for all scenarios at once, and how many of them are drawn. */
function allOrNone() {
  const button = (id, word, s) => h("button", { type: "button", id, class: "small", onclick: () => change({ s }) }, t(word));
  return h("div", { class: "choice" },
    button("s-all", "show_all", DATA.scenarios.map((one) => one.name)), button("s-none", "show_none", []),
    h("span", { class: "note" }, partShown()));
}

function toggle(name) {
  const wanted = state.s.includes(name) ? state.s.filter((one) => one !== name) : [...state.s, name];
  change({ s: DATA.scenarios.map((one) => one.name).filter((one) => wanted.includes(one)) });
}

const named = (keys) => keys.map((key) => [key, t(key)]);

/** Lists for an indicator: by group, then stage and zone. */
function indicatorChoice() {
  const found = choices();
  const families = DATA.groups.map((group) => [say(group.label), group.families.map((one) => [one.key, say(one.label)])]);
  return [
    simple("f", t("indicator"), families),
    found.st[0].length > 1 ? simple("st", t("stage"), named(found.st[0])) : null,
    found.zo[0].length > 1 ? simple("zo", t("zone"), named(found.zo[0])) : null,
  ];
}

const CONTROLS = {
  time() {
    const years = YEARS.map((year) => [String(year), String(year)]);
    return [
      ...indicatorChoice(),
      DATA.scenarios.length > 1 ? simple("m", t("show"), named(["levels", "changes"])) : null,
      list("y0", t("from_year"), years, (v) => change({ y0: Number(v), y1: Math.max(Number(v), state.y1) }), String(state.y0)),
      list("y1", t("to_year"), years, (v) => change({ y1: Number(v), y0: Math.min(Number(v), state.y0) }), String(state.y1)),
    ];
  },
  end: () => [
    simple("g2", t("group"), [["selection", t("selection")], ...DATA.groups.map((one) => [one.key, say(one.label)])]),
    simple("p", t("period"), PERIODS.map((one) => [one, periodText(one)])),
  ],
  people: () => !DATA.people ? [] : [
    simple("by", t("by"), DATA.people.by.map((one) => [one.key, capital(say(one.label))])),
    simple("ms", t("measure"), named(peopleMeasures())),
    simple("pp", t("period"), [...yearTexts, "last5"].map((one) => [one, periodText(one)])),
  ],
  money: () => !DATA.spending ? [] : [
    simple("mp", t("period"), [...yearTexts.map((one) => [one, one]), ["whole", t("whole", span(YEARS))]]),
  ],
  schools: () => !DATA.schools ? [] : [
    simple("mm", t("measure"), named(Object.keys(SCHOOL))),
    simple("my", t("year"), DATA.schools.years.map((one) => [String(one), String(one)])),
    simple("mst", t("stage"), named(["all", "primary", "junior"])),
    simple("mz", t("zone"), named(["all", "seat", "town", "village"])),
  ],
  hangs: () => DATA.swings.why ? [] : [
    ...indicatorChoice(),
    simple("o", t("outcome"), outcomeKeys().map((key) => [key, outcomeWords(key)])),
    simple("op", t("period"), DATA.swings.order.map((one) => [one, periodText(one)])),
  ],
  about: () => [],
};

function fill(id, ...children) {
  document.getElementById(id).replaceChildren(...children.filter((child) => child !== null));
}

/** What a reader who does not see the page is told of a change: the title alone. */
function told() {
  const svg = document.querySelector("#view figure svg"), none = document.querySelector("#view .empty");
  return svg ? svg.getAttribute("aria-label") : none ? none.textContent : t(`view_${state.v}`);
}

/** Draw everything anew; on paper as wide as a page, else as wide as the window. */
function draw(paper = null) {
  const focused = document.activeElement && document.activeElement.id;
  const boxes = document.querySelector(".boxes"), scrolled = boxes ? boxes.scrollTop : 0;
  const study = DATA.study;
  document.documentElement.lang = state.l === "zh" ? "zh-CN" : "en";
  document.title = say(study.title);
  fill("title", say(study.title));
  fill("question", study.question ? say(study.question) : "");
  fill("standing", standing());
  fill("skip", t("skip"));
  fill("language", t("other_language"));
  document.getElementById("language").lang = state.l === "zh" ? "en" : "zh-CN";
  fill("print", t("print"));
  document.getElementById("views").setAttribute("aria-label", t("views"));
  fill("views", ...Object.keys(VIEWS).map((key) => h("button", { type: "button", id: `v-${key}`, "aria-current": key === state.v ? "page" : null, onclick: () => change({ v: key }) }, t(`view_${key}`))));
  fill("controls", ...(state.v === "about" ? [] : [scenarioChoice()]), ...CONTROLS[state.v]());
  document.querySelectorAll(".boxes").forEach((one) => { one.scrollTop = scrolled; });
  const width = paper || Math.max(280, Math.floor(document.getElementById("view").clientWidth));
  fill("view", h("h2", {}, t(`view_${state.v}`)), VIEWS[state.v](width, Boolean(paper)));
  openToKeys(document.getElementById("view"));
  hideTip();
  fill("told", told());
  fill("foot", h("p", {}, source()), h("p", {}, t("simulated")));
  const again = focused && document.getElementById(focused);
  if (again) again.focus({ preventScroll: true });
}

/** Colours of the scenarios, for a light page, a dark one, or paper. */
function paint(dark) {
  DATA.scenarios.forEach((one, i) => document.documentElement.style.setProperty(`--s${i}`, dark ? one.dark : one.colour));
}

function start() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  paint(dark.matches);
  dark.addEventListener("change", () => paint(dark.matches));
  addEventListener("beforeprint", () => {
    paint(false);
    draw(PAPER);
    document.querySelectorAll("details").forEach((one) => one.setAttribute("open", ""));
  });
  addEventListener("afterprint", () => { paint(dark.matches); draw(); });
  addEventListener("hashchange", () => { readAddress(); draw(); });
  let width = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; draw(); } });
  document.getElementById("language").addEventListener("click", () => change({ l: state.l === "zh" ? "en" : "zh" }));
  document.getElementById("print").addEventListener("click", () => print());
  document.getElementById("skip").addEventListener("click", (event) => { event.preventDefault(); document.getElementById("view").focus(); });
  document.getElementById("controls").addEventListener("submit", (event) => event.preventDefault());
  listenForTips(document.getElementById("view"));
  readAddress();
  draw();
}

// For consoles and notebooks that read the page.
window.teacherflow = Object.freeze({ data: DATA, written, estimate, csvOf, standalone });
