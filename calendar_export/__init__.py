"""From entries to bytes: iCalendar, Atom, JSON Feed, CSV, HTML. Imports of the pipeline: `talk`, `query`."""
