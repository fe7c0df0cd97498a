#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/sweep.hpp"
#include "cli/terminal.hpp"
#include "rehearse/store/run_folder.hpp"
#include "rehearse/system/file.hpp"
#include "rehearse/text/test_text.hpp"
#include "rehearse/text/trimmed.hpp"
#include "rehearse/text/typed_number.hpp"
#include "rehearse/version.hpp"

namespace rehearse::cli {
namespace {

constexpr std::uint64_t most_digits = 15;

// "a,fh(0,1)": commas inside () don't separate.
CLI::Option* add_names(CLI::App& command, const std::string& flag,
                       std::vector<std::string>& names,
                       const std::string& help) {
  const auto read = [flag, &names](const std::string& text) {
    names.clear();
    for (const std::string_view name : split_tests(text))
      names.emplace_back(trimmed(name));
    if (std::ranges::count(names, "") > 0 || names.empty())
      throw UsageError{fmt::format(
          "{}: '{}' lacks a name (nothing is between two commas, or at an "
          "end): give names, separated by commas",
          flag, text)};
  };
  return command.add_option_function<std::string>(flag, read, help);
}

bool is_reference(const std::string& text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == ':' || c == '-' || c == '_' ||
           c == '.';
  });
}

// KEY=TEXT, or LaTeX's name of the table alone.
void read_label(const std::string& text, SweepTable& table) {
  const auto equals = text.find('=');
  if (equals != std::string::npos && equals > 0 && equals + 1 < text.size()) {
    table.names[text.substr(0, equals)] = text.substr(equals + 1);
  } else if (equals == std::string::npos && is_reference(text)) {
    table.label = text;
  } else {
    throw UsageError{fmt::format(
        "--label: '{}' names nothing: write KEY=TEXT, or a name for LaTeX's "
        "\\ref of letters, digits and : - _ . (e.g. --label "
        "\"power=Power at the final analysis\", --label tab:power)",
        text)};
  }
}

void add_text_flags(CLI::App& command, SweepTable& table) {
  command
      .add_option("--caption", table.caption,
                  "The table's caption; LaTeX sets the table as a float")
      ->type_name("TEXT");
  command
      .add_option(
          "--label",
          [&table](const std::vector<std::string>& texts) {
            for (const std::string& text : texts) read_label(text, table);
            return true;
          },
          "What a key or figure is called in it; without '=' LaTeX's "
          "\\label; repeatable")
      ->type_name("KEY=TEXT|NAME")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_number_flags(CLI::App& command, SweepTable& table) {
  const auto digits = [&table](const std::string& text) {
    const auto number = parse_typed_count(text);
    if (!number || *number > most_digits)
      throw UsageError{fmt::format(
          "--digits: '{}' is no number of decimals (a whole number from 0 to "
          "{}): leave it out for as many as the errors allow",
          text, most_digits)};
    table.digits = static_cast<int>(*number);
  };
  command
      .add_option_function<std::string>(
          "--digits", digits,
          "Decimals of figures (as many as their errors allow)")
      ->type_name("N");
  command.add_flag_callback(
      "--percent", [&table] { table.unit = ProbabilityUnit::percent; },
      "Probabilities in percent");
  command.add_flag_callback(
      "--errors", [&table] { table.errors = ErrorPlace::cell; },
      "With --rows and --columns: its error beside each figure (else the "
      "largest below)");
}

// Flags that a format of data has no use for.
std::string unused_flags(const SweepView& view) {
  if (view.format == Format::json) return table_flags(view.table);
  if (view.format != Format::csv && view.format != Format::xlsx) return "";
  SweepTable text = view.table;
  if (text.is_wide()) {
    text.rows.clear();
    text.columns.clear();
    text.figures.clear();
    text.errors = ErrorPlace::note;
  }
  return table_flags(text);
}

}  // namespace

void add_view(CLI::App& command, SweepView& view) {
  add_format(command, view.format);
  add_names(command, "--rows", view.table.rows,
            "Keys (and test) that name the rows of a table of one figure")
      ->type_name("KEY,...");
  add_names(command, "--columns", view.table.columns,
            "Keys (and test) that name its columns")
      ->type_name("KEY,...");
  add_names(
      command, "--figure", view.table.figures,
      fmt::format("What is shown: {}", fmt::join(sweep_figure_names(), ", ")))
      ->type_name("NAME,...");
  add_text_flags(command, view.table);
  add_number_flags(command, view.table);
}

std::string table_flags(const SweepTable& table) {
  struct Flag {
    const char* name;
    bool given;
  };
  const Flag flags[] = {
      {"--rows", !table.rows.empty()},
      {"--columns", !table.columns.empty()},
      {"--figure", !table.figures.empty()},
      {"--caption", !table.caption.empty()},
      {"--label", !table.names.empty() || !table.label.empty()},
      {"--digits", table.digits.has_value()},
      {"--percent", table.unit == ProbabilityUnit::percent},
      {"--errors", table.errors == ErrorPlace::cell}};
  std::string given;
  for (const auto& [name, is_given] : flags)
    if (is_given) given += (given.empty() ? "" : ", ") + std::string{name};
  return given;
}

void check_view(const SweepView& view, const SweepIdentity& identity) {
  const std::string unused = unused_flags(view);
  if (!unused.empty())
    throw UsageError{fmt::format(
        "{}: {} holds {}: leave it out, or choose another --format", unused,
        word_of(view.format),
        view.format == Format::json ? "every cell by itself"
                                    : "the figures with all their digits")};
  const std::string fault = table_fault(identity, view.table);
  if (!fault.empty()) throw UsageError{fault};
}

std::string view_text(const SweepView& view, const std::string& csv,
                      const SweepIdentity& identity) {
  return print(report_of(identity, csv, view.table), view.format,
               {Color::off, columns_of(standard_output, Screen{}.width)});
}

void write_tables(const SweepFolder& folder, const std::string& csv,
                  const SweepIdentity& identity, const RunRecord& record) {
  const Report report = report_of(identity, csv);
  nlohmann::ordered_json summary;  // without the cells: table.csv has them
  for (const auto& [key, value] : report.json.items()) {
    if (key == "cells") continue;
    if (key == "reference") summary["cells"] = identity.cells_sha256.size();
    summary[key] = value;
  }
  folder.run().write(record, {{"summary.json", summary.dump(2) + '\n'},
                              {"table.csv", csv},
                              {"table.md", print(report, Format::md)}});
}

}  // namespace rehearse::cli
