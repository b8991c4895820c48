#include <algorithm>
#include <functional>
#include <numeric>

#include "io/hdf5/call.hpp"

namespace callosum::hdf5 {

namespace {

std::uint64_t product(const std::vector<std::uint64_t>& extents) {
    return std::accumulate(extents.begin(), extents.end(), std::uint64_t{1}, std::multiplies<>());
}

// HDF5's hsize_t is `unsigned long long`, which differs from std::uint64_t though it has the same
// size.
std::vector<hsize_t> extents_of(const std::vector<std::uint64_t>& shape) {
    return {shape.begin(), shape.end()};
}

}  // namespace

std::uint64_t Slab::size() const { return product(count); }

Dataset::Dataset(Handle handle, std::string path, std::string name)
    : handle_(std::move(handle)), path_(std::move(path)), name_(std::move(name)) {
    const Call call;
    const Handle space(check(H5Dget_space(handle_.id()), path_, name_, "cannot be opened"));
    const int rank = check(H5Sget_simple_extent_ndims(space.id()), path_, name_, "has no extent");
    std::vector<hsize_t> extents(static_cast<std::size_t>(rank));
    H5Sget_simple_extent_dims(space.id(), extents.data(), nullptr);
    shape_.assign(extents.begin(), extents.end());
}

std::uint64_t Dataset::size() const { return product(shape_); }

std::uint64_t Dataset::row_size() const {
    return shape_.empty() ? 1 : product({shape_.begin() + 1, shape_.end()});
}

Content Dataset::content() const {
    const Call call;
    const Handle type(check(H5Dget_type(handle_.id()), path_, name_, "has no type"));
    switch (H5Tget_class(type.id())) {
        case H5T_INTEGER:
            return Content::integer;
        case H5T_FLOAT:
            return Content::real;
        case H5T_STRING:
            return Content::string;
        default:
            return Content::other;
    }
}

std::uint64_t Dataset::element_size() const {
    const Call call;
    const Handle type(check(H5Dget_type(handle_.id()), path_, name_, "has no type"));
    return H5Tget_size(type.id());
}

bool Dataset::is_signed() const {
    const Call call;
    const Handle type(check(H5Dget_type(handle_.id()), path_, name_, "has no type"));
    return H5Tget_class(type.id()) == H5T_INTEGER && H5Tget_sign(type.id()) != H5T_SGN_NONE;
}

Slab Dataset::row_slab(std::uint64_t first_row, std::uint64_t n_elements) const {
    const std::uint64_t width = row_size();
    if (width == 0 || n_elements % width != 0) {
        throw IoError(path_, name_ + ": " + std::to_string(n_elements) +
                                 " elements are not whole rows of " + std::to_string(width));
    }
    Slab slab{std::vector<std::uint64_t>(shape_.size(), 0), shape_};
    if (!shape_.empty()) {
        slab.first.front() = first_row;
        slab.count.front() = n_elements / width;
    }
    return slab;
}

void Dataset::grow(std::uint64_t n_rows) {
    const Call call;
    std::vector<std::uint64_t> larger = shape_;
    larger.front() += n_rows;
    check(H5Dset_extent(handle_.id(), extents_of(larger).data()), path_, name_,
          "cannot be lengthened");
    shape_ = std::move(larger);
}

namespace {

/// Selections for a transfer: the part of a dataset in its file, and the memory to copy from or to.
struct Spaces {
    Handle memory, file;
};

Spaces select(hid_t dataset, const Slab* slab, std::uint64_t n, const std::string& path,
              const std::string& name) {
    // Where buffer and selection have one shape HDF5 copies rows; else it looks for the place of each element.
    const hsize_t length = n;
    const bool shaped = slab != nullptr && !slab->count.empty() && slab->size() == n && n > 0;
    Spaces spaces{Handle(shaped ? H5Screate_simple(static_cast<int>(slab->count.size()),
                                                   extents_of(slab->count).data(), nullptr)
                                : H5Screate_simple(1, &length, nullptr)),
                  Handle(H5Dget_space(dataset))};
    if (spaces.memory.id() < 0 || spaces.file.id() < 0) { fail(path, name, "has no extent"); }
    const auto all = static_cast<std::uint64_t>(H5Sget_simple_extent_npoints(spaces.file.id()));
    const std::uint64_t wanted = slab == nullptr ? all : slab->size();
    if (wanted != n) {
        throw IoError(path, name + ": " + std::to_string(wanted) +
                                " elements do not fit a buffer of " + std::to_string(n));
    }
    if (slab != nullptr && !slab->count.empty()) {
        check(H5Sselect_hyperslab(spaces.file.id(), H5S_SELECT_SET, extents_of(slab->first).data(),
                                  nullptr, extents_of(slab->count).data(), nullptr),
              path, name, "the part cannot be selected");
        // HDF5 accepts a selection beyond the end and fails only later, with a message that says
        // less.
        if (n > 0 && H5Sselect_valid(spaces.file.id()) <= 0) {
            throw IoError(path, name + ": the part reaches beyond the end of the dataset");
        }
    }
    return spaces;
}

}  // namespace

void Dataset::read_raw(Type type, const Slab* slab, void* out, std::uint64_t n) const {
    const Call call;
    const Spaces spaces = select(handle_.id(), slab, n, path_, name_);
    if (n == 0) { return; }
    check(H5Dread(handle_.id(), memory_type(type), spaces.memory.id(), spaces.file.id(),
                  H5P_DEFAULT, out),
          path_, name_, "cannot be read");
}

void Dataset::write_raw(Type type, const Slab* slab, const void* values, std::uint64_t n) {
    const Call call;
    const Spaces spaces = select(handle_.id(), slab, n, path_, name_);
    if (n == 0) { return; }
    check(H5Dwrite(handle_.id(), memory_type(type), spaces.memory.id(), spaces.file.id(),
                   H5P_DEFAULT, values),
          path_, name_, "cannot be written");
}

std::vector<std::string> Dataset::read_strings() const {
    if (content() != Content::string) {
        throw IoError(path_, name_ + ": is not a dataset of strings", 1);
    }
    const Call call;
    const Handle type(check(H5Dget_type(handle_.id()), path_, name_, "has no type"));
    const Handle space(check(H5Dget_space(handle_.id()), path_, name_, "has no extent"));
    if (size() == 0) { return {}; }
    bool ok = false;
    auto values =
        read_string_values(type.id(), space.id(), size(), ok, [&](hid_t memory, void* out) {
            return H5Dread(handle_.id(), memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, out);
        });
    if (!ok) { fail(path_, name_, "cannot be read"); }
    return values;
}

}  // namespace callosum::hdf5
