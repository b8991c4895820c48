// Catch2's own main, compiled once: it is the slow part.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
