# Every figure has units on both axes, and is not blank.

# Draws it as png, reads it back: how many colours, and how much is not white.
expect_drawn <- function(plot, labels = TRUE) {
  file <- tempfile(fileext = ".png")
  rh_save(plot, file, dpi = 60)
  pixels <- png::readPNG(file)
  expect_true(all(abs(dim(pixels)[1:2] - c(10, 16) / 2.54 * 60) <= 1))
  colours <- unique(as.vector(
    pixels[, , 1] * 255 + pixels[, , 2] * 255 * 256 +
      pixels[, , 3] * 255 * 65536))
  ink <- mean(rowSums(pixels[, , 1:3], dims = 2) < 2.7)
  expect_gt(length(colours), 60)
  expect_gt(ink, 0.02)
  expect_match(plot$labels$x, "\\[.+\\]$")
  expect_match(plot$labels$y, "\\[.+\\]$")
}

table_of <- function() {
  grid <- expand.grid(hr = c(0.5, 0.6, 0.7), median = c("5 months", "2 years"),
                      dropout = c(0.05, 0.1), stringsAsFactors = FALSE)
  power <- 1.4 - grid$hr - grid$dropout
  structure(list(
    keys = c("endpoint.effect.hazard_ratio", "endpoint.control.median",
             "dropout.annual_probability"),
    trial = "T", seed = "7", sweep_sha256 = "abcdef0123456789",
    cells = data.frame(
      cell = seq_len(12), endpoint.effect.hazard_ratio = grid$hr,
      endpoint.control.median = grid$median,
      dropout.annual_probability = grid$dropout, test = "logrank",
      replicates = 100, power, power_mcse = 0.01,
      power_ci95_lower = power - 0.02, power_ci95_upper = power + 0.02,
      expected_events = 100 * power, expected_events_mcse = 1)),
    class = c("rh_sweep", "rh_result"))
}

skip_without_plots <- function() {
  skip_if_not_installed("ggplot2")
  skip_if_not_installed("png")
  skip_if_not(capabilities("cairo"))
}

test_that("power curves", {
  skip_without_plots()
  table <- table_of()
  plot <- ggplot2::autoplot(table, target = 0.9)
  expect_drawn(plot)
  expect_identical(plot$labels$y, "Power [%]")
  expect_match(plot$labels$caption,
               "T: 100 replicates in each cell, seed 7, sweep abcdef012345")
  # The band is the interval of the table.
  band <- ggplot2::layer_data(plot, 2)
  expect_setequal(round(band$ymax, 9),
                  round(100 * table$cells$power_ci95_upper, 9))
  expect_drawn(ggplot2::autoplot(table, measure = "expected_events"))
  expect_error(ggplot2::autoplot(table, colour = NA),
               "has several values and no place")
  expect_error(ggplot2::autoplot(table, x = "nokey"), "no key 'nokey'")
  expect_error(ggplot2::autoplot(table, measure = "beauty"), "no measure")
})

test_that("a curve by duration is in one unit", {
  axis <- axis_values(c("5 months", "6 months", "1 year"))
  expect_identical(axis, list(values = c(5, 6, 12), unit = "months"))
  expect_identical(axis_values(c("a", "b"))$unit, NULL)
  expect_identical(key_label("endpoint.control.median", "days"),
                   "Control median [days]")
  expect_identical(key_label("analysis.looks[0].events"),
                   "Looks events [number]")
  expect_identical(key_label("sites.spread", "weeks"), "Sites spread [weeks]")
})

test_that("heat maps", {
  skip_without_plots()
  plot <- ggplot2::autoplot(table_of(), type = "heatmap")
  expect_drawn(plot)
  expect_identical(sort(ggplot2::layer_data(plot, 2)$label),
                   sort(sprintf("%.1f", 100 * table_of()$cells$power)))
  table <- table_of()
  table$cells <- table$cells[1:3, ]
  expect_error(ggplot2::autoplot(table, type = "heatmap"), "two keys")
})

test_that("hazard ratios at each look", {
  skip_without_plots()
  skip_without_binary()
  power <- rh_power(rh_example(), replicates = 3000, replicate_data = TRUE)
  plot <- ggplot2::autoplot(power)
  expect_drawn(plot)
  # Schoenfeld (1981): z = -log(HR) sqrt(events / 4) in a 1:1 trial. One figure
  # for a bound: design's, drawn and labelled.
  line <- ggplot2::layer_data(plot, 2)$xintercept
  bound <- exp(-power$looks$efficacy_z * 2 / sqrt(c(115, 164)))
  expect_equal(10^line, bound, tolerance = 1e-9)
  expect_equal(10^line, rh_design(rh_example())$looks$hazard_ratio_at_efficacy)
  expect_match(ggplot2::layer_data(plot, 4)$label, "hazard ratio 0.(635|732)$")
  # Of replicates alone the hazard ratio is no figure.
  alone <- ggplot2::layer_data(rh_plot_replicates(power$data), 4)$label
  expect_match(alone, "^efficacy bound z [0-9.]+$")
  bars <- ggplot2::layer_data(plot, 1)
  share <- tapply(bars$count, bars$PANEL, sum)
  expect_equal(as.vector(share), c(100, 100), tolerance = 0.005)
  marks <- bound_marks(transform(
    power$data, panel = look, futility_z = ifelse(look == "interim", 1,
                                                  efficacy_z)))
  expect_identical(marks$kind, c("efficacy", "efficacy", "futility"))
  expect_equal(marks$hazard_ratio[3], exp(-2 / sqrt(115)), tolerance = 0.03)
  power$data <- NULL
  expect_error(ggplot2::autoplot(power), "replicate_data = TRUE")
})

test_that("the hazard ratio at a bound is what has the bound's z", {
  # z = -5 log(HR), replicates on one side of the bound 2: HR = exp(-0.4).
  at <- data.frame(z = c(2.05, 2.2, 2.4), bound = 2)
  at$hazard_ratio <- exp(-at$z / 5)
  expect_equal(ratio_at_bound(at), exp(-0.4))
  at$bound <- 9
  expect_identical(ratio_at_bound(at), NA_real_)
})

test_that("enrolment, events and survival", {
  skip_without_plots()
  skip_without_binary()
  trials <- rh_simulate(rh_example(), replicate = 0:29)
  course <- ggplot2::autoplot(trials)
  expect_drawn(course)
  expect_match(course$labels$caption, "30 replicates, seed 20250707, config ")
  line <- ggplot2::layer_data(course, 2)
  expect_identical(as.vector(tapply(line$y, line$group, max)), c(246, 164))

  survival <- ggplot2::autoplot(trials, type = "survival")
  expect_drawn(survival)
  # 30 trials of 123: the median's standard error is 1 / (2 f sqrt(n)) =
  # 6.8 / (log(2) sqrt(3690)) = 0.16 months for an exponential; 5 of them.
  expect_lt(abs(model_medians(trials)[2] - 6.8), 0.8)
  # What is labelled is where the line drawn comes to a half.
  line <- ggplot2::layer_data(survival, 4)
  label <- ggplot2::layer_data(survival, 6)
  for (k in 1:2) {
    at <- line[line$group == k, ]
    below <- which(at$y <= 50)[1]
    expect_true(at$x[below - 1] <= label$x[k] && label$x[k] <= at$x[below])
  }
})

test_that("a trial's median by hand", {
  # Half of 4 are left after the second of them.
  expect_equal(trial_median(30.4375 * c(1, 2, 3, 4), c(1, 1, 1, 1)), 2)
  expect_identical(trial_median(30.4375 * c(1, 2, 3, 4), c(1, 0, 0, 0)), Inf)
})

test_that("Kaplan-Meier by hand", {
  estimate <- kaplan_meier_at(c(5, 2, 1, 3, 2), c(0, 1, 1, 1, 0),
                              c(0, 0.5, 1, 2, 2.5, 3, 5, 6))
  expect_equal(estimate, c(1, 1, 0.8, 0.6, 0.6, 0.3, 0.3, NA))
  expect_equal(kaplan_meier_at(c(1, 2), c(1, 1), c(1, 2, 9)), c(0.5, 0, 0))
})

test_that("three files are written, or the one that is named", {
  skip_without_plots()
  stem <- tempfile()
  plot <- ggplot2::autoplot(table_of())
  files <- rh_save(plot, stem)
  expect_identical(files, paste0(stem, c(".svg", ".png", ".pdf")))
  expect_true(all(file.size(files) > 3000))
  expect_match(readLines(files[1], 2)[2], "<svg")
  expect_identical(readBin(files[3], "raw", 4), charToRaw("%PDF"))
  expect_identical(rh_save(plot, paste0(stem, "-2.pdf")),
                   paste0(stem, "-2.pdf"))
  expect_error(rh_save(plot, file.path(stem, "no", "folder.png")),
               class = "rehearse_output_error")
})
