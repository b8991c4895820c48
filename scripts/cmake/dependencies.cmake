# What Callosum needs from outside. Nothing is downloaded; scripts/install_deps.sh has the packages.
# Targets: MPI::MPI_C (with CALLOSUM_MPI)  hdf5::hdf5  Boost::program_options  PkgConfig::HWLOC
#          nlohmann_json::nlohmann_json  Threads::Threads
# The installed package looks for the same things: keep callosum-config.cmake.in in step.
if(CALLOSUM_MPI)
    find_package(MPI REQUIRED COMPONENTS C)
endif()
# Nothing here reads or writes with several ranks at once, so either build of HDF5 will do, where MPI is at hand.
set(HDF5_PREFER_PARALLEL ${CALLOSUM_MPI})
find_package(HDF5 REQUIRED COMPONENTS C)
find_package(Boost REQUIRED COMPONENTS program_options)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(HWLOC REQUIRED IMPORTED_TARGET hwloc>=2.4)

if(HDF5_IS_PARALLEL AND NOT CALLOSUM_MPI)
    message(FATAL_ERROR "HDF5 ${HDF5_VERSION} (${HDF5_C_INCLUDE_DIRS}) was built with MPI, which CALLOSUM_MPI=OFF "
                        "leaves out; install libhdf5-dev, or set HDF5_ROOT to a serial build")
endif()
if(HDF5_IS_PARALLEL)  # its own header includes mpi.h
    target_link_libraries(hdf5::hdf5 INTERFACE MPI::MPI_C)
endif()
