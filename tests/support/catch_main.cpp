// Catch2's main function, compiled once because it is the slow part.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
