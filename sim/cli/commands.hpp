#pragma once

#include <CLI/CLI.hpp>

#include "cli/session.hpp"

namespace rehearse::cli {

// Each adds a subcommand, whose callback does the work and sets the session's
// status. \throws (from the callback) ConfigError, IoError, UsageError.
void add_power(CLI::App& app, Session& session);
void add_design(CLI::App& app, Session& session);
void add_size(CLI::App& app, Session& session);
void add_compare(CLI::App& app, Session& session);
void add_sweep(CLI::App& app, Session& session);
void add_merge(CLI::App& app, Session& session);
void add_table(CLI::App& app, Session& session);
void add_randomize(CLI::App& app, Session& session);
void add_simulate(CLI::App& app, Session& session);
void add_check(CLI::App& app, Session& session);
void add_schema(CLI::App& app, Session& session);
void add_init(CLI::App& app, Session& session);
void add_info(CLI::App& app, Session& session);
void add_keygen(CLI::App& app, Session& session);
void add_open(CLI::App& app, Session& session);
void add_forecast(CLI::App& app, Session& session);
void add_qualify(CLI::App& app, Session& session);
void add_report(CLI::App& app, Session& session);
void add_explain(CLI::App& app, Session& session);
void add_keys(CLI::App& app, Session& session);
void add_help(CLI::App& app, Session& session);
void add_version(CLI::App& app, Session& session);
void add_verify(CLI::App& app, Session& session);

/// Adds all of them, and what `rehearse` alone takes.
void add_commands(CLI::App& app, Session& session);

}  // namespace rehearse::cli
