#' A report for the protocol
#'
#' The design as a document: the paragraph on sample size, what is assumed and
#' where it is from, bounds, power with its Monte Carlo error, the table of the
#' config's `[sweep]`, enrolment, events and survival as figures, the
#' randomization, methods with references, versions, seed and hashes, under the
#' headings of ICH M11's template. Of several hypotheses: each, how they share
#' alpha, bounds at every alpha, the power of each and of several together.
#' Every number is the program's: the document is set from the JSON of
#' `rehearse report --out FILE.json`.
#'
#' R Markdown and pandoc set it. A `docx` needs officer and flextable, a `pdf`
#' the program weasyprint (and for Chinese a font that has it, such as Debian's
#' fonts-noto-cjk).
#'
#' @inheritParams rh_power
#' @param out Name of the document; its ending, `html`, `docx` or `pdf`, says
#'   what is written.
#' @param language `"en"` or `"zh"`.
#' @param force Whether an existing file is replaced.
#' @return The name of the document, invisibly.
#' @examples
#' if (rh_available() && requireNamespace("rmarkdown") &&
#'     rmarkdown::pandoc_available()) {
#'   rh_report(rh_example(), tempfile(fileext = ".html"), replicates = 500)
#' }
#' @export
rh_report <- function(config, out, ..., language = c("en", "zh"), seed = NULL,
                      replicates = NULL, threads = NULL, force = FALSE,
                      progress = interactive(), binary = NULL, null = NULL) {
  language <- match.arg(language)
  need_for_report(report_ending(out), language)
  if (file.exists(out) && !force) {
    stop_rehearse(sprintf(
      "%s: the file exists (it would be lost): give another name, or force",
      out), "rehearse_output_error", status = 73)
  }
  folder <- call_folder()
  on.exit(unlink(folder, recursive = TRUE))
  values <- file.path(folder, "report.json")
  run_rehearse(c("report", config_arguments(config, folder, list(...), binary,
                                            seed, replicates),
                 "--out", values, option("--threads", threads),
                 if (!is.null(null)) option("--null",
                                            paste(null, collapse = ",")),
                 with_progress(progress)), binary, progress,
               config_names(folder))
  set_report(values, out, language)
}

report_ending <- function(out) {
  ending <- tolower(sub(".*[.]", "", basename(out)))
  if (!ending %in% c("html", "docx", "pdf")) {
    stop_rehearse(sprintf(
      "%s: a report is .html, .docx or .pdf: write e.g. design.docx", out),
      "rehearse_usage_error", status = 64)
  }
  ending
}

# Stops with what is missing to set a report with that ending, if anything is.
need_for_report <- function(ending, language = "en") {
  packages <- c("rmarkdown", "knitr", "ggplot2", "jsonlite", switch(
    ending, docx = c("officer", "flextable", "zip"), "svglite"))
  here <- vapply(packages, requireNamespace, NA, quietly = TRUE)
  missing <- if (any(!here)) sprintf(
    "the R packages %s (Debian: %s)", paste(packages[!here], collapse = ", "),
    paste0("r-cran-", packages[!here], collapse = " "))
  if (here[["rmarkdown"]] && !rmarkdown::pandoc_available("2.0")) {
    missing <- c(missing, "pandoc (Debian: pandoc)")
  }
  if (ending == "pdf" && !nzchar(Sys.which("weasyprint"))) {
    missing <- c(missing, "weasyprint (Debian: weasyprint)")
  }
  if (language == "zh" && ending != "html" && !has_chinese_font()) {
    missing <- c(missing, "a font that has Chinese (Debian: fonts-noto-cjk)")
  }
  if (length(missing)) {
    stop_rehearse(sprintf("a report as %s needs %s: install them", ending,
                          paste(missing, collapse = ", ")),
                  "rehearse_unavailable", status = 69)
  }
  invisible()
}

has_chinese_font <- function() {
  program <- Sys.which("fc-list")
  nzchar(program) && length(system2(program, ":lang=zh", stdout = TRUE)) > 0
}

# As the command line calls it: the ending, the language and the version of the
# program, which must be that of the package.
need_for_files <- function(asked) {
  here <- as.character(utils::packageVersion("rehearse"))
  if (here != asked[3]) {
    stop_rehearse(sprintf(paste(
      "the R package 'rehearse' is version %s, this program %s:",
      "run scripts/r/install"), here, asked[3]), "rehearse_unavailable",
      status = 69)
  }
  need_for_report(asked[1], asked[2])
}

# As the command line calls it: the JSON's file, the document's and the
# language.
set_report_files <- function(files) set_report(files[1], files[2], files[3])

# Sets the document `out` from the JSON of `rehearse report`.
set_report <- function(values, out, language) {
  ending <- report_ending(out)
  folder <- call_folder()
  on.exit(unlink(folder, recursive = TRUE))
  source <- file.path(folder, "report.Rmd")
  file.copy(report_file("report.Rmd"), source)
  content <- report_content(read_json(read_text(values)), language, ending)
  built <- file.path(folder, if (ending == "docx") "out.docx" else "out.html")
  rmarkdown::render(source, report_format(content, ending), built,
                    intermediates_dir = folder, quiet = TRUE,
                    envir = list2env(list(content = content),
                                     parent = asNamespace("rehearse")))
  if (ending == "pdf") built <- print_page(built, folder)
  if (!file.copy(built, out, overwrite = TRUE)) {
    stop_rehearse(sprintf("%s: the file can't be written: see its folder", out),
                  "rehearse_output_error", status = 73)
  }
  invisible(out)
}

report_file <- function(name) {
  system.file("report", name, package = "rehearse", mustWork = TRUE)
}

# "[months]" is no formula.
no_tex <- "-tex_math_single_backslash-tex_math_dollars"

report_format <- function(content, ending) {
  title <- c("--metadata", paste0("title=", content$title))
  if (ending == "docx") {
    return(rmarkdown::word_document(
      reference_docx = report_style(), pandoc_args = title,
      fig_width = 6.5, fig_height = 3.3, md_extensions = no_tex))
  }
  rmarkdown::html_document(
    theme = NULL, mathjax = NULL, highlight = NULL, self_contained = TRUE,
    css = report_file("report.css"), fig_width = 6.7,
    fig_height = 3.4, dev = "svglite", md_extensions = no_tex,
    pandoc_args = c(title, "--metadata", paste0(
      "lang=", c(en = "en", zh = "zh-Hans")[[content$language]])))
}

# Of Word, in twentieths of a point: margins of 2 cm.
a4_page <- paste0(
  "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar ",
  paste0("w:", c("top", "right", "bottom", "left"), "=\"1134\"",
         collapse = " "),
  " w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr>")

# pandoc's own style, with fonts that have Chinese and headings in one colour.
report_style <- function() {
  file <- tempfile(fileext = ".docx")
  processx::run(rmarkdown::pandoc_exec(), c(
    "-o", file, "--print-default-data-file", "reference.docx"))
  folder <- tempfile()
  utils::unzip(file, exdir = folder)
  styles <- file.path(folder, "word", "styles.xml")
  text <- gsub("<w:rFonts [^>]*/>", paste0(
    "<w:rFonts w:ascii=\"Liberation Sans\" w:hAnsi=\"Liberation Sans\" ",
    "w:cs=\"Liberation Sans\" w:eastAsia=\"Noto Sans CJK SC\"/>"),
    read_text(styles))
  text <- gsub("<w:color w:val=\"(4F81BD|345A8A)\"[^>]*/>",
               "<w:color w:val=\"1F2937\"/>", text)
  writeLines(text, styles, useBytes = TRUE)
  body <- file.path(folder, "word", "document.xml")
  writeLines(sub("<w:sectPr */>", a4_page, read_text(body)), body,
             useBytes = TRUE)
  unlink(file)
  zip::zipr(file, list.files(folder, full.names = TRUE, all.files = TRUE,
                             no.. = TRUE))
  file
}

# The page as a PDF.
print_page <- function(page, folder) {
  file <- file.path(folder, "out.pdf")
  said <- file.path(folder, "weasyprint.txt")
  # In R's process group: whoever ends R ends it.
  status <- system2("weasyprint", c("-p", shQuote(page), shQuote(file)),
                    stdout = FALSE, stderr = said)
  if (status != 0 || !file.exists(file)) {
    stop_rehearse(paste("weasyprint could not print the page:",
                        utils::tail(readLines(said), 1)),
                  "rehearse_unavailable", status = 69)
  }
  file
}
