// The network: data from the page, drawn by vis-network at the places that the server worked out.
// Labels are only ever drawn as text or put into the page as text.

import "./vis-network-9.1.2.min.js";

const { DataSet, Network } = globalThis.vis;
const NODES = {
  role: ["#dcebf7", "#1d4f7c"],
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
    hidden: what === "band",
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
      font: { size: 14, face: "Arial, sans-serif", multi: false },
      labelHighlightBold: false,
    },
    edges: { smooth: { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.4 } },
  },
);

// The wheel belongs to the page until somebody is in the picture.
const canvas = find("network-canvas");
canvas.addEventListener("focusin", () => network.setOptions({ interaction: { zoomView: true } }));
canvas.addEventListener("focusout", () => network.setOptions({ interaction: { zoomView: false } }));

const left = Math.min(...given.nodes.map((n) => n.x)) - 130;
const right = Math.max(...given.nodes.map((n) => n.x)) + 130;
network.on("beforeDrawing", (ink) => {
  if (centre) return;
  grid.lanes.forEach(([label, first, last], at) => {
    ink.fillStyle = at % 2 ? "#ffffff" : "#f0f4f5";
    ink.fillRect(left, first - 35, right - left, last - first + 70);
    ink.fillStyle = "#3b4a54";
    ink.font = "bold 15px Arial, sans-serif";
    ink.textAlign = "right";
    ink.fillText(label, left - 10, (first + last) / 2 + 5);
  });
  ink.textAlign = "center";
  ink.font = "bold 18px Arial, sans-serif";
  ink.fillStyle = "#212b32";
  for (const [label, first, last] of grid.columns) ink.fillText(label, (first + last) / 2, -78);
});

const off = new Set();
let centre = null;

const pick = ({ x, y }) => ({ x, y });

const narrow = () => canvas.clientWidth < 600;

/** Places close to the entry chosen: what leads to it on the left, where it leads on the right. On a
 * narrow screen above and below, with the lines between two columns. */
function around(shown) {
  const after = new Set(linksOf.get(centre).filter((edge) => edge.from === centre).map((edge) => edge.to));
  const { x, y } = byId.get(centre);
  const at = new Map([[centre, { x, y }]]);
  for (const side of [-1, 1]) {
    const own = [...shown].filter((id) => id !== centre && after.has(id) === (side > 0));
    own.sort((a, b) => byId.get(a).group.localeCompare(byId.get(b).group));
    if (narrow()) {
      own.forEach((id, n) => {
        at.set(id, { x: x + (n % 2 ? 96 : -96), y: y + side * (96 + Math.floor(n / 2) * 74) });
      });
      continue;
    }
    const rows = own.length > 24 ? Math.ceil(own.length / 4) : Math.min(own.length, 8);
    own.forEach((id, n) => {
      const column = Math.floor(n / rows);
      const high = Math.min(rows, own.length - column * rows);
      at.set(id, { x: x + side * (330 + column * 215), y: y + ((n % rows) - (high - 1) / 2) * 68 });
    });
  }
  return at;
}

/** Shows what the kinds chosen leave, or only one entry with what it is linked with. */
function show() {
  const near = new Set(centre ? [centre] : []);
  for (const edge of centre ? linksOf.get(centre) : []) near.add(edge.from).add(edge.to);
  const seen = ({ id, group }) => (centre ? near.has(id) && (id === centre || !off.has(group)) : !off.has(group));
  const shown = new Set(given.nodes.filter(seen).map((node) => node.id));
  const at = centre ? around(shown) : byId;
  const forceDirection = centre && narrow() ? "vertical" : "horizontal";
  network.setOptions({ edges: { smooth: { enabled: true, type: "cubicBezier", forceDirection, roundness: 0.4 } } });
  nodes.update(
    given.nodes.map(({ id }) => ({ id, hidden: !shown.has(id), ...pick(at.get(id) ?? byId.get(id)) })),
  );
  edges.update(
    given.edges.map(({ id, from, to, what }) => {
      const own = centre ? from === centre || to === centre : what !== "band";
      const color = { ...tint(what), opacity: centre || what === "move" ? 1 : 0.4 };
      return { id, color, hidden: !(own && shown.has(from) && shown.has(to)) };
    }),
  );
  return [...shown];
}

function entry(id) {
  const query = room.dataset.query;
  return `/entries/${encodeURIComponent(id)}${query ? `?${query}` : ""}`;
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

function choose(id) {
  centre = id;
  const near = show();
  network.selectNodes([id]);
  network.fit({ nodes: near, maxZoomLevel: 1.1, animation: false });
  const node = byId.get(id);
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
}

function all() {
  centre = null;
  show();
  network.unselectAll();
  told.replaceChildren(made("p", "Choose an entry in the picture to see what it is linked with."));
}

network.on("click", ({ nodes: [id] }) => {
  if (id !== undefined) choose(id);
});
find("network-all").addEventListener("click", () => {
  all();
  begin();
});
find("network-fit").addEventListener("click", () => {
  all();
  network.fit({ nodes: show(), animation: false });
});
const zoom = (by) => network.moveTo({ scale: Math.min(3, Math.max(0.05, network.getScale() * by)) });
find("network-in").addEventListener("click", () => zoom(1.3));
find("network-out").addEventListener("click", () => zoom(1 / 1.3));
for (const check of room.querySelectorAll(".bw-network__kinds input")) {
  check.checked = true;
  check.addEventListener("change", () => {
    if (check.checked) off.delete(check.value);
    else off.add(check.value);
    show();
  });
}

const names = find("network-names");
const called = new Map();
for (const { id, name } of given.nodes) {
  names.append(Object.assign(document.createElement("option"), { value: name }));
  if (!called.has(name.toLowerCase())) called.set(name.toLowerCase(), id);
}
find("network-find").addEventListener("change", ({ target }) => {
  const wanted = target.value.trim().toLowerCase();
  if (!wanted) return;
  const near = [...called.keys()].find((name) => name.includes(wanted));
  const id = called.get(wanted) ?? called.get(near);
  if (id === undefined) told.replaceChildren(made("p", `No entry shown here is called “${target.value}”.`));
  else choose(id);
});

/** Starts where the posts are, at a size that can be read. */
function begin() {
  const posts = given.nodes.filter((n) => n.group === "role" || n.group === "band");
  const from = Math.min(...(posts.length ? posts : given.nodes).map((n) => n.x)) - 110;
  const top = Math.min(...given.nodes.map((n) => n.y)) - 60;
  const position = { x: from + canvas.clientWidth / 2, y: top + canvas.clientHeight / 2 };
  network.moveTo({ position, scale: 1, animation: false });
}
show();
begin();
