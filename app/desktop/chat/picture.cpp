#include "app/desktop/chat/picture.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImageReader>

namespace kalpana::desktop::chat {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Chat)
};

constexpr qsizetype mostBytes = qsizetype{20} * 1000 * 1000;
constexpr qsizetype mostSent = qsizetype{3} * 1000 * 1000; // base64 makes four of three, and five million are the limit
constexpr int mostPixels = 16'000;
constexpr int longestSide = 1'568;
constexpr int thumbnailSide = 320;
constexpr int quality = 85;

std::unexpected<Error> refused(const QString& sentence, const QString& detail = {})
{
    return failure(ErrorCode::Unsupported, sentence, detail);
}

QByteArray written(const QImage& image, const char* format)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    return buffer.open(QIODevice::WriteOnly) && image.save(&buffer, format, quality) ? bytes : QByteArray();
}

QImage broughtDown(const QImage& image, int side)
{
    return image.width() <= side && image.height() <= side
               ? image
               : image.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

Result<QImage> read(QByteArray bytes, QByteArray& format)
{
    QBuffer buffer(&bytes);
    QImageReader reader(&buffer);
    reader.setDecideFormatFromContent(true);
    reader.setAutoTransform(true);
    format = reader.format().toLower();
    if (format != "png" && format != "jpeg" && format != "jpg" && format != "webp" && format != "gif")
        return refused(Text::tr("This is no image that can be sent. Use PNG, JPEG, WebP or GIF."));
    const auto size = reader.size();
    if (size.width() > mostPixels || size.height() > mostPixels)
        return refused(Text::tr("The image is larger than %1 pixels. Make it smaller first.").arg(mostPixels));
    // A reader that can scale needs no memory for the whole.
    if (size.isValid() && (size.width() > 2 * longestSide || size.height() > 2 * longestSide))
        reader.setScaledSize(size.scaled(2 * longestSide, 2 * longestSide, Qt::KeepAspectRatio));
    auto image = reader.read();
    if (image.isNull())
        return refused(Text::tr("The image can't be read: it is damaged, or cut off. Save it anew."),
                       reader.errorString());
    return image;
}

} // namespace

Result<agent::Image> pictureOf(const QByteArray& bytes)
{
    if (bytes.size() > mostBytes)
        return refused(Text::tr("The image is larger than 20 MB. Make it smaller first."));
    QByteArray format;
    const auto whole = read(bytes, format);
    if (!whole)
        return std::unexpected(whole.error());
    const auto image = broughtDown(*whole, longestSide);
    const bool isPhoto = format == "jpeg" || format == "jpg";
    auto data = isPhoto ? QByteArray() : written(image, "PNG");
    if (!data.isEmpty() && data.size() <= mostSent)
        return agent::Image{.mime = u"image/png"_s, .data = data};
    data = written(image.convertToFormat(QImage::Format_RGB888), "JPEG");
    if (data.isEmpty())
        return refused(Text::tr("The image can't be read: it is damaged, or cut off. Save it anew."));
    return agent::Image{.mime = u"image/jpeg"_s, .data = data};
}

QString thumbnailOf(const agent::Image& image)
{
    const auto small = broughtDown(QImage::fromData(image.data), thumbnailSide);
    const auto bytes = written(small, "PNG");
    return bytes.isEmpty() ? QString() : u"data:image/png;base64,"_s + QString::fromLatin1(bytes.toBase64());
}

} // namespace kalpana::desktop::chat
