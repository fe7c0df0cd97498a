#!/usr/bin/env Rscript
# Compares `rehearse design` live with rpact, where R has it: bounds, alpha
# spent, and what is known of rpact's error where looks are close.
# Usage: crosscheck-design.R [REHEARSE] (build/rehearse)
if (!suppressMessages(requireNamespace("rpact", quietly = TRUE))) {
  message("R has no rpact: nothing is compared")
  quit(status = 0)
}
arguments <- commandArgs(trailingOnly = TRUE)
program <- if (length(arguments) > 0) arguments[1] else "build/rehearse"
script <- sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))
root <- normalizePath(file.path(dirname(script), ".."))

# The design's CSV, a row for each look.
design <- function(fractions, settings) {
  events <- round(1000 * fractions)
  looks <- paste0("analysis.looks=[", paste0(
    "{name=\"", seq_along(events), "\",events=", events, "}",
    collapse = ","), "]")
  settings <- c("trial.participants=5000", looks, settings)
  out <- system2(program, c(
    "design", shQuote(file.path(root, "configs/w3.toml")), "--format csv",
    "--quiet", paste("--set", shQuote(settings))), stdout = TRUE)
  read.csv(text = out)
}

types <- list(
  list("asOF", 'analysis.efficacy={spending="lan-demets-obrien-fleming"}'),
  list("asP", 'analysis.efficacy={spending="lan-demets-pocock"}'),
  list("asHSD", 'analysis.efficacy={spending="hwang-shih-decani",parameter=-4}', gammaA = -4),
  list("asKD", 'analysis.efficacy={spending="kim-demets",parameter=2}', gammaA = 2),
  list("OF", 'analysis.efficacy={boundary="obrien-fleming"}'),
  list("P", 'analysis.efficacy={boundary="pocock"}'),
  list("WT", 'analysis.efficacy={boundary="wang-tsiatis",parameter=0.25}', deltaWT = 0.25),
  list("HP", 'analysis.efficacy={boundary="haybittle-peto",parameter=3}'))
plans <- list(c(0.7, 1), c(0.3, 0.6, 1), seq(0.2, 1, 0.2))

worst <- 0
for (type in types) for (fractions in plans) {
  theirs <- do.call(rpact::getDesignGroupSequential, c(
    list(informationRates = fractions, alpha = 0.025, sided = 1,
         typeOfDesign = type[[1]]), type[-(1:2)]))
  ours <- design(fractions, type[[2]])
  off <- max(abs(ours$efficacy_z - theirs$criticalValues))
  worst <- max(worst, off)
  cat(sprintf("%-6s %d looks: bounds differ by %.1e\n", type[[1]],
              length(fractions), off))
}

# Non-binding beta spending under the design's own drift.
for (fractions in plans) {
  theirs <- rpact::getDesignGroupSequential(
    informationRates = fractions, alpha = 0.025, beta = 0.1, sided = 1,
    typeOfDesign = "asOF", typeBetaSpending = "bsHSD", gammaB = -2,
    bindingFutility = FALSE)
  ours <- design(fractions, c(
    'analysis.efficacy={spending="lan-demets-obrien-fleming"}',
    'analysis.futility={spending="hwang-shih-decani",parameter=-2,power=0.9}'))
  k <- length(fractions)
  off <- max(abs(ours$futility_z[-k] - theirs$futilityBounds))
  worst <- max(worst, off)
  cat(sprintf("futility %d looks: bounds differ by %.1e\n", k, off))
}

# Small alphas, of which 1e-6 is the least that rpact takes; its tolerance is
# absolute, so that its last bounds are off by what it is beside what is spent.
for (alpha in c(0.025, 1e-4, 1e-6)) for (fractions in plans) {
  theirs <- rpact::getDesignGroupSequential(
    informationRates = fractions, alpha = alpha, sided = 1,
    typeOfDesign = "asP", tolerance = 1e-10)
  ours <- design(fractions, c(
    'analysis.efficacy={spending="lan-demets-pocock"}',
    sprintf("analysis.alpha=%.17g", alpha)))
  off <- max(abs(ours$efficacy_z - theirs$criticalValues))
  cat(sprintf("alpha %.0e %d looks: bounds differ by %.1e\n", alpha,
              length(fractions), off))
  if (alpha > 1e-6) worst <- max(worst, off)
}
cat(sprintf("largest difference but at 1e-6: %.1e\n", worst))
if (worst > 1e-4) quit(status = 1)
