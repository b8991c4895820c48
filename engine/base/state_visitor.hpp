#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/base/assert.hpp"
#include "engine/base/slice.hpp"

namespace callosum {

/// Type of the numbers of a piece of state.
enum class StateType : std::uint8_t { u8, u16, u32, u64, i64, f32, f64 };

template <class T>
[[nodiscard]] constexpr StateType state_type() {
    if constexpr (std::same_as<T, float>) {
        return StateType::f32;
    } else if constexpr (std::same_as<T, double>) {
        return StateType::f64;
    } else if constexpr (std::same_as<T, std::int64_t>) {
        return StateType::i64;
    } else if constexpr (sizeof(T) == 1) {
        return StateType::u8;
    } else if constexpr (std::same_as<T, std::uint16_t>) {
        return StateType::u16;
    } else if constexpr (std::same_as<T, std::uint32_t>) {
        return StateType::u32;
    } else {
        static_assert(std::same_as<T, std::uint64_t>, "a type that state is not kept in");
        return StateType::u64;
    }
}

/// Bytes of one number.
[[nodiscard]] constexpr std::size_t size_of(StateType type) {
    constexpr std::size_t sizes[] = {1, 2, 4, 8, 8, 4, 8};
    return sizes[static_cast<std::size_t>(type)];
}

/// Numbers of one kind where they lie in memory, one for each of `size` items. They may stand in blocks, as the columns of
/// neurons do: item i is at data + (i / block) * block_stride + (i % block) * stride, in bytes.
struct StateColumn {
    std::byte* data = nullptr;
    StateType type = StateType::f64;
    std::size_t size = 0;
    std::size_t stride = 0;
    std::size_t block = ~std::size_t{0};
    std::size_t block_stride = 0;

    [[nodiscard]] std::byte* at(std::size_t i) const {
        CALLOSUM_ASSERT(i < size);
        return data + i / block * block_stride + i % block * stride;
    }
    /// The bits of item i, in the lower bytes.
    [[nodiscard]] std::uint64_t bits(std::size_t i) const {
        std::uint64_t value = 0;
        std::memcpy(&value, at(i), size_of(type));
        return value;
    }
    void set_bits(std::size_t i, std::uint64_t value) const {
        std::memcpy(at(i), &value, size_of(type));
    }
};

/// A column of numbers that follow each other, or of one member of structs that do.
template <class T>
[[nodiscard]] StateColumn state_column(T* first, std::size_t size, std::size_t stride = sizeof(T)) {
    return {reinterpret_cast<std::byte*>(first), state_type<T>(), size, stride};
}
/// A column of one number.
template <class T>
[[nodiscard]] StateColumn state_number(T& number) {
    return state_column(&number, 1);
}

/// A number within a record of a list.
struct StateField {
    std::string_view name;
    StateType type;
    std::size_t offset;  ///< bytes from the start of the record
};

/// Lists of records, one list for each of some items, that differ in length.
class StateLists {
  public:
    virtual ~StateLists() = default;
    [[nodiscard]] virtual std::span<const StateField> fields() const = 0;
    [[nodiscard]] virtual std::size_t n_lists() const = 0;
    [[nodiscard]] virtual std::size_t length(std::size_t list) const = 0;
    virtual void resize(std::size_t list, std::size_t length) = 0;
    /// The column of a field over the records of a list.
    [[nodiscard]] virtual StateColumn column(std::size_t list, const StateField& field) = 0;
    /// Memory that the lists have asked for.
    [[nodiscard]] virtual std::uint64_t bytes() const = 0;
};

/// Lists that are vectors of a struct.
template <class Record>
class VectorLists final : public StateLists {
  public:
    VectorLists(std::span<std::vector<Record>> lists, std::span<const StateField> fields)
        : lists_(lists), fields_(fields) {}
    [[nodiscard]] std::span<const StateField> fields() const override { return fields_; }
    [[nodiscard]] std::size_t n_lists() const override { return lists_.size(); }
    [[nodiscard]] std::size_t length(std::size_t list) const override {
        return lists_[list].size();
    }
    void resize(std::size_t list, std::size_t length) override { lists_[list].resize(length); }
    [[nodiscard]] StateColumn column(std::size_t list, const StateField& field) override {
        auto* first = reinterpret_cast<std::byte*>(lists_[list].data()) + field.offset;
        return {first, field.type, lists_[list].size(), sizeof(Record)};
    }
    [[nodiscard]] std::uint64_t bytes() const override {
        std::uint64_t bytes = lists_.size() * sizeof(std::vector<Record>);
        for (const auto& list : lists_) { bytes += list.capacity() * sizeof(Record); }
        return bytes;
    }

  private:
    std::span<std::vector<Record>> lists_;
    std::span<const StateField> fields_;
};

/// A synapse as every layout knows it: indices in the populations of its projection; `occurrence` among equal pairs.
struct SynapseKey {
    std::uint64_t source = 0, target = 0;
    std::uint32_t occurrence = 0;
    friend auto operator<=>(const SynapseKey&, const SynapseKey&) = default;
};
/// Calls its argument with each entry of a store and the synapse that it is.
using SynapseKeys =
    std::function<void(const std::function<void(std::uint64_t entry, const SynapseKey& key)>&)>;

/// The synapses of a source that have one delay.
struct SourceDelay {
    std::uint64_t source = 0;  ///< index in the source population
    std::uint32_t delay = 0;   ///< steps
    friend auto operator<=>(const SourceDelay&, const SourceDelay&) = default;
};

/// Calls its argument with the keys of some lists and the lists. They are made at the call, so a visitor that does not want
/// them does not pay for them.
using SourceLists =
    std::function<void(const std::function<void(std::span<const SourceDelay>, StateLists&)>&)>;

/// Goes through everything that a simulation needs to go on, column by column, under keys that no layout over ranks and
/// threads changes. Every holder of state has a `visit_state`. One visitor counts memory, another looks for numbers that are
/// not finite, another saves; one that restores writes through the columns. `population` and `projection` are indices into
/// the description.
class StateVisitor {
  public:
    virtual ~StateVisitor() = default;
    /// One number for each neuron of a part of a population.
    virtual void neurons(std::size_t population, Slice indices, std::string_view name,
                         const StateColumn& column) = 0;
    virtual void neuron_lists(std::size_t population, Slice indices, std::string_view name,
                              StateLists& lists) = 0;
    /// One number for each source of a projection; shares that hear the same source hold equal numbers.
    virtual void sources(std::size_t projection, std::span<const std::uint64_t> indices,
                         std::string_view name, const StateColumn& column) = 0;
    /// One list for each source and delay, likewise.
    virtual void source_lists(std::size_t projection, std::string_view name,
                              const SourceLists& lists) = 0;
    /// One number for each entry of a store of synapses.
    virtual void synapses(std::size_t projection, const SynapseKeys& keys, std::string_view name,
                          const StateColumn& column) = 0;
    /// Numbers of a projection as a whole; all shares that have synapses of it hold equal ones.
    virtual void projection(std::size_t projection, std::string_view name,
                            const StateColumn& column) = 0;
    virtual void projection_list(std::size_t projection, std::string_view name,
                                 StateLists& list) = 0;
    /// A number that shares have parts of: the simulation's is their sum.
    virtual void total(std::string_view name, const StateColumn& part) = 0;
    /// Memory whose contents follow from the description and the layout.
    virtual void derived(std::string_view name, std::uint64_t bytes) = 0;
};

/// A visitor that looks at what neurons keep and passes over the rest.
class NeuronVisitor : public StateVisitor {
  public:
    void sources(std::size_t, std::span<const std::uint64_t>, std::string_view,
                 const StateColumn&) final {}
    void source_lists(std::size_t, std::string_view, const SourceLists&) final {}
    void synapses(std::size_t, const SynapseKeys&, std::string_view, const StateColumn&) final {}
    void projection(std::size_t, std::string_view, const StateColumn&) final {}
    void projection_list(std::size_t, std::string_view, StateLists&) final {}
    void total(std::string_view, const StateColumn&) final {}
    void derived(std::string_view, std::uint64_t) final {}
};

}  // namespace callosum
