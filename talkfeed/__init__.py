"""The composition root: command line, service, schedule, worker. Alone knows everything."""
