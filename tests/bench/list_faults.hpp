#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "rehearse/random/word_stream.hpp"
#include "rehearse/text/csv_table.hpp"
#include "rehearse/text/text_table.hpp"

// What scripts/list-linter does to sound lists, for the linter to find.
namespace linter {

using rehearse::WordStream;

struct Design {
  std::string name;
  std::string randomization;  // keys
  int strata = 1;
};

inline const Design blocks_of_4{"blocks of 4", "block_sizes = [4]\n"};
inline const Design strata_of_4{"blocks of 4 in 10 strata",
                                "block_sizes = [4]\n", 10};
inline const Design mixed{"blocks of 4 and 6", "block_sizes = [4, 6]\n"};
inline const Design complete{"complete", "procedure = \"complete\"\n"};
inline const Design coin{"biased coin 2/3",
                         "procedure = \"biased-coin\"\nprobability = 0.6667\n"};
inline const Design urn{"urn UD(0,1)", "procedure = \"urn\"\n"};

/// A list's cells, by the names of columns.
class Cells {
 public:
  explicit Cells(const rehearse::CsvTable& list) {
    table_.header = list.header;
    for (std::size_t row = 0; row < list.rows.size(); ++row) {
      table_.rows.emplace_back();
      for (std::size_t column = 0; column < list.header.size(); ++column)
        table_.rows.back().emplace_back(list.rows[row][column]);
    }
  }

  [[nodiscard]] std::string csv() const { return csv_text(table_); }
  [[nodiscard]] std::size_t rows() const { return table_.rows.size(); }
  std::string& at(std::size_t row, const std::string& column) {
    return table_.rows[row][place_of(column)];
  }
  std::string& arm(std::size_t row) { return at(row, "arm"); }

  void rename(const std::string& column, const std::string& name) {
    table_.header[place_of(column)] = name;
  }
  /// As if the list never had it.
  void forget(const std::string& column) {
    const auto place = static_cast<std::ptrdiff_t>(place_of(column));
    table_.header.erase(table_.header.begin() + place);
    for (auto& row : table_.rows) row.erase(row.begin() + place);
  }
  void forget_blocks() {
    for (const char* column : {"block_id", "block_size", "seq_in_block"})
      forget(column);
  }
  void remove(std::size_t row, std::size_t number) {
    const auto first = table_.rows.begin() + static_cast<std::ptrdiff_t>(row);
    table_.rows.erase(first, first + static_cast<std::ptrdiff_t>(number));
  }

 private:
  [[nodiscard]] std::size_t place_of(const std::string& column) const {
    return static_cast<std::size_t>(std::ranges::find(table_.header, column) -
                                    table_.header.begin());
  }
  rehearse::TextTable table_;
};

struct Fault {
  std::string name;
  const Design& design;
  std::function<void(Cells&, WordStream&)> make;
};

/// How blocks and strata are made.
std::vector<Fault> block_faults();
/// How other lists are made.
std::vector<Fault> other_faults();
/// What happens to a list afterwards.
std::vector<Fault> clerical_faults();

}  // namespace linter
