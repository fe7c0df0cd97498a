#!/usr/bin/env Rscript
# Writes what R's survival makes of the data sets of crosscheck-survival.R, for
# tests/crosscheck:
#
#   scripts/crosscheck-tests.R [FOLDER]
#
#   tests_reference.csv  G^rho tests by survdiff, Fleming-Harrington's FH(rho,0),
#                        plain and stratified; restricted means and survival of
#                        each arm with their standard errors by survfit, at
#                        three horizons
suppressMessages(library(survival))
arguments <- commandArgs(trailingOnly = TRUE)
folder <- if (length(arguments) >= 1) arguments[1] else "tests/crosscheck"
data <- read.csv(file.path(folder, "survival_data.csv"))

number <- function(x) ifelse(is.na(x), "", sprintf("%.15g", x))

# survdiff's own fit: the function around it refuses data without information.
weighted_of <- function(d, rho, stratified) {
  stratum <- if (stratified) d$stratum else rep(0L, nrow(d))
  fit <- survival:::survdiff.fit(Surv(d$time, d$event), factor(d$arm, 0:1),
                                 factor(stratum), rho)
  score <- rowSums(as.matrix(fit$expected))[[2]] -
    rowSums(as.matrix(fit$observed))[[2]]
  data.frame(set = d$set[1], kind = "weighted", at = rho,
             stratified = as.integer(stratified), arm = "",
             value = number(score), variance = number(fit$var[1, 1]))
}

arm_of <- function(d, arm, horizon) {
  fit <- survfit(Surv(time, event) ~ 1, data = d[d$arm == arm, ])
  if (horizon <= min(fit$time)) return(NULL)  # R refuses a mean
  table <- summary(fit, rmean = horizon)$table
  at <- summary(fit, times = horizon, extend = TRUE)
  rows <- data.frame(
    set = d$set[1], kind = c("rmst", "survival"), at = number(horizon),
    stratified = 0L, arm = arm,
    value = number(c(table[["rmean"]], at$surv)),
    variance = number(c(table[["se(rmean)"]], at$std.err)^2))
  # R says no standard error where survival is 0.
  rows[!(rows$kind == "survival" & at$surv == 0), ]
}

names <- unique(data$set)
rows <- list()
for (name in names[seq_len(min(104, length(names)))]) {
  d <- data[data$set == name, ]
  for (rho in c(0.5, 1, 2)) {
    rows <- c(rows, list(weighted_of(d, rho, FALSE)))
    if (length(unique(d$stratum)) > 1)
      rows <- c(rows, list(weighted_of(d, rho, TRUE)))
  }
  for (share in c(0.3, 0.7, 1))
    for (arm in unique(d$arm)) {
      horizon <- share * max(d$time)
      rows <- c(rows, list(arm_of(d, arm, horizon)))
    }
}
write.csv(do.call(rbind, rows), file.path(folder, "tests_reference.csv"),
          row.names = FALSE, quote = FALSE)
