# Values of spatstat.explore (Baddeley & Turner) that the tests hold ours against. Run once, in this folder:
#     Rscript spatstat.R            (Debian: r-cran-spatstat.explore, r-cran-jsonlite)
# Writes spatstat.json: made-up points in an L-shaped window of 1000 by 800 m, weights, and what spatstat makes of them.
suppressMessages({
  library(spatstat.explore)
  library(jsonlite)
})
set.seed(4)
round_to <- function(x, digits) as.numeric(round(x, digits))

# The window's corners lie on multiples of 50 m, so that cells of 10 m fill it exactly.
corners <- list(x = c(0, 1000, 1000, 600, 600, 0), y = c(0, 0, 450, 450, 800, 800))
window <- owin(poly = corners)
clustered <- rThomas(1.5e-5, 60, 14, win = window)
spread <- runifpoint(25, win = window)
x <- round_to(c(clustered$x, spread$x), 1)
y <- round_to(c(clustered$y, spread$y), 1)
kept <- inside.owin(x, y, window) & !duplicated(cbind(x, y))
x <- x[kept]
y <- y[kept]
weight <- as.numeric(sample(1:60, length(x), replace = TRUE))
data <- ppp(x, y, window = window)

# Where surfaces are compared: middles of 10 m cells, as points of weight 0, so that values need no pixels.
at_x <- c(5, 105, 205, 305, 405, 505, 595, 305, 605, 755, 905, 995, 455, 105, 15, 995)
at_y <- c(5, 205, 405, 605, 705, 445, 795, 305, 205, 105, 305, 445, 455, 795, 395, 5)
both <- ppp(c(x, at_x), c(y, at_y), window = window)
places <- length(x) + seq_along(at_x)
sigma <- 60
pixels <- c(800, 1000) # of 1 m, for the edge correction, which spatstat looks up in a raster
at_places <- function(w, ...) {
  density(both, sigma = sigma, weights = c(w, 0 * at_x), at = "points", leaveoneout = FALSE, dimyx = pixels, ...)[places]
}

# Selectors: the criterion at given sigmas, and where it is best among many.
tried <- c(20, 30, 45, 60, 90, 130, 200)
fine <- exp(seq(log(8), log(400), length.out = 800))
criterion <- function(found) as.numeric(attr(found, "cv"))
ppl <- function(s, w = NULL) bw.ppl(data, sigma = s, weights = w, edge = FALSE, shortcut = TRUE, warn = FALSE)
cvl <- function(s) bw.CvL(data, sigma = s, warn = FALSE)

# Abramson, each point a group of its own (no binning of bandwidths), pilot and surface without edge correction.
hp <- 80
h0 <- 60
pilot <- density(data, sigma = hp, at = "points", leaveoneout = FALSE, edge = FALSE)
pilot_weighted <- density(data, sigma = hp, weights = weight, at = "points", leaveoneout = FALSE, edge = FALSE)
bandwidths <- bw.abram(data, h0 = h0, hp = hp, trim = 2, edge = FALSE, dimyx = pixels)
own <- h0 * pmin(pmax((pilot / exp(mean(log(pilot))))^-0.5, 0.5), 2)
grid <- c(80, 100) # pixels of 10 m; values below are at their middles
adaptive <- function(bw, w) densityAdaptiveKernel(data, bw = bw, weights = w, edge = FALSE, ngroups = Inf, dimyx = grid)
lookup <- function(image) as.numeric(image$v[cbind((at_y + 5) / 10, (at_x + 5) / 10)])
# The same sum at the places themselves, exactly: spatstat's raster moves each point to a pixel's middle.
exact <- function(bw, w) {
  parts <- mapply(function(i) {
    w[i] * exp(-((at_x - x[i])^2 + (at_y - y[i])^2) / (2 * bw[i]^2)) / (2 * pi * bw[i]^2)
  }, seq_along(x))
  rowSums(parts)
}

write_json(list(
  origin = paste("tests/data/spatstat.R,", R.version.string, "spatstat.explore", packageVersion("spatstat.explore")),
  window = corners, x = x, y = y, weight = weight, at_x = at_x, at_y = at_y,
  density = list(
    sigma = sigma,
    plain = at_places(weight, edge = FALSE),
    diggle = at_places(weight, edge = TRUE, diggle = TRUE)
  ),
  selectors = list(
    area = area.owin(window), sigma = tried,
    ppl = criterion(ppl(tried)), ppl_weighted = criterion(ppl(tried, weight)), cvl = criterion(cvl(tried)),
    best_ppl = as.numeric(ppl(fine)), best_ppl_weighted = as.numeric(ppl(fine, weight)),
    best_cvl = as.numeric(cvl(fine)), scott = as.numeric(bw.scott(data)), ripras_area = area.owin(ripras(x, y))
  ),
  adaptive = list(
    hp = hp, h0 = h0, trim = 2, pilot = as.numeric(pilot), pilot_weighted = as.numeric(pilot_weighted),
    bw_abram = as.numeric(bandwidths), bandwidths = as.numeric(own),
    surface = lookup(adaptive(own, weight)), surface_without_pixels = exact(own, weight)
  )
), "spatstat.json", digits = 10, auto_unbox = TRUE, pretty = FALSE)
