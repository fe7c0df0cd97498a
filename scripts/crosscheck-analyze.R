#!/usr/bin/env Rscript
# Writes what R's survival makes of data files as `analyze` reads them, for
# tests/crosscheck:
#
#   scripts/crosscheck-analyze.R [FOLDER] [SETS] [SEED]
#
#   late_entry.csv         SETS random data sets with late entry, ties, strata
#   analyze_reference.csv  of these: Cox by coxph(Surv(entry, time, event)), the
#                          log-rank as its score test with exact ties, survival
#                          and those at risk by survfit; of the data sets of
#                          survival_data.csv: survival at times, follow-up by
#                          reverse Kaplan-Meier; of veteran: four arms
suppressMessages(library(survival))
arguments <- commandArgs(trailingOnly = TRUE)
folder <- if (length(arguments) >= 1) arguments[1] else "tests/crosscheck"
sets <- if (length(arguments) >= 2) as.integer(arguments[2]) else 60L
seed <- if (length(arguments) >= 3) as.integer(arguments[3]) else 20250707L
set.seed(seed)

number <- function(x) ifelse(is.na(x), "", sprintf("%.15g", x))
row <- function(set, what, value, arm = "", at = "")
  data.frame(set, what, arm, at = number(as.numeric(at)), value = number(value))

late_set <- function(i) {
  n <- sample(8:40, 1)
  arm <- sample(rep_len(0:1, n))
  stratum <- sample.int(sample.int(2, 1), n, replace = TRUE) - 1L
  grid <- sample(c(6, 12, 1000), 1)
  time <- pmax(1, ceiling(grid * rexp(n) * exp(0.5 * rnorm(1) * arm)))
  entry <- floor(runif(n) * runif(1) * time)
  entry <- pmin(entry, time - 1)
  data.frame(set = paste0("late", i), entry, time,
             event = as.integer(runif(n) < 0.7), arm, stratum)
}

# The score test at 0 with exact ties is the log-rank test.
cox_rows <- function(d, stratified) {
  formula <- if (stratified) Surv(entry, time, event) ~ arm + strata(stratum)
             else Surv(entry, time, event) ~ arm
  tag <- if (stratified) "stratified_" else ""
  rows <- list()
  # R's exact ties enumerate: few tied events alone.
  tied <- max(c(0, table(d$time[d$event == 1])))
  for (ties in c("efron", "breslow", if (tied <= 4) "exact")) {
    fit <- tryCatch(suppressWarnings(coxph(formula, data = d, ties = ties,
      control = coxph.control(eps = 1e-13, toler.chol = 1e-14,
                              iter.max = 200))), error = function(e) NULL)
    if (is.null(fit) || is.na(coef(fit)) || abs(coef(fit)) > 12) next
    rows <- c(rows, list(
      row(d$set[1], paste0(tag, "beta_", ties), coef(fit)),
      row(d$set[1], paste0(tag, "se_", ties), sqrt(fit$var[1, 1]))))
    if (ties == "exact")
      rows <- c(rows, list(row(d$set[1], paste0(tag, "logrank"), fit$score)))
  }
  do.call(rbind, rows)
}

# At an arm's own times: between them summary(survfit) gives those at risk at
# the next one, with those who enter until then.
curve_rows <- function(d, formula, times = NULL) {
  rows <- list()
  for (arm in 0:1) {
    one <- d[d$arm == arm, ]
    if (nrow(one) == 0) next
    fit <- survfit(formula, data = one, conf.type = "log-log")
    own <- quantile(fit$time, c(0.3, 0.6, 0.9), type = 1, names = FALSE)
    at <- summary(fit, times = if (is.null(times)) unique(own)
                               else times[times <= max(fit$time)])
    rows <- c(rows, list(
      row(d$set[1], "at_risk", at$n.risk, arm, at$time),
      row(d$set[1], "survival", at$surv, arm, at$time),
      row(d$set[1], "lower", at$lower, arm, at$time),
      row(d$set[1], "upper", at$upper, arm, at$time)))
  }
  do.call(rbind, rows)
}

median_rows <- function(d) {
  table <- function(rows)
    summary(survfit(Surv(time, 1 - event) ~ 1, data = rows,
                    conf.type = "log-log"))$table
  rows <- list()
  for (arm in c(0, 1, NA)) {
    of <- if (is.na(arm)) d else d[d$arm == arm, ]
    if (nrow(of) == 0) next
    t <- table(of)
    name <- if (is.na(arm)) "all" else arm
    rows <- c(rows, list(row(d$set[1], "follow_up", t[["median"]], name),
                         row(d$set[1], "follow_up_lower", t[["0.95LCL"]], name),
                         row(d$set[1], "follow_up_upper", t[["0.95UCL"]],
                             name)))
  }
  do.call(rbind, rows)
}

# Arms in the order of their numbers; trend by scores 1 to 4.
arms_rows <- function(name, strata) {
  arm <- factor(as.integer(veteran$celltype))
  fit <- survival:::survdiff.fit(Surv(veteran$time, veteran$status), arm,
                                 factor(strata))
  o <- rowSums(as.matrix(fit$observed))
  e <- rowSums(as.matrix(fit$expected))
  score <- 1:4
  z <- sum(score * (e - o)) / sqrt(drop(score %*% fit$var %*% score))
  chi <- drop((o - e)[-4] %*% solve(fit$var[-4, -4]) %*% (o - e)[-4])
  rbind(row(name, "chi_square", chi),
        row(name, "p", pchisq(chi, 3, lower.tail = FALSE)),
        row(name, "trend_z", z), row(name, "expected", e, seq_along(e)))
}

late <- lapply(seq_len(sets), late_set)
known <- read.csv(file.path(folder, "survival_data.csv"))
known <- split(known, known$set)[c("aml", "ovarian", "veteran", "lung",
                                   paste0("random", 1:100))]
rows <- list(arms_rows("veteran_celltype", rep(1, nrow(veteran))),
             arms_rows("veteran_celltype_by_trt", veteran$trt))
for (d in late) {
  rows <- c(rows, list(cox_rows(d, FALSE), cox_rows(d, TRUE),
    curve_rows(d, Surv(entry, time, event) ~ 1)))
}
for (d in known) {
  d$arm <- as.integer(d$arm)
  rows <- c(rows, list(median_rows(d), curve_rows(d, Surv(time, event) ~ 1,
    c(quantile(d$time, c(0.25, 0.5), type = 1, names = FALSE),
      0.77 * max(d$time)))))
}
write.csv(do.call(rbind, late), file.path(folder, "late_entry.csv"),
          row.names = FALSE, quote = FALSE)
write.csv(do.call(rbind, rows), file.path(folder, "analyze_reference.csv"),
          row.names = FALSE, quote = FALSE)
