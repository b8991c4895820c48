#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/state_visitor.hpp"

namespace callosum::test {

/// The state of a simulation by key: what has been visited on one or several shares and ranks.
class StateImage final : public StateVisitor {
  public:
    /// Kind, owner and name, then the item within: neuron; source (and delay); or synapse.
    using Key = std::pair<std::string, std::array<std::uint64_t, 3>>;
    std::map<Key, std::vector<std::uint64_t>> items;
    std::map<std::string, std::uint64_t> totals;

    void neurons(std::size_t population, Slice indices, std::string_view name,
                 const StateColumn& column) override {
        EXPECT_EQ(column.size, indices.size()) << name;
        for (std::size_t i = 0; i < column.size; ++i) {
            add(label("neuron", population, name), {indices.first + i}, {column.bits(i)}, false);
        }
    }
    void neuron_lists(std::size_t population, Slice indices, std::string_view name,
                      StateLists& lists) override {
        EXPECT_EQ(lists.n_lists(), indices.size()) << name;
        for (std::size_t i = 0; i < lists.n_lists(); ++i) {
            add(label("neuron", population, name), {indices.first + i}, records(lists, i), false);
        }
    }
    void sources(std::size_t projection, std::span<const std::uint64_t> indices,
                 std::string_view name, const StateColumn& column) override {
        EXPECT_EQ(column.size, indices.size()) << name;
        for (std::size_t i = 0; i < column.size; ++i) {
            add(label("source", projection, name), {indices[i]}, {column.bits(i)}, true);
        }
    }
    void source_lists(std::size_t projection, std::string_view name,
                      const SourceLists& lists) override {
        lists([&](std::span<const SourceDelay> keys, StateLists& of_keys) {
            EXPECT_EQ(of_keys.n_lists(), keys.size()) << name;
            for (std::size_t i = 0; i < keys.size(); ++i) {
                add(label("source", projection, name), {keys[i].source, keys[i].delay},
                    records(of_keys, i), true);
            }
        });
    }
    void synapses(std::size_t projection, const SynapseKeys& keys, std::string_view name,
                  const StateColumn& column) override {
        std::size_t n = 0;
        keys([&](std::uint64_t entry, const SynapseKey& key) {
            add(label("synapse", projection, name), {key.source, key.target, key.occurrence},
                {column.bits(entry)}, false);
            ++n;
        });
        EXPECT_EQ(n, column.size) << name;
    }
    void projection(std::size_t projection, std::string_view name,
                    const StateColumn& column) override {
        for (std::size_t i = 0; i < column.size; ++i) {
            add(label("projection", projection, name), {i}, {column.bits(i)}, true);
        }
    }
    void projection_list(std::size_t projection, std::string_view name, StateLists& list) override {
        add(label("projection", projection, name), {}, records(list, 0), true);
    }
    void total(std::string_view name, const StateColumn& part) override {
        totals[std::string(name)] += part.bits(0);
    }
    void derived(std::string_view, std::uint64_t) override {}

    /// Adds an item. What several shares hold must be equal; other items must come once.
    void add(const std::string& label, std::array<std::uint64_t, 3> item,
             std::vector<std::uint64_t> value, bool shared) {
        const auto [found, is_new] = items.try_emplace({label, item}, std::move(value));
        if (is_new) { return; }
        EXPECT_TRUE(shared) << label << " of item " << item[0] << " was visited twice";
        EXPECT_EQ(found->second, value.empty() ? found->second : value) << label;
    }

  private:
    static std::string label(const char* kind, std::size_t owner, std::string_view name) {
        return std::string(kind) + ' ' + std::to_string(owner) + ' ' + std::string(name);
    }
    static std::vector<std::uint64_t> records(StateLists& lists, std::size_t list) {
        std::vector<std::uint64_t> values;
        for (const auto& field : lists.fields()) {
            const auto column = lists.column(list, field);
            for (std::size_t i = 0; i < column.size; ++i) { values.push_back(column.bits(i)); }
        }
        return values;
    }
};

}  // namespace callosum::test
