# What Callosum needs from outside. Nothing is downloaded; scripts/install_deps.sh has the packages.
# Targets: MPI::MPI_C  hdf5::hdf5  Boost::program_options  PkgConfig::HWLOC
#          nlohmann_json::nlohmann_json  Threads::Threads
# The installed package looks for the same things: keep callosum-config.cmake.in in step.
set(HDF5_PREFER_PARALLEL ON)
find_package(MPI REQUIRED COMPONENTS C)
find_package(HDF5 REQUIRED COMPONENTS C)
find_package(Boost REQUIRED COMPONENTS program_options)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(HWLOC REQUIRED IMPORTED_TARGET hwloc>=2.4)

if(NOT HDF5_IS_PARALLEL)
    message(FATAL_ERROR "HDF5 ${HDF5_VERSION} was built without MPI; install libhdf5-openmpi-dev "
                        "or set HDF5_ROOT to a parallel build")
endif()

# Parallel HDF5's own header includes mpi.h.
target_link_libraries(hdf5::hdf5 INTERFACE MPI::MPI_C)
