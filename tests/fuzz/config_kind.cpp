// Any text is a config or a ConfigError, in TOML, in JSON and as --set. What
// loads must load again from its resolved form, to the same hash; what is small
// too is simulated.
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "kind.hpp"
#include "program.hpp"
#include "rehearse/config/load.hpp"
#include "rehearse/config/schema.hpp"
#include "rehearse/montecarlo/simulated_trial.hpp"
#include "text_mutation.hpp"
#include "tree_mutation.hpp"

namespace rehearse::fuzz {
namespace {

namespace fs = std::filesystem;

// Where the sites' files are.
const fs::path folder = REHEARSE_SOURCE_DIR "/configs";
const fs::path set_base = REHEARSE_SOURCE_DIR "/tests/unit/config/base.toml";

Tree tree_of(const std::string& text, bool is_json) {
  if (is_json) return Tree::parse(text);
  const toml::table table = toml::parse(text);
  std::ostringstream json;
  json << toml::json_formatter{table};
  return Tree::parse(json.str());
}

bool is_small(const Scenario& scenario) {
  return scenario.participants <= 300 && scenario.analysis.looks.size() <= 3 &&
         scenario.sites.size() <= 1000 && scenario.factors.size() <= 4;
}

Fate read_config(const std::string& text, Dialect dialect,
                 const Overrides& overrides) {
  try {
    const auto once = parse_config(text, "x", dialect, folder, overrides);
    const auto twice =
        parse_config(once.resolved_toml, "x", Dialect::toml, "/none", {});
    if (once.sha256 != twice.sha256)
      throw Broken{"the resolved config has another hash"};
    if (is_small(once.scenario)) (void)simulate_trial(once.scenario, 0);
    return Fate::accepted;
  } catch (const ConfigError& error) {
    if (error.diagnostics().empty()) throw Broken{"an error without a fault"};
    return Fate::refused;
  }
}

class ConfigKind : public Kind {
 public:
  ConfigKind() {
    const fs::path root = REHEARSE_SOURCE_DIR;
    for (const char* part :
         {"configs", "tests/unit/config", "tests/fuzz/corpus"})
      add_folder(root / part);
    for (const Dialect dialect : {Dialect::toml, Dialect::json})
      add(starter_config(dialect), dialect == Dialect::json);
    add_schema(Tree::parse(json_schema()), pool_);
    base_ = read_bytes(set_base);
    base_tree_ = tree_of(base_, false);
  }

  [[nodiscard]] std::string input(Chance& chance) const override {
    const bool as_set = chance.one_in(8);
    Tree tree = as_set ? base_tree_ : chance.of(trees_);
    if (as_set) {
      std::string text = '!' + set_text(tree, pool_, chance);
      return chance.one_in(4) ? changed_text(text, chance.of(texts_), chance)
                              : text;
    }
    if (chance.one_in(6))
      return changed_text(chance.of(texts_), chance.of(texts_), chance);
    const std::size_t changes = chance.one_in(3) ? 1 + chance.below(4) : 1;
    for (std::size_t i = 0; i < changes; ++i) change_tree(tree, pool_, chance);
    return chance.one_in(2)
               ? tree.dump(1, ' ', false, Tree::error_handler_t::replace)
               : toml_text(tree, chance);
  }

  Fate run(const std::string& input) override {
    if (input.starts_with('!'))
      return read_config(base_, Dialect::toml, {{input.substr(1)}, {}, {}});
    return read_config(
        input, input.starts_with('{') ? Dialect::json : Dialect::toml, {});
  }

 private:
  void add(const std::string& text, bool is_json) {
    texts_.push_back(text);
    trees_.push_back(tree_of(text, is_json));
    add_values(trees_.back(), pool_);
  }
  void add_folder(const fs::path& from) {
    std::vector<fs::path> files;  // in an order that is always the same
    for (const auto& entry : fs::directory_iterator{from})
      files.push_back(entry.path());
    std::ranges::sort(files);
    for (const fs::path& file : files)
      if (file.extension() == ".toml" || file.extension() == ".json")
        add(read_bytes(file), file.extension() == ".json");
  }

  std::vector<std::string> texts_;
  std::vector<Tree> trees_;
  ValuePool pool_;
  std::string base_;
  Tree base_tree_;
};

}  // namespace

std::unique_ptr<Kind> config_kind() { return std::make_unique<ConfigKind>(); }

}  // namespace rehearse::fuzz
