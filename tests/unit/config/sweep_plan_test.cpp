#include "rehearse/config/sweep_plan.hpp"

#include "files.hpp"
#include "support/catch.hpp"

using namespace rehearse;
using namespace rehearse::test;

namespace {

std::vector<std::string> values_of(const std::string& text) {
  const ParsedAxis parsed = parse_axis(text);
  INFO(parsed.fault);
  REQUIRE(parsed.fault.empty());
  std::vector<std::string> values;
  for (const auto& step : parsed.axis.steps) values.push_back(step.at(0));
  return values;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("values of an axis", "[config][exact]") {
  CHECK(values_of("k=1, 2,3") == Texts{"1", "2", "3"});
  CHECK(values_of("k=logrank,fh(0,1),maxcombo(fh(0,0),fh(0,1))") ==
        Texts{"logrank", "fh(0,1)", "maxcombo(fh(0,0),fh(0,1))"});
  CHECK(values_of("k=[1,2],[3]") == Texts{"[1,2]", "[3]"});
  CHECK(values_of("k=\"a,b\",c") == Texts{"\"a,b\"", "c"});
}

TEST_CASE("ranges include their end when they reach it", "[config][exact]") {
  CHECK(values_of("k=0.5:0.7:0.05") ==
        Texts{"0.5", "0.55", "0.6", "0.65", "0.7"});
  CHECK(values_of("k=0.5:0.69:0.05") == Texts{"0.5", "0.55", "0.6", "0.65"});
  CHECK(values_of("k=5 months:6 months:0.5 months") ==
        Texts{"5 months", "5.5 months", "6 months"});
  CHECK(values_of("k=3:1:-1") == Texts{"3", "2", "1"});
  CHECK_FALSE(parse_axis("k=5 months:6 weeks:1 months").fault.empty());
  CHECK_FALSE(parse_axis("k=1:2:0").fault.empty());
  CHECK_FALSE(parse_axis("k=1,,2").fault.empty());
  CHECK_FALSE(parse_axis("k=1,1").fault.empty());
  CHECK_FALSE(parse_axis("k=0.6,0.60").fault.empty());
  CHECK_FALSE(parse_axis("k=5:9").fault.empty());
  CHECK_FALSE(parse_axis("k").fault.empty());
}

TEST_CASE("axes are crossed, zipped ones move together", "[config][exact]") {
  SweepPlan plan;
  for (const char* text : {"a=1,2", "b=x,y,z", "c=3,4"})
    plan.axes.push_back(parse_axis(text).axis);
  CHECK(sweep_cells(plan).size() == 12);
  CHECK(sweep_cells(plan)[1].values == Texts{"1", "x", "4"});
  CHECK(zip_axes(plan, {"a", "c"}).empty());
  CHECK(sweep_keys(plan) == Texts{"a", "c", "b"});
  const auto cells = sweep_cells(plan);
  REQUIRE(cells.size() == 6);
  CHECK(cells[3].values == Texts{"2", "4", "x"});
  CHECK_FALSE(zip_axes(plan, {"a", "b"}).empty());
  CHECK_FALSE(zip_axes(plan, {"a", "d"}).empty());

  std::string fault;
  CHECK(reference_cell(plan, fault) == 0);
  plan.reference = {"b=y", "a=2"};
  CHECK(reference_cell(plan, fault) == 4);
  CHECK(fault.empty());
  plan.reference = {"b=y", "a=2.0"};  // the same number
  CHECK(reference_cell(plan, fault) == 4);
  plan.reference = {"b=w"};
  (void)reference_cell(plan, fault);
  CHECK_FALSE(fault.empty());
}

TEST_CASE("what plays its part after the simulation", "[config][exact]") {
  CHECK(is_analysis_key("analysis.alpha"));
  CHECK(is_analysis_key("analysis.looks[0].events"));
  CHECK_FALSE(is_analysis_key("analysis.stratify_by"));
  CHECK_FALSE(is_analysis_key("analysis.ties"));
  CHECK_FALSE(is_analysis_key("endpoint.effect.hazard_ratio"));
  CHECK(is_analysis_key("analysis.looks.final.events"));
  CHECK(is_analysis_key("endpoint.reader"));
  CHECK(is_analysis_key("review.variants.mine.no_scan"));
  CHECK_FALSE(is_analysis_key("review.correlation"));
  CHECK_FALSE(is_analysis_key("participants"));
}

TEST_CASE("a key is varied once, however it is spelt", "[config][exact]") {
  const auto faults = [](const std::string& first, const std::string& second) {
    Overrides overrides;
    overrides.vary = {first, second};
    return faults_of(base_text(), overrides);
  };
  CHECK(faults("analysis.alpha=0.02", "\"analysis\".\"alpha\"=0.01") ==
        Texts{"--vary \"analysis\".\"alpha\"=0.01: '\"analysis\".\"alpha\"' "
              "is varied already, as 'analysis.alpha' (once is enough): remove "
              "one"});
  CHECK(faults("analysis.looks[0].events=60",
               "analysis.looks.interim.events=70") ==
        Texts{"--vary analysis.looks.interim.events=70: "
              "'analysis.looks.interim.events' is varied already, as "
              "'analysis.looks[0].events' (once is enough): remove one"});
  CHECK(faults("analysis.looks[0].events=60", "analysis.alpha=0.02").empty());
}

TEST_CASE("axes come back from their cells", "[config][exact]") {
  const SweepAxis one{{"a"}, {{"1"}, {"2"}, {"3"}}};
  const SweepAxis zipped{{"b", "c"}, {{"x", "7"}, {"y", "7"}, {"z", "8"}}};
  const SweepAxis single{{"d"}, {{"only"}}};
  for (const std::vector<SweepAxis>& axes :
       {std::vector{one}, std::vector{zipped}, std::vector{single},
        std::vector{one, zipped}, std::vector{zipped, one},
        std::vector{single, zipped, one}, std::vector{one, single}}) {
    const SweepPlan plan{axes, {}};
    std::vector<Texts> cells;
    for (const SweepCell& cell : sweep_cells(plan))
      cells.push_back(cell.values);
    const SweepPlan found{axes_of_cells(sweep_keys(plan), cells), {}};
    CHECK(sweep_keys(found) == sweep_keys(plan));
    std::vector<Texts> again;
    for (const SweepCell& cell : sweep_cells(found))
      again.push_back(cell.values);
    CHECK(again == cells);
    REQUIRE(found.axes.size() == axes.size());
    for (std::size_t i = 0; i < axes.size(); ++i)
      CHECK(found.axes[i].keys == axes[i].keys);
  }
  // Cells of no grid are one axis of all keys.
  CHECK(axes_of_cells({"a", "b"}, {{"1", "x"}, {"1", "y"}, {"2", "x"}})
            .at(0)
            .keys == Texts{"a", "b"});
  CHECK(axes_of_cells({}, {}).empty());
}
