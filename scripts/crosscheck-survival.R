#!/usr/bin/env Rscript
# Writes what R's survival makes of data sets, for tests/crosscheck:
#
#   scripts/crosscheck-survival.R FOLDER [SETS] [SEED]
#
#   survival_data.csv       the data sets: four of the package, SETS random ones
#                           with heavy ties and up to three strata
#   survival_reference.csv  log-rank, Cox (Efron, Breslow, exact), medians and
#                           limits
#   survival_curves.csv     Kaplan-Meier curves of the package's data sets
suppressMessages(library(survival))
arguments <- commandArgs(trailingOnly = TRUE)
folder <- if (length(arguments) >= 1) arguments[1] else "tests/crosscheck"
sets <- if (length(arguments) >= 2) as.integer(arguments[2]) else 1000L
seed <- if (length(arguments) >= 3) as.integer(arguments[3]) else 20250707L
set.seed(seed)

known <- function(set, time, event, arm, stratum) {
  d <- data.frame(set, time, event = as.integer(event), arm = as.integer(arm),
                  stratum = as.integer(stratum))
  d[complete.cases(d), ]
}

# Few distinct times; both arms present; a stratum may lack one.
random_set <- function(i) {
  n <- sample(2:45, 1)
  arm <- sample(rep_len(0:1, n))
  stratum <- sample.int(sample.int(3, 1), n, replace = TRUE) - 1L
  hazard <- exp(0.9 * rnorm(1) * arm)
  latent <- rexp(n) / hazard
  loss <- rexp(n) / sample(c(0.02, 0.3, 1), 1)
  grid <- sample(c(1, 2, 4, 10, 1000), 1, prob = c(1, 3, 3, 3, 1))
  known(paste0("random", i), ceiling(grid * pmin(latent, loss)),
        latent <= loss, arm, stratum)
}

number <- function(x) ifelse(is.na(x), "", sprintf("%.17g", x))

# survdiff's own fit: the function around it refuses data without information.
log_rank_of <- function(d, stratified) {
  stratum <- if (stratified) d$stratum else rep(0L, nrow(d))
  fit <- survival:::survdiff.fit(Surv(d$time, d$event), factor(d$arm, 0:1),
                                 factor(stratum))
  observed <- rowSums(as.matrix(fit$observed))
  expected <- rowSums(as.matrix(fit$expected))
  c(observed0 = observed[[1]], observed1 = observed[[2]],
    expected0 = expected[[1]], expected1 = expected[[2]],
    variance = fit$var[1, 1])
}

# An estimate beyond 15 is one without end in data sets of this size.
cox_of <- function(d, stratified, ties) {
  none <- c(beta = NA, se = NA, score = NA, lr = NA)
  formula <- if (stratified) Surv(time, event) ~ arm + strata(stratum)
             else Surv(time, event) ~ arm
  if (!any(d$event == 1)) return(none)
  fit <- suppressWarnings(coxph(formula, data = d, ties = ties,
    control = coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 200)))
  beta <- unname(coef(fit))
  infinite <- !is.na(beta) && abs(beta) > 15
  # No information: R gives NA, or 0 with a variance of 0.
  if (is.na(beta) || (!infinite && fit$var[1, 1] == 0)) return(none)
  c(beta = if (infinite) sign(beta) * Inf else beta,
    se = if (infinite) NA else sqrt(fit$var[1, 1]),
    score = unname(fit$score), lr = 2 * diff(fit$loglik))
}

medians_of <- function(d, type) {
  limits <- c()
  for (arm in 0:1) {
    fit <- survfit(Surv(time, event) ~ 1, data = d[d$arm == arm, ],
                   conf.type = type)
    table <- summary(fit)$table
    limits <- c(limits, table[["median"]], table[["0.95LCL"]],
                table[["0.95UCL"]])
  }
  setNames(limits, paste0(c("median", "lower", "upper"), rep(0:1, each = 3)))
}

reference_of <- function(d, stratified) {
  tag <- function(x, suffix) setNames(x, paste0(names(x), "_", suffix))
  values <- c(log_rank_of(d, stratified),
              tag(cox_of(d, stratified, "efron"), "efron"),
              tag(cox_of(d, stratified, "breslow"), "breslow"),
              tag(cox_of(d, stratified, "exact"), "exact"),
              tag(medians_of(d, "log-log"), "loglog"),
              tag(medians_of(d, "log")[c(2, 3, 5, 6)], "log"))
  data.frame(set = d$set[1], stratified = as.integer(stratified),
             as.list(number(values)))
}

curve_of <- function(d, arm) {
  rows <- d[d$arm == arm, ]
  fit <- survfit(Surv(time, event) ~ 1, data = rows, conf.type = "log-log")
  log_fit <- survfit(Surv(time, event) ~ 1, data = rows, conf.type = "log")
  data.frame(set = d$set[1], arm, time = fit$time, at_risk = fit$n.risk,
             events = fit$n.event, survival = number(fit$surv),
             std_err = number(ifelse(is.finite(fit$std.err), fit$std.err, NA)),
             lower_loglog = number(fit$lower), upper_loglog = number(fit$upper),
             lower_log = number(log_fit$lower),
             upper_log = number(log_fit$upper))
}

package_sets <- list(
  known("aml", aml$time, aml$status, aml$x == "Maintained", 0),
  known("ovarian", ovarian$futime, ovarian$fustat, ovarian$rx == 2,
        ovarian$resid.ds - 1),
  known("veteran", veteran$time, veteran$status, veteran$trt == 2,
        as.integer(veteran$celltype) - 1),
  known("lung", lung$time, lung$status == 2, lung$sex == 2, lung$ph.ecog))
all_sets <- c(package_sets, lapply(seq_len(sets), random_set))

save <- function(rows, name)
  write.csv(do.call(rbind, rows), file.path(folder, name), row.names = FALSE,
            quote = FALSE)
# Each stratified data set also as if it were not.
references <- list()
for (d in all_sets) {
  references <- c(references, list(reference_of(d, FALSE)))
  if (length(unique(d$stratum)) > 1)
    references <- c(references, list(reference_of(d, TRUE)))
}
save(all_sets, "survival_data.csv")
save(references, "survival_reference.csv")
save(c(lapply(package_sets, curve_of, arm = 0),
       lapply(package_sets, curve_of, arm = 1)), "survival_curves.csv")
