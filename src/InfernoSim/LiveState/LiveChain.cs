namespace InfernoSim.LiveState;

/// <summary>By what a value is carried forward.</summary>
internal enum ChainMechanism
{
    /// <summary>The recorded value was found again, whole, in a later message.</summary>
    Value,

    /// <summary>Capture redacted the later value; that it comes from here follows from the names of both places.</summary>
    Position,

    /// <summary>A cookie of this name was set before it was sent.</summary>
    Cookie,
}

/// <summary>A message of an incident, and a place in it.</summary>
/// <param name="Exchange">The exchange, from 0; -1 for a dependency call that belongs to none.</param>
/// <param name="Call">The dependency call in it, from 0; <see langword="null"/> for the exchange's own request or response.</param>
/// <param name="Place">The place.</param>
/// <param name="IsResponse">Whether it is the response of the exchange.</param>
internal readonly record struct ChainEnd(int Exchange, int? Call, ValuePlace Place, bool IsResponse = false);

/// <summary>A value that the service made in the incident and that later messages carry.</summary>
internal sealed record LiveChain
{
    /// <summary>The place among the chains of the incident.</summary>
    public required int Index { get; init; }

    public required ChainMechanism Mechanism { get; init; }

    /// <summary>The recorded value; <see langword="null"/> where capture redacted it.</summary>
    public required string? Recorded { get; init; }

    /// <summary>The recorded value by its shape.</summary>
    public required ShapedValue Shape { get; init; }

    public required bool IsNumber { get; init; }

    /// <summary>Where the value is first: in a response, or in a dependency call.</summary>
    public required ChainEnd Source { get; init; }

    /// <summary>Where it is carried to, in the order of the incident: requests of exchanges, and dependency calls.</summary>
    public required IReadOnlyList<ChainEnd> Sinks { get; init; }

    /// <summary>Whether the value that comes may differ from the recorded one; one that a dependency answered with may not.</summary>
    public required bool MayDiffer { get; init; }

    /// <summary>Whether the service puts it into a dependency call before anyone else sees it.</summary>
    public bool IsFromCall => Source.Call is not null;

    /// <summary>Whether a value that came can take the place of the recorded one: of the same type and shape.</summary>
    /// <param name="live">What is at the source.</param>
    public bool Accepts(FoundValue live) => Recorded is null
        ? !live.IsNumber && live.Text.Length > 0 && !live.Text.AsSpan().ContainsAny(" \r\n\t")
        : live.IsNumber == IsNumber && (live.Text == Recorded || (MayDiffer && IsSameKind(live.Text)));

    // A token that chains by its place need not look like one.
    private bool IsSameKind(string live) => Shape.MayChain
        ? Shape.IsSameKind(live)
        : Mechanism == ChainMechanism.Position && live.Length > 0 && !live.AsSpan().ContainsAny(" \r\n\t");
}
