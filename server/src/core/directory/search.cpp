// The search box: words in any order, each a prefix of some word of the person.
#include <algorithm>

#include "core/directory/directory.h"
#include "core/directory/folding.h"

namespace sidetone::directory {

namespace {

constexpr std::size_t kMaxQueryBytes = 512;
constexpr std::size_t kMaxQueryWords = 8;

}  // namespace

void Directory::index_words(const User& user) {
    const auto add = [&](std::string word, Field field) {
        if (!word.empty()) words_.insert({std::move(word), user.id, field});
    };
    const auto add_text = [&](std::string_view text, Field first, Field others) {
        for (const auto& folded : {fold(text), fold_spelt_out(text)}) {
            auto field = first;
            for (auto& word : words_of(folded)) {
                add(std::move(word), field);
                field = others;
            }
        }
    };
    add(fold(user.number), Field::Number);
    add(fold(user.short_name), Field::ShortName);
    add_text(user.display_name, Field::FirstWord, Field::NameWord);
    const auto email = fold(user.email);
    add(email, Field::Email);
    add_text(std::string_view(email).substr(0, email.find('@')), Field::Email, Field::Email);
    add_text(user.department, Field::Department, Field::Department);
}

Directory::Ranks Directory::rank_word(const std::string& word) const {
    Ranks ranks;
    for (auto at = words_.lower_bound({word, UserId{}, Field::Number});
         at != words_.end() && at->text.starts_with(word); ++at) {
        // The whole word is better than its beginning, in whatever field.
        const auto rank = 2 * static_cast<unsigned>(at->field) + (at->text.size() == word.size() ? 0U : 1U);
        const auto [entry, is_new] = ranks.emplace(at->user, rank);
        if (!is_new) entry->second = std::min(entry->second, rank);
    }
    return ranks;
}

std::vector<UserId> Directory::search(std::string_view text, std::size_t limit) const {
    const auto query = fold(text.substr(0, kMaxQueryBytes));
    auto words = words_of(query);
    if (query.find('@') != std::string::npos) {  // an e-mail address as far as it is typed
        const auto begin = query.find_first_not_of(' ');
        words = {query.substr(begin, query.find_last_not_of(' ') - begin + 1)};
    }
    if (words.empty() || words.size() > kMaxQueryWords) return {};
    auto ranks = rank_word(words.front());
    for (std::size_t i = 1; i < words.size(); ++i) {
        const auto more = rank_word(words[i]);
        std::erase_if(ranks, [&](const auto& entry) { return !more.contains(entry.first); });
        for (auto& [user, rank] : ranks) rank += more.at(user);
    }
    std::vector<std::pair<unsigned, UserId>> found;
    found.reserve(ranks.size());
    for (const auto& [user, rank] : ranks) found.emplace_back(rank, user);
    const auto better = [this](const auto& a, const auto& b) {
        if (a.first != b.first) return a.first < b.first;
        const auto order = users_.at(a.second).display_name.compare(users_.at(b.second).display_name);
        return order != 0 ? order < 0 : a.second < b.second;
    };
    const auto count = std::min(limit, found.size());
    std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count), found.end(), better);
    std::vector<UserId> users;
    users.reserve(count);
    for (std::size_t i = 0; i < count; ++i) users.push_back(found[i].second);
    return users;
}

}  // namespace sidetone::directory
