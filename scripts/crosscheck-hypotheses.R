# PFS and overall survival of one trial beside FastSurvival (CRAN), whose
# example this is: 600 participants, 20 and then 40 a month, medians 6 and 9
# months of PFS, 14 and 18 of overall survival, 10% dropout a year, looks at
# 200 (futility), 300 and 400 PFS events. It prints both programs' powers and
# how many standard errors lie between them; without FastSurvival it says so.
# Usage: Rscript scripts/crosscheck-hypotheses.R BINARY [TRIALS [LIBRARY]]
arguments <- commandArgs(trailingOnly = TRUE)
binary <- arguments[1]
trials <- if (length(arguments) > 1) as.integer(arguments[2]) else 20000L
if (length(arguments) > 2) .libPaths(c(arguments[3], .libPaths()))
if (!requireNamespace("FastSurvival", quietly = TRUE)) {
  cat("skipped: the R package FastSurvival is not installed\n")
  quit(status = 0)
}

config <- '
[trial]
id = "PFS-OS"
participants = 600
[[arms]]
id = "treatment"
role = "experimental"
[[arms]]
id = "control"
role = "control"
[randomization]
procedure = "permuted-block"
block_sizes = [4]
[enrolment]
model = "even"
rates = [{ until = "6 months", per_month = 20 }, { per_month = 40 }]
[endpoint]
name = "PFS"
[endpoint.control]
distribution = "exponential"
median = "6 months"
[endpoint.effect]
hazard_ratio = 0.66666666666666667
[endpoint.death]
fraction = 0.42857142857142855
after_progression_median = "14 months"
after_progression_hazard_ratio = 0.77777777777777778
[endpoint.death.arms.treatment]
fraction = 0.5
[dropout]
annual_probability = 0.1
[analysis]
alpha = 0.05
test = "logrank"
[[hypotheses]]
name = "PFS"
endpoint = "pfs"
alpha = 0.025
[hypotheses.efficacy]
spending = "lan-demets-obrien-fleming"
[[hypotheses.looks]]
name = "futility"
events = 200
efficacy = false
futility_hazard_ratio = 1.0
[[hypotheses.looks]]
name = "interim"
events = 300
[[hypotheses.looks]]
name = "final"
events = 400
[[hypotheses]]
name = "OS"
endpoint = "os"
alpha = 0.025
[[hypotheses.looks]]
name = "final"
with = "final"
[multiplicity]
success = ["PFS and OS"]
[simulation]
replicates = 200_000
seed = 1
'
file <- tempfile(fileext = ".toml")
writeLines(config, file)
json <- function(...) {
  jsonlite::fromJSON(paste(system2(binary, c(..., "--format", "json"),
                                   stdout = TRUE), collapse = "\n"),
                     simplifyVector = FALSE)
}
ours <- json("power", file, "--quiet")
design <- json("design", file)
bounds <- vapply(design$hypotheses[[1]]$alphas[[1]]$looks[2:3],
                 function(look) look$efficacy_z, 0)

rate <- function(median) log(2) / median
data <- FastSurvival::simdata_fast(
  nsim = trials, n = c(300, 300), a.time = c(0, 6), a.rate = c(20, 40),
  h01.hazard = list(rate(6) - rate(14), rate(9) - rate(18)),
  h02.hazard = list(rate(14), rate(18)), d.hazard = -log(0.9) / 12, seed = 7)
cuts <- FastSurvival::cutoff_fast(data, event.looks = c(200, 300, 400),
                                  tte.col = "e1_tte", event.col = "e1_event")
z_of <- function(k) {
  endpoint <- data.frame(sim = data$sim, group = data$group,
                         accrual_time = data$accrual_time,
                         tte = data[[paste0("e", k, "_tte")]],
                         event = data[[paste0("e", k, "_event")]])
  found <- FastSurvival::analysis_fast(endpoint, control = 1,
                                       cutoff.looks = cuts, stat = "logrank",
                                       side = 1)
  -matrix(found$logrank.z, nrow = trials, byrow = TRUE)
}
pfs <- z_of(1)
os <- z_of(2)
goes_on <- pfs[, 1] > 0
rejects_pfs <- goes_on & (pfs[, 2] >= bounds[1] | pfs[, 3] >= bounds[2])
rejects_os <- os[, 3] >= qnorm(0.975)
theirs <- c(mean(rejects_pfs), mean(rejects_os),
            mean(rejects_pfs & rejects_os))
mine <- c(ours$hypotheses[[1]]$power$estimate,
          ours$hypotheses[[2]]$power$estimate,
          ours$joint[["PFS and OS"]]$estimate)
error <- sqrt(theirs * (1 - theirs) / trials + mine * (1 - mine) / 200000)
table <- data.frame(power = c("PFS", "OS", "both"), rehearse = mine,
                    FastSurvival = theirs, standard_error = error,
                    between = (mine - theirs) / error)
print(table, digits = 4, row.names = FALSE)
if (any(abs(table$between) > 4)) stop("the two programs disagree")
