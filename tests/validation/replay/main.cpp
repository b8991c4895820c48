#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "tests/validation/replay/program.hpp"

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    const char* folder = std::getenv("CALLOSUM_REFERENCE_DIR");
    return callosum::replay::run_program(words, folder == nullptr ? "" : folder, std::cout,
                                         std::cerr);
}
