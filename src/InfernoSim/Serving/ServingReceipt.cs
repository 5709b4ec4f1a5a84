using System.Text.Json;
using System.Text.Json.Serialization;
using InfernoSim.Matching;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Printing;

namespace InfernoSim.Serving;

/// <summary>What was called of an incident that is served, for a test to look at.</summary>
internal sealed record ServingReceipt
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The incident's name and size.</summary>
    public required string Incident { get; init; }

    /// <summary>How many calls were recorded, without those of background work and those that a rule ignores.</summary>
    public int Recorded => Counts.Count;

    /// <summary>How many of the recorded calls were answered, once or more.</summary>
    public int Answered => Counts.Count(call => call.Count.Answered > 0);

    /// <summary>How many answers were given beyond once for each recorded call.</summary>
    public long Repeated => Counts.Sum(call => Math.Max(0, call.Count.Answered - 1));

    /// <summary>How many calls matched nothing that was recorded.</summary>
    public required long UnmatchedCount { get; init; }

    /// <summary>How many calls were answered that nobody expects: of background work, or ignored by a rule.</summary>
    public required long Background { get; init; }

    /// <summary>Whether each recorded call was answered exactly once, and no other came.</summary>
    public bool IsAsRecorded => Answered == Recorded && Repeated == 0 && UnmatchedCount == 0;

    /// <summary>The recorded calls in the order in which they were made.</summary>
    public IReadOnlyList<ServedCall> Calls => [.. Counts.Select(call => ServedCall.Of(call.Call, call.Count))];

    /// <summary>What matched nothing; of the first 1,000 different ones.</summary>
    public required IReadOnlyList<UnservedCall> Unmatched { get; init; }

    /// <summary>How often each recorded call was asked for; as text, only for who wants to read all of them.</summary>
    internal required IReadOnlyList<(PlannedCall Call, ServedCount Count)> Counts { get; init; }

    /// <summary>All of it, as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>The counts alone, as JSON.</summary>
    public string ToStatusJson() => JsonSerializer.Serialize(new { Incident, Recorded, Answered, Repeated, Unmatched = UnmatchedCount, Background, IsAsRecorded }, Json);
}

/// <summary>A recorded call and how often it was asked for.</summary>
/// <param name="Call">Method and address, or the statement.</param>
/// <param name="Status">The recorded status; 0 for a call that failed.</param>
/// <param name="Exchange">The recorded request that it belongs to, from 1; <see langword="null"/> for none.</param>
/// <param name="Answered">How often it was answered as recorded.</param>
/// <param name="Failed">How often a fault made it fail.</param>
internal sealed record ServedCall(string Call, int Status, int? Exchange, long Answered, long Failed)
{
    public static ServedCall Of(PlannedCall call, ServedCount count) =>
        new(VisibleText.Line(call.Display), call.Event.Status, call.Exchange < 0 ? null : call.Exchange + 1, count.Answered, count.Failed);
}

/// <summary>A call that matched nothing.</summary>
/// <param name="Call">Method and address, or the statement.</param>
/// <param name="Count">How often it came.</param>
/// <param name="Nearest">The recorded call that it is most like.</param>
/// <param name="DiffersAt">Where it differs from that one first; <c>call</c> where it does not.</param>
/// <param name="Expected">What was recorded there.</param>
/// <param name="Got">What came.</param>
internal sealed record UnservedCall(string Call, long Count, string? Nearest, string? DiffersAt, string? Expected, string? Got)
{
    public static UnservedCall Of(DependencyRequest request, CallDifference? difference) => new(
        VisibleText.Line(CallDisplay.Of(request)),
        0,
        difference is null ? null : VisibleText.Line(CallDisplay.Of(difference.Recorded)),
        difference?.Location,
        difference is null ? null : VisibleText.Line(SecretPlaces.Hide(difference.Location, difference.Expected)),
        difference is null ? null : VisibleText.Line(SecretPlaces.Hide(difference.Location, difference.Got)));
}
