// What the pages gain by a script; every page works without it.
"use strict";

const box = document.getElementById("q");
const told = document.getElementById("told");
const words = document.body.dataset;

function tell(text) {
  told.textContent = text;
  setTimeout(() => { if (told.textContent === text) told.textContent = ""; }, 4000);
}

// Look up while typing: not while an input method composes, not at every key, and no answer that
// a later question has overtaken.
if (box && box.dataset.live) {
  const results = document.getElementById("results");
  let timer, asked = 0;
  const ask = async () => {
    const own = ++asked;
    const query = new URLSearchParams({ q: box.value });
    let answer;
    try {
      answer = await fetch(`${box.dataset.live}?${query}`);
    } catch {
      return; // the server is gone; the form still says so when it is sent
    }
    const text = await answer.text();
    if (own !== asked || !answer.ok) return;
    const page = new DOMParser().parseFromString(text, "text/html");
    results.replaceChildren(...page.body.childNodes);
    history.replaceState(null, "", box.value.trim() ? `/?${query}` : "/");
  };
  const soon = (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  };
  box.addEventListener("input", soon);
  box.addEventListener("compositionend", soon);
}

// Keys made of one letter can be switched off: speech input types them by accident.
const toggle = document.getElementById("shortcuts");
const hasShortcuts = () => localStorage.getItem("shortcuts") !== "off";
function label() {
  toggle.textContent = hasShortcuts() ? words.shortcutsOn : words.shortcutsOff;
  toggle.setAttribute("aria-pressed", String(hasShortcuts()));
}
toggle.hidden = false;
label();
toggle.addEventListener("click", () => {
  localStorage.setItem("shortcuts", hasShortcuts() ? "off" : "on");
  label();
});

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    tell(words.copied.replace("%", text));
  } catch {
    tell(words.copyFailed);
  }
}

function move(step) {
  const links = [...document.querySelectorAll(".result")];
  const at = links.indexOf(document.activeElement) + step;
  if (at < 0) box.focus();
  else if (at < links.length) links[at].focus();
}

// The key by its letter, or by its place where the layout has no such letter: Russian, Arabic.
function keyOf(event) {
  if (/^[\x21-\x7e]$|^.{2,}$/.test(event.key)) return event.key;
  const [, letter, digit] = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(event.code) || [];
  if (letter) return event.shiftKey ? letter : letter.toLowerCase();
  return digit || { BracketLeft: "[", BracketRight: "]", Slash: "/" }[event.code] || event.key;
}

function onResult(key) {
  const item = document.activeElement.closest(".results li");
  const column = item && item.querySelector(`[data-column="${CSS.escape(key)}"] [data-copy]`);
  if (column) copy(column.textContent);
  else if (item && key === "c") {
    const texts = [...item.querySelectorAll("[data-copy], .words")].map((each) => each.textContent);
    copy([...new Set(texts)].join("\t"));
  } else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  const isCommand = (event.ctrlKey || event.altKey) && !event.getModifierState("AltGraph");
  if (event.isComposing || isCommand || event.metaKey) return;
  const key = keyOf(event);
  const field = event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select");
  if (document.querySelector(".result")) {
    if (event.key === "ArrowDown" && (!field || field === box)) { move(1); event.preventDefault(); return; }
    if (event.key === "ArrowUp" && !field) { move(-1); event.preventDefault(); return; }
  }
  if (event.key === "Escape" && box && !field) { box.focus(); box.select(); return; }
  if (field || !hasShortcuts()) return;
  if (key === "/" && box) { box.focus(); box.select(); event.preventDefault(); return; }
  if (onResult(key)) { event.preventDefault(); return; }
  // On a review page each button and link says its own key.
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]:not(:disabled)`);
  if (target) { target.focus(); target.click(); event.preventDefault(); }
});

// Enter in a field that belongs to one action means that action, not the form's first button.
for (const field of document.querySelectorAll("[data-enter]")) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    field.form.querySelector(`button[value="${CSS.escape(field.dataset.enter)}"]`).click();
  });
}
