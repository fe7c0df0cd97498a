// Files that are no CSV, where a command reads data.
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "golden/process.hpp"
#include "rehearse/text/csv_table.hpp"
#include "support/catch.hpp"

using namespace rehearse::golden;
using Json = nlohmann::ordered_json;

namespace {

// A CSV file as Dataset-JSON 1.1.
Json dataset_json(const std::string& file) {
  const rehearse::CsvTable table = rehearse::read_csv(file);
  Json json = {{"datasetJSONVersion", "1.1.0"},
               {"records", table.rows.size()},
               {"columns", Json::array()},
               {"rows", Json::array()}};
  for (const std::string& name : table.header)
    json["columns"].push_back({{"name", name}, {"dataType", "string"}});
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    Json& row = json["rows"].emplace_back(Json::array());
    for (std::size_t c = 0; c < table.header.size(); ++c)
      row.push_back(std::string{table.rows[r][c]});
  }
  return json;
}

void write(const Json& json, const std::string& name) {
  std::ofstream{scratch() / name} << json.dump();
}

}  // namespace

TEST_CASE("a list is checked whatever file it is in",
          "[golden][randomize][ANA-17]") {
  const std::string config = "configs/nct07008976.toml ";
  done("rehearse randomize " + config +
       "--stdout --seed 5 --quiet > $SCRATCH/data-file.csv");
  Json list = dataset_json((scratch() / "data-file.csv").string());
  write(list, "data-file.json");
  const std::string check = "rehearse randomize " + config + "--check ";
  const auto as_csv = done(check + "$SCRATCH/data-file.csv --format json");
  const auto as_json = done(check + "$SCRATCH/data-file.json --format json");
  const auto findings = [](const ProcessResult& result) {
    Json json = Json::parse(result.out);
    json.erase("list");
    return json;
  };
  CHECK(findings(as_json).at("findings").empty());
  CHECK(findings(as_json).at("rows") == findings(as_csv).at("rows"));
  list["rows"][2].back() = "other";
  write(list, "other.json");
  const auto other = shell(check + "$SCRATCH/other.json");
  CHECK(other.status == 1);
  CHECK(has(other.out, "other.json:row 3: arms: column 'arm': 'other' is no"));
}

TEST_CASE("rows that are left out are told by their number",
          "[golden][analyze]") {
  Json data = dataset_json("tests/crosscheck/freireich.csv");
  const auto column = [&](const char* name) {
    std::size_t at = 0;
    while (data["columns"][at]["name"] != name) ++at;
    return at;
  };
  data["rows"][4][column("time")] = nullptr;
  write(data, "missing.json");
  const auto result = done(
      "rehearse analyze $SCRATCH/missing.json --time time --event event --arm "
      "arm --experimental 6-MP");
  CHECK(has(result.err, "1 row is left out (a value is missing on row 5)"));
}
