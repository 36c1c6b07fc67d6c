// The table behind a picture, and what can be taken away: SVG, PNG, CSV.

/** Whether the reader wants tables open; before a word of theirs, short ones are. */
let tableOpen = null;

/**
 * A table in a fold. `head` holds words; a cell is {text, value} or a word.
 * Words stand left and may break; numbers stand right.
 */
function tableOf(caption, head, rows) {
  const isWord = head.map((_, i) => rows.every((row) => typeof row[i] === "string"));
  const most = (i) => Math.max(0, ...rows.map((row) => lettersOf(row[i])));
  const kind = (i) => (isWord[i] ? { class: most(i) > 80 ? "words longest" : most(i) > 16 ? "words longer" : "words" } : {});
  const headOf = (i) => (isWord[i] ? kind(i) : { class: lettersOf(head[i]) > 28 ? "longer" : head[i].length > 7 ? "long" : null });  // names of scenarios
  const body = rows.map((row) => h("tr", {}, ...row.map((cell, i) =>
    i === 0 ? h("th", { scope: "row", ...kind(i) }, textOf(cell)) : h("td", kind(i), textOf(cell)))));
  const table = h("table", {}, h("caption", {}, caption),
    h("thead", {}, h("tr", {}, ...head.map((name, i) => h("th", { scope: "col", ...headOf(i) }, name)))),
    h("tbody", {}, ...body));
  const fold = h("details", { open: tableOpen ?? rows.length <= 40 });
  fold.append(h("summary", { onclick: () => { tableOpen = !fold.open; } }, t("table")),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("table") }, table));
  return fold;
}

/** Length in Latin letters; Chinese ones are twice as wide. */
const lettersOf = (text) => text.length + (text.match(/[\u2e80-\uffef]/g) || []).length;

const textOf = (cell) => (typeof cell === "string" ? cell : cell.text);

/** A number as a cell: written for readers, whole in the CSV. */
const cellOf = (shown, value, text = written(shown, value)) => ({ text, value: inUnits(shown, value) });

/** A value and the ends of its interval as three cells. */
function cellsOf(shown, value, low, high, signed) {
  const texts = alike(shown, value, low, high, signed);
  return [value, low, high].map((x, i) => cellOf(shown, x, texts[i]));
}

/** A number in the unit that is told: shares in percent, without the noise of multiplying. */
const inUnits = (shown, value) => (shown === "percent" && Number.isFinite(value) ? Number((100 * value).toPrecision(12)) : value);

/** A field of a CSV; a word that a spreadsheet would take for a formula is set off. */
function field(cell) {
  if (typeof cell !== "string") return cell.value === null || cell.value === undefined ? "" : String(cell.value);
  const safe = /^[=+\-@\t\r]/.test(cell) && !/^[+-]?\d+(\.\d+)?$/.test(cell) ? `'${cell}` : cell;
  return /[",\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

const csvOf = (head, rows) =>
  "\ufeff" + [head, ...rows].map((row) => row.map(field).join(",")).join("\r\n") + "\r\n";

/** The picture on its own: in the light colours, whatever the page has now. */
function standalone(svg) {
  const copy = svg.cloneNode(true);
  asImage(copy);
  const light = lightColours();
  const text = new XMLSerializer().serializeToString(copy);
  const filled = text.replace(/var\((--[\w]+)\)/g, (_, name) => light[name] || "#000000");
  return filled.replace(/(<svg[^>]*>)/, `$1<metadata>${escaped(JSON.stringify(DATA.provenance.record))}</metadata><rect width="100%" height="100%" fill="#ffffff"/>`);
}

/** Leave no trace of keys; what marks tell becomes a title, which any viewer shows. */
function asImage(svg) {
  svg.setAttribute("role", "img");
  for (const name of ["aria-describedby", "data-keys"]) svg.removeAttribute(name);
  for (const one of svg.querySelectorAll(".mark")) {
    one.append(el("title", {}, one.getAttribute("aria-label")));
    for (const name of ["class", "role", "tabindex", "aria-label"]) one.removeAttribute(name);
  }
}

const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

function lightColours() {
  const found = { "--page": "#ffffff", "--ink": "#1a1a1a", "--muted": "#5f6368", "--rule": "#d5d8dc", "--shade": "#eceef0", "--edge": "#80868b", "--limit": "#7a1f1f" };
  DATA.scenarios.forEach((one, i) => { found[`--s${i}`] = one.colour; });
  return found;
}

function save(name, href) {
  const link = h("a", { href, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  if (href.startsWith("blob:")) setTimeout(() => URL.revokeObjectURL(href), 10000);
}

const saveText = (name, text, type) => save(name, URL.createObjectURL(new Blob([text], { type })));

/** Pixels of a saved picture for each of its own: two, or fewer where browsers draw no taller one. */
const TALLEST = 16384;
const density = (wide, high) => Math.min(2, TALLEST / Math.max(wide, high));

function savePng(name, svg) {
  const image = new Image();
  const [wide, high] = [Number(svg.getAttribute("width")), Number(svg.getAttribute("height"))];
  image.addEventListener("load", () => {
    const dense = density(wide, high);
    const canvas = h("canvas", { width: Math.floor(wide * dense), height: Math.floor(high * dense) });
    const pen = canvas.getContext("2d");
    pen.scale(dense, dense);
    pen.drawImage(image, 0, 0, wide, high);
    save(name, canvas.toDataURL("image/png"));
  });
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(standalone(svg));
}

/**
 * Pictures (several on paper only) with buttons and table; a `unit` of all numbers goes into the CSV.
 * What is `saved` there is the table, or one with a number in each cell.
 */
function shown(name, svgs, caption, head, rows, unit = "", saved = [head, rows]) {
  const file = `teacherflow_${name}`.replace(/[^\w-]+/g, "_");
  const svg = svgs[0];
  const csv = () => (unit ? csvOf([...saved[0], t("unit")], saved[1].map((row) => [...row, unit])) : csvOf(...saved));
  return h("div", {},
    ...svgs.map((one) => h("figure", {}, one)),
    h("p", { class: "note", id: "hint" }, t("hint")),
    h("div", { class: "buttons", role: "group", "aria-label": t("downloads") },
      h("button", { type: "button", id: "svg", onclick: () => saveText(`${file}.svg`, standalone(svg), "image/svg+xml") }, t("as_svg")),
      h("button", { type: "button", id: "png", onclick: () => savePng(`${file}.png`, svg) }, t("as_png")),
      h("button", { type: "button", id: "csv", onclick: () => saveText(`${file}.csv`, csv(), "text/csv") }, t("as_csv"))),
    tableOf(caption, head, rows));
}

const empty = (key, ...given) => h("p", { class: "empty" }, t(key, ...given));
