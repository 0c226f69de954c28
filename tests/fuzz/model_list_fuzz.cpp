// What a provider answers to the question for its models, and what is kept of it: only models that can be shown and
// asked for come out, and what is kept reads as what it was.

#include "core/models/model_lists.h"
#include "tests/fuzz/holds.h"

using namespace kalpana;
using namespace kalpana::models;
using kalpana::test::holds;

namespace {

void check(const ModelInfo& model)
{
    holds(isModelId(model.id), "an id can be shown");
    holds(model.contextTokens >= 0, "a context is none or some");
    const auto kept = modelFromJson(toJson(model));
    holds(kept && kept->id == model.id && kept->contextTokens == model.contextTokens, "what is kept is what it was");
    if (model.prices)
        holds(model.prices->input >= 0 && model.prices->output >= 0, "nobody is paid for asking");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const QByteArray body(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const auto service = QStringLiteral("models.example");
    if (const auto models = modelsOfOpenAi(body, service))
        std::ranges::for_each(*models, check);
    if (const auto page = modelsOfAnthropic(body, service))
        std::ranges::for_each(page->models, check);
    if (const auto models = modelsOfOllama(body, service))
        std::ranges::for_each(*models, check);
    if (const auto model = withOllamaDetails({.id = QStringLiteral("m")}, body, service); model && *model)
        check(**model);
    return 0;
}
