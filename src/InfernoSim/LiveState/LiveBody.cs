using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.ResourceIds;

namespace InfernoSim.LiveState;

/// <summary>Replaces values in messages: targets, headers and bodies.</summary>
internal static class LiveBody
{
    /// <summary>A body with values replaced.</summary>
    /// <param name="body">The body.</param>
    /// <param name="pairs">What to replace.</param>
    /// <param name="ids">The ids to replace; <see langword="null"/> for none.</param>
    /// <returns>The content without its encoding; <see langword="null"/> when there is nothing in it to replace.</returns>
    public static ReadOnlyMemory<byte>? Replace(BodyContent body, IReadOnlyList<TokenPair> pairs, MessageIds? ids)
    {
        ReadOnlyMemory<byte>? replaced = Replace(body, pairs);
        return ids?.Body(replaced is { } bytes ? body.Decoded(bytes) : body) ?? replaced;
    }

    /// <inheritdoc cref="Replace(BodyContent, IReadOnlyList{TokenPair}, MessageIds?)"/>
    public static ReadOnlyMemory<byte>? Replace(BodyContent body, IReadOnlyList<TokenPair> pairs)
    {
        if (body.Bytes.IsEmpty || pairs.Count == 0)
        {
            return null;
        }

        ReadOnlyMemory<byte> bytes = ContentDecoder.Decode(body.Bytes, body.ContentEncoding, out bool isDecoded);
        if (!isDecoded)
        {
            return null;
        }

        // One character a byte: values are ASCII, and what is beside them stays as it is, whatever its encoding.
        string text = Encoding.Latin1.GetString(bytes.Span);
        string replaced = TokenText.Replace(text, pairs, KindOf(body.ContentType));
        return ReferenceEquals(text, replaced) ? default(ReadOnlyMemory<byte>?) : Encoding.Latin1.GetBytes(replaced);
    }

    /// <summary>A body of a request with the worker's moments in place of recorded ones.</summary>
    /// <param name="body">The body.</param>
    /// <param name="moments">The moments.</param>
    /// <returns>The content without its encoding; <see langword="null"/> when there is nothing in it to replace.</returns>
    public static ReadOnlyMemory<byte>? Replace(BodyContent body, LiveMoments moments)
    {
        ReadOnlyMemory<byte> bytes = ContentDecoder.Decode(body.Bytes, body.ContentEncoding, out bool isDecoded);
        if (bytes.IsEmpty || !isDecoded)
        {
            return null;
        }

        if (KindOf(body.ContentType) == TextKind.Json)
        {
            return JsonScalar.Replace(bytes, JsonScalar.In(bytes), scalar => moments.ToLive(scalar.Text));
        }

        string text = Encoding.Latin1.GetString(bytes.Span);
        string replaced = moments.ToLive(text);
        return ReferenceEquals(text, replaced) ? default(ReadOnlyMemory<byte>?) : Encoding.Latin1.GetBytes(replaced);
    }

    /// <summary>Headers with values replaced.</summary>
    /// <param name="headers">The headers.</param>
    /// <param name="pairs">What to replace.</param>
    public static HeaderMap Replace(HeaderMap headers, IReadOnlyList<TokenPair> pairs)
    {
        bool isChanged = false;
        var fields = new KeyValuePair<string, IReadOnlyList<string>>[headers.Count];
        for (int i = 0; i < fields.Length; i++)
        {
            IReadOnlyList<string> values = Replace(headers[i].Value, pairs);
            isChanged |= !ReferenceEquals(values, headers[i].Value);
            fields[i] = new(headers[i].Key, values);
        }

        return isChanged ? HeaderMap.OfRead(fields) : headers;
    }

    /// <summary>Values of a header with values replaced.</summary>
    /// <param name="values">The values.</param>
    /// <param name="pairs">What to replace.</param>
    public static IReadOnlyList<string> Replace(IReadOnlyList<string> values, IReadOnlyList<TokenPair> pairs)
    {
        string[] replaced = [.. values.Select(value => TokenText.Replace(value, pairs, TextKind.Plain))];
        return replaced.SequenceEqual(values) ? values : replaced;
    }

    /// <summary>Headers of a body that is no longer encoded, and of another length.</summary>
    /// <param name="headers">The headers.</param>
    public static HeaderMap WithoutEncoding(HeaderMap headers) => new(headers.Where(field =>
        !field.Key.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase) && !field.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)));

    private static TextKind KindOf(string? contentType) =>
        MediaType.IsForm(contentType) ? TextKind.Url : contentType is null || MediaType.IsJson(contentType) ? TextKind.Json : TextKind.Plain;
}
