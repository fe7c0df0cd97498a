// What the program is, and what its keys mean.
#include "rehearse/config/key_report.hpp"
#include "rehearse/config/schema.hpp"
#include "rehearse/montecarlo/tally.hpp"
#include "rehearse/store/build_info.hpp"
#include "request.hpp"

namespace rehearse::explorer {

Answer about(const Json&, Parts) {
  const BuildInfo build = build_info();
  return {{{"version", build.version},
           {"revision", build.git_revision},
           {"compiler", build.compiler},
           {"flags", build.flags},
           {"chunk", chunk_replicates},
           {"keys", keys_report().json["keys"]},
           {"schema", Json::parse(json_schema())},
           {"starter", starter_config()}}};
}

Answer explain(const Json& request, Parts) {
  const std::string what = text_in(request, "what");
  const auto keys = what.empty() ? std::vector<KeyEntry>{} : find_keys(what);
  if (keys.empty())
    throw BadRequest{"'" + what + "' is no key of a config" +
                     nearest_key(what) + ": `rehearse keys` lists the keys"};
  const Report report = explanation(keys);
  return {{{"keys", report.json["keys"]}, {"text", table_text(report)}}};
}

}  // namespace rehearse::explorer
