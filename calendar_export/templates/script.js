"use strict";
const words = document.documentElement.dataset;
// The reader's own time beside the institute's, where they differ; and buttons that copy. All else works without.
for (const time of document.querySelectorAll("time[data-wall]")) {
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
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.textContent = words.copied;
  });
}
for (const box of document.querySelectorAll("input[readonly]")) box.addEventListener("focus", () => box.select());
// The filters are open in the page itself, so that they work without a script; on a phone they start closed.
if (matchMedia("(max-width: 59.99rem)").matches)
  for (const filters of document.querySelectorAll("details.filters")) filters.open = false;
