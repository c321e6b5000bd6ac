// Buttons above each picture in a frame, and the keys + - 0 inside the frame.

const FACTOR = 1.25;
const LEAST = 0.4;
const MOST = 3;

function button(name, sign, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "bw-tool";
  made.textContent = sign;
  made.setAttribute("aria-label", name);
  made.title = name;
  made.addEventListener("click", act);
  return made;
}

function equip(frame) {
  const picture = frame.querySelector("svg");
  if (!picture) return;
  const wide = Number(picture.getAttribute("width"));
  const high = Number(picture.getAttribute("height"));
  let zoom = 1;

  const set = (wanted) => {
    const next = Math.min(MOST, Math.max(LEAST, wanted));
    const middle = (frame.scrollLeft + frame.clientWidth / 2) / (wide * zoom);
    zoom = next;
    picture.setAttribute("width", String(wide * zoom));
    picture.setAttribute("height", String(high * zoom));
    frame.scrollLeft = middle * wide * zoom - frame.clientWidth / 2;
    said.textContent = `${Math.round(zoom * 100)} %`;
    update();
  };
  const pan = (share) => frame.scrollBy({ left: share * frame.clientWidth });

  const left = button("Move the picture left", "←", () => pan(-0.6));
  const right = button("Move the picture right", "→", () => pan(0.6));
  const larger = button("Larger", "+", () => set(zoom * FACTOR));
  const smaller = button("Smaller", "−", () => set(zoom / FACTOR));
  const whole = button("Fit the width", "Fit", () => set(Math.min(1, frame.clientWidth / wide)));
  const own = button("1:1, its own size", "1:1", () => set(1));
  const said = document.createElement("span");
  said.className = "bw-tools__said";
  said.setAttribute("role", "status");
  said.textContent = "100 %";

  const update = () => {
    const most = frame.scrollWidth - frame.clientWidth;
    const idle = (item, off) => item.setAttribute("aria-disabled", String(off));
    idle(left, frame.scrollLeft <= 1);
    idle(right, frame.scrollLeft >= most - 1);
    idle(smaller, zoom <= LEAST);
    idle(larger, zoom >= MOST);
  };

  const tools = document.createElement("div");
  tools.className = "bw-tools";
  if (frame.classList.contains("bw-wide")) tools.classList.add("bw-wide");
  tools.setAttribute("role", "group");
  tools.setAttribute("aria-label", `Size and place: ${frame.getAttribute("aria-label") ?? ""}`);
  tools.append(smaller, larger, whole, own, left, right, said);
  frame.before(tools);
  frame.addEventListener("scroll", update, { passive: true });
  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") set(zoom * FACTOR);
    else if (event.key === "-") set(zoom / FACTOR);
    else if (event.key === "0") set(1);
    else return;
    event.preventDefault();
  });
  new ResizeObserver(update).observe(frame);
  update();
}

for (const frame of document.querySelectorAll(".bw-figure > .bw-scroll")) equip(frame);
