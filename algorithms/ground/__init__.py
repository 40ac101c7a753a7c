"""What every stage stands on: grids, points, zones, flows, ids, errors, progress, workers."""
