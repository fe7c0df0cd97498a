cutoff <- "2026-03-14"

forecast_of <- function(data = running_trial(), ..., futures = 500) {
  rh_forecast(rh_example(), data, cutoff, ..., futures = futures)
}

test_that("a forecast is the shell's, bit for bit", {
  skip_without_binary()
  file <- tempfile(fileext = ".csv")
  write_csv_exact(running_trial(), file)
  args <- c("forecast", rh_example(), "--data", file, "--cutoff", cutoff,
            "--futures", "500", "--by", "2026-12-31", "--by", "2027-12-31",
            "--milestones", "events 60, participants 246", "--set",
            "endpoint.effect.hazard_ratio=0.7", "--parameters", "normal",
            "--average", "aic", "--enrolment", "poisson", "--need",
            "participants 246 by 2026-12-31", "--seed", "5", "--quiet")
  forecast <- forecast_of(
    by = as.Date(c("2026-12-31", "2027-12-31")),
    milestones = c("events 60", "participants 246"), parameters = "normal",
    average = "aic", enrolment = "poisson", seed = 5,
    need = "participants 246 by 2026-12-31", threads = 1,
    endpoint.effect.hazard_ratio = 0.7)
  json <- shell(args, "--format", "json")
  expect_identical(forecast$json, json)
  # Lines break where the file's name is another.
  words <- function(text) strsplit(text, "\\s+")[[1]]
  expect_identical(words(forecast$table), words(gsub(
    file, "data", shell(args, "--format", "table"), fixed = TRUE)))
  tokens <- number_tokens(sub("\"seed\": 5,", "", json, fixed = TRUE))
  expect_gt(length(tokens), 100)
  expect_same_numbers(numbers_of(forecast$raw), tokens)
  expect_identical(forecast_of(file, progress = FALSE)$json,
                   forecast_of()$json)
})

test_that("a forecast's data frames hold its numbers", {
  skip_without_binary()
  forecast <- forecast_of(milestones = "events 60, participants 246",
                          by = "2026-12-31")
  raw <- forecast$raw
  expect_identical(as.data.frame(forecast), forecast$milestones)
  expect_identical(forecast$milestones$name, c("events 60", "participants 246"))
  for (level in c("q05", "median", "q95")) {
    expect_identical(
      format(forecast$milestones[[paste0("date_", level)]]),
      vapply(raw$milestones, function(one) one$date[[level]], ""))
  }
  expect_identical(forecast$milestones[["probability_by_2026-12-31"]][1],
                   raw$milestones[[1]]$probability_by[[1]])
  expect_identical(forecast$by_month$events_q95,
                   vapply(raw$by_month, function(one) one$events$q95, 1))
  expect_identical(forecast$estimates$se[1],
                   raw$models[[1]]$parameters[[1]]$se)
  expect_identical(forecast$models$weight,
                   vapply(raw$models, `[[`, 1, "weight"))
  expect_identical(forecast[c("cutoff", "participants", "blinded")],
                   list(cutoff = as.Date(cutoff), participants = 80L,
                        blinded = TRUE))
  expect_null(forecast$changes)
  expect_null(forecast$calibration)
})

test_that("what was observed is what a count of the data gives", {
  skip_without_binary()
  data <- running_trial()
  observed <- forecast_of()$observed
  ends <- as.Date(c("2025-07-31", "2025-08-31", "2025-09-30", "2025-10-31",
                    "2025-11-30", "2025-12-31", "2026-01-31", "2026-02-28",
                    cutoff))
  expect_identical(observed$date, ends)
  day <- data$randomized + data$time
  for (i in seq_along(ends)) {
    expect_equal(observed$participants[i], sum(data$randomized <= ends[i]))
    expect_equal(observed$events[i], sum(data$event & day <= ends[i]))
  }
})

test_that("columns, rows and arms are read as they are named", {
  skip_without_binary()
  data <- transform(running_trial(), time = time + 1)
  plain <- forecast_of(data, time_origin = 1)
  expect_false(identical(forecast_of(data[-80, ], time_origin = 1)$json, plain$json))
  names(data) <- c("usubjid", "center", "randdt", "days", "happened", "left")
  other <- transform(data, paramcd = "OS", days = 1)
  data <- rbind(cbind(data, paramcd = "PFS"), other)
  renamed <- forecast_of(
    data, time_origin = 1, where = list(paramcd = "PFS"),
    columns = c(id = "usubjid", site = "center", randomized = "randdt",
                time = "days", event = "happened", dropout = "left"))
  expect_identical(renamed$json, plain$json)

  data <- running_trial()
  adam <- data.frame(USUBJID = data$id, SITEID = data$site,
                     RANDDT = data$randomized, CNSR = !data$event,
                     AVAL = data$time + 1, dropout = FALSE)
  expect_identical(forecast_of(adam, adam = TRUE, time_origin = 1)$json,
                   plain$json)
  data$arm <- c("T-DM1", "TQB2102")
  expect_false(forecast_of(data, unblinded = TRUE)$blinded)
  expect_true(forecast_of(data)$blinded)
})

test_that("a forecast says what has changed since an earlier one", {
  skip_without_binary()
  data <- running_trial()
  day <- as.Date("2026-01-31")
  early <- data[data$randomized <= day, ]
  known <- as.numeric(day - early$randomized)
  early$event <- early$event & early$time <= known
  early$time <- pmin(early$time, known)
  before <- rh_forecast(rh_example(), early, day, futures = 500)
  after <- forecast_of(previous = before)
  changes <- after$changes
  expect_identical(changes$cutoff_before, day)
  expect_equal(changes$days, 42)
  expect_identical(changes$counts$now[changes$counts$counted == "participants"],
                   80L)
  expect_identical(changes$milestones$before_median,
                   before$milestones$date_median)
  expect_equal(changes$milestones$shift_days,
               as.numeric(changes$milestones$now_median -
                            changes$milestones$before_median))
  file <- tempfile(fileext = ".json")
  writeLines(before$json, file, sep = "")
  expect_identical(sub(file, "previous", fixed = TRUE,
                       forecast_of(previous = file)$json), after$json)
  expect_error(forecast_of(previous = data), class = "rehearse_usage_error")
})

test_that("a forecast's folder is read as it was returned", {
  skip_without_binary()
  folder <- tempfile("forecast-")
  forecast <- forecast_of(out = folder)
  read <- rh_read_forecast(folder)
  parts <- setdiff(names(forecast), "table")
  expect_identical(unclass(read)[parts], unclass(forecast)[parts])
  expect_identical(rh_read_forecast(file.path(folder, "summary.json"))$json,
                   forecast$json)
  expect_output(print(read), "date_median")
  expect_error(rh_read_forecast("none.json"), class = "rehearse_input_error")
  expect_error(rh_read_forecast(rh_example()), class = "rehearse_data_error")
})

test_that("a calibration needs no data", {
  skip_without_binary()
  shown <- capture.output(type = "message", forecast <- rh_forecast(
    rh_example(), calibrate = TRUE, trials = 10, futures = 200,
    progress = TRUE))
  expect_match(paste(shown, collapse = ""), "100%")
  expect_identical(as.data.frame(forecast), forecast$calibration)
  expect_identical(forecast$calibration$at, c(0.25, 0.5, 0.75))
  expect_identical(forecast$calibration$coverage_q90,
                   vapply(forecast$raw$calibration,
                          function(row) as.numeric(row$coverage$q90), 1))
  expect_null(forecast$milestones)
})

test_that("faults of the data are located", {
  skip_without_binary()
  data <- running_trial()
  data$randomized[3] <- as.Date("2026-03-15")
  fault <- tryCatch(forecast_of(data), rehearse_data_error = identity)
  expect_identical(fault$file, "data")
  expect_identical(fault$line, 4L)
  expect_error(rh_forecast(rh_example()), class = "rehearse_usage_error")
  expect_error(forecast_of(columns = c(identity = "id")),
               "no column 'identity'", class = "rehearse_usage_error")
  expect_error(forecast_of(columns = "id"), class = "rehearse_usage_error")
})
