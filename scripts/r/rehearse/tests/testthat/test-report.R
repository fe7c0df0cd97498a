# A report says what a statistician looks for, with the program's numbers.

# The example with a sweep, and a source beside two assumptions.
report_config <- function() {
  text <- readLines(rh_example())
  after <- function(header, line) {
    at <- which(text == header)
    text <<- append(text, line, at)
  }
  after("[endpoint.control]", "source = \"EMILIA (2012), table 2\"")
  after("[dropout]", "source = \"pooled phase 2 data\"")
  file <- tempfile(fileext = ".toml")
  writeLines(c(text, "[sweep]", paste(
    "vary = [{ key = \"endpoint.effect.hazard_ratio\",",
    "values = [0.6, 0.7] }]")), file)
  file
}

# What must be found: name and text.
checklist <- function(design, power, sweep) {
  looks <- function(frame, digits, name) {
    stats::setNames(sprintf(digits, frame), paste(name, seq_along(frame)))
  }
  bounds <- design$looks
  shares <- rows_of(power$raw$looks)
  c(test = "one-sided stratified log-rank test",
    level = "significance level of 0.025", effect = "a hazard ratio of 0.60",
    events = "A total of 164 events of PFS by IRC gives",
    interim = "interim after 115 events (70.1% of the information)",
    strata = "hormone_receptor, visceral_disease, prior_lines",
    control = "median 6.8 months", experimental = "median 11.33 months",
    enrolment = "uniform over 16 months", dropout = "10% a year in each arm",
    source = "EMILIA (2012), table 2", source_2 = "pooled phase 2 data",
    spending = "Lan-DeMets, of the O'Brien-Fleming type",
    looks(bounds$efficacy_z, "%.4f", "z"),
    looks(bounds$efficacy_p, "%.4f", "p"),
    looks(2 * bounds$efficacy_p, "%.4f", "two-sided p"),
    looks(bounds$hazard_ratio_at_efficacy, "%.3f", "hazard ratio"),
    looks(bounds$alpha_spent, "%.4f", "alpha spent"),
    formula = sprintf("By formula it is %.4f (asymptotic", design$power),
    power = sprintf("The power is %.4f \u00b1 %.4f by", power$power,
                    power$mcse),
    stats::setNames(with_errors(shares, "reject"), c("reject 1", "reject 2")),
    stats::setNames(with_errors(shares, "cumulative_reject"),
                    c("cumulative 1", "cumulative 2")),
    stats::setNames(with_errors(sweep$cells, "power"), c("cell 1", "cell 2")),
    schoenfeld = "Schoenfeld DA (1983)", lan = "Lan KKG, DeMets DL (1983)",
    obrien = "O'Brien PC, Fleming TR (1979)", m11 = "ICH M11",
    version = paste("rehearse", rh_version()), seed = "seed 20250707",
    replicates = "2,000", hash = "SHA-256 of the config below ")
}

# Two digits of the error, four decimals at most.
with_errors <- function(frame, name) {
  error <- frame[[paste0(name, "_mcse")]]
  digits <- pmin(4, 1 - floor(log10(error)))
  sprintf("%.*f \u00b1 %.*f", digits, frame[[name]], digits, error)
}

missing_from <- function(text, wanted) {
  names(wanted)[!vapply(wanted, grepl, NA, text, fixed = TRUE)]
}

expect_has <- function(found, wanted) {
  expect_identical(setdiff(wanted, found), character())
}

# What a document says, without setting it.
content_text <- function(values) {
  content <- report_content(values, "en", "html")
  paste(c(size_paragraph(content), looks_paragraph(content),
          multiplicity_paragraph(content), method_paragraph(content),
          general_paragraph(content), appendix_paragraph(content),
          unlist(bounds_table(content)), unlist(assumptions_table(content)),
          unlist(characteristics_table(content)),
          unlist(sensitivity_table(content)), report_references(values)),
        collapse = "\n")
}

test_that("a statistician finds what they look for in the Word document", {
  skip_without_report()
  config <- report_config()
  file <- tempfile(fileext = ".docx")
  rh_report(config, file, replicates = 2000)
  text <- docx_text(file)
  wanted <- checklist(rh_design(config), rh_power(config, replicates = 2000),
                      rh_sweep(config, replicates = 2000))
  expect_identical(missing_from(text, wanted), character())
  for (heading in c("6.7.2", "10.1", "10.4.1.1", "10.9", "10.10", "10.11",
                    "12.X", "14")) {
    expect_match(text, paste0("\n", heading, " "), fixed = TRUE)
  }
  # Nothing from which a next allocation could be guessed.
  expect_false(grepl("blocks of|block_sizes", text))
  media <- utils::unzip(file, list = TRUE)$Name
  expect_length(grep("^word/media/.*png$", media), 2)
  expect_error(rh_report(config, file), "the file exists",
               class = "rehearse_output_error")
})

test_that("the list notices what is dropped from the content", {
  skip_without_report()
  config <- report_config()
  values <- tempfile(fileext = ".json")
  run_rehearse(c("report", config, "--replicates", "2000", "--quiet", "--out",
                 values))
  whole <- read_json(read_text(values))
  wanted <- checklist(rh_design(config), rh_power(config, replicates = 2000),
                      rh_sweep(config, replicates = 2000))
  missing <- function(values) missing_from(content_text(values), wanted)
  expect_identical(missing(whole), character())
  without <- function(...) {
    values <- whole
    values[[c(...)]] <- NULL
    missing(values)
  }
  expect_has(without("design", "power"), "formula")
  no_sources <- whole
  no_sources$assumptions <- lapply(whole$assumptions, function(row) {
    row$sources <- list()
    row
  })
  expect_has(missing(no_sources), c("source", "source_2"))
  no_dropout <- whole
  no_dropout$assumptions <- Filter(function(row) row$part != "Dropout",
                                   whole$assumptions)
  expect_has(missing(no_dropout), c("dropout", "source_2"))
  for (name in c("efficacy_p", "alpha_spent")) {
    no_bound <- whole
    no_bound$design$looks <- lapply(whole$design$looks, function(look) {
      look[name] <- list(NULL)
      look
    })
    expect_true(length(missing(no_bound)) > 0, label = name)
  }
})

test_that("a report in Chinese has no English sentence", {
  skip_without_report()
  values <- tempfile(fileext = ".json")
  run_rehearse(c("report", rh_example(), "--replicates", "500", "--quiet",
                 "--out", values))
  content <- report_content(read_json(read_text(values)), "zh", "html")
  words <- c(unlist(assumptions_table(content)), size_paragraph(content),
             looks_paragraph(content), multiplicity_paragraph(content),
             method_paragraph(content), general_paragraph(content))
  english <- grep(paste0(
    "(?i)\\b(months?|participants?|events?|hazard|stratified|spending|alpha|",
    "over|every|after|median|power)\\b"), words, perl = TRUE, value = TRUE)
  expect_identical(unname(english), character())
  expect_match(size_paragraph(content), "共需 164 例 PFS by IRC 事件")
  texts <- jsonlite::read_json(report_file("text.json"))
  for (text in texts) {
    expect_named(text, c("en", "zh"))
    if (nzchar(text$en)) {
      expect_identical(lengths(regmatches(text$zh, gregexpr("%s", text$zh))),
                       lengths(regmatches(text$en, gregexpr("%s", text$en))))
    }
  }
})

test_that("a page and its print", {
  skip_without_report()
  page <- tempfile(fileext = ".html")
  rh_report(rh_example(), page, replicates = 500)
  text <- read_text(page)
  expect_match(text, "Sample Size Determination", fixed = TRUE)
  expect_false(grepl("<(script|link)[^>]*(src|href)=\"http", text))
  skip_if_not(nzchar(Sys.which("weasyprint")), "weasyprint is not found")
  print <- tempfile(fileext = ".pdf")
  skip_if_not(has_chinese_font(), "no font has Chinese")
  rh_report(rh_example(), print, replicates = 500, language = "zh")
  expect_identical(readBin(print, "raw", 5), charToRaw("%PDF-"))
  if (nzchar(Sys.which("pdffonts"))) {
    expect_match(paste(system2("pdffonts", print, stdout = TRUE),
                       collapse = "\n"), "CJK|Fallback|WenQuanYi")
  }
})

test_that("numbers of a report have as many digits as their errors", {
  expect_identical(with_error(0.8843211, 0.0010123), "0.8843 \u00b1 0.0010")
  expect_identical(with_error(25.61, 0.012, 2), "25.61 \u00b1 0.01")
  expect_identical(with_error(161, 0), "161")
  expect_identical(share_text(1, 0, c(0.9981, 1)), "1.0000 [0.9981, 1.0000]")
  expect_identical(with_error(NULL, NULL), "\u2013")
  expect_identical(ratio_text(0.6), "0.60")
  expect_identical(ratio_text(0.625), "0.625")
  expect_identical(spread(list(mean = 3, q05 = 2, q95 = NULL), 1),
                   "3.0 (2.0\u2013NR)")
})

test_that("what can't be a report is refused", {
  expect_error(report_ending("design.rtf"), "is .html, .docx or .pdf",
               class = "rehearse_usage_error")
  skip_if_not_installed("rmarkdown")
  path <- Sys.getenv("PATH")
  Sys.setenv(PATH = "")
  on.exit(Sys.setenv(PATH = path))
  expect_error(need_for_report("pdf"), "weasyprint (Debian: weasyprint)",
               fixed = TRUE, class = "rehearse_unavailable")
})
