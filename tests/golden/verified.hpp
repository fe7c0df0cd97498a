#pragma once

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "golden/process.hpp"
#include "support/catch.hpp"

namespace rehearse::golden {

using Json = nlohmann::ordered_json;

inline const std::string trial = "configs/nct07008976.toml";
inline const std::string quick =
    " --set simulation.replicates=2000 --seed 5 --quiet ";

// A folder of the scratch folder, made by `command` with --out.
inline std::filesystem::path made(const std::string& name,
                                  const std::string& command) {
  std::filesystem::remove_all(scratch() / name);
  done("rehearse " + command + " --out $SCRATCH/" + name + " > /dev/null");
  return scratch() / name;
}

inline Json verified(const std::string& arguments, int status) {
  const auto result =
      shell("rehearse verify " + arguments + " --format json --quiet");
  CAPTURE(arguments, result.err, result.out);
  REQUIRE(result.status == status);
  return Json::parse(result.out);
}

inline Json equal(const std::filesystem::path& folder,
                  const std::string& more = "") {
  Json report = verified("'" + folder.string() + "' " + more, 0);
  CHECK(report.at("equal") == true);
  CHECK(report.at("not_made") == "");
  for (const Json& file : report.at("files")) {
    CAPTURE(file.dump());
    CHECK(file.at("equal") == true);
    CHECK(file.at("unchanged") != false);
  }
  return report;
}

inline Json differing(const std::filesystem::path& folder,
                      const std::string& more = "") {
  Json report = verified("'" + folder.string() + "' " + more, 1);
  CHECK(report.at("equal") == false);
  return report;
}

inline const Json& file_of(const Json& report, const std::string& name) {
  for (const Json& file : report.at("files"))
    if (file.at("name") == name) return file;
  FAIL("no file " << name);
  throw;
}

inline void replace(const std::filesystem::path& file, const std::string& old,
                    const std::string& other) {
  std::string text = content(file);
  const auto at = text.find(old);
  CAPTURE(file, old);
  REQUIRE(at != std::string::npos);
  text.replace(at, old.size(), other);
  std::ofstream{file, std::ios::binary} << text;
}

// As if that had been written by the run: the manifest has its hash.
inline void update_hash(const std::filesystem::path& folder,
                        const std::string& name) {
  const std::string hash =
      done("sha256sum '" + (folder / name).string() + "'").out.substr(0, 64);
  Json manifest = Json::parse(content(folder / "manifest.json"));
  manifest["outputs_sha256"][name] = hash;
  std::ofstream{folder / "manifest.json"} << manifest.dump(2);
}

}  // namespace rehearse::golden
