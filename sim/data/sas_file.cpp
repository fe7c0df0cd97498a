// SAS's files, read by ReadStat.
#include "sas_file.hpp"

#include <fmt/format.h>
#include <readstat.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

#include "data_cells.hpp"
#include "rehearse/core/errors.hpp"
#include "sas_values.hpp"

namespace rehearse {
namespace {

constexpr std::size_t card = 80;  // bytes of a transport file's records
constexpr std::string_view member_header = "HEADER RECORD*******MEMB";
constexpr std::string_view data_set_magic{
    "\0\0\0\0\0\0\0\0\0\0\0\0\xC2\xEA\x81\x60\xB3\x14\x11\xCF\xBD\x92\x08\0"
    "\x09\xC7\x31\x8C\x18\x1F\x10\x11",
    32};

[[noreturn]] void fail(const std::string& place, std::string_view what) {
  throw IoError(IoFault::bad_data, fmt::format("{}: {}", place, what));
}

// ---- a file in memory, as ReadStat reads one ----

struct Memory {
  std::string_view bytes;
  readstat_off_t at = 0;
};

int open_memory(const char*, void*) { return 0; }
int close_memory(void*) { return 0; }

readstat_off_t seek_memory(readstat_off_t offset, readstat_io_flags_t whence,
                           void* context) {
  auto& memory = *static_cast<Memory*>(context);
  const auto size = static_cast<readstat_off_t>(memory.bytes.size());
  const readstat_off_t from = whence == READSTAT_SEEK_SET   ? 0
                              : whence == READSTAT_SEEK_CUR ? memory.at
                                                            : size;
  if (offset < -from || offset > size - from) return -1;
  return memory.at = from + offset;
}

ssize_t read_memory(void* buffer, std::size_t count, void* context) {
  auto& memory = *static_cast<Memory*>(context);
  const auto at = static_cast<std::size_t>(memory.at);
  const std::size_t size = std::min(count, memory.bytes.size() - at);
  std::memcpy(buffer, memory.bytes.data() + at, size);
  memory.at += static_cast<readstat_off_t>(size);
  return static_cast<ssize_t>(size);
}

readstat_error_t update_memory(long, readstat_progress_handler, void*, void*) {
  return READSTAT_OK;
}

// ---- what ReadStat finds in it ----

struct SasReading {
  CsvTable table;
  std::vector<SasTime> times;  // of the columns
  std::size_t row_size = 0;    // [bytes]
  DataCells cells;
  std::exception_ptr failure = nullptr;  // ours, which C can't carry

  [[nodiscard]] std::size_t rows() const {
    return times.empty() ? 0 : cells.size() / times.size();
  }
};

// Calls what may throw, from a function that C calls.
template <typename Work>
int guarded(void* context, const Work& work) noexcept {
  auto& reading = *static_cast<SasReading*>(context);
  try {
    work(reading);
    return READSTAT_HANDLER_OK;
  } catch (...) {
    reading.failure = std::current_exception();
    return READSTAT_HANDLER_ABORT;
  }
}

int take_variable(int, readstat_variable_t* variable, const char*,
                  void* context) {
  return guarded(context, [&](SasReading& reading) {
    // Null where there is none.
    const char* name = readstat_variable_get_name(variable);
    const char* format = readstat_variable_get_format(variable);
    reading.table.header.emplace_back(name == nullptr ? "" : name);
    reading.row_size += readstat_variable_get_storage_width(variable);
    reading.times.push_back(time_of_format(format == nullptr ? "" : format));
  });
}

int take_value(int row, readstat_variable_t* variable, readstat_value_t value,
               void* context) {
  return guarded(context, [&](SasReading& reading) {
    const auto column =
        static_cast<std::size_t>(readstat_variable_get_index(variable));
    const std::size_t columns = reading.times.size();
    if (column >= columns ||
        reading.cells.size() !=
            static_cast<std::size_t>(row) * columns + column)
      fail(reading.table.name,
           "its rows aren't in order (it is damaged): "
           "copy it again, or export it anew");
    const std::string& name = reading.table.name;
    if (readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING) {
      const char* text = readstat_string_value(value);
      reading.cells.add(text == nullptr ? "" : text, name);
    } else if (readstat_value_is_missing(value, variable) != 0) {
      reading.cells.add("", name);
    } else {
      reading.cells.add(
          sas_text(readstat_double_value(value), reading.times[column]), name);
    }
  });
}

void check_error(readstat_error_t error, const std::string& encoding,
                 const SasReading& reading) {
  const std::string& name = reading.table.name;
  if (reading.failure) std::rethrow_exception(reading.failure);
  if (error == READSTAT_OK) return;
  if (error == READSTAT_ERROR_UNSUPPORTED_CHARSET && !encoding.empty())
    fail(name,
         fmt::format("'{}' is no known encoding (iconv has no such name): name "
                     "one such as UTF-8, GB18030, windows-1252",
                     encoding));
  const std::string place =
      reading.times.empty()
          ? name
          : fmt::format("{}:row {}", name, reading.rows() + 1);
  if (error == READSTAT_ERROR_CONVERT_BAD_STRING)
    fail(place, fmt::format("a text's bytes are not {} (in which the file is "
                            "read): name its encoding with --encoding",
                            encoding.empty() ? "of the encoding that it states"
                                             : encoding));
  fail(place, fmt::format("the file can't be read from here on ({}): it is cut "
                          "off, damaged or encrypted; copy it again, or export "
                          "it anew",
                          readstat_error_message(error)));
}

using Parser =
    std::unique_ptr<readstat_parser_t, decltype(&readstat_parser_free)>;

void read_all(std::string_view bytes, const std::string& encoding,
              SasReading& reading) {
  const Parser parser{readstat_parser_init(), readstat_parser_free};
  if (!parser) throw std::bad_alloc{};
  Memory memory{bytes};
  readstat_set_open_handler(parser.get(), open_memory);
  readstat_set_close_handler(parser.get(), close_memory);
  readstat_set_seek_handler(parser.get(), seek_memory);
  readstat_set_read_handler(parser.get(), read_memory);
  readstat_set_update_handler(parser.get(), update_memory);
  readstat_set_io_ctx(parser.get(), &memory);
  readstat_set_variable_handler(parser.get(), take_variable);
  readstat_set_value_handler(parser.get(), take_value);
  if (!encoding.empty())
    readstat_set_file_character_encoding(parser.get(), encoding.c_str());
  const bool transport = is_sas_transport(bytes);
  check_error((transport ? readstat_parse_xport : readstat_parse_sas7bdat)(
                  parser.get(), "", &reading),
              encoding, reading);
}

// ReadStat takes the headers of a second data set for rows.
void check_transport(std::string_view bytes, const std::string& name) {
  std::size_t members = 0;
  for (std::size_t at = 0; at + card <= bytes.size(); at += card)
    members += bytes.substr(at).starts_with(member_header) ? 1 : 0;
  if (members > 1)
    fail(name, fmt::format("{} data sets are in it (a file is read that has "
                           "one): write each to a file of its own",
                           members));
  if (bytes.size() % card != 0)
    fail(name,
         "the file isn't whole (a transport file is made of records of "
         "80 bytes): copy it again, as binary");
}

// Version 5 doesn't say how many rows there are; blanks fill the last record.
void check_end(std::string_view bytes, const SasReading& reading) {
  constexpr std::string_view rows_header = "HEADER RECORD*******OBS";
  const std::size_t header = bytes.find(rows_header);
  if (header == bytes.npos) return;
  const std::size_t end = header + card + reading.rows() * reading.row_size;
  if (end < bytes.size() && bytes.find_first_not_of(' ', end) != bytes.npos)
    fail(fmt::format("{}:row {}", reading.table.name, reading.rows() + 1),
         "the file ends in the middle of a row (it isn't whole): copy it "
         "again");
}

}  // namespace

bool is_sas_transport(std::string_view bytes) {
  return bytes.starts_with("HEADER RECORD*******LIB");
}

bool is_sas_data_set(std::string_view bytes) {
  return bytes.starts_with(data_set_magic);
}

CsvTable parse_sas(std::string_view bytes, const std::string& encoding,
                   const std::string& name) {
  if (is_sas_transport(bytes)) check_transport(bytes, name);
  SasReading reading;
  reading.table.name = name;
  reading.table.unit = RowUnit::row;
  read_all(bytes, encoding, reading);
  if (is_sas_transport(bytes)) check_end(bytes, reading);
  CsvTable table = std::move(reading.table);
  if (table.header.empty())
    fail(name,
         "no variable is in it (there is nothing to read): export it "
         "anew");
  check_header(table);
  const std::size_t rows = reading.rows();
  if (reading.cells.size() != rows * table.header.size())
    fail(fmt::format("{}:row {}", name, rows + 1),
         "the file ends in the middle of a row (it isn't whole): copy it "
         "again");
  table.rows = reading.cells.take(table.header.size());
  for (std::size_t row = 1; row <= rows; ++row)
    table.lines.push_back(static_cast<std::uint32_t>(row));
  return table;
}

}  // namespace rehearse
