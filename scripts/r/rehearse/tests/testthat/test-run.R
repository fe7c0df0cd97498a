test_that("progress is shown on request", {
  skip_without_binary()
  # Reports come every 0.1 s: enough work for one thread to need some.
  shown <- capture.output(
    power <- rh_power(rh_example(), replicates = 60000, threads = 1,
                      progress = TRUE), type = "message")
  expect_match(paste(shown, collapse = ""), "%")
})

test_that("an interrupt ends the program politely", {
  skip_without_binary()
  skip_on_os("windows")
  script <- tempfile(fileext = ".R")
  marks <- tempfile()
  writeLines(c(
    sprintf("library(rehearse, lib.loc = %s)", deparse(dirname(
      getNamespaceInfo("rehearse", "path")))),
    "tryCatch(",
    "  rh_power(rh_example(), replicates = 2e9, progress = TRUE),",
    "  rehearse_interrupted = function(e) {",
    "    cat('status', e$status, conditionMessage(e))",
    "  })"), script)
  r <- processx::process$new(file.path(R.home("bin"), "Rscript"), script,
                             stdout = marks, stderr = "|")
  on.exit(r$kill())
  # The bar begins when the program is running.
  deadline <- Sys.time() + 120
  seen <- ""
  while (Sys.time() < deadline && !grepl("%", seen)) {
    r$poll_io(1000)
    seen <- paste0(seen, r$read_error())
  }
  r$interrupt()
  r$wait(60000)
  expect_false(r$is_alive())
  expect_match(paste(readLines(marks, warn = FALSE), collapse = "\n"),
               "^status 75 .*interrupted after")
})
