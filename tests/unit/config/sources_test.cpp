// `source`: where a table of assumptions is from.
#include "source_texts.hpp"

using namespace rehearse;
using namespace rehearse::test;
using Texts = std::vector<std::string>;

namespace {

Texts sources_of(const LoadedConfig& config) {
  Texts texts;
  for (const StatedSource& source : config.sources)
    texts.push_back(source.table + ": " + source.text);
  return texts;
}

// Made within a test: what it requires is checked there.
std::string effect() { return with_source(base_text(), "[endpoint.effect]"); }
const Texts of_effect{"endpoint.effect: of [endpoint.effect]"};

}  // namespace

TEST_CASE("sources stand beside what they are of", "[config][CFG-08]") {
  CHECK(sources_of(load_toml(base_text())).empty());
  CHECK(sources_of(load_toml(effect())) == of_effect);
  const LoadedConfig whole = load_toml(texts_of_sources().front());
  CHECK(whole.sources.size() == 18);
  CHECK(sources_of(whole).front() == "factors[0]: registry");
  // The resolved config has them, and reads as the same.
  CHECK(sources_of(load_toml(whole.resolved_toml)) == sources_of(whole));
  CHECK(load_toml(whole.resolved_toml).resolved_toml == whole.resolved_toml);
  CHECK(load_toml(effect()).sha256 != load_toml(base_text()).sha256);
}

TEST_CASE("a source doesn't outlive its values", "[config]") {
  const auto changed = [](const Texts& set) {
    return sources_of(load_toml(effect(), {set, {}, {}}));
  };
  CHECK(changed({"endpoint.effect.hazard_ratio=0.7"}).empty());
  CHECK(changed({"endpoint.effect={hazard_ratio=0.7}"}).empty());
  CHECK(changed({"endpoint.control.median=9 months"}) == of_effect);
  // In either order.
  const Texts other{"endpoint.effect: other"};
  const Texts set{"endpoint.effect.source=other",
                  "endpoint.effect.hazard_ratio=0.7"};
  CHECK(changed(set) == other);
  CHECK(changed({set[1], set[0]}) == other);

  const auto under = [](const std::string& lines) {
    return sources_of(load_toml(effect() + "[scenarios.x]\n" + lines,
                                {{"scenario=x"}, {}, {}}));
  };
  CHECK(under("endpoint.effect.hazard_ratio = 0.7").empty());
  CHECK(under("endpoint.control.median = '9 months'") == of_effect);
  CHECK(under("endpoint.effect = { hazard_ratio = 0.7, source = 'other' }") ==
        other);
}

TEST_CASE("a source of a list's part goes with the part", "[config]") {
  const std::string rates =
      replaced(base_text(), "duration = \"12 months\"",
               "rates = [{ per_month = 18 }]\nsource = 'sites'");
  CHECK(sources_of(load_toml(rates)) == Texts{"enrolment: sites"});
  CHECK(
      sources_of(load_toml(rates, {{"enrolment.rates[0].per_month=9"}, {}, {}}))
          .empty());
}

TEST_CASE("what is no source is refused", "[config][errors]") {
  const std::string place = "[dropout]\n";
  CHECK(faults_of(replaced(base_text(), place, place + "source = 3\n")) ==
        Texts{"trial.toml:34:10: dropout.source: expected a text in quotes, "
              "found the number 3"});
  CHECK(faults_of(replaced(base_text(), place, place + "source = ''\n")) ==
        Texts{"trial.toml:34:10: dropout.source: the source is empty (there is "
              "nothing to print): write where the table's values are from, or "
              "remove it"});
  CHECK(faults_of(replaced(base_text(), place,
                           place + "source = 'x'\n[dropout.new]\n"
                                   "annual_probability = 0.1\n"))
            .size() == 1);
}
