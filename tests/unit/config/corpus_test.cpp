#include <filesystem>

#include "files.hpp"

using namespace rehearse;
using namespace rehearse::test;

TEST_CASE("every input that the fuzzer keeps is read or refused",
          "[config][errors]") {
  int inputs = 0;
  int loaded = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{
           REHEARSE_SOURCE_DIR "/tests/fuzz/corpus"}) {
    if (!entry.is_regular_file()) continue;
    INFO(entry.path());
    const std::string text = read_file(entry.path().string());
    ++inputs;
    // As tests/fuzz/config_kind.cpp reads it.
    if (text.starts_with('!')) {
      (void)faults_of(base_text(), {{text.substr(1)}, {}, {}});
      continue;
    }
    const Dialect dialect =
        text.starts_with('{') ? Dialect::json : Dialect::toml;
    if (faults_of(text, {}, dialect).empty()) ++loaded;
  }
  CHECK(inputs >= 15);
  CHECK(loaded >= 10);
}
