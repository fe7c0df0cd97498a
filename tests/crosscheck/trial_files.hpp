#pragma once

#include <map>
#include <string>
#include <vector>

#include "rehearse/config/load.hpp"
#include "rehearse/data/trial_listing.hpp"

/// A row by column name, as text.
using CsvRow = std::map<std::string, std::string>;

/// A number; `never` where the field is empty.
double number(const CsvRow& row, const std::string& column);

/// configs/nct07008976-irc.toml with `set` changed.
rehearse::LoadedConfig irc_config(const std::vector<std::string>& set);

/// The same scans, read by one perfect reader.
rehearse::LoadedConfig perfect_config();

/// A replicate at a look.
rehearse::ListedTrial trial_of(const rehearse::LoadedConfig& config,
                               std::uint64_t replicate, std::size_t look);

/// A table as somebody reads it who has the file alone.
std::vector<CsvRow> rows_of(const rehearse::ListedTrial& report,
                            rehearse::TrialTable table);

/// ADTTE rows of one parameter, in order of participants.
std::vector<CsvRow> parameter_rows(const rehearse::ListedTrial& report,
                                   const std::string& code);
