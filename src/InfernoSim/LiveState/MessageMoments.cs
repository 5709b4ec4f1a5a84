namespace InfernoSim.LiveState;

/// <summary>Puts recorded moments in place of those that came in one message, place by place.</summary>
/// <param name="live">The worker's moments.</param>
/// <param name="isAgreed">Whether times of this replay that are no recorded moment get one text, so that workers which were shown the same wrong one agree.</param>
internal sealed class MessageMoments(LiveMoments live, bool isAgreed = false)
{
    /// <summary>What stands for a time of this replay that is not the recorded moment.</summary>
    private const string Another = "another-moment";

    private readonly List<TakenMoment> _taken = [];

    /// <summary>Recorded times that stand in the message now in place of those that came, as they are written and without the encoding of a URL.</summary>
    public IReadOnlySet<string> Texts => _taken.Select(moment => moment.Recorded.Text).SelectMany(text => (string[])[text, Uri.UnescapeDataString(text)]).ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether they are looked for under a name, or at a JSON Pointer.</summary>
    /// <param name="name">The name.</param>
    public bool MayBeAt(string name) => !live.Recorded.Protected.AreTheNameOf(name);

    /// <summary>A text with recorded moments in place of those that came.</summary>
    /// <param name="came">The text that came.</param>
    /// <param name="recorded">The recorded text of the same place; <see langword="null"/> when there is none.</param>
    /// <returns>The same text when nothing is replaced.</returns>
    public string ToRecorded(string came, string? recorded)
    {
        if (came == recorded || (recorded is null && !isAgreed))
        {
            return came;
        }

        WrittenTime[] expected = recorded is null ? [] : [.. WrittenTime.In(recorded).Select(found => found.Time)];
        if (expected.Length == 0 && !isAgreed)
        {
            return came;
        }

        bool isAligned = expected.Length == WrittenTime.In(came).Count();
        int next = 0;
        return WrittenTime.Replace(came, time => isAligned ? InPlaceOf(expected[next++], time) : Rejected(time));
    }

    /// <summary>Values of a header with recorded moments in place of those that came.</summary>
    /// <param name="name">The header.</param>
    /// <param name="came">The values that came.</param>
    /// <param name="recorded">The recorded values.</param>
    public IReadOnlyList<string> Header(string name, IReadOnlyList<string> came, IReadOnlyList<string> recorded) =>
        RecordedMoments.MayBeIn(name) ? [.. came.Select((value, index) => ToRecorded(value, index < recorded.Count ? recorded[index] : null))] : came;

    /// <summary>Keeps what was taken.</summary>
    /// <param name="isFinal">Whether no other may take its place.</param>
    /// <param name="isCounted">Whether it is counted; what is looked at again later is counted then.</param>
    public void Keep(bool isFinal = true, bool isCounted = true) => live.Keep(_taken, isFinal, isCounted);

    private string? InPlaceOf(WrittenTime expected, WrittenTime came)
    {
        if (came.Text == expected.Text)
        {
            return null;
        }

        if (live.Accepts(expected, came, _taken, isAgreed))
        {
            _taken.Add(new TakenMoment(expected, came));
            return expected.Text;
        }

        return !isAgreed || live.Recorded.Find(expected) is null ? Rejected(came)
            : MayBeByChance(expected, came) ? expected.Text
            : Another;
    }

    // A wrong time that is not exact is that of the right exchange for workers whose exchanges follow quickly enough.
    private bool MayBeByChance(WrittenTime expected, WrittenTime came) => came.Form == expected.Form && !came.IsExact && live.IsOfReplay(came);

    private string? Rejected(WrittenTime came) => isAgreed && live.IsOfReplay(came) ? Another : null;
}
