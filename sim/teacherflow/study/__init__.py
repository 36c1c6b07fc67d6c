"""Running and storing: plan, units of work, executors, parts, merge, manifest, results opened."""
