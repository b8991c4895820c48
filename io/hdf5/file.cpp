#include "io/hdf5/file.hpp"

#include <algorithm>

#include "io/hdf5/call.hpp"

namespace callosum::hdf5 {

namespace {

/// Lets files be opened on file systems without locks, which are common on clusters.
Handle access_properties() {
    Handle properties(H5Pcreate(H5P_FILE_ACCESS));
    H5Pset_file_locking(properties.id(), true, true);
    return properties;
}

/// Makes missing groups on the way to a new object.
Handle making_groups() {
    Handle properties(H5Pcreate(H5P_LINK_CREATE));
    H5Pset_create_intermediate_group(properties.id(), 1);
    return properties;
}

/// Leaves out the time of creation, so that equal content gives equal bytes.
Handle dataset_properties() {
    Handle properties(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_obj_track_times(properties.id(), false);
    return properties;
}

herr_t collect_name(hid_t /*group*/, const char* name, const H5L_info_t* /*info*/, void* names) {
    static_cast<std::vector<std::string>*>(names)->emplace_back(name);
    return 0;
}

}  // namespace

File File::open(const std::string& path) {
    const Call call;
    const Handle properties = access_properties();
    Handle handle(check(H5Fopen(path.c_str(), H5F_ACC_RDONLY, properties.id()), path, "",
                        "cannot be opened as HDF5", 1));
    return {std::move(handle), path};
}

File File::create(const std::string& path) {
    const Call call;
    const Handle properties = access_properties();
    Handle handle(check(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, properties.id()), path,
                        "", "cannot be created"));
    return {std::move(handle), path};
}

bool File::is_hdf5(const std::string& path) {
    const Call call;
    return H5Fis_hdf5(path.c_str()) > 0;
}

bool File::exists(const std::string& name) const {
    const Call call;
    // H5Lexists fails unless every group on the way exists, so each one is asked for in turn.
    for (std::size_t end = name.find('/', 1);; end = name.find('/', end + 1)) {
        const std::string prefix = name.substr(0, end);
        if (prefix.find_first_not_of('/') != std::string::npos &&
            H5Lexists(handle_.id(), prefix.c_str(), H5P_DEFAULT) <= 0) {
            return false;
        }
        if (end == std::string::npos) { return true; }
    }
}

bool File::is_group(const std::string& name) const {
    if (!exists(name)) { return false; }
    const Call call;
    const Handle object(H5Oopen(handle_.id(), name.c_str(), H5P_DEFAULT));
    return object.id() >= 0 && H5Iget_type(object.id()) == H5I_GROUP;
}

std::vector<std::string> File::children(const std::string& group) const {
    const Call call;
    const Handle handle(
        check(H5Gopen2(handle_.id(), group.c_str(), H5P_DEFAULT), path_, group, "is no group", 1));
    std::vector<std::string> names;
    check(H5Literate(handle.id(), H5_INDEX_NAME, H5_ITER_INC, nullptr, collect_name, &names), path_,
          group, "cannot be listed");
    return names;
}

Dataset File::dataset(const std::string& name) const {
    const Call call;
    return {Handle(check(H5Dopen2(handle_.id(), name.c_str(), H5P_DEFAULT), path_, name,
                         "cannot be opened as a dataset", 1)),
            path_, name};
}

void File::create_group(const std::string& name) {
    if (exists(name)) { return; }
    const Call call;
    const Handle links = making_groups();
    const Handle group(
        check(H5Gcreate2(handle_.id(), name.c_str(), links.id(), H5P_DEFAULT, H5P_DEFAULT), path_,
              name, "cannot be made"));
}

Dataset File::create_dataset(const std::string& name, Type type,
                             const std::vector<std::uint64_t>& shape) {
    const Call call;
    return create(name, type, shape, dataset_properties());
}

Dataset File::create(const std::string& name, Type type, const std::vector<std::uint64_t>& shape,
                     const Handle& properties) {
    const Call call;
    const Handle links = making_groups();
    const std::vector<hsize_t> extents(shape.begin(), shape.end());
    const Handle space(
        check(H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr), path_,
              name, "cannot have this shape"));
    return {Handle(check(H5Dcreate2(handle_.id(), name.c_str(), memory_type(type), space.id(),
                                    links.id(), properties.id(), H5P_DEFAULT),
                         path_, name, "cannot be made")),
            path_, name};
}

Dataset File::create_chunked(const std::string& name, Type type,
                             const std::vector<std::uint64_t>& shape,
                             const std::vector<std::uint64_t>& chunk, Packing packing) {
    const Call call;
    const Handle properties = dataset_properties();
    const std::vector<hsize_t> chunks(chunk.begin(), chunk.end());
    check(H5Pset_chunk(properties.id(), static_cast<int>(chunks.size()), chunks.data()), path_,
          name, "cannot be cut into these chunks");
    if (packing == Packing::deflate && H5Zfilter_avail(H5Z_FILTER_DEFLATE) > 0) {
        constexpr unsigned fastest = 1;
        check(H5Pset_shuffle(properties.id()), path_, name, "cannot be compressed");
        check(H5Pset_deflate(properties.id(), fastest), path_, name, "cannot be compressed");
    }
    return create(name, type, shape, properties);
}

Dataset File::create_extendable(const std::string& name, Type type,
                                const std::vector<std::uint64_t>& chunk, std::uint64_t columns) {
    const Call call;
    const Handle links = making_groups();
    const Handle properties = dataset_properties();
    const std::vector<hsize_t> chunks(chunk.begin(), chunk.end());
    const std::vector<hsize_t> extents = {0, columns};
    const std::vector<hsize_t> limits = {H5S_UNLIMITED, columns};
    const int rank = static_cast<int>(chunk.size());
    check(H5Pset_chunk(properties.id(), rank, chunks.data()), path_, name,
          "cannot be cut into these chunks");
    const Handle space(check(H5Screate_simple(rank, extents.data(), limits.data()), path_, name,
                             "cannot have this shape"));
    return {Handle(check(H5Dcreate2(handle_.id(), name.c_str(), memory_type(type), space.id(),
                                    links.id(), properties.id(), H5P_DEFAULT),
                         path_, name, "cannot be made")),
            path_, name};
}

void File::write_strings(const std::string& name, std::span<const std::string> values,
                         const std::vector<std::uint64_t>& shape) {
    const Call call;
    const Handle links = making_groups();
    const Handle type = string_type();
    const std::vector<hsize_t> extent(shape.begin(), shape.end());
    const Handle space(
        extent.empty() ? H5Screate(H5S_SCALAR)
                       : H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr));
    const Handle properties = dataset_properties();
    const Handle dataset(check(H5Dcreate2(handle_.id(), name.c_str(), type.id(), space.id(),
                                          links.id(), properties.id(), H5P_DEFAULT),
                               path_, name, "cannot be made"));
    if (values.empty()) { return; }
    std::vector<const char*> pointers(values.size());
    std::ranges::transform(values, pointers.begin(), [](const auto& text) { return text.c_str(); });
    check(H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), path_,
          name, "cannot be written");
}

void File::hard_link(const std::string& existing, const std::string& name) {
    const Call call;
    const Handle links = making_groups();
    check(H5Lcreate_hard(handle_.id(), existing.c_str(), handle_.id(), name.c_str(), links.id(),
                         H5P_DEFAULT),
          path_, name, "cannot be linked");
}

void File::flush() {
    const Call call;
    check(H5Fflush(handle_.id(), H5F_SCOPE_GLOBAL), path_, "", "cannot be written out");
}

void File::close() {
    const Call call;
    flush();
    check(H5Fclose(handle_.release()), path_, "", "cannot be closed");
}

}  // namespace callosum::hdf5
