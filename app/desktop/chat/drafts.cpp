#include "app/desktop/chat/drafts.h"

namespace kalpana::desktop::chat {

namespace {

constexpr qsizetype longestDraft = 1'000'000;
constexpr qsizetype mostDrafts = 50;

} // namespace

void Drafts::keep(const QString& chat, const QString& text)
{
    m_texts.remove(chat);
    if (!text.isEmpty() && text.size() <= longestDraft && m_texts.size() < mostDrafts)
        m_texts.insert(chat, text);
}

} // namespace kalpana::desktop::chat
