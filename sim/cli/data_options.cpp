#include "cli/data_options.hpp"

#include <fmt/format.h>

#include "rehearse/data/data_file.hpp"

namespace rehearse::cli {
namespace {

RowChoice read_choice(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    throw UsageError{fmt::format(
        "--where: '{}' chooses nothing (it is no COLUMN=VALUE): write e.g. "
        "--where PARAMCD=PFS",
        text)};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

}  // namespace

void add_source(CLI::App& command, DataSource& source,
                const std::string& data) {
  command
      .add_option_function<std::vector<std::string>>(
          "--where",
          [&source](const std::vector<std::string>& choices) {
            for (const std::string& text : choices)
              source.where.push_back(read_choice(text));
          },
          "Only rows with this value; repeatable: of one column any, of "
          "several all")
      ->type_name("COLUMN=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  command
      .add_option("--encoding", source.encoding,
                  data +
                      "'s encoding, e.g. GB18030, windows-1252 (UTF-8, or "
                      "UTF-16 where the bytes show it)")
      ->type_name("NAME");
}

CLI::Option* add_column(CLI::App& command, const std::string& flag,
                        std::string& name, const std::string& help) {
  return command.add_option(flag, name, help)->type_name("COLUMN");
}

CsvTable read_source(const DataSource& source, const Session& session) {
  return chosen_rows(parse_data_file(read_and_record(source.file, session),
                                     source.encoding, source.file),
                     source.where);
}

}  // namespace rehearse::cli
