#!/usr/bin/env Rscript
# Speed beside other packages, as a Markdown table on stdout: CPU time of one
# thread for the same trials, in turn, in one run.
#   Rscript peers.R REHEARSE CONFIGS [ROUNDS]
# Packages that are not installed are left out, and said to be.

arguments <- commandArgs(trailingOnly = TRUE)
rehearse <- arguments[1]
configs <- arguments[2]
rounds <- if (length(arguments) > 2) as.integer(arguments[3]) else 5L
Sys.setenv(RCPP_PARALLEL_NUM_THREADS = "1", OMP_NUM_THREADS = "1")

month_hazard <- log(2) / 6.8
dropout <- -log(0.95) / 12
bound <- list(w1 = qnorm(0.975), w2 = qnorm(0.975), w3 = c(2.434153, 2.000345))
events <- list(w1 = 161L, w2 = 161L, w3 = c(113L, 161L))
pieces <- list(w1 = 0, w2 = c(0, 3), w3 = 0)
ratios <- list(w1 = 0.6, w2 = c(1, 0.5), w3 = 0.6)

# What each gives: power, the mean time of the last analysis [months].
ours <- function(trial, replicates, seed) {
  text <- system2(rehearse, c(
    "power", file.path(configs, paste0(trial, ".toml")), "--replicates",
    format(replicates, scientific = FALSE), "--threads", "1", "--seed", seed,
    "--format", "json", "--quiet"
  ), stdout = TRUE)
  result <- jsonlite::fromJSON(paste(text, collapse = "\n"), simplifyVector = FALSE)
  last <- result$looks[[length(result$looks)]]
  list(power = result$power$estimate, time = last$analysis_time_months$mean)
}

lrstat_run <- function(trial, replicates, seed) {
  looks <- length(events[[trial]])
  simulated <- lrstat::lrsim(
    kMax = looks, criticalValues = bound[[trial]],
    allocation1 = 2, allocation2 = 2,
    accrualIntensity = 246 / 18, n = 246,
    piecewiseSurvivalTime = pieces[[trial]],
    lambda1 = month_hazard * ratios[[trial]],
    lambda2 = rep(month_hazard, length(pieces[[trial]])),
    gamma1 = dropout, gamma2 = dropout,
    plannedEvents = events[[trial]],
    maxNumberOfIterations = replicates, seed = seed, nthreads = 1
  )
  overview <- simulated$overview
  list(power = overview$overallReject, time = tail(overview$analysisTime, 1))
}

rpact_run <- function(trial, replicates, seed) {
  looks <- length(events[[trial]])
  design <- if (looks == 1) {
    rpact::getDesignGroupSequential(kMax = 1, alpha = 0.025)
  } else {
    rpact::getDesignGroupSequential(
      kMax = 2, alpha = 0.025, typeOfDesign = "asOF",
      informationRates = events[[trial]] / 161
    )
  }
  simulated <- rpact::getSimulationSurvival(
    design = design, directionUpper = FALSE,
    piecewiseSurvivalTime = pieces[[trial]],
    lambda1 = month_hazard * ratios[[trial]],
    lambda2 = rep(month_hazard, length(pieces[[trial]])),
    dropoutRate1 = 0.05, dropoutRate2 = 0.05, dropoutTime = 12,
    accrualTime = c(0, 18), accrualIntensity = 246 / 18,
    plannedEvents = events[[trial]], maxNumberOfSubjects = 246,
    maxNumberOfIterations = replicates, seed = seed
  )
  list(power = simulated$overallReject, time = tail(c(simulated$analysisTime), 1))
}

simtrial_run <- function(trial, replicates, seed) {
  if (trial == "w3") return(NULL) # a fixed design
  set.seed(seed)
  simulated <- suppressMessages(simtrial::sim_fixed_n(
    n_sim = replicates, sample_size = 246, target_event = 161,
    block = rep(c("experimental", "control"), 2),
    enroll_rate = data.frame(stratum = "All", duration = 18, rate = 246 / 18),
    fail_rate = data.frame(
      stratum = "All", duration = c(diff(pieces[[trial]]), 1000),
      fail_rate = month_hazard, hr = ratios[[trial]], dropout_rate = dropout
    ),
    total_duration = 36, timing_type = 2
  ))
  z <- if ("z" %in% names(simulated)) simulated$z else -simulated$estimate
  list(power = mean(abs(z) >= qnorm(0.975)), time = mean(simulated$duration))
}

sides <- list(
  rehearse = list(run = ours, trials = 400000L, what = "z, Cox HR and error, medians, counts, bounds; whole process"),
  lrstat = list(run = lrstat_run, trials = 20000L, what = "log-rank decisions, events, analysis times"),
  rpact = list(run = rpact_run, trials = 2000L, what = "log-rank decisions, events, analysis times; entries evenly spaced"),
  simtrial = list(run = simtrial_run, trials = 100L, what = "log-rank and Cox of data sets")
)
present <- vapply(names(sides), function(name) {
  name == "rehearse" || requireNamespace(name, quietly = TRUE)
}, logical(1))

cpu <- function(expression) {
  before <- proc.time()
  value <- force(expression)
  spent <- proc.time() - before
  list(value = value, seconds = sum(spent[c(1, 2, 4, 5)]))
}

version_of <- function(name) {
  if (name != "rehearse") return(as.character(utils::packageVersion(name)))
  sub("rehearse ", "", system2(rehearse, "--version", stdout = TRUE))
}

rows <- list()
for (round in seq_len(rounds)) {
  for (trial in names(events)) {
    for (name in names(sides)[present]) {
      side <- sides[[name]]
      result <- tryCatch(cpu(side$run(trial, side$trials, round)),
        error = function(fault) {
          message(name, " ", trial, ": ", conditionMessage(fault))
          NULL
        }
      )
      if (is.null(result) || is.null(result$value)) next
      rows[[length(rows) + 1]] <- data.frame(
        trial, name, microseconds = 1e6 * result$seconds / side$trials,
        power = result$value$power, time = result$value$time,
        trials = side$trials
      )
    }
  }
}
rows <- do.call(rbind, rows)

cat("| trial | package | version | µs a trial | times rehearse's | power | analysis [months] | what it computes |\n")
cat("|---|---|---|---|---|---|---|---|\n")
apart <- 0
for (trial in names(events)) {
  of <- rows[rows$trial == trial, ]
  base <- median(of$microseconds[of$name == "rehearse"])
  truth <- mean(of$power[of$name == "rehearse"])
  for (name in unique(of$name)) {
    mine <- of[of$name == name, ]
    microseconds <- median(mine$microseconds)
    error <- sqrt(truth * (1 - truth) / (mine$trials[1] * nrow(mine)))
    apart <- apart + (abs(mean(mine$power) - truth) > 4.5 * error + 0.0005)
    cat(sprintf(
      "| %s | %s | %s | %.2f | %.1f | %.4f ± %.4f | %.2f | %s |\n", trial, name,
      version_of(name), microseconds, microseconds / base, mean(mine$power),
      error, mean(mine$time), sides[[name]]$what
    ))
  }
}
if (any(!present)) {
  cat("\nNot installed:", paste(names(sides)[!present], collapse = ", "), "\n")
}
if (apart > 0) {
  message(apart, " powers differ from ours by more than 4.5 errors and 0.0005")
  quit(status = 1)
}
