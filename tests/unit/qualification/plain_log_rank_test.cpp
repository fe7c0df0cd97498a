#include "qualification/plain_log_rank.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/text/csv_table.hpp"
#include "rehearse/text/text.hpp"
#include "support/catch.hpp"

using namespace rehearse;

TEST_CASE("the plain log-rank statistic is that of R's survdiff",
          "[qualification]") {
  // survival 3.5: |z| of the 246 rows is 4.11535298758755.
  const CsvTable table =
      read_csv(REHEARSE_SOURCE_DIR "/tests/crosscheck/logrank_246.csv");
  std::vector<PlainParticipant> all;
  const auto at = [&](const char* name) {
    return static_cast<std::size_t>(
        std::find(table.header.begin(), table.header.end(), name) -
        table.header.begin());
  };
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const CsvRecord row = table.rows[i];
    all.push_back({"", std::string{row[at("arm")]},
                   parse_number(row[at("time")]).value(),
                   row[at("status")] == "1"});
  }
  const double z = plain_log_rank(all, "1");
  CHECK(z == Approx(4.11535298758755).epsilon(1e-12));
  CHECK(plain_log_rank(all, "0") == Approx(-z).epsilon(1e-12));
}

TEST_CASE("strata add their differences and their variances",
          "[qualification]") {
  // By hand. Stratum a: x at 1, y at 2, both events: at 1, two at risk: 1/2
  // expected of x, variance 1/4; at 2 one is at risk. Stratum b: y alone at 1,
  // x at 1, censored y at 3: at 1, three at risk, 2 events: expected 2/3 of x,
  // variance 2 (1/3)(2/3)(1/2) = 2/9.
  const std::vector<PlainParticipant> all{
      {"a", "x", 1, true}, {"a", "y", 2, true},  {"b", "y", 1, true},
      {"b", "x", 1, true}, {"b", "y", 3, false},
  };
  const double fewer = (0.5 - 1.0) + (2.0 / 3.0 - 1.0);
  CHECK(plain_log_rank(all, "x") ==
        Approx(fewer / std::sqrt(0.25 + 2.0 / 9.0)).epsilon(1e-14));
}
