"""QGIS layers to arrays, arrays to sinks: the only room that loops over features."""
