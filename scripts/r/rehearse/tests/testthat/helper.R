skip_without_binary <- function() {
  skip_if_not(rh_available(), "the program 'rehearse' is not found")
}

skip_without_report <- function() {
  for (package in c("rmarkdown", "flextable", "officer", "zip", "svglite")) {
    skip_if_not_installed(package)
  }
  skip_if_not(rmarkdown::pandoc_available("2.0"), "pandoc is not found")
  skip_without_binary()
}

# The words of a Word document, a line for each paragraph.
docx_text <- function(file) {
  folder <- tempfile()
  utils::unzip(file, "word/document.xml", exdir = folder)
  text <- read_text(file.path(folder, "word", "document.xml"))
  text <- gsub("</w:p>", "\n", text, fixed = TRUE)
  text <- gsub("<[^>]*>", "", text)
  text <- gsub("\u2019", "'", text, fixed = TRUE)
  for (mark in list(c("&lt;", "<"), c("&gt;", ">"), c("&quot;", "\""),
                    c("&#39;", "'"), c("&amp;", "&"))) {
    text <- gsub(mark[1], mark[2], text, fixed = TRUE)
  }
  text
}

# What the shell gets: standard output, byte for byte.
shell <- function(...) {
  file <- tempfile()
  on.exit(unlink(file))
  processx::run(rh_binary(), c(...), stdout = file)
  read_text(file)
}

# The trial of rh_example(), written as an R list.
trial_list <- function() {
  strata <- c("hormone_receptor", "visceral_disease", "prior_lines")
  list(
    schema_version = 1,
    trial = list(
      id = "NCT07008976",
      title = paste("TQB2102 versus trastuzumab emtansine in",
                    "HER2-positive advanced breast cancer"),
      participants = 246, start_date = as.Date("2025-07-07")),
    arms = data.frame(
      id = c("TQB2102", "T-DM1"), role = c("experimental", "control"),
      allocation = 1, dose = c("6 mg/kg", "3.6 mg/kg"), cycle = "3 weeks"),
    factors = list(
      list(name = strata[1], levels = c("positive", "negative"),
           prevalence = c(0.5, 0.5), hazard_ratio = c(1, 1.15)),
      list(name = strata[2], levels = c("no", "yes"),
           prevalence = c(0.3, 0.7), hazard_ratio = c(1, 1.35)),
      list(name = strata[3], levels = c("1", "2+"),
           prevalence = c(0.5, 0.5), hazard_ratio = c(1, 1.15))),
    sites = list(count = 31),
    randomization = list(procedure = "permuted-block", block_sizes = c(4, 6),
                         stratify_by = strata),
    enrolment = list(model = "uniform", duration = "16 months",
                     ramp_up = "6 months"),
    endpoint = list(
      name = "PFS by IRC",
      control = list(distribution = "exponential", median = "6.8 months"),
      effect = list(hazard_ratio = 0.6)),
    dropout = list(annual_probability = 0.1),
    analysis = list(
      alpha = 0.025, test = "logrank", stratify_by = strata,
      efficacy = list(spending = "lan-demets-obrien-fleming"),
      looks = data.frame(name = c("interim", "final"), events = c(115, 164))),
    simulation = list(replicates = 100000, seed = 20250707))
}

# All numbers of a nested list, in order.
numbers_of <- function(x) {
  if (is.list(x)) return(unlist(lapply(unname(x), numbers_of)))
  if (is.numeric(x)) as.numeric(x)
}

# A running trial on its day 250, 2026-03-14: 80 participants, one each third
# day; events after 30, 60, ... 360 days.
running_trial <- function() {
  n <- 0:79
  time <- 30 * (1 + n %% 12)
  known <- 250 - 3 * n
  data.frame(id = n, site = 1 + n %% 31,
             randomized = as.Date("2025-07-07") + 3 * n,
             time = pmin(time, known), event = time <= known, dropout = FALSE)
}

# Every number in a JSON text, as its text.
number_tokens <- function(json) {
  bare <- gsub("\"(\\\\.|[^\"\\\\])*\"", "", json)
  number <- "-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]+)?"
  regmatches(bare, gregexpr(number, bare))[[1]]
}

# Whether `value` is the double nearest to the decimal `token`: C's printf,
# which is exact, must give the token's digits back.
expect_same_numbers <- function(values, tokens) {
  expect_length(values, length(tokens))
  mantissa <- gsub("[.]|^-|[eE].*$", "", tokens)
  digits <- pmin(17, pmax(1, nchar(sub("0+$", "", sub("^0+", "", mantissa)))))
  printed <- sprintf("%.*e", digits - 1L, values)
  wanted <- canonical(tokens, digits)
  # Half way between two decimals of that length printf takes the even one;
  # the other is as near.
  tie <- printed != wanted & grepl("^50*e", mapply(
    function(exact, n) substring(sub(".", "", sub("^-", "", exact),
                                     fixed = TRUE), n + 1),
    sprintf("%.60e", values), digits))
  printed[tie] <- vapply(printed[tie], next_digit, "")
  expect_identical(printed, wanted)
}

# The decimal whose last digit is one more; printf's is even, so not a 9.
next_digit <- function(text) {
  at <- regexpr("[0-9]e", text)
  digit <- as.integer(substr(text, at, at))
  paste0(substr(text, 1, at - 1), digit + 1L, substring(text, at + 1))
}

# A decimal text as d.ddde+XX with `digits` digits, by its characters alone.
canonical <- function(tokens, digits) {
  mapply(function(token, n) {
    sign <- if (startsWith(token, "-")) "-" else ""
    token <- sub("^-", "", token)
    exponent <- if (grepl("[eE]", token)) {
      as.integer(sub(".*[eE]", "", token))
    } else {
      0L
    }
    token <- sub("[eE].*", "", token)
    whole <- sub("[.].*", "", token)
    part <- if (grepl(".", token, fixed = TRUE)) sub(".*[.]", "", token) else ""
    all <- paste0(whole, part)
    lead <- nchar(all) - nchar(sub("^0+", "", all))
    if (lead == nchar(all)) return(paste0(sign, sprintf("%.*e", n - 1L, 0)))
    significant <- substring(all, lead + 1)
    significant <- substr(paste0(significant, strrep("0", 17)), 1, n)
    power <- exponent + nchar(whole) - lead - 1L
    point <- if (n > 1) paste0(substr(significant, 1, 1), ".",
                               substring(significant, 2)) else significant
    sprintf("%s%se%s%02d", sign, point, if (power < 0) "-" else "+",
            abs(power))
  }, tokens, digits, USE.NAMES = FALSE)
}
