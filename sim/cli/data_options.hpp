#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/session.hpp"
#include "rehearse/data/data_choice.hpp"

namespace rehearse::cli {

/// What is read of a data file, and how.
struct DataSource {
  std::string file;
  std::string encoding;  ///< empty: as the bytes show
  std::vector<RowChoice> where;
};

/// Adds --where and --encoding. `data`: what the help calls the file.
void add_source(CLI::App& command, DataSource& source, const std::string& data);

/// Adds an option that names a column.
CLI::Option* add_column(CLI::App& command, const std::string& flag,
                        std::string& name, const std::string& help);

/// The file's rows that were asked for. \throws IoError.
[[nodiscard]] CsvTable read_source(const DataSource& source,
                                   const Session& session);

}  // namespace rehearse::cli
