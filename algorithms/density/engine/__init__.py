"""How surfaces and sums over all pairs are computed: blocks, kernel sums, convolution; knows of no question."""
