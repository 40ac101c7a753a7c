"""The plan package: the steps that make it, the GeoPackage, the project inside."""
