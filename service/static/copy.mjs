// A button beside each question to ask, which copies it.

/** Copies by the clipboard, or by a selection where the page is not served over https. */
async function copy(quote) {
  try {
    await navigator.clipboard.writeText(quote.textContent);
    return true;
  } catch {
    const chosen = getSelection();
    chosen.selectAllChildren(quote);
    return document.execCommand("copy");
  }
}

for (const quote of document.querySelectorAll(".bw-ask q")) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "bw-tool bw-copy";
  made.textContent = "Copy";
  made.setAttribute("aria-label", `Copy the question: ${quote.textContent}`);
  const said = document.createElement("span");
  said.className = "bw-copy__said";
  said.setAttribute("role", "status");
  made.addEventListener("click", async () => {
    said.textContent = (await copy(quote)) ? "Copied" : "Selected: copy it by hand";
    setTimeout(() => (said.textContent = ""), 4000);
  });
  quote.after(" ", made, " ", said);
}
