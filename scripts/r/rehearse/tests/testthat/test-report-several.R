# A report of several hypotheses says what each is, how they share alpha, and
# what all of them come to, with the program's numbers.

# PFS, then OS: the example with deaths and another analysis.
several_config <- function() {
  text <- readLines(rh_example())
  is_header <- grepl("^\\[", text)
  in_analysis <- startsWith(text[is_header], "[analysis") |
    startsWith(text[is_header], "[[analysis")
  keep <- c(TRUE, !in_analysis)[cumsum(is_header) + 1]
  file <- tempfile(fileext = ".toml")
  writeLines(c(
    text[keep], "[endpoint.death]", "fraction = 0.05",
    "after_progression_median = \"18 months\"", "[endpoint.death.switch]",
    "probability = 0.3", "delay_mean = \"1 month\"", "hazard_ratio = 0.8",
    "[analysis]", "alpha = 0.025",
    "[analysis.efficacy]", "spending = \"lan-demets-obrien-fleming\"",
    "[[hypotheses]]", "name = \"PFS\"", "alpha = 0.02",
    "[[hypotheses.looks]]", "name = \"interim\"", "information = 0.7",
    "[[hypotheses.looks]]", "name = \"last\"", "events = 164",
    "[[hypotheses]]", "name = \"survival\"", "endpoint = \"os\"",
    "alpha = 0.005", "harm_hazard_ratio = 1.3", "also = [\"rpsft\"]",
    "[[hypotheses.looks]]", "name = \"PFS last\"", "with = \"last\"",
    "information_fraction = 0.5",
    "[[hypotheses.looks]]", "name = \"end\"", "events = 150",
    "[multiplicity]",
    "transitions = [{ from = \"PFS\", to = \"survival\", weight = 1.0 }]",
    "success = [\"PFS and survival\"]"), file)
  file
}

several_values <- function(...) {
  file <- tempfile(fileext = ".json")
  run_rehearse(c("report", several_config(), "--replicates", "1000", "--quiet",
                 "--out", file, ...))
  read_json(read_text(file))
}

# Whether each is in a text.
expect_said <- function(text, wanted) {
  expect_identical(wanted[!vapply(wanted, grepl, NA, text, fixed = TRUE)],
                   character())
}

test_that("a report of several hypotheses has all of them", {
  skip_without_report()
  file <- tempfile(fileext = ".docx")
  rh_report(several_config(), file, replicates = 1000)
  text <- docx_text(file)
  power <- rh_power(several_config(), replicates = 1000)$raw
  estimates <- c(lapply(power$hypotheses, `[[`, "power"), power$joint,
                 power$conditional)
  expect_said(text, unname(vapply(estimates, power_text, "")))
  expect_said(text, c(
    "PFS by IRC", "overall survival", "TQB2102 / T-DM1", "0.02", "0.005",
    "interim after 115 events", "PFS last (with last of PFS)",
    "end after 150 events", "hazard ratio is estimated above 1.30",
    "PFS passes 100% to survival", "one-sided familywise level of 0.025",
    "PFS and survival", "survival, given PFS", "rank-preserving model (RPSFT)",
    "after progression with a median of 18 months", "Bretz F, Maurer W",
    "Maurer W, Bretz F (2013)", "Robins JM", "there are no formulas",
    "report --null each"))
  for (level in c("0.005", "0.02", "0.025")) expect_said(text, level)
  for (heading in c("6.7.2", "10.1", "10.4.1.1", "10.9", "10.10", "10.11",
                    "12.X", "14")) {
    expect_match(text, paste0("\n", heading, " "), fixed = TRUE)
  }
  # Captions are numbered through, whichever part they are in.
  for (kind in c("Table", "Figure")) {
    places <- gregexpr(paste0("\n", kind, " [0-9]+"), text)
    found <- regmatches(text, places)[[1]]
    numbers <- as.numeric(sub(".* ", "", found))
    expect_identical(numbers, as.numeric(seq_along(numbers)), label = kind)
  }
  media <- utils::unzip(file, list = TRUE)$Name
  expect_length(grep("^word/media/.*png$", media), 3)
})

test_that("tables of several hypotheses have the program's rows", {
  skip_without_report()
  content <- report_content(several_values("--null", "each"), "en", "html")
  power <- content$values$power
  graph <- transitions_table(content)
  expect_identical(graph[["to survival"]], c("1", "\u2013"))
  expect_identical(graph[["to PFS"]], c("\u2013", "0"))
  expect_identical(graph[["Alpha at first"]], c("0.02", "0.005"))
  bounds <- level_bounds_table(content, "survival")
  expect_identical(bounds[["At alpha"]], c("0.005", "", "0.025", ""))
  z <- unlist(lapply(content$values$design$hypotheses[[2]]$alphas,
                     function(level) {
                       vapply(level$looks, `[[`, 1, "efficacy_z")
                     }))
  expect_identical(bounds$z, sprintf("%.4f", z))
  expect_identical(familywise_table(content)[["Familywise error"]],
                   vapply(power$familywise_error, power_text, ""))
  expect_false(grepl("--null", several_lacks(content)))
  looks <- characteristics_table(content, powered_of(content, "survival")$looks)
  expect_named(looks, c("Analysis", "PFS last", "end"))
  switching <- switching_table(content)
  expect_identical(switching[["Less as randomized"]][1], "\u2013")
  expect_false("\u2013" %in% switching[["Hazard ratio"]])
})

test_that("a report of several hypotheses in Chinese has no English sentence", {
  skip_without_report()
  content <- report_content(several_values(), "zh", "html")
  words <- c(unlist(assumptions_table(content)),
             unlist(hypotheses_table(content)), size_paragraph(content),
             looks_paragraph(content), multiplicity_paragraph(content),
             method_paragraph(content), general_paragraph(content))
  # What the config calls "PFS and survival" is its own.
  words <- gsub("PFS and survival", "", words, fixed = TRUE)
  english <- grep(paste0(
    "(?i)\\b(months?|participants?|events?|hazard|stratified|spending|alpha|",
    "over|every|after|median|power|with|switch|passes)\\b"), words, perl = TRUE,
    value = TRUE)
  expect_identical(unname(english), character())
})

test_that("tests by their correlation are said to be", {
  skip_without_report()
  values <- several_values()
  say <- function(...) {
    values$scenario$multiplicity <- utils::modifyList(
      values$scenario$multiplicity, list(...))
    content <- report_content(values, "en", "html")
    paste(looks_paragraph(content), multiplicity_paragraph(content))
  }
  expect_match(say(), "weighted Bonferroni", fixed = TRUE)
  raised <- say(parametric = TRUE, raised = TRUE)
  expect_match(raised, "raised by that correlation", fixed = TRUE)
  expect_match(raised, "use the correlation of the tests", fixed = TRUE)
  expect_match(say(parametric = TRUE, raised = FALSE),
               "are Bonferroni's, the strictest", fixed = TRUE)
})
