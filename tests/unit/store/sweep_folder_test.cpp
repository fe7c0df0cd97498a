// What was cut, changed or put in another's place in a sweep's folder is seen.
#include "rehearse/store/sweep_folder.hpp"

#include <random>

#include "rehearse/store/sha256.hpp"
#include "support/catch.hpp"
#include "unit/store/folder.hpp"

using namespace rehearse;
using Catch::Matchers::Contains;

namespace {

constexpr std::size_t cells = 8;
const std::string toml = "a = 1\n";

SweepIdentity identity() {
  SweepIdentity sweep{"W1", sha256_hex(toml),       "1", {"k"}, {}, {}, 2,
                      "",   AnalyticColumn::absent, {}};
  for (std::size_t i = 0; i < cells; ++i) {
    sweep.values.push_back({std::to_string(i)});
    sweep.cells_sha256.push_back(sha256_hex(std::to_string(i)));
  }
  return sweep;
}

std::string rows_of(std::size_t cell) {
  return std::to_string(cell + 1) + ",logrank,0.9\n" +
         std::to_string(cell + 1) + ",gehan,0.8\n";
}

void put(const fs::path& file, const std::string& bytes) {
  std::ofstream{file} << bytes;
}

void fill(const fs::path& folder) {
  const SweepFolder sweep{folder, identity(), toml};
  for (std::size_t i = 0; i < cells; ++i) sweep.cells().write(i, rows_of(i));
}

// A change of the kinds that disks, editors and copies make.
std::string damaged(const std::string& text, std::mt19937& random) {
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>{0, n - 1}(random);
  };
  std::string bad = text;
  const std::size_t at = below(text.size());
  switch (below(6)) {
    case 0:
      return bad.substr(0, at);
    case 1:
      bad[at] = static_cast<char>(bad[at] ^ (1 << below(8)));
      return bad;
    case 2:
      return bad.erase(at, 1 + below(5));
    case 3:
      return bad.insert(at, 1 + below(3), static_cast<char>(below(256)));
    case 4:
      return bad + bad.substr(bad.find('\n') + 1);
    default:
      return "";
  }
}

}  // namespace

TEST_CASE("a cell's file is believed only whole", "[store][sweep]") {
  const Folder folder;
  fill(folder.path);
  const CellFiles files{folder.path, identity()};
  for (std::size_t i = 0; i < cells; ++i) {
    const CellFile file = files.read(i);
    CHECK(file.state == CellFile::State::whole);
    CHECK(file.rows == rows_of(i));
  }
  std::mt19937 random{7};
  const std::string text = content(files.file(3));
  int changed = 0;
  for (int i = 0; i < 5000; ++i) {
    const std::string bad = damaged(text, random);
    if (bad == text) continue;
    ++changed;
    put(files.file(3), bad);
    REQUIRE(files.read(3).state == CellFile::State::damaged);
  }
  CHECK(changed > 4900);
}

TEST_CASE("a cell is of its place and its sweep", "[store][sweep]") {
  const Folder folder;
  fill(folder.path);
  const CellFiles files{folder.path, identity()};
  fs::copy_file(files.file(2), files.file(3),
                fs::copy_options::overwrite_existing);
  CHECK(files.read(3).state == CellFile::State::damaged);
  SweepIdentity other = identity();
  other.seed = "2";
  CHECK(CellFiles{folder.path, other}.read(2).state ==
        CellFile::State::damaged);
  fs::remove(files.file(4));
  CHECK(files.read(4).state == CellFile::State::absent);
}

TEST_CASE("what stands in a cell's place is named", "[store][sweep]") {
  const Folder folder;
  fill(folder.path);
  const CellFiles files{folder.path, identity()};
  fs::remove(files.file(1));
  fs::create_directory(files.file(1));
  CHECK_THROWS_WITH(files.read(1), Contains("000002.csv: it is no plain file"));
  fs::remove(files.file(1));
  fs::create_symlink(files.file(0), files.file(1));
  CHECK_THROWS_WITH(files.read(1), Contains("000002.csv: it is no plain file"));
}

TEST_CASE("a damaged description is no sweep's", "[store][sweep]") {
  const std::string whole = identity_json(identity());
  CHECK(parse_identity(whole, "x").reference == 2);
  const auto fault_of = [&](const std::string& from, const std::string& to) {
    std::string text = whole;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  for (const auto& [from, to, why] : std::vector<std::array<std::string, 3>>{
           {"1/1", "1/0", "shard 1/0 is none"},
           {"1/1", "0/1", "shard 0/1 is none"},
           {"1/1", "x", "shard 0/0 is none"},
           {"1/1", "18446744073709551617/2", "is none"},
           {"\"reference\": 3", "\"reference\": 1000000000000000",
            "its reference is not one of 8 cells"},
           {"\"reference\": 3", "\"reference\": 0",
            "its reference is not one of 8 cells"},
           {"\"reference\": 3", "\"reference\": \"a\"", "no JSON of a sweep"},
           {"\"k\"", "", "it has no cells"},
           {"\"W1\"", "\"W1", "it is cut"},
           {"\"sweep\": 2", "\"sweep\": 1", "another version"}}) {
    INFO(to);
    CHECK_THROWS_WITH(parse_identity(fault_of(from, to), "x"), Contains(why));
  }
  std::mt19937 random{8};
  for (int i = 0; i < 5000; ++i) {
    const std::string bad = damaged(whole, random);
    try {
      const SweepIdentity read = parse_identity(bad, "x");
      // What can be read is a sweep, though perhaps another.
      REQUIRE(identity_json(read) == bad);
    } catch (const IoError& error) {
      REQUIRE(error.fault() == IoFault::bad_data);
    }
  }
}

TEST_CASE("a changed config of a sweep is not passed on", "[store][sweep]") {
  const Folder folder;
  fill(folder.path);
  CHECK(read_resolved(folder.path, identity()) == toml);
  put(folder.path / "config.resolved.toml", "a = 2\n");
  CHECK_THROWS_WITH(read_resolved(folder.path, identity()),
                    Contains("it is missing or was changed"));
  { const SweepFolder again{folder.path, identity(), toml}; }  // mends it
  CHECK(read_resolved(folder.path, identity()) == toml);
}
