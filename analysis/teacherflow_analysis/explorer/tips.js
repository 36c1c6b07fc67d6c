// What a mark says: to a mouse, a finger and keys, and to those who hear the page.
// Every mark is an image with a label; each picture is one stop of the Tab key, arrows go on from there.

const REACH = { near: 10, tap: 28 };  // pixels around a mark; fingers are wide
const MOST_LINES = 12;
const places = new WeakMap();

/** Let a mark tell a text. */
function telling(node, text) {
  for (const [key, value] of Object.entries({ class: "mark", role: "img", "aria-label": text, tabindex: -1 }))
    node.setAttribute(key, value);
  return node;
}

const isMark = (node) => node instanceof Element && node.matches(".mark");

/** The marks of a picture with their centres, in its own pixels. */
function marksOf(svg) {
  if (!places.has(svg)) places.set(svg, [...svg.querySelectorAll(".mark")].map((node) => {
    const { e, f } = node.transform.baseVal.getItem(0).matrix;
    return { node, x: e, y: f };
  }));
  return places.get(svg);
}

/** The mark under a pointer, or the nearest within `reach`. */
function markAt(event, reach) {
  if (isMark(event.target)) return event.target;
  const svg = event.target.closest && event.target.closest("#view figure svg");
  if (!svg) return null;
  const box = svg.getBoundingClientRect(), scale = svg.viewBox.baseVal.width / box.width;
  const [x, y] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  let found = null, least = reach * scale;
  for (const one of marksOf(svg)) {
    const far = Math.hypot(one.x - x, one.y - y);
    if (far < least) [found, least] = [one.node, far];
  }
  return found;
}

/** What a mark tells, and others that lie on it. */
function toldAt(node) {
  const marks = marksOf(node.closest("svg")), here = marks.find((one) => one.node === node);
  const others = marks.filter((one) => one !== here && Math.hypot(one.x - here.x, one.y - here.y) < 2);
  const lines = [here, ...others].map((one) => one.node.getAttribute("aria-label"));
  return lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES - 1), "…"] : lines;
}

/** Show what a mark tells beside it and inside the window; a pointer may go there. */
function showTip(node) {
  const tip = document.getElementById("tip");
  tip.replaceChildren(...toldAt(node).map((line) => h("div", {}, line)));
  tip.hidden = false;
  tip.style.left = "0";  // where it has all the room that it can have
  const mark = node.getBoundingClientRect(), box = tip.getBoundingClientRect(), room = document.documentElement;
  const left = Math.max(4, Math.min(mark.right, room.clientWidth - box.width - 4));
  const below = mark.bottom + box.height <= room.clientHeight;
  tip.style.left = `${scrollX + left}px`;
  tip.style.top = `${scrollY + (below ? mark.bottom : mark.top - box.height)}px`;
}

function hideTip() {
  document.getElementById("tip").hidden = true;
}

/** Where a key leads from a mark: along the marks, or up and down to the nearest in the same place. */
function markBeyond(key, node) {
  const svg = node.closest("svg"), marks = marksOf(svg);
  const i = marks.findIndex((one) => one.node === node), here = marks[i];
  if (key === "Home" || key === "End") return marks[key === "Home" ? 0 : marks.length - 1];
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
  if (!step) return null;
  const upright = key === "ArrowDown" || key === "ArrowUp";
  if (!upright || svg.dataset.keys === "rows") return marks[i + step] || here;
  const cost = (one) => Math.abs(one.y - here.y) + 4 * Math.abs(one.x - here.x);
  const beyond = marks.filter((one) => (one.y - here.y) * step > 0.5);
  return beyond.reduce((best, one) => (cost(one) < cost(best) ? one : best), beyond[0] || here);
}

/** The first mark of every picture is a stop of the Tab key. */
function openToKeys(view) {
  for (const svg of view.querySelectorAll("figure svg")) {
    const first = svg.querySelector(".mark");
    if (first) first.setAttribute("tabindex", 0);
  }
}

function focusMark(node) {
  for (const one of node.closest("svg").querySelectorAll('.mark[tabindex="0"]')) one.setAttribute("tabindex", -1);
  node.setAttribute("tabindex", 0);
  showTip(node);
}

function listenForTips(view) {
  const rest = () => (isMark(document.activeElement) ? showTip(document.activeElement) : hideTip());
  document.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || document.getElementById("tip").contains(event.target)) return;
    const node = markAt(event, REACH.near);
    if (node) showTip(node);
    else if (!document.getElementById("tip").hidden) rest();
  });
  document.addEventListener("click", (event) => {
    const node = markAt(event, REACH.tap);
    if (node) {
      node.focus({ preventScroll: true });
      focusMark(node);  // a window in the background has no events of focus
    } else if (!document.getElementById("tip").contains(event.target)) hideTip();
  });
  view.addEventListener("focusin", (event) => { if (isMark(event.target)) focusMark(event.target); });
  view.addEventListener("focusout", (event) => { if (isMark(event.target)) hideTip(); });
  view.addEventListener("keydown", (event) => {
    const next = isMark(event.target) && !event.altKey && !event.ctrlKey && !event.metaKey && markBeyond(event.key, event.target);
    if (!next) return;
    event.preventDefault();
    next.node.focus();
  });
  addEventListener("keydown", (event) => { if (event.key === "Escape") hideTip(); });
}
