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
  expect_identical(plot$labels$y, "Power [probability]")
  expect_match(plot$labels$caption,
               "T: 100 replicates in each cell, seed 7, sweep abcdef012345")
  # The band is the interval of the table.
  band <- ggplot2::layer_data(plot, 2)
  expect_setequal(round(band$ymax, 9),
                  round(table$cells$power_ci95_upper, 9))
  expect_drawn(ggplot2::autoplot(table, measure = "expected_events"))
  expect_error(ggplot2::autoplot(table, colour = NA),
               "has several values and no place")
  expect_error(ggplot2::autoplot(table, x = "nokey"), "no key 'nokey'")
  expect_error(ggplot2::autoplot(table, measure = "beauty"), "no measure")
  for (target in c(90, 1, 0, -0.5)) {
    expect_error(ggplot2::autoplot(table, target = target), "is no power",
                 class = "rehearse_usage_error")
  }
  expect_error(ggplot2::autoplot(table, target = 90), "write 0.9")
  expect_drawn(ggplot2::autoplot(table, measure = "expected_events",
                                 target = 90))
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
                   sort(sprintf("%.3f", table_of()$cells$power)))
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
  expect_identical(levels(course$data$what),
                   c("participants enrolled", "events of PFS by IRC"))
  line <- ggplot2::layer_data(course, 2)
  expect_identical(as.vector(tapply(line$y, line$group, max)), c(246, 164))

  survival <- ggplot2::autoplot(trials, type = "survival")
  expect_drawn(survival)
  expect_identical(survival$labels$y, "Without event of PFS by IRC [%]")
  # At 0 everybody who was randomized is at risk, at 12 months who is left.
  risk <- ggplot2::layer_data(survival, 9)
  data <- trials$participants
  here <- data[data$arm == trials$arms[1], ]
  expect_identical(risk$label[risk$x == 0][1], sprintf("%.0f", nrow(here) / 30))
  expect_identical(risk$label[risk$x == 12][1], sprintf("%.0f", sum(
    here$time_days > 12 * days_per_month) / 30))
  # A band ends where fewer than nine in ten trials have anyone at risk.
  band <- ggplot2::layer_data(survival, 2)
  ends <- sort(tapply(here$time_days, here$replicate, max) / days_per_month)
  expect_lte(max(band$x[band$group == 1]), ends[[4]])
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

# A forecast at 2026-03-14: an interim that is reached, a final look whose upper
# limit isn't, entry that is certain.
forecast_json <- function() {
  dates <- function(...) {
    as.list(stats::setNames(c(...), c("q05", "q10", "q25", "median", "q75",
                                      "q90", "q95")))
  }
  one <- function(name, counted, number, date) {
    list(name = name, counted = counted, number = number,
         observed = c(events = 60, participants = 80)[[counted]], date = date)
  }
  count <- function(x) list(mean = x, mcse = 0.1, q05 = x - 3, q95 = x + 4)
  ends <- sprintf("20%02d-%02d", 26 + 0:35 %/% 12, 1 + 0:35 %% 12)
  as.character(jsonlite::toJSON(na = "null", auto_unbox = TRUE, list(
    command = "forecast", trial = "T", config_sha256 = "abcdef0123456789",
    seed = 7, futures = 1000, cutoff = cutoff_date, participants = 80,
    events = 60, dropouts = 0, blinded = TRUE, parameters = "posterior",
    milestones = list(
      one("interim", "events", 50, dates(rep("2026-02-10", 7))),
      one("final", "events", 90, dates(
        "2026-08-01", "2026-09-01", "2026-10-01", "2026-11-14", "2027-03-01",
        "2029-01-01", NA)),
      one("participants 100", "participants", 100,
          dates(rep("2026-05-20", 7)))),
    observed_by_month = list(
      list(month = "2026-01", events = 20, participants = 40),
      list(month = "2026-02", events = 55, participants = 70),
      list(month = "2026-03", events = 60, participants = 80)),
    by_month = lapply(3:36, function(i) {
      list(month = ends[i], events = count(60 + i),
           participants = count(100))
    }))))
}
cutoff_date <- "2026-03-14"

test_that("a forecast's course, fan and milestones", {
  skip_without_plots()
  forecast <- new_forecast(NULL, forecast_json())
  plot <- ggplot2::autoplot(forecast)
  expect_drawn(plot)
  expect_identical(plot$labels$x, "Date [year-month]")
  expect_match(plot$labels$caption, fixed = TRUE, paste0(
    "T: 80 participants and 60 events at the data cut-off, blinded, ",
    "parameters posterior,\n1,000 futures, seed 7, config abcdef012345"))
  day <- function(text) as.numeric(as.Date(text))
  expect_equal(as.numeric(ggplot2::layer_data(plot, 1)$xintercept),
               day(cutoff_date))

  # The band starts with what is known, and ends twice as far from the cut-off
  # as the final's median, 245 days after it.
  band <- ggplot2::layer_data(plot, 2)
  band <- band[band$group == max(band$group), ]
  expect_identical(band$x[1:2], day(c(cutoff_date, "2026-03-31")))
  expect_identical(band$ymin[1:2], c(60, 60))
  expect_identical(band$ymax[1:2], c(60, 67))
  expect_identical(max(band$x), day("2027-07-31"))
  line <- ggplot2::layer_data(plot, 3)
  expect_setequal(line$linetype, c("solid", "22"))
  expect_identical(line$y[line$linetype == "solid" & line$colour == "#D55E00"],
                   c(0, 20, 55, 60))

  marks <- milestone_marks(forecast$milestones, course_until(
    forecast, forecast_end(forecast)))
  expect_identical(marks$number, c(50L, 90L, 100L))
  expect_identical(marks$beyond, c(FALSE, TRUE, FALSE))
  expect_identical(marks$to[2], as.Date("2027-07-31"))
  expect_identical(marks$label, c(
    " interim, 50 events:\n reached 2026-02-10",
    " final, 90 events: 2026-11-14\n 2026-08-01 or later",
    " participants 100: 2026-05-20\n 2026-05-20 to 2026-05-20"))
  points <- Filter(function(layer) inherits(layer$geom, "GeomPoint"),
                   plot$layers)
  expect_identical(points[[1]]$data$median,
                   as.Date(c("2026-02-10", "2026-11-14", "2026-05-20")))
  expect_error(ggplot2::autoplot(new_forecast(NULL, paste0(
    "{\"command\": \"forecast\", \"calibration\": [{\"at\": 0.5}]}"))),
    "no forecast")
})

test_that("labels of a forecast are apart, and within the figure", {
  expect_identical(spread_out(c(10, 50, 90), 100, 0.2), c(10, 50, 90))
  expect_equal(spread_out(c(50, 50, 60), 100, 0.2), c(50, 70, 90))
  expect_equal(spread_out(c(95, 98, 100), 100, 0.2), c(60, 80, 100))
})

test_that("dates of an axis are firsts of months, or years", {
  breaks <- date_breaks(as.Date(c("2025-11-20", "2026-12-31")))
  expect_identical(breaks$labels, c("2026-01", "2026-03", "2026-05", "2026-07",
                                    "2026-09", "2026-11"))
  breaks <- date_breaks(as.Date(c("2025-11-20", "2031-02-01")))
  expect_identical(breaks$at, as.Date(sprintf("%d-01-01", 2026:2031)))
  expect_identical(breaks[c("labels", "unit")], list(
    labels = as.character(2026:2031), unit = "year"))
  expect_identical(month_end(as.Date(c("2024-02-01", "2025-12-01"))),
                   as.Date(c("2024-02-29", "2025-12-31")))
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
  svg <- read_text(files[1])
  expect_match(svg, "<svg")
  expect_match(svg, ">Power \\[probability\\]</text>")
  expect_equal(dim(png::readPNG(files[2]))[1:2], round(c(10, 16) / 2.54 * 300),
               tolerance = 0.001)
  expect_identical(readBin(files[3], "raw", 4), charToRaw("%PDF"))
  expect_identical(rh_save(plot, paste0(stem, "-2.pdf")),
                   paste0(stem, "-2.pdf"))
  expect_error(rh_save(plot, file.path(stem, "no", "folder.png")),
               class = "rehearse_output_error")
  expect_error(rh_save(plot, paste0(stem, ".jpg")), "'.jpg' is no ending",
               class = "rehearse_usage_error")
  expect_null(check_ending("power-0.65"))
})
