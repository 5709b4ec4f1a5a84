using System.Buffers;
using System.Text;

namespace InfernoSim.Matching;

/// <summary>Walks two JSON trees side by side, in the order of the expected one, to their first difference.</summary>
internal sealed class JsonComparer
{
    private readonly JsonTree _expected;
    private readonly JsonTree _actual;
    private readonly TraceNoise _noise;
    private readonly bool _isRedacted;

    /// <summary>Makes a comparer for one comparison.</summary>
    /// <param name="expected">What was recorded.</param>
    /// <param name="actual">What came.</param>
    /// <param name="noise">The ids that may be in either.</param>
    /// <param name="isRedacted">Whether a <see cref="RedactedValue.Marker"/> in the expected tree stands for any value.</param>
    public JsonComparer(JsonTree expected, JsonTree actual, TraceNoise noise, bool isRedacted)
    {
        _expected = expected;
        _actual = actual;
        _noise = noise;
        _isRedacted = isRedacted;
    }

    /// <summary>How many scalar values were found to be the same.</summary>
    public int Agreed { get; private set; }

    /// <summary>Compares two values with everything in them.</summary>
    /// <param name="expected">A value of the expected tree.</param>
    /// <param name="actual">A value of the actual tree.</param>
    /// <returns>The first difference, located from these values on, or <see langword="null"/>.</returns>
    public BodyDifference? Compare(int expected, int actual)
    {
        JsonNodeKind kind = _expected[expected].Kind;
        if (_isRedacted && kind == JsonNodeKind.String && _expected.Raw(expected).SequenceEqual(RedactedValue.Utf8Marker))
        {
            return null;
        }

        if (kind != _actual[actual].Kind)
        {
            return Differ(expected, actual);
        }

        return kind switch
        {
            JsonNodeKind.Object => CompareMembers(expected, actual),
            JsonNodeKind.Array => CompareElements(expected, actual),
            _ => CompareScalars(kind, expected, actual),
        };
    }

    private BodyDifference? CompareScalars(JsonNodeKind kind, int expected, int actual)
    {
        bool same = kind switch
        {
            JsonNodeKind.String => AreEqualStrings(expected, actual),
            JsonNodeKind.Number => JsonNumber.AreEqual(_expected.Raw(expected), _actual.Raw(actual)),
            _ => true,
        };
        Agreed += same ? 1 : 0;
        return same ? null : Differ(expected, actual);
    }

    private bool AreEqualStrings(int expected, int actual)
    {
        if (_expected.Raw(expected).SequenceEqual(_actual.Raw(actual)))
        {
            return true;
        }

        if (!_expected[expected].IsEscaped && !_actual[actual].IsEscaped && _noise.Expected.IsEmpty && _noise.Actual.IsEmpty)
        {
            return false;
        }

        var said = new ArrayBufferWriter<byte>(_expected.Raw(expected).Length + _actual.Raw(actual).Length + 1);
        CanonicalBody.AppendString(_expected, expected, _noise.Expected, said);
        int length = said.WrittenCount;
        CanonicalBody.AppendString(_actual, actual, _noise.Actual, said);
        return said.WrittenSpan[..length].SequenceEqual(said.WrittenSpan[length..]);
    }

    private BodyDifference? CompareElements(int expected, int actual)
    {
        int expectedCount = _expected[expected].Count;
        int actualCount = _actual[actual].Count;
        if (expectedCount != actualCount)
        {
            return new BodyDifference("", DescribeArray(_expected, expected), DescribeArray(_actual, actual));
        }

        (int left, int right) = (expected + 1, actual + 1);
        for (int i = 0; i < expectedCount; i++)
        {
            if (Compare(left, right) is { } difference)
            {
                return difference with { Location = JsonPointer.Prepend(i.ToString(), difference.Location) };
            }

            (left, right) = (_expected[left].End, _actual[right].End);
        }

        return null;
    }

    private BodyDifference? CompareMembers(int expected, int actual)
    {
        // Nearly always both sides have the same members in the same order.
        (int left, int right) = (expected + 1, actual + 1);
        while (left < _expected[expected].End && right < _actual[actual].End && _expected.Name(left).SequenceEqual(_actual.Name(right)))
        {
            if (Compare(left + 1, right + 1) is { } difference)
            {
                return At(_expected, left, difference);
            }

            (left, right) = (_expected[left + 1].End, _actual[right + 1].End);
        }

        return left == _expected[expected].End && right == _actual[actual].End
            ? null
            : ComparePaired(new JsonMemberPairs(_expected, expected, _actual, actual), from: left);
    }

    private BodyDifference? ComparePaired(JsonMemberPairs pairs, int from)
    {
        foreach ((int name, int partner) in pairs.Expected)
        {
            // Members before this one have been compared already.
            if (name < from)
            {
                continue;
            }

            BodyDifference? difference = partner < 0
                ? new BodyDifference("", Excerpt.Shorten(_expected.Literal(name + 1)), BodyDifference.Absent)
                : Compare(name + 1, partner + 1);
            if (difference is not null)
            {
                return At(_expected, name, difference);
            }
        }

        return pairs.FirstAdded is var added && added >= 0
            ? At(_actual, added, new BodyDifference("", BodyDifference.Absent, Excerpt.Shorten(_actual.Literal(added + 1))))
            : null;
    }

    private BodyDifference Differ(int expected, int actual)
    {
        (string left, string right) = Excerpt.Pair(
            Encoding.UTF8.GetString(_expected.Literal(expected)), Encoding.UTF8.GetString(_actual.Literal(actual)));
        return new BodyDifference("", left, right);
    }

    private static BodyDifference At(JsonTree tree, int name, BodyDifference difference) =>
        difference with { Location = JsonPointer.Prepend(Encoding.UTF8.GetString(tree.Name(name)), difference.Location) };

    private static string DescribeArray(JsonTree tree, int array) =>
        $"{tree[array].Count} element{(tree[array].Count == 1 ? "" : "s")}: {Excerpt.Shorten(tree.Raw(array))}";
}
