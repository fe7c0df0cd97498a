test_that("a config's faults are located, all together", {
  skip_without_binary()
  file <- tempfile(fileext = ".toml")
  text <- readLines(rh_example())
  text <- sub("duration = \"16 months\"", "duration = 16", text, fixed = TRUE)
  line <- grep("^hazard_ratio = 0.60", text)
  text[line] <- sub("hazard_ratio", "harzard_ratio", text[line])
  writeLines(text, file)
  fault <- tryCatch(rh_power(file), error = identity)
  expect_s3_class(fault, c("rehearse_config_error", "rehearse_error", "error",
                           "condition"), exact = TRUE)
  expect_identical(fault$status, 78L)
  expect_identical(fault$file, file)
  expect_identical(fault$line, grep("^duration", text))
  expect_identical(fault$column, 12L)
  expect_identical(fault$key, "enrolment.duration")
  expect_identical(fault$errors$line, c(grep("^duration", text), line))
  expect_match(fault$errors$message[2], "did you mean 'hazard_ratio'")
  expect_match(conditionMessage(fault), "has no unit", fixed = TRUE)
})

test_that("a list's faults have a JSON Pointer", {
  skip_without_binary()
  config <- trial_list()
  config$endpoint$effect <- list(harzard_ratio = 0.6)
  fault <- tryCatch(rh_design(config), rehearse_config_error = identity)
  expect_identical(fault$file, "config")
  expect_true("/endpoint/effect/harzard_ratio" %in% fault$errors$pointer)
  expect_false(grepl(tempdir(), conditionMessage(fault), fixed = TRUE))
})

test_that("every exit status has its class", {
  skip_without_binary()
  expect_error(rh_power("no-such-file.toml"), class = "rehearse_input_error")
  expect_error(rh_power(rh_example(), seed = -1),
               class = "rehearse_usage_error")
  expect_error(rh_power(rh_example(), trial.participants = "many"),
               class = "rehearse_config_error")
  data <- data.frame(time = c(1, 2), event = c(1, 7), arm = c("a", "b"))
  fault <- tryCatch(rh_analyze(data, "time", "event", "arm", "a"),
                    rehearse_data_error = identity)
  expect_match(conditionMessage(fault), "data:3", fixed = TRUE)
  expect_error(rh_power(rh_example(), replicates = 10,
                        out = file.path(rh_example(), "below-a-file")),
               class = "rehearse_output_error")
  expect_error(rh_power(1), class = "rehearse_usage_error")
})

test_that("a missing program is said", {
  fault <- tryCatch(rh_binary("no-such-program"),
                    rehearse_binary_error = identity)
  expect_match(conditionMessage(fault), "REHEARSE_BIN")
  before <- Sys.getenv("REHEARSE_BIN", NA)
  Sys.setenv(REHEARSE_BIN = "no-such-program")
  on.exit(if (is.na(before)) Sys.unsetenv("REHEARSE_BIN") else
    Sys.setenv(REHEARSE_BIN = before))
  expect_false(rh_available())
})

test_that("the program's warnings are R's", {
  skip_without_binary()
  expect_warning(expect_warning(
    rh_power(rh_example(), dropout.annual_probability = 0.6, replicates = 50),
    "look 'final'"), "look 'interim'")
})

test_that("messages are parsed by their grammar", {
  errors <- parse_errors(c(
    "t.toml:31:1: error: endpoint.effect: unknown key 'x'", "  x = 1", "  ^",
    "t.json:/a/b: error: a.b: expected a number",
    "--set a=b: error: a: no", "t.json:2:5: error: syntax: bad", "3 errors"))
  expect_identical(errors$line, c(31L, NA, NA, 2L))
  expect_identical(errors$pointer, c(NA, "/a/b", NA, NA))
  expect_identical(errors$file, c("t.toml", "t.json", "--set a=b", "t.json"))
  expect_identical(errors$key, c("endpoint.effect", "a.b", "a", "syntax"))
})
