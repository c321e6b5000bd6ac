// The network: data from the page, drawn by vis-network at the places that the server worked out.
// Labels are only ever drawn as text or put into the page as text.

import "./vis-network-9.1.2.min.js";
import { combobox, entry as listed } from "./typeahead.mjs";

const { DataSet, Network } = globalThis.vis;
const NODES = {
  role: ["#dcebf7", "#1d4f7c"],
  beside: ["#ffffff", "#1d4f7c", "#212b32", [5, 4]],
  band: ["#24343f", "#24343f", "#ffffff"],
  qualification: ["#e4f1e2", "#2b6a33"],
  registration: ["#f6e3ee", "#8a1560"],
  course: ["#fdf3d0", "#7a5a00"],
  competency: ["#ffffff", "#6a4b12", "#212b32", [5, 4]],
  condition: ["#fbe6d8", "#8a3c00", "#212b32", [5, 4]],
  "staff-group": ["#eceaf6", "#4b3a8a"],
};
const LINES = {
  move: ["#24343f", 2.5],
  requires: ["#1d5fa8", 1.5],
  gives: ["#2b7a3d", 1.5],
  block: ["#a3121f", 2],
  band: ["#76858f", 1],
};
const [WIDE, TALL, LANE, DEEP, LETTERS] = [206, 66, 32, 4, 14];
const DASHES = { alternative: [10, 4], conditional: [8, 5], seen: [3, 5], unknown: [2, 6], leaves: [14, 5] };

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const find = (id) => document.getElementById(id);
const made = (name, text) => Object.assign(document.createElement(name), { textContent: text });

const given = read("network-data");
const grid = read("network-grid");
const room = find("network");
const told = find("network-told");
const byId = new Map(given.nodes.map((node) => [node.id, node]));
const linksOf = new Map(given.nodes.map((node) => [node.id, []]));
for (const edge of given.edges) {
  linksOf.get(edge.from).push(edge);
  linksOf.get(edge.to).push(edge);
}

const tint = (what) => ({ color: LINES[what][0], highlight: LINES[what][0], inherit: false });

const nodes = new DataSet(
  given.nodes.map(({ id, label, x, y, group }) => {
    const [background, border, ink = "#212b32", borderDashes = false] = NODES[group] ?? NODES.role;
    return {
      id, label, x, y,
      color: { background, border, highlight: { background: "#ffeb3b", border: "#212b32" } },
      font: { color: ink },
      shapeProperties: { borderDashes, borderRadius: 6 },
    };
  }),
);
const edges = new DataSet(
  given.edges.map(({ id, from, to, what, state }) => ({
    id, from, to,
    color: tint(what),
    width: LINES[what][1],
    dashes: what === "block" ? [3, 4] : (DASHES[state] ?? false),
    arrows: { to: { enabled: true, type: what === "block" ? "bar" : "arrow", scaleFactor: 0.7 } },
    hidden: true,
  })),
);

room.hidden = false;
const network = new Network(
  find("network-canvas"),
  { nodes, edges },
  {
    autoResize: true,
    physics: false,
    layout: { improvedLayout: false },
    interaction: {
      dragNodes: false,
      hover: false,
      zoomView: false,
      keyboard: { enabled: true, bindToWindow: false, autoFocus: false },
    },
    nodes: {
      shape: "box", borderWidth: 1.5, margin: 7, widthConstraint: { minimum: 120, maximum: 190 },
      font: { size: LETTERS, face: "Arial, sans-serif", multi: false },
      labelHighlightBold: false,
    },
    edges: { smooth: { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.4 } },
  },
);

// The wheel belongs to the page until somebody is in the picture.
const canvas = find("network-canvas");
canvas.addEventListener("focusin", () => network.setOptions({ interaction: { zoomView: true } }));
canvas.addEventListener("focusout", () => network.setOptions({ interaction: { zoomView: false } }));

const kinds = [...room.querySelectorAll(".bw-network__kinds input")];
const first = new Set(kinds.filter((check) => check.defaultChecked).map((check) => check.value));
const on = new Set(first);
const refused = new Set(); // kinds that somebody has taken away: not shown with an entry chosen either
let centre = null;
let strips = { columns: [], lanes: [] };

/** Headings and lanes, at the edges of what can be seen, however far the picture was moved. */
function write(ink) {
  if (centre) return;
  const scale = network.getScale();
  const corner = network.DOMtoCanvas({ x: 0, y: 0 });
  const wide = canvas.clientWidth / scale;
  const size = (pixels) => pixels / scale;
  ink.textBaseline = "middle";
  ink.font = `bold ${size(14)}px Arial, sans-serif`;
  ink.textAlign = "left";
  for (const { label, from } of strips.lanes) {
    const width = ink.measureText(label).width + size(16);
    ink.fillStyle = "#24343f";
    ink.fillRect(corner.x, from, size(6), LANE);
    ink.fillStyle = "rgb(233 238 241 / 0.92)";
    ink.fillRect(corner.x + size(6), from + 4, width, LANE - 8);
    ink.fillStyle = "#212b32";
    ink.fillText(label, corner.x + size(14), from + LANE / 2);
  }
  ink.fillStyle = "#24343f";
  ink.fillRect(corner.x, corner.y, wide, size(30));
  ink.fillStyle = "#ffffff";
  ink.textAlign = "center";
  for (const { label, from, to } of strips.columns) ink.fillText(label, (from + to) / 2, corner.y + size(15));
}
network.on("beforeDrawing", (ink) => {
  if (centre) return;
  const corner = network.DOMtoCanvas({ x: 0, y: 0 });
  const wide = canvas.clientWidth / network.getScale();
  strips.lanes.forEach(({ from, to }, at) => {
    ink.fillStyle = at % 2 ? "#ffffff" : "#f0f4f5";
    ink.fillRect(corner.x, from, wide, to - from);
  });
});
network.on("afterDrawing", write);

/** Places column by column and lane by lane as the grid has them, close together: only what is shown. */
function pack(shown) {
  const inside = ({ x, y }, [, left, right], [, top, bottom]) => x >= left && x <= right && y >= top && y <= bottom;
  const rest = shown.filter((node) => node.group !== "band").sort((a, b) => a.x - b.x || a.y - b.y);
  const bands = new Set(shown.filter((node) => node.group === "band").map((node) => node.id));
  const cells = grid.columns.map((column) => grid.lanes.map((lane) => rest.filter((node) => inside(node, column, lane))));
  const at = new Map();
  const columns = [];
  const left = [];
  let x = 0;
  grid.columns.forEach(([label, , , id], n) => {
    const most = Math.max(...cells[n].map((own) => own.length), bands.has(id) ? 1 : 0);
    left.push(x);
    if (!most) return;
    const to = x + (Math.ceil(most / DEEP) - 1) * WIDE;
    columns.push({ label, from: x, to });
    if (bands.has(id)) at.set(id, { x: (x + to) / 2, y: -28 });
    x = to + WIDE;
  });
  const lanes = [];
  let y = 0;
  grid.lanes.forEach(([label], m) => {
    const rows = Math.min(DEEP, Math.max(...cells.map((own) => own[m].length)));
    if (!rows) return;
    cells.forEach((own, n) =>
      own[m].forEach(({ id }, k) => {
        at.set(id, { x: left[n] + Math.floor(k / DEEP) * WIDE, y: y + LANE + ((k % DEEP) + 0.5) * TALL });
      }),
    );
    lanes.push({ label, from: y, to: y + LANE + rows * TALL });
    y += LANE + rows * TALL;
  });
  strips = { columns, lanes };
  return at;
}

const narrow = () => canvas.clientWidth < 600;

/** Places close to the entry chosen: what leads to it on the left, where it leads on the right. On a
 * narrow screen above and below, with the lines between two columns. */
function around(shown) {
  const after = new Set(linksOf.get(centre).filter((edge) => edge.from === centre).map((edge) => edge.to));
  const at = new Map([[centre, { x: 0, y: 0 }]]);
  for (const side of [-1, 1]) {
    const own = shown.map(({ id }) => id).filter((id) => id !== centre && after.has(id) === (side > 0));
    own.sort((a, b) => byId.get(a).group.localeCompare(byId.get(b).group));
    if (narrow()) {
      own.forEach((id, n) => {
        at.set(id, { x: n % 2 ? 92 : -92, y: side * (96 + Math.floor(n / 2) * 74) });
      });
      continue;
    }
    const rows = own.length > 24 ? Math.ceil(own.length / 4) : Math.min(own.length, 8);
    own.forEach((id, n) => {
      const column = Math.floor(n / rows);
      const high = Math.min(rows, own.length - column * rows);
      at.set(id, { x: side * (330 + column * 215), y: ((n % rows) - (high - 1) / 2) * 68 });
    });
  }
  return at;
}

/** Shows what the kinds chosen leave, or only one entry with all that it is linked with. */
function show() {
  const near = new Set(centre ? [centre] : []);
  for (const edge of centre ? linksOf.get(centre) : []) near.add(edge.from).add(edge.to);
  const seen = ({ id, group }) => (centre ? near.has(id) && (id === centre || !refused.has(group)) : on.has(group));
  const shown = given.nodes.filter(seen);
  const at = centre ? around(shown) : pack(shown);
  const forceDirection = centre && narrow() ? "vertical" : "horizontal";
  network.setOptions({ edges: { smooth: { enabled: true, type: "cubicBezier", forceDirection, roundness: 0.4 } } });
  nodes.update(given.nodes.map(({ id }) => ({ id, hidden: !at.has(id), ...at.get(id) })));
  const all = find("network-lines").checked;
  edges.update(
    given.edges.map(({ id, from, to, what }) => {
      const own = centre ? from === centre || to === centre : what === "move" || (all && what !== "band");
      const color = { ...tint(what), opacity: centre || what === "move" ? 1 : 0.4 };
      return { id, color, hidden: !(own && at.has(from) && at.has(to)) };
    }),
  );
  return [...at.keys()];
}

function entry(id) {
  const query = room.dataset.query;
  return `/entries/${encodeURIComponent(id)}${query ? `?${query}` : ""}`;
}

/** The address holds what is chosen, so that it can be kept and sent on. */
function remember() {
  const here = new URL(location.href);
  if (centre) here.searchParams.set("entry", centre);
  else here.searchParams.delete("entry");
  history.replaceState(null, "", here);
}

function list(heading, links, other) {
  if (!links.length) return [];
  const items = made("ul", "");
  for (const edge of links) {
    const item = made("li", "");
    const jump = made("button", byId.get(edge[other]).name);
    jump.type = "button";
    jump.addEventListener("click", () => choose(edge[other]));
    const how = ["stated", "closed"].includes(edge.state) ? "" : ` (${edge.how})`;
    if (other === "to") item.append(`${edge.told}${how}:`, jump);
    else item.append(jump, `${edge.told.toLowerCase()} this${how}`);
    items.append(item);
  }
  return [made("h3", heading), items];
}

const sized = () => (find("network-size").textContent = `${Math.round(network.getScale() * 100)} %`);

function choose(id) {
  centre = id;
  const near = show();
  network.selectNodes([id]);
  network.redraw(); // so that every box has its size before the view is fitted to them
  network.fit({ nodes: near, maxZoomLevel: 1, animation: false });
  sized();
  const node = byId.get(id);
  finder.set(items.find((item) => item.value === id));
  const link = Object.assign(made("a", "All that the sources say of this"), { href: entry(id) });
  const last = made("p", "");
  last.append(link);
  const links = linksOf.get(id);
  told.replaceChildren(
    made("h2", node.name),
    made("p", node.told),
    ...list("From here", links.filter((edge) => edge.from === id), "to"),
    ...list("To here", links.filter((edge) => edge.to === id), "from"),
    ...(links.length ? [] : [made("p", "The sources state no link from or to this.")]),
    last,
  );
  remember();
}

const nothing = told.firstElementChild;

function all() {
  centre = null;
  network.unselectAll();
  finder.set();
  told.replaceChildren(nothing);
  remember();
  return show();
}

/** Starts at the upper left, at a size that can be read. */
function begin() {
  const position = { x: -110 + canvas.clientWidth / 2, y: canvas.clientHeight / 2 - (on.has("band") ? 62 : 34) };
  network.moveTo({ position, scale: 1, animation: false });
  sized();
}

const items = given.nodes.map(({ id, name, also, group }) => {
  const kind = kinds.find((check) => check.value === group)?.parentElement.textContent ?? "";
  return listed(id, name, kind.replace(/ \(\d+\)\s*$/, "").trim(), also);
});
const order = kinds.map((check) => check.value);
items.sort((a, b) => {
  const place = (item) => order.indexOf(byId.get(item.value).group);
  return place(a) - place(b) || a.label.localeCompare(b.label);
});
const finder = combobox(find("network-find"), items, "Entries of the network", (item) => {
  if (item) choose(item.value);
  else if (centre) {
    all();
    begin();
  }
});

network.on("click", ({ nodes: [id] }) => {
  if (id !== undefined) choose(id);
});
network.on("zoom", sized);
find("network-all").addEventListener("click", () => {
  on.clear();
  for (const check of kinds) {
    check.checked = first.has(check.value);
    if (check.checked) on.add(check.value);
  }
  refused.clear();
  find("network-lines").checked = false;
  all();
  begin();
});
find("network-fit").addEventListener("click", () => {
  network.fit({ nodes: show(), maxZoomLevel: 1, animation: false });
  sized();
});
const zoom = (by) => {
  network.moveTo({ scale: Math.min(3, Math.max(0.05, network.getScale() * by)) });
  sized();
};
find("network-in").addEventListener("click", () => zoom(1.3));
find("network-out").addEventListener("click", () => zoom(1 / 1.3));
for (const check of kinds) {
  check.checked = check.defaultChecked;
  check.addEventListener("change", () => {
    if (check.checked) on.add(check.value);
    else on.delete(check.value);
    if (check.checked) refused.delete(check.value);
    else refused.add(check.value);
    show();
  });
}
find("network-lines").checked = false;
find("network-lines").addEventListener("change", show);

show();
begin();
if (byId.has(room.dataset.chosen)) choose(room.dataset.chosen);
