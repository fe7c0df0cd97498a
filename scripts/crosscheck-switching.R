#!/usr/bin/env Rscript
# Writes what R's rpsftm makes of 20 simulated trials with treatment switching,
# for tests/unit/analysis/switching_test.cpp:
#
#   scripts/crosscheck-switching.R [FOLDER [LIBRARY]]
#
#   switching_data.csv       participants: day of death or censoring, of the
#                            switch (empty: none), of the end of follow-up
#   switching_reference.csv  of each trial psi, its 95% limits (empty: none in
#                            [-1, 1]), the log-rank z as randomized, and the log
#                            hazard ratio of the trial without switching
#
# Without rpsftm (in LIBRARY or R's own) it says so and writes nothing.
arguments <- commandArgs(trailingOnly = TRUE)
folder <- if (length(arguments) >= 1) arguments[1] else "tests/crosscheck"
if (length(arguments) >= 2) .libPaths(c(arguments[2], .libPaths()))
if (!requireNamespace("rpsftm", quietly = TRUE)) {
  cat("crosscheck-switching.R: skipped, the R package rpsftm is missing\n")
  quit(status = 0)
}
suppressMessages({
  library(survival)
  library(rpsftm)
})
RNGversion("4.0.0")
set.seed(1991)

# rpsftm's roots are to 7e-4; z is a step function, whose step is wanted.
exact <- getFromNamespace("uniroot_all", "rpsftm")
formals(exact)$tol <- 1e-12
assignInNamespace("uniroot_all", exact, "rpsftm")

# Days untreated are exponential; a switch comes after a share of them that is
# smaller, and is likelier, the sooner death would come.
trial_of <- function(set) {
  n <- sample(seq(80, 160, by = 20), 1)
  psi <- c(-0.7, -0.4, -0.2, 0, 0.3)[(set - 1) %% 5 + 1]
  arm <- rep(0:1, n / 2)
  untreated <- rexp(n, 1 / 400)
  share <- rbeta(n, 2, 2)
  chance <- if (set > 15) 0 else plogis(0.5 - untreated / 400)
  switches <- arm == 0 & runif(n) < chance
  off <- ifelse(arm == 1, 0, ifelse(switches, share * untreated, untreated))
  death <- off + (untreated - off) * exp(-psi)
  end <- runif(n, 300, 1200)
  lost <- rexp(n, 1 / 4000)
  time <- round(pmax(pmin(death, end, lost), 0.001), 3)
  end <- round(pmax(end, time), 3)
  off <- round(off, 3)
  data.frame(set, time, event = as.integer(death <= pmin(end, lost)), arm,
             switch = ifelse(switches & off < time, off, NA), end,
             stratum = if (set %% 2 == 0) rep(0:2, length.out = n) else 0L)
}

of <- function(d) {
  off <- ifelse(d$arm == 1, 0, ifelse(is.na(d$switch), d$time, d$switch))
  d$rx <- (d$time - off) / d$time
  stratified <- length(unique(d$stratum)) > 1
  formula <- if (stratified) {
    Surv(time, event) ~ rand(arm, rx) + strata(stratum)
  } else Surv(time, event) ~ rand(arm, rx)
  fit <- suppressWarnings(rpsftm(formula, d, censor_time = end))
  by_arm <- function(response) {
    if (stratified) update(response, . ~ arm + strata(stratum)) else response
  }
  test <- survdiff(by_arm(Surv(time, event) ~ arm), d)
  sums <- function(x) if (is.matrix(x)) rowSums(x) else x
  z <- (sums(test$exp) - sums(test$obs))[[2]] / sqrt(test$var[2, 2])
  hr <- NA
  if (!is.na(fit$psi)) {
    d$star <- ifelse(d$arm == 1, d$time, fit$Sstar[, "time"])
    d$died <- ifelse(d$arm == 1, d$event, fit$Sstar[, "status"])
    hr <- coef(coxph(by_arm(Surv(star, died) ~ arm), d))[["arm"]]
  }
  number <- function(x) ifelse(is.na(x), "", sprintf("%.15g", x))
  data.frame(set = d$set[1], psi = number(fit$psi), lower = number(fit$CI[1]),
             upper = number(fit$CI[2]), z = number(z), log_hr = number(hr),
             roots = length(fit$ans$root_all))
}

trials <- lapply(1:20, trial_of)
data <- do.call(rbind, trials)
data$switch <- ifelse(is.na(data$switch), "", data$switch)
write.csv(data, file.path(folder, "switching_data.csv"), row.names = FALSE,
          quote = FALSE)
write.csv(do.call(rbind, lapply(trials, of)),
          file.path(folder, "switching_reference.csv"), row.names = FALSE,
          quote = FALSE)
