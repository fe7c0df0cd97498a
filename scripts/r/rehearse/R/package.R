#' rehearse: simulated randomized trials from R
#'
#' Calls the command line `rehearse`. [rh_power()], [rh_sweep()],
#' [rh_design()], [rh_size()], [rh_randomize()], [rh_simulate()],
#' [rh_forecast()], [rh_report()] and [rh_analyze()] take a config (a file or a
#' list), return data frames, and get the shell's numbers to the last bit.
#' [autoplot.rh_sweep()], [autoplot.rh_power()], [autoplot.rh_simulation()] and
#' [autoplot.rh_forecast()] plot them; [rehearse_error] tells about errors.
#'
#' @keywords internal
"_PACKAGE"

# ggplot2's pronoun for a column of the data.
utils::globalVariables(".data")
