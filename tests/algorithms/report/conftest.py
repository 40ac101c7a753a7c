"""Puts this folder, with its made-up report and its attacks, on the path of the tests below it."""
