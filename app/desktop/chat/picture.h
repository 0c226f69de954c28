#pragma once

#include "core/agent/language_model.h"

namespace kalpana::desktop::chat {

/// An image of the user as models take it: PNG, JPEG or GIF (its first frame; WebP where Qt has a plugin for it, else
/// the page has made a PNG of it) of at most 20 MB, brought down to 1,568 pixels, which is as much as models look at,
/// and written anew, so that nothing but the picture is sent. Flow threads. ErrorCode::Unsupported says what is wrong
/// with another.
[[nodiscard]] Result<agent::Image> pictureOf(const QByteArray& bytes);

/// A small one for the page, as a data: address.
[[nodiscard]] QString thumbnailOf(const agent::Image& image);

} // namespace kalpana::desktop::chat
