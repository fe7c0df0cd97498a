# `cpack -G DEB` in the build's folder: rehearse and librehearse-dev. With
# SOURCE_DATE_EPOCH two builds of one revision give the same bytes.
set(CPACK_PACKAGE_NAME rehearse)
set(CPACK_PACKAGE_CONTACT "The rehearse authors <rehearse@users.noreply.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY
  "randomized clinical trials, rehearsed before they run")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
  WORLD_READ WORLD_EXECUTE)
set(CPACK_COMPONENTS_ALL program development)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME rehearse)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS "r-base-core, python3, pandoc")
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION
"Randomization lists, Monte Carlo simulation of progression-free survival as it
is observed, power with its error, sweeps over assumptions, group sequential
designs and survival analyses, from one typed config.")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_CONTROL_EXTRA
  ${PROJECT_SOURCE_DIR}/scripts/cmake/debian/postinst
  ${PROJECT_SOURCE_DIR}/scripts/cmake/debian/prerm)

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME librehearse-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
  "libboost-dev, libeigen3-dev, libhwy-dev")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION
"The engine of rehearse as a static C++20 library, with its headers and its
CMake package rehearse::rehearse.")

set(CPACK_PRE_BUILD_SCRIPTS
  ${PROJECT_SOURCE_DIR}/scripts/cmake/debian/complete.cmake)
include(CPack)
