TEST_CASE("one and one", "[exact]") {}

TEST_CASE(
    "a name with \"quotes\", a comma and (more) that stands on "
    "two lines",
    "[exact][SUM-02]"
    "[SUM-08]") {}

TEMPLATE_TEST_CASE("of each type", "[SUM-07]", int, double) {}
