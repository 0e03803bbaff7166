"""From the web to sightings. Imports of the pipeline: `talk`, `harvest`, `reading`."""
