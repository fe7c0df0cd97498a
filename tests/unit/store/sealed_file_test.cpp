#include "rehearse/store/sealed_file.hpp"

#include <fstream>
#include <sstream>

#include "rehearse/core/errors.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

const SealedAs as{"list.csv", "randomization list W1-0123"};

// The message of the error; empty if there is none.
std::string error_of(const std::string& sealed, const Opening& opening) {
  try {
    (void)open_sealed(sealed, opening, "f");
  } catch (const IoError& error) {
    CHECK(error.fault() == IoFault::bad_data);
    return error.what();
  }
  return "";
}

Opening with_key(const KeyPair& pair) {
  return {pair.secret_key, std::nullopt};
}

}  // namespace

TEST_CASE("what is sealed for a key opens with it",
          "[report][sealed][LST-03]") {
  const KeyPair pair = new_key_pair();
  const std::size_t size =
      GENERATE(0U, 1U, 65'535U, 65'536U, 65'537U, 5'000'000U);
  std::string bytes(size, 'x');
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<char>(i * 2'654'435'761U >> 24);
  const std::string sealed = seal(bytes, {{pair.public_key}, std::nullopt}, as);
  CHECK(open_sealed(sealed, with_key(pair), "f").bytes == bytes);
  CHECK(sealed != seal(bytes, {{pair.public_key}, std::nullopt}, as));
  if (size > 100) CHECK(sealed.find(bytes.substr(0, 50)) == std::string::npos);
}

TEST_CASE("what was sealed says as what, for all to read", "[report][sealed]") {
  const KeyPair pair = new_key_pair();
  const std::string sealed = seal("x", {{pair.public_key}, std::nullopt}, as);
  CHECK(open_sealed(sealed, with_key(pair), "f").as == as);
  CHECK(sealed.find("\nname list.csv\npurpose randomization list W1-0123\n") ==
        17);
  // Another name, though as long, is a change.
  std::string renamed = sealed;
  renamed.replace(renamed.find("list.csv"), 8, "seed.txt");
  CHECK(error_of(renamed, with_key(pair)) ==
        "f: it was changed or cut (its seal is broken): get it again");
}

TEST_CASE("a file of version 1 opens", "[report][sealed]") {
  std::ostringstream sealed;
  sealed << std::ifstream{REHEARSE_SOURCE_DIR
                          "/tests/unit/store/version-1.sealed",
                          std::ios::binary}
                .rdbuf();
  const Opened opened = open_sealed(
      sealed.str(),
      {"rehearse-secret-PPA3aX9aegnrWtXP0qP0qbPYzNGIUEnVxxYS1-VDVuJPi2Iy",
       std::nullopt},
      "f");
  CHECK(opened.bytes ==
        "95e4f94b5fbc95ca921d71e478673daab0f6374c39c122ed4a4b540c6805357d\n");
  CHECK(opened.as == SealedAs{});
}

TEST_CASE("many passphrases are not tried, nor endless heads read",
          "[report][sealed]") {
  const std::string line =
      "passphrase 3 268435456 AAAAAAAAAAAAAAAAAAAAAA " + std::string(96, 'A');
  std::string lines = "rehearse-sealed-2\n";
  for (int i = 0; i < 200; ++i) lines += line + '\n';
  // One alone costs about a second.
  CHECK(error_of(lines + '\n' + std::string(50, 'x'), {std::nullopt, "p"}) ==
        "f: this passphrase doesn't open it (it is another one, or the file "
        "was changed): try again");
  CHECK(error_of("rehearse-sealed-2\n" + std::string(100'000, 'k') + "\n\n",
                 {std::nullopt, "p"}) ==
        "f: it was cut (its head has no end): get it again");
}

TEST_CASE("each of several recipients can open, nobody else",
          "[report][sealed]") {
  const KeyPair one = new_key_pair();
  const KeyPair two = new_key_pair();
  const std::string sealed =
      seal("the list", {{one.public_key, two.public_key}, "correct horse"}, as);
  CHECK(open_sealed(sealed, with_key(one), "f").bytes == "the list");
  CHECK(open_sealed(sealed, with_key(two), "f").bytes == "the list");
  CHECK(open_sealed(sealed, {std::nullopt, "correct horse"}, "f").bytes ==
        "the list");
  CHECK(error_of(sealed, with_key(new_key_pair())) ==
        "f: this key doesn't open it (it is sealed for others, or was "
        "changed): try another key");
  CHECK(error_of(sealed, {std::nullopt, "wrong horse"}) ==
        "f: this passphrase doesn't open it (it is another one, or the file "
        "was changed): try again");
}

TEST_CASE("every changed byte is noticed, and every cut",
          "[report][sealed][LST-03]") {
  const KeyPair pair = new_key_pair();
  const std::string sealed =
      seal("arm,arm,arm", {{pair.public_key}, std::nullopt}, as);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    INFO(i);
    CHECK_FALSE(error_of(changed, with_key(pair)).empty());
    CHECK_FALSE(error_of(sealed.substr(0, i), with_key(pair)).empty());
  }
  CHECK_FALSE(error_of(sealed + "x", with_key(pair)).empty());
}

TEST_CASE("what can't be opened says why", "[report][sealed]") {
  const KeyPair pair = new_key_pair();
  CHECK(error_of("list_id,arm\n", with_key(pair)) ==
        "f: it is no sealed file: check its name");
  CHECK(error_of("rehearse-sealed-3\n", with_key(pair)) ==
        "f: it was sealed by a later version: open it with that");
  const std::string sealed = seal("x", {{pair.public_key}, std::nullopt}, as);
  CHECK(error_of(sealed, {pair.public_key, std::nullopt}) ==
        "the secret key is none (or was mistyped): give the file that "
        "'rehearse keygen' wrote");
}

TEST_CASE("a mistyped key is no key", "[report][sealed]") {
  const KeyPair pair = new_key_pair();
  for (std::size_t i = 0; i < pair.public_key.size(); ++i) {
    std::string mistyped = pair.public_key;
    mistyped[i] = mistyped[i] == 'A' ? 'B' : 'A';
    CHECK_THROWS_AS(seal("x", {{mistyped}, std::nullopt}, as), IoError);
  }
  CHECK(find_public_key("# for " + pair.public_key + "\n") == pair.public_key);
  CHECK(find_secret_key("# x\n" + pair.secret_key + "\n") == pair.secret_key);
  CHECK_FALSE(find_secret_key(pair.public_key));
}
