"use strict";
// All works without this; with it: the reader's own time beside the institute's, search as you type, buttons that copy.
const words = document.documentElement.dataset;

// The reader's own time, where it differs from the institute's.
const ownTimes = () => {
  for (const time of document.querySelectorAll("time[data-wall]")) {
    if (time.parentNode.querySelector(".own")) continue;
    const at = new Date(time.dateTime);
    if (isNaN(at)) continue;
    const two = (n) => String(n).padStart(2, "0");
    const day = at.getFullYear() + "-" + two(at.getMonth() + 1) + "-" + two(at.getDate());
    const hour = two(at.getHours()) + ":" + two(at.getMinutes());
    if (day + "T" + hour === time.dataset.wall) continue;
    const own = document.createElement("span");
    own.className = "own";
    const other = time.dataset.wall.startsWith(day) ? "" :
      at.toLocaleDateString(document.documentElement.lang, { weekday: "short", day: "numeric", month: "short" }) + ", ";
    own.textContent = other + hour + " " + words.ownTime;
    time.parentNode.append(own);
  }
};

// The filters are open in the page itself, so that they work without a script; on a phone they start closed.
const small = matchMedia("(max-width: 59.99rem)").matches;
const fold = () => {
  for (const filters of document.querySelectorAll("details.filters")) filters.open = !small;
};

const copying = () => {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.onclick = async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
      button.textContent = words.copied;
    };
  }
  for (const box of document.querySelectorAll("input[readonly]")) box.onfocus = () => box.select();
};

// Search as you type: the answer is this page for the new words, of which the parts marked as live are put in place.
const search = document.querySelector("form.search");
if (search) {
  let latest = 0, waiting;
  const look = async (typing) => {
    const mine = ++latest, query = new URLSearchParams(new FormData(search));
    if (!query.get("q").trim()) query.delete("q");
    const address = search.getAttribute("action") + (String(query) && "?" + query);
    if (typing && query.has("q")) query.set("typing", "1"); // the last word may go on, in what is found alone
    const asked = search.getAttribute("action") + (String(query) && "?" + query);
    const answer = await fetch(asked, { headers: { accept: "text/html" } });
    if (mine !== latest) return;
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live]")) {
      const next = page.getElementById(part.id);
      if (next) part.replaceChildren(...next.childNodes);
    }
    document.title = page.title;
    history.replaceState(null, "", address);
    ownTimes();
    fold();
    copying();
  };
  search.elements.q.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => look(true).catch(() => {}), 250); // the next letter asks again
  });
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    look(false).catch(() => search.submit()); // the browser itself tells what is wrong
  });
}

ownTimes();
fold();
copying();
words.ready = ""; // what the style kept back until now is shown where it stays
