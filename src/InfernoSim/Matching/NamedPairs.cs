using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace InfernoSim.Matching;

/// <summary>
/// The pairs of a query or a form: the order of different names has no meaning, that of the values of one name has
/// (<c>sort=price&amp;sort=name</c> sorts by price first). Texts hold one byte a character, so that any bytes fit.
/// </summary>
internal sealed class NamedPairs
{
    private readonly List<KeyValuePair<string, string?>> _pairs;

    private NamedPairs(List<KeyValuePair<string, string?>> pairs) => _pairs = pairs;

    /// <summary>
    /// The pairs of a query, percent-encoding normalised as <see cref="PercentEncoding"/> does and <c>+</c> taken for a space.
    /// <c>a</c> and <c>a=</c> differ; empty pairs are left out.
    /// </summary>
    /// <param name="query">The query without <c>?</c>.</param>
    /// <returns>The pairs.</returns>
    public static NamedPairs OfQuery(ReadOnlySpan<char> query)
    {
        var pairs = new List<KeyValuePair<string, string?>>();
        var buffer = new ArrayBufferWriter<byte>(query.Length + 16);
        foreach (Range range in query.Split('&'))
        {
            ReadOnlySpan<char> pair = query[range];
            int equals = pair.IndexOf('=');
            if (!pair.IsEmpty)
            {
                string name = Normalize(equals < 0 ? pair : pair[..equals], buffer);
                pairs.Add(new(name, equals < 0 ? null : Normalize(pair[(equals + 1)..], buffer)));
            }
        }

        return new NamedPairs(pairs);
    }

    /// <summary>The pairs of an <c>application/x-www-form-urlencoded</c> body, decoded. <c>a</c> and <c>a=</c> are the same.</summary>
    /// <param name="form">The body.</param>
    /// <returns>The pairs.</returns>
    public static NamedPairs OfForm(ReadOnlySpan<byte> form)
    {
        var pairs = new List<KeyValuePair<string, string?>>();
        foreach (Range range in form.Split((byte)'&'))
        {
            ReadOnlySpan<byte> pair = form[range];
            int equals = pair.IndexOf((byte)'=');
            if (!pair.IsEmpty)
            {
                pairs.Add(new(Decode(equals < 0 ? pair : pair[..equals]), equals < 0 ? "" : Decode(pair[(equals + 1)..])));
            }
        }

        return new NamedPairs(pairs);
    }

    /// <summary>The same pairs with an exchange's ids masked in their values.</summary>
    /// <param name="ids">The ids.</param>
    /// <returns>The pairs.</returns>
    public NamedPairs Masked(OwnIds ids) => ids.IsEmpty
        ? this
        : new NamedPairs([.. _pairs.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value is { } value ? Mask(value, ids) : null))]);

    /// <summary>Writes the pairs by name, so that pairs between which <see cref="DifferenceTo"/> finds no difference make equal bytes.</summary>
    /// <param name="to">Where to write.</param>
    public void AppendCanonical(IBufferWriter<byte> to)
    {
        foreach (KeyValuePair<string, string?> pair in Sorted())
        {
            AppendText(pair.Key, to);
            AppendText(pair.Value, to);
        }
    }

    /// <summary>The first value, in the expected order, that is another on the other side or absent; then the first added one.</summary>
    /// <param name="actual">The other side.</param>
    /// <returns>The difference, located by <c>/name</c>, or <see langword="null"/>.</returns>
    public BodyDifference? DifferenceTo(NamedPairs actual) => DifferencesTo(actual).FirstOrDefault();

    /// <summary>All differences, in the expected order, those of added values last.</summary>
    /// <param name="actual">The other side.</param>
    /// <returns>The differences, each located by <c>/name</c>.</returns>
    public IEnumerable<BodyDifference> DifferencesTo(NamedPairs actual)
    {
        Dictionary<string, List<string?>> left = ByName();
        Dictionary<string, List<string?>> right = actual.ByName();
        foreach ((string name, int index, string? value) in Placed())
        {
            List<string?>? others = right.GetValueOrDefault(name);
            if (others is null || index >= others.Count)
            {
                yield return new BodyDifference(Location(name), Excerpt.Shorten(Show(value)), BodyDifference.Absent);
            }
            else if (others[index] != value)
            {
                (string expected, string got) = Excerpt.Pair(Show(value), Show(others[index]));
                yield return new BodyDifference(Location(name), expected, got);
            }
        }

        foreach ((string name, int index, string? value) in actual.Placed())
        {
            if (index >= (left.GetValueOrDefault(name)?.Count ?? 0))
            {
                yield return new BodyDifference(Location(name), BodyDifference.Absent, Excerpt.Shorten(Show(value)));
            }
        }
    }

    private Dictionary<string, List<string?>> ByName()
    {
        var values = new Dictionary<string, List<string?>>(StringComparer.Ordinal);
        foreach (KeyValuePair<string, string?> pair in _pairs)
        {
            if (!values.TryGetValue(pair.Key, out List<string?>? known))
            {
                values[pair.Key] = known = [];
            }

            known.Add(pair.Value);
        }

        return values;
    }

    // Each value with its place among those of its name.
    private IEnumerable<(string Name, int Index, string? Value)> Placed()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (KeyValuePair<string, string?> pair in _pairs)
        {
            int index = counts.GetValueOrDefault(pair.Key);
            counts[pair.Key] = index + 1;
            yield return (pair.Key, index, pair.Value);
        }
    }

    // Values of one name keep their order, for the sort is a stable one.
    private IEnumerable<KeyValuePair<string, string?>> Sorted() => _pairs.Count < 2
        ? _pairs
        : _pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal);

    private static string Location(string name) => JsonPointer.Prepend(Show(name), "");

    private static void AppendText(string? text, IBufferWriter<byte> to)
    {
        Span<byte> span = to.GetSpan(4 + (text?.Length ?? 0));
        BinaryPrimitives.WriteInt32LittleEndian(span, text?.Length ?? -1);
        to.Advance(4 + Encoding.Latin1.GetBytes(text ?? "", span[4..]));
    }

    private static string Normalize(ReadOnlySpan<char> text, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        PercentEncoding.AppendNormalized(text, plusIsSpace: true, buffer);
        return Encoding.Latin1.GetString(buffer.WrittenSpan);
    }

    private static string Decode(ReadOnlySpan<byte> text)
    {
        byte[] decoded = new byte[text.Length];
        return Encoding.Latin1.GetString(decoded, 0, PercentEncoding.DecodeForm(text, decoded));
    }

    private static string Mask(string text, OwnIds ids)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        if (!ids.AreIn(bytes))
        {
            return text;
        }

        var masked = new ArrayBufferWriter<byte>(bytes.Length);
        ids.AppendMasked(bytes, masked);
        return Encoding.Latin1.GetString(masked.WrittenSpan);
    }

    // Back from one byte a character to the text that the bytes are.
    private static string Show(string? text) => text is null ? "" : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text));
}
