// SAS's files and Dataset-JSON, which `analyze` reads: a result, or a fault
// with its status. The first line says which command and file they are.
#include <algorithm>
#include <charconv>

#include "kind.hpp"
#include "program.hpp"
#include "text_mutation.hpp"

namespace rehearse::fuzz {
namespace {

const std::string trial = R"(schema_version = 1
[trial]
id = "T"
participants = 20
start_date = 2026-01-05
[[arms]]
id = "new"
role = "experimental"
[[arms]]
id = "old"
role = "control"
[randomization]
block_sizes = [4]
[enrolment]
model = "uniform"
duration = "12 months"
[endpoint.control]
distribution = "exponential"
median = "8 months"
[endpoint.effect]
hazard_ratio = 0.6
[[analysis.looks]]
name = "final"
events = 15
)";

// Most of what a binary file says of itself is at its beginning.
std::string changed_bytes(std::string bytes, Chance& chance) {
  constexpr std::size_t head = 3000;
  const std::size_t changes = 1 + chance.below(8);
  for (std::size_t i = 0; i < changes && !bytes.empty(); ++i) {
    const std::size_t at = chance.below(
        chance.one_in(2) ? std::min(head, bytes.size()) : bytes.size());
    bytes[at] = chance.one_in(2)
                    ? static_cast<char>(chance.below(256))
                    : static_cast<char>(bytes[at] ^ (1 << chance.below(8)));
  }
  return bytes;
}

class DataFileKind : public Kind {
 public:
  DataFileKind() {
    const std::string config = (scratch() / "sets.toml").string();
    write_bytes(config, trial);
    for (const std::string format : {"xpt", "json"}) {
      run_soundly({"simulate", config, "--replicate", "1", "--adam", format,
                   "--out", (scratch() / "sets").string(), "--quiet"});
      files_.push_back(read_bytes(scratch() / "sets" / ("adtte." + format)));
    }
    for (const char* name : {"v5.xpt", "v8.xpt", "set.sas7bdat"})
      files_.push_back(read_bytes(
          std::filesystem::path{REHEARSE_SOURCE_DIR "/tests/unit/data/files"} /
          name));
  }

  [[nodiscard]] std::string input(Chance& chance) const override {
    std::string bytes = chance.of(files_);
    const bool transport = bytes.starts_with("HEADER");
    bytes = chance.one_in(3)
                ? changed_text(std::move(bytes), chance.of(files_), chance)
                : changed_bytes(std::move(bytes), chance);
    // A transport file of other lengths is refused at once.
    constexpr std::size_t card = 80;
    if (transport && !chance.one_in(4))
      bytes.append((card - bytes.size() % card) % card, ' ');
    return std::to_string(chance.below(uses_.size())) + '\n' + bytes;
  }

  Fate run(const std::string& input) override {
    const auto end = std::min(input.find('\n'), input.size() - 1);
    std::size_t at = 0;
    std::from_chars(input.data(), input.data() + end, at);
    write_bytes(file_, input.substr(end + 1));
    std::vector<std::string> words{"analyze", file_, "--quiet"};
    const auto& use = uses_.at(at);
    words.insert(words.end(), use.begin(), use.end());
    return run_program(words).status == 0 ? Fate::accepted : Fate::refused;
  }

 private:
  const std::string file_ = (scratch() / "input").string();
  std::vector<std::string> files_;
  const std::vector<std::vector<std::string>> uses_{
      {"--adam", "--experimental", "new"},
      {"--adam", "--experimental", "T-DM1", "--encoding", "windows-1252"},
      {"--time", "ADY", "--censor", "CNSR", "--arm", "TRT01P", "--experimental",
       "new", "--stratum", "STRATA", "--format", "json"}};
};

}  // namespace

std::unique_ptr<Kind> data_file_kind() {
  return std::make_unique<DataFileKind>();
}

}  // namespace rehearse::fuzz
