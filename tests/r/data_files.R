# tests/r/data_files runs this in an empty folder.
suppressMessages(library(haven))
convert <- commandArgs(TRUE)[1]
has_json <- requireNamespace("datasetjson", quietly = TRUE)

words <- c("", "new", "T-DM1", "3,6 mg/kg", "a \"quoted\" text", "Präparat Ü",
           "安慰剂", "naïve", "x  y", "line", "<&>", "=1+1", "NA.")
letters_of <- c(LETTERS, "_")

name_of <- function(longest) {
  paste0(sample(LETTERS, 1), paste(sample(c(letters_of, 0:9),
                                          sample(0:(longest - 1), 1), TRUE),
                                   collapse = ""))
}
# A text has no blank at its end: the format doesn't hold it.
texts <- function(n) sample(c(words, strrep("w", 60)), n, TRUE)
some_missing <- function(x) {
  x[runif(length(x)) < 0.2] <- NA
  x
}
column <- function(kind, n) {
  switch(kind,
    t = texts(n),
    i = some_missing(sample(-1000:100000, n, TRUE)),
    n = some_missing(sample(c(exp(rnorm(n, 0, 8)), -rexp(n), 0, 1e15, 1 / 3),
                            n, TRUE)),
    d = some_missing(as.Date("1900-01-01") + sample(0:60000, n, TRUE)))
}
random_set <- function(seed, longest = 8) {
  set.seed(seed)
  n <- sample(1:40, 1)
  kinds <- c("t", "n", sample(c("t", "i", "n", "d"), sample(1:8, 1), TRUE))
  data <- as.data.frame(lapply(kinds, column, n), optional = TRUE)
  names(data) <- make.unique(replicate(length(kinds), name_of(longest)), "")
  short <- nchar(names(data)) <= longest
  names(data)[!short] <- paste0("V", which(!short))
  for (i in seq_along(data))
    attr(data[[i]], "label") <-
      substr(paste("Label of", names(data)[i]), 1, 40)
  # A row of blanks at the end can't be told from the file's end.
  data[[2]][n] <- 1
  list(data = data, kinds = kinds)
}

exact <- function(x) ifelse(is.na(x), "", format(x, digits = 17, trim = TRUE))
# One by one: format() gives all the same number of digits.
as_text <- function(x) {
  attr(x, "label") <- NULL
  if (inherits(x, "Date")) return(ifelse(is.na(x), "", format(x)))
  if (is.numeric(x)) return(vapply(x, exact, ""))
  x
}
run <- function(...) {
  status <- system2(convert, shQuote(c(...)), stdout = "out.csv")
  if (status != 0) stop("convert_data failed on ", paste(..., collapse = " "))
}
read_ours <- function(file) {
  run(file)
  # What a spreadsheet would run has an apostrophe before it.
  read.csv("out.csv", colClasses = "character", check.names = FALSE,
           na.strings = character(), encoding = "UTF-8")
}
unguarded <- function(x) sub("^'(?=[=+@-])", "", x, perl = TRUE)
check <- function(what, seed, name, a, b) {
  if (!identical(a, b)) {
    print(data.frame(a, b)[!(a == b) %in% TRUE, ])
    stop(what, ", data set ", seed, ", column ", name, ": differs")
  }
}

# `back`: what we read of a file that holds `set`.
compare_texts <- function(what, seed, set, back) {
  check(what, seed, "(names)", names(set$data), names(back))
  for (name in names(back)) {
    x <- set$data[[name]]
    attr(x, "label") <- NULL
    if (is.numeric(x))
      check(what, seed, name, as.numeric(x),
            as.numeric(ifelse(back[[name]] == "", NA, back[[name]])))
    else
      check(what, seed, name, as_text(x), unguarded(back[[name]]))
  }
}
# `back`: what R reads of our file that holds `set`.
compare_values <- function(what, seed, set, back) {
  check(what, seed, "(names)", names(set$data), names(back))
  for (name in names(back)) {
    x <- set$data[[name]]
    check(what, seed, paste(name, "(label)"), attr(x, "label"),
          attr(back[[name]], "label"))
    y <- back[[name]]
    if (inherits(x, "Date") != inherits(y, "Date"))
      stop(what, ", data set ", seed, ", column ", name, ": a date or not")
    attributes(x) <- attributes(y) <- NULL
    if (is.numeric(x)) { x <- as.numeric(x); y <- as.numeric(y) }
    check(what, seed, name, x, y)
  }
}

for (seed in 1:50) {
  set <- random_set(seed)
  tagged <- set
  numbers <- which(set$kinds == "n")
  tagged$data[[numbers[1]]][1] <- tagged_na("A")  # SAS's .A
  expected <- tagged
  expected$data[[numbers[1]]][1] <- NA
  write_xpt(tagged$data, "theirs.xpt", version = 5, name = "THEIRS")
  compare_texts("XPT 5 of haven's", seed, expected, read_ours("theirs.xpt"))
  long <- random_set(1000 + seed, 32)
  write_xpt(long$data, "theirs8.xpt", version = 8, name = "THEIRS")
  compare_texts("XPT 8 of haven's", seed, long, read_ours("theirs8.xpt"))
  suppressWarnings(write_sas(long$data, "theirs.sas7bdat"))
  compare_texts("sas7bdat of haven's", seed, long, read_ours("theirs.sas7bdat"))

  csv <- as.data.frame(lapply(set$data, as_text), optional = TRUE)
  names(csv) <- paste0(names(set$data), "|", sapply(set$data, attr, "label"))
  write.csv(csv, "set.csv", row.names = FALSE, fileEncoding = "UTF-8")
  kinds <- paste(set$kinds, collapse = "")
  run("set.csv", "OURS", kinds, "ours.xpt")
  compare_values("our XPT", seed, set, as.data.frame(read_xpt("ours.xpt")))
  compare_texts("our XPT, again", seed, set, read_ours("ours.xpt"))
  run("set.csv", "OURS", kinds, "ours.json")
  compare_texts("our JSON, again", seed, set, read_ours("ours.json"))
  if (has_json) {
    back <- datasetjson::read_dataset_json("ours.json")
    compare_values("our JSON", seed, set,
                   as.data.frame(unclass(back), optional = TRUE))
    datasetjson::write_dataset_json(back, "theirs.json")
    compare_texts("JSON of datasetjson's", seed, set, read_ours("theirs.json"))
  }
}

# A file that SAS itself wrote.
sas <- read_ours(system.file("examples", "iris.sas7bdat", package = "haven"))
for (i in 1:4)
  check("iris", 0, names(iris)[i], iris[[i]], as.numeric(sas[[i]]))
# SAS cut this column's texts.
check("iris", 0, "Species", substr(as.character(iris$Species), 1, 5),
      substr(sas[[5]], 1, 5))

# What dates are of a time.
times <- data.frame(
  A = as.POSIXct("2026-03-14 08:09:10", tz = "UTC"),
  B = hms::hms(1, 2, 3), C = structure(24179, format.sas = "E8601DA"),
  D = structure(24179, format.sas = "BEST"))
write_xpt(times, "times.xpt", name = "TIMES")
back <- read_ours("times.xpt")
check("times", 0, "all", unlist(back, use.names = FALSE),
      c("2026-03-14T08:09:10", "03:02:01", "2026-03-14", "24179"))
cat("50 data sets each way:", "XPT 5 and 8, sas7bdat,",
    if (has_json) "Dataset-JSON" else "(Dataset-JSON: datasetjson is missing)",
    "\n")
