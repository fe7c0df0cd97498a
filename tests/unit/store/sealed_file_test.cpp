#include "rehearse/store/sealed_file.hpp"

#include "rehearse/core/errors.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

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

TEST_CASE("what is sealed for a key opens with it", "[report][sealed]") {
  const KeyPair pair = new_key_pair();
  const std::size_t size =
      GENERATE(0U, 1U, 65'535U, 65'536U, 65'537U, 5'000'000U);
  std::string bytes(size, 'x');
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<char>(i * 2'654'435'761U >> 24);
  const std::string sealed = seal(bytes, {{pair.public_key}, std::nullopt});
  CHECK(open_sealed(sealed, with_key(pair), "f") == bytes);
  CHECK(sealed != seal(bytes, {{pair.public_key}, std::nullopt}));
  if (size > 100) CHECK(sealed.find(bytes.substr(0, 50)) == std::string::npos);
}

TEST_CASE("each of several recipients can open, nobody else",
          "[report][sealed]") {
  const KeyPair one = new_key_pair();
  const KeyPair two = new_key_pair();
  const std::string sealed =
      seal("the list", {{one.public_key, two.public_key}, "correct horse"});
  CHECK(open_sealed(sealed, with_key(one), "f") == "the list");
  CHECK(open_sealed(sealed, with_key(two), "f") == "the list");
  CHECK(open_sealed(sealed, {std::nullopt, "correct horse"}, "f") ==
        "the list");
  CHECK(error_of(sealed, with_key(new_key_pair())) ==
        "f: this key doesn't open it (it is sealed for others, or was "
        "changed): try another key");
  CHECK(error_of(sealed, {std::nullopt, "wrong horse"}) ==
        "f: this passphrase doesn't open it (it is another one, or the file "
        "was changed): try again");
}

TEST_CASE("every changed byte is noticed, and every cut", "[report][sealed]") {
  const KeyPair pair = new_key_pair();
  const std::string sealed =
      seal("arm,arm,arm", {{pair.public_key}, std::nullopt});
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
  CHECK(error_of("rehearse-sealed-2\n", with_key(pair)) ==
        "f: it was sealed by a later version: open it with that");
  const std::string sealed = seal("x", {{pair.public_key}, std::nullopt});
  CHECK(error_of(sealed, {pair.public_key, std::nullopt}) ==
        "the secret key is none (or was mistyped): give the file that "
        "'rehearse keygen' wrote");
}

TEST_CASE("a mistyped key is no key", "[report][sealed]") {
  const KeyPair pair = new_key_pair();
  for (std::size_t i = 0; i < pair.public_key.size(); ++i) {
    std::string mistyped = pair.public_key;
    mistyped[i] = mistyped[i] == 'A' ? 'B' : 'A';
    CHECK_THROWS_AS(seal("x", {{mistyped}, std::nullopt}), IoError);
  }
  CHECK(find_public_key("# for " + pair.public_key + "\n") == pair.public_key);
  CHECK(find_secret_key("# x\n" + pair.secret_key + "\n") == pair.secret_key);
  CHECK_FALSE(find_secret_key(pair.public_key));
}
