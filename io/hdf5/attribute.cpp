#include <algorithm>

#include "io/hdf5/call.hpp"

namespace callosum::hdf5 {

namespace {

/// Creates an attribute of an object, replacing one of the same name.
Handle make_attribute(hid_t file, const std::string& object, const std::string& name, hid_t type,
                      hid_t space) {
    if (H5Aexists_by_name(file, object.c_str(), name.c_str(), H5P_DEFAULT) > 0) {
        H5Adelete_by_name(file, object.c_str(), name.c_str(), H5P_DEFAULT);
    }
    return Handle(H5Acreate_by_name(file, object.c_str(), name.c_str(), type, space, H5P_DEFAULT,
                                    H5P_DEFAULT, H5P_DEFAULT));
}

std::string label(const std::string& object, const std::string& name) {
    return object + " attribute " + name;
}

}  // namespace

bool File::has_attribute(const std::string& object, const std::string& name) const {
    const Call call;
    return H5Aexists_by_name(handle_.id(), object.c_str(), name.c_str(), H5P_DEFAULT) > 0;
}

Handle File::open_attribute(const std::string& object, const std::string& name) const {
    return Handle(
        check(H5Aopen_by_name(handle_.id(), object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT),
              path_, label(object, name), "cannot be opened", 1));
}

std::string File::text_attribute(const std::string& object, const std::string& name) const {
    const Call call;
    const Handle attribute = open_attribute(object, name);
    const Handle type(H5Aget_type(attribute.id()));
    const Handle space(H5Aget_space(attribute.id()));
    const H5T_class_t kind = H5Tget_class(type.id());
    if (H5Sget_simple_extent_npoints(space.id()) != 1 || (kind != H5T_STRING && kind != H5T_ENUM)) {
        throw IoError(path_, label(object, name) + ": is neither one string nor one enum value", 1);
    }
    if (kind == H5T_ENUM) {
        std::vector<unsigned char> value(H5Tget_size(type.id()));
        check(H5Aread(attribute.id(), type.id(), value.data()), path_, label(object, name),
              "cannot be read");
        std::vector<char> text(256);
        check(H5Tenum_nameof(type.id(), value.data(), text.data(), text.size()), path_,
              label(object, name), "has a value without a name");
        return text.data();
    }
    bool ok = false;
    const auto values = read_string_values(
        type.id(), space.id(), 1, ok,
        [&](hid_t memory, void* out) { return H5Aread(attribute.id(), memory, out); });
    if (!ok) { fail(path_, label(object, name), "cannot be read"); }
    return values.front();
}

std::vector<double> File::number_attribute(const std::string& object,
                                           const std::string& name) const {
    const Call call;
    const Handle attribute = open_attribute(object, name);
    const Handle space(H5Aget_space(attribute.id()));
    std::vector<double> values(
        static_cast<std::size_t>(std::max<hssize_t>(0, H5Sget_simple_extent_npoints(space.id()))));
    if (values.empty()) { return values; }
    check(H5Aread(attribute.id(), H5T_NATIVE_DOUBLE, values.data()), path_, label(object, name),
          "cannot be read as numbers", 1);
    return values;
}

void File::set_attribute(const std::string& object, const std::string& name,
                         const std::string& text) {
    const Call call;
    const Handle type = string_type();
    const Handle space(H5Screate(H5S_SCALAR));
    const Handle attribute = make_attribute(handle_.id(), object, name, type.id(), space.id());
    const char* pointer = text.c_str();
    if (attribute.id() < 0 || H5Awrite(attribute.id(), type.id(), &pointer) < 0) {
        fail(path_, label(object, name), "cannot be written");
    }
}

void File::write_attribute(const std::string& object, const std::string& name, Type type,
                           const void* values, std::uint64_t n) {
    const Call call;
    const hsize_t length = n;
    const Handle space(n == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &length, nullptr));
    const Handle attribute =
        make_attribute(handle_.id(), object, name, memory_type(type), space.id());
    if (attribute.id() < 0 || H5Awrite(attribute.id(), memory_type(type), values) < 0) {
        fail(path_, label(object, name), "cannot be written");
    }
}

void File::set_enum_attribute(const std::string& object, const std::string& name,
                              std::span<const EnumMember> members, std::uint8_t value) {
    const Call call;
    const Handle type(H5Tenum_create(H5T_NATIVE_UINT8));
    for (const auto& member : members) {
        check(H5Tenum_insert(type.id(), member.name.c_str(), &member.value), path_,
              label(object, name), "cannot have this member");
    }
    const Handle space(H5Screate(H5S_SCALAR));
    const Handle attribute = make_attribute(handle_.id(), object, name, type.id(), space.id());
    if (attribute.id() < 0 || H5Awrite(attribute.id(), type.id(), &value) < 0) {
        fail(path_, label(object, name), "cannot be written");
    }
}

}  // namespace callosum::hdf5
