#' Looks with a row for each number
#'
#' The looks of a result in long (tidy) form, as `ggplot2` and `dplyr` like it;
#' `looks` is the same in wide form, a column for each number.
#'
#' @param x What [rh_power()], [rh_design()], [rh_size()] or [rh_simulate()]
#'   gave.
#' @return A data frame: `replicate` (of `rh_simulate()`), `look`; `quantity`
#'   (`"events"`, `"hazard_ratio"` and so on, with its unit in its name); `arm`, or
#'   `NA` where it is of all; `statistic` over the replicates (`"mean"`,
#'   `"q05"` and so on), or `NA` where there is one number; `value`, yes as 1 and no
#'   as 0.
#' @examples
#' if (rh_available()) {
#'   power <- rh_power(rh_example(), replicates = 1000)
#'   subset(rh_long(power), quantity == "events" & statistic == "mean")
#' }
#' @export
rh_long <- function(x) {
  if (!is.null(x$long)) return(x$long)
  if (is.null(x$json) || is.null(x$raw$looks)) {
    stop_rehearse(paste(
      "x: this result has no looks (a sweep's cells, say): give one of",
      "rh_power(), rh_design(), rh_size() or rh_simulate()"),
      "rehearse_usage_error", status = 64)
  }
  long_looks(read_json_rows(x$json)$looks)
}

# Of looks as JSON has them: columns that are data frames hold arms or
# statistics.
long_looks <- function(looks) {
  arms <- names(looks$events_by_arm)
  of <- function(column, quantity, arm = NA_character_,
                 statistic = NA_character_) {
    if (is.data.frame(column)) {
      by_arm <- is.na(arm) && setequal(names(column), arms)
      return(do.call(rbind, unname(Map(function(inner, name) {
        if (by_arm) return(of(inner, quantity, name))
        # What holds statistics is a quantity: estimation_bias, its mean.
        if (is.data.frame(inner)) {
          return(of(inner, paste(quantity, name, sep = "_"), arm))
        }
        of(inner, quantity, arm, name)
      }, column, names(column)))))
    }
    if (is.matrix(column) && ncol(column) == 2) {  # an interval
      return(do.call(rbind, lapply(1:2, function(side) {
        of(column[, side], quantity, arm,
           paste(c(if (!is.na(statistic)) statistic, c("lower", "upper")[side]),
                 collapse = "_"))
      })))
    }
    if (!is.numeric(column) && !is.logical(column)) return(NULL)
    data.frame(row = seq_along(column), quantity = quantity, arm = arm,
               statistic = statistic, value = as.numeric(column))
  }
  known <- c("replicate", "name")
  quantities <- setdiff(names(looks), known)
  long <- do.call(rbind, lapply(quantities, function(name) {
    of(looks[[name]], sub("_by_arm$", "", name))
  }))
  long <- long[order(long$row), ]
  head <- looks[long$row, intersect(known, names(looks)), drop = FALSE]
  names(head)[names(head) == "name"] <- "look"
  rownames(head) <- NULL
  cbind(head, long[-1], row.names = NULL)
}
