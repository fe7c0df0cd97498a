#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "cli/session.hpp"
#include "rehearse/report/sweep_report.hpp"
#include "rehearse/store/run_folder.hpp"
#include "rehearse/store/sweep_folder.hpp"

namespace rehearse::cli {

/// How a sweep's table is shown.
struct SweepView {
  Format format = Format::table;
  SweepTable table;
};

/// The flags of a view: what is computed doesn't depend on them.
inline constexpr std::array view_flags{"--format", "--rows",    "--columns",
                                       "--figure", "--caption", "--label",
                                       "--digits", "--percent", "--errors"};

/// Adds the flags of a view.
void add_view(CLI::App& command, SweepView& view);

/// The flags of the table that were given; empty if none was.
[[nodiscard]] std::string table_flags(const SweepTable& table);

/// The view's text of a whole sweep.
[[nodiscard]] std::string view_text(const SweepView& view,
                                    const std::string& csv,
                                    const SweepIdentity& identity);
/// \throws UsageError if the view can't be shown of this sweep.
void check_view(const SweepView& view, const SweepIdentity& identity);

/// Writes table.csv, table.md, summary.json and the manifest of a whole sweep.
void write_tables(const SweepFolder& folder, const std::string& csv,
                  const SweepIdentity& identity, const RunRecord& record);

}  // namespace rehearse::cli
