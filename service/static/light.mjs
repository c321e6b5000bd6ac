// A step of the list lights up on the pictures below it, and a step of a picture in the list.

const LIT = "bw-lit";

/** The pictures that belong to a list of steps: those that follow it, up to the next list. */
function figures(section) {
  const found = [];
  for (let next = section.nextElementSibling; next; next = next.nextElementSibling) {
    if (!next.matches(".bw-figure")) break;
    found.push(next);
  }
  return found;
}

function connect(section) {
  const rooms = [section, ...figures(section)];
  if (rooms.length < 2) return;
  const marked = rooms.flatMap((room) => [...room.querySelectorAll("[data-step]")]);
  const light = (step) => {
    for (const item of marked) item.classList.toggle(LIT, item.dataset.step === step);
  };
  for (const item of marked) {
    const on = () => light(item.dataset.step);
    const off = () => light(undefined);
    item.addEventListener("pointerenter", on);
    item.addEventListener("pointerleave", off);
    item.addEventListener("focusin", on);
    item.addEventListener("focusout", off);
  }
}

for (const section of document.querySelectorAll(".bw-part--steps")) connect(section);
