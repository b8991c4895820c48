# Toolchain of the preset `aarch64`: Debian's cross compiler, the libraries of build/aarch64/packages
# (scripts/emulated/unpack_arm64.sh), and QEMU to run what was built, tests too.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
cmake_path(SET callosum_packages NORMALIZE ${CMAKE_CURRENT_LIST_DIR}/../../build/aarch64/packages)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -L ${callosum_packages})

set(CMAKE_FIND_ROOT_PATH ${callosum_packages})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(ENV{PKG_CONFIG_LIBDIR} ${callosum_packages}/usr/lib/aarch64-linux-gnu/pkgconfig)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${callosum_packages})
# The wrapper of this machine's HDF5 would name the libraries of this machine.
set(HDF5_C_COMPILER_EXECUTABLE "" CACHE FILEPATH "No wrapper")
# Headers that differ between kinds of CPU, and libraries that those libraries need.
foreach(language C CXX)
    set(CMAKE_${language}_STANDARD_INCLUDE_DIRECTORIES ${callosum_packages}/usr/include/aarch64-linux-gnu)
endforeach()
set(CMAKE_EXE_LINKER_FLAGS_INIT
    "-Wl,-rpath-link=${callosum_packages}/usr/lib/aarch64-linux-gnu:${callosum_packages}/lib/aarch64-linux-gnu")
