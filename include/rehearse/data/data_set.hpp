#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "rehearse/core/errors.hpp"
#include "rehearse/text/value_table.hpp"

namespace rehearse {

/// What a variable's values are. A date is one of the calendar, ISO in a
/// `DataSet`; a format may count its days.
enum class VariableType : std::uint8_t { text, integer, number, date };

/// Where a variable comes from (Define-XML 2.1, def:Origin).
enum class Origin : std::uint8_t { assigned, derived, predecessor };

/// A value that a variable may have, and what it means.
struct CodedTerm {
  std::string value;
  std::string meaning = {};  ///< empty: what it says
};

/// A column of a data set, and what there is to say of it.
struct Variable {
  std::string name;
  std::string label;
  VariableType type = VariableType::text;
  Origin origin = Origin::assigned;
  std::string source = {};            ///< how it is derived, or its predecessor
  std::vector<CodedTerm> codes = {};  ///< all values; empty: any
  int key = 0;                        ///< its place among the keys; 0: none
};

/// A data set as regulators take it. Cells are texts, numbers or null.
struct DataSet {
  std::string name;   ///< "ADTTE"
  std::string label;  ///< "Time-to-Event Analysis Dataset"
  std::string item_class;
  std::string sub_class;  ///< or empty
  std::string structure;  ///< what a row is
  std::vector<Variable> variables;
  std::vector<std::vector<nlohmann::ordered_json>> rows;
};

/// Of what study data sets are.
struct DataStudy {
  std::string id;
  std::string created;  ///< ISO date and time
};

[[nodiscard]] ValueTable table_of(DataSet set);

/// SAS's transport file, version 5, with labels; dates are SAS's, shown as
/// DATE9. \throws DataError where it can't hold a name (8 letters, digits and
/// _), a label (40 bytes) or a text (200 bytes), at "adtte.xpt:row 4:NAME".
[[nodiscard]] std::string xpt_of(const DataSet& set, const DataStudy& study);

/// What is doubtful in such a file: texts that are no ASCII.
[[nodiscard]] std::vector<Diagnostic> xpt_doubts(const DataSet& set);

/// CDISC Dataset-JSON 1.1.
[[nodiscard]] std::string dataset_json_of(const DataSet& set,
                                          const DataStudy& study);

/// CDISC Define-XML 2.1 of data sets that are in files of their names, in lower
/// case, with `ending` (".xpt"). \throws PreconditionError if there is none.
[[nodiscard]] std::string define_xml(const std::vector<DataSet>& sets,
                                     const DataStudy& study,
                                     const std::string& ending);

/// "adtte.xpt".
[[nodiscard]] std::string file_name(const DataSet& set,
                                    const std::string& ending);

}  // namespace rehearse
