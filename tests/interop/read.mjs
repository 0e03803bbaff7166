// What ical.js and node-ical make of a calendar, as JSON. Usage: node read.mjs FOLDER-WITH-NODE_MODULES READER FILE
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [folder, reader, file] = process.argv.slice(2);
const require = createRequire(folder + "/");
const text = readFileSync(file, "utf8");
const seconds = (date) => Math.round(date.getTime() / 1000);
const day = (time) => time.toString().slice(0, 10);

async function withIcalJs() {
  const module = await import(require.resolve("ical.js"));
  const ICAL = module.default ?? module;
  const calendar = new ICAL.Component(text.startsWith("[") ? JSON.parse(text) : ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    const value = (time) => (time.isDate ? day(time) : time.toUnixTime());
    const text = (name) => component.getFirstPropertyValue(name);
    const starts = [];
    if (event.isRecurring()) {
      const iterator = event.iterator();
      for (let next = iterator.next(); next && starts.length < 100; next = iterator.next()) starts.push(value(next));
    }
    return {
      uid: event.uid, start: value(event.startDate), end: text("dtend") ? value(event.endDate) : null,
      all_day: event.startDate.isDate, summary: event.summary, status: text("status"), sequence: event.sequence,
      description: event.description, location: event.location, starts,
    };
  });
}

function withNodeIcal() {
  const ical = require("node-ical");
  const parsed = ical.sync.parseICS(text);
  const span = { from: new Date("2000-01-01"), to: new Date("2040-01-01") };
  const plain = (value) => (value && typeof value === "object" && "val" in value ? value.val : value ?? null);
  return Object.values(parsed).filter((part) => part.type === "VEVENT").map((event) => {
    const all_day = event.datetype === "date";
    // an all-day value is midnight of this machine
    const local = (date) => [date.getFullYear(), date.getMonth() + 1, date.getDate()]
      .map((n) => String(n).padStart(2, "0")).join("-");
    const value = (date) => (all_day ? local(date) : seconds(date));
    // it expands the rule without the added dates, which it hands on beside it
    const starts = event.rrule ? ical.expandRecurringEvent(event, span).map((one) => one.start) : [];
    const added = (event.rdate ?? []).map((text) => text.replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5"));
    return {
      starts: [...starts, ...added.map((text) => new Date(text))].map(value).sort(),
      uid: event.uid, start: value(event.start), all_day, summary: plain(event.summary), status: event.status ?? null,
      sequence: Number(event.sequence), description: plain(event.description), location: plain(event.location),
    };
  });
}

console.log(JSON.stringify(reader === "ical.js" ? await withIcalJs() : withNodeIcal()));
