#pragma once

#include "core/agent/tool_call.h"
#include "core/agent/web_pages.h"

#include <QJsonObject>

namespace kalpana::agent {

/// Of arguments that were checked. `pages` outlives the call. mayBeNear is asked while it runs, again for each address.
[[nodiscard]] Result<PreparedCall> prepareFetch(const QJsonObject& arguments, WebPages& pages,
                                                std::function<bool(const QUrl&)> mayBeNear);

/// The address as it is judged and shown: in ASCII, without a fragment; empty where it is none of http or https.
[[nodiscard]] QString webAddress(const QString& text);

} // namespace kalpana::agent
