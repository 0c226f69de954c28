#pragma once

#include <QLatin1StringView>

#include <array>

namespace kalpana::desktop::preferences {

/// Addresses that are offered by name; any other can be typed.
struct Provider {
    QLatin1StringView name;
    QLatin1StringView address;
    QLatin1StringView exampleModel;
    QLatin1StringView variable; ///< The environment variable that is read instead of a stored key; empty: needs none.
};

inline constexpr std::array<Provider, 4> providers{{
    {QLatin1StringView("OpenRouter"), QLatin1StringView("https://openrouter.ai/api/v1"),
     QLatin1StringView("anthropic/claude-sonnet-4.5"), QLatin1StringView("OPENROUTER_API_KEY")},
    {QLatin1StringView("OpenAI"), QLatin1StringView("https://api.openai.com/v1"), QLatin1StringView("gpt-5"),
     QLatin1StringView("OPENAI_API_KEY")},
    {QLatin1StringView("Anthropic"), QLatin1StringView("https://api.anthropic.com"),
     QLatin1StringView("claude-sonnet-4-5"), QLatin1StringView("ANTHROPIC_API_KEY")},
    {QLatin1StringView("Ollama"), QLatin1StringView("http://localhost:11434"), QLatin1StringView("qwen3-coder"),
     QLatin1StringView()},
}};

} // namespace kalpana::desktop::preferences
