#include "data_cells.hpp"

#include <limits>
#include <utility>

#include "rehearse/core/errors.hpp"

namespace rehearse {
namespace {

// A file is read whole: what is compressed may be far larger than it was.
constexpr std::size_t most_fields = 100'000'000;

}  // namespace

void DataCells::add(std::string_view text, const std::string& name) {
  text = text.substr(0, text.find_last_not_of(' ') + 1);
  if (fields_.size() == most_fields ||
      text.size() > std::numeric_limits<std::uint32_t>::max() - text_.size())
    throw IoError(IoFault::bad_data,
                  name +
                      ": more than 100 million values, or 4 GB of them (they "
                      "are read at once): keep the rows and columns that are "
                      "needed");
  fields_.push_back({static_cast<std::uint32_t>(text_.size()),
                     static_cast<std::uint32_t>(text.size())});
  text_ += text;
}

CsvRows DataCells::take(std::size_t columns) {
  return {std::move(text_), std::move(fields_), columns};
}

}  // namespace rehearse
