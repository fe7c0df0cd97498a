// 200 random designs: boundaries.csv, computed by recursive Gauss-Legendre
// integration with 400 nodes for each look, in agreement with 900 nodes and
// with gsDesign 3.11. One-sided; columns hold a value for each look.
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "rehearse/design/efficacy_bounds.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

struct Row {
  std::string id;
  AnalysisPlan plan;
  bool binding = false;
  std::vector<double> efficacy_z;
  std::vector<double> alpha_spent;
};

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> cells;
  std::stringstream rest{line};
  for (std::string cell; std::getline(rest, cell, ',');) cells.push_back(cell);
  return cells;
}

std::vector<double> numbers(const std::string& cell) {
  std::stringstream rest{cell};
  std::vector<double> values;
  for (double value; rest >> value;) values.push_back(value);
  return values;
}

Spending spending(const std::string& name) {
  if (name == "lan-demets-obrien-fleming")
    return Spending::lan_demets_obrien_fleming;
  if (name == "lan-demets-pocock") return Spending::lan_demets_pocock;
  if (name == "hwang-shih-decani") return Spending::hwang_shih_decani;
  REQUIRE(name == "kim-demets");
  return Spending::kim_demets;
}

Row parse(const std::string& line) {
  const std::vector<std::string> cells = split(line);
  REQUIRE(cells.size() == 13);
  Row row{
      cells[0], {}, cells[8] == "true", numbers(cells[9]), numbers(cells[11])};
  row.plan.alpha = std::stod(cells[1]);
  row.plan.efficacy.spending = spending(cells[4]);
  if (!cells[5].empty()) row.plan.efficacy.parameter = std::stod(cells[5]);
  for (const double events : numbers(cells[3])) {
    Look look;
    look.events = static_cast<int>(events);
    row.plan.looks.push_back(look);
  }
  return row;
}

std::vector<Row> rows() {
  std::ifstream file{REHEARSE_SOURCE_DIR "/tests/crosscheck/boundaries.csv"};
  std::vector<Row> parsed;
  std::string line;
  std::getline(file, line);  // the header
  while (std::getline(file, line)) parsed.push_back(parse(line));
  return parsed;
}

}  // namespace

TEST_CASE("efficacy bounds of 200 random designs agree to 1e-8",
          "[design][crosscheck]") {
  const std::vector<Row> designs = rows();
  REQUIRE(designs.size() == 200);
  int checked = 0;
  for (const Row& row : designs) {
    if (row.binding) continue;
    CAPTURE(row.id);
    const auto bounds = planned_bounds(row.plan);
    REQUIRE(bounds.size() == row.efficacy_z.size());
    for (std::size_t k = 0; k < bounds.size(); ++k) {
      CAPTURE(k);
      CHECK(bounds[k]->z == Approx(row.efficacy_z[k]).margin(1e-8).epsilon(0));
      CHECK(bounds[k]->alpha_spent ==
            Approx(row.alpha_spent[k]).margin(1e-9).epsilon(0));
    }
    ++checked;
  }
  CHECK(checked > 100);
}
