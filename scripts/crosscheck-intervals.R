#!/usr/bin/env Rscript
# Writes what R's interval and icenReg make of interval-censored data sets, for
# tests/crosscheck:
#
#   scripts/crosscheck-intervals.R FOLDER [SETS] [SEED]
#
#   interval_data.csv       random data sets, with heavy ties between left and
#                           right ends, and exact times in every third
#   interval_reference.csv  log-likelihood of the NPMLE, Sun's and Finkelstein's
#                           tests (interval 1.1; positive favours arm 1), log
#                           hazard ratio and its log-likelihood (icenReg 2.0),
#                           of sets where that is finite
# Their iterations end before ours do: tests allow for that.
suppressMessages({
  library(interval)
  library(icenReg)
})
arguments <- commandArgs(trailingOnly = TRUE)
folder <- if (length(arguments) >= 1) arguments[1] else "tests/crosscheck"
sets <- if (length(arguments) >= 2) as.integer(arguments[2]) else 60L
seed <- if (length(arguments) >= 3) as.integer(arguments[3]) else 20250707L
set.seed(seed)

# The first scan after the event, and the last before it.
scan <- function(event, end, grid) {
  visits <- ceiling(cumsum(runif(40, 0.05, 0.8)) * grid)
  visits <- unique(visits[visits <= end])
  c(max(0, visits[visits < event]), min(Inf, visits[visits >= event]))
}

random_set <- function(i) {
  n <- sample(16:60, 1)
  arm <- sample(rep_len(0:1, n))
  grid <- sample(c(2, 4, 10, 50), 1)
  event <- pmax(1, ceiling(grid * rexp(n) / exp(0.7 * rnorm(1) * arm)))
  end <- ceiling(grid * runif(n, 0.3, 3))
  ends <- t(mapply(scan, event, end, grid))
  exact <- i %% 3 == 0 & runif(n) < 0.3
  ends[exact, 1] <- pmin(event, end)[exact]
  ends[exact, 2] <- ifelse(event <= end, event, Inf)[exact]
  data.frame(set = paste0("random", i), left = ends[, 1], right = ends[, 2],
             arm)
}

# Its sign is that of whoever is not in the first row.
score_z <- function(d, scores) {
  d <- d[order(d$arm), ]
  control <- icfitControl(epsilon = 1e-8, maxit = 1e5)
  test <- ictest(d$left, d$right, d$arm, scores = scores, method = "pclt",
                 icontrol = control)
  unname(test$statistic)
}

npmle <- function(d) {
  fit <- icfit(d$left, d$right,
               control = icfitControl(epsilon = 1e-8, maxit = 1e5))
  sum(log(fit$A %*% fit$pf))
}

reference <- function(d) {
  fit <- ic_sp(cbind(left, right) ~ arm, data = d, model = "ph",
               bs_samples = 0)
  data.frame(set = d$set[1], npmle = npmle(d), sun = score_z(d, "logrank1"),
             finkelstein = score_z(d, "logrank2"),
             beta = unname(fit$coefficients), likelihood = fit$llk)
}

data <- list()
references <- list()
for (i in seq_len(sets)) {
  d <- random_set(i)
  found <- tryCatch(suppressWarnings(reference(d)), error = function(e) NULL)
  if (is.null(found) || abs(found$beta) > 3) next
  data[[length(data) + 1]] <- d
  references[[length(references) + 1]] <- found
}
number <- function(x) ifelse(is.finite(x), sprintf("%.12g", x), "")
texts <- function(d) {
  numeric <- vapply(d, is.numeric, TRUE)
  d[numeric] <- lapply(d[numeric], number)
  d
}
write <- function(d, name)
  write.csv(texts(do.call(rbind, d)), file.path(folder, name),
            row.names = FALSE, quote = FALSE)
write(data, "interval_data.csv")
write(references, "interval_reference.csv")
