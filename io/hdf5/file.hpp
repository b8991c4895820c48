#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// Thin layer over HDF5 that owns its handles and turns every failing call into an IoError. It may
/// be called from several threads: HDF5 as packaged is not thread-safe, so each call takes one lock
/// for the whole library. HDF5's own printing of errors is off inside the calls.
namespace callosum::hdf5 {

/// Element types that the program reads and writes; HDF5 converts from the type in the file.
enum class Type { i8, u8, u16, u32, u64, i32, i64, f32, f64 };

/// Kind of elements of a dataset in a file.
enum class Content { integer, real, string, other };

template <class T, class... Ts>
concept one_of = (std::same_as<T, Ts> || ...);

template <class T>
concept Element = one_of<T, std::int8_t, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t,
                         std::int32_t, std::int64_t, float, double>;

template <Element T>
[[nodiscard]] consteval Type type_of() {
    if constexpr (std::same_as<T, std::int8_t>) { return Type::i8; }
    if constexpr (std::same_as<T, std::uint8_t>) { return Type::u8; }
    if constexpr (std::same_as<T, std::uint16_t>) { return Type::u16; }
    if constexpr (std::same_as<T, std::uint32_t>) { return Type::u32; }
    if constexpr (std::same_as<T, std::uint64_t>) { return Type::u64; }
    if constexpr (std::same_as<T, std::int32_t>) { return Type::i32; }
    if constexpr (std::same_as<T, std::int64_t>) { return Type::i64; }
    if constexpr (std::same_as<T, float>) { return Type::f32; }
    if constexpr (std::same_as<T, double>) { return Type::f64; }
}

/// Owner of one HDF5 identifier (a hid_t, which is a signed 64-bit integer), closed by the
/// destructor.
class Handle {
  public:
    Handle() = default;
    explicit Handle(std::int64_t id) noexcept : id_(id) {}
    Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)) {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(id_, other.id_);
        return *this;
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle();
    [[nodiscard]] std::int64_t id() const noexcept { return id_; }
    [[nodiscard]] std::int64_t release() noexcept { return std::exchange(id_, -1); }

  private:
    std::int64_t id_ = -1;
};

/// Storage of chunks: as they are, or compressed where the library has the filter.
enum class Packing { plain, deflate };

/// Rectangle of a dataset: start and extent in each dimension.
struct Slab {
    std::vector<std::uint64_t> first;
    std::vector<std::uint64_t> count;
    [[nodiscard]] std::uint64_t size() const;
};

/// An open dataset. It keeps its file open, even after the File is gone.
class Dataset {
  public:
    Dataset(Handle handle, std::string path, std::string name);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::vector<std::uint64_t>& shape() const { return shape_; }
    [[nodiscard]] std::uint64_t size() const;  ///< number of elements
    [[nodiscard]] std::uint64_t rows() const { return shape_.empty() ? 1 : shape_.front(); }
    [[nodiscard]] std::uint64_t row_size() const;  ///< elements in a row
    /// Returns the kind of the elements, so that a reader can refuse others with a clear message.
    [[nodiscard]] Content content() const;
    /// Bytes of an element in the file, before compression.
    [[nodiscard]] std::uint64_t element_size() const;
    /// True where the file's integers have a sign.
    [[nodiscard]] bool is_signed() const;

    /// Reads all elements, last dimension fastest.
    template <Element T>
    [[nodiscard]] std::vector<T> read() const {
        std::vector<T> values(size());
        read_raw(type_of<T>(), nullptr, values.data(), values.size());
        return values;
    }
    /// Reads a rectangle into `out`, which must have its size; an IoError says if it does not fit.
    template <Element T>
    void read(const Slab& slab, std::span<T> out) const {
        read_raw(type_of<T>(), &slab, out.data(), out.size());
    }
    /// Reads whole rows from `first_row` on, as many as `out` holds.
    template <Element T>
    void read_rows(std::uint64_t first_row, std::span<T> out) const {
        read(row_slab(first_row, out.size()), out);
    }
    /// Reads all strings, of fixed or variable length. Throws IoError (exit code 1) for other
    /// types.
    [[nodiscard]] std::vector<std::string> read_strings() const;

    /// Writes all elements; `values` must have the size of the dataset.
    template <Element T>
    void write(std::span<const T> values) {
        write_raw(type_of<T>(), nullptr, values.data(), values.size());
    }
    /// Writes a rectangle.
    template <Element T>
    void write(const Slab& slab, std::span<const T> values) {
        write_raw(type_of<T>(), &slab, values.data(), values.size());
    }
    /// Adds whole rows at the end of an extendable dataset.
    template <Element T>
    void append(std::span<const T> values) {
        if (values.empty()) { return; }
        const Slab slab = row_slab(rows(), values.size());
        grow(slab.count.front());
        write(slab, values);
    }

  private:
    [[nodiscard]] Slab row_slab(std::uint64_t first_row, std::uint64_t n_elements) const;
    void grow(std::uint64_t n_rows);
    void read_raw(Type type, const Slab* slab, void* out, std::uint64_t n) const;
    void write_raw(Type type, const Slab* slab, const void* values, std::uint64_t n);

    Handle handle_;
    std::string path_, name_;
    std::vector<std::uint64_t> shape_;
};

/// A named value of an enumerated type.
struct EnumMember {
    std::string name;
    std::uint8_t value = 0;
};

/// An open HDF5 file. Objects are named by their path inside the file, "/" being the root; missing
/// groups on the way to a new object are created.
class File {
  public:
    /// Opens a file for reading. Errors have exit code 1, because the file is the user's.
    [[nodiscard]] static File open(const std::string& path);
    /// Creates a file, or empties an existing one.
    [[nodiscard]] static File create(const std::string& path);
    /// Whether a file exists and has the signature of HDF5.
    [[nodiscard]] static bool is_hdf5(const std::string& path);

    [[nodiscard]] const std::string& path() const { return path_; }
    /// Whether there is an object of this name; groups on the way may be missing.
    [[nodiscard]] bool exists(const std::string& name) const;
    [[nodiscard]] bool is_group(const std::string& name) const;
    /// Returns the names of a group's members, sorted.
    [[nodiscard]] std::vector<std::string> children(const std::string& group) const;
    /// Opens a dataset. A missing one is an error of the user (exit code 1).
    [[nodiscard]] Dataset dataset(const std::string& name) const;

    /// Creates a group unless it exists.
    void create_group(const std::string& name);
    Dataset create_dataset(const std::string& name, Type type,
                           const std::vector<std::uint64_t>& shape);
    /// Creates an empty dataset that `append` lengthens by rows. `chunk` has one entry for each
    /// dimension; `columns` is the fixed extent of the second dimension (unused if there is only
    /// one).
    Dataset create_extendable(const std::string& name, Type type,
                              const std::vector<std::uint64_t>& chunk, std::uint64_t columns = 0);
    /// Creates a dataset of fixed shape in chunks. Neither shape nor chunk may be empty.
    Dataset create_chunked(const std::string& name, Type type,
                           const std::vector<std::uint64_t>& shape,
                           const std::vector<std::uint64_t>& chunk, Packing packing);
    /// Creates a one-dimensional dataset and fills it.
    template <Element T>
    Dataset write(const std::string& name, std::span<const T> values) {
        Dataset dataset = create_dataset(name, type_of<T>(), {values.size()});
        dataset.write(values);
        return dataset;
    }
    template <Element T>
    Dataset write(const std::string& name, const std::vector<T>& values) {
        return write(name, std::span<const T>(values));
    }
    void write_strings(const std::string& name, std::span<const std::string> values) {
        write_strings(name, values, {values.size()});
    }
    /// Writes strings in any shape; without dimensions a single text.
    void write_strings(const std::string& name, std::span<const std::string> values,
                       const std::vector<std::uint64_t>& shape);
    /// Gives an existing object a second name.
    void hard_link(const std::string& existing, const std::string& name);

    [[nodiscard]] bool has_attribute(const std::string& object, const std::string& name) const;
    /// Returns the text of a string (of fixed or variable length) or the name of an enumerated
    /// value.
    [[nodiscard]] std::string text_attribute(const std::string& object,
                                             const std::string& name) const;
    [[nodiscard]] std::vector<double> number_attribute(const std::string& object,
                                                       const std::string& name) const;
    void set_attribute(const std::string& object, const std::string& name, const std::string& text);
    template <Element T>
    void set_attribute(const std::string& object, const std::string& name, T value) {
        write_attribute(object, name, type_of<T>(), &value, 0);
    }
    template <Element T>
    void set_attribute(const std::string& object, const std::string& name,
                       const std::vector<T>& values) {
        write_attribute(object, name, type_of<T>(), values.data(), values.size());
    }
    void set_enum_attribute(const std::string& object, const std::string& name,
                            std::span<const EnumMember> members, std::uint8_t value);

    /// Hands everything pending to the system, so that a reader or a crash finds it in the file.
    void flush();
    /// Writes everything pending and closes the file. Unlike the destructor it reports errors.
    void close();

  private:
    File(Handle handle, std::string path) : handle_(std::move(handle)), path_(std::move(path)) {}
    Dataset create(const std::string& name, Type type, const std::vector<std::uint64_t>& shape,
                   const Handle& properties);
    [[nodiscard]] Handle open_attribute(const std::string& object, const std::string& name) const;
    void write_attribute(const std::string& object, const std::string& name, Type type,
                         const void* values, std::uint64_t n);

    Handle handle_;
    std::string path_;
};

/// Returns the version of the HDF5 library in use, such as "1.10.8".
[[nodiscard]] std::string library_version();

}  // namespace callosum::hdf5
