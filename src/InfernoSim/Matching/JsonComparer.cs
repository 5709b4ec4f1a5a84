using System.Buffers;
using System.Text;
using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>Walks two JSON trees side by side, in the order of the expected one, from difference to difference.</summary>
internal sealed class JsonComparer
{
    private readonly JsonTree _expected;
    private readonly JsonTree _actual;
    private readonly TraceNoise _noise;
    private readonly bool _isRedacted;
    private readonly int _limit;
    private readonly List<BodyDifference> _differences = [];

    // Where the walk is: names of members, each with its tree, and indices of elements, which have none.
    private readonly Stack<(JsonTree? Tree, int Position)> _path = new();

    /// <summary>Makes a comparer for one comparison.</summary>
    /// <param name="expected">What was recorded.</param>
    /// <param name="actual">What came.</param>
    /// <param name="noise">The ids that may be in either.</param>
    /// <param name="isRedacted">Whether a <see cref="Redaction.Marker"/> in the expected tree stands for any value.</param>
    /// <param name="limit">How many differences are looked for.</param>
    public JsonComparer(JsonTree expected, JsonTree actual, TraceNoise noise, bool isRedacted, int limit)
    {
        _expected = expected;
        _actual = actual;
        _noise = noise;
        _isRedacted = isRedacted;
        _limit = limit;
    }

    /// <summary>How many scalar values were found to be the same before the first difference.</summary>
    public int Agreed { get; private set; }

    /// <summary>Compares the two documents.</summary>
    /// <returns>The differences, in the order of the expected document, each located by a JSON Pointer.</returns>
    public IReadOnlyList<BodyDifference> Compare()
    {
        Compare(0, 0);
        return _differences;
    }

    private bool IsFull => _differences.Count >= _limit;

    private void Compare(int expected, int actual)
    {
        JsonNodeKind kind = _expected[expected].Kind;
        if (_isRedacted && kind == JsonNodeKind.String && Redaction.IsMarker(_expected.Raw(expected)))
        {
            return;
        }

        if (kind != _actual[actual].Kind)
        {
            Differ(expected, actual);
        }
        else if (kind == JsonNodeKind.Object)
        {
            CompareMembers(expected, actual);
        }
        else if (kind == JsonNodeKind.Array)
        {
            CompareElements(expected, actual);
        }
        else
        {
            CompareScalars(kind, expected, actual);
        }
    }

    private void CompareScalars(JsonNodeKind kind, int expected, int actual)
    {
        bool same = kind switch
        {
            JsonNodeKind.String => AreEqualStrings(expected, actual),
            JsonNodeKind.Number => JsonNumber.AreEqual(_expected.Raw(expected), _actual.Raw(actual)),
            _ => true,
        };
        if (!same)
        {
            Differ(expected, actual);
        }
        else if (_differences.Count == 0)
        {
            Agreed++;
        }
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

    private void CompareElements(int expected, int actual)
    {
        int expectedCount = _expected[expected].Count;
        int actualCount = _actual[actual].Count;
        if (expectedCount != actualCount)
        {
            Add(DescribeArray(_expected, expected), DescribeArray(_actual, actual));
            return;
        }

        (int left, int right) = (expected + 1, actual + 1);
        for (int i = 0; i < expectedCount && !IsFull; i++)
        {
            _path.Push((null, i));
            Compare(left, right);
            _path.Pop();
            (left, right) = (_expected[left].End, _actual[right].End);
        }
    }

    private void CompareMembers(int expected, int actual)
    {
        // Nearly always both sides have the same members in the same order.
        (int left, int right) = (expected + 1, actual + 1);
        while (left < _expected[expected].End && right < _actual[actual].End && _expected.Name(left).SequenceEqual(_actual.Name(right)))
        {
            CompareMember(left, right);
            if (IsFull)
            {
                return;
            }

            (left, right) = (_expected[left + 1].End, _actual[right + 1].End);
        }

        if (left != _expected[expected].End || right != _actual[actual].End)
        {
            ComparePaired(new JsonMemberPairs(_expected, expected, _actual, actual), from: left);
        }
    }

    private void ComparePaired(JsonMemberPairs pairs, int from)
    {
        foreach ((int name, int partner) in pairs.Expected)
        {
            if (IsFull)
            {
                return;
            }

            // Members before this one have been compared already.
            if (name < from)
            {
                continue;
            }

            if (partner >= 0)
            {
                CompareMember(name, partner);
            }
            else
            {
                AddMember(_expected, name, Excerpt.Shorten(_expected.Literal(name + 1)), BodyDifference.Absent);
            }
        }

        foreach (int added in pairs.Added)
        {
            if (IsFull)
            {
                return;
            }

            AddMember(_actual, added, BodyDifference.Absent, Excerpt.Shorten(_actual.Literal(added + 1)));
        }
    }

    private void CompareMember(int name, int partner)
    {
        _path.Push((_expected, name));
        Compare(name + 1, partner + 1);
        _path.Pop();
    }

    private void AddMember(JsonTree tree, int name, string expected, string got)
    {
        _path.Push((tree, name));
        Add(expected, got);
        _path.Pop();
    }

    private void Differ(int expected, int actual)
    {
        (string left, string right) = Excerpt.Pair(
            Encoding.UTF8.GetString(_expected.Literal(expected)), Encoding.UTF8.GetString(_actual.Literal(actual)));
        Add(left, right);
    }

    private void Add(string expected, string got)
    {
        string location = "";
        foreach ((JsonTree? tree, int position) in _path)
        {
            location = JsonPointer.Prepend(tree is null ? $"{position}" : Encoding.UTF8.GetString(tree.Name(position)), location);
        }

        _differences.Add(new BodyDifference(location, expected, got));
    }

    private static string DescribeArray(JsonTree tree, int array) =>
        $"{tree[array].Count} element{(tree[array].Count == 1 ? "" : "s")}: {Excerpt.Shorten(tree.Raw(array))}";
}
