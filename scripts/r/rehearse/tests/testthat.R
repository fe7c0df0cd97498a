library(testthat)
library(rehearse)

test_check("rehearse")
