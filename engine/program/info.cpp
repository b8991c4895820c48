#include "io/record/info.hpp"

#include <iostream>

#include "engine/program/program.hpp"

namespace callosum::program {

int info(const CommandLine& line) {
    std::cout << describe_file(line.input);
    return 0;
}

}  // namespace callosum::program
