#pragma once

#include "remote/bridge/protocol/message.h"
#include "remote/bridge/server/os/system_failure.h"

#include <string_view>
#include <vector>

namespace kalpana::bridge::server {

using protocol::Json;

/// A JSON object as people write it into VS Code's settings, with comments and commas behind the last member (JSONC),
/// and where in its text everything stands, so that it can be changed without being written anew.
struct CommentedObject {
    struct Member {
        std::string key = {};
        Json value = {};
        std::size_t keyAt = 0;
        std::size_t begin = 0; ///< of the value
        std::size_t end = 0;
    };
    std::vector<Member> members = {}; ///< a key may stand there twice; VS Code takes the last
    std::size_t open = 0;             ///< of its braces
    std::size_t close = 0;
    bool hasTrailingComma = false;
};

/// The text without comments and trailing commas; every other byte stands where it stood.
[[nodiscard]] std::string withoutComments(std::string_view text);

/// `failed` names the line on which it is no JSON, or says that it is no object.
[[nodiscard]] Outcome<CommentedObject> readCommentedObject(std::string_view text);

} // namespace kalpana::bridge::server
