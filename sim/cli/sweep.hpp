#pragma once

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
  std::string rows;  ///< keys, separated by commas; empty: a row for a cell
  std::string columns;
};

void add_view(CLI::App& command, SweepView& view);

/// The view's text of a whole sweep. \throws UsageError.
[[nodiscard]] std::string view_text(const SweepView& view,
                                    const std::string& csv,
                                    const SweepIdentity& identity);
/// \throws UsageError if the view can't be shown of these keys.
void check_view(const SweepView& view, const std::vector<std::string>& keys);

/// Writes table.csv, table.md, summary.json and the manifest of a whole sweep.
void write_tables(const SweepFolder& folder, const std::string& csv,
                  const SweepIdentity& identity, const RunRecord& record);

}  // namespace rehearse::cli
