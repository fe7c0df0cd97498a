# Numbers must come and go exactly. jsonlite reads them by C's strtod, which
# is exact, while R's own reader of numbers may be off in the last bit; and
# jsonlite writes 15 digits at most, which is too few.

# The shortest of 15 to 17 significant digits that gives the number back.
number_text <- function(x) {
  text <- sprintf("%.15g", x)
  for (digits in 16:17) {
    off <- which(read_numbers(text) != x)
    text[off] <- sprintf("%.*g", digits, x[off])
  }
  whole <- x == round(x) & abs(x) < 2^53
  text[whole] <- sprintf("%.0f", x[whole])
  text
}

# Numbers from their text, to the last bit; NA from "".
read_numbers <- function(text) {
  text[is.na(text) | text == ""] <- "null"
  if (all(text == "null")) return(rep(NA_real_, length(text)))
  as.numeric(jsonlite::parse_json(
    paste0("[", paste(text, collapse = ","), "]"), simplifyVector = TRUE))
}

quote_text <- function(x) {
  x <- gsub("\\", "\\\\", enc2utf8(x), fixed = TRUE)
  x <- gsub("\"", "\\\"", x, fixed = TRUE)
  for (code in c(1:31, 127)) {
    x <- gsub(intToUtf8(code), sprintf("\\u%04x", code), x, fixed = TRUE)
  }
  paste0("\"", x, "\"")
}

# Reads JSON as lists. A seed of 64 bits is no double: it is text.
read_json <- function(text, rows = FALSE) {
  text <- sub("\"seed\": ([0-9]+)", "\"seed\": \"\\1\"", text)
  jsonlite::parse_json(text, simplifyVector = rows)
}

# Reads JSON with lists of records as data frames.
read_json_rows <- function(text) read_json(text, rows = TRUE)

# A nested list as one named list of scalars: looks$z$mean becomes z_mean.
flatten <- function(x, prefix = NULL) {
  if (is.null(x)) return(stats::setNames(list(NA), prefix))
  if (!is.list(x)) return(stats::setNames(list(x), prefix))
  names <- names(x)
  if (is.null(names)) {
    names <- if (length(x) == 2) c("lower", "upper") else seq_along(x)
  }
  paths <- if (is.null(prefix)) names else paste(prefix, names, sep = "_")
  do.call(c, unname(Map(flatten, x, paths)))
}

# A data frame of a list of records. A record that lacks a column (its
# statistic is null) has NA there.
rows_of <- function(records) {
  flat <- lapply(records, flatten)
  columns <- unique(unlist(lapply(flat, names)))
  frame <- lapply(columns, function(column) {
    cells <- lapply(flat, function(row) {
      if (is.null(row[[column]])) NA else row[[column]]
    })
    unlist(cells)
  })
  frame <- as.data.frame(stats::setNames(frame, columns), optional = TRUE)
  # A statistic that is null as a whole has no column of its own.
  empty <- vapply(frame, function(x) all(is.na(x)), NA)
  deeper <- vapply(columns, function(column) {
    any(startsWith(columns, paste0(column, "_")))
  }, NA)
  frame[!(empty & deeper)]
}

# A CSV's columns: numbers to the last bit, else text. `text` forces text.
read_csv_exact <- function(file, text = character()) {
  if (!file.exists(file) || dir.exists(file)) {
    stop_rehearse(sprintf(
      "%s: the table can't be read (no such file): check its name", file),
      "rehearse_input_error", status = 66)
  }
  frame <- tryCatch(
    utils::read.csv(file, colClasses = "character", check.names = FALSE,
                    na.strings = "", encoding = "UTF-8"),
    error = function(e) {
      stop_rehearse(sprintf(
        "%s: not a table (comma-separated values): check its name", file),
        "rehearse_data_error", status = 65)
    })
  number <- "^-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?$"
  for (column in setdiff(names(frame), text)) {
    values <- frame[[column]]
    if (all(is.na(values) | grepl(number, values))) {
      frame[[column]] <- read_numbers(values)
    }
  }
  frame
}

write_csv_exact <- function(frame, file) {
  cells <- lapply(frame, function(column) {
    text <- if (is.logical(column)) as.character(as.integer(column)) else
      if (is.numeric(column)) number_cells(column) else as.character(column)
    text[is.na(column)] <- ""
    special <- grepl("[\",\r\n]", text)
    text[special] <- paste0(
      "\"", gsub("\"", "\"\"", text[special], fixed = TRUE), "\"")
    enc2utf8(text)
  })
  lines <- if (nrow(frame)) do.call(paste, c(unname(cells), sep = ","))
  header <- write_header(names(frame))
  writeLines(c(header, lines), file, useBytes = TRUE)
}

number_cells <- function(x) {
  text <- as.character(x)
  text[is.finite(x)] <- number_text(as.numeric(x[is.finite(x)]))
  text
}

write_header <- function(names) {
  special <- grepl("[\",\r\n]", names)
  names[special] <- paste0(
    "\"", gsub("\"", "\"\"", names[special], fixed = TRUE), "\"")
  paste(enc2utf8(names), collapse = ",")
}
