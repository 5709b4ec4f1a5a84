using System.Buffers;
using System.Security.Cryptography;

namespace InfernoSim.Matching;

/// <summary>
/// Finds the differences between a recorded body and one that came in a replay. JSON is compared by structure, forms by the
/// values of each name, everything else byte for byte; content encodings, multipart boundaries and the exchanges' own trace
/// ids make no difference.
/// </summary>
internal static class BodyComparer
{
    /// <summary>Compares two bodies.</summary>
    /// <param name="expected">The recorded body. Of one that is not complete, what is known is compared: length, hash, kept prefix.</param>
    /// <param name="actual">The whole body that came.</param>
    /// <param name="noise">The ids of both exchanges.</param>
    /// <returns>The first difference, in the order of the expected body; <see langword="null"/> when there is none.</returns>
    public static BodyDifference? Compare(BodyContent expected, BodyContent actual, TraceNoise noise) =>
        Compare(expected, actual, noise, out _);

    /// <summary>Compares two bodies.</summary>
    /// <param name="expected">The recorded body.</param>
    /// <param name="actual">The whole body that came.</param>
    /// <param name="noise">The ids of both exchanges.</param>
    /// <param name="agreed">How much was the same before the first difference (values of JSON, bytes of the rest): how near the bodies are.</param>
    /// <returns>The first difference, or <see langword="null"/>.</returns>
    public static BodyDifference? Compare(BodyContent expected, BodyContent actual, TraceNoise noise, out int agreed) =>
        Differences(expected, actual, noise, 1, out agreed) is [var first, ..] ? first : null;

    /// <summary>Finds the differences between two bodies.</summary>
    /// <param name="expected">The recorded body.</param>
    /// <param name="actual">The whole body that came.</param>
    /// <param name="noise">The ids of both exchanges.</param>
    /// <param name="limit">How many are looked for.</param>
    /// <returns>In the order of the expected body.</returns>
    public static IReadOnlyList<BodyDifference> Differences(BodyContent expected, BodyContent actual, TraceNoise noise, int limit) =>
        Differences(expected, actual, noise, limit, out _);

    private static IReadOnlyList<BodyDifference> Differences(BodyContent expected, BodyContent actual, TraceNoise noise, int limit, out int agreed)
    {
        agreed = 0;
        if (expected.Incomplete is { IsRedacted: false } recorded)
        {
            return ListOf(CompareKnown(recorded, expected.Bytes.Span, actual.Bytes.Span));
        }

        if (AreSameBytes(expected, actual))
        {
            agreed = expected.Bytes.Length;
            return [];
        }

        // Redacted and nothing kept: that there was a body is all that is known of it.
        if (expected.IsRedacted && expected.Bytes.IsEmpty)
        {
            return [];
        }

        using DecodedBody left = DecodedBody.Read(expected);
        using DecodedBody right = DecodedBody.Read(actual);
        return CompareDecoded(left, right, noise, expected.IsRedacted, limit, out agreed);
    }

    /// <summary>Whether two bodies are the same bytes, and a receiver would read them alike.</summary>
    /// <param name="expected">The recorded body.</param>
    /// <param name="actual">The body that came.</param>
    /// <returns><see langword="false"/> also when one header names another encoding, or a boundary that is not the body's.</returns>
    public static bool AreSameBytes(BodyContent expected, BodyContent actual) =>
        expected.Bytes.Span.SequenceEqual(actual.Bytes.Span)
        && expected.ContentEncoding == actual.ContentEncoding
        && (expected.ContentType == actual.ContentType || MediaType.Boundary(expected.ContentType) == MediaType.Boundary(actual.ContentType));

    private static IReadOnlyList<BodyDifference> CompareDecoded(
        DecodedBody expected, DecodedBody actual, TraceNoise noise, bool isRedacted, int limit, out int agreed)
    {
        agreed = 0;
        if (expected.EncodingLeft != actual.EncodingLeft)
        {
            return [new BodyDifference("", DescribeDecoding(expected), DescribeDecoding(actual))];
        }

        if (expected.Json is { } left && actual.Json is { } right)
        {
            if (expected.HasMark != actual.HasMark)
            {
                return [new BodyDifference("", DescribeMark(expected), DescribeMark(actual))];
            }

            var comparer = new JsonComparer(
                left,
                right,
                new TraceNoise(HideIds.In(expected.Bytes.Span, noise.Expected), HideIds.In(actual.Bytes.Span, noise.Actual)),
                isRedacted,
                limit);
            IReadOnlyList<BodyDifference> differences = comparer.Compare();
            agreed = comparer.Agreed;
            return differences;
        }

        if ((expected.Json ?? actual.Json) is not null)
        {
            return [new BodyDifference("", Describe(expected), Describe(actual))];
        }

        return expected.IsForm && actual.IsForm
            ? [.. Pairs(expected, noise.Expected).DifferencesTo(Pairs(actual, noise.Actual)).Take(limit)]
            : TextComparer.Differences(Mask(expected, noise.Expected), Mask(actual, noise.Actual), limit, out agreed);
    }

    private static IReadOnlyList<BodyDifference> ListOf(BodyDifference? difference) => difference is null ? [] : [difference];

    private static BodyDifference? CompareKnown(Incidents.RecordedBody recorded, ReadOnlySpan<byte> kept, ReadOnlySpan<byte> actual)
    {
        string? hash = recorded.Sha256 is null ? null : Convert.ToHexStringLower(SHA256.HashData(actual));
        if (actual.Length == recorded.Size && string.Equals(hash, recorded.Sha256, StringComparison.OrdinalIgnoreCase)
            && (hash is not null || actual.StartsWith(kept)))
        {
            return null;
        }

        if (TextComparer.Compare(kept.ToArray(), actual[..Math.Min(kept.Length, actual.Length)].ToArray(), out _) is { } inPrefix)
        {
            return inPrefix;
        }

        return new BodyDifference("", DescribeWhole(recorded.Size, recorded.Sha256), DescribeWhole(actual.Length, hash));
    }

    private static NamedPairs Pairs(DecodedBody form, OwnIds ids) => NamedPairs.OfForm(form.Bytes.Span).Masked(ids);

    private static ReadOnlyMemory<byte> Mask(DecodedBody body, OwnIds ids)
    {
        if (!ids.AreIn(body.Bytes.Span))
        {
            return body.Bytes;
        }

        var masked = new ArrayBufferWriter<byte>(body.Bytes.Length);
        ids.AppendMasked(body.Bytes.Span, masked);
        return masked.WrittenMemory;
    }

    private static string Describe(DecodedBody body)
    {
        if (body.Bytes.IsEmpty)
        {
            return "(empty)";
        }

        string content = TextComparer.IsText(body.Bytes.Span) ? Excerpt.Shorten(body.Bytes.Span) : $"{body.Bytes.Length} bytes";
        return (body.Json is null ? "not JSON: " : "JSON: ") + content;
    }

    private static string DescribeMark(DecodedBody body) => body.HasMark ? "JSON after a byte order mark" : "JSON without a byte order mark";

    private static string DescribeDecoding(DecodedBody body) => body.EncodingLeft is null
        ? $"{body.Bytes.Length} bytes of content"
        : $"{body.Bytes.Length} bytes that do not decode as {body.EncodingLeft}";

    private static string DescribeWhole(long size, string? sha256) => $"{size} bytes" + (sha256 is null ? "" : $", SHA-256 {sha256.ToLowerInvariant()}");
}
