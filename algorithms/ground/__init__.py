"""What every stage stands on: grids, points, zones, flows, ids, checks, errors, progress, workers."""
