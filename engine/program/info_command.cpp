#include <iostream>

#include "engine/program/program.hpp"
#include "io/nir/describe_nir.hpp"
#include "io/record/file_info.hpp"

namespace callosum::program {

int info(const CommandLine& line) {
    std::cout << (is_nir(line.input) ? describe_nir(line.input) : describe_file(line.input));
    return 0;
}

}  // namespace callosum::program
