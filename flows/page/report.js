"use strict";
// Texts of documents reach the page as text nodes alone: nothing in them can become markup.
const told = JSON.parse(document.getElementById("data").textContent);
// In a bundle: where its files stand beside this page.
const files = told.files || { originals: {}, pictures: {} };
const [WHO, ACT, DAY, DOCUMENT, PAGE, LINE, IS_COPY, CONTENT, PIECES, FACTS] = Array(10).keys();
const AT_ONCE = 50;
const FEW = 4;
const ON_PAPER = 1000;
const FAMILIES = {
  says: ["assert", "acknowledge", "believe", "predict", "ask"],
  promises: ["commit", "support"],
  asks: ["demand", "propose"],
  refuses: ["deny", "reject"],
  warns: ["warn", "accuse"],
};
const LEGEND = {
  says: "says, admits, expects", promises: "promises, supports", asks: "demands, proposes",
  refuses: "denies, rejects", warns: "warns, accuses",
};
const PARTS = { s: "source", u: "cue", c: "content", k: "condition" };
const family = Object.fromEntries(
  Object.entries(FAMILIES).flatMap(([name, acts]) => acts.map((act) => [act, name])));
const colour = (act) => `--colour: var(--${family[act] || "says"})`;
const byId = (id) => document.getElementById(id);
const number = (value) => value.toLocaleString("en");
const plural = (count, word) => `${number(count)} ${word}${count === 1 ? "" : "s"}`;

function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

function counted(values) {
  const counts = new Map();
  for (const value of values) if (value) counts.set(value, (counts.get(value) || 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

const names = (row) => (row[WHO] ? [...new Set(row[WHO].split("; "))] : []);
const publisher = (row) => told.documents[row[DOCUMENT]].publisher;
const file = (row) => told.documents[row[DOCUMENT]].uri.split("/").pop();
const source = (row) => {
  const about = told.documents[row[DOCUMENT]];
  return [about.publisher, about.title].filter(Boolean).join(": ");
};
const place = (row) =>
  file(row) + (row[PAGE] ? `, page ${row[PAGE]}` : row[LINE] ? `, line ${row[LINE]}` : "");
for (const row of told.rows) {
  row[CONTENT] ??= row[PIECES].map(([own, text]) => (own.includes("c") ? text : "")).join("");
}
const idOf = (row) => row[FACTS].at(-1);
const haystacks = told.rows.map((row) =>
  `${row[WHO] || ""} ${row[CONTENT] || ""} ${told.documents[row[DOCUMENT]].title || ""}`.toLowerCase());

function writeHead() {
  document.title = `${told.title} – On Record`;
  byId("title").textContent = told.title;
  const [snapshot, day] = told.snapshot || [0, ""];
  byId("scope").textContent = `From snapshot ${snapshot} of the record, published ${day}.`
    + (told.where ? ` Statements where ${told.where}.` : "")
    + (told.left_out ? ` ${number(told.left_out)} more are left out to keep the page small.` : "")
    + (told.hidden ? ` ${plural(told.hidden, "statement")} of sensitive documents left out.` : "");
  const totals = {
    statement: told.rows.filter((row) => !row[IS_COPY]).length,
    speaker: new Set(told.rows.flatMap(names)).size,
    document: told.documents.length,
    publisher: new Set(told.documents.map((one) => one.publisher).filter(Boolean)).size,
  };
  for (const [name, value] of Object.entries(totals).filter(([, count]) => count)) {
    byId("totals").append(make("div", {}, make("dt", {}, value === 1 ? name : `${name}s`),
      make("dd", {}, number(value))));
  }
  const r = told.reach;
  const limits = [
    [r.failed_count, "could not be read"], [r.partial_count, "read in part"],
    [r.undated_count, "without a date"], [r.low_ocr_count, "with poorly recognised words"],
    [r.other_language_count, "in another language than English"],
  ].filter(([count]) => count).map(([count, words]) => `${number(count)} ${words}`);
  byId("reach").textContent =
    `Searched ${plural(r.document_count, "document")}, ${plural(r.page_count, "page")}`
    + `${limits.length ? `: ${limits.join(", ")}` : "; all read whole and dated"}.`;
}

function writeSpeakers(rows) {
  const most = counted(rows.flatMap(names)).slice(0, 12);
  const chosen = new Map(most.map(([name]) => [name, []]));
  for (const row of rows) for (const name of names(row)) chosen.get(name)?.push(row[ACT]);
  const largest = most.length ? most[0][1] : 1;
  byId("speakers").replaceChildren(...most.map(([name, count]) => {
    const acts = counted(chosen.get(name)).sort((a, b) =>
      Object.keys(FAMILIES).indexOf(family[a[0]]) - Object.keys(FAMILIES).indexOf(family[b[0]]));
    const bar = make("span", { class: "bar", "aria-hidden": "true" }, ...acts.map(([act, n]) =>
      make("span", { style: `${colour(act)}; width: ${(100 * n) / largest}%`, title: `${act}: ${n}` })));
    const told = acts.map(([act, n]) => `${act} ${n}`).join(", ");
    const button = make("button", { type: "button" },
      make("span", { class: "name", title: name }, name), bar,
      make("span", { class: "number" }, number(count)),
      make("span", { class: "unseen" }, `statements: ${told}`));
    button.addEventListener("click", () => { byId("who").value = name; filter(); });
    return make("li", {}, button);
  }));
}

function periodOf(days) {
  const span = days.length ? (Date.parse(days[days.length - 1]) - Date.parse(days[0])) / 864e5 : 0;
  return span > 1500 ? [4, "year"] : span > 90 ? [7, "month"] : [10, "day"];
}

function writeTimeline(rows) {
  const days = rows.map((row) => row[DAY]).filter(Boolean).sort();
  const target = byId("timeline");
  if (!days.length) {
    const why = rows.length ? "No statement here has a date." : "Nothing to show.";
    target.replaceChildren(make("p", {}, why));
    return;
  }
  const [digits, period] = periodOf(days);
  const counts = new Map();
  for (const day of days) counts.set(day.slice(0, digits), (counts.get(day.slice(0, digits)) || 0) + 1);
  const start = Date.parse(days[0].slice(0, digits)), end = Date.parse(days[days.length - 1].slice(0, digits));
  const steps = { day: 864e5, month: 30.44 * 864e5, year: 365.25 * 864e5 }[period];
  const places = Math.max(1, Math.round((end - start) / steps) + 1);
  const width = 420, height = 150, step = width / Math.max(places, 8), top = Math.max(...counts.values());
  const space = "http://www.w3.org/2000/svg";
  const draw = (name, attributes, text) => {
    const made = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const first = days[0].slice(0, digits), last = days[days.length - 1].slice(0, digits);
  const svg = draw("svg", { viewBox: `0 -16 ${width} ${height + 40}`, role: "img", "aria-label":
    `Statements by ${period}, from ${first} to ${last}, at most ${top} in one ${period}` });
  svg.append(draw("line", { x1: 0, x2: width, y1: height, y2: height }));
  for (const [name, count] of counts) {
    const x = Math.round((Date.parse(name) - start) / steps) * step;
    const tall = (height * count) / top;
    const bar = draw("rect", { x, y: height - tall, width: Math.max(1, step * 0.82), height: tall, rx: 1 });
    bar.append(draw("title", {}, `${name}: ${count}`));
    svg.append(bar);
    if (count === top && counts.size <= 400) {
      svg.append(draw("text", { x: x + step * 0.41, y: height - tall - 5, "text-anchor": "middle" }, count));
    }
  }
  svg.append(draw("text", { x: 0, y: height + 17 }, first));
  if (last !== first) {
    svg.append(draw("text", { x: Math.min(width, (places - 1) * step + step), y: height + 17, "text-anchor": "end" }, last));
  }
  const undated = rows.length - days.length;
  target.replaceChildren(svg,
    make("p", {}, `By ${period}${undated ? `; ${plural(undated, "statement")} without a date` : ""}.`));
}

function evidenceOf(row) {
  const box = make("div", { class: "evidence" });
  const letters = new Set(row[PIECES].flatMap(([own]) => [...own]));
  box.append(make("p", { class: "key" }, ...Object.entries(PARTS).filter(([letter]) => letters.has(letter))
    .map(([letter, name]) => make("mark", { class: letter }, name))));
  box.append(make("blockquote", {}, ...row[PIECES].map(([own, text]) =>
    own ? make("mark", { class: own[own.length - 1] }, text) : text)));
  const picture = told.pictures[idOf(row)];
  if (picture) {
    box.append(make("img", { src: picture, alt: `The passage on its page: ${place(row)}` }));
  }
  const trail = (told.reviews[idOf(row)] || []).map(([day, who, what, why]) =>
    make("li", {}, `${day} ${who}: ${what}${why ? ` – ${why}` : ""}`));
  if (trail.length) box.append(make("h3", {}, "Reviews"), make("ul", { class: "trail" }, ...trail));
  const about = told.documents[row[DOCUMENT]];
  const [original, drawn] = [files.originals[about.document_id], files.pictures[idOf(row)]];
  const facts = [["Document", about.title || about.uri], ["Publisher", about.publisher],
    ["File", original ? make("a", { href: original }, place(row)) : place(row)],
    ["Picture", drawn ? make("a", { href: drawn }, "the whole page") : null],
    ...Object.entries(told.facts).map(([column, words], index) =>
      [words, row[FACTS][index], told.meanings[column]?.[row[FACTS][index]]])];
  box.append(make("dl", {}, ...facts.filter(([, value]) => value !== null && value !== undefined)
    .map(([words, value, meaning]) => make("div", {}, make("dt", {}, words),
      make("dd", {}, typeof value === "number" ? value.toFixed(2) : value,
        meaning ? make("small", {}, meaning) : "")))));
  return box;
}

function itemOf(row) {
  const button = make("button", { type: "button", class: "row", "aria-expanded": "false" },
    make("span", { class: "day" }, row[DAY] || "undated"),
    make("span", { class: "who" }, row[WHO] || "nobody named",
      make("span", { class: "act", style: colour(row[ACT]) }, row[ACT] || "")),
    make("span", { class: "what" }, row[CONTENT] || "",
      make("span", { class: "place" }, [source(row), place(row)].filter(Boolean).join(" · "))));
  const item = make("li", {}, button);
  button.addEventListener("click", () => {
    const isOpen = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!isOpen));
    if (isOpen) item.lastChild.remove();
    else item.append(evidenceOf(row));
  });
  return item;
}

let chosen = told.rows;

function showMore(count = AT_ONCE) {
  const list = byId("list"), shown = list.children.length;
  list.append(...chosen.slice(shown, shown + count).map(itemOf));
  const left = chosen.length - list.children.length;
  byId("more").hidden = left === 0;
  byId("more").textContent = `Show ${number(Math.min(left, AT_ONCE))} more`;
}

function filter() {
  const words = byId("words").value.toLowerCase().split(/\s+/).filter(Boolean);
  const who = byId("who").value.trim().toLowerCase();
  const [act, source, from, to] = ["act", "publisher", "from", "to"].map((id) => byId(id).value);
  const copies = byId("copies").checked;
  chosen = told.rows.filter((row, index) => (copies || !row[IS_COPY])
    && words.every((word) => haystacks[index].includes(word))
    && (!who || (row[WHO] || "").toLowerCase().includes(who))
    && (!act || row[ACT] === act) && (!source || publisher(row) === source)
    && (!from || (row[DAY] && row[DAY] >= from)) && (!to || (row[DAY] && row[DAY] <= to)));
  const all = told.rows.filter((row) => copies || !row[IS_COPY]).length;
  byId("count").textContent = chosen.length === all
    ? plural(all, "statement") : `${number(chosen.length)} of ${plural(all, "statement")}`;
  byId("list").replaceChildren();
  showMore();
  byId("none").hidden = chosen.length > 0;
  document.querySelector(".plots").hidden = told.rows.length <= FEW || chosen.length === 0;
  writeSpeakers(chosen);
  writeTimeline(chosen);
}

// What may be chosen, with how many statements have it: of copies only where these are shown.
function countChoices() {
  const rows = told.rows.filter((row) => byId("copies").checked || !row[IS_COPY]);
  for (const [id, valueOf] of [["act", (row) => row[ACT]], ["publisher", publisher]]) {
    const chosenBefore = byId(id).value;
    byId(id).replaceChildren(make("option", { value: "" }, "all"), ...counted(rows.map(valueOf))
      .map(([value, count]) => make("option", { value }, `${value} (${number(count)})`)));
    byId(id).value = chosenBefore;
    if (byId(id).selectedIndex < 0) byId(id).value = "";
  }
}

function writeFilters() {
  countChoices();
  byId("copies").addEventListener("input", countChoices);
  byId("copies").parentElement.hidden = !told.rows.some((row) => row[IS_COPY]);
  byId("publisher").parentElement.hidden = byId("publisher").options.length < 2;
  for (const id of ["from", "to"]) byId(id).parentElement.hidden = !told.rows.some((row) => row[DAY]);
  byId("names").replaceChildren(...counted(told.rows.flatMap(names)).slice(0, 300)
    .map(([value]) => make("option", { value })));
  byId("filters").addEventListener("input", filter);
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("reset", () => setTimeout(() => { countChoices(); filter(); }));
  // On paper nobody can ask for more.
  window.addEventListener("beforeprint", () => showMore(ON_PAPER - byId("list").children.length));
  byId("more").addEventListener("click", () => {
    const shown = byId("list").children.length;
    showMore();
    byId("list").children[shown]?.querySelector("button").focus();
  });
}

// A few statements need no plots and no filters: they lie open, in whatever copy they stand.
function showFew() {
  byId("filters").hidden = true;
  byId("copies").checked = true;
  filter();
  for (const button of document.querySelectorAll(".row")) button.click();
}

writeHead();
byId("beside").hidden = !told.files;
byId("legend").append(...Object.entries(LEGEND).map(([name, words]) =>
  make("li", { style: `--colour: var(--${name})` }, words)));
writeFilters();
if (told.rows.length <= FEW) showFew();
else filter();
