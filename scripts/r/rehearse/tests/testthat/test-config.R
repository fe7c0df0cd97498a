test_that("a list is the same trial as its file", {
  skip_without_binary()
  from_list <- rh_power(trial_list(), replicates = 500)
  from_file <- rh_power(rh_example(), replicates = 500)
  expect_identical(from_list$config_sha256, from_file$config_sha256)
  expect_identical(from_list$json, from_file$json)
})

test_that("what must be an array is one", {
  skip_without_binary()
  text <- rh_config_json(list(
    randomization = list(block_sizes = 4, stratify_by = "sex"),
    factors = list(name = "sex", levels = c("f", "m"), prevalence = c(.5, .5)),
    analysis = list(alpha = 0.025, looks = list(events = 164)),
    dropout = list(A = list(annual_probability = 0.1 + 0.2))))
  config <- jsonlite::parse_json(text)
  expect_identical(config$randomization$block_sizes, list(4L))
  expect_identical(config$randomization$stratify_by, list("sex"))
  expect_identical(config$factors[[1]]$levels, list("f", "m"))
  expect_identical(config$analysis$looks, list(list(events = 164L)))
  expect_identical(config$analysis$alpha, 0.025)
  expect_identical(config$dropout$A$annual_probability, 0.1 + 0.2)
})

test_that("values are written as a config has them", {
  expect_identical(value_text(as.Date("2025-07-07")), "\"2025-07-07\"")
  expect_identical(value_text(as.difftime(6, units = "weeks")), "\"42 days\"")
  expect_identical(value_text(factor("a\"b\\\n")), "\"a\\\"b\\\\\\u000a\"")
  expect_identical(value_text(c(1.5, 2)), "[1.5, 2]")
  expect_identical(value_text(TRUE), "true")
  expect_identical(value_text(list(a = 1, b = NULL), style = toml_style),
                   "{\"a\" = 1}")
  expect_error(value_text(NA), class = "rehearse_usage_error")
  expect_error(value_text(Inf), class = "rehearse_usage_error")
  expect_error(value_text(quote(x)), class = "rehearse_usage_error")
})

test_that("changed keys are those of the shell", {
  skip_without_binary()
  changed <- rh_design(rh_example(), `analysis.looks[0].events` = 98,
                       endpoint.control.median = "8 months",
                       randomization.block_sizes = 4,
                       "endpoint.effect.hazard_ratio=0.65")
  expect_identical(changed$json, shell(
    "design", rh_example(), "--set", "analysis.looks[0].events=98",
    "--set", "endpoint.control.median=8 months", "--set",
    "randomization.block_sizes=[4]", "--set",
    "endpoint.effect.hazard_ratio=0.65", "--format", "json"))
  looks <- rh_design(rh_example(), analysis.looks = list(
    list(name = "only", events = 164)))
  expect_identical(looks$looks$name, "only")
})

test_that("a list's file of sites is found from the working directory", {
  skip_without_binary()
  folder <- tempfile()
  dir.create(folder)
  before <- setwd(folder)
  on.exit(setwd(before))
  writeLines(c("site_id", "Alpha", "Beta"), "sites.csv")
  config <- trial_list()
  config$sites <- list(file = "sites.csv")
  trial <- rh_simulate(config)
  expect_setequal(trial$participants$site, c("Alpha", "Beta"))
})

test_that("varied values are written so that their commas don't separate", {
  expect_identical(vary_arguments("--vary", list(
    analysis.test = c("logrank", "fh(0,1)"),
    randomization.block_sizes = list(c(4, 6), 4),
    trial.title = "a, b")), c(
      "--vary", "analysis.test=logrank,fh(0,1)",
      "--vary", "randomization.block_sizes=[4, 6],4",
      "--vary", "trial.title=\"a, b\""))
  expect_identical(vary_arguments("--vary", list()), character())
  expect_error(vary_arguments("--vary", list(1)),
               class = "rehearse_usage_error")
})
