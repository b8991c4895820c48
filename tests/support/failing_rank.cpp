#include <array>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "engine/exchange/mpi.hpp"

// A test that fails on one rank on purpose, to show that tests/support/mpi_main.cpp and the time
// limit notice it. FAILING_RANK names the rank, FAILING_WAY the manner: `expect`, `throw`, `crash`
// or `leave`.
namespace {

using namespace callosum;

std::string setting(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

TEST(FailingRank, GoesWrongAsAsked) {
    const auto communicator = make_mpi_communicator();
    const std::string way = setting("FAILING_WAY");
    const bool here = setting("FAILING_RANK") == std::to_string(communicator->rank().value());

    if (here && way == "crash") { std::abort(); }
    if (here && way == "leave") { return; }  // a bad test: the others wait in the collective below
    std::array<std::uint64_t, 1> ranks{1};
    communicator->reduce(ranks, Communicator::Reduce::sum);

    EXPECT_EQ(ranks[0], static_cast<std::uint64_t>(communicator->size()));
    EXPECT_FALSE(here && way == "expect");
    if (here && way == "throw") { throw std::runtime_error("as asked"); }
}

}  // namespace
