// SAS's transport file, written by ReadStat.
#include <fmt/format.h>
#include <readstat.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <memory>
#include <new>
#include <span>

#include "rehearse/core/expect.hpp"
#include "rehearse/data/data_error.hpp"
#include "rehearse/data/data_set.hpp"
#include "rehearse/text/calendar_date.hpp"
#include "set_tables.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

// FDA, Study Data Technical Conformance Guide: what version 5 holds.
constexpr std::size_t longest_name = 8;     // [bytes]
constexpr std::size_t longest_label = 40;   // [bytes]
constexpr std::size_t longest_value = 200;  // [bytes]

// ---- what it can't hold ----

bool is_name(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !name.empty() && name.size() <= longest_name && is_letter(name[0]) &&
         std::ranges::all_of(name, [&](char c) {
           return is_letter(c) || (c >= '0' && c <= '9');
         });
}

class Limits {
 public:
  explicit Limits(const DataSet& set)
      : set_(set), file_(file_name(set, ".xpt")) {}

  void check() {
    check_words(set_.name, set_.label, "the data set");
    for (std::size_t c = 0; c < set_.variables.size(); ++c) {
      const Variable& variable = set_.variables[c];
      check_words(variable.name, variable.label,
                  fmt::format("variable {}", c + 1));
      if (variable.type == VariableType::text) check_texts(c);
    }
    if (!faults_.empty()) throw DataError(std::move(faults_));
  }

 private:
  void check_words(const std::string& name, const std::string& label,
                   const std::string& of) {
    if (!is_name(name))
      add(file_, fmt::format("the name '{}' of {} can't be in a transport file "
                             "(at most {} of A-Z, 0-9 and _, a letter first): "
                             "shorten it",
                             name, of, longest_name));
    if (label.size() > longest_label)
      add(file_ + ':' + name,
          fmt::format("the label '{}' has {} bytes (a transport file holds "
                      "{}): shorten it",
                      label, label.size(), longest_label));
  }

  // The first of a column stands for the others.
  void check_texts(std::size_t column) {
    for (std::size_t r = 0; r < set_.rows.size(); ++r) {
      const std::string text = value_text(set_.rows[r][column]);
      if (text.size() <= longest_value) continue;
      return add(
          fmt::format("{}:row {}:{}", file_, r + 1,
                      set_.variables[column].name),
          fmt::format("a text has {} bytes (a transport file holds {}): "
                      "shorten the names in the config that it is made of, or "
                      "write another format",
                      text.size(), longest_value));
    }
  }

  void add(const std::string& place, const std::string& message) {
    faults_.push_back({place, message, "", 0});
  }

  const DataSet& set_;
  std::string file_;
  std::vector<Diagnostic> faults_;
};

// ---- writing ----

void check(readstat_error_t error, const DataSet& set) {
  if (error == READSTAT_OK) return;
  throw IoError(IoFault::cannot_write,
                fmt::format("{}: {}", file_name(set, ".xpt"),
                            readstat_error_message(error)));
}

ssize_t append(const void* data, std::size_t size, void* context) {
  try {
    static_cast<std::string*>(context)->append(static_cast<const char*>(data),
                                               size);
    return static_cast<ssize_t>(size);
  } catch (const std::bad_alloc&) {
    return -1;
  }
}

// ReadStat writes local time: this gives what `created` says on any machine.
std::time_t local_time(const std::string& created) {
  std::tm time{};
  const int read = std::sscanf(created.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d",
                               &time.tm_year, &time.tm_mon, &time.tm_mday,
                               &time.tm_hour, &time.tm_min, &time.tm_sec);
  expect(read == 6, "a time is YYYY-MM-DDThh:mm:ss");
  time.tm_year -= 1900;
  time.tm_mon -= 1;
  time.tm_isdst = -1;
  return std::mktime(&time);
}

readstat_variable_t* add_variable(readstat_writer_t* writer, const DataSet& set,
                                  std::size_t at) {
  const Variable& variable = set.variables[at];
  const bool text = variable.type == VariableType::text;
  readstat_variable_t* added =
      readstat_add_variable(writer, variable.name.c_str(),
                            text ? READSTAT_TYPE_STRING : READSTAT_TYPE_DOUBLE,
                            text ? longest_text(set, at) : 8);
  readstat_variable_set_label(added, variable.label.c_str());
  if (variable.type == VariableType::date)
    readstat_variable_set_format(added, "DATE9");
  return added;
}

readstat_error_t insert(readstat_writer_t* writer,
                        const readstat_variable_t* variable, VariableType type,
                        const Json& cell) {
  if (type == VariableType::text)
    return readstat_insert_string_value(writer, variable,
                                        value_text(cell).c_str());
  if (cell.is_null()) return readstat_insert_missing_value(writer, variable);
  return readstat_insert_double_value(
      writer, variable,
      type == VariableType::date
          ? days_between("1960-01-01", cell.get<std::string>())
          : cell.get<double>());
}

}  // namespace

std::string xpt_of(const DataSet& set, const DataStudy& study) {
  Limits{set}.check();
  const std::unique_ptr<readstat_writer_t, decltype(&readstat_writer_free)>
      owned{readstat_writer_init(), readstat_writer_free};
  readstat_writer_t* writer = owned.get();
  if (writer == nullptr) throw std::bad_alloc{};
  std::string bytes;
  readstat_set_data_writer(writer, append);
  check(readstat_writer_set_file_format_version(writer, 5), set);
  check(readstat_writer_set_table_name(writer, set.name.c_str()), set);
  check(readstat_writer_set_file_label(writer, set.label.c_str()), set);
  check(readstat_writer_set_file_timestamp(writer, local_time(study.created)),
        set);
  std::vector<readstat_variable_t*> variables;
  for (std::size_t c = 0; c < set.variables.size(); ++c)
    variables.push_back(add_variable(writer, set, c));
  check(readstat_begin_writing_xport(writer, &bytes,
                                     static_cast<long>(set.rows.size())),
        set);
  for (const auto& row : set.rows) {
    check(readstat_begin_row(writer), set);
    for (std::size_t c = 0; c < row.size(); ++c)
      check(insert(writer, variables[c], set.variables[c].type, row[c]), set);
    check(readstat_end_row(writer), set);
  }
  check(readstat_end_writing(writer), set);
  return bytes;
}

std::vector<Diagnostic> xpt_doubts(const DataSet& set) {
  std::vector<Diagnostic> doubts;
  const auto is_ascii = [](std::string_view text) {
    return std::ranges::all_of(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  };
  for (std::size_t c = 0; c < set.variables.size(); ++c)
    for (std::size_t r = 0; r < set.rows.size(); ++r) {
      const std::string text = value_text(set.rows[r][c]);
      if (is_ascii(text)) continue;
      doubts.push_back(
          {fmt::format("{}:row {}:{}", file_name(set, ".xpt"), r + 1,
                       set.variables[c].name),
           fmt::format("'{}' is no ASCII (a transport file doesn't say its "
                       "encoding, and FDA wants ASCII): it is written in "
                       "UTF-8; read it so, or spell it in ASCII",
                       text),
           "", 0});
      break;
    }
  return doubts;
}

}  // namespace rehearse
